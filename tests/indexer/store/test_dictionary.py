"""A term is found wherever it stands in a dictionary, and what is none is not."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.store.dictionary import Terms, build_term_arrays

TERMS = st.sets(st.text(st.sampled_from("ab学校x"), min_size=1, max_size=5), max_size=400)


@given(terms=TERMS, others=TERMS)
def test_terms_are_found_by_bisection(terms: set[str], others: set[str]) -> None:
    ordered = sorted(terms)
    arrays = build_term_arrays(ordered)
    held = Terms(arrays["terms"], arrays["ends"])
    for wanted in terms | others:
        place = ordered.index(wanted) if wanted in terms else None
        assert held.find(wanted.encode()) == place
        assert held.lower_bound(wanted.encode()) == sum(term < wanted for term in ordered)
        low, high = held.span(wanted.encode())
        assert ordered[low:high] == [term for term in ordered if term.startswith(wanted)]


def test_every_one_of_many_terms_is_found() -> None:
    ordered = sorted(f"{number:x}" for number in range(1000))
    arrays = build_term_arrays(ordered)
    held = Terms(arrays["terms"], arrays["ends"])
    found = [held.find(term.encode()) for term in ordered]
    assert found == list(range(len(ordered)))
