"""An error of the operating system is told in plain words."""

import errno

from indexer.errors import explain_file_error


def test_a_fault_names_its_file_and_says_what_is_wrong() -> None:
    denied = PermissionError(errno.EACCES, "Permission denied", "a.txt")
    assert explain_file_error(denied) == "a.txt：没有权限"
    moved = OSError(errno.ENOSPC, "No space left on device", "a.part", None, "a.txt")
    assert explain_file_error(moved) == "a.txt：磁盘已满"
    assert explain_file_error(OSError(errno.ENOSPC, "No space left on device")) == "磁盘已满"
    assert explain_file_error(OSError("something else")) == "something else"
