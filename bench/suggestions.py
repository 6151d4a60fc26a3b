"""How long suggestions take over an index of many sections.

    python -m bench.suggestions [SECTIONS]

Prints the time to make the vocabulary, and the median and the slowest of typing words of it letter
by letter, in characters and in pinyin.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.made_corpus import made_files
from search_app.engine.whoosh import WhooshEngine
from search_app.search.pinyin import readings
from search_app.search.suggestions import suggest
from search_app.search.vocabulary import vocabulary_of
from tests.indexes import write_generation

_WORDS = 200


def typed(words: list[str]) -> Iterator[str]:
    for word in words:
        yield from (word[:size] for size in range(1, len(word) + 1))
        for reading in readings(word)[:1]:
            letters = "".join(reading)
            yield from (letters[:size] for size in range(1, len(letters) + 1))


def main() -> None:
    sections = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        files = made_files(1, sections)
        write_generation(Path(folder), files, fingerprint="bench", digests={})
        engine = WhooshEngine.open(Path(folder))
        began = time.perf_counter()
        vocabulary = vocabulary_of(engine)
        print(f"{sections} sections: vocabulary in {time.perf_counter() - began:.2f} s")
        words = [word for word, _ in engine.common_words(10 * _WORDS) if len(word) > 1][:_WORDS]
        times = []
        for text in typed(words):
            began = time.perf_counter()
            suggest(text, vocabulary)
            times.append((time.perf_counter() - began) * 1000)
        print(f"{len(times)} suggestions: median {statistics.median(times):.2f} ms", end=", ")
        print(f"slowest {max(times):.2f} ms")


if __name__ == "__main__":
    main()
