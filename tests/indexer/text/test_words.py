import random
from pathlib import Path

import jieba
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.text import cut, find_masks, fold, tokens, words
from indexer.text.words import domain_words, jieba_segmenter, rjieba_segmenter

CORPUS = Path(__file__).resolve().parents[3] / "../shared/corpus"
MIXED = st.text(
    alphabet=st.one_of(
        st.sampled_from("教育局学籍管理系统安全工作义务均衡发展县市区的了是在校车，。、《》（）%"),
        st.sampled_from("aB1２.9xX*×〇○ \n"),
        st.characters(codec="utf-16"),
    ),
    max_size=60,
)


def texts_of(placed: list[tuple[str, int]]) -> list[str]:
    return [word for word, _ in placed]


@given(MIXED)
def test_every_word_stands_where_it_says(text: str) -> None:
    folded = fold(text)
    for word, offset in words(folded):
        assert folded[offset : offset + len(word)] == word


@given(MIXED)
def test_plain_words_never_overlap_and_miss_no_letter_or_digit(text: str) -> None:
    folded = fold(text)
    covered = [False] * len(folded)
    for word, offset in cut(folded):
        for place in range(offset, offset + len(word)):
            assert not covered[place]
            covered[place] = True
    for start, end in find_masks(folded):
        assert not any(covered[start:end])
        covered[start:end] = [True] * (end - start)
    for place, character in enumerate(folded):
        if character.isalpha() or character.isdecimal():
            assert covered[place], character


@given(MIXED)
def test_plain_words_are_among_the_indexed_words(text: str) -> None:
    folded = fold(text)
    assert set(cut(folded)) <= set(words(folded))


def spans_of(folded: str) -> list[tuple[int, int]]:
    return [(offset, len(word)) for word, offset in words(folded)]


@given(st.lists(MIXED.map(lambda text: fold(text.replace("\0", ""))), max_size=5))
def test_many_texts_at_once_have_the_words_of_each(texts: list[str]) -> None:
    expected = []
    begin = 0
    for text in texts:
        expected += [(begin + offset, size) for offset, size in spans_of(text)]
        begin += len(text) + 1
    offsets, sizes = tokens("\0".join(texts))
    spans = zip(offsets.tolist(), sizes.tolist(), strict=True)
    assert sorted(spans) == sorted(expected)


def test_a_long_text_cut_in_pieces_has_the_words_of_the_whole() -> None:
    folded = fold(generated_text(60_000)).replace("\n", "，2012年，")
    offsets, sizes = tokens(folded)
    spans = zip(offsets.tolist(), sizes.tolist(), strict=True)
    assert sorted(spans) == sorted(spans_of(folded))


def test_long_words_are_indexed_with_the_words_inside() -> None:
    assert ("义务教育", 2) in words("推进义务教育")
    assert {"义务", "教育"} <= set(texts_of(words("推进义务教育")))


def test_letters_digits_and_han_are_words_of_their_own() -> None:
    assert texts_of(cut("在2012年用pdf讲95.5%")) == ["在", "2012", "年", "用", "pdf", "讲", "95.5"]


def test_a_mask_is_no_word_and_no_number() -> None:
    assert texts_of(cut("20xx年xx区**局")) == ["年", "区", "局"]


def test_domain_words_are_cut_whole() -> None:
    assert texts_of(cut("落实控辍保学")) == ["落实", "控辍保学"]


def test_domain_words_are_short_and_listed_once() -> None:
    listed = domain_words()
    assert len(listed) == len(set(listed))
    assert all(2 <= len(word) <= 5 for word in listed)


def generated_text(characters: int) -> str:
    """Text drawn from jieba's dictionary by frequency, by listing, and from all its characters."""
    draw = random.Random(20121)
    tokenizer = jieba.Tokenizer()
    known, _ = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    listed = [word for word, count in known.items() if count]
    weights = [known[word] for word in listed]
    han = [chr(code) for code in range(0x4E00, 0x9FD6)]
    third = characters // 3
    return "".join(
        [
            *draw.choices(listed, weights, k=third // 2),
            "\n",
            *draw.choices(listed, k=third // 3),
            "\n",
            *draw.choices(han, k=third),
        ]
    )


def assert_engines_agree(text: str) -> None:
    pytest.importorskip("rjieba")
    folded = fold(text)
    assert words(folded, jieba_segmenter()) == words(folded, rjieba_segmenter())


def test_both_engines_cut_generated_text_alike() -> None:
    assert_engines_agree(generated_text(150_000))


@pytest.mark.slow
def test_both_engines_cut_five_million_characters_alike() -> None:
    assert_engines_agree(generated_text(5_500_000))


@settings(max_examples=200)
@given(MIXED)
def test_both_engines_cut_any_text_alike(text: str) -> None:
    assert_engines_agree(text)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the shared corpus is not here")
def test_both_engines_cut_real_reports_alike() -> None:
    for path in sorted(CORPUS.glob("*.txt")):
        assert_engines_agree(path.read_text(encoding="utf-8", errors="replace"))
