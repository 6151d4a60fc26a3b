"""The vocabulary of the indexer: what a file, a report and a section are.

Line numbers are 1-based lines of the source file as split at "\\n". Everything is frozen; a later
stage returns a new value (`dataclasses.replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Role = Literal["review", "problem", "plan", "preface", "other"]
Period = Literal["上半年", "下半年", "全年", "季度", "学期", "专项"]
RegionStatus = Literal["stated", "inferred", "possible"]
YearStatus = Literal["stated", "inferred", "possible", "conflict"]
ROLE_LABELS: Mapping[str, str] = {
    "review": "成绩",
    "problem": "问题",
    "plan": "计划",
    "preface": "导言",
    "other": "其他",
}
"""What a person calls a role."""

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
"""What a person calls a kind of repair."""

Format = Literal["text", "markdown", "html", "docx", "pdf"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text and the source lines it was made from (more than one where torn lines
    were rejoined)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file of the corpus, read.

    `name` is its POSIX path below the corpus folder. `source` is the file as a person would see it
    opened: for text formats the decoded lines, for docx one line a paragraph, for pdf the extracted
    lines. `lines` is the text to understand, each line knowing where in `source` it stands; for
    plain text the two say the same, for HTML the markup is gone.
    """

    name: str
    format: Format
    encoding: str
    source: tuple[str, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that cleaning changed. `after` is empty when the text was removed as noise."""

    line: int
    kind: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """A witness for an attribution: what was read, where, and what it says for how much."""

    text: str
    lines: tuple[int, ...]
    weight: float
    says: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """Where a report comes from, in today's official names; the finest level the text supports.

    `code` is the GB/T 2260 code of that level, six digits (330000, 330500, 330522).
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
    """The year a report is about, with the span the evidence leaves open.

    `stated` is what the text itself says; under `conflict` it differs from `value`, which is what
    the other witnesses say.
    """

    value: int
    low: int
    high: int
    status: YearStatus
    stated: int | None
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a report. `level` is its depth in this report's own outline, 1 the top.

    `inline` headings share their line with body text (“2、防流控辍求严格。为落实……”).
    """

    line: int
    level: int
    text: str
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A leaf of a report: the text between one heading and the next.

    `lines` holds the body only; an inline heading's own words are in `path`. `path` runs from the
    top heading to the nearest. `part` numbers the pieces of a very long leaf from 1, None for a
    whole one. `restored` is set for text run through a synonym replacer: the likely original, of
    the same length as `text`, for searching only.
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
        """The body as the reader should see it, paragraphs separated by newlines."""
        return "\n".join(line.text for line in self.lines)

    @property
    def start_line(self) -> int:
        return self.lines[0].start

    @property
    def end_line(self) -> int:
        return self.lines[-1].end


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a file. Segmentation fills the outline and the sections; attribution the rest.

    `title` of an untitled report is made from its first words. `duplicate_of` is the id of the
    earlier report of which this one is a copy or near-copy. `spun` marks text run through a
    synonym replacer. `shared_title` says that other reports of the file bear the same title but for
    numbering: then a compiling site wrote it.
    """

    id: str
    title: str
    start_line: int
    end_line: int
    untitled: bool
    outline: tuple[Heading, ...]
    sections: tuple[Section, ...]
    duplicate_of: str | None = None
    spun: bool = False
    shared_title: bool = False
    region: Region | None = None
    year: Year | None = None
    period: Period | None = None


@dataclass(frozen=True, slots=True)
class AnalysedFile:
    """Everything the indexer understands of one file; what `inspect` prints and the store keeps."""

    source: SourceFile
    repairs: tuple[Repair, ...]
    reports: tuple[Report, ...]
