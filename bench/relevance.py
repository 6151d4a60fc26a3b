"""How well search ranks: judged queries over the sample corpus, questions over invented passages.

    python -m bench.relevance [--each]

Prints nDCG@10 (gain 2^grade - 1) and MRR@10 (grade 2 or better) of the judged queries of
bench/relevance.txt, and MRR@10 of the questions of bench/questions.txt (over the sample corpus) and
bench/passages.txt, each beside textbook BM25 over words and bigrams of the whole question. --each
adds a line a query. tests/search_app/query/test_relevance.py keeps the figures from falling.
"""

from __future__ import annotations

import argparse
import math
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.model import AnalysedFile, Line, Report, Section, SourceFile
from indexer.rebuild import rebuild
from indexer.store import EmbeddedIndex
from indexer.text import fold, words
from search_app.engine.protocol import Engine, SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import Everything, Phrase
from search_app.query.synonyms import default_synonyms
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from tests.indexes import write_generation

ROOT = Path(__file__).parents[1]
DEPTH = 10


@dataclass(frozen=True)
class Judged:
    """A query, and for each judged section a run of characters of it with its grade."""

    query: str
    grades: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Score:
    query: str
    ndcg: float
    reciprocal_rank: float


def judged_queries() -> list[Judged]:
    """The contents of bench/relevance.txt."""
    found: list[Judged] = []
    for row in _rows("relevance.txt"):
        mark, _, text = row.partition(" ")
        if mark == "?":
            found.append(Judged(text, ()))
        else:
            last = found.pop()
            found.append(Judged(last.query, (*last.grades, (text, int(mark)))))
    return found


def passages() -> list[tuple[str, list[str]]]:
    """The contents of bench/passages.txt: each passage with its questions."""
    found: list[tuple[str, list[str]]] = []
    for row in _rows("passages.txt"):
        mark, _, text = row.partition(" ")
        if mark == "=":
            found.append((text, []))
        else:
            found[-1][1].append(text)
    return found


def sample_questions() -> list[tuple[str, str]]:
    """The contents of bench/questions.txt: each question with a fragment of its answer."""
    rows = list(_rows("questions.txt"))
    return [(rows[at][2:], rows[at + 1][2:]) for at in range(0, len(rows), 2)]


def _rows(name: str) -> Iterator[str]:
    rows = (ROOT / "bench" / name).read_text(encoding="utf-8").splitlines()
    return (row for row in rows if row and not row.startswith("#"))


def sample_engine(index: Path) -> WhooshEngine:
    """The sample corpus indexed in the folder `index`."""
    rebuild(ROOT / "corpus", EmbeddedIndex(index), jobs=1)
    return WhooshEngine.open(index)


def passage_engine(index: Path, texts: Sequence[str]) -> WhooshEngine:
    """Each of `texts` as a section of its own, its id its number."""
    files = [_file(number, text) for number, text in enumerate(texts)]
    write_generation(
        index, files, fingerprint="passages", digests={file.source.name: "" for file in files}
    )
    return WhooshEngine.open(index)


def _file(number: int, text: str) -> AnalysedFile:
    line = Line(1, 1, text)
    section = Section(id=f"{number:016x}", path=(), lines=(line,))
    name = f"{number}.txt"
    report = Report(f"{number:016x}", "片段", 1, 1, True, (), (section,))
    return AnalysedFile(SourceFile(name, "text", "utf-8", (text,), (line,)), (), (report,))


def search(engine: Engine, query: str, size: int = DEPTH) -> list[str]:
    """Ids of the first hits, as the search page would show them."""
    parameters = SearchParameters(q=query, size=size)
    outcome = Searcher(engine, default_synonyms()).search(parameters)
    return [hit.section_id for hit in outcome.result.hits]


def holding(engine: Engine, fragment: str) -> frozenset[str]:
    """Ids of the sections that hold `fragment`: the one meant, and its copies.

    :raises ValueError: when there is none: corpus and judgements no longer belong together
    """
    ids = frozenset(engine.scan(SearchRequest(Phrase(fragment), duplicates="show")))
    if not ids:
        raise ValueError(f"no section of the sample corpus holds {fragment!r}")
    return ids


def score(engine: Engine, judged: Judged) -> Score:
    """nDCG and reciprocal rank of one query. A fragment counts once, by whichever copy is shown."""
    places = {fragment: holding(engine, fragment) for fragment, _ in judged.grades}
    gains, first = 0.0, 0.0
    open_grades = dict(judged.grades)
    for rank, hit in enumerate(search(engine, judged.query), 1):
        for fragment in [text for text in open_grades if hit in places[text]]:
            grade = open_grades.pop(fragment)
            gains += (2**grade - 1) / math.log2(rank + 1)
            if grade >= 2 and not first:
                first = 1 / rank
    ideal = sorted((grade for _, grade in judged.grades), reverse=True)[:DEPTH]
    best = sum((2**grade - 1) / math.log2(rank + 1) for rank, grade in enumerate(ideal, 1))
    return Score(judged.query, gains / best, first)


@dataclass(frozen=True)
class Asked:
    """A question and the ids of the sections that answer it: one and its copies."""

    question: str
    answers: frozenset[str]


def asked_of_sample(engine: Engine) -> list[Asked]:
    return [Asked(question, holding(engine, text)) for question, text in sample_questions()]


def asked_of_passages() -> list[Asked]:
    return [
        Asked(question, frozenset({f"{number:016x}"}))
        for number, (_, asked) in enumerate(passages())
        for question in asked
    ]


def answered(engine: Engine, questions: Sequence[Asked]) -> list[Score]:
    """Reciprocal rank of the answer of every question."""
    found = []
    for asked in questions:
        hits = search(engine, asked.question)
        ranks = [rank for rank, hit in enumerate(hits, 1) if hit in asked.answers]
        value = 1 / ranks[0] if ranks else 0.0
        found.append(Score(asked.question, value, value))
    return found


def plain_bm25(engine: Engine, questions: Sequence[Asked]) -> list[Score]:
    """The same of textbook BM25 (k1 1.2, b 0.75) over words and bigrams of the whole question and
    the whole section with its title and headings. Copies count as one."""
    ids = list(engine.scan(SearchRequest(Everything(), duplicates="show")))
    held = [section for section in engine.sections(ids) if section is not None]
    texts = ["\n".join((section.title, *section.path, section.text)) for section in held]
    terms = [Counter(_terms(text)) for text in texts]
    average = mean([counts.total() for counts in terms])
    frequency = Counter(term for counts in terms for term in counts)
    found = []
    for asked in questions:
        scores: dict[str, float] = {}
        for section, counts in zip(held, terms, strict=True):
            norm = 1.2 * (0.25 + 0.75 * counts.total() / average)
            scores[section.id] = sum(
                math.log1p((len(terms) - frequency[term] + 0.5) / (frequency[term] + 0.5))
                * (counts[term] * 2.2 / (counts[term] + norm))
                for term in set(_terms(asked.question)) & counts.keys()
            )
        best = max(scores[answer] for answer in asked.answers)
        rank = 1 + sum(
            value > best for section, value in scores.items() if section not in asked.answers
        )
        value = 1 / rank if rank <= DEPTH else 0.0
        found.append(Score(asked.question, value, value))
    return found


def _terms(text: str) -> list[str]:
    folded = fold(text)
    grams = [f"2:{folded[at : at + 2]}" for at in range(len(folded) - 1)]
    return [word for word, _ in words(folded)] + grams


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _print(title: str, scores: Sequence[Score], each: bool) -> None:
    if each:
        for one in sorted(scores, key=lambda one: one.ndcg):
            print(f"  {one.ndcg:.3f}  {one.reciprocal_rank:.3f}  {one.query}")
    ndcg = mean([one.ndcg for one in scores])
    rank = mean([one.reciprocal_rank for one in scores])
    print(f"{title}: {len(scores)} queries, nDCG@10 {ndcg:.4f}, MRR@10 {rank:.4f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--each", action="store_true", help="a line a query, worst first")
    each: bool = parser.parse_args().each
    with tempfile.TemporaryDirectory() as folder:
        engine = sample_engine(Path(folder) / "sample")
        _print("judged queries", [score(engine, judged) for judged in judged_queries()], each)
        asked = asked_of_sample(engine)
        _print("questions over the sample", answered(engine, asked), each)
        _print("  textbook BM25", plain_bm25(engine, asked), each)
        other = passage_engine(Path(folder) / "passages", [text for text, _ in passages()])
        asked = asked_of_passages()
        _print("questions over passages", answered(other, asked), each)
        _print("  textbook BM25", plain_bm25(other, asked), each)


if __name__ == "__main__":
    main()
