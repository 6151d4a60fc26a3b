"""Bytes become text, whatever wrote them; what is no text is refused with a reason."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.reading.document import Unreadable
from indexer.reading.encodings import decode, plausibility

SIMPLIFIED = """山阳县卫生健康局2019年上半年工作总结
一、基本公共卫生服务扎实推进。全县共建立居民健康档案 41.2 万份，建档率 91.5%。
二、存在的主要问题。一是乡镇卫生院人才短缺，二是村医待遇偏低。
"""
TRADITIONAL = """山陽縣農業局二○一○年工作總結
一、糧食生產再獲豐收。全縣糧食播種面積達到八十二萬畝，總產量比上年增長百分之三。
二、畜牧業平穩發展，動物防疫工作進一步加強。
"""


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "utf-16-le"),
    ],
)
def test_text_comes_back_from_every_encoding(text: str, encoding: str) -> None:
    decoded, name = decode(text.encode(encoding, "strict" if encoding != "big5" else "replace"))
    assert name == encoding
    assert decoded.replace("?", "○") == text if encoding == "big5" else decoded == text


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_one_line_is_enough(encoding: str) -> None:
    assert decode("教育局工作总结".encode(encoding))[0] == "教育局工作总结"


def test_plain_ascii_is_text() -> None:
    assert decode(b"annual report\n") == ("annual report\n", "utf-8")


def test_a_truncated_last_character_is_marked_not_lost() -> None:
    text, encoding = decode(SIMPLIFIED.encode("gb18030") + "县".encode("gb18030")[:1])
    assert encoding == "gb18030"
    assert text == SIMPLIFIED + "\ufffd"


def test_a_few_damaged_bytes_in_a_long_text_are_marked() -> None:
    data = bytearray((SIMPLIFIED * 200).encode())
    for place in (5_000, 12_000, 30_000):
        data[place] = 0xFF
    text, encoding = decode(bytes(data))
    assert encoding == "utf-8"
    assert "\ufffd" in text
    assert text.count("居民健康档案") >= 197


def test_utf8_cut_inside_a_character() -> None:
    text, encoding = decode((SIMPLIFIED * 3).encode()[:-2])
    assert encoding == "utf-8"
    assert text.endswith("偏低\ufffd")


def test_a_stray_nul_is_damage_not_a_binary() -> None:
    text, encoding = decode((SIMPLIFIED * 20).replace("一是", "一\x00是", 1).encode())
    assert encoding == "utf-8"
    assert text.count("\ufffd") == 1


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 40,
        b"\x89PNG\r\n\x1a\n" + bytes(random.Random(1).randbytes(4000)),
        b"\x7fELF" + bytes(4000),
        random.Random(2).randbytes(20_001),
        b"\x00" * 500,
        "Ελληνικά κείμενα ".encode("cp737") * 3,
    ],
    ids=["every byte", "png", "elf", "noise", "nuls", "greek"],
)
def test_what_is_no_chinese_text_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        decode(data)


def test_office_files_are_named() -> None:
    with pytest.raises(Unreadable, match="docx"):
        decode(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


@pytest.mark.parametrize("text", [SIMPLIFIED, TRADITIONAL])
def test_right_and_wrong_decodings_are_far_apart(text: str) -> None:
    names = ["utf-8", "gb18030", "big5", "utf-16-le", "utf-16-be"]
    for written in names:
        data = text.encode(written, "ignore")
        shares = {name: plausibility(data.decode(name, "replace")) for name in names}
        assert shares.pop(written) > 0.9
        assert max(shares.values()) < 0.6


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except Unreadable:
        return
    assert "\x00" not in text


@given(st.text(st.characters(codec="gb2312", categories=["Lo"]), min_size=1, max_size=80))
def test_any_utf8_text_comes_back(text: str) -> None:
    assert decode(text.encode()) == (text, "utf-8")
