"""The part of attribution that finds one attribute, and how several parts share one reading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from indexer.attribution.literals import Hits, Literals
from indexer.attribution.report_text import ReportText, read_report
from indexer.model import Report


@dataclass(frozen=True, slots=True)
class Attributor:
    """Finds one attribute of a report or of its sections.

    `words` are the lists of words to look for, each under a name that the attributor chooses. The
    words are folded, as the text is; a list has no word twice.

    `attribute(text, hits, report)` returns `report` with the attribute set. `hits` has, under the
    same names, where the words of each list stand in `text.folded`. `report` is the one that `text`
    was read from, with what the attributors before this one have set.

    `reads_appended` asks for the hits in all of `text.whole`.
    """

    words: Mapping[str, Sequence[str]]
    attribute: Callable[[ReportText, Mapping[str, Hits], Report], Report]
    reads_appended: bool = False


def attribute_with(attributors: Sequence[Attributor]) -> Callable[[Report], Report]:
    """Return the function that applies `attributors` to a report, in their order.

    It searches a report once, for the words of all of them.
    """
    literals = Literals(
        {
            (number, name): words
            for number, attributor in enumerate(attributors)
            for name, words in attributor.words.items()
        }
    )

    def attribute(report: Report) -> Report:
        text = read_report(report)
        found = literals.find(text.whole)
        length = len(text.folded)
        for number, attributor in enumerate(attributors):
            hits = {name: found[number, name] for name in attributor.words}
            if length < len(text.whole) and not attributor.reads_appended:
                hits = {name: of_list.cut_off(length) for name, of_list in hits.items()}
            report = attributor.attribute(text, hits, report)
        return report

    return attribute
