"""Reads files of labels with weighted terms: the topics, and the cues of roles.

The format is described at the top of topics/education.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.errors import DataFileError
from indexer.text import fold
from indexer.topic_files import read_toml

_LEAST_LENGTH = 200  # characters; a shorter text may lack the words of its field by chance


@dataclass(frozen=True, slots=True, eq=False)
class WeightedTerms:
    """The content of a file.

    `labels` are in the order of the file, which is the order of the facet. `words` are the terms,
    and behind them the phrases of the ignore list: a phrase hides the terms within it and is not
    counted itself. `weights` has for each of `words` the indexes of its labels, each with the
    weight of the word for that label; an ignored phrase has none. `field` are words of the field
    that the file is about. A text that has fewer than `least` of them in a thousand characters is
    about another field, and only the labels that `everywhere` marks can be right for it.
    `under` is the label of another file below which these labels stand.
    """

    labels: tuple[str, ...]
    words: tuple[str, ...]
    weights: tuple[tuple[tuple[int, float], ...], ...]
    everywhere: tuple[bool, ...]
    field: tuple[str, ...]
    least: float
    under: str | None = None

    def is_other_field(self, text: str) -> bool:
        """Tell whether a folded text is about another field than the file."""
        if not self.field or len(text) < _LEAST_LENGTH:
            return False
        missing = self.least * len(text) / 1000
        for word in self.field:
            missing -= text.count(word)
            if missing <= 0:
                return False
        return True


def read_weighted_terms(source: Path) -> WeightedTerms:
    """Read and check a file.

    Raises DataFileError with the file and the line or key of a mistake, also when the file cannot
    be read.
    """
    return compile_weighted_terms(read_toml(source), source)


def compile_weighted_terms(content: dict[str, Any], source: Path) -> WeightedTerms:
    """Check the content of the file `source`.

    Raises DataFileError with the file and the key of a mistake.
    """
    _check_keys(content, {"topic", "ignore", "field", "under"}, f"{source}")
    entries = content.get("topic")
    if not isinstance(entries, list) or not entries:
        raise DataFileError(f"{source}：里面没有 [[topic]]")
    labels: list[str] = []
    everywhere: list[bool] = []
    weights: dict[str, dict[int, float]] = {}
    for number, entry in enumerate(entries, 1):
        where = f"{source}：第 {number} 个主题"
        if not isinstance(entry, dict):
            raise DataFileError(f"{where}应写成 [[topic]]")
        _check_keys(entry, {"label", "terms", "everywhere"}, where)
        label = entry.get("label")
        if not isinstance(label, str) or not label.strip():
            raise DataFileError(f"{where}缺少 label，或是空的")
        if label in labels:
            raise DataFileError(f"{where}的名称“{label}”前面已有")
        for term, weight in _read_terms(entry.get("terms"), f"{where}“{label}”"):
            weights.setdefault(term, {})[len(labels)] = weight
        labels.append(label)
        if not isinstance(entry.get("everywhere", False), bool):
            raise DataFileError(f"{where}“{label}”的 everywhere 应是 true 或 false")
        everywhere.append(entry.get("everywhere", False))
    ignored = _read_ignored(content.get("ignore", {}), source)
    for term in ignored & weights.keys():
        raise DataFileError(f"{source}：[ignore] 里的“{term}”也是某个主题的词")
    field, least = _read_field(content.get("field", {}), source)
    return WeightedTerms(
        labels=tuple(labels),
        words=(*weights, *sorted(ignored)),
        weights=(*(tuple(of_label.items()) for of_label in weights.values()), *[()] * len(ignored)),
        everywhere=tuple(everywhere),
        field=field,
        least=least,
        under=_read_under(content.get("under"), source),
    )


def _read_terms(tiers: object, where: str) -> Iterator[tuple[str, float]]:
    if not isinstance(tiers, dict) or not tiers:
        raise DataFileError(f"{where}缺少 terms（权重 = 词），或是空的")
    seen: dict[str, str] = {}
    for key, words in tiers.items():
        try:
            weight = float(key)
        except ValueError:
            weight = 0.0
        if not 0.0 < weight < 1000.0:
            raise DataFileError(f"{where}的 terms.{key}：等号左边应是大于 0 的权重")
        for term in _read_words(words, f"{where}的 terms.{key}"):
            if term in seen:
                raise DataFileError(f"{where}的 terms.{key}：“{term}”在 {seen[term]} 里已有")
            seen[term] = f"terms.{key}"
            yield term, weight


def _read_ignored(table: object, source: Path) -> set[str]:
    if not isinstance(table, dict):
        raise DataFileError(f"{source}：ignore 应写成 [ignore]")
    _check_keys(table, {"terms"}, f"{source}：[ignore]")
    return set(_read_words(table["terms"], f"{source}：[ignore] 的 terms")) if table else set()


def _read_field(table: object, source: Path) -> tuple[tuple[str, ...], float]:
    if not isinstance(table, dict):
        raise DataFileError(f"{source}：field 应写成 [field]")
    _check_keys(table, {"terms", "least"}, f"{source}：[field]")
    if not table:
        return (), 0.0
    least = table.get("least")
    if not isinstance(least, int | float) or least <= 0:
        raise DataFileError(f"{source}：[field] 的 least 应是大于 0 的数")
    words = _read_words(table.get("terms"), f"{source}：[field] 的 terms")
    return tuple(dict.fromkeys(words)), float(least)


def _read_under(value: object, source: Path) -> str | None:
    if value is not None and (not isinstance(value, str) or not value.strip()):
        raise DataFileError(f"{source}：under 应是一个主题的名称")
    return value


def _read_words(value: object, where: str) -> list[str]:
    if not isinstance(value, str) or not value.split():
        raise DataFileError(f"{where} 应是用空格隔开的词")
    return [fold(word) for word in value.split()]


def _check_keys(table: dict[str, Any], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise DataFileError(f"{where}里不认识 {key}")
