"""Joins sentences that were split where a page had a link or a styled number.

The linked word or the number is on a line of its own:

    举办了篮球比赛和。        发放宣传单
    对联。                    64000。
    书法比赛，……              余份，……

The script that split them also put a full stop after every piece without one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.cleaning.lines import ends_sentence, is_indented, is_numbered, starts_mid_sentence
from indexer.model import Line, Repair
from indexer.text import cut, fold

# A line that is a number (64000, 3.5, 95%, [2007]1, 27000m2, 20xx) or one letter (D 级).
_NUMBER = re.compile(
    r"\s*((?:[\[〔(]\d{4}[\]〕)])?(?:\d[\d.,]*\d|\d|20xx|x{1,4})(?:[%％‰]|m2|㎡|km)?|[A-Za-z])(。?)\s*"
)
# What follows a number in a sentence, on folded text: a measure word, a part of a date, 余 or 多,
# or punctuation. It must be a whole word: 个, not 个人; 组, not 组织.
_MEASURE = re.compile(
    r"余|多|月份|年度|年级|人次|场次|小时|分钟|公里|千米|平方米?|平方公里|立方米?|公斤|公顷|万元|亿元|千瓦|百分点"
    r"|[个名人所处份种件项次场台套辆户亩吨元万亿千百米斤年月日号期届级类条家间栋座册本张篇支只头棵株面块批组位岁周天分节倍]"
    r"|[%‰,、。;)]"
)
_PUNCTUATED = re.compile(r"[，。；,;].")
_DATE = re.compile(r"\s*(?:年|月|日|号)")
# Words that end no sentence: conjunctions, prepositions, and some verbs that need an object.
_OPEN_END = re.compile(
    r"(?:[和与及或跟同把被将向从为以的之各每该其等至达约共近超第在对]|关于|按照|根据|通过|以及|并且|包括|其中|抽调了?|开展了?|达到|"
    r"[“‘《〈（(\[【「『、，,:：])$"
)
# Words that a number may follow as well: verbs and adverbs of counting.
_WANTS_COUNT = re.compile(
    r"(?:[了出到达共约近超逾为占于从至有入]|下发|印发|发放|开展|举办|建成|培训|招聘|表彰|整改|清理|排查|检查|评选|筹集|争取"
    r"|拨付|资助|安排|新增|增加|减少|完成|抽调|涉及)$"
)
# Words that the name of a document may follow as well: what one does with a document.
_WANTS_TEXT = re.compile(
    r"(?:[有写篇签]|(?<!月)份|撰写|签订|签署|制定|制订|印发|下发|转发|发放|提交|上交|上报|举办|举行|开展|召开|发表|编写|征集|参加|学习)了?$"
)
# Kinds of documents; such sites link these words to their own collections of models.
_LINK_WORDS = re.compile(
    r"[\u4e00-\u9fff]{0,4}(?:心得体会|心得|体会|报告|总结|计划|规划|方案|预案|责任书|承诺书|倡议书|通知书|协议书|申请书|保证书"
    r"|建议书|检讨书|决心书|意向书|意见书|说明书|策划书|任务书|志愿书|公开信|感谢信|慰问信|邀请函|表扬信|介绍信|求职信|证明"
    r"|合同|协议|章程|制度|职责|守则|细则|条例|办法|规定|通知|通报|公告|启事|公文|请示|批复|演讲稿|发言稿|讲话稿|主持词|解说词"
    r"|串词|开幕词|闭幕词|欢迎词|祝酒词|颁奖词|贺词|致辞|演讲|发言|讲话|对联|春联|标语|口号|黑板报|手抄报|作文|征文|日记|周记"
    r"|读后感|观后感|诗歌|散文|故事|名言|祝福语|寄语|评语|简历|自我介绍|自我评价|鉴定|教案|教学设计|反思|说课稿|课件|试题|论文"
    r"|思想汇报|汇报|材料|事迹|简报|简讯|新闻稿|游戏|谜语|笑话)"
)
_WORD = re.compile(r"\s*([\u4e00-\u9fffA-Za-z]{2,10})([。.]?)\s*")
_MIN_CLAUSE = 6  # characters
_SHOWN = 12  # characters on either side of a joint that a repair shows


@dataclass
class _Sentence:
    """A line under construction: the source lines `start` to `end` that it spans, and its text."""

    start: int
    end: int
    text: str
    repairs: list[Repair]

    @classmethod
    def from_line(cls, line: Line) -> _Sentence:
        return cls(line.start, line.end, line.text, [])

    def add(self, line: Line, kind: str, *, drop_stop: bool) -> None:
        """Append `line`. With `drop_stop`, first remove the script's full stop from the end."""
        head = self.text.rstrip()
        if drop_stop:
            head = head.removesuffix("。")
        tail = line.text.strip()
        # Between two numbers in a row words were lost, and the numbers must not become one.
        lost = head[-1:].isdigit() and tail[:1].isdigit()
        joined = head + (" " if lost else "") + tail
        before = f"{self.text.rstrip()[-_SHOWN:]}\n{tail[:_SHOWN]}"
        around = joined[max(0, len(head) - _SHOWN) : len(joined) - len(tail) + _SHOWN]
        self.repairs.append(Repair(line.start, kind, before, around))
        if lost:
            self.repairs.append(Repair(line.start, "damaged", around, around))
        self.text = joined
        self.end = line.end

    def to_line(self) -> Line:
        return Line(self.start, self.end, self.text)


def join_numbers(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Join numbers on lines of their own with the words before and after them."""
    numbers = [_NUMBER.fullmatch(line.text) if len(line.text) < 20 else None for line in lines]
    if not any(numbers):
        return lines, []
    joined: list[Line] = []
    repairs: list[Repair] = []
    after_number_run = False
    ends = _find_run_ends(numbers)
    position = 0
    while position < len(lines):
        end = _find_run_end(lines, numbers[position], ends[position])
        if not end:
            joined.append(lines[position])
            position, after_number_run = position + 1, False
            continue
        run = list(lines[position:end])
        if joined and _continues_sentence(joined[-1].text, run, after_number_run):
            sentence = _Sentence.from_line(joined.pop())
        else:
            sentence = _Sentence.from_line(run.pop(0))
        for line in run:
            sentence.add(line, "split-number", drop_stop=True)
        joined.append(sentence.to_line())
        repairs += sentence.repairs
        position, after_number_run = end, True
    return joined, repairs


def _find_run_ends(numbers: Sequence[re.Match[str] | None]) -> list[int]:
    """For each index the first one from it on that has no number."""
    ends = list(range(len(numbers)))
    end = len(numbers)
    for position in reversed(ends):
        end = end if numbers[position] else position
        ends[position] = end
    return ends


def _find_run_end(lines: Sequence[Line], first: re.Match[str] | None, position: int) -> int:
    """The index after a run of number lines and the line of words that follows them; 0 where they
    do not belong together.

    `first` is the first number, `position` the index of the words. They belong together where the
    words begin as words after a number do.
    """
    if first is None or position == len(lines):
        return 0
    following = fold(lines[position].text[:8]).strip()
    if first.group(1).isalpha() and following[:1] not in "级类座区":
        return 0
    measure = _MEASURE.match(following)
    words = cut(following)
    is_whole_word = measure and (
        following[0] == "余" or not words or words[0][1] > 0 or len(words[0][0]) <= measure.end()
    )
    return position + 1 if is_whole_word else 0


def _continues_sentence(head: str, run: Sequence[Line], after_number_run: bool) -> bool:
    """Whether `run` (numbers, then words) continues the sentence `head`.

    A full stop at the end of `head` is the script's where the words before it need a count. It is
    also the script's where `head` itself is the piece after a split number (`after_number_run`) and
    `run` is a count, not a date, which may begin a sentence.
    """
    if is_indented(run[0].text) or head.lstrip().startswith("#"):
        return False
    folded = fold(head.rstrip()[-8:])
    wants_count = _WANTS_COUNT.search(folded.rstrip("。")) is not None
    wants_date = _OPEN_END.search(folded.rstrip("。")) is not None
    if not ends_sentence(folded):
        # A line without any punctuation may be a title or a heading.
        return after_number_run or wants_count or wants_date or _PUNCTUATED.search(head) is not None
    if not folded.endswith("。"):
        return False
    dated = _DATE.match(fold(run[-1].text[:4])) is not None
    return wants_date or (not dated and (after_number_run or wants_count))


def join_link_words(lines: Sequence[Line]) -> tuple[Sequence[Line], list[Repair]]:
    """Join a sentence that was split around a linked word on a line of its own."""
    words = [_WORD.fullmatch(line.text) if len(line.text) <= 16 else None for line in lines]
    if not any(words):
        return lines, []
    joined: list[Line] = []
    repairs: list[Repair] = []
    position = 0
    while position < len(lines):
        line, word = lines[position], words[position]
        following = lines[position + 1] if position + 1 < len(lines) else None
        position += 1
        if not (joined and word and _is_link_word(joined[-1].text, word, following)):
            joined.append(line)
            continue
        sentence = _Sentence.from_line(joined.pop())
        has_false_stop = sentence.text.rstrip().endswith("。")
        sentence.add(line, "link-word", drop_stop=True)
        # Where the script put no full stops, one after the word is the author's.
        ended = line.text.rstrip().endswith("。") and not has_false_stop
        if following is not None and not ended and _may_follow(following.text):
            sentence.add(following, "link-word", drop_stop=starts_mid_sentence(following.text))
            position += 1
        joined.append(sentence.to_line())
        repairs += sentence.repairs
    return joined, repairs


def _is_link_word(head: str, word: re.Match[str], following: Line | None) -> bool:
    """Whether `word` was linked: it is a known link word after a sentence that needs one or that
    has no end; or it is any short word between a sentence without an end and a line that begins
    with punctuation."""
    if is_indented(word.string) or is_numbered(word.string):
        return False
    head = head.rstrip()
    folded = fold(head[-8:]).rstrip("。")
    wants = (_OPEN_END.search(folded) or _WANTS_TEXT.search(folded)) is not None
    left_open = not ends_sentence(head) and not head.startswith("#")
    next_continues = following is not None and starts_mid_sentence(following.text)
    if _LINK_WORDS.fullmatch(fold(word.group(1))):
        if wants and (left_open or head.endswith("。")):
            return True
        # A line without punctuation may be a heading, and the word the paragraph below it.
        if left_open and _PUNCTUATED.search(head) and (next_continues or bool(word.group(2))):
            return True
    return left_open and next_continues and len(head) >= _MIN_CLAUSE


def _may_follow(text: str) -> bool:
    return starts_mid_sentence(text) or not (
        is_numbered(text) or is_indented(text) or text[:1] == "#" or len(text) < _MIN_CLAUSE
    )
