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
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).parent
_ANALYSIS = ("indexer.pipeline", "indexer.attribution")
_LIBRARIES = ("jieba", "opencc-python-reimplemented")


def fingerprint(topics_file: Path | None, writer: str) -> str:
    """32 hexadecimal digits that change whenever the same file could be understood differently.

    `writer` is the module that makes of an analysed file what the index keeps of it. Raises
    `OSError` when the topics file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)

    def add(name: str, content: bytes) -> None:
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)

    modules = _modules((*_ANALYSIS, writer))
    for name, tree in sorted(modules.items()):
        tokens: list[str] = []
        _add_tokens(tree, tokens)
        add(name, "\n".join(tokens).encode())
    for path in sorted(_data_files(modules)):
        add(path.relative_to(_PACKAGE).as_posix(), path.read_bytes())
    if topics_file is not None:
        add("topics", topics_file.read_bytes())
    for library in _LIBRARIES:
        add(library, version(library).encode())
    return digest.hexdigest()


def _modules(roots: tuple[str, ...]) -> dict[str, ast.Module]:
    """The modules `roots` and those of this package that they import, directly or not."""
    found: dict[str, ast.Module] = {}
    waiting = list(roots)
    while waiting:
        name = waiting.pop()
        path = _path(name)
        if path is None or name in found:
            continue
        found[name] = ast.parse(path.read_bytes())
        package = name if path.name == "__init__.py" else name.rpartition(".")[0]
        waiting += _imported(found[name], package)
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


def _imported(tree: ast.Module, package: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level]
            base = ".".join([*(above if node.level else []), *filter(None, [node.module])])
            for alias in node.names:
                module = f"{base}.{alias.name}"
                yield base if _path(module) is None else module


def _data_files(modules: dict[str, ast.Module]) -> set[Path]:
    """What is no code beside the modules and in the folders `data` beside them."""
    found: set[Path] = set()
    for name in modules:
        path = _path(name)
        assert path is not None
        for folder in (path.parent, path.parent / "data"):
            files = folder.iterdir() if folder.is_dir() else ()
            found.update(file for file in files if file.is_file() and file.suffix != ".py")
    return found


def _add_tokens(node: object, tokens: list[str]) -> None:
    """Adds the syntax tree in words, but for what does nothing when it runs: a constant that stands
    by itself (docstrings are such), the prefix `u`, and fields that are empty."""
    if isinstance(node, ast.AST):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return
        tokens.append(type(node).__name__)
        for name, value in ast.iter_fields(node):
            if value is not None and value != [] and name != "kind":
                tokens.append(name)
                _add_tokens(value, tokens)
        tokens.append(".")
    elif isinstance(node, list):
        for each in node:
            _add_tokens(each, tokens)
        tokens.append(";")
    else:
        tokens.append(f"{type(node).__name__} {node!a}")
