"""What changes understanding changes the fingerprint, and nothing else does."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT

PRINT = """
import sys
from pathlib import Path
from indexer.fingerprint import fingerprint
topics = Path(sys.argv[1]) if len(sys.argv) > 1 else None
print(fingerprint(topics, "indexer.store.bulk"))
"""


def printed(folder: Path, *topics: str) -> str:
    """The fingerprint of the package in `folder`."""
    done = subprocess.run(
        [sys.executable, "-c", PRINT, *topics],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a copy of the indexer, to do anything with."""
    folder = tmp_path_factory.mktemp("copy")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "indexer", folder / "indexer", ignore=ignored)
    return folder


@pytest.fixture
def changes(package: Path) -> Callable[[str, Callable[[str], str]], bool]:
    """Whether a change of a file, undone afterwards, gives another fingerprint."""

    def changes(name: str, edit: Callable[[str], str]) -> bool:
        path = package / "indexer" / name
        before, whole = printed(package), path.read_bytes()
        edited = edit(whole.decode("utf-8"))
        assert edited != whole.decode("utf-8")
        path.write_text(edited, encoding="utf-8")
        try:
            return printed(package) != before
        finally:
            path.write_bytes(whole)

    return changes


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("duplicates.py", lambda text: f"# A comment.\n{text}\n\n# Another.\n"),
        ("duplicates.py", lambda text: text.replace('"""', '"""Truly: ', 1)),
        ("model.py", lambda text: text.replace('    """One report of', '    """Any report of', 1)),
        ("cli.py", lambda text: text + "\nCHANGED = 1\n"),
        ("rebuild.py", lambda text: text + "\nCHANGED = 1\n"),
        ("__init__.py", lambda text: text.replace("__version__ = ", '__version__ = "9" + ')),
        ("settings.py", lambda text: text + "\nCHANGED = 1\n"),
    ],
)
def test_what_changes_no_understanding(
    changes: Callable[..., bool], name: str, edit: Callable[[str], str]
) -> None:
    assert not changes(name, edit)


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("pipeline.py", lambda text: text + "\nCHANGED = 1\n"),
        ("reading/__init__.py", lambda text: text.replace("64 * 1024", "32 * 1024", 1)),
        ("cleaning/pages.py", lambda text: text.replace('re.compile(r"', 're.compile(r"x?', 1)),
        ("attribution/__init__.py", lambda text: text + "\nCHANGED = 1\n"),
        ("text/grams.py", lambda text: text + "\nCHANGED = 1\n"),
        ("text/domain_words.txt", lambda text: text + "校车安全\n"),
        ("gazetteer/units.tsv", lambda text: text.replace("安吉县", "安安县", 1)),
        ("segmentation/data/paraphrased.tsv", lambda text: text + "\n"),
        ("store/bulk.py", lambda text: text + "\nCHANGED = 1\n"),
    ],
)
def test_what_changes_understanding(
    changes: Callable[..., bool], name: str, edit: Callable[[str], str]
) -> None:
    assert changes(name, edit)


def test_what_an_editor_leaves_is_no_data(package: Path) -> None:
    before = printed(package)
    for name in ("pages.py~", ".DS_Store"):
        (package / "indexer" / "cleaning" / name).write_text("x", encoding="utf-8")
    assert printed(package) == before


def test_other_topics_change_it(package: Path, tmp_path: Path) -> None:
    topics = tmp_path / "topics.toml"
    topics.write_text("# one\n", encoding="utf-8")
    first = printed(package, str(topics))
    assert first != printed(package)
    topics.write_text("# other\n", encoding="utf-8")
    assert first != printed(package, str(topics))


def test_it_is_that_of_the_same_package_elsewhere(package: Path) -> None:
    assert printed(package) == printed(ROOT)


def test_a_change_of_a_file_that_the_topics_include_changes_it(
    package: Path, tmp_path: Path
) -> None:
    topics, own = tmp_path / "topics.toml", tmp_path / "own.toml"
    topics.write_text('include = ["fields.toml", "own.toml"]\n', encoding="utf-8")
    own.write_text("# one\n", encoding="utf-8")
    first = printed(package, str(topics))
    own.write_text("# other\n", encoding="utf-8")
    assert first != printed(package, str(topics))
