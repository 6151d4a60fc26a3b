"""Finds phrases that belong to certain years: ordinals, campaigns, plans, policies, names of units.

The rules stand in `phrase_rules.tsv`, one phrase a row. Both `trigger` and `pattern` are written
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

`county_years.tsv` has the names of counties with the years they began and ended.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from indexer.attribution.report_text import ReportText
from indexer.attribution.year.year_axis import (
    FADED,
    FLAT,
    YEARS,
    Likelihood,
    fade_after,
    is_on_axis,
    spread,
    start_at,
    stop_at,
)
from indexer.errors import DataFileError

_RULES = Path(__file__).with_name("phrase_rules.tsv")
_COUNTIES = Path(__file__).with_name("county_years.tsv")

_ORDINAL = r"([一二三四五六七八九十百零〇\d]{1,4})"
_REACH = 40  # characters on either side of a trigger in which its pattern may match
_AUTUMN = 7  # month from which an event is too late for a report of the year's first half
_HITS = 3  # matches of one rule that are looked at; more of the same say nothing new

# A site that makes old texts look new moves dated phrases forward (迎接十八大 → 迎接十九大). So an
# ordinal keeps a little mass for the years before the one that it names.
_REWRITTEN = {-1: 0.04, -2: 0.03, -3: 0.02, -4: 0.01, -5: 0.01}
# An ordinal may also belong to the next year, in the plan at the end of an annual report, or to the
# last one, in a report on a school year that began with last September's day.
_NEXT_YEAR, _LAST_YEAR = 0.12, 0.08

# Characters from which what a text lacks says something, and from which it says all that it can.
_SHORT, _LONG = 600, 1500

_FORMER_NAME = 1.2  # a name lives on in schools and banks after its unit is gone
_FUTURE_NAME = 2.5  # but nobody writes a name before it exists


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A row of `phrase_rules.tsv`.

    `base` is the year from which an ordinal counts, in which a `since` begins, or with which an
    `until` ends. `first_month` is 0 unless `kind` is since. `late` are the years of `masses` in
    which the phrase came up after June.
    """

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
class CountyName:
    """The name of a county; `first` or `last` is 0 where no beginning or end of it is known."""

    name: str
    first: int
    last: int


class Witness(NamedTuple):
    """A phrase of a report that says something about its year.

    `source` is the rule that found it, `says` what it says in words. `point` is the one year that a
    dated phrase names, else None; `instead` is what the phrase says once other witnesses have shown
    that a site moved it forward. `fade` is how much its age speaks against later years. It is kept
    apart from `likelihood`, because of all phrases only the strongest one's age counts.
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
    """Rules by trigger, rules of expected words, and the names of counties."""

    by_trigger: dict[str, tuple[Rule, ...]]
    expected: tuple[Rule, ...]
    counties: dict[str, CountyName]


def _read_rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a data file with their line numbers."""
    lines = file.read_text(encoding="utf-8").splitlines()
    reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
    for row in reader:
        if None in row or None in row.values():
            raise DataFileError(f"{file.name}, line {reader.line_num}: wrong number of columns")
        yield reader.line_num, row


def parse_rule(row: dict[str, str]) -> Rule:
    """Read a row of the rule file. Raises ValueError when it makes no sense."""
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
        if not any(is_on_axis(year) for year in masses):
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


def load_rules(file: Path = _RULES) -> tuple[Rule, ...]:
    """Read all rules of a file. Raises DataFileError with the line of a row that makes no sense."""
    rules = []
    for number, row in _read_rows(file):
        try:
            rules.append(parse_rule(row))
        except (ValueError, KeyError) as error:
            raise DataFileError(f"{file.name}, line {number}: {error}") from error
    return tuple(rules)


@cache
def _load_tables() -> _Tables:
    rules = load_rules()
    counties = {
        row["name"]: CountyName(row["name"], int(row["first"]), int(row["last"]))
        for _, row in _read_rows(_COUNTIES)
    }
    by_trigger: dict[str, list[Rule]] = {}
    expected = tuple(rule for rule in rules if rule.kind == "absent")
    for rule in rules:
        for trigger in rule.triggers if rule.kind != "absent" else ():
            by_trigger.setdefault(trigger, []).append(rule)
    return _Tables({trigger: tuple(own) for trigger, own in by_trigger.items()}, expected, counties)


def load_phrase_words() -> Iterator[str]:
    """Yield every word of which `find_phrases` and `find_absences` need the hits."""
    tables = _load_tables()
    yield from tables.by_trigger
    for rule in tables.expected:
        yield from rule.triggers
    yield from tables.counties


_DIGITS = {"零": 0, "〇": 0} | {digit: i for i, digit in enumerate("一二三四五六七八九", start=1)}


def parse_numeral(text: str) -> int | None:
    """Read a number in digits, or one below 200 in Chinese numerals; None for anything else."""
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
    """What a match of a rule says; see `Witness`."""

    likelihood: Likelihood
    says: str
    point: int | None = None
    instead: Likelihood = FLAT
    fade: Likelihood = FLAT


@lru_cache(maxsize=1024)
def _judge_ordinal(year: int, weight: float) -> _Verdict:
    before = {year + back: mass for back, mass in _REWRITTEN.items()}
    masses = before | {year - 1: _NEXT_YEAR, year: 1.0, year + 1: _LAST_YEAR}
    return _Verdict(spread(masses, weight), str(year), year, spread(before, 1.0))


@lru_cache(maxsize=1024)
def _judge_since(first: int, halving: float, weight: float, faded: float, late: bool) -> _Verdict:
    fade = fade_after(first, halving, faded)
    return _Verdict(start_at(first, weight, late), f"不早于{first}", fade=fade)


@cache
def _judge_fixed(rule: Rule, first_half: bool) -> _Verdict:
    """Return what a rule of fixed years says, for reports of a first half or for all others."""
    if rule.kind == "until":
        return _Verdict(stop_at(rule.base, rule.weight), f"不晚于{rule.base}")
    masses = {
        year: mass for year, mass in rule.masses.items() if not (first_half and year in rule.late)
    }
    likely = [year for year, mass in masses.items() if mass >= 0.1 * max(masses.values())]
    low, high = min(likely), max(likely)
    likelihood = spread(masses, rule.weight)
    if rule.kind == "hail":
        before = {year: mass for year, mass in masses.items() if year < high - 1}
        return _Verdict(likelihood, str(high), high, spread(before, 1.0) if before else FLAT)
    return _Verdict(likelihood, _format_years(low, high))


def _format_years(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _judge(rule: Rule, match: re.Match[str], first_half: bool) -> _Verdict | None:
    """Return what a match says, None when its ordinal names a year outside the axis."""
    if rule.kind == "ordinal":
        number = next((parse_numeral(group) for group in match.groups() if group), None)
        year = rule.base + (number or 0)
        return _judge_ordinal(year, rule.weight) if number and is_on_axis(year) else None
    if rule.kind == "since":
        late = rule.first_month >= _AUTUMN
        first = rule.base + (1 if first_half and late else 0)
        return _judge_since(first, rule.halving, rule.weight, rule.faded, late and not first_half)
    return _judge_fixed(rule, first_half and bool(rule.late))


def _judge_county(county: CountyName, text: ReportText, start: int) -> Witness:
    """Return what the name of a county at `start` says."""
    likelihood, says, weight = FLAT, [], 0.0
    if county.first:
        # the statistics bureau lists a unit in the year after the decision at the latest
        begun = start_at(county.first - 1, _FUTURE_NAME)
        likelihood, weight = begun, _FUTURE_NAME
        says.append(f"不早于{county.first - 1}")
    if county.last:
        ended = stop_at(county.last, _FORMER_NAME)
        likelihood = tuple(map(sum, zip(likelihood, ended, strict=True)))
        weight = max(weight, _FORMER_NAME)
        says.append(f"不晚于{county.last}")
    end = start + len(county.name)
    return Witness(
        f"unit:{county.name}",
        text.original[start:end],
        text.lines_at(start),
        "，".join(says),
        weight,
        likelihood,
    )


def find_phrases(
    text: ReportText, hits: Iterable[tuple[int, str]], first_half: bool
) -> list[Witness]:
    """Find the phrases of the rule file and the names of counties, in reading order.

    `hits` are words of `text.folded` with their offsets, at least those of `load_phrase_words`.
    `first_half` says that the report covers the first half of its year: what came up in autumn can
    stand in it only a year later. A rule that says the same years several times counts once, with
    all lines.
    """
    tables = _load_tables()
    matched: Counter[str] = Counter()
    found: dict[tuple[str, str], Witness] = {}
    for start, word in hits:
        county = tables.counties.get(word)
        if county is not None and ("unit", word) not in found:
            found["unit", word] = _judge_county(county, text, start)
        for rule, pattern in _load_rules_of(word):
            if matched[rule.id] >= _HITS:
                continue
            match = _match_around(pattern, text.folded, start, start + len(word))
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
    """Yield a witness for each rule whose words the text lacks, though most of its years have them.

    `hits` are as for `find_phrases`. What a short text lacks says nothing.
    """
    part = min((len(text.folded) - _SHORT) / (_LONG - _SHORT), 1.0)
    words = {word for _, word in hits}
    for rule in _load_tables().expected if part > 0 else ():
        if words.isdisjoint(rule.triggers):
            costs = {year: part * cost for year, cost in rule.masses.items()}
            dear = [year for year, cost in rule.masses.items() if cost >= rule.weight / 2]
            yield Witness(
                rule.id,
                f"未提{rule.triggers[0]}",
                (),
                f"不像{_format_years(min(dear), max(dear))}",
                round(part * rule.weight, 1),
                tuple(-costs.get(year, 0.0) for year in YEARS),
            )


@cache  # a pattern is compiled when its trigger is first met; all at once would cost 0.25 s
def _load_rules_of(trigger: str) -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    """Return the rules of a trigger with their patterns."""
    return tuple((rule, _compile(rule)) for rule in _load_tables().by_trigger.get(trigger, ()))


@cache
def _compile(rule: Rule) -> re.Pattern[str]:
    try:
        return re.compile(rule.pattern)
    except re.error as error:
        raise DataFileError(f"{_RULES.name}, rule {rule.id}: {error}") from error


def _match_around(
    pattern: re.Pattern[str], folded: str, start: int, end: int
) -> re.Match[str] | None:
    """Return the match of a pattern that contains its trigger at [start, end)."""
    low, high = max(0, start - _REACH), end + _REACH
    match = pattern.search(folded, low, high)
    while match is not None and not (match.start() <= start and end <= match.end()):
        match = pattern.search(folded, max(match.end(), match.start() + 1), high)
    return match
