"""Bytes become text: which encoding a Chinese text file is in, judged by what comes out.

Reports come from Windows machines of twenty years: UTF-8, GB18030 (with GB2312 and GBK inside),
Big5 for traditional text, UTF-16 from Notepad. Nearly any bytes decode as some of these, so a
decoding counts only if the result looks like Chinese: its characters are those in common use.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from charset_normalizer import from_bytes

from indexer.reading.document import Unreadable

# Share of the characters beyond ASCII that must be common ones. Measured in
# tests/indexer/reading/test_encodings.py: right decodings have over 0.9, wrong ones under 0.6.
PLAUSIBLE = 0.75
# Damaged characters a text may have and still be worth reading; more means a wrong encoding.
MAX_DAMAGE = 0.01
# A text has no control characters but tab and line ends; a few strays are damage.
MAX_CONTROLS = 0.002
_SAMPLE = 64 * 1024

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OTHER_FORMATS = (
    (b"PK\x03\x04", "压缩包或 Office 文件，不是文本"),
    (b"%PDF-", "PDF 文件，扩展名不对"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 Office 文件（.doc、.wps），请另存为 .docx"),
    (b"{\\rtf", "RTF 文件，请另存为 .docx"),
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_BEYOND_ASCII = re.compile("[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    encoding: str
    plausibility: float
    damage: float


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    A few damaged bytes become U+FFFD, as do stray control characters. Raises Unreadable for binary
    data and when no encoding gives plausible text.
    """
    for magic, reason in _OTHER_FORMATS:
        if data.startswith(magic):
            raise Unreadable(reason)
    text, encoding = _decode(data)
    controls = len(_CONTROLS.findall(text))
    if controls > max(1, MAX_CONTROLS * len(text)):
        raise Unreadable("像是二进制文件")
    return (_CONTROLS.sub("\ufffd", text) if controls else text), encoding


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, "replace")
            if _share_damaged(text) > MAX_DAMAGE:
                raise Unreadable(f"无法识别编码：开头说是 {encoding}，内容却不是")
            return text, encoding
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        if "\x00" not in text:
            return text, "utf-8"
    names = ["utf-8", "gb18030", "big5"]
    if len(data) % 2 == 0 or b"\x00" in data:
        names += ["utf-16-le", "utf-16-be"]
    sample = _sample(data)
    best = max((_candidate(sample, name) for name in names), key=_rank)
    if best.plausibility < PLAUSIBLE or best.damage > MAX_DAMAGE:
        return _last_resort(data)
    text = data.decode(best.encoding, "replace")
    if _share_damaged(text) > MAX_DAMAGE:
        raise Unreadable("无法识别编码，或文件损坏太多")
    return text, best.encoding


def _rank(candidate: _Candidate) -> float:
    return candidate.plausibility - 10 * candidate.damage


def _candidate(data: bytes, encoding: str) -> _Candidate:
    text = data.decode(encoding, "replace")
    return _Candidate(text, encoding, plausibility(text), _share_damaged(text))


def _sample(data: bytes) -> bytes:
    """The beginning of the data, cut at a line end so that no character is torn."""
    if len(data) <= _SAMPLE:
        return data
    end = data.rfind(b"\n", 0, _SAMPLE)
    return data[: end + 1 + (end % 2 == 0)] if end > 0 else data[:_SAMPLE]


def _share_damaged(text: str) -> float:
    return max(0, text.count("\ufffd") - 2) / max(1, len(text))


def plausibility(text: str) -> float:
    """Share of the characters beyond ASCII that are in common use in Chinese text, 0 to 1.

    Plain ASCII is plausible unless it is full of control characters.
    """
    beyond = "".join(_BEYOND_ASCII.findall(text))
    if not beyond:
        return 0.0 if _CONTROLS.search(text) else 1.0
    common = common_characters()
    return sum(character in common for character in beyond) / len(beyond)


@cache
def common_characters() -> frozenset[str]:
    """Level 1 of GB 2312 (3,755 characters by pinyin) and of Big5 (5,401), the two standards' own
    lists of characters in common use, with the punctuation of Chinese typesetting."""
    gb = bytes(chain.from_iterable((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)))
    big5 = bytes(
        chain.from_iterable(
            (a, b) for a in range(0xA4, 0xC7) for b in chain(range(0x40, 0x7F), range(0xA1, 0xFF))
        )
    )
    han = gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore")
    punctuation = "　、。〈〉《》「」『』【】〔〕，：；！？（）％．～“”‘’—…·－①②③④⑤⑥⑦⑧⑨⑩○×℃㎡"
    return frozenset(han + punctuation + "０１２３４５６７８９")


def _last_resort(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise Unreadable("像是二进制文件")
    match = from_bytes(data[:_SAMPLE]).best()
    if match is not None and plausibility(str(match)) >= PLAUSIBLE:
        text = data.decode(match.encoding, "replace")
        if _share_damaged(text) <= MAX_DAMAGE:
            return text, match.encoding
    raise Unreadable("无法识别编码")
