"""No text, however odd, is too much for the engine."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_app.engine.protocol import SearchRequest
from search_app.engine.whoosh import WhooshEngine
from search_app.query.nodes import (
    And,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Question,
    WordRun,
    Words,
)
from tests.corpora import made_corpus
from tests.indexes import write_generation

TEXT = st.text(
    st.one_of(st.sampled_from("校车安全的学籍管理 2%《\n\0xX*\ud800𠮷ＡⅨ"), st.characters()),
    max_size=12,
)
TEXTS = st.lists(TEXT, max_size=3).map(tuple)
NODES = st.one_of(
    st.builds(Words, TEXT, st.sampled_from(("any", "title", "heading")), TEXTS, TEXTS),
    st.builds(Phrase, TEXT, st.sampled_from(("any", "title", "heading"))),
    st.builds(Near, TEXTS, st.integers(-1, 100)),
    st.builds(Prefix, TEXT),
    st.builds(WordRun, TEXT),
    st.builds(Question, TEXTS, st.integers(-1, 5)),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    index = tmp_path_factory.mktemp("index")
    write_generation(index, made_corpus(81, 6), fingerprint="", digests={})
    return WhooshEngine.open(index)


@given(node=NODES, other=NODES)
def test_any_text_is_answered(engine: WhooshEngine, node: Node, other: Node) -> None:
    every = engine.search(SearchRequest(Or(()))).total
    assert every == 0
    for asked in (node, And((node, other)), Or((node, Not(other))), And(())):
        result = engine.search(SearchRequest(asked, size=3))
        assert len(result.hits) == min(result.total, 3)
        for hit in result.hits:
            assert engine.explain(SearchRequest(asked), hit.section_id) is not None
    alone = engine.search(SearchRequest(node, duplicates="show")).total
    rest = engine.search(SearchRequest(Not(node), duplicates="show")).total
    assert alone + rest == engine.search(SearchRequest(And(()), duplicates="show")).total
