from hypothesis import given
from hypothesis import strategies as st

from indexer.text import fold, fold_all


@given(st.text())
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(fold(text)) == len(text)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_script_width_and_case_meet() -> None:
    assert fold("學籍管理系統") == fold("学籍管理系统")
    assert fold("ＡＢ　Ａ") == "ab a"
    assert fold("看著") == fold("看着")
    assert fold("陝西") == fold("陜西") == "陕西"


@given(st.lists(st.text()))
def test_texts_folded_together_are_those_folded_alone(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]
