"""The hook lets good subjects through and says what is wrong with others."""

import pytest

from tools.commit_subject import faults


@pytest.mark.parametrize(
    "message",
    [
        "Join page-torn sentences after a colon",
        "Add the bureau of transport to the topics\n\nIts reports had none.\n",
        "x" * 71,
        "Say why\n# Please enter the commit message\n#\tmodified: a.py",
    ],
)
def test_good_messages_pass(message: str) -> None:
    assert faults(message) == []


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("", "empty"),
        ("# only comments", "empty"),
        ("x" * 72, "72 characters"),
        ("Fix it.", "full stop"),
        ("Fix it\nbecause", "second line"),
    ],
)
def test_what_is_wrong_is_said(message: str, fault: str) -> None:
    (found,) = faults(message)
    assert fault in found
