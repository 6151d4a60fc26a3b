"""Reads web pages. Each block element becomes a line that knows its lines in the file.

The sanitizer first reduces the page to an allow-list of tags, then the text is extracted. To keep
the line numbers through the sanitizer, every tag gets an attribute with the number of its line.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

from indexer.model import Line
from indexer.reading.document import Document, Unreadable, split_at_newlines
from indexer.reading.encodings import decode
from indexer.reading.sanitize import sanitize_html

# Characters of a page without scripts and without the attributes of its tags (some of which contain
# whole pictures). Sanitizing takes 1.3 s a megabyte; the longest report has 0.1 MB.
MAX_PAGE = 6 * 1024 * 1024
MAX_TAGS = 300_000

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    """address article blockquote body caption center dd div dl dt figcaption fieldset form header
    hr li main ol p pre section table tbody td tfoot th thead tr ul""".split()  # noqa: SIM905
) | frozenset(_HEADINGS)
# Elements that every page of a site has, and controls. None is part of a report. (A form may be:
# many sites wrap the whole page in one.)
_SKIPPED = frozenset(
    ("aside", "button", "footer", "nav", "noscript", "select", "template", "textarea", "title")
)
_TAGS = _BLOCKS | _SKIPPED | {"br"}
_LINE = "data-line"
# Elements whose content is no markup and ends at the first end tag of the same name (raw text
# elements of the HTML standard), so a regular expression finds it reliably.
_RAW = re.compile(
    r"<(script|style|xmp|noembed|noframes)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)", re.I | re.S
)
_TAG = re.compile(r"<([A-Za-z][A-Za-z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>|\n")
# The sanitizer takes time quadratic in the depth: 0.3 s for 2,000 levels, half a minute for 20,000.
MAX_DEPTH = 2_000
_NESTED = re.compile(
    r"<(/?)(?:div|span|font|table|section|article|blockquote|center|ul|ol|b|i|strong)\b", re.I
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,20})", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
# A line break between two Chinese characters, which a browser does not show as a space.
_BREAK = re.compile(
    r"(?<=[\u3001-\u9fff\uff01-\uff5e])[ \t]*\n[ \t\n]*(?=[\u3001-\u9fff\uff01-\uff5e])"
)


def read(data: bytes) -> Document:
    """The text of a page. Raises Unreadable for binary data, for an unknown encoding, and for a
    page over `MAX_PAGE`, `MAX_TAGS` or `MAX_DEPTH`."""
    text, encoding = _decode(data)
    source = split_at_newlines(text)
    page = _RAW.sub(lambda match: "\n" * match.group().count("\n"), "\n".join(source))
    if page.count("<") > MAX_TAGS:
        raise Unreadable(f"网页的标签超过 {MAX_TAGS} 个，不像文章")
    page = _number_tags(page)
    if len(page) > MAX_PAGE:
        raise Unreadable(f"网页超过 {MAX_PAGE // 2**20} MB，不像文章")
    _check_depth(page)
    extractor = _Extractor()
    extractor.feed(sanitize_html(page, _TAGS, (_LINE,)))
    extractor.close()
    extractor.flush()
    return Document(encoding, source, tuple(extractor.lines))


def _decode(data: bytes) -> tuple[str, str]:
    """Decode by the encoding that the page names, or, where that fails, by the content."""
    named = _CHARSET.search(data[:4096])
    if named and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = named.group(1).decode("ascii").lower()
        name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name
        try:
            return data.decode(name), name
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _check_depth(page: str) -> None:
    depth = 0
    for match in _NESTED.finditer(page):
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        if depth > MAX_DEPTH:
            raise Unreadable("网页的标签嵌套太深")


def _number_tags(page: str) -> str:
    """`page` with the number of its last line in every start tag, in place of the tag's
    attributes."""
    line = 1

    def number(match: re.Match[str]) -> str:
        nonlocal line
        if match.group(1) is None:
            line += 1
            return "\n"
        line += match.group(2).count("\n")
        slash = "/" if match.group(2).endswith("/") else ""
        return f'<{match.group(1)} {_LINE}="{line}"{slash}>'

    return _TAG.sub(number, page)


class _Extractor(HTMLParser):
    """Collects the text of block elements as lines."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[Line] = []
        self._parts: list[str] = []
        self._start = 0
        self._end = 0
        self._line = 1
        self._skipping = 0
        self._prefix = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == _LINE and value and value.isdigit():
                self._line = int(value)
        if tag in _SKIPPED:
            self._skipping += 1
        elif tag in ("td", "th"):
            self._parts.append("\t")
        elif tag in _BLOCKS or tag == "br":
            self.flush()
            if tag in _HEADINGS:
                self._prefix = "#" * int(tag[1]) + " "

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._skipping = max(0, self._skipping - 1)
        elif tag in _BLOCKS and tag not in ("td", "th"):
            self.flush()
            self._prefix = ""

    def handle_data(self, data: str) -> None:
        for index, piece in enumerate(data.split("\n")):
            if index:
                self._line += 1
                self._parts.append("\n")
            if piece.strip() and not self._skipping:
                self._start = self._start or self._line
                self._end = self._line
                self._parts.append(piece)

    def flush(self) -> None:
        """End the current line. White space alone makes no line."""
        if self._start:
            text = _SPACES.sub(_collapse_space, _BREAK.sub("", "".join(self._parts)))
            text = text.replace("\u00a0", " ").strip(" \t")
            self.lines.append(Line(self._start, self._end, self._prefix + text))
        self._parts.clear()
        self._start = 0


def _collapse_space(match: re.Match[str]) -> str:
    return "\t" if "\t" in match.group() else " "
