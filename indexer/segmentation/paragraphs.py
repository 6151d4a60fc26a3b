"""Tells the first and the last paragraph of a report, and the headings of its parts.

All patterns are for folded text: simplified characters, half width, lower case.
"""

from __future__ import annotations

import re

from indexer.segmentation.parsed_lines import ParsedLine

_YEAR = r"(?:(?:19|20)[\dx×*]{2}|[x×*]{2,4}|二[〇○零oО0][〇○零一二][〇○零一二三四五六七八九])"
_TIME = re.compile(
    rf"{_YEAR}年|{_YEAR}[-—至]\d|今年|一年来|半年来|半年以来|(?:在)?过去的?一年|[上下]半年|[一二三四]季度|近年来|近几年"
    r"|本学期|本学年|本年度|年初以来|去年|[“\"]?十[一二三四]?五[”\"]?(?:时期|期间|以来)"
)
_CRUCIAL_YEAR = re.compile(r".{0,60}(?:之年|的一年|元年|攻坚年|关键年)")
_LED = re.compile(r"在.{2,60}(?:领导|指导|支持|关心|关怀|帮助|推动)下")
_CAMPAIGN = re.compile(
    r"在.{2,60}(?:领导|指导|支持|关心|关怀|帮助|部署)下|紧紧?围绕|紧扣|聚焦|发扬|(?:认真|深入|全面|坚决)(?:学习)?(?:宣传)?贯彻|坚持"
    r"|以.{2,80}为(?:指导|指针|统领|契机|目标|主题|动力|中心|总揽|抓手|主线|重点|核心|载体|引领|切入点|着力点|牵引)"
)
_BY_ORDER = re.compile(
    r"(?:按照|根据|遵照|围绕|为(?:加快|深入|全面|切实|进一步|贯彻|落实)).{4,60},"
)
_OVERVIEW = re.compile(
    r"(?:我|全)(?:县|区|市|镇|乡|校|局)(?:位于|地处|辖|现辖|现有|共有|下辖|是.{2,20}(?:县|区|市))"
)
# 过去一年取得了成绩,但仍存在……: such a paragraph sums up and begins nothing.
_BUT = re.compile(r"但(?:仍|是|也|还|与|由于)|(?:存在|有).{0,12}(?:问题|不足|差距|薄弱)")
_PLAN_PART = re.compile(
    r"(?:下半年|明年|来年|下一步|下步|下阶段|今后|下一年度|下学期|(?:19|20)[\dx]{2}年).{0,12}"
    r"(?:思路|打算|计划|安排|要点|重点|设想|目标|任务|规划|工作)"
    r"|工作.{0,4}(?:思路|打算|计划|安排|要点|设想)|初步打算|努力方向"
)
_REVIEW_PART = re.compile(
    r"回顾|完成情况|开展情况|基本情况|工作总结|主要成绩|工作成效|主要做法|取得的成绩|主要工作|盘点"
)
# Each pattern begins with a choice between single characters, which makes the search five times as
# fast.
_AS_FOLLOWS = re.compile(
    r"如下(?:(?<=(?:汇报|报告|总结|汇总|通报|述职)如下)|汇报|报告|总结)\s*[:。]?$"
    r"|以下(?:(?<=[做抓]了以下)|(?<=开展了以下)).{0,12}(?:工作|方面).{0,4}[:。]$"
    r"|主要工作(?:有|如下)\s*[:。]$"
)
_DONE = re.compile(
    r"取得|完成|成绩|成效|成果|显着|开展了|推进了|实现了|得到|做了|圆满|进展|如下|较好|保持了|有了|提升|稳中|健康发展"
)
_AHEAD = re.compile(
    r"^(?:下一步|下步|今后|明年|来年|新的一年|下阶段)|我们将|将(?:继续|进一步|以|紧|重点|着力|按照|围绕)"
    r"|要(?:继续|进一步|紧紧围绕|重点|着力|以)|力争|(?:工作|总体)(?:思路|要求|目标)(?:是|:)|指导思想(?:是|:)"
    r"|(?:重点|着力|突出)(?:抓好|做好)|^下半年(?!.{0,80}(?:完成了|取得|较好|实现了|圆满))"
)
_SALUTATION = re.compile(
    r"(?:尊敬的|各位)(?:.{0,24}(?:领导|同志|代表|委员|老师|同事|专家|评委|来宾|朋友|主任|局长)).{0,24}[:!]?$"
    r"|(?:同志们|各位领导|领导同志们|老师们)[^。]{0,20}[:!]$"
    r"|[^,。、:]{1,14}(?:人民政府|委员会|党委|[县市区省州]委|局|厅|办公室|小组):$"
)
_CLOSING = re.compile(
    r"谢谢(?:大家|各位)?[!。]?$|汇报完毕|特此(?:报告|汇报)|以上(?:汇报|报告|总结|发言|是我)|批评指正|提出宝贵意见"
    r"|(?:努力)?奋斗[!。]$|(?:更大|新的|应有|积极)(?:的)?贡献[!。]$|(?:新台阶|新辉煌|新篇章|新局面)[!。]$"
)
_WE = r"(?:我们|我[县市区省局厅委乡镇校]|大家)?"
_TROUBLE = re.compile(r"问题|不足|差距|困难|短板|薄弱|挑战|矛盾|阻力|隐患|严峻")
_TURN_TO_TROUBLE = re.compile(
    rf"当然|但是?|不过|然而|虽然|尽管|在?(?:充分)?(?:肯定|看到|总结|取得|回顾).{{0,12}}(?:成绩|成效|成果|进步).{{0,6}}(?:同时|时候?),"
    rf"|(?:同时|与此同时)?,?{_WE}(?:也|还)(?:要|应该?|必须)?(?:清醒|清楚|深刻|存在|看到|认识|面临|有(?:不少|许多|一些|很多|待|差距|问题|不足))"
    rf"|{_WE}(?:清醒|清楚)(?:地)?(?:看到|认识)|(?:目前|工作中)?(?:还|仍|仍然)?存在的?|不足之处|与.{{2,24}}(?:要求|期望|期盼|期待|需求|目标|先进|兄弟|发达|周边).{{0,8}}相比"
    r"|总的来看|总体(?:来)?看|(?:过去|半年|一年|回顾).{2,40},但|(?:主要|突出)?的?(?:问题|不足|困难)(?:[和与及、]|主要|:)"
    r"|.{0,30}的同时,.{0,6}(?:也|还|仍)|.{0,30}(?:工作|我们|各项).{0,30}(?:成绩|成效|进步|进展).{0,12},但"
    r"|.{0,20}工作中?(?:也|还|仍)(?:存在|有)|(?:成绩|成效|问题|困难|不足|差距)(?:固然|虽|也|还|依然|仍)"
)
_TURN_TO_PLAN = re.compile(
    r"下一?步|下半年|下一?阶段|今后|明年|来年|新的一年|下学期|接下来|展望|放眼|站在新|面[对向]新"
    r"|在(?:今后|下一?步|下半年|新的|未来|接下来).{0,12}(?:工作|[年月]|阶段|学期|征程)|.{0,12}(?:任重道远|任重而道远)"
    r"|针对(?:以上|上述|这些|存在的?)(?:问题|不足|困难)"
    rf"|{_YEAR}年,(?:我们|我局)(?:将|要)"
)
_TURN_TO_CLOSE = re.compile(
    r"总之|综上|以上|让我们|最后.{0,6}(?:感谢|祝)|借此机会|(?:上述|这些|所有|以上)?成绩的取得|(?:上述|这些)成绩|特此|回首"
    r"|回顾(?:过去|一年|半年|上半年|全年|五年|这)|(?:过去|半年|一年).{0,40}(?:来之不易|离不开)"
    r"|.{0,12}(?:实践|工作|历程|发展).{0,8}(?:体会|启示|认识到|证明)"
)
_VOW = re.compile(r"我们|我局|同志们|新的|相信|全[县市区系局体镇乡]")
_ADDRESS = re.compile(
    r"(?:尊敬的)?(?:各位[^,。:!、]{2,12}|[^,。:!、]{0,4}(?:同志|朋友|同事|乡亲)们)[,!:]"
)
_DATED = re.compile(rf"^.{{0,30}}{_YEAR}年.{{1,3}}月(?:.{{1,3}}日)?\)?$")
_NAMED = re.compile(r"([\u4e00-\u9fff]{2})[县市区州旗省]")
_NO_NAME = "全我各本该省市州区县乡镇级个这两三四五六七八九十新老城地和与在为对"


def is_salutation(line: ParsedLine) -> bool:
    """Whether the line is an address to the audience: 各位领导、同志们：."""
    return len(line.folded) <= 40 and bool(_SALUTATION.match(line.folded))


def salutation_weight(line: ParsedLine) -> float:
    """How much a salutation speaks for a new report, in points: 3 for 尊敬的各位领导：, which a
    report says once, 2 for 同志们：, which it may say again, 0 for any other line."""
    if not is_salutation(line):
        return 0.0
    return 3.0 if line.folded.startswith(("尊敬", "各位")) and line.folded.endswith(":") else 2.0


def opening_weight(line: ParsedLine) -> float:
    """How much a paragraph reads like the first of a report that looks back: 0 to 2.5 points.

    It gets 1 point where it begins with a time (2013年，… / 半年来，…) or with an order that was
    followed. It gets 1.5 for a time with the usual campaign words, for 在…领导下, for a crucial
    year and for a description of the place. It gets 1 more where it ends in 汇报如下：, and 0.5
    less where it names nothing that was done. It gets 0 where it looks ahead, as the first
    paragraph of a plan does, or weighs up (取得了成绩，但……).
    """
    text = line.folded
    if line.marker:
        return 0.0
    announces_report = bool(_AS_FOLLOWS.search(text))
    head = text[:160]
    led = _OVERVIEW.match(head) or _LED.match(head)
    timed = _TIME.match(head)
    if len(text) < 25 or not (led or timed or _BY_ORDER.match(head)):
        return 1.0 if announces_report else 0.0
    if not announces_report and (_AHEAD.search(head) or _BUT.search(head)):
        return 0.0
    if led:
        points = 1.5
    elif timed:
        if _CRUCIAL_YEAR.match(head, timed.end()):
            return 1.5 + announces_report
        points = 1.5 if _CAMPAIGN.search(head) else 1.0
    else:
        points = 1.0
    if not (announces_report or _DONE.search(text)):
        points -= 0.5
    return points + announces_report


def read_turn(line: ParsedLine) -> str:
    """What a paragraph turns to, away from the subject before it: `problem` (但也存在不足),
    `plan` (下一步，我们将……), `closing` (让我们……, 成绩的取得离不开……), `address` (各位代表！……);
    empty for any other paragraph and for one that begins with a number."""
    text = line.folded
    if line.marker:
        return ""
    if _TURN_TO_TROUBLE.match(text) and _TROUBLE.search(text, 0, 160):
        return "problem"
    if _TURN_TO_PLAN.match(text):
        return "plan"
    if _TURN_TO_CLOSE.match(text) or (_VOW.match(text) and _CLOSING.search(text)):
        return "closing"
    return "address" if _ADDRESS.match(text) else ""


def is_closing(line: ParsedLine) -> bool:
    """Whether the line closes a report: with thanks, a vow, or the date of a signature."""
    return bool(_CLOSING.search(line.folded) or _DATED.match(line.folded.strip()))


def names_plan(line: ParsedLine) -> bool:
    """Whether a short line heads the part of a report that looks ahead."""
    return len(line.folded) <= 40 and bool(_PLAN_PART.search(line.folded))


def names_review(line: ParsedLine) -> bool:
    """Whether a short line heads the part of a report that looks back."""
    return len(line.folded) <= 30 and bool(_REVIEW_PART.search(line.folded))


def find_place_names(text: str) -> set[str]:
    """The names before 县, 市, 区 … in `text`, as far as they look like names: 长兴 of
    长兴县教育局."""
    return {
        name for name in _NAMED.findall(text) if name[0] not in _NO_NAME and name[1] not in _NO_NAME
    }
