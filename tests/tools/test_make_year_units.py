"""Which names of counties bound a year, and which bound none."""

from __future__ import annotations

from tools.make_year_units import select_names


def _row(name: str, first: int, last: int) -> dict[str, str]:
    return {
        "name": name,
        "province_code": "1",
        "first_year_seen": str(first),
        "last_year_seen": str(last),
    }


def test_only_years_inside_the_lists_bound_a_name_and_plain_words_are_left_out() -> None:
    rows = [
        _row("甲乙县", 2002, 2015),
        _row("甲乙区", 2016, 2024),
        _row("丙丁县", 2002, 2024),
        _row("城区", 2002, 2010),
        _row("东市区", 2002, 2005),
        _row("戊己县", 2002, 2009),
        _row("戊己县", 2010, 2024),
    ]
    assert select_names(rows) == [("甲乙区", 2016, 0), ("甲乙县", 0, 2015)]
