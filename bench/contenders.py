"""The engines that are compared. Each indexes the same tokens and answers the same question: the
ten best sections that hold all the words, how many there are, and the counts of three facets."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from bench.made_corpus import made_files
from indexer.model import AnalysedFile
from indexer.store.documents import compose_text
from indexer.text import fold, words
from indexer.text.words import Segmenter, jieba_segmenter, segmenter
from search_app.engine.protocol import SearchRequest, SearchResult
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import And, Everything, Words
from tests.indexes import write_generation

FACETS = ("region", "year", "topic")
Query = tuple[str, ...]
Counted = dict[str, dict[str, int]]
"""For each facet the number of hits that each of its values has."""


@dataclass(frozen=True, slots=True)
class Row:
    """A section as the other engines get it: its tokens, and the values of three facets."""

    tokens: list[str]
    region: str
    year: str
    topics: list[str]


def rows(file: AnalysedFile, using: Segmenter) -> Iterator[Row]:
    for report in file.reports:
        assert report.region is not None
        assert report.year is not None
        for section in report.sections:
            yield Row(
                [word for word, _ in words(fold(compose_text(report, section).text), using)],
                report.region.code,
                str(report.year.value),
                list(section.topics),
            )


class Contender(Protocol):
    name: str
    needs: str
    """The module without which it is left out."""

    def build(self, folder: Path, seed: int, sections: int) -> float:
        """Indexes the corpus into `folder`; the seconds of processor time it took, cutting
        words included and making the corpus not."""

    def open(self, folder: Path) -> None: ...

    def search(self, query: Query, turn: int) -> int:
        """The number of hits; ranking the best ten and counting facets is part of it. `turn` 0 is
        the first time, 1 the second, 2 any later one."""

    def counts(self, query: Query) -> Counted:
        """The facet counts that such a search has found."""

    def forget(self) -> None:
        """Drops whatever is kept between queries."""

    def close(self) -> None: ...


class _Made:
    """The files of the corpus, and the seconds of processor time it `took` to make them."""

    def __init__(self, seed: int, sections: int) -> None:
        self.took = 0.0
        self._files = made_files(seed, sections)

    def __iter__(self) -> Iterator[AnalysedFile]:
        return self

    def __next__(self) -> AnalysedFile:
        began = time.process_time()
        try:
            return next(self._files)
        finally:
            self.took += time.process_time() - began


class Ours:
    name = "xunzhang"
    needs = "whoosh"

    def build(self, folder: Path, seed: int, sections: int) -> float:
        files = _Made(seed, sections)
        began = time.process_time()
        write_generation(folder, files, fingerprint="bench", digests={})
        return time.process_time() - began - files.took

    def open(self, folder: Path) -> None:
        self._engine = WhooshEngine.open(folder)

    def search(self, query: Query, turn: int) -> int:
        return self._found(query, turn).total

    def _found(self, query: Query, turn: int) -> SearchResult:
        # The second time the words are known and the query is not: a kept answer is no help.
        node = And((*(Words(word) for word in query), *[Everything()] * min(turn, 1)))
        return self._engine.search(SearchRequest(node, duplicates="show"))

    def counts(self, query: Query) -> Counted:
        found = self._found(query, 0).counts
        return {
            "region": dict(found["region"]),
            "year": dict(found["year"]),
            "topic": dict(found["topic"]),
        }

    def forget(self) -> None:
        self._engine.close()

    def close(self) -> None:
        self._engine.close()


class _Others:
    """What gets rows and is timed while it cuts and indexes them."""

    def build(self, folder: Path, seed: int, sections: int) -> float:
        using = self.segmenter()
        folder.mkdir(parents=True)
        files = _Made(seed, sections)
        began = time.process_time()
        self.index(folder, (row for file in files for row in rows(file, using)))
        return time.process_time() - began - files.took

    def segmenter(self) -> Segmenter:
        return segmenter()

    def index(self, folder: Path, found: Iterator[Row]) -> None:
        raise NotImplementedError

    def forget(self) -> None:
        pass

    def close(self) -> None:
        pass


class Tantivy(_Others):
    name = "tantivy"
    needs = "tantivy"

    def index(self, folder: Path, found: Iterator[Row]) -> None:
        import tantivy

        index = tantivy.Index(self._schema(), path=str(folder))
        index.register_tokenizer("spaced", self._analyzer())
        writer = index.writer(256_000_000, 1)
        for row in found:
            document = tantivy.Document()
            document.add_text("words", " ".join(row.tokens))
            document.add_text("region", row.region)
            document.add_text("year", row.year)
            for topic in row.topics:
                document.add_text("topic", topic)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    @staticmethod
    def _schema():  # type: ignore[no-untyped-def]  # the package has no types
        import tantivy

        builder = tantivy.SchemaBuilder()
        builder.add_text_field("words", tokenizer_name="spaced")
        for facet in FACETS:
            builder.add_text_field(facet, fast=True, tokenizer_name="raw", index_option="basic")
        return builder.build()

    @staticmethod
    def _analyzer():  # type: ignore[no-untyped-def]
        import tantivy

        return tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()

    def open(self, folder: Path) -> None:
        import tantivy

        self._tantivy = tantivy
        self._built = tantivy.Index(self._schema(), path=str(folder))
        self._built.register_tokenizer("spaced", self._analyzer())
        self._searcher = self._built.searcher()
        self._counts = {
            facet: {"terms": {"field": facet, "size": 4000, "segment_size": 4000}}
            for facet in FACETS
        }

    def search(self, query: Query, turn: int) -> int:
        return int(self._found(query)[0].count)

    def _found(self, query: Query):  # type: ignore[no-untyped-def]
        module, schema = self._tantivy, self._built.schema
        node = module.Query.boolean_query(
            [
                (module.Occur.Must, module.Query.term_query(schema, "words", word, "freq"))
                for word in query
            ]
        )
        found = self._searcher.search(node, 10, True)
        return found, self._searcher.aggregate(node, self._counts)

    def counts(self, query: Query) -> Counted:
        _, counted = self._found(query)
        return {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in counted[facet]["buckets"]}
            for facet in FACETS
        }


class Fts5(_Others):
    name = "SQLite FTS5"
    needs = "sqlite3"

    def index(self, folder: Path, found: Iterator[Row]) -> None:
        with sqlite3.connect(folder / "index.sqlite") as base:
            base.executescript(
                "CREATE VIRTUAL TABLE held USING fts5(words, content='', detail='full');"
                "CREATE TABLE facts(id INTEGER PRIMARY KEY, region TEXT, year TEXT);"
                "CREATE TABLE topics(id INTEGER, topic TEXT);"
            )
            for number, row in enumerate(found):
                base.execute(
                    "INSERT INTO held(rowid, words) VALUES(?, ?)", (number, " ".join(row.tokens))
                )
                base.execute("INSERT INTO facts VALUES(?, ?, ?)", (number, row.region, row.year))
                base.executemany(
                    "INSERT INTO topics VALUES(?, ?)", [(number, t) for t in row.topics]
                )
            base.execute("CREATE INDEX topics_of ON topics(id, topic)")
            base.execute("INSERT INTO held(held) VALUES('optimize')")
        base.close()

    def open(self, folder: Path) -> None:
        self._base = sqlite3.connect(folder / "index.sqlite")
        self._base.execute("CREATE TEMP TABLE hits(id INTEGER PRIMARY KEY)")

    def search(self, query: Query, turn: int) -> int:
        return self._found(query)[0]

    def counts(self, query: Query) -> Counted:
        return self._found(query)[1]

    def _found(self, query: Query) -> tuple[int, Counted]:
        base = self._base
        wanted = " AND ".join(f'"{word}"' for word in query)
        base.execute(
            "SELECT rowid, rank FROM held WHERE held MATCH ? ORDER BY rank LIMIT 10", (wanted,)
        ).fetchall()
        base.execute("DELETE FROM hits")
        base.execute("INSERT INTO hits SELECT rowid FROM held WHERE held MATCH ?", (wanted,))
        (total,) = base.execute("SELECT count(*) FROM hits").fetchone()
        counts = {
            facet: dict(
                base.execute(
                    f"SELECT {facet}, count(*) FROM hits JOIN {table} USING(id) GROUP BY 1"
                ).fetchall()
            )
            for facet, table in (("region", "facts"), ("year", "facts"), ("topic", "topics"))
        }
        return int(total), counts

    def close(self) -> None:
        self._base.close()


class Xapian(_Others):
    """A document has one value a slot, so a section's topics, three at most, take three slots."""

    name = "Xapian"
    needs = "xapian"
    _slots = ("region", "year", "topic", "topic", "topic")

    def index(self, folder: Path, found: Iterator[Row]) -> None:
        import xapian

        base = xapian.WritableDatabase(str(folder), xapian.DB_CREATE_OR_OPEN)
        for row in found:
            document = xapian.Document()
            for token in row.tokens:  # without places, which make its index three times as large
                document.add_term(token)
            for slot, value in enumerate((row.region, row.year, *row.topics)):
                document.add_value(slot, value)
            base.add_document(document)
        base.commit()
        base.close()

    def open(self, folder: Path) -> None:
        import xapian

        self._xapian = xapian
        self._base = xapian.Database(str(folder))

    def search(self, query: Query, turn: int) -> int:
        return self._found(query)[0]

    def counts(self, query: Query) -> Counted:
        _, counts = self._found(query)
        return {facet: {key.decode(): n for key, n in counts[facet].items()} for facet in FACETS}

    def _found(self, query: Query) -> tuple[int, dict[str, Counter[bytes]]]:
        module = self._xapian
        enquire = module.Enquire(self._base)
        enquire.set_query(module.Query(module.Query.OP_AND, list(query)))
        spies = [module.ValueCountMatchSpy(slot) for slot in range(len(self._slots))]
        for spy in spies:
            enquire.add_matchspy(spy)
        found = enquire.get_mset(0, 10, self._base.get_doccount())
        counts = {facet: Counter[bytes]() for facet in FACETS}
        for facet, spy in zip(self._slots, spies, strict=True):
            counts[facet].update({item.term: item.termfreq for item in spy.values()})
        return int(found.get_matches_estimated()), counts


class PlainWhoosh(_Others):
    """With jieba, as the usual set-up has it. A section has several topics, which Whoosh counts one
    by one only if asked to let groups overlap; then it reads the field's postings for every query,
    since no column of its holds lists."""

    name = "plain Whoosh"
    needs = "whoosh"

    def segmenter(self) -> Segmenter:
        return jieba_segmenter()

    def index(self, folder: Path, found: Iterator[Row]) -> None:
        from whoosh import fields, index

        schema = fields.Schema(
            words=fields.KEYWORD(scorable=True),
            region=fields.ID(sortable=True),
            year=fields.ID(sortable=True),
            topic=fields.KEYWORD(sortable=True),
        )
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for row in found:
            writer.add_document(
                words=" ".join(row.tokens),
                region=row.region,
                year=row.year,
                topic=" ".join(row.topics),
            )
        writer.commit()

    def open(self, folder: Path) -> None:
        from whoosh import index, sorting

        self._searcher = index.open_dir(str(folder)).searcher()
        self._facets = sorting.Facets()
        for facet in FACETS:
            self._facets.add_field(facet, allow_overlap=facet == "topic", maptype=sorting.Count)

    def search(self, query: Query, turn: int) -> int:
        return len(self._found(query))

    def _found(self, query: Query):  # type: ignore[no-untyped-def]  # the package has no types
        from whoosh import query as nodes

        node = nodes.And([nodes.Term("words", word) for word in query])
        return self._searcher.search(node, limit=10, groupedby=self._facets)

    def counts(self, query: Query) -> Counted:
        found = self._found(query)
        return {facet: dict(found.groups(facet)) for facet in FACETS}

    def close(self) -> None:
        self._searcher.close()


CONTENDERS: dict[str, type[Contender]] = {
    kind.name: kind for kind in (Ours, Tantivy, Xapian, Fts5, PlainWhoosh) if find_spec(kind.needs)
}
