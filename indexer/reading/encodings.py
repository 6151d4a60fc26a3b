"""Finds the encoding of a Chinese text file by what its bytes decode to.

Reports come from twenty years of Windows machines, in UTF-8, GB18030 (which includes GB2312 and
GBK), Big5 for traditional text, or UTF-16 from Notepad. Nearly any bytes decode in some of these
encodings, so a decoding is accepted only if most of its characters are in common use in Chinese.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache
from itertools import chain

from charset_normalizer import from_bytes

from indexer.reading.document import Unreadable

# The share of the characters beyond ASCII that must be common ones. Measured in
# tests/indexer/reading/test_encodings.py: right decodings reach 0.9, wrong ones stay below 0.6.
MIN_PLAUSIBILITY = 0.75
# The share of damaged characters that a text may have; more means a wrong encoding.
MAX_DAMAGED_SHARE = 0.01
# The share of control characters, other than tab and line ends, that a text may have as damage.
MAX_CONTROL_SHARE = 0.002
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
    damaged_share: float


def decode(data: bytes) -> tuple[str, str]:
    """The text of `data` and the name of its encoding.

    Damaged bytes and stray control characters become U+FFFD as long as they are few. Raises
    Unreadable for binary data, and where no encoding gives plausible text.
    """
    for magic, reason in _OTHER_FORMATS:
        if data.startswith(magic):
            raise Unreadable(reason)
    text, encoding = _decode(data)
    controls = len(_CONTROLS.findall(text))
    if controls > max(1, MAX_CONTROL_SHARE * len(text)):
        raise Unreadable("像是二进制文件")
    return (_CONTROLS.sub("\ufffd", text) if controls else text), encoding


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = data.decode(encoding, "replace")
            if _damaged_share(text) > MAX_DAMAGED_SHARE:
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
    sample = _take_sample(data)
    best = max((_try_encoding(sample, name) for name in names), key=_rank)
    if best.plausibility < MIN_PLAUSIBILITY or best.damaged_share > MAX_DAMAGED_SHARE:
        return _guess_encoding(data)
    text = data.decode(best.encoding, "replace")
    if _damaged_share(text) > MAX_DAMAGED_SHARE:
        raise Unreadable("无法识别编码，或文件损坏太多")
    return text, best.encoding


def _rank(candidate: _Candidate) -> float:
    return candidate.plausibility - 10 * candidate.damaged_share


def _try_encoding(data: bytes, encoding: str) -> _Candidate:
    text = data.decode(encoding, "replace")
    return _Candidate(text, encoding, plausibility(text), _damaged_share(text))


def _take_sample(data: bytes) -> bytes:
    """The beginning of the data, cut at a line end so that no character is split."""
    if len(data) <= _SAMPLE:
        return data
    end = data.rfind(b"\n", 0, _SAMPLE)
    return data[: end + 1 + (end % 2 == 0)] if end > 0 else data[:_SAMPLE]


def _damaged_share(text: str) -> float:
    return max(0, text.count("\ufffd") - 2) / max(1, len(text))


def plausibility(text: str) -> float:
    """The share of the characters beyond ASCII that are in common use in Chinese text, 0 to 1. It
    is 1 for ASCII alone, and 0 for ASCII with control characters."""
    non_ascii = "".join(_BEYOND_ASCII.findall(text))
    if not non_ascii:
        return 0.0 if _CONTROLS.search(text) else 1.0
    common = common_characters()
    return sum(character in common for character in non_ascii) / len(non_ascii)


@cache
def common_characters() -> frozenset[str]:
    """The characters in common use: level 1 of GB 2312 (3,755 characters) and of Big5 (5,401), and
    the punctuation and digits of Chinese typesetting."""
    gb = bytes(chain.from_iterable((a, b) for a in range(0xB0, 0xD8) for b in range(0xA1, 0xFF)))
    big5 = bytes(
        chain.from_iterable(
            (a, b) for a in range(0xA4, 0xC7) for b in chain(range(0x40, 0x7F), range(0xA1, 0xFF))
        )
    )
    han = gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore")
    punctuation = "　、。〈〉《》「」『』【】〔〕，：；！？（）％．～“”‘’—…·－①②③④⑤⑥⑦⑧⑨⑩○×℃㎡"
    return frozenset(han + punctuation + "０１２３４５６７８９")


def _guess_encoding(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise Unreadable("像是二进制文件")
    match = from_bytes(data[:_SAMPLE]).best()
    if match is not None and plausibility(str(match)) >= MIN_PLAUSIBILITY:
        text = data.decode(match.encoding, "replace")
        if _damaged_share(text) <= MAX_DAMAGED_SHARE:
            return text, match.encoding
    raise Unreadable("无法识别编码")
