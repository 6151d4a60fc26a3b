"""A corpus to correct, and what an index says of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from indexer.corrections.log import CorrectionLog, make_correction
from indexer.corrections.making import open_file
from indexer.corrections.values import Correction, Field, Value
from indexer.rebuild import Summary, rebuild, update
from indexer.store import EmbeddedIndex
from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Everything

WATER = """水务局工作总结
今年以来，我局在上级的正确领导下，紧紧围绕水利建设的中心任务，较好地完成了各项工作。现将有关情况报告如下。
一、抓好水库除险加固
完成小型水库除险加固十二座，整治山塘四十六口，新增蓄水能力三百万方。
二、抓好农村饮水安全
新建集中供水工程九处，解决两万三千人的饮水问题，水质合格率逐步提高。
"""

ROADS = """交通运输局工作总结
今年以来，我局坚持建管养并重，农村公路建设步伐加快，行业管理水平得到提升。现将工作情况汇报如下。
一、公路建设
硬化通村公路八十六公里，改造危桥五座，完成安保工程三十公里。
二、运输市场
查处非法营运车辆四十二台次，开通城乡公交线路三条，群众出行更加方便。
"""

CULTURE = """文化局工作总结
今年以来，我局以群众文化活动为抓手，公共文化服务水平有了新的提高。现将工作情况汇报如下。
一、群众文化
送戏下乡一百二十场，放映公益电影两千场，举办广场舞比赛。
二、文物保护
修缮古建筑三处，完成馆藏文物登记造册，安排专人值守。
"""


class Office:
    """A corpus, its index and its corrections, in folders below `folder`."""

    def __init__(self, folder: Path) -> None:
        self.corpus = folder / "corpus"
        self.corpus.mkdir(parents=True)
        self.index = folder / "index"
        self.log = CorrectionLog(folder / "data")
        self.write("水务.txt", WATER)
        self.write("交通.txt", ROADS)
        self.write("合编.txt", ROADS.replace("八十六", "九十") + CULTURE)

    def write(self, name: str, text: str) -> None:
        (self.corpus / name).write_text(text, encoding="utf-8")

    def rebuild(self, index: Path | None = None) -> Summary:
        target = EmbeddedIndex(index or self.index)
        return rebuild(self.corpus, target, corrections=self.log.corrections(), jobs=1)

    def update(self) -> Summary:
        target = EmbeddedIndex(self.index)
        return update(self.corpus, target, corrections=self.log.corrections(), jobs=1)

    def correct(
        self, name: str, line: int, field: Field, value: Value, *, section: bool = False
    ) -> Correction:
        """Corrects the report, section or line of a file at a line, by 小李."""
        file = open_file(self.corpus / name, name, self.log.corrections())
        if field == "beginning":
            place = file.beginning_place(line, begins=value is True)
            made = make_correction("小李", "line", field, value, place)
        elif section:
            found = file.section_place(file.section_id_at(line))
            assert found is not None
            made = make_correction("小李", "section", field, value, found)
        else:
            found = file.report_place(file.report_at(line).id)
            assert found is not None
            made = make_correction("小李", "report", field, value, found)
        self.log.add([made])
        return made

    def reports(self, index: Path | None = None) -> dict[str, list[Mapping[str, Any]]]:
        """All reports in the index, by file, in the order of the file."""
        engine = WhooshEngine.open(index or self.index)
        request = SearchRequest(Everything(), size=100, duplicates="show")
        ids = [hit.section_id for hit in engine.search(request).hits]
        stored = [section for section in engine.sections(ids) if section is not None]
        reports = {section.report_id: engine.report(section.report_id) for section in stored}
        by_file: dict[str, list[Mapping[str, Any]]] = {}
        for report in reports.values():
            assert report is not None
            by_file.setdefault(report["file"], []).append(report)
        for held in by_file.values():
            held.sort(key=lambda report: report["start_line"])
        engine.close()
        return dict(sorted(by_file.items()))

    def report(self, name: str) -> Mapping[str, Any]:
        """The only report of a file."""
        (report,) = self.reports()[name]
        return report
