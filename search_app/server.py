"""The production server: the application, ready before it is asked."""

from __future__ import annotations

import gc
import logging
from itertools import pairwise
from threading import Event, Thread
from time import monotonic

import click

from indexer.errors import IndexUnavailable
from indexer.settings import Settings
from indexer.store import current_generation
from search_app.answers import answer
from search_app.api import answer_json
from search_app.app import create_app
from search_app.engine.protocol import Engine
from search_app.listening import Listening
from search_app.parameters import SearchParameters
from search_app.query.interpret import interpret
from search_app.query.nodes import Words
from search_app.runtime import Runtime, runtime
from search_app.suggest import vocabulary_of


def serve(settings: Settings, host: str, port: int, threads: int) -> None:
    """Serves until interrupted. Port 0 takes a free one; the address is printed once it listens.

    Raises IndexUnavailable when there is nothing to serve, XunzhangError when the address is taken.
    """
    current_generation(settings.index)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    app = create_app(settings)
    with app.app_context():
        held = runtime()
    engine = held.engine()
    warm(held, engine)
    server = Listening(app, host, port, threads)
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"请用浏览器打开 http://{shown}:{server.ports[0]}/  （按 Ctrl+C 停止）")
    closing = Event()
    Thread(target=follow, args=(held, engine, closing), daemon=True).start()
    try:
        server.run()
    finally:
        closing.set()
        server.close()


def warm(held: Runtime, engine: Engine) -> None:
    """Loads what the first search of a generation would otherwise wait for: dictionaries, folding
    tables, the vocabulary of suggestions."""
    # Two words, and one that no index has: closeness, weaker readings, other spellings.
    answer_json(answer(engine, SearchParameters(q="工作 学藉管里"), held.synonyms))
    vocabulary_of(engine)
    # All of this stays. Left to the garbage collector it would be looked through again and again,
    # for 0.1 s each time (seen at 100,000 sections of bench/made_corpus.py).
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
    for one, other in pairwise(words[:REHEARSED]):
        if closing.wait(AHEAD_PAUSE):
            return
        answer_json(answer(engine, SearchParameters(q=f"{one} {other}"), held.synonyms))
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
REHEARSED = 50
"""Common words of which every two neighbours are asked for: Python makes code faster while it runs,
and the first answers would take half as long again as later ones."""
AHEAD_WORK = 0.002
AHEAD_PAUSE = 0.0005
"""Seconds of reading ahead, and of rest in turn for whoever waits for the interpreter. A rest takes
up to three times as long as it should, so that one after each step made 10 s into 30."""
