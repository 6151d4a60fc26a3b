"""What runs in a worker process of the server: the application, ready before it is asked."""

from __future__ import annotations

import atexit
import gc
import logging
from threading import Event, Thread
from time import monotonic

from flask import Flask

from indexer.errors import IndexUnavailable
from indexer.settings import Settings
from search_app.api import answer_json
from search_app.app import create_app
from search_app.engine.protocol import KnowsWords, Warms
from search_app.query.interpret import interpret
from search_app.query.nodes import Words
from search_app.runtime import Runtime, runtime
from search_app.saved.after_build import log_what_is_new
from search_app.search.answers import answer_search
from search_app.search.parameters import SearchParameters
from search_app.search.searcher import Searcher
from search_app.search.vocabulary import vocabulary_of


def warm_application(settings: Settings) -> Flask:
    """The application, ready to answer. From now on this process follows the index."""
    log_to_stderr()
    # An answer may be thousands of small objects, none of which is part of a cycle. Looked through
    # after every 700 new ones, as is the default, the slowest twentieth of answers took a fourth
    # longer (known words of bench/serve.py, in process).
    gc.set_threshold(50_000, 20, 20)
    app = create_app(settings)
    with app.app_context():
        held = runtime()
    searcher = held.searcher()
    warm(searcher)
    closing = Event()
    following = Thread(target=follow, args=(held, searcher, closing), daemon=True)
    following.start()

    def stop_following() -> None:
        closing.set()
        following.join(_LAST_STEP_SECONDS)

    atexit.register(stop_following)
    return app


_LAST_STEP_SECONDS = 1.0


def log_to_stderr() -> None:
    """Writes what this process logs with its time and level."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")


def warm(searcher: Searcher) -> None:
    """Loads what the first search of a generation would otherwise wait for: dictionaries, folding
    tables, the vocabulary of suggestions."""
    # Two words, and one that no index has: proximity, weaker readings, other spellings.
    answer_json(answer_search(searcher, SearchParameters(q="工作 学藉管里")))
    vocabulary_of(searcher.engine)
    # All of this stays. The garbage collector would look through it once in some 2,000 queries, and
    # take 0.25 s for that; now it takes 1 to 22 ms (10,000 and 100,000 sections of
    # bench/made_corpus.py).
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def read_ahead(searcher: Searcher, closing: Event) -> None:
    """Reads what most searches need while nobody waits for it: the common words, but for those of
    one character. These stand everywhere and take much, and few ask for 的 or 在."""
    engine = searcher.engine
    if not isinstance(engine, Warms) or not isinstance(engine, KnowsWords):
        return
    words = [word for word, _ in engine.common_words(AHEAD_WORDS) if len(word) > 1]
    nodes = (interpret(Words(word), searcher.synonyms) for word in words)
    began = monotonic()
    for _ in engine.warm(nodes):
        if monotonic() - began < AHEAD_WORK and not closing.is_set():
            continue
        if closing.wait(AHEAD_PAUSE):
            return
        began = monotonic()
    gc.freeze()


def follow(held: Runtime, known: Searcher, closing: Event) -> None:
    """Opens and warms every generation after `known` when it appears, so that no request has to.
    Finds what is new of the saved queries in each, `known` included."""
    log_what_is_new(held.settings, known)
    read_ahead(known, closing)
    while not closing.wait(FOLLOW_SECONDS):
        try:
            searcher = held.searcher()
        except IndexUnavailable:  # whoever asks for a page is told
            continue
        if searcher.engine is not known.engine:
            warm(searcher)
            log_what_is_new(held.settings, searcher)
            read_ahead(searcher, closing)
            known = searcher


FOLLOW_SECONDS = 1.0
AHEAD_WORDS = 10_000
"""With the sections and terms of 10,000 sections they take 4 s and 190 MB."""
AHEAD_WORK = 0.002
AHEAD_PAUSE = 0.0005
"""Seconds of reading ahead, and of rest in turn for whoever waits for the interpreter. A rest takes
up to three times as long as it should, so that one after each step made 10 s into 30."""
