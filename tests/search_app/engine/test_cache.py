"""What is asked for together is computed together, once, and within the limit."""

from search_app.engine.byte_cache import ByteCache, WithSize


def test_only_what_is_not_held_is_computed_and_all_of_it_at_once() -> None:
    cache = ByteCache(10_000)
    asked: list[list[int]] = []

    def squares(numbers: list[int]) -> dict[int, WithSize[int]]:
        asked.append(numbers)
        return {number: WithSize(number * number, 10) for number in numbers}

    def values(numbers: list[int]) -> dict[int, int]:
        return {n: kept.value for n, kept in cache.get_all("square", numbers, squares).items()}

    assert values([2, 3]) == {2: 4, 3: 9}
    assert values([3, 4, 2, 5]) == {2: 4, 3: 9, 4: 16, 5: 25}
    assert values([5, 4]) == {4: 16, 5: 25}
    assert asked == [[2, 3], [4, 5]]
    assert cache.get_all("cube", [2], lambda _: {2: WithSize(8, 10)})[2].value == 8


def test_what_was_asked_for_last_stays() -> None:
    cache = ByteCache(1000)  # room for one of these

    def large(names: list[str]) -> dict[str, WithSize[str]]:
        return {name: WithSize(name.upper(), 600) for name in names}

    cache.get_all("upper", ["a", "b"], large)
    assert cache.get_all("upper", ["b"], lambda _: {})["b"].value == "B"
    again = cache.get_all("upper", ["a"], lambda _: {"a": WithSize("computed again", 1)})
    assert again["a"].value == "computed again"


def test_what_is_asked_for_again_and_again_is_spared_for_what_was_asked_for_once() -> None:
    cache = ByteCache(3000)  # room for three of these
    computed: list[int] = []

    def value(number: int) -> WithSize[int]:
        computed.append(number)
        return WithSize(number, 800)

    for number in range(1, 20):
        for asked in (0, number):
            assert cache.get(asked, lambda asked=asked: value(asked)).value == asked
    assert computed.count(0) == 1
    assert cache.nbytes == 3000
    cache.get(19, lambda: value(19))
    cache.get(17, lambda: value(17))  # gone by then
    assert computed[-2:] == [19, 17]


def test_what_is_larger_than_all_there_is_room_for_is_not_held() -> None:
    cache = ByteCache(1000)
    assert cache.get("small", lambda: WithSize(1, 10)).value == 1
    assert cache.get("large", lambda: WithSize(2, 5000)).value == 2
    assert cache.peek("large") is None
    assert cache.nbytes <= 1000


def test_a_name_without_a_value_is_left_out_and_not_held() -> None:
    cache = ByteCache(1000)
    asked: list[str] = []

    def none_of(names: list[str]) -> dict[str, WithSize[str]]:
        asked.extend(names)
        return {}

    assert cache.get_all("upper", ["?"], none_of) == {}
    assert cache.get_all("upper", ["?"], none_of) == {}
    assert asked == ["?", "?"]
