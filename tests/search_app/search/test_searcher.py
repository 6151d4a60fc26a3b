"""Relaxation and the answer, over an engine small enough to be read: texts in a list."""

from collections import Counter
from collections.abc import Iterator, Sequence

from indexer.text import fold, words
from search_app.engine.protocol import Hit, SearchRequest, SearchResult
from search_app.query.nodes import (
    And,
    AtLeast,
    Everything,
    Filter,
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
from search_app.query.parser import parse
from search_app.query.synonyms import NONE, Synonyms
from search_app.search.parameters import SearchParameters
from search_app.search.relaxation import relax
from search_app.search.searcher import Outcome, Searcher


def holds(text: str, node: Node) -> bool:
    match node:
        case Everything() | Filter():
            return True
        case Words(chunk, _, alternatives, content):
            return any(fold(one) in text for one in (chunk, *alternatives)) or all(
                _has_words(text, run) for run in content or (chunk,)
            )
        case Phrase(chunk) | WordRun(chunk):
            return fold(chunk) in text
        case Prefix(chunk):
            return any(word.startswith(fold(chunk)) for word, _ in words(text))
        case Near(texts):
            return all(fold(chunk) in text for chunk in texts)
        case Question(texts, count):
            pieces = {fold(run)[i : i + 2] for run in texts for i in range(len(run) - 1)}
            return sum(piece in text for piece in pieces) >= count
        case And(children):
            return all(holds(text, child) for child in children)
        case Or(children):
            return any(holds(text, child) for child in children)
        case AtLeast(count, children):
            return sum(holds(text, child) for child in children) >= count
        case Not(child):
            return not holds(text, child)


def _has_words(text: str, chunk: str) -> bool:
    return {word for word, _ in words(fold(chunk))} <= {word for word, _ in words(text)}


class ListEngine:
    generation = "1"

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [fold(text) for text in texts]

    def search(self, request: SearchRequest) -> SearchResult:
        hits = [Hit(str(i), 1.0) for i, text in enumerate(self.texts) if holds(text, request.node)]
        return SearchResult(len(hits), tuple(hits), {})

    def count_many(self, requests: Sequence[SearchRequest]) -> list[int]:
        return [self.search(request).total for request in requests]

    def scan(self, request: SearchRequest) -> Iterator[str]:
        return (hit.section_id for hit in self.search(request).hits)

    def sections(self, ids: Sequence[str]) -> list[None]:
        return [None for _ in ids]

    def common_words(self, size: int) -> list[tuple[str, int]]:
        found = Counter(word for text in self.texts for word in {word for word, _ in words(text)})
        return found.most_common(size)


TEXTS = [
    "全县十二个乡镇的校车都签了安全管理责任书。",
    "食堂卫生检查每月一次，问题当场整改。",
    "学前三年入园率达到百分之八十二，幼教经费翻番。",
    "校车更新二十辆，淘汰面包车。",
]


def ask(query: str, synonyms: Synonyms = NONE) -> Outcome:
    searcher = Searcher(ListEngine(TEXTS), synonyms)  # type: ignore[arg-type]
    return searcher.search(SearchParameters(q=query))


def ids(outcome: Outcome) -> list[str]:
    return [hit.section_id for hit in outcome.result.hits]


def test_what_matches_is_not_relaxed() -> None:
    outcome = ask("校车 责任书")
    assert ids(outcome) == ["0"]
    assert outcome.relaxed is None


def test_most_words_are_tried_before_any() -> None:
    outcome = ask("校车 更新 航天")
    assert ids(outcome) == ["3"]
    assert outcome.relaxed is not None and "2 个" in str(outcome.relaxed)


def test_any_word_is_tried_after_most() -> None:
    outcome = ask("食堂 航天 潜水")
    assert ids(outcome) == ["1"]
    assert outcome.relaxed is not None and "任一" in str(outcome.relaxed)


def test_a_question_finds_its_passage() -> None:
    outcome = ask("哪些乡镇实行了校车安全管理责任制？")
    assert ids(outcome)[0] == "0"
    assert str(outcome.understood) == "整句：乡镇实行、校车安全管理责任制"


def test_an_over_long_question_is_answered() -> None:
    long = "请问在我们这样的山区县里面对大量的走读学生应当怎样去解决他们乘坐面包车上学的问题呢"
    assert "3" in ids(ask(long))


def test_quotes_exclusions_and_filters_are_never_given_up() -> None:
    assert ids(ask('"校车责任"')) == []
    assert ids(ask('"校车" 航天')) == ["0", "3"]
    assert ids(ask("食堂 航天 -卫生")) == []


def test_synonyms_are_told_and_can_be_switched_off() -> None:
    groups = Synonyms({"学前教育": ("幼教",)})
    outcome = ask("学前教育", groups)
    assert ids(outcome) == ["2"]
    assert outcome.synonyms == (("学前教育", ("幼教",)),)
    assert "幼教" in str(outcome.understood)
    assert ask("学前教育").synonyms == ()


def test_one_query_is_read_with_the_synonyms_of_each_search() -> None:
    groups = Synonyms({"学前教育": ("幼教",)})
    found = [ask("学前教育", using) for using in (NONE, groups, NONE)]
    assert [outcome.synonyms for outcome in found] == [(), (("学前教育", ("幼教",)),), ()]


def test_what_is_scanned_is_what_is_listed_with_and_without_synonyms() -> None:
    searcher = Searcher(ListEngine(TEXTS), Synonyms({"托幼": ("幼教",)}))  # type: ignore[arg-type]
    for synonyms, expected in ((True, ["2"]), (False, [])):
        parameters = SearchParameters(q="托幼", synonyms=synonyms)
        assert list(searcher.scan(parameters)) == expected
        assert list(searcher.scan_exactly(parameters)) == expected
        assert ids(searcher.search(parameters)) == expected


def test_each_step_asks_for_less() -> None:
    for query in ["校车 安全 航天 食堂", "校车安全管理责任制", "谁的校车？ 航天", "校车安全 班*"]:
        parsed = parse(query).node
        matched: set[int] = set()
        for step in relax(parsed, NONE):
            now = {i for i, text in enumerate(TEXTS) if holds(fold(text), step.node)}
            assert matched <= now
            assert step.message
            matched = now


def test_another_spelling_is_offered_and_not_applied() -> None:
    outcome = ask("校东")
    assert outcome.did_you_mean == "校车"
    assert ids(outcome) == []


def test_a_word_that_stands_is_left_as_it_is() -> None:
    assert ask("责任书 校东").did_you_mean == "责任书 校车"


def test_no_spelling_is_offered_for_what_is_found_or_quoted() -> None:
    assert ask("校车").did_you_mean is None
    assert ask('"校东"').did_you_mean is None
