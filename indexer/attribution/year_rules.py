"""Phrases that tie a text to a year: ordinals, campaigns, plans, policies, names of units.

The rules stand in `data/year_rules.tsv`, one phrase a row. Both `trigger` and `pattern` are written
for folded text: simplified, lower case, narrow punctuation.

- `trigger`: literal text, alternatives separated by `|`; found for all rules in one pass.
- `pattern`: a regular expression tried around the trigger, empty when the trigger is enough. `{n}`
  stands for an ordinal in digits or Chinese numerals.
- `kind` and `years`, where a month behind a year (`2018-09`) says when in it the phrase came up:
  `ordinal`, the year before the first one (第1个教师节 was 1985: `1984`);
  `years`, the years the phrase was in use with their relative frequency (`2009:2 2010:5`);
  `hail`, the same for an event still to come (迎接十八大), which names the first of its years;
  `since`, the month the phrase came up, the years after which it is half as frequent, and the most
  that its age may cost where that is not FADED (`2012-11/3`, `2013-11/1/2.2`);
  `until`, the last year of a name that was then given up (`2018`);
  `absent`, the years whose reports hardly ever lack the words, each with what it costs a long one
  that does (`2020:2.5`).
- `weight`: how many times less likely the phrase is in any other year, as a natural logarithm; 3 is
  one in twenty.
- `source`: what the years rest on.

`data/year_units.tsv` holds the names of counties with the years they began and ended.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple

from indexer.attribution.report_text import ReportText
from indexer.attribution.year_axis import (
    FADED,
    FLAT,
    YEARS,
    Likelihood,
    fading,
    on_axis,
    since,
    spread,
    until,
)
from indexer.errors import DataFileError

_ORDINAL = r"([一二三四五六七八九十百零〇\d]{1,4})"
_REACH = 40  # characters on either side of a trigger in which its pattern may match
_AUTUMN = 7  # month from which an event is too late for a report of the year's first half
_HITS = 3  # matches of one rule that are looked at; more of the same say nothing new

# A site that renews old texts pushes dated phrases forward (迎接十八大 → 迎接十九大, 建党90周年 →
# 92): an ordinal keeps a little mass on the years before the one it says.
_REWRITTEN = {-1: 0.04, -2: 0.03, -3: 0.02, -4: 0.01, -5: 0.01}
# And honest texts date by it: the plan for next year at the end of an annual report, a school year
# that began with last September's day.
_NEXT_YEAR, _LAST_YEAR = 0.12, 0.08

# Characters from which a text's silence says something, and says all it can.
_SHORT, _LONG = 600, 1500

_FORMER_NAME = 1.2  # a name lives on in schools and banks after its unit is gone
_FUTURE_NAME = 2.5  # but nobody writes a name before it exists


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One row of `year_rules.tsv`. `base` is the year an ordinal counts from, a `since` begins in
    or an `until` ends with; `first_month` is 0 unless `kind` is since. `late` are the years of
    `masses` in which the phrase came up after June."""

    id: str
    kind: str
    triggers: tuple[str, ...]
    pattern: str
    base: int
    first_month: int
    masses: Mapping[int, float]
    late: frozenset[int]
    halving: float
    faded: float
    weight: float


@dataclass(frozen=True, slots=True)
class Unit:
    """A county's name; `first` or `last` is 0 where the name has no known beginning or end."""

    name: str
    first: int
    last: int


class Witness(NamedTuple):
    """A phrase found in a report.

    `point` is the one year a dated phrase names, else None; `instead` is what the phrase says once
    other witnesses have shown that a site moved it forward. `fade` is how far its age speaks
    against the years after it, apart from `likelihood`: phrases grow old together.
    """

    source: str
    text: str
    lines: tuple[int, ...]
    says: str
    weight: float
    likelihood: Likelihood
    point: int | None = None
    instead: Likelihood = FLAT
    fade: Likelihood = FLAT


@dataclass(frozen=True, slots=True)
class _Tables:
    by_trigger: dict[str, tuple[Rule, ...]]
    expected: tuple[Rule, ...]
    units: dict[str, Unit]


def _rows(resource: Traversable) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a data file with their line numbers."""
    lines = resource.read_text(encoding="utf-8").splitlines()
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        if None in row or None in row.values():
            raise DataFileError(f"{resource.name}, line {reader.line_num}: wrong number of columns")
        yield reader.line_num, row


def parse_rule(row: dict[str, str]) -> Rule:
    """One row of the rule file. Raises ValueError in plain words when it makes no sense."""
    triggers = tuple(part for part in row["trigger"].split("|") if part)
    if not triggers:
        raise ValueError("the column trigger is empty")
    body = row["pattern"].replace("{n}", _ORDINAL) or "|".join(map(re.escape, triggers))
    kind, years = row["kind"], row["years"]
    base, month, halving, faded = 0, 0, 0.0, FADED
    masses: dict[int, float] = {}
    late: set[int] = set()
    if kind == "ordinal":
        base = int(years)
        if "{n}" not in row["pattern"]:
            raise ValueError("an ordinal needs {n} in its pattern")
    elif kind == "since":
        begin, half, *most = years.split("/")
        base, month, halving = int(begin[:4]), int(begin[5:]), float(half)
        faded = float(most[0]) if most else FADED
    elif kind == "until":
        base = int(years)
    elif kind in {"years", "hail", "absent"}:
        for part in years.split():
            begun, _, mass = part.partition(":")
            year, _, begun_month = begun.partition("-")
            masses[int(year)] = float(mass)
            if int(begun_month or 0) >= _AUTUMN:
                late.add(int(year))
        if not any(on_axis(year) for year in masses):
            raise ValueError(f"no year of {years!r} is on the axis")
    else:
        raise ValueError(f"unknown kind {kind!r}")
    return Rule(
        id=row["id"],
        kind=kind,
        triggers=triggers,
        pattern=body,
        base=base,
        first_month=month,
        masses=masses,
        late=frozenset(late),
        halving=halving,
        faded=faded,
        weight=float(row["weight"]),
    )


def load_rules(resource: Traversable) -> tuple[Rule, ...]:
    """All rules of a file. Raises DataFileError naming the line of a row that makes no sense."""
    rules = []
    for number, row in _rows(resource):
        try:
            rules.append(parse_rule(row))
        except (ValueError, KeyError) as error:
            raise DataFileError(f"{resource.name}, line {number}: {error}") from error
    return tuple(rules)


@cache
def _tables() -> _Tables:
    data = files("indexer.attribution") / "data"
    rules = load_rules(data / "year_rules.tsv")
    units = {
        row["name"]: Unit(row["name"], int(row["first"]), int(row["last"]))
        for _, row in _rows(data / "year_units.tsv")
    }
    by_trigger: dict[str, list[Rule]] = {}
    expected = tuple(rule for rule in rules if rule.kind == "absent")
    for rule in rules:
        for trigger in rule.triggers if rule.kind != "absent" else ():
            by_trigger.setdefault(trigger, []).append(rule)
    return _Tables({trigger: tuple(own) for trigger, own in by_trigger.items()}, expected, units)


def literals() -> Iterator[str]:
    """Every literal that `find_phrases` and `find_absences` want to hear of."""
    tables = _tables()
    yield from tables.by_trigger
    for rule in tables.expected:
        yield from rule.triggers
    yield from tables.units


_DIGITS = {"零": 0, "〇": 0} | {digit: i for i, digit in enumerate("一二三四五六七八九", start=1)}


def numeral(text: str) -> int | None:
    """The number an ordinal says, in digits or Chinese numerals below 200; None for neither."""
    if text.isdecimal():
        return int(text)
    total, digit = 0, 0
    for character in text:
        if character == "百":
            total, digit = total + 100 * (digit or 1), 0
        elif character == "十":
            total, digit = total + 10 * (digit or 1), 0
        elif character in _DIGITS:
            digit = _DIGITS[character]
        else:
            return None
    return total + digit


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What a match of a rule says; see Witness."""

    likelihood: Likelihood
    says: str
    point: int | None = None
    instead: Likelihood = FLAT
    fade: Likelihood = FLAT


@lru_cache(maxsize=1024)
def _ordinal_verdict(year: int, weight: float) -> _Verdict:
    before = {year + back: mass for back, mass in _REWRITTEN.items()}
    masses = before | {year - 1: _NEXT_YEAR, year: 1.0, year + 1: _LAST_YEAR}
    return _Verdict(spread(masses, weight), str(year), year, spread(before, 1.0))


@lru_cache(maxsize=1024)
def _since_verdict(first: int, halving: float, weight: float, faded: float, late: bool) -> _Verdict:
    fade = fading(first, halving, faded)
    return _Verdict(since(first, weight, late), f"不早于{first}", fade=fade)


@cache
def _fixed_verdict(rule: Rule, first_half: bool) -> _Verdict:
    """The verdict of a rule that says the same wherever it matches in a report of that kind."""
    if rule.kind == "until":
        return _Verdict(until(rule.base, rule.weight), f"不晚于{rule.base}")
    masses = {
        year: mass for year, mass in rule.masses.items() if not (first_half and year in rule.late)
    }
    likely = [year for year, mass in masses.items() if mass >= 0.1 * max(masses.values())]
    low, high = min(likely), max(likely)
    likelihood = spread(masses, rule.weight)
    if rule.kind == "hail":
        before = {year: mass for year, mass in masses.items() if year < high - 1}
        return _Verdict(likelihood, str(high), high, spread(before, 1.0) if before else FLAT)
    return _Verdict(likelihood, _years(low, high))


def _years(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _judge(rule: Rule, match: re.Match[str], first_half: bool) -> _Verdict | None:
    """What a match says, None when its ordinal names no year of the axis."""
    if rule.kind == "ordinal":
        number = next((numeral(group) for group in match.groups() if group), None)
        year = rule.base + (number or 0)
        return _ordinal_verdict(year, rule.weight) if number and on_axis(year) else None
    if rule.kind == "since":
        late = rule.first_month >= _AUTUMN
        first = rule.base + (1 if first_half and late else 0)
        return _since_verdict(first, rule.halving, rule.weight, rule.faded, late and not first_half)
    return _fixed_verdict(rule, first_half and bool(rule.late))


def _unit_witness(unit: Unit, text: ReportText, start: int) -> Witness:
    likelihood, says, weight = FLAT, [], 0.0
    if unit.first:
        # the statistics bureau lists a unit in the year after the decision at the latest
        begun = since(unit.first - 1, _FUTURE_NAME)
        likelihood, weight = begun, _FUTURE_NAME
        says.append(f"不早于{unit.first - 1}")
    if unit.last:
        ended = until(unit.last, _FORMER_NAME)
        likelihood = tuple(map(sum, zip(likelihood, ended, strict=True)))
        weight = max(weight, _FORMER_NAME)
        says.append(f"不晚于{unit.last}")
    end = start + len(unit.name)
    return Witness(
        f"unit:{unit.name}",
        text.original[start:end],
        text.lines_at(start),
        "，".join(says),
        weight,
        likelihood,
    )


def find_phrases(
    text: ReportText, hits: Iterable[tuple[int, str]], first_half: bool
) -> list[Witness]:
    """The witnesses of the rule file and of unit names in `text`, in reading order.

    `hits` are the occurrences (offset, literal) of at least `literals()`. `first_half` says that
    the report covers the first half of its year: what came up in autumn can be in it only a year
    later. The same rule saying the same years counts once; its lines add up.
    """
    tables = _tables()
    matched: Counter[str] = Counter()
    found: dict[tuple[str, str], Witness] = {}
    for start, literal in hits:
        unit = tables.units.get(literal)
        if unit is not None and ("unit", literal) not in found:
            found["unit", literal] = _unit_witness(unit, text, start)
        for rule, pattern in _tried_at(literal):
            if matched[rule.id] >= _HITS:
                continue
            match = _match_around(pattern, text.folded, start, start + len(literal))
            verdict = _judge(rule, match, first_half) if match else None
            if match is None or verdict is None:
                continue
            matched[rule.id] += 1
            known = found.get((rule.id, verdict.says))
            lines = text.lines_at(match.start())
            found[rule.id, verdict.says] = Witness(
                rule.id,
                known.text if known else text.original[match.start() : match.end()],
                tuple(sorted({*known.lines, *lines})) if known else lines,
                verdict.says,
                rule.weight,
                verdict.likelihood,
                verdict.point,
                verdict.instead,
                verdict.fade,
            )
    return list(found.values())


def find_absences(text: ReportText, hits: Iterable[tuple[int, str]]) -> Iterator[Witness]:
    """A witness for each rule whose words a report of certain years would hardly lack.

    `hits` as in `find_phrases`. What a short text lacks says nothing.
    """
    part = min((len(text.folded) - _SHORT) / (_LONG - _SHORT), 1.0)
    found = {literal for _, literal in hits}
    for rule in _tables().expected if part > 0 else ():
        if found.isdisjoint(rule.triggers):
            costs = {year: part * cost for year, cost in rule.masses.items()}
            dear = [year for year, cost in rule.masses.items() if cost >= rule.weight / 2]
            yield Witness(
                rule.id,
                f"未提{rule.triggers[0]}",
                (),
                f"不像{_years(min(dear), max(dear))}",
                round(part * rule.weight, 1),
                tuple(-costs.get(year, 0.0) for year in YEARS),
            )


@cache  # compiled when its trigger is first met: all at once would cost a quarter of a second
def _tried_at(trigger: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """The rules of a trigger with their patterns."""
    return tuple((rule, _compiled(rule)) for rule in _tables().by_trigger.get(trigger, ()))


@cache
def _compiled(rule: Rule) -> re.Pattern[str]:
    try:
        return re.compile(rule.pattern)
    except re.error as error:
        raise DataFileError(f"year_rules.tsv, rule {rule.id}: {error}") from error


def _match_around(
    pattern: re.Pattern[str], folded: str, start: int, end: int
) -> re.Match[str] | None:
    """The match of a rule's pattern that holds its trigger at [start, end)."""
    low, high = max(0, start - _REACH), end + _REACH
    match = pattern.search(folded, low, high)
    while match is not None and not (match.start() <= start and end <= match.end()):
        match = pattern.search(folded, max(match.end(), match.start() + 1), high)
    return match
