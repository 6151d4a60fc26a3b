"""Side by side: this project's engine, tantivy, Xapian, SQLite FTS5 and plain Whoosh on one corpus.

    python -m bench.compare --sections 10000 100000 [--engines …] [--queries 500] [--write]

Every engine cuts and indexes the same text of a deterministic corpus (`bench/made_corpus.py`) in
one process of its own, so that its time and its memory are its own: this project's with everything
that it keeps (bigrams, texts, reports, near-copies), the others words alone, plain Whoosh cut by
jieba, the others by rjieba. Then all answer the same queries in turn, query by query and in an
order drawn for each, so that whatever else is done disturbs them alike: the ten best sections
holding all words, the total, and the counts of three facets (tests/bench compares them). A section
has several topics, and each counts: plain Whoosh reads the whole field for that in every query.
This project's engine does more: it also matches and scores literal occurrences and bigrams, counts
five facets, and adds proximity.

Queries have one to three words. "Any words" are drawn by frequency, as a text's own: their medians
stand in 1.5 % of the sections, those of the judged queries in 2.5 % of the sample corpus, and half
of such queries have few hits. "Common words" are drawn from the hundred commonest, which stand in a
tenth to a third of the sections, as 教师 or 学校 do in real ones: what people browse with. Drawn by
themselves, two of them meet more rarely than words of a real subject do, so one alone comes nearest
to many hits.

Times are milliseconds, p50 / p95 / p99, of three passes over the queries, with the files in the
system's cache: "new", asked for the first time (of common words a query's words have mostly been
asked for before); "known", where the engines may have kept what they read of the words, but this
project's engine has no answer kept; and "again", where it has (it keeps answers, the others do
not). Ratios are the medians over all queries of this project's time to the other's; other work on
the machine lengthens times and hardly moves ratios. The text is words drawn at random, the worst
case for an index of bigrams.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from bench.contenders import CONTENDERS, Contender, Query
from bench.made_corpus import SEED, dictionary, made_file
from indexer.errors import IndexUnavailable

DOCS = Path(__file__).resolve().parents[1] / "docs"
TURNS = ("new", "known", "again")
_SIZES = (1, 2, 2, 3)  # words of a query
Figures = dict[str, Any]


def made_queries(count: int) -> list[Query]:
    """One to three words of two or more characters each, drawn by frequency."""
    words, shares = dictionary()
    draw = np.random.default_rng(SEED + 1)
    queries: list[Query] = []
    while len(queries) < count:
        picked = words[np.searchsorted(shares, draw.random(int(draw.choice(_SIZES))))]
        if all(len(word) > 1 for word in picked) and len(set(picked)) == len(picked):
            queries.append(tuple(picked.tolist()))
    return queries


def common_queries(count: int, sizes: tuple[int, ...] = _SIZES) -> list[Query]:
    """Some of the hundred commonest words of two or more characters each."""
    words, shares = dictionary()
    ordered = words[np.argsort(-np.diff(shares, prepend=0), kind="stable")]
    common = [word for word in ordered if len(word) > 1][:100]
    draw = np.random.default_rng(SEED + 2)
    return [
        tuple(draw.choice(common, int(draw.choice(sizes)), replace=False).tolist())
        for _ in range(count)
    ]


QUERIES: dict[str, Callable[[int], list[Query]]] = {
    "any words": made_queries,
    "common words": common_queries,
    "one common word": lambda count: common_queries(count, (1,)),
}


def text_bytes(sections: int) -> float:
    """The size of the sections' text in UTF-8, from a sample of ten files."""
    sample = [
        section
        for number in range(10)
        for r in made_file(SEED, number).reports
        for section in r.sections
    ]
    return sections * sum(len(section.text.encode()) for section in sample) / len(sample)


def build(name: str, folder: Path, sections: int) -> Figures:
    """Builds in a process of its own, which prints its figures."""
    command = [sys.executable, "-m", "bench.compare", "--build", name, str(folder), str(sections)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    figures: Figures = json.loads(said.splitlines()[-1])
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return figures | {"bytes": size, "bytes_per_text_byte": size / text_bytes(sections)}


def build_here(name: str, folder: Path, sections: int) -> None:
    seconds = CONTENDERS[name]().build(folder, SEED, sections)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "rate": sections / seconds, "peak_rss": peak}))


def measure(engines: dict[str, Contender], queries: list[Query]) -> dict[str, Figures]:
    """All passes over all engines, query by query. Whose turn it is first is drawn for each: what
    runs right after plain Whoosh finds the processor's caches full of that one's objects."""
    times = {name: np.zeros((len(TURNS), len(queries))) for name in engines}
    draw = np.random.default_rng(SEED + 3)
    for engine in engines.values():
        engine.search(("教育",), 0)  # loads the dictionary
        engine.forget()
    for turn in range(len(TURNS)):
        for number, query in enumerate(queries):
            for name in draw.permutation(list(engines)).tolist():
                began = time.perf_counter()
                engines[name].search(query, turn)
                times[name][turn, number] = time.perf_counter() - began
    figures: dict[str, Figures] = {}
    for name, taken in times.items():
        figures[name] = {
            turn: percentiles(own * 1000) for turn, own in zip(TURNS, taken, strict=True)
        }
        if "xunzhang" in times:
            ratios = np.median(times["xunzhang"] / taken, axis=1).tolist()
            figures[name]["ours_to_it"] = dict(zip(TURNS, ratios, strict=True))
    return figures


def percentiles(taken: np.ndarray) -> Figures:
    return {f"p{share}": round(float(np.percentile(taken, share)), 3) for share in (50, 95, 99)}


def compare(sections: int, names: list[str], count: int, scratch: Path) -> Figures:
    result: Figures = {"sections": sections, "text_bytes": text_bytes(sections), "engines": {}}
    engines: dict[str, Contender] = {}
    for name in names:
        folder = scratch / f"{sections}-{name.replace(' ', '-')}"
        engines[name], result["engines"][name] = opened(name, folder, sections)
    for kind, made in QUERIES.items():
        for name, figures in measure(engines, made(count)).items():
            result["engines"][name][kind] = figures
    for engine in engines.values():
        engine.close()
    return result


def opened(name: str, folder: Path, sections: int) -> tuple[Contender, Figures]:
    """The index in `folder`, built where there is none or one of another format, and what building
    and opening it took."""
    kept = folder.with_name(f"{folder.name}.json")
    if not kept.exists():
        shutil.rmtree(folder, ignore_errors=True)
        kept.write_text(json.dumps({"build": build(name, folder, sections)}))
    engine = CONTENDERS[name]()
    into_memory(folder)
    began = time.perf_counter()
    try:
        engine.open(folder)
    except IndexUnavailable:
        kept.unlink()
        return opened(name, folder, sections)
    taken = (time.perf_counter() - began) * 1000
    return engine, json.loads(kept.read_text()) | {"open_ms": taken}


def into_memory(folder: Path) -> None:
    """Reads all files once, so that the system has them at hand: a disk is not what is compared."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb", buffering=0) as file:
                while file.read(2**24):
                    pass


def machine() -> str:
    model = platform.processor() or platform.machine()
    cpu = Path("/proc/cpuinfo")
    if cpu.exists():
        names = [row for row in cpu.read_text().splitlines() if row.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    return (
        f"{model}, {os.cpu_count()} cores, Python {platform.python_version()}, {platform.system()}"
    )


def table(result: Figures) -> str:
    engines = result["engines"]
    rows = [f"### {result['sections']:,} sections ({result['text_bytes'] / 1e6:.0f} MB of text)"]
    for kind in QUERIES:
        rows += [
            "",
            f"| {kind}: p50 / p95 / p99, ms | new | known | again "
            "| ours ÷ it: new / known / again |",
            "| --- | --- | --- | --- | --- |",
        ]
        for name, found in engines.items():
            cells = [_joined(found[kind][turn].values()) for turn in TURNS]
            ratios = found[kind].get("ours_to_it", {})
            cells.append(" / ".join(f"{value:.2g}" for value in ratios.values()))
            rows.append(f"| {name} | {' | '.join(cells)} |")
    rows += [
        "",
        "| | build, CPU s | sections / CPU s | index ÷ text | peak RSS, MB | open, ms |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    for name, found in engines.items():
        made = found["build"]
        rows.append(
            f"| {name} | {made['seconds']:.0f} | {made['rate']:.0f} "
            f"| {made['bytes_per_text_byte']:.2f} | {made['peak_rss'] / 1e6:.0f} "
            f"| {found['open_ms']:.0f} |"
        )
    return "\n".join(rows)


def _joined(values: Iterable[float]) -> str:
    return " / ".join(f"{value:.2f}" for value in values)


def growth(results: Sequence[Figures]) -> str:
    """How many times longer the median query takes in an index ten times as large."""
    rows = []
    for small, large in pairwise(results):
        for name in small["engines"].keys() & large["engines"].keys():
            sizes = f"{small['sections']:,} → {large['sections']:,}"
            cells = []
            for kind in QUERIES:
                pair = (small["engines"][name][kind], large["engines"][name][kind])
                cells.append(_joined(pair[1][turn]["p50"] / pair[0][turn]["p50"] for turn in TURNS))
            rows.append(f"| {sizes} | {name} | {' | '.join(cells)} |")
    head = ["### Growth of the median", "", f"| new / known / again | | {' | '.join(QUERIES)} |"]
    return "\n".join([*head, "| --- | --- | --- | --- | --- |", *sorted(rows)]) if rows else ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sections", type=int, nargs="+", default=[10_000])
    parser.add_argument("--engines", nargs="+", default=list(CONTENDERS), choices=list(CONTENDERS))
    parser.add_argument("--queries", type=int, default=500)
    parser.add_argument("--scratch", type=Path, help="keeps the indexes for another run")
    parser.add_argument("--write", action="store_true", help="writes docs/benchmarks.*")
    parser.add_argument("--build", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        name, folder, sections = given.build
        build_here(name, Path(folder), int(sections))
        return
    scratch = given.scratch or Path(tempfile.mkdtemp())
    results = [compare(count, given.engines, given.queries, scratch) for count in given.sections]
    print(machine(), *map(table, results), growth(results), sep="\n\n")
    if given.write:
        write(results)
    if not given.scratch:
        shutil.rmtree(scratch)


def write(results: Sequence[Figures] = (), **tables: str) -> None:
    """Puts `results` in the place of earlier ones of the same sizes, and each of `tables` ("http",
    "end_to_end") in the place of the earlier one of that name."""
    DOCS.mkdir(exist_ok=True)
    figures = DOCS / "benchmarks.json"
    kept = json.loads(figures.read_text(encoding="utf-8")) if figures.exists() else {}
    known = {result["sections"]: result for result in [*kept.get("results", []), *results]}
    kept |= {"machine": machine(), "results": [known[size] for size in sorted(known)], **tables}
    figures.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    doc = __doc__.split("\n\n", 2)[2].rstrip()
    parts = [
        "# Benchmarks",
        "Made by `python -m bench.compare --write`, `python -m bench.build --write` and "
        "`python -m bench.serve --write`.",
        f"Machine: {machine()}.",
        "## Queries",
        doc,
        *map(table, kept["results"]),
        growth(kept["results"]),
        kept.get("end_to_end", ""),
        kept.get("http", ""),
    ]
    text = "\n\n".join(part for part in parts if part)
    (DOCS / "benchmarks.md").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
