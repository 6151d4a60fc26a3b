"""Tells from the words around a place what it is to a report: its issuer, a place that was visited,
or part of the name of something else."""

from __future__ import annotations

import re

# The text is folded: its commas, semicolons and parentheses are half width.
_SENTENCE_END = re.compile(r"[。;!?\n]")
_BEFORE = 18
_AFTER = 24

# A report does not come from where its people learn, whom they help, or whom they invite.
_ELSEWHERE_BEFORE = re.compile(
    r"支教|援[助建]?|对口|取经|借鉴|邀请|聘请|来自|出访|接待|学习[了过]?《?$|(?:转入|转来|引进|毕业于)$|"
    r"(?:对标|看齐|效仿|仿照|照搬|复制|移植|吸收|汲取|参照|参考|吃透|深学|推广|嫁接|引入|感谢|接受|帮助|"
    r"帮扶|兄弟[县市区])[了过]?$"
)
# Where its people go. To a town they go as well when it is one of their own.
_GOES = re.compile(r"赴|考察|参观|前往|走进|外出|观摩|结对")
_GOES_BEFORE = re.compile(
    r"赴|考察|参观|前往|走进|外出|观摩|结对|(?:到|去|往)(?:[\u4e00-\u9fff]{1,8}[、和])?$"
)
_GOES_AFTER = re.compile(r"[^,。;]{0,12}?(?:学习|考察|参观|培训|取经|观摩|交流|跟岗|支教)")
_TOGETHER_BEFORE = re.compile(r"(?:与|同|和|跟)$")
_TOGETHER_AFTER = re.compile(
    r"[^,。]{0,20}?(?:签订|签署|结对|结成|结为|合作(?![医社])|交流|共建|联合|缔结|建立|联谊|协作|开展|进行)"
)
_AS_EXAMPLE_BEFORE = re.compile(r"以$")
_AS_EXAMPLE_AFTER = re.compile(r"[^,。]{0,4}为")
_ELSEWHERE_AFTER = re.compile(
    r"[^,。;]{0,10}?(?:来我|考察团|等省|等先进|(?:先进|成功|典型|介绍了?|的)经验|灾区|地震(?!局)|"
    r"合作(?![医社])|结对|挂职|友好|对口|无私)|"
    # Its own practice is what others learn: 长兴县的做法在全省推广.
    r"(?:等地)?(?:的[^,。;]{0,6}?)?(?:经验|做法|模式)(?![^。;]{0,12}(?:推广|肯定|交流|全省|全国|省里|被))"
)
# The lie of the land: 地处三县(甲县、乙县、丙县)交界处, 东邻甲县, 距甲市80公里.
_NEIGHBOUR_BEFORE = re.compile(
    r"(?:[东西南北][邻接连靠临与和隔毗抵依濒]|毗邻|紧邻|相邻的|距(?:离)?)[^,。;]{0,12}$"
)
_NEIGHBOUR_AFTER = re.compile(
    r"(?!地处|位于|位居|处于|是|隶属|属|[东西南北])[^,。;\n]{0,40}?(?:交界|接壤|毗邻|相邻|相望)"
)
# The level above gave an honour: the place is the report's own.
_AWARDED_BEFORE = re.compile(r"(?:评为|授予|荣获|获得?|命名为|认定为|列为|确定为|表彰为)[“”'《]?$")
# One of several honours, by its own place or by one above: “甲县先进镇”、“乙市示范学校”.
_HONOUR_AFTER = re.compile(r"[^,。;、“”]{0,16}(?:先进|明星|示范|优秀|文明|模范)[^,。;、“”]{0,8}”")
# Where it lies itself: 我乡位于甲县南端.
_LIES_BEFORE = re.compile(r"[乡镇县区市校村](?:位于|地处|坐落于|隶属于?)$")
# Nobody carries out the papers of another place: 《长兴县……方案》, 按照长兴县……标准.
_CITED_BEFORE = re.compile(
    r"《(?:中共)?(?:关于)?(?:印发|转发)?$|(?:按照|根据|依据|依照|贯彻|执行|印发|下发|制定|制订|出台|转发)了?[《“]?$"
)
_PAPERS = "方案|办法|意见|规划|通知|标准|要点|规定|细则|制度|计划|条例|纲要|决定|要求"
_CITED_AFTER = re.compile(f"[^,。;、\n《》]{{0,30}}?(?:{_PAPERS})")
# Nor takes part in its contests or is ranked among its counties: 常州市第三届……, 居常州市首位.
_EVENT_AFTER = re.compile(
    r"(?:第[一二三四五六七八九十百\d]{1,4}|首)届|各?(?:县区|区县|县市|县|区)?(?:前列|首位|之首)|"
    r"第[一二三四五六七八九十\d]{1,2}(?:名|位|[,。;])"
)
# These are called by the name of a place and may be anywhere.
_NAMESAKE_OF_UNIT = re.compile(r"大学(?!生)|学院|籍|起义|战役")
_NAMESAKE = re.compile(
    r"大学|学院|师范|师大|出版社|[东南西北中]?路|大道|大街|精神(?!文明)|会议|战役|起义|保卫战|籍|会师|会堂|"
    r"附中|附小|附属"
)
# Schools that reports from everywhere go to see and send their best to.
_FAMOUS = re.compile(
    "杜郎口中学|洋思中学|东庐中学|衡水中学|衡水二中|黄冈中学|昌乐二中|兖州一中|毛坦厂中学|镇海中学|永威学校"
)
_ISSUER = re.compile(
    r"(?:人民政府|政府|委)?[^,。、;:\s“”()]{0,8}?(?:局|厅|委员会|办公室|政府|县委|市委|区委|教委|总校)"
)

# How far a place speaks for being the report's own: the issuer of the report, a place elsewhere.
ISSUER = 1.6
VISITED = 0.25


def is_issuer(text: str, end: int) -> bool:
    """Tell whether the name of an office goes on from a place that ends at `end`: X县|教育局."""
    return _ISSUER.match(text, end) is not None


def _is_cited(text: str, end: int, before: str) -> bool:
    """Tell whether a place issued papers, or holds contests, that the report speaks of."""
    if _EVENT_AFTER.match(text, end):
        return True
    return bool(_CITED_BEFORE.search(before) and _CITED_AFTER.match(text, end))


def _is_honoured(text: str, end: int, before: str) -> bool:
    """Tell whether a place was given an honour, or gave one."""
    if _AWARDED_BEFORE.search(before):
        return True
    return before.endswith("“") and _HONOUR_AFTER.match(text, end) is not None


def _is_elsewhere(text: str, end: int, before: str, unit: bool) -> bool:
    """Tell whether the words before and after a place make it one that the report is not from."""
    after = text[end : end + _AFTER]
    if _ELSEWHERE_BEFORE.search(before) or (
        _GOES_BEFORE.search(before) and _GOES_AFTER.match(after)
    ):
        return True
    if not unit:
        return False
    return bool(
        _GOES.search(before)
        or _NEIGHBOUR_BEFORE.search(before)
        or _NEIGHBOUR_AFTER.match(text, end)
        or _ELSEWHERE_AFTER.match(after)
        or (_TOGETHER_BEFORE.search(before) and _TOGETHER_AFTER.match(after))
        or (_AS_EXAMPLE_BEFORE.search(before) and _AS_EXAMPLE_AFTER.match(after))
    )


def weigh_context(text: str, start: int, end: int, unit: bool) -> float:
    """Return how far the place text[start:end] speaks for being the report's own.

    It is 0 when the text names something else (延安精神), `VISITED` for a place elsewhere
    (赴上海学习), `ISSUER` for X县教育局, else 1. `unit` says that the name is the full name of a
    county or a higher unit: people also go to their own towns.
    """
    if (_NAMESAKE_OF_UNIT if unit else _NAMESAKE).match(text, end):
        return 0.0
    if _FAMOUS.match(text, start):
        return VISITED
    before = text[max(0, start - _BEFORE) : start]
    before = _SENTENCE_END.split(before)[-1]
    if before.endswith("《") and is_issuer(text, end) and _CITED_AFTER.match(text, end):
        return ISSUER  # 学习《长兴县教育局……规定》: its own bureau's paper
    issues = is_issuer(text, end) or _is_honoured(text, end, before)
    issues = issues or (
        unit and (_is_cited(text, end, before) or bool(_LIES_BEFORE.search(before)))
    )
    if issues:
        # Who acts in this clause has nothing to do with who went where in the one before.
        before = before[before.rfind(",") + 1 :]
    if _is_elsewhere(text, end, before, unit):
        return VISITED
    return ISSUER if issues else 1.0
