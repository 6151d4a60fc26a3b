"""The year of reports that speak of two years: of the one that they review and the one they plan.

All reports, places and deeds are invented.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.attribution import load_attribution
from indexer.model import Report
from indexer.pipeline import analyse_file

ATTRIBUTE = load_attribution()

GREETING = "各位代表：\n现在，我代表县人民政府向大会报告工作，请予审议。"
DONE = (
    "全县新增床位六百张，改造渠道十四处，硬化村道六十三公里，修缮敬老院七所，"
    "群众取暖和饮水问题基本解决，财政收入稳步增长。"
)
TO_DO = "要把项目建设摆在首位，力争新签约三十个，抓好春耕备耕，办好民生实事，压减一般性支出。"


def read(text: str, folder: Path) -> Report:
    """The only report of a file of this text."""
    file = folder / "report.txt"
    file.write_text(text, encoding="utf-8")
    (report,) = analyse_file(file, file.name, ATTRIBUTE).reports
    return report


def government(title: str, meeting: str, review: str, done: str, plan: str, to_do: str) -> str:
    lines = [title, meeting, GREETING, review, done + DONE, plan, to_do + TO_DO]
    return "\n".join(line for line in lines if line)


OF_TWO_YEARS = [
    pytest.param(
        government(
            "2019年清溪县政府工作报告",
            "——2019年1月8日在清溪县第十六届人民代表大会第四次会议上",
            "一、2018年工作回顾",
            "2018年，我们迎难而上。",
            "二、2019年工作安排",
            "2019年，",
        ),
        2018,
        "stated",
        id="the title bears the meeting's year",
    ),
    pytest.param(
        government(
            "2022年清溪县政府工作报告",
            "——2021年12月28日在清溪县第十七届人民代表大会第一次会议上",
            "一、2021年工作回顾",
            "2021年，我们迎难而上。",
            "二、2022年工作安排",
            "2022年是换届之后的第一年。",
        ),
        2021,
        "stated",
        id="the meeting is held in December",
    ),
    pytest.param(
        government(
            "2014年石桥镇政府工作报告",
            "",
            "一、2014年工作回顾",
            "2014年，全镇上下迎难而上。",
            "二、2015年工作打算",
            "2015年，",
        ),
        2014,
        "stated",
        id="the title bears the reviewed year",
    ),
    pytest.param(
        government(
            "2016年清溪县政府工作报告",
            "",
            "一、去年工作回顾",
            "去年，我们迎难而上。",
            "二、今年工作安排",
            "今年，",
        ),
        2015,
        "inferred",
        id="the years are called last year and this year",
    ),
    pytest.param(
        government(
            "清溪县政府工作报告",
            "——二〇一八年二月六日在清溪县第十七届人民代表大会第三次会议上",
            "一、过去一年工作回顾",
            "过去一年，我们迎难而上。",
            "二、今年工作安排",
            "今年，",
        ),
        2017,
        "inferred",
        id="only the meeting is dated",
    ),
    pytest.param(
        government(
            "",
            "",
            "一、2009年工作回顾",
            "过去一年，我们迎难而上。",
            "二、2010年工作总体部署",
            "2010年的主要目标是收入增长一成。2010年要修通环城路，2010年还要办好八件实事。",
        ),
        2009,
        "stated",
        id="the plan is named more often than the review",
    ),
    pytest.param(
        "县人民法院工作报告\n——2019年1月10日在清溪县第十七届人民代表大会第四次会议上\n"
        "各位代表：\n现在，我代表县人民法院向大会报告工作，请予审议。\n"
        f"2018年，我院受理案件三千件。{DONE}\n二、2019年工作安排\n2019年，{TO_DO}",
        2018,
        "stated",
        id="a court's report",
    ),
    pytest.param(
        "在2013年全县水利工作会议上的讲话\n（2013年2月26日）\n同志们：\n"
        f"一、2012年工作回顾\n2012年，全县水利战线完成了各项任务。{DONE}\n"
        f"二、2013年工作安排\n2013年，{TO_DO}",
        2012,
        "stated",
        id="a speech at a meeting of the next year",
    ),
    pytest.param(
        "县水利局工作汇报\n一、2013年主要工作\n"
        f"我局完成渠道三十公里。{DONE}\n二、2014年重点工作\n2014年，{TO_DO}"
        "2014年还要加固水库，2014年新建泵站。",
        2013,
        "inferred",
        id="two headings without a word for review or plan",
    ),
    pytest.param(
        "2016年上半年清溪县政府工作报告\n"
        f"2016年上半年，全县完成税收十二亿元。{DONE}\n二、下半年工作安排\n2016年下半年，{TO_DO}",
        2016,
        "stated",
        id="half a year has one year",
    ),
    pytest.param(
        f"区卫生局2013年上半年工作总结\n今年以来，全区卫生工作平稳。{DONE}\n二、下半年打算\n"
        f"{TO_DO}新门诊楼2014年春节前完工，2014年再建两所。",
        2013,
        "stated",
        id="half a year plans for the next one, too",
    ),
    pytest.param(
        f"关于2019年法治建设情况的报告\n2019年，全县法治建设有力推进。{DONE}\n"
        f"三、2020年工作安排\n2020年，{TO_DO}2020年还要做好普法。",
        2019,
        "stated",
        id="a report on one theme",
    ),
    pytest.param(
        f"县卫生局2014年工作要点\n2013年，全县卫生系统完成了各项任务。\n一、抓基层\n2014年{TO_DO}\n"
        f"二、抓安全\n{TO_DO}",
        2014,
        "stated",
        id="a plan is about the year that it plans",
    ),
    pytest.param(
        f"2014年全县卫生工作的总体要求是：稳中求进。\n一、抓基层\n{TO_DO}\n二、抓安全\n2014年{TO_DO}",
        2014,
        "stated",
        id="a plan without a title",
    ),
    pytest.param(
        f"2011年，是深化改革三年任务的最后一年，县卫生局扎实推进，主要工作完成情况是：\n一、抓基层\n"
        f"{TO_DO}\n2012年工作打算\n{TO_DO}",
        2011,
        "stated",
        id="deeds that read like plans",
    ),
    pytest.param(
        f"白马镇水利工作汇报\n各位领导：下面我把2009年的水利工作向大家作个汇报。{DONE}",
        2009,
        "stated",
        id="the year of which an opening says that it is told",
    ),
    pytest.param(
        f"县民政局年度工作总结\n2011年，全局以迎接省级验收为主线，现将工作总结如下：\n{DONE}",
        2011,
        "stated",
        id="a short sentence is no title",
    ),
    pytest.param(
        f"县民政局工作总结\n走过的2013年，全局上下团结一心。{DONE}",
        2013,
        "stated",
        id="the year that was walked through",
    ),
    pytest.param(
        f"各位代表：\n现在，我代表政府向大会报告工作，请予审议。\n1 9 9 8 年工作回顾\n{DONE}\n"
        f"二、1 9 9 9 年工作安排\n1 9 9 9 年，{TO_DO}",
        1998,
        "stated",
        id="digits that stand apart",
    ),
    pytest.param(
        f"各位代表：\n现在，我代表政府向大会报告工作，请予审议。\n一、二〇〇七年工作回顾\n{DONE}\n"
        f"二、二〇〇八年工作安排\n二〇〇八年，{TO_DO}二〇〇八年还要修通环城路。",
        2007,
        "stated",
        id="Chinese numerals",
    ),
]


@pytest.mark.parametrize(("text", "year", "status"), OF_TWO_YEARS)
def test_a_report_is_about_the_year_that_it_reviews(
    text: str, year: int, status: str, tmp_path: Path
) -> None:
    found = read(text, tmp_path).year
    assert found is not None
    assert (found.value, found.status) == (year, status)


@pytest.mark.parametrize(
    ("text", "span"),
    [
        (f"实验小学2012/2013学年度工作总结\n本学年，学校围绕教学开展工作。{DONE}", (2012, 2013)),
        (f"教研室工作总结\n2015—2016学年，教研室抓课堂、抓质量。{DONE}", (2015, 2016)),
        (f"中心小学2018-19学年工作总结\n本学年，学校围绕教学开展工作。{DONE}", (2018, 2019)),
        (
            government(
                "2017年清溪县政府工作报告",
                "——2017年1月6日在清溪县第十七届人民代表大会第一次会议上",
                "一、过去五年工作回顾",
                "刚刚过去的2016年，我们迎难而上。",
                "二、今后五年奋斗目标",
                "到2021年，生产总值翻一番。",
            ),
            (2012, 2016),
        ),
        (f"2010年教育工作总结\n2010年，2009/2010学年度毕业生人数增加。{DONE}", (2010, 2010)),
        (f"县教育局二〇〇五年工作总结\n二〇〇五年，我局抓落实。{DONE}", (2005, 2005)),
    ],
)
def test_a_school_year_and_a_term_of_office_are_spans(
    text: str, span: tuple[int, int], tmp_path: Path
) -> None:
    year = read(text, tmp_path).year
    assert year is not None
    assert (year.low, year.high, year.value, year.status) == (*span, span[1], "stated")


@pytest.mark.parametrize(
    ("title", "body", "value"),
    [
        (2022, "截至2018年底，全县低保对象8600人，与2017年相比减少三百人。", 2018),
        (2019, "与2012年相比，对象增加三百人。截至2013年11月，发放三千万元。", 2013),
        (2012, "2016年，我局新建敬老院。2016年共发放三千万元。", 2016),
        (
            2023,
            "根据民发〔2017〕12号文件下发了县民〔2017〕4号通知。2017年5月，敬老院竣工。"
            "2017年11月，通过省级验收。",
            2017,
        ),
        (
            2021,
            "2021年，我局抓好低保提标。截至2016年底，全县低保对象8600人，与2015年相比减少三百人。"
            "2016年5月，敬老院竣工。",
            2016,
        ),
    ],
)
def test_a_title_three_years_off_its_dated_text_is_a_conflict(
    title: int, body: str, value: int, tmp_path: Path
) -> None:
    text = f"县民政局{title}年工作总结\n一年来，我局抓好低保提标。{DONE}\n{body}"
    year = read(text, tmp_path).year
    assert year is not None
    assert (year.status, year.stated, year.value) == ("conflict", title, value)


def test_what_a_review_of_five_years_tells_is_no_conflict(tmp_path: Path) -> None:
    text = government(
        "2023年清溪县政府工作报告",
        "——2023年1月6日在清溪县第十八届人民代表大会第一次会议上",
        "一、过去一年和五年工作回顾",
        "2022年，我们稳住了经济。五年来，打赢脱贫攻坚战，组织医护人员驰援武汉，有序复工复产，"
        "错峰开学复课，发行抗疫特别国债。",
        "二、2023年工作安排",
        "2023年，",
    )
    year = read(text, tmp_path).year
    assert year is not None
    assert (year.value, year.status) == (2022, "stated")


def test_history_below_a_title_is_no_conflict(tmp_path: Path) -> None:
    text = (
        f"县民政局2022年工作总结\n一年来，我局抓好低保提标。{DONE}\n"
        "2016年，我局获全省先进。2018年，敬老院竣工。2022年又添床位六十张。"
    )
    year = read(text, tmp_path).year
    assert year is not None
    assert (year.status, year.value) == ("stated", 2022)


def test_the_fifteenth_plan_of_another_count_is_no_witness(tmp_path: Path) -> None:
    """十五五 is not the plan 十五 of 2001."""
    text = f"县民政局工作总结\n一年来，我局抓好落实。{DONE}\n着手编制“十五五”规划，谋划开局之年。"
    year = read(text, tmp_path).year
    assert year is not None
    assert all("200" not in evidence.says for evidence in year.evidence)
