from pathlib import Path

import pytest

from indexer.errors import DataFileError
from search_app.query.interpret import interpret
from search_app.query.nodes import Words
from search_app.query.synonyms import (
    default_synonyms,
    load_synonyms,
    read_synonyms,
    replace_by_synonyms,
)

SMALL = read_synonyms(
    """
[[group]]
words = ["学前教育", "幼教"]
[[group]]
words = ["控辍保学", "防辍", "控辍"]
""",
    "small.toml",
)


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("学前教育", ("幼教",)),
        ("學前教育", ("幼教",)),
        ("学前教育经费", ("幼教经费",)),
        ("控辍保学", ("防辍", "控辍")),
        ("控辍", ("防辍",)),
        ("校车", ()),
        ("老幼教育", ()),
        ("学前教育控辍", ("幼教控辍", "学前教育控辍保学", "学前教育防辍")),
    ],
)
def test_a_word_is_replaced_by_its_group(text: str, others: tuple[str, ...]) -> None:
    expected = {other for other in others if text not in other}
    assert set(replace_by_synonyms(text, SMALL)) == expected


def test_alternatives_join_the_chunk_and_only_unquoted_ones() -> None:
    assert interpret(Words("幼教"), SMALL) == Words("幼教", alternatives=("学前教育",))


def test_the_words_that_come_with_the_program_hold_the_named_groups() -> None:
    known = default_synonyms()
    assert set(known["控辍保学"]) >= {"防辍", "控辍"}
    assert "幼教" in known["学前教育"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[[group]\n", "own.toml"),
        ('[[group]]\nwords = ["甲"]\n', "第 1 组"),
        ("[[group]]\nword = 3\n", "第 1 组"),
        ("group = [3]\n", "第 1 组"),
        ('[[group]]\nwords = ["甲", "乙"]\n[[group]]\nwords = ["乙", "丙"]\n', "乙"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=r"own\.toml") as raised:
        load_synonyms(path)
    assert complaint in str(raised.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.toml"):
        load_synonyms(tmp_path / "none.toml")
