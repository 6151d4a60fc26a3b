"""The topics there are, with their words: fields of government, and the labels below some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from indexer.attribution.weighted_terms import WeightedTerms, compile_weighted_terms
from indexer.errors import DataFileError
from indexer.topic_files import read_topic_files


@dataclass(frozen=True, slots=True, eq=False)
class Classification:
    """`fields` are the topics at the top, `below` the labels below some of them by the field."""

    fields: WeightedTerms
    below: Mapping[str, WeightedTerms]

    @property
    def labels(self) -> tuple[str, ...]:
        """All topics in the order of the files, each field before what is below it."""
        return tuple(
            label for field in self.fields.labels for label in (field, *self._under(field))
        )

    def _under(self, field: str) -> tuple[str, ...]:
        return self.below[field].labels if field in self.below else ()


def load_topics(topics_file: Path | None = None) -> Classification:
    """Read a topics file and those that it includes, or the packaged one without `topics_file`.

    Raises DataFileError when a file is faulty, cannot be read, or does not fit the others.
    """
    files = read_topic_files(topics_file)
    source = topics_file or files[0][0].parent
    parts = [compile_weighted_terms(content, path) for path, content in files]
    fields = _join([part for part in parts if part.under is None], source)
    below: dict[str, WeightedTerms] = {}
    seen = set(fields.labels)
    for part in parts:
        if part.under is None:
            continue
        if part.under not in fields.labels:
            raise DataFileError(f"{source}：没有 under 所说的领域“{part.under}”")
        if part.under in below:
            raise DataFileError(f"{source}：有两个文件的 under 都是“{part.under}”")
        for label in part.labels:
            if label in seen:
                raise DataFileError(f"{source}：“{label}”在两个文件里都有")
        seen.update(part.labels)
        below[part.under] = part
    return Classification(fields, below)


def _join(parts: list[WeightedTerms], source: Path) -> WeightedTerms:
    """One list of fields from those of several files."""
    if not parts:
        raise DataFileError(f"{source}：每个主题都在某个领域之下，领域本身却没有")
    joined = parts[0]
    for part in parts[1:]:
        for label in set(joined.labels) & set(part.labels):
            raise DataFileError(f"{source}：“{label}”在两个文件里都有")
        shift = len(joined.labels)
        weights = dict(zip(joined.words, joined.weights, strict=True))
        for word, of_word in zip(part.words, part.weights, strict=True):
            moved = tuple((label + shift, weight) for label, weight in of_word)
            weights[word] = (*weights.get(word, ()), *moved)
        joined = replace(
            joined,
            labels=(*joined.labels, *part.labels),
            words=tuple(weights),
            weights=tuple(weights.values()),
            everywhere=(*joined.everywhere, *part.everywhere),
            field=(),
        )
    return joined
