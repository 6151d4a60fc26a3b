"""Stock Whoosh on top of the array codec: its searches, its writer, its deletions."""

from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh.query import And, Every, Not, Or, Phrase, Prefix, Query, Term

from indexer.model import AnalysedFile
from indexer.store import current_generation
from indexer.store.documents import make_documents
from indexer.store.schema import GRAMS, WORDS, schema
from indexer.store.stock_whoosh import ArrayCodec
from indexer.text import fold
from indexer.text import words as cut_words
from tests.corpora import made_corpus
from tests.indexes import write_generation


def texts_of(files: list[AnalysedFile]) -> dict[str, str]:
    return {
        f"{key:016x}": fold(text.text)
        for file in files
        for prepared in (make_documents(file),)
        for key, text in zip(prepared.keys, prepared.texts, strict=True)
    }


def years_of(files: list[AnalysedFile]) -> dict[str, str | None]:
    return {
        section.id: str(report.year.value) if report.year else None
        for file in files
        for report in file.reports
        for section in report.sections
    }


@pytest.fixture(scope="module")
def files() -> list[AnalysedFile]:
    return made_corpus(5, 12)


@pytest.fixture(scope="module")
def bulk(files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    index = tmp_path_factory.mktemp("bulk")
    write_generation(index, files, fingerprint="", digests={})
    return current_generation(index)


@pytest.fixture(scope="module")
def stock(files: list[AnalysedFile], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same sections, added one by one by Whoosh's own writer, in two segments."""
    folder = tmp_path_factory.mktemp("stock")
    index = whoosh_index.create_in(str(folder), schema())
    years = years_of(files)
    everything = sorted(texts_of(files).items())
    half = len(everything) // 2
    for part in (everything[:half], everything[half:]):
        writer = index.writer(codec=ArrayCodec())
        for key, text in part:
            writer.add_document(**{WORDS: text, GRAMS: text, "id": key, "year": years[key]})
        writer.commit(merge=False)
    return folder


def holding(wanted: str) -> Callable[[str], bool]:
    return lambda text: wanted in text


def grams_of(text: str) -> Phrase:
    return Phrase(GRAMS, [text[at : at + 2] for at in range(len(text) - 1)])


CASES: list[tuple[Query, Callable[[str], bool]]] = [
    (Every(), lambda text: True),
    (Term(GRAMS, "校车"), holding("校车")),
    (grams_of("教育局长"), holding("教育局长")),
    (grams_of("95.5%"), holding("95.5%")),
    (Prefix(GRAMS, "车"), holding("车")),
    (Term(WORDS, "学籍"), lambda text: "学籍" in {word for word, _ in cut_words(text)}),
    (And([Term(GRAMS, "校车"), Term(GRAMS, "安全")]), lambda t: "校车" in t and "安全" in t),
    (Or([Term(GRAMS, "督导"), Term(GRAMS, "资金")]), lambda t: "督导" in t or "资金" in t),
    (
        And([Term(GRAMS, "校车"), Not(Term(GRAMS, "管理"))]),
        lambda t: "校车" in t and "管理" not in t,
    ),
]


@pytest.mark.parametrize("which", ["bulk", "stock"])
def test_stock_searches_find_what_the_texts_hold(
    which: str, files: list[AnalysedFile], request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(which)
    texts = {key: fold(text) for key, text in texts_of(files).items()}
    with whoosh_index.open_dir(str(folder)).searcher() as searcher:
        for query, holds in CASES:
            found = {hit["id"] for hit in searcher.search(query, limit=None)}
            assert found == {key for key, text in texts.items() if holds(text)}, query


@pytest.mark.parametrize("which", ["bulk", "stock"])
def test_stock_facets_and_statistics(
    which: str, files: list[AnalysedFile], request: pytest.FixtureRequest
) -> None:
    folder: Path = request.getfixturevalue(which)
    years = years_of(files)
    texts = texts_of(files)
    with whoosh_index.open_dir(str(folder)).searcher() as searcher:
        for year in {value for value in years.values() if value}:
            found = {hit["id"] for hit in searcher.search(Term("year", year), limit=None)}
            assert found == {key for key, value in years.items() if value == year}
        reader = searcher.reader()
        word_count = sum(len(cut_words(text)) for text in texts.values())
        assert reader.field_length(WORDS) == word_count
        holders = [text for text in texts.values() if "校车" in text]
        assert reader.doc_frequency(GRAMS, "校车") == len(holders)
        assert reader.frequency(GRAMS, "校车") == sum(text.count("校车") for text in holders)
        lexicon = list(reader.lexicon(WORDS))
        assert lexicon == sorted(lexicon)


def test_stock_deletion_and_merge(files: list[AnalysedFile], tmp_path: Path) -> None:
    index = whoosh_index.create_in(str(tmp_path), schema())
    texts = texts_of(files)
    for part in (sorted(texts)[::2], sorted(texts)[1::2]):
        writer = index.writer(codec=ArrayCodec())
        for key in part:
            writer.add_document(**{WORDS: texts[key], GRAMS: texts[key], "id": key})
        writer.commit(merge=False)
    writer = index.writer(codec=ArrayCodec())
    writer.delete_by_query(Term(GRAMS, "校车"))
    writer.commit(merge=False)
    left = {key for key, text in texts.items() if "校车" not in text}
    for optimize in (False, True):
        if optimize:
            writer = index.writer(codec=ArrayCodec())
            writer.commit(optimize=True)
        with index.searcher() as searcher:
            assert {hit["id"] for hit in searcher.search(Every(), limit=None)} == left
            found = {hit["id"] for hit in searcher.search(grams_of("教育局"), limit=None)}
            assert found == {key for key in left if "教育局" in texts[key]}


def test_a_position_beyond_the_text_is_refused(tmp_path: Path) -> None:
    index = whoosh_index.create_in(str(tmp_path), schema())
    writer = index.writer(codec=ArrayCodec())
    writer.add_document(**{WORDS: "学校" * 40, GRAMS: "学校"})
    with pytest.raises(ValueError, match="beyond the text"):
        writer.commit()
