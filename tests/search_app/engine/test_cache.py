"""What is asked for together is computed together, once, and within the limit."""

from search_app.engine.whoosh.cache import ByteCache, Kept


def test_only_what_is_not_held_is_computed_and_all_of_it_at_once() -> None:
    cache = ByteCache(10_000)
    asked: list[list[int]] = []

    def squares(numbers: list[int]) -> list[Kept[int]]:
        asked.append(numbers)
        return [Kept(number * number, 10) for number in numbers]

    def values(numbers: list[int]) -> dict[int, int]:
        return {n: kept.value for n, kept in cache.get_all("square", numbers, squares).items()}

    assert values([2, 3]) == {2: 4, 3: 9}
    assert values([3, 4, 2, 5]) == {2: 4, 3: 9, 4: 16, 5: 25}
    assert values([5, 4]) == {4: 16, 5: 25}
    assert asked == [[2, 3], [4, 5]]
    assert cache.get_all("cube", [2], lambda _: [Kept(8, 10)])[2].value == 8


def test_what_was_asked_for_last_stays() -> None:
    cache = ByteCache(1000)  # room for one of these

    def large(names: list[str]) -> list[Kept[str]]:
        return [Kept(name.upper(), 600) for name in names]

    cache.get_all("upper", ["a", "b"], large)
    assert cache.get_all("upper", ["b"], lambda _: [])["b"].value == "B"
    assert cache.get_all("upper", ["a"], lambda _: [Kept("computed again", 1)])["a"].value == (
        "computed again"
    )
