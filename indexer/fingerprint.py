"""What decides how a file is understood, as one hash: an index made under another one is rebuilt.

It is taken over the code that runs between a file and what the index keeps of it, over the data
that this code reads, over the user's topics and over the versions of the libraries that cut words
and fold script. Which code that is follows from the import statements, so that no list has to be
kept: the command line, the program's version and the scripts that make data files are in no such
chain of imports.

Code is hashed as its syntax tree, without positions, comments and docstrings. The bytecode would
say the same, but is another in every version of Python, and so are `ast.dump` and `ast.unparse`
where a version adds a field or prints it otherwise. Here fields that hold nothing leave no trace.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from indexer.topic_files import read_topic_files

_PACKAGE = Path(__file__).parent
_ANALYSIS = ("indexer.pipeline", "indexer.attribution")
_LIBRARIES = ("jieba", "opencc-python-reimplemented")


def fingerprint(topics_file: Path | None, writer: str) -> str:
    """32 hexadecimal digits that change whenever the same file could be understood differently.

    `writer` is the module that makes of an analysed file what the index keeps of it. Raises
    `OSError` when the topics file cannot be read, and DataFileError when it or one that it includes
    is no TOML.
    """
    digest = hashlib.blake2b(digest_size=16)

    def add(name: str, content: bytes) -> None:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)

    modules = _modules((*_ANALYSIS, writer))
    for name, tokens in sorted(modules.items()):
        add(name, "\n".join(tokens).encode())
    for path in sorted(_data_files(modules)):
        add(path.relative_to(_PACKAGE).as_posix(), path.read_bytes())
    if topics_file is not None:
        add("topics", topics_file.read_bytes())
        for path, _ in read_topic_files(topics_file):
            add(path.name, path.read_bytes())
    for library in _LIBRARIES:
        add(library, version(library).encode())
    return digest.hexdigest()


def _modules(roots: tuple[str, ...]) -> dict[str, list[str]]:
    """The tokens of the modules `roots` and of those of this package that they import, directly or
    not."""
    found: dict[str, list[str]] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None or name in found:
            continue
        found[name] = []
        imports: list[ast.Import | ast.ImportFrom] = []
        _add_tokens(ast.parse(path.read_bytes()), found[name], imports)
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        for statement in imports:
            waiting += _imported(statement, package)
    return found


def _path(module: str) -> Path | None:
    """The source of a module of this package; None for other modules and for mere names. The
    `__init__` of the package itself holds nothing but the version."""
    first, *names = module.split(".")
    if first != _PACKAGE.name or not names:
        return None
    path = _PACKAGE.joinpath(*names)
    for source in (path.with_suffix(".py"), path / "__init__.py"):
        if source.is_file():
            return source
    return None


def _imported(statement: ast.Import | ast.ImportFrom, package: str) -> Iterator[str]:
    """The modules that a statement in a module of `package` imports, or takes names from."""
    names = [alias.name for alias in statement.names]
    if isinstance(statement, ast.Import):
        yield from names
        return
    base = statement.module or ""
    if statement.level:
        above = package.split(".")
        base = ".".join([*above[: len(above) + 1 - statement.level], *filter(None, [base])])
    for name in names:
        module = f"{base}.{name}"
        yield base if _path(module) is None else module


def _data_files(modules: Iterable[str]) -> set[Path]:
    """The data beside the modules and in the folders `data` beside them. What an editor or the
    system leaves there is none."""
    data: set[Path] = set()
    for name in modules:
        path = _path(name)
        assert path is not None
        for folder in (path.parent, path.parent / "data"):
            files = folder.iterdir() if folder.is_dir() else ()
            data.update(file for file in files if file.suffix in _DATA_SUFFIXES)
    return data


_DATA_SUFFIXES = {".toml", ".tsv", ".txt", ".gz"}


def _add_tokens(
    node: object, tokens: list[str], imports: list[ast.Import | ast.ImportFrom]
) -> None:
    """Adds the syntax tree in words, but for what does nothing when it runs: a constant that stands
    by itself (docstrings are such), the prefix `u`, and fields that are empty. Adds the statements
    that import, too."""
    if isinstance(node, ast.AST):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.append(node)
        tokens.append(type(node).__name__)
        for name, value in ast.iter_fields(node):
            if value is not None and value != [] and name != "kind":
                tokens.append(name)
                _add_tokens(value, tokens, imports)
        tokens.append(".")
    elif isinstance(node, list):
        for each in node:
            _add_tokens(each, tokens, imports)
        tokens.append(";")
    else:
        tokens.append(f"{type(node).__name__} {node!a}")
