"""Messages are said in the reader's language, what they quote as it is."""

from __future__ import annotations

from indexer.message import enumeration, message, say

ENGLISH = {
    "不认识%(what)s：%(values)s": "Unknown %(what)s: %(values)s",
    "主题": "topic",
    "、": ", ",
}


def english(text: str) -> str:
    return ENGLISH[text]


def test_a_message_says_itself_in_chinese() -> None:
    assert str(message("引号没有配对")) == "引号没有配对"
    unknown = message(
        "不认识%(what)s：%(values)s", what=message("主题"), values=enumeration(["甲", "乙"])
    )
    assert str(unknown) == "不认识主题：甲、乙"


def test_what_a_message_is_made_of_is_translated_what_it_quotes_is_not() -> None:
    unknown = message(
        "不认识%(what)s：%(values)s", what=message("主题"), values=enumeration(["主题", "100%"])
    )
    assert say(unknown, english) == "Unknown topic: 主题, 100%"


def test_a_text_without_places_may_hold_percent_signs() -> None:
    assert str(message("写成 %E6 的样子")) == "写成 %E6 的样子"


def test_equal_messages_are_said_once() -> None:
    twice = [message("最多 %(most)s 个", most=3), message("最多 %(most)s 个", most=3)]
    assert len(set(twice)) == 1
