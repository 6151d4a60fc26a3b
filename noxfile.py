"""All the checks in one command: `nox`, or one of them: `nox -s lint`.

They run in the environment that nox itself is installed in (`pip install -e '.[dev]'`), so that the
editor, the hooks of every commit and the checks use the same tools, and nothing is installed twice.
"""

from __future__ import annotations

import sys

import nox

nox.needs_version = ">=2024.4"
nox.options.default_venv_backend = "none"
nox.options.sessions = ["lint", "types", "translations", "tests", "bench"]


def _python(session: nox.Session, *arguments: str) -> None:
    session.run(sys.executable, *arguments, external=True)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, mistakes a linter sees, and the walls between the packages."""
    _python(session, "-m", "ruff", "format", "--check", ".")
    _python(session, "-m", "ruff", "check", ".")
    _python(session, "-c", "from importlinter.cli import lint_imports_command as run; run()")


@nox.session
def types(session: nox.Session) -> None:
    """mypy, strictly."""
    _python(session, "-m", "mypy")


@nox.session
def translations(session: nox.Session) -> None:
    """Every string of the pages is in every catalogue; `python -m tools.translations` brings them
    up to date."""
    _python(session, "-m", "pytest", "-q", "tests/search_app/test_languages.py")


@nox.session
def tests(session: nox.Session) -> None:
    """The tests; what follows `--` goes to pytest: `nox -s tests -- tests/indexer -k pinyin`."""
    _python(session, "-m", "pytest", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """The measurements that take seconds: does the indexer understand, does search rank."""
    _python(session, "-m", "bench.score_segmentation")
    _python(session, "-m", "bench.score_labelled")
    _python(session, "-m", "bench.relevance")
