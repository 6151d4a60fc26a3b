"""Text read one byte off is put right where its words prove it, and marked where they do not."""

import pytest

from indexer.cleaning import clean
from indexer.cleaning.mojibake import repair_mojibake
from indexer.model import Line

# What the same file says elsewhere: a short report of a bureau of agriculture.
REST = """一、糧食生產。全縣糧食產量再創新高。縣農業局全年舉辦農民夜校三百期。田間學校覆蓋所有鄉鎮。
二、績效考核。局黨組制定了績效考核辦法，對各站所實行績效考核。縣委、縣政府給予充分肯定。
三、農業執法。嚴格按照農業法律法規，開展農資打假，檢查農資門店。各鄉鎮农技人員人數達到要求。
四、優化服務。為農民提供優質(zhì)服務，優(yōu)勢產業壯大，優(yōu)良品種覆蓋率達到九成以上。"""


def mangled(text: str, *, end: str = "?") -> str:
    """`text` as such a site shows it: its first byte lost, read one byte off, the last byte lost
    too or shown as the ASCII it is; full-width letters and marks made half-width."""
    data = text.encode("gbk")
    last = data[-1]
    if 0x40 <= last < 0x7F:
        end = chr(last)
    pairs = (data[i : i + 2] for i in range(1, len(data) - 1, 2))
    read = "".join(pair.decode("gbk", "ignore") for pair in pairs)
    read = "".join(c for c in read if ord(c) > 0x7F)  # undefined pairs are dropped
    half = "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in read)
    return "?" + half + end


def repaired(line: str) -> tuple[str, set[str]]:
    rows = [*REST.split("\n"), line]
    lines, repairs = repair_mojibake([Line(i, i, row) for i, row in enumerate(rows, 1)])
    assert all(repair.line == len(rows) for repair in repairs)
    return lines[-1].text, {repair.kind for repair in repairs}


@pytest.mark.parametrize(
    ("before", "meant", "after"),
    [
        ("五、加大投入，重點扶持農民夜", "校績效考核", "，形成長效機制。"),
        ("各項工作取得新的突破", "。縣", "農業局被評為先進單位。"),
        ("加強與科研單位合作", "。籌", "集資金用於農田水利建設。"),
    ],
)
def test_words_prove_what_the_lost_bytes_were(before: str, meant: str, after: str) -> None:
    damaged = mangled(meant)
    assert repaired(before + damaged + after) == (before + meant + after, {"mojibake"})


def test_a_note_of_pinyin_tells_the_lost_byte() -> None:
    # 們為 was taken for 優 (82 83 | 9E E9), whose note the script glued on.
    text = "引導他們?yōu)" + "為實現".encode("gbk")[1:-1].decode("gbk") + "F農業強縣而奮鬥。"
    assert repaired(text) == ("引導他們為實現農業強縣而奮鬥。", {"mojibake"})


def test_only_the_character_in_doubt_is_marked_lost() -> None:
    # 夕, 線 and others are as good after 前.
    text, kinds = repaired(f"隊伍不斷壯大{mangled('。“七一”前夕')}，表彰了先進。")
    assert text.startswith("隊伍不斷壯大。“七一”前")
    assert text.endswith("，表彰了先進。")
    assert kinds == {"mojibake", "damaged"}


def test_two_readings_as_good_leave_the_place_marked() -> None:
    text = "做好牲畜防" + mangled("免試") + "等工作。"
    assert repaired(text)[0] == text


def test_lost_characters_inside_are_not_papered_over() -> None:
    # Shifted by a byte, 政府完 includes pairs GBK does not define; a site drops them.
    text = "積極配合" + mangled("當地政府完成健康檢查") + "工作。"
    assert repaired(text) == (text, {"damaged"})


@pytest.mark.parametrize(
    "text",
    [
        "群眾滿意不滿意?這是檢驗工作的唯一標準。",
        "怎么办?!我们一定要想办法解决。",
        "“干什么?怎么干?谁来干?”大讨论活动深入开展。",
        "農業增產靠什么?靠科技。OK?好。",
        "種什么?A類地種小麥，B類地種玉米。",
    ],
)
def test_question_marks_stay(text: str) -> None:
    assert repaired(text) == (text, set())


def test_a_letter_before_a_note_of_pinyin() -> None:
    # 建設(shè) after a lost byte: 設 is D4 4F, so an O stands before its note.
    damaged = mangled("。“夜校”建設")
    assert damaged.endswith("O")
    rows = [*REST.split("\n"), f"基本滿足需要{damaged}(shè)已經啟動，優質(zhì)糧庫設(shè)施完備。"]
    lines, repairs = clean([Line(i, i, row) for i, row in enumerate(rows, 1)])
    assert lines[-1].text == "基本滿足需要。“夜校”建設已經啟動，優質糧庫設施完備。"
    assert {"mojibake", "pinyin"} <= {repair.kind for repair in repairs}


def test_a_line_of_question_marks_is_no_trap() -> None:
    text = "縣?農?" * 400 + "?!;?" * 200
    lines, _ = repair_mojibake([Line(1, 1, text)])
    assert lines[0].text.count("?") > 100
