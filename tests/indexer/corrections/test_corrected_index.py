"""What people set by hand is what the index says, whatever happens to the files."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest

from indexer.corrections.applying import apply_corrections
from indexer.corrections.values import CorrectionError
from indexer.pipeline import segment_file
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Everything
from tests.indexer.corrections.office import CULTURE, ROADS, WATER, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    office = Office(tmp_path)
    office.rebuild()
    return office


def test_region_year_period_and_topics_are_as_they_were_set(office: Office) -> None:
    office.correct("水务.txt", 2, "region", "330522")
    office.correct("水务.txt", 2, "year", "2012-2013")
    office.correct("水务.txt", 2, "period", "全年")
    office.correct("水务.txt", 2, "topics", ("机关管理",))
    office.correct("水务.txt", 6, "topics", ("经费资助", "学校建设"), section=True)
    office.update()
    report = office.report("水务.txt")
    region, year = report["region"], report["year"]
    assert (region["code"], region["county"], region["status"]) == ("330522", "长兴县", "confirmed")
    assert (year["value"], year["low"], year["high"]) == (2013, 2012, 2013)
    assert year["status"] == report["period_status"] == "confirmed"
    assert report["period"] == "全年"
    for fact in (region, year):
        (witness,) = fact["evidence"]
        assert "小李" in witness["says"]
    *others, last = report["sections"]
    assert {tuple(section["topics"]) for section in others} == {("机关管理",)}
    assert last["topics"] == ["经费资助", "学校建设"]
    assert {section["topics_status"] for section in report["sections"]} == {"confirmed"}
    assert {known["by"] for known in report["confirmed"]} == {"小李"}


def test_a_confirmed_fact_counts_in_facets_and_filters(office: Office) -> None:
    office.correct("水务.txt", 2, "region", "330522")
    office.correct("水务.txt", 2, "year", "2013")
    office.update()
    engine = WhooshEngine.open(office.index)
    wanted = {"region": ("330500",), "year": ("2013",)}
    found = engine.search(SearchRequest(Everything(), filters=wanted))
    assert found.total == len(office.report("水务.txt")["sections"])
    assert found.counts["region"]["330522"] == found.total


def test_a_fact_can_be_set_to_none(office: Office) -> None:
    office.write("水务.txt", WATER.replace("水务局", "长兴县水务局2012年"))
    office.update()
    assert office.report("水务.txt")["region"] is not None
    office.correct("水务.txt", 2, "region", None)
    office.correct("水务.txt", 2, "year", None)
    office.update()
    report = office.report("水务.txt")
    assert report["region"] is report["year"] is None
    assert [known["field"] for known in report["confirmed"]] == ["region", "year"]


def test_an_update_reads_only_the_files_that_a_correction_is_about(office: Office) -> None:
    made = office.correct("水务.txt", 2, "region", "330522")
    summary = office.update()
    assert (summary.read, summary.kept, summary.corrected) == (1, 2, 1)
    assert not office.update().changed
    office.log.withdraw(made.id, "小王")
    assert office.update().read == 1
    assert office.report("水务.txt")["region"] is None


def test_the_last_word_counts_and_withdrawing_it_brings_back_the_one_before(
    office: Office,
) -> None:
    office.correct("水务.txt", 2, "region", "330522")
    last = office.correct("水务.txt", 2, "region", "330523")
    office.update()
    assert office.report("水务.txt")["region"]["code"] == "330523"
    office.log.withdraw(last.id, "小王")
    office.update()
    assert office.report("水务.txt")["region"]["code"] == "330522"


def test_a_file_may_be_renamed_and_get_lines_above(office: Office) -> None:
    office.correct("水务.txt", 2, "region", "330522")
    office.correct("水务.txt", 4, "topics", ("学校建设",), section=True)
    (office.corpus / "水务.txt").unlink()
    office.write("新名-水 务.txt", "\n\n>\n" + WATER)
    summary = office.update()
    assert (summary.corrected, summary.unfit) == (2, [])
    report = office.report("新名-水 务.txt")
    assert report["region"]["code"] == "330522"
    assert ["学校建设"] in [section["topics"] for section in report["sections"]]


def test_a_report_may_be_edited_and_keep_its_correction(office: Office) -> None:
    office.correct("水务.txt", 2, "region", "330522")
    office.write(
        "水务.txt", WATER.replace("十二座", "十三座") + "三、下一步打算\n继续抓好河道整治。\n"
    )
    assert not office.update().unfit
    assert office.report("水务.txt")["region"]["code"] == "330522"


def test_a_correction_whose_text_is_gone_is_told_and_kept(office: Office) -> None:
    made = office.correct("水务.txt", 2, "region", "330522")
    office.update()
    office.write("水务.txt", CULTURE)
    for summary in (office.update(), office.update(), office.rebuild()):
        assert summary.unfit == [made]
    office.write("水务.txt", WATER)
    assert not office.update().unfit
    assert office.report("水务.txt")["region"]["code"] == "330522"


def test_a_copy_in_another_file_says_the_same(office: Office) -> None:
    shutil.copyfile(office.corpus / "水务.txt", office.corpus / "转载.txt")
    office.update()
    office.correct("水务.txt", 2, "region", "330522")
    assert office.update().read == 2
    assert office.report("转载.txt")["region"]["code"] == "330522"


def test_a_report_of_another_place_with_the_same_beginning_is_left_alone(office: Office) -> None:
    office.write("邻县.txt", WATER.replace("两万三千人", "四万人"))
    office.update()
    office.correct("水务.txt", 2, "region", "330522")
    office.update()
    assert office.report("邻县.txt")["region"] is None


def test_a_short_section_elsewhere_is_left_alone(office: Office) -> None:
    thanks = "三、结束语\n谢谢大家。\n"
    office.write("水务.txt", WATER + thanks)
    office.write("交通.txt", ROADS + thanks)
    office.update()
    office.correct("水务.txt", 8, "topics", ("德育",), section=True)
    office.update()
    sections = {name: office.report(name)["sections"][-1] for name in ("水务.txt", "交通.txt")}
    assert [one["topics"] for one in sections.values()] == [["德育"], []]


def test_a_report_can_begin_where_a_person_says_so(office: Office) -> None:
    office.correct("水务.txt", 5, "beginning", True)
    office.update()
    first, second = office.reports()["水务.txt"]
    assert (first["end_line"], second["start_line"]) == (4, 5)
    assert [known["field"] for known in second["confirmed"]] == ["beginning"]
    office.correct("水务.txt", 5, "region", "330522")
    office.update()
    assert [report["region"] is None for report in office.reports()["水务.txt"]] == [True, False]


def test_a_report_can_be_joined_to_the_one_before(office: Office) -> None:
    _, second = office.reports()["合编.txt"]
    office.correct("合编.txt", second["start_line"], "beginning", False)
    office.update()
    (joined,) = office.reports()["合编.txt"]
    assert joined["end_line"] == second["end_line"]
    text = "".join(section["text"] for section in joined["sections"])
    assert "文化局工作总结" in text or "文化局工作总结" in str(joined["outline"])


def test_a_correction_of_a_report_survives_that_its_end_is_cut_off(office: Office) -> None:
    office.correct("水务.txt", 1, "region", "330522")
    office.correct("水务.txt", 5, "beginning", True)
    (office.corpus / "水务.txt").rename(office.corpus / "改名.txt")
    assert not office.update().unfit
    first, second = office.reports()["改名.txt"]
    assert first["region"]["code"] == "330522"
    assert second["region"] is None


def test_what_cannot_be_pointed_at_is_told(office: Office) -> None:
    for line, value, told in ((1, True, "起点"), (2, False, "不是"), (1, False, "第一篇")):
        with pytest.raises(CorrectionError, match=told):
            office.correct("水务.txt", line, "beginning", value)
    with pytest.raises(CorrectionError, match="没有文字"):
        office.correct("水务.txt", 99, "beginning", True)
    with pytest.raises(CorrectionError, match="--line"):
        office.correct("合编.txt", 99, "region", "330522")


def test_applying_twice_is_applying_once(office: Office) -> None:
    office.correct("合编.txt", 1, "topics", ("学校建设",))
    office.correct("合编.txt", 2, "topics", ("德育",), section=True)
    office.correct("合编.txt", 1, "region", "330522")
    office.correct("合编.txt", 8, "year", "2010")
    office.correct("合编.txt", 8, "year", None)
    file = segment_file(office.corpus / "合编.txt", "合编.txt", office.log.corrections())
    once, fitting = apply_corrections(file.reports, file.located)
    assert once != file.reports
    assert apply_corrections(once, file.located) == (once, fitting)


@pytest.mark.parametrize("seed", range(3))
def test_updates_with_corrections_end_where_a_rebuild_does(tmp_path: Path, seed: int) -> None:
    office = Office(tmp_path / "office")
    office.rebuild()
    chance = Random(seed)
    texts = (WATER, ROADS, CULTURE, ROADS + CULTURE, WATER.replace("十二座", "七座") + CULTURE)
    made = []
    for clock in range(8):
        names = sorted(path.name for path in office.corpus.iterdir())
        name = chance.choice(names)
        step = chance.choice(("set", "set", "section", "begin", "withdraw", "write", "rename"))
        try:
            if step == "set":
                field, value = chance.choice((("region", "330522"), ("year", "2011")))
                made.append(office.correct(name, 2, field, chance.choice((value, None))))
            elif step == "section":
                topics = chance.choice((("德育",), None))
                made.append(office.correct(name, 4, "topics", topics, section=True))
            elif step == "begin":
                line, begins = chance.choice(((4, True), (7, False), (8, True)))
                made.append(office.correct(name, line, "beginning", begins))
            elif step == "withdraw" and made:
                office.log.withdraw(chance.choice(made).id, "小王")
            elif step == "write":
                office.write(chance.choice((name, f"新{clock}.txt")), chance.choice(texts))
            elif step == "rename":
                (office.corpus / name).rename(office.corpus / f"改{clock}.txt")
        except CorrectionError:
            continue
        updated = office.update()
        rebuilt = office.rebuild(tmp_path / "rebuilt")
        assert office.reports() == office.reports(tmp_path / "rebuilt")
        assert updated.unfit == rebuilt.unfit
