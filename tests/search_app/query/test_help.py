import pytest

from search_app.query.help import SYNTAX
from search_app.query.nodes import Filter, Near, Node, Not, Or, Phrase, Prefix, Question, Words
from search_app.query.parser import parse


@pytest.mark.parametrize("example", [example for example, _ in SYNTAX])
def test_every_example_is_understood(example: str) -> None:
    assert parse(example, resolve=lambda name: ("330000",)).diagnostics == ()


def test_the_examples_show_every_kind_of_query() -> None:
    def kinds(node: Node) -> set[type]:
        children = getattr(node, "children", ()) or ((node.child,) if isinstance(node, Not) else ())
        return {type(node)}.union(*(kinds(child) for child in children))

    shown = set().union(*(kinds(parse(example).node) for example, _ in SYNTAX))
    assert shown >= {Words, Question, Phrase, Not, Or, Near, Prefix, Filter}
