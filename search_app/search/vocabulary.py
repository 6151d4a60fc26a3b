"""What an index knows: its words and the phrases of its headings, by text and by sound.

Made once a generation from what any engine offers; a large index is sampled.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from itertools import accumulate, islice
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from indexer.text import cut, fold
from search_app.engine.protocol import Engine, KnowsWords, SearchRequest
from search_app.query.content import stop_words
from search_app.query.nodes import Everything
from search_app.search.pinyin import readings

# Sections whose headings are read, and words that are looked up by sound: enough that a phrase of
# one heading in a thousand is there, few enough that the first suggestion does not wait
# (bench/suggestions.py).
_SAMPLE = 2000
_WORDS = 20_000
_LONGEST_PHRASE = 16
# The most frequent of the entries that sound like a few letters: of thousands, ten are shown.
_LIKELY = 100
_NUMBERING = re.compile(
    r"^[\s#*]*(?:[(（]?[一二三四五六七八九十百\d]+[)）、.．:：]+|第[一二三四五六七八九十\d]+[,，、章节条部分]*"
    r"|[一二三四五六七八九十]是|[①-⑳])*\s*"
)
_T = TypeVar("_T")
_HAN = re.compile("[\u3007\u3400-\u9fff]+")


_known: WeakKeyDictionary[Engine, Vocabulary] = WeakKeyDictionary()
_lock = Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """A word, or a heading's phrase as its source writes it, and folded, and the number of sections
    with the word, of headings with the phrase. One object an entry, compared as such."""

    text: str
    folded: str
    count: int
    phrase: bool


class Vocabulary:
    """The entries of one generation. Immutable once made; safe to share between threads."""

    def __init__(self, words: Counter[str], phrases: Counter[str]) -> None:
        entries: dict[str, Entry] = {}
        for text, count in words.items():
            if _HAN.fullmatch(text) and len(text) > 1 and text not in stop_words():
                entries[text] = Entry(text, text, count, phrase=False)
        for text, count in phrases.items():
            folded = fold(text)
            known = entries.get(folded)
            if known is None or known.count <= count:
                entries[folded] = Entry(text, folded, count, phrase=True)
        self._entries = entries
        self._by_text = sorted(entries.items())
        self._texts = [text for text, _ in self._by_text]
        sounds: dict[str, dict[str, Entry]] = defaultdict(dict)
        for text, entry in self._by_text:
            for reading in readings(text):
                sounds["".join(reading)][text] = entry
                if len(text) > 1:
                    sounds["".join(syllable[0] for syllable in reading)][text] = entry
        self._spoken = {
            sound: sorted(entries.values(), key=_rank) for sound, entries in sounds.items()
        }
        self._by_sound = sorted(self._spoken.items())
        self._sounds = [sound for sound, _ in self._by_sound]

    def find_beginning(self, folded: str) -> list[Entry]:
        """Entries that begin with `folded` and go on, most frequent first."""
        matching = [
            entry
            for text, entry in _from(self._by_text, self._texts, folded)
            if len(text) > len(folded)
        ]
        return sorted(matching, key=_rank)

    def find_containing(self, folded: str) -> list[Entry]:
        """Phrases that hold `folded` after their beginning, most frequent first."""
        matching = [
            entry for text, entry in self._by_text if entry.phrase and text.find(folded) > 0
        ]
        return sorted(matching, key=_rank)

    def find_sounding(self, letters: str) -> list[Entry]:
        """Entries whose pinyin, in full or by initials, begins with `letters`; those that sound
        just so first, then those of which `letters` are whole syllables, then the others."""
        exact: dict[Entry, bool] = {}
        for sound, entries in _from(self._by_sound, self._sounds, letters):
            for entry in entries:
                exact[entry] = exact.get(entry, False) or sound == letters
        likely = nsmallest(_LIKELY, exact, key=lambda entry: (not exact[entry], *_rank(entry)))
        return sorted(
            likely,
            key=lambda entry: (
                not exact[entry],
                not _ends_a_syllable(entry.folded, letters),
                *_rank(entry),
            ),
        )

    def find_spoken(self, letters: str) -> list[Entry]:
        """Entries whose pinyin, in full or by initials, is `letters`, most frequent first."""
        return self._spoken.get(letters, [])

    def find_homophones(self, folded: str) -> list[Entry]:
        """Entries of the same length read as `folded` may be read, without it itself."""
        sounds = dict.fromkeys("".join(reading) for reading in readings(folded))
        sounding = dict.fromkeys(entry for sound in sounds for entry in self.find_spoken(sound))
        same = [e for e in sounding if len(e.text) == len(folded) and e.folded != folded]
        return sorted(same, key=_rank)

    def get(self, folded: str) -> Entry | None:
        return self._entries.get(folded)


def build_vocabulary(engine: Engine) -> Vocabulary:
    """The vocabulary of the generation that `engine` has open."""
    # Where nothing tells sections apart they come in the order of their ids. These are digests, so
    # that the first ones are a random sample.
    everything = SearchRequest(Everything(), duplicates="show")
    ids = list(islice(engine.scan(everything), _SAMPLE))
    headings: Counter[str] = Counter()
    runs: Counter[str] = Counter()
    for section in engine.sections(ids):
        if section is not None and section.path:
            bare = _NUMBERING.sub("", section.path[-1]).strip(" 　。，；：:;,.")
            headings[bare] += 1
            runs.update(set(_runs(bare)))
    # A run of words that stands in one heading only is a piece of it and no phrase.
    phrases = Counter({run: count for run, count in runs.items() if count > 1})
    for heading, count in headings.items():
        if 2 <= len(heading) <= _LONGEST_PHRASE:
            phrases[heading] = max(phrases[heading], count)
    words = Counter(dict(engine.common_words(_WORDS) if isinstance(engine, KnowsWords) else ()))
    return Vocabulary(words, phrases)


def vocabulary_of(engine: Engine) -> Vocabulary:
    """The vocabulary of `engine`, made at the first call and kept as long as the engine."""
    with _lock:
        known = _known.get(engine)
        if known is None:
            known = _known[engine] = build_vocabulary(engine)
        return known


def _runs(bare: str) -> Iterator[str]:
    """The runs of two to four words of a heading that hold no stop word."""
    spans = [
        (start, start + len(word))
        for word, start in cut(fold(bare))
        if word not in stop_words() and _HAN.fullmatch(word)
    ]
    for first, (start, end) in enumerate(spans):
        reached = end
        for next_start, next_end in islice(spans, first + 1, first + 4):
            if next_start != reached or next_end - start > _LONGEST_PHRASE:
                break
            reached = next_end
            yield bare[start:reached]


def _from(rows: list[tuple[str, _T]], keys: list[str], prefix: str) -> Iterator[tuple[str, _T]]:
    for at in range(bisect_left(keys, prefix), len(keys)):
        if not keys[at].startswith(prefix):
            return
        yield rows[at]


def _ends_a_syllable(folded: str, letters: str) -> bool:
    return any(
        letters in accumulate(reading) or letters in accumulate(s[0] for s in reading)
        for reading in readings(folded)
    )


def _rank(entry: Entry) -> tuple[int, int, str]:
    return -entry.count, len(entry.text), entry.text
