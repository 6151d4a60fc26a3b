"""Where a word stands is the same whichever way it is found."""

from pathlib import Path

from indexer.store import OpenGeneration, current_generation
from indexer.store.schema import WORDS
from search_app.engine.whoosh.cache import ByteCache
from search_app.engine.whoosh.corpus import Corpus
from tests.corpora import made_corpus
from tests.indexes import write_generation


def test_a_word_is_found_within_its_bigram(tmp_path: Path) -> None:
    write_generation(tmp_path, made_corpus(91, 8), fingerprint="", digests={})
    generation = OpenGeneration(current_generation(tmp_path))
    corpus = Corpus(generation, ByteCache(2**20))
    field = generation.segments[0].fields[WORDS]
    terms = [field.term(index).decode("utf-8", "surrogatepass") for index in range(len(field))]
    rarer = fewer = 0
    for index, word in enumerate(terms):
        found = corpus.word(word)
        expected = corpus.occurrences(field.postings(index))
        assert found.offsets.tolist() == expected.offsets.tolist()
        assert found.documents.tolist() == expected.documents.tolist()
        assert found.worth.tolist() == expected.worth.tolist()
        assert corpus.frequency(word) == len(found)
        if len(word) == 2:
            rarer += len(found.offsets) < len(corpus.literal(word).offsets)
            fewer += len(found) < len(corpus.literal(word))
    assert rarer > fewer > 0  # of both there are some: else nothing was tested
