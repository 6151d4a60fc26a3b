"""Topics of sections: the labelled cases, the topics file, and what must never depend on anything
but the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.attribution.literals import Literals
from indexer.attribution.topics import load_topics
from indexer.errors import DataFileError
from indexer.text import fold
from tests.indexer.attribution.topics.topics_scorer import (
    FIELD_CASES,
    FIELD_CASES_ASIDE,
    read_cases,
    read_labels,
    report,
    score,
    topics_of,
)

LABELS = Path(__file__).resolve().parents[4] / "../shared/labels"
RULES = load_topics().below["教育"]
LITERALS = Literals({"terms": RULES.words})


def test_the_labelled_cases_keep_their_scores() -> None:
    result = score(read_cases())
    assert result.main >= 0.75, result.misses
    assert result.f1 >= 0.65, result.misses


@pytest.mark.skipif(not LABELS.is_dir(), reason="the files labelled by hand are not here")
def test_files_labelled_by_hand_reach_the_bars() -> None:
    result = score(list(read_labels(LABELS)))
    assert result.main >= 0.75, result.misses
    assert result.f1 >= 0.65, result.misses


@pytest.mark.parametrize("cases", [FIELD_CASES, FIELD_CASES_ASIDE], ids=lambda path: path.stem)
def test_sections_of_any_bureau_have_their_field(cases: Path) -> None:
    result = score(read_cases(cases))
    assert result.field >= 0.9, result.misses
    assert result.f1 >= 0.8, result.misses


def test_labels_are_the_twenty_of_the_facet_in_order() -> None:
    assert len(RULES.labels) == 20
    assert RULES.labels[0] == "党的建设"
    assert RULES.labels[-1] == "机关管理"


HEALTH = """
[[topic]]
label = "疾病控制"
[topic.terms]
6 = "传染病 疫苗 免疫规划 慢性病"
[[topic]]
label = "妇幼保健"
[topic.terms]
6 = "孕产妇 婚检 儿童保健"
3 = "妇幼"
[[topic]]
label = "医疗服务"
[topic.terms]
6 = "门诊 住院 医院 诊疗"
[ignore]
terms = "妇幼保健院"
"""


def test_another_field_needs_only_another_file(tmp_path: Path) -> None:
    path = tmp_path / "health.toml"
    path.write_text(HEALTH, encoding="utf-8")
    year = report(
        "县卫生局2011年工作总结",
        [
            (
                ("一、疾病预防控制",),
                "全年报告传染病120例，免疫规划疫苗接种率达98%。慢性病建档2.1万人。",
            ),
            (("二、妇幼工作",), "孕产妇系统管理率92%，免费婚检3100对，儿童保健覆盖率达90%。"),
            (("三、公立医院改革",), "县医院门诊量增长12%，平均住院日下降0.8天。"),
            (("四、其他",), "县妇幼保健院新楼投入使用。"),
        ],
    )
    assert topics_of(year, path) == (("疾病控制",), ("妇幼保健",), ("医疗服务",), ())


def test_traditional_script_is_read_like_simplified() -> None:
    simplified = report("总结", [(("一、校车安全",), "排查校车安全隐患，签订安全责任书。")])
    traditional = report("總結", [(("一、校車安全",), "排查校車安全隱患，簽訂安全責任書。")])
    assert topics_of(traditional) == topics_of(simplified) == (("校园安全",),)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("[[topic]\n", "line 1"),
        ("", "没有 [[topic]]"),
        ('[[topic]]\nlabel = "甲"\n', "第 1 个主题“甲”缺少 terms"),
        ('[[topic]]\nterms = {1 = "子"}\n', "第 1 个主题缺少 label"),
        (
            '[[topic]]\nlabel = "甲"\nterms = {1 = ["子"]}\n',
            "第 1 个主题“甲”的 terms.1 应是",
        ),
        ('[[topic]]\nlabel = "甲"\nterms = {one = "子"}\n', "terms.one：等号左边应是大于 0 的权重"),
        ('[[topic]]\nlabel = "甲"\nterms = {0 = "子"}\n', "terms.0：等号左边应是大于 0 的权重"),
        ('[[topic]]\nlabel = "甲"\nterms = {1 = "子", 2 = "子"}\n', "“子”在 terms.1 里已有"),
        ('[[topic]]\nlabel = "甲"\nterm = {1 = "子"}\n', "第 1 个主题里不认识 term"),
        (
            '[[topic]]\nlabel = "甲"\nterms = {1 = "子"}\n[[topic]]\nlabel = "甲"\n',
            "第 2 个主题的名称“甲”前面已有",
        ),
        (
            '[[topic]]\nlabel = "甲"\nterms = {1 = "子"}\n[ignore]\nterms = "子"\n',
            "[ignore] 里的“子”也是某个主题的词",
        ),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        load_topics(path)
    assert str(path) in str(caught.value)
    assert complaint in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"nothing\.toml：读不了"):
        load_topics(tmp_path / "nothing.toml")


def test_a_title_alone_makes_no_theme() -> None:
    text = "一是加强领导，健全机构，明确职责，层层签订目标。"
    others = [
        (("一、教师培训",), "培训骨干教师320人，评选名师12名，招聘特岗教师40名。"),
        (("二、校舍建设",), "新建教学楼两栋，维修校舍一万平方米，征地十亩。"),
        (("三、学生资助",), "发放助学金130万元，办理生源地助学贷款210笔。"),
    ]
    safety = [
        (("一、排查隐患",), "检查消防器材，整改安全隐患130处，取缔黑校车。"),
        (("二、应急演练",), "组织防震疏散演练40场，印发防溺水公开信。"),
    ]
    general = report("学校安全工作总结", [*others, (("四、组织保障",), text)])
    single = report("学校安全工作总结", [*safety, (("三、组织保障",), text)])
    assert "校园安全" not in {label for labels in topics_of(general) for label in labels}
    assert topics_of(single)[-1][:1] == ("校园安全",)


def test_the_aim_in_a_heading_counts_less_than_its_topic() -> None:
    text = "有关单位按照要求推进，各项指标完成较好。"
    both = report(
        "总结",
        [
            (("一、加强教师队伍建设，提高教学质量",), text),
            (("二、以提高教学质量为目标，加强教师队伍建设",), text),
        ],
    )
    assert [labels[0] for labels in topics_of(both)] == [
        "教师队伍",
        "教师队伍",
    ]


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("召开工作会议", "学校建设"),
        ("创新校园活动方式，创新建立台账", "学校建设"),
        ("全县中小学生", "高中教育"),
        ("提高一步，提高三个百分点", "高中教育"),
        ("提高中小学管理水平，集中考察", "招生考试"),
        ("在职教师踊跃报名", "职业教育"),
        ("组织完成教学任务", "成人与终身教育"),
        ("确保学生不掉队", "义务教育"),
        ("充分利用电视、广播", "校园安全"),
        ("举办文艺晚会，全县上下", "机关管理"),
        ("规范教育网点", "信息化装备"),
        ("教育体育局", "体卫艺"),
        ("县委、县政府", "党的建设"),
    ],
)
def test_words_that_only_meet_by_chance_say_nothing(words: str, label: str) -> None:
    terms = LITERALS.find(fold(words))["terms"].outermost().numbers
    column = RULES.labels.index(label)
    assert [RULES.words[term] for term in terms if column in dict(RULES.weights[term])] == []


FARMING = [
    (
        ("一、粮食生产",),
        "全县夏粮播种面积42万亩，总产17万吨，建设高标准农田3万亩，投入资金2300万元，"
        "项目区沟渠路配套，良种覆盖率98%，机收率94%，新建粮食烘干中心4处。",
    ),
    (
        ("二、动物防疫",),
        "春季集中免疫生猪31万头、家禽210万羽，防疫密度100%，开展检疫执法和安全检查46次，"
        "未发生重大疫情，乡镇兽医站人员培训全部完成，消毒药品储备充足。",
    ),
    (
        ("三、机关党建",),
        "落实三会一课制度，发展党员3名，开展主题党日活动12次，局党支部获县先进基层党组织称号。",
    ),
]


def test_a_report_of_another_field_gets_only_the_topics_that_any_office_has() -> None:
    found = topics_of(report("县农业局上半年工作总结", FARMING))
    assert found == (("农业水利",), ("农业水利",), ("党的建设",))


def test_a_topics_file_without_words_of_its_field_is_asked_of_any_text(tmp_path: Path) -> None:
    path = tmp_path / "t.toml"
    path.write_text('[[topic]]\nlabel = "防疫"\n[topic.terms]\n6 = "免疫 检疫 防疫"\n', "utf-8")
    found = topics_of(report("县农业局上半年工作总结", FARMING), path)
    assert found[1] == ("防疫",)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("field = 3", "应写成"),
        ('[field]\nterms = "学校"', "least"),
        ('[field]\nleast = 3\nterms = ""', "terms"),
        ('[field]\nleast = 3\nwords = "学校"', "不认识 words"),
    ],
)
def test_a_faulty_field_is_named(tmp_path: Path, field: str, message: str) -> None:
    path = tmp_path / "t.toml"
    topic = '[[topic]]\nlabel = "a"\n[topic.terms]\n1 = "b"\n'
    path.write_text(f"{field}\n{topic}", encoding="utf-8")
    with pytest.raises(DataFileError, match=message):
        load_topics(path)


@pytest.fixture
def gardening(tmp_path: Path) -> Path:
    path = tmp_path / "gardening.toml"
    path.write_text(
        '[[topic]]\nlabel = "浇水"\n[topic.terms]\n6 = "浇灌 水渠"\n'
        '[[topic]]\nlabel = "修枝"\n[topic.terms]\n6 = "剪枝"\n3 = "枝条"\n',
        encoding="utf-8",
    )
    return path


def test_what_every_section_has_tells_them_apart_less(gardening: Path) -> None:
    usual = ((), "各处都在浇灌，一切照旧，没有别的可说。")
    odd = ((), "各处都在浇灌，只有这里理过枝条，也不多。")
    assert topics_of(report("园中事", [odd]), gardening)[0][0] == "浇水"
    assert topics_of(report("园中事", [usual] * 4 + [odd] + [usual] * 4), gardening)[4][0] == "修枝"


@pytest.mark.parametrize("first", ["浇水", "修枝"])
def test_of_topics_told_alike_the_first_is_the_main_one(gardening: Path, first: str) -> None:
    told = {"浇水": "东园的水渠已经通了", "修枝": "西园的剪枝已经完了"}
    between = "，这两件事前后花了大家整整三个月的工夫，又添了许多帮手和家什，很不容易，"
    told_last = next(label for label in told if label != first)
    (found,) = topics_of(
        report("园中事", [((), told[first] + between + told[told_last])]), gardening
    )
    assert found == (first, told_last)
