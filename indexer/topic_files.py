"""The files that the topics are made of, and which topic stands below which.

A topics file has topics of its own, or names the files that it is made of (`include`), or both. The
topics of a file with `under` stand below the topic of that name, a field of government; all others
stand at the top. So a file without `under`, as any was before there were fields, is a flat list,
and where every file has it, they stand below the packaged fields.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from indexer.errors import DataFileError

_PACKAGED = Path(__file__).parent / "attribution" / "topics"


def read_toml(source: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises DataFileError with the file, and the line of a mistake, also when it cannot be read.
    """
    try:
        return tomllib.loads(source.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as problem:
        raise DataFileError(f"{source}：读不了（{problem}）") from problem
    except tomllib.TOMLDecodeError as problem:
        raise DataFileError(f"{source}：不是合乎 TOML 格式的文件（{problem}）") from problem


def read_topic_files(topics_file: Path | None = None) -> list[tuple[Path, dict[str, Any]]]:
    """Read a topics file, or the packaged one, and those that it includes.

    Returns the path and the content of each that has topics. An included file is looked for beside
    the one that names it, then among the packaged ones. Raises DataFileError.
    """
    source = topics_file or _PACKAGED / "topics.toml"
    content = read_toml(source)
    names = content.pop("include", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DataFileError(f'{source}：include 应写成 ["文件名", …]')
    beside = [source.parent / name for name in names]
    paths = [
        own if own.is_file() else _PACKAGED / name for own, name in zip(beside, names, strict=True)
    ]
    files = [(path, read_toml(path)) for path in paths]
    if content or not names:
        files.append((source, content))
    if all("under" in content for _, content in files):
        fields = _PACKAGED / "fields.toml"
        files.insert(0, (fields, read_toml(fields)))
    return files


def read_fields(topics_file: Path | None = None) -> dict[str, str]:
    """Read the field of each topic that stands below one.

    Raises DataFileError for a file that cannot be read. What else is wrong with it is found where
    the words of the topics are read.
    """
    fields = {
        entry["label"]: content["under"]
        for _, content in read_topic_files(topics_file)
        if isinstance(content.get("under"), str) and isinstance(content.get("topic"), list)
        for entry in content["topic"]
        if isinstance(entry, dict) and isinstance(entry.get("label"), str)
    }
    return {label: field for label, field in fields.items() if field not in fields}
