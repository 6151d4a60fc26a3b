"""Attributes are found by packages that know nothing of each other's words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from indexer.attribution import load_attribution, load_attributors, registry
from indexer.attribution.attributor import Attributor, attribute_with
from indexer.attribution.literals import Hits
from indexer.attribution.report_text import ReportText
from indexer.model import Report
from tests.indexer.attribution.year.year_scorer import read_cases, report_of


def test_no_list_has_a_word_twice_or_an_empty_one() -> None:
    for attributor in load_attributors().values():
        for name, words in attributor.words.items():
            assert len(set(words)) == len(words), name
            assert all(words), name


def test_an_attributor_gets_the_hits_of_its_own_lists_alone() -> None:
    seen: dict[str, dict[str, list[tuple[int, str]]]] = {}

    def looking_for(name: str, words: Mapping[str, list[str]]) -> Attributor:
        def attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
            seen[name] = {key: of_list.words() for key, of_list in hits.items()}
            return report

        return Attributor(words, attribute)

    attribute = attribute_with(
        [
            looking_for("first", {"places": ["校园"], "things": ["安全", "校园安全"]}),
            looking_for("second", {"things": ["园安", "校园"]}),
        ]
    )
    attribute(report_of("总结", ["校园安全"]))
    assert seen == {
        "first": {"places": [(3, "校园")], "things": [(3, "校园安全"), (5, "安全")]},
        "second": {"things": [(3, "校园"), (4, "园安")]},
    }


def test_words_of_a_title_that_was_made_up_count_only_where_asked_for() -> None:
    seen: list[int] = []

    def attribute(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        seen.append(len(hits["words"].starts()))
        return report

    report = replace(report_of("校园", ["校园"]), untitled=True)
    words = {"words": ["校园"]}
    attribute_with([Attributor(words, attribute), Attributor(words, attribute, True)])(report)
    assert seen == [1, 2]


def test_an_attribute_may_read_what_those_before_it_have_set() -> None:
    def name_period(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        return replace(report, title=f"{report.title}（{report.period}）")

    attribute = attribute_with([load_attributors()["period"], Attributor({}, name_period)])
    assert attribute(report_of("民政局半年总结", ["半年来。"])).title == "民政局半年总结（上半年）"


def test_the_year_is_found_after_what_it_reads() -> None:
    names = list(load_attributors())
    assert names.index("year") > max(names.index("role"), names.index("period"))


def test_a_line_of_the_registry_adds_an_attribute(monkeypatch: pytest.MonkeyPatch) -> None:
    def shout(text: ReportText, hits: Mapping[str, Hits], report: Report) -> Report:
        return replace(report, title=report.title + "！" * len(hits["marks"].starts()))

    case = next(case for case in read_cases() if "喜" not in case.report.title)
    report = replace(case.report, title="喜报：喜事", untitled=False)
    before = load_attribution()(report)
    shouting = Attributor({"marks": ["喜"]}, shout)
    monkeypatch.setattr(registry, "loudness", lambda topics_file: shouting, raising=False)
    after = load_attribution()(report)
    assert after.title == "喜报：喜事！！"
    assert replace(after, title=before.title) == before
