"""Posting lists come back as they were, whichever way each is kept."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.store import OpenGeneration, current_generation
from indexer.store.arrays import ArrayFile
from indexer.store.codes import encode_terms
from indexer.store.dictionary import Pairs, build_pair_arrays
from indexer.store.documents import make_documents
from indexer.store.gaps import WIDTHS, pack, unpack, unpack_many
from indexer.store.layout import locate_texts
from indexer.store.postings import FieldPostings, encode_field
from indexer.store.schema import WORDS
from indexer.text import fold, words
from tests.corpora import made_corpus
from tests.indexes import write_generation

LISTS = st.lists(
    st.sets(
        st.one_of(st.integers(0, 600), st.integers(0, 200_000), st.integers(0, 2**32 - 1)),
        min_size=1,
        max_size=40,
    ),
    min_size=1,
    max_size=60,
)


@given(LISTS)
def test_lists_come_back_one_by_one_and_many_at_a_time(lists: list[set[int]]) -> None:
    ordered = [sorted(each) for each in lists]
    ordered[-1] = list(range(0, 3000, 7))  # more bytes than one says
    counts = np.array([len(each) for each in ordered], np.int64)
    postings = np.array([number for each in ordered for number in each], np.uint32)
    field = {f"x.{name}": values for name, values in encode_field(counts, postings).items()}
    field["x.terms"] = np.zeros(0, np.uint8)
    field["x.ends"] = np.zeros(len(lists), np.uint32)
    held = FieldPostings(field, "x")
    assert [held.postings(index).tolist() for index in range(len(lists))] == ordered
    for low in range(0, len(lists) + 1, 5):
        for high in range(low, len(lists) + 1, 7):
            own, found = held.span_postings(low, high)
            assert own.tolist() == counts[low:high].tolist()
            assert found.tolist() == [number for each in ordered[low:high] for number in each]
    backwards = np.arange(len(lists))[::-1]
    own, found = held.postings_of(backwards)
    assert own.tolist() == counts[::-1].tolist()
    assert found.tolist() == [number for each in ordered[::-1] for number in each]


@pytest.mark.parametrize("width", WIDTHS)
@given(lists=st.lists(st.lists(st.integers(0, 5_000), min_size=1, max_size=9), max_size=5))
def test_gaps_of_every_width(width: int, lists: list[list[int]]) -> None:
    largest = (1 << 4 * width) - 1
    entries = [[part for gap in held for part in _parts(gap, largest)] for held in lists]
    sizes = np.array([(len(each) * width + 1) // 2 for each in entries], np.int64)
    begin = np.cumsum(sizes) - sizes + 3
    packed = np.zeros(3 + int(sizes.sum()), np.uint8)
    gaps = np.array([gap for held in lists for gap in held], np.uint32)
    pack(packed, begin, gaps, np.array([len(held) for held in lists], np.int64), width)
    for at, size, expected in zip(begin.tolist(), sizes.tolist(), entries, strict=True):
        assert unpack(packed[at : at + size], width).tolist() == expected
    counts, found = unpack_many(packed, begin, sizes, width)
    assert counts.tolist() == [len(each) for each in entries]
    assert found.tolist() == [entry for each in entries for entry in each]


def _parts(gap: int, largest: int) -> list[int]:
    return [largest] * (gap // largest) + [gap % largest]


def test_words_stand_where_they_were_cut(tmp_path: Path) -> None:
    files = made_corpus(91, 10)
    write_generation(tmp_path, files, fingerprint="", digests={})
    (segment,) = OpenGeneration(current_generation(tmp_path)).segments
    texts = [fold(text.text) for file in files for text in make_documents(file).texts]
    expected: dict[str, list[int]] = {}
    lengths = np.array([len(text) for text in texts], np.uint32)
    for text, start in zip(texts, locate_texts(lengths).tolist(), strict=False):
        for word, at in words(text):
            expected.setdefault(word, []).append(start + at)
    field = segment.fields[WORDS]
    found = {field.term(index).decode(): field.postings(index) for index in range(len(field))}
    assert {word: held.tolist() for word, held in found.items()} == {
        word: sorted(held) for word, held in expected.items()
    }
    counts, every = field.span_postings(0, len(field))
    assert counts.tolist() == [len(held) for held in found.values()]
    assert every.tolist() == np.concatenate(list(found.values())).tolist()
    (path,) = current_generation(tmp_path).glob("MAIN_*.arr")
    kept = ArrayFile(path).arrays["words.lists"]
    assert len(kept) < len(encode_field(counts, every)["lists"])  # some within their bigrams


@given(st.sets(st.text(st.sampled_from("教育局长a𠮷1。"), min_size=2, max_size=2), min_size=1))
def test_many_pairs_are_found_at_once(terms: set[str]) -> None:
    ordered = sorted(terms)
    arrays = build_pair_arrays(encode_terms(ordered))
    pairs = Pairs(*(arrays[name] for name in ("characters", "lead", "lead_end", "second")))
    backwards = ordered[::-1]
    assert pairs.find_all(backwards).tolist() == list(range(len(ordered)))[::-1]
    for missing in {"教教", "龙a", "a龙", "zz"} - terms:
        with pytest.raises(KeyError, match=missing):
            pairs.find_all([*ordered, missing])
