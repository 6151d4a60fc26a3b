"""Records come back as they were, in as few bytes as promised."""

from hypothesis import given
from hypothesis import strategies as st

from indexer.store import compact

ANY_TEXT = st.text(st.characters())  # half surrogate pairs too
RECORDS = st.lists(
    st.recursive(
        st.none() | st.booleans() | st.integers() | ANY_TEXT,
        lambda inner: st.lists(inner) | st.dictionaries(ANY_TEXT, inner),
        max_leaves=8,
    )
)


@given(RECORDS)
def test_records_come_back_together_and_one_at_a_time(records: list[object]) -> None:
    blobs = compact.dumps(records)
    assert compact.loads(blobs) == records
    assert [compact.loads([blob]) for blob in blobs] == [[record] for record in records]


def test_a_common_character_takes_one_byte_and_another_two() -> None:
    empty, common, other = map(len, compact.dumps(["", "工作，10", "湍鬱ü①Ａ"]))
    assert common - empty == 5
    assert other - empty == 10


def test_a_character_of_no_block_comes_back_among_others() -> None:
    assert compact.loads(compact.dumps(["甲\U00020000乙\ud800丙\x00丁๑"])) == [
        "甲\U00020000乙\ud800丙\x00丁๑"
    ]
