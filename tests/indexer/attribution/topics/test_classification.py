"""Fields of government with topics below them: the files they are made of, and how a general report
differs from a bureau's."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.attribution.topics import load_topics
from indexer.errors import DataFileError
from indexer.topic_files import read_fields
from tests.indexer.attribution.topics.topics_scorer import report, topics_of

EDUCATION = set(load_topics().below["教育"].labels)


def test_the_packaged_topics_are_twenty_fields_and_twenty_below_education() -> None:
    topics = load_topics()
    assert len(topics.fields.labels) == 20
    assert set(topics.below) == {"教育"}
    assert len(topics.labels) == 40
    assert read_fields() == dict.fromkeys(topics.below["教育"].labels, "教育")


INDUSTRY = "引进装备制造企业九家，新建扩建厂房十四万平方米，改造供电线路，投入技改资金三亿元。"
FINANCE = "财政专项资金拨付及时，公用经费压减，部门预算公开，审计整改到位，偿还债务五千万元。"
SAFETY = "开展安全隐患排查，检查消防、矿山和危险化学品企业，整改隐患六百处，事故起数下降。"
SCHOOLS = "公办幼儿园覆盖所有乡镇，义务教育均衡发展通过验收，招聘中小学教师九十名。"


@pytest.mark.parametrize(
    "title",
    ["柳湾县政府工作报告", "全乡2017年工作总结", "年度工作情况", "白沙街道办事处工作报告"],
)
def test_in_a_general_report_only_the_part_on_education_has_its_topics(title: str) -> None:
    general = report(
        title,
        [
            (("一、工业",), INDUSTRY),
            (("二、财政",), FINANCE),
            (("三、办学条件改善",), SCHOOLS),
            (("四、安全",), SAFETY),
        ],
    )
    industry, finance, schools, safety = topics_of(general)
    assert industry[0] == "工业交通"
    assert finance[0] == "财政金融"
    assert safety[0] == "市场监管与安全生产"
    assert set(schools) <= EDUCATION and schools
    assert not EDUCATION & {*industry, *finance, *safety}


def test_the_same_words_have_topics_of_education_in_the_report_of_its_bureau() -> None:
    bureau = report(
        "柳湾县教育局工作总结",
        [
            (("一、学前和义务教育",), SCHOOLS),
            (("二、校园安全",), "所有学校开展安全隐患排查，检查消防器材，学生演练四十场。"),
            (("三、经费",), "学校公用经费及时拨付，教师工资足额发放，偿还学校债务五百万元。"),
            (("四、队伍",), "培训教师六百人，校长轮岗三十名。"),
        ],
    )
    mains = [topics[0] for topics in topics_of(bureau)]
    assert mains[1:] == ["校园安全", "经费资助", "教师队伍"]


def test_a_section_on_education_without_a_topic_below_has_the_field() -> None:
    general = report(
        "某某市政府工作报告",
        [
            (("一、产业",), INDUSTRY),
            (("二、教育",), "坚持教育优先，努力让每个家长都放心。"),
        ],
    )
    assert topics_of(general)[1] == ("教育",)


def test_several_fields_of_one_section_take_turns() -> None:
    general = report(
        "望川镇政府工作报告",
        [
            (("一、产业",), INDUSTRY),
            (
                ("二、教育卫生",),
                "中心小学教学楼竣工，幼儿园开园，中考成绩上升；卫生院添置彩超，医保参保率提高，村医培训。",
            ),
        ],
    )
    topics = topics_of(general)[1]
    assert "卫生健康" in topics[:2]
    assert EDUCATION & set(topics[:2])


PARTY = (
    ("三、支部工作",),
    "各党支部落实三会一课，发展党员六名，组织主题党日十二次，民主生活会质量提高。",
)
HEALTH = [
    (("一、接种",), "免疫规划疫苗接种率百分之九十七，传染病报告及时，结核病患者规范管理。"),
    (("二、中医馆",), "卫生院全部建成中医馆，推广针灸推拿等适宜技术，名老中医带徒二十名。"),
    PARTY,
]


def test_another_field_is_divided_by_naming_its_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('include = ["fields.toml", "education.toml", "health.toml"]\n', "utf-8")
    assert len(load_topics(path).below["卫生健康"].labels) == 10
    year = report("县卫生健康局工作总结", HEALTH)
    assert topics_of(year, path) == (("疾病预防控制",), ("中医药",), ("党的建设",))
    assert topics_of(year) == (("卫生健康",), ("卫生健康",), ("党的建设",))


GRAIN = """
under = "农业水利"
[[topic]]
label = "粮食"
[topic.terms]
6 = "播种 秋粮 收储"
"""


def test_a_file_below_a_field_alone_stands_below_the_packaged_fields(tmp_path: Path) -> None:
    path = tmp_path / "grain.toml"
    path.write_text(GRAIN, "utf-8")
    assert set(load_topics(path).below) == {"农业水利"}
    assert read_fields(path) == {"粮食": "农业水利"}
    year = report("县农业农村局工作总结", [((), "秋粮播种四十万亩，收储五万吨，农机检修一千台。")])
    assert topics_of(year, path) == (("粮食",),)


def test_an_included_file_beside_the_topics_file_comes_before_the_packaged_one(
    tmp_path: Path,
) -> None:
    (tmp_path / "education.toml").write_text(GRAIN.replace("农业水利", "教育"), "utf-8")
    path = tmp_path / "mine.toml"
    path.write_text('include = ["fields.toml", "education.toml"]\n', "utf-8")
    assert load_topics(path).below["教育"].labels == ("粮食",)


def test_fields_of_ones_own_stand_beside_the_packaged_ones(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    own = '[[topic]]\nlabel = "气象"\n[topic.terms]\n6 = "人工增雨 气象站 霜冻"\n'
    path.write_text(f'include = ["fields.toml", "education.toml"]\n{own}', "utf-8")
    topics = load_topics(path)
    assert topics.fields.labels[-1] == "气象"
    year = report("年度工作", [((), "建成气象站九个，实施人工增雨十二次，发布霜冻消息。")])
    assert topics_of(year, path)[0][0] == "气象"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("include = 3", "include 应写成"),
        ('include = ["nothing.toml"]', "nothing.toml：读不了"),
        (GRAIN.replace("农业水利", "天文"), "没有 under 所说的领域“天文”"),
        (GRAIN.replace('"农业水利"', "3"), "under 应是一个主题的名称"),
        (GRAIN.replace("粮食", "教育"), "“教育”在两个文件里都有"),
        ('include = ["education.toml"]\n' + GRAIN.replace("农业水利", "教育"), "under 都是“教育”"),
    ],
)
def test_a_faulty_arrangement_is_named(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(content, "utf-8")
    with pytest.raises(DataFileError, match=complaint):
        load_topics(path)
