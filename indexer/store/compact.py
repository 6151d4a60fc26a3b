"""Records as JSON in a byte or two a character, many at once.

A section's record is read by itself, ten an answer. zlib knows bytes and no characters: it makes
such a record no smaller (bench/made_corpus.py: 819 bytes, here 798) and takes three times as long
to read it. Here common characters take one byte and others two. The first bytes of a record come
first, then `_END`, then the second bytes of the characters that have two, so that numpy reads all
records as two arrays.
"""

from __future__ import annotations

import json
import re
from codecs import utf_16_le_decode
from collections.abc import Iterable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np

from indexer.text import code_points

# What JSON and names of files are written with, the marks of Chinese text, and the characters that
# are commonest in the words of jieba's dictionary and in the sample reports, half and half.
_SINGLE = (
    '0123456789,:[]{}"abcdefghijklmnopqrstuvwxyz .-%/_，。、；：“”（）《》'
    "学一人教中年校生是不在的大育个有工上全了成作国建为师三和到实行以开万要高地会业家发名主等"
    "部分二所区办来出这民小对动新市公我下与县他园安点用化进务制元展心设前理长资时镇考子后改月"
    "本平级合入次道儿就方重"
)
# Latin and pinyin; marks, signs and numbers in circles; more marks, kana, units; Han; full width.
_BLOCKS = ((0x20, 0x250), (0x2000, 0x2700), (0x3000, 0x3400), (0x4E00, 0xA000), (0xFF00, 0xFFF0))
_DOUBLE = sorted({chr(at) for block in _BLOCKS for at in range(*block)}.difference(_SINGLE))
_OTHER = re.compile("[^{}]".format("".join(f"{chr(low)}-{chr(high - 1)}" for low, high in _BLOCKS)))
_COMMA = bytes([_SINGLE.index(",")])
_END = b"\xff"  # no character begins with it

# A character's code is its only byte, or the first of two times 256 and the second.
_POINT_OF = np.zeros(1 << 16, "<u2")
_POINT_OF[: len(_SINGLE)] = code_points(_SINGLE)
_POINT_OF[len(_SINGLE) << 8 :][: len(_DOUBLE)] = code_points("".join(_DOUBLE))
_CODE_OF = np.zeros(1 << 16, np.uint16)
_CODE_OF[_POINT_OF] = np.arange(1 << 16)

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def dumps(records: Iterable[Any]) -> list[bytes]:
    """Each of `records`. A character that has no code becomes the escape that JSON has for it."""
    texts = [_OTHER.sub(_escape, _encode(record)) for record in records]
    codes = _CODE_OF[code_points("".join(texts))]
    double = codes > 0xFF
    first = np.where(double, codes >> 8, codes).astype(np.uint8).tobytes()
    second = codes[double].astype(np.uint8).tobytes()
    ends = list(accumulate(map(len, texts), initial=0))
    second_ends = np.cumsum(np.append(0, double))[ends].tolist()
    return [
        first[start:end] + _END + second[low:high]
        for (start, end), (low, high) in zip(pairwise(ends), pairwise(second_ends), strict=True)
    ]


def _escape(found: re.Match[str]) -> str:
    return json.dumps(found[0])[1:-1]


def loads(blobs: Iterable[bytes]) -> list[Any]:
    """The records that `blobs` were made of."""
    parts = [blob.partition(_END) for blob in blobs]
    first = np.frombuffer(_COMMA.join([first for first, _, _ in parts]), np.uint8)
    second = np.frombuffer(b"".join([second for _, _, second in parts]), np.uint8)
    double = (first >= len(_SINGLE)).nonzero()[0]
    codes = first.astype(np.uint16)
    codes[double] = codes.take(double) << 8 | second
    text, _ = utf_16_le_decode(_POINT_OF.take(codes).data)
    records: list[Any] = json.loads(f"[{text}]")
    return records
