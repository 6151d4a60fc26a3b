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
from search_app.answers import answer
from search_app.api import answer_json
from search_app.app import create_app
from search_app.engine.protocol import Engine
from search_app.parameters import SearchParameters
from search_app.query.interpret import interpret
from search_app.query.nodes import Words
from search_app.runtime import Runtime, runtime
from search_app.suggest import vocabulary_of


def warm_application(settings: Settings) -> Flask:
    """The application, ready to answer. From now on this process follows the index."""
    log_to_stderr()
    app = create_app(settings)
    with app.app_context():
        held = runtime()
    engine = held.engine()
    warm(held, engine)
    closing = Event()
    following = Thread(target=follow, args=(held, engine, closing), daemon=True)
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


def warm(held: Runtime, engine: Engine) -> None:
    """Loads what the first search of a generation would otherwise wait for: dictionaries, folding
    tables, the vocabulary of suggestions."""
    # Two words, and one that no index has: closeness, weaker readings, other spellings.
    answer_json(answer(engine, SearchParameters(q="工作 学藉管里"), held.synonyms))
    vocabulary_of(engine)
    # All of this stays. The garbage collector would look through it once in some 2,000 queries, and
    # take 0.25 s for that; now it takes 1 to 22 ms (10,000 and 100,000 sections of
    # bench/made_corpus.py).
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def read_ahead(held: Runtime, engine: Engine, closing: Event) -> None:
    """Reads what most searches need while nobody waits for it: the common words, but for those of
    one character. These stand everywhere and take much, and few ask for 的 or 在."""
    words = [word for word, _ in engine.common_words(AHEAD_WORDS) if len(word) > 1]
    nodes = (interpret(Words(word), held.synonyms) for word in words)
    began = monotonic()
    for _ in engine.read_ahead(nodes):
        if monotonic() - began < AHEAD_WORK and not closing.is_set():
            continue
        if closing.wait(AHEAD_PAUSE):
            return
        began = monotonic()
    gc.freeze()


def follow(held: Runtime, known: Engine, closing: Event) -> None:
    """Opens and warms every generation after `known` when it appears, so that no request has to."""
    read_ahead(held, known, closing)
    while not closing.wait(FOLLOW_SECONDS):
        try:
            engine = held.engine()
        except IndexUnavailable:  # whoever asks for a page is told
            continue
        if engine is not known:
            warm(held, engine)
            read_ahead(held, engine, closing)
            known = engine


FOLLOW_SECONDS = 1.0
AHEAD_WORDS = 10_000
"""With the sections and terms of 10,000 sections they take 4 s and 190 MB."""
AHEAD_WORK = 0.002
AHEAD_PAUSE = 0.0005
"""Seconds of reading ahead, and of rest in turn for whoever waits for the interpreter. A rest takes
up to three times as long as it should, so that one after each step made 10 s into 30."""
