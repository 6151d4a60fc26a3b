"""The values of the indexer: what a file, a report and a section are.

Line numbers count from 1 and are lines of the source file as split at "\\n". All values are frozen;
a later stage returns a new one (`dataclasses.replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["review", "problem", "plan", "preface", "other"]
Period = Literal["上半年", "下半年", "全年", "季度", "学期", "专项"]
RegionStatus = Literal["confirmed", "stated", "inferred", "possible"]
YearStatus = Literal["confirmed", "stated", "inferred", "possible", "conflict"]
"""A person set what is `confirmed`."""
ROLE_LABELS: Mapping[str, str] = {
    "review": "成绩",
    "problem": "问题",
    "plan": "计划",
    "preface": "导言",
    "other": "其他",
}
"""The name of each role in the interface."""

REPAIR_LABELS: Mapping[str, str] = {
    "pinyin": "粘连的拼音",
    "page-number": "页码",
    "site-preamble": "网站导语",
    "chrome": "网页边角",
    "duplicate-summary": "重复的摘要",
    "repeated-title": "重复的标题",
    "link-word": "被链接隔断的词",
    "split-number": "被隔断的数字",
    "broken-paragraph": "断开的段落",
    "mojibake": "乱码",
    "damaged": "残缺",
    "markdown": "排版记号",
    "entity": "网页转义",
    "indent": "缩进",
}
"""The name of each kind of repair in the interface."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and the source lines it was made from, `start` to `end`. They are more than
    one where cleaning joined the lines of a split sentence."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the corpus, as its reader gives it.

    `name` is its POSIX path below the corpus folder. `format` is the name of the reader's module in
    `indexer.reading`. `encoding` is a name that Python knows, "" where the format settles it.
    `source` is the file as a person who opens it would see it: the decoded lines of a text format,
    a line for each paragraph of docx, the extracted lines of pdf. `lines` is the text to
    understand, each line with its place in `source`; for plain text the two hold the same text, for
    HTML `lines` is without the markup.
    """

    name: str
    format: str
    encoding: str
    source: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that cleaning or segmentation made at a line. `kind` is a key of `REPAIR_LABELS`.
    `after` is empty where the text was removed; `before` and `after` are equal where damage was
    found that cannot be repaired."""

    line: int
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an attribution: the `text` that was read, the `lines` it was read on, what it
    `says`, and its `weight`."""

    text: str
    lines: tuple[int, ...]
    weight: float
    says: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a report comes from, in today's official names, at the finest level the text supports.

    `code` is the GB/T 2260 code of that level, six digits (330000, 330500, 330522). `score` is the
    sum of the weights of its evidence, `margin` its lead over the next best unit of the level, as a
    share of the score.
    """

    code: str
    province: str
    city: str | None
    county: str | None
    status: RegionStatus
    score: float
    margin: float
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Year:
    """The year that a report is about, and the span `low` to `high` that the evidence leaves open.

    `stated` is the year that the text itself names. With the status `conflict` it differs from
    `value`, which follows from the other evidence.
    """

    value: int
    low: int
    high: int
    status: YearStatus
    stated: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a report. `level` is its depth in the outline of this report, 1 being the top.

    An `inline` heading shares its line with body text (2、防流控辍求严格。为落实……).
    """

    line: int
    level: int
    text: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A leaf of a report: the text between one heading and the next. It ends earlier where the text
    turns away from its heading, or where a long text without headings changes its subject.

    `lines` holds the body only; the words of an inline heading are in `path`, which runs from the
    top heading to the nearest. A very long leaf is cut into parts, numbered by `part` from 1; a
    whole leaf has None. `restored` is the likely original of text that was run through a synonym
    replacer; it has the length of `text` and is only searched, never shown.
    """

    id: str
    path: tuple[str, ...]
    lines: tuple[Line, ...]
    part: int | None = None
    restored: str | None = None
    topics: tuple[str, ...] = ()
    role: Role = "other"

    @property
    def text(self) -> str:
        """The body as a reader should see it, with a newline between paragraphs."""
        return "\n".join(line.text for line in self.lines)

    @property
    def start_line(self) -> int:
        return self.lines[0].start

    @property
    def end_line(self) -> int:
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That `by` set a field of a report by hand at the time `at` (UTC, ISO 8601), to a value or to
    none. `id` is that of the correction, `field` is one of `indexer.corrections`. `section` is the
    id of the section that it is about, "" where it is about the report."""

    id: str
    field: str
    by: str
    at: str
    section: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a file.

    Segmentation sets the fields up to `sections` and `paraphrased`, the steps after it the others.
    The `title` of an untitled report is made from its first words. `duplicate_of` is the id of the
    earlier report of which this one is a copy or near-copy. `paraphrased` is true for text that was
    run through a synonym replacer. `shared_title` is true where other reports of the file have the
    same title but for numbering; then the site that compiled them wrote it.
    """

    id: str
    title: str
    start_line: int
    end_line: int
    untitled: bool
    outline: tuple[Heading, ...]
    sections: tuple[Section, ...]
    duplicate_of: str | None = None
    paraphrased: bool = False
    shared_title: bool = False
    region: Region | None = None
    year: Year | None = None
    period: Period | None = None
    confirmations: tuple[Confirmation, ...] = ()

    def confirms(self, field: str, section: str = "") -> bool:
        """Whether a person set this field of the report, or of one of its sections: of the topics
        of a section also whoever set those of the report."""
        return any(
            known.field == field and known.section in ("", section) for known in self.confirmations
        )


@dataclass(frozen=True, slots=True)
class AnalysedFile:
    """Everything that the indexer understands of one file. `inspect` prints it, the store keeps
    it. `corrections` are the keys of those made by hand whose text was found in the file."""

    source: SourceFile
    repairs: tuple[Repair, ...]
    reports: tuple[Report, ...]
    corrections: tuple[str, ...] = ()
