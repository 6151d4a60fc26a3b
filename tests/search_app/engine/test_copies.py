"""A report that another file holds too is known as a copy; one that shares a passage is not."""

from __future__ import annotations

from pathlib import Path

from indexer.rebuild import rebuild
from indexer.store import EmbeddedIndex
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Phrase

SHARED = "各校每天由值周教师清点乘车人数，逐一登记上车地点，放学后送到路口，由家长签字接走。"
REPORT = """{place}教育局2013年工作总结
一、学校安全
{shared}
二、教学质量
{quality}
三、校舍建设
{buildings}
"""


def write(corpus: Path, name: str, **parts: str) -> None:
    (corpus / name).write_text(REPORT.format(shared=SHARED, **parts), encoding="utf-8")


def report_of(engine: WhooshEngine, text: str, file: str) -> str:
    hits = engine.search(SearchRequest(Phrase(text), duplicates="show", size=100)).hits
    stored = engine.sections([hit.section_id for hit in hits])
    return next(one.report_id for one in stored if one is not None and one.file == file)


def test_a_copy_in_another_file_names_its_original(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    ours = {
        "quality": "高考本科上线九百余人，教研员下校听课六百节，青年教师赛课推出一批新人，"
        "课堂改革从初中向小学延伸，学生课外阅读量明显增加。",
        "buildings": "新建教学楼四幢，改造食堂十一处，运动场全部铺上塑胶，"
        "东片三所村小合并后迁入新校址，宿舍床位增加八百个。",
    }
    write(corpus, "a.txt", place="安吉县", **ours)
    write(corpus, "b.txt", place="安吉县", **ours)
    write(
        corpus,
        "c.txt",
        place="会泽县",
        quality="小学毕业合格率保持稳定，教师全员参加普通话测试，乡镇中心校都开齐了英语课，"
        "送教下乡走遍最远的村小。",
        buildings="危房拆除后孩子们搬进板房过渡，秋季可以搬回，县里又筹资硬化了通往学校的道路，"
        "解决了饮水难题。",
    )
    rebuild(corpus, EmbeddedIndex(tmp_path / "index"))
    engine = WhooshEngine.open(tmp_path / "index")
    original = report_of(engine, "逐一登记上车地点", "a.txt")
    for file, copied in (("a.txt", None), ("b.txt", original), ("c.txt", None)):
        report = engine.report(report_of(engine, "逐一登记上车地点", file))
        assert report is not None
        assert report["duplicate_of"] == copied
