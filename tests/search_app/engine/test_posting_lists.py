"""A word has the same posting list whichever way it is read."""

from pathlib import Path

import pytest

from indexer.store import OpenGeneration, current_generation
from indexer.store.postings import FieldPostings
from indexer.store.schema import WORDS
from search_app.engine.byte_cache import ByteCache
from search_app.engine.whoosh.common_words import most_frequent_words
from search_app.engine.whoosh.index_reader import IndexReader
from search_app.engine.whoosh.posting_lists import PostingList
from tests.corpora import made_corpus
from tests.indexes import write_generation


def assert_same(one: PostingList, other: PostingList) -> None:
    assert one.positions.tolist() == other.positions.tolist()
    assert one.documents.tolist() == other.documents.tolist()
    assert one.tf_weights.tolist() == other.tf_weights.tolist()


def test_a_word_is_read_from_its_bigram(tmp_path: Path) -> None:
    write_generation(tmp_path, made_corpus(91, 8), fingerprint="", digests={})
    generation = OpenGeneration(current_generation(tmp_path))
    reader = IndexReader(generation, ByteCache(2**20))
    field = generation.segments[0].fields[WORDS]
    terms = [field.term(index).decode("utf-8", "surrogatepass") for index in range(len(field))]
    rarer = fewer = 0
    for index, word in enumerate(terms):
        postings = reader.read_word(word)
        expected = reader.build_posting_list(field.postings(index))
        assert_same(postings, expected)
        if len(word) == 2:
            bigram = reader.read_substring(word)
            rarer += len(postings.positions) < len(bigram.positions)
            fewer += len(postings) < len(bigram)
    assert rarer > fewer > 0  # of both there are some: else nothing was tested


def test_what_is_warm_is_the_same_and_is_not_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = made_corpus(61, 8), made_corpus(62, 8)
    write_generation(tmp_path, before, fingerprint="rules", digests={})
    write_generation(
        tmp_path,
        after[3:4],
        fingerprint="rules",
        digests={},
        kept={file.source.name for file in before} - {before[3].source.name},
    )
    generation = OpenGeneration(current_generation(tmp_path))
    assert len(generation.segments) > 1
    cold = IndexReader(generation, ByteCache(2**26))
    warm = IndexReader(generation, ByteCache(2**26))
    assert not cold.live.all()
    for _ in warm.warm():
        pass
    terms = [word for word, _ in most_frequent_words(generation, 300)]
    read = {term: (cold.read_word(term), cold.read_substring(term)) for term in terms}

    def fail(*_: object) -> None:
        raise AssertionError("a posting list was read from a segment")

    monkeypatch.setattr(FieldPostings, "postings", fail)
    for term, (word, substring) in read.items():
        assert_same(warm.read_word(term), word)
        if len(term) == 2:
            assert_same(warm.read_substring(term), substring)
    with pytest.raises(AssertionError, match="was read"):
        IndexReader(generation, ByteCache(2**26)).read_word(terms[0])
