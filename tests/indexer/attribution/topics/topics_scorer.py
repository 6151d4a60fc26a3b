"""Scores topics and roles on labelled sections: main topic, its field, F1 over the sets, role.

    python -m tests.indexer.attribution.topics.topics_scorer [FILE | FOLDER]…

prints the numbers and every miss. A FILE is in the format described at the top of topics_cases.txt;
a FOLDER holds files labelled by hand as JSON beside a folder `corpus` with their sources. Without
arguments: the cases of the tests.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indexer.attribution.attributor import attribute_with
from indexer.attribution.role import load_attributor as load_role
from indexer.attribution.topics import load_attributor as load_topics
from indexer.model import Line, Report, Role, Section
from indexer.topic_files import read_fields

CASES = Path(__file__).with_name("topics_cases.txt")
FIELD_CASES = Path(__file__).with_name("field_cases.txt")
FIELD_CASES_ASIDE = Path(__file__).with_name("field_cases_aside.txt")


@dataclass(frozen=True)
class Labelled:
    """A report with what a reader said of each of its sections; topics may be left unsaid."""

    report: Report
    topics: tuple[tuple[str, ...] | None, ...]
    roles: tuple[str, ...]


@dataclass(frozen=True)
class Score:
    """Shares from 0 to 1; `misses` says in words what went wrong. `field` is of the sections with a
    topic those whose main topic is of the right field."""

    sections: int
    main: float
    field: float
    f1: float
    role: float
    roles: Counter[tuple[str, str]]
    misses: tuple[str, ...]


def report(title: str, sections: Sequence[tuple[tuple[str, ...], str]], name: str = "r") -> Report:
    """A report as segmentation would give it, made of (path, text) pairs."""
    made: list[Section] = []
    line = 2
    for path, text in sections:
        rows = text.split("\n")
        lines = tuple(Line(line + at, line + at, row) for at, row in enumerate(rows))
        made.append(Section(id=f"{name}-{len(made)}", path=path, lines=lines))
        line += len(rows) + 1
    return Report(name, title, 1, line, False, (), tuple(made))


@cache
def _load_topics(topics_file: Path | None) -> Callable[[Report], Report]:
    return attribute_with([load_topics(topics_file)])


@cache
def _load_roles() -> Callable[[Report], Report]:
    return attribute_with([load_role(None)])


def topics_of(one: Report, topics_file: Path | None = None) -> tuple[tuple[str, ...], ...]:
    return tuple(section.topics for section in _load_topics(topics_file)(one).sections)


def roles_of(one: Report) -> tuple[Role, ...]:
    return tuple(section.role for section in _load_roles()(one).sections)


def read_cases(path: Path = CASES) -> list[Labelled]:
    found: list[Labelled] = []
    for number, block in enumerate(path.read_text(encoding="utf-8").split("\n= ")[1:], 1):
        title, *rows = block.splitlines()
        headings: dict[int, str] = {}
        sections: list[tuple[tuple[str, ...], list[str]]] = []
        labels: list[list[str]] = []
        for row in filter(None, rows):
            mark, _, rest = row.partition(" ")
            if set(mark) == {"#"}:
                headings = {depth: text for depth, text in headings.items() if depth < len(mark)}
                headings[len(mark)] = rest
            elif mark == "@":
                labels.append(rest.split())
                sections.append((tuple(headings[depth] for depth in sorted(headings)), []))
            else:
                sections[-1][1].append(row)
        pairs = [(path, "\n".join(text)) for path, text in sections]
        found.append(
            Labelled(
                report(title, pairs, f"case{number}"),
                tuple(None if label[1:] == ["-"] else tuple(label[1:]) for label in labels),
                tuple(label[0] for label in labels),
            )
        )
    return found


def read_labels(folder: Path) -> Iterator[Labelled]:
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text(encoding="utf-8"))
        source = (folder.parent / "corpus" / content["file"]).read_text(encoding="utf-8")
        lines = source.split("\n")
        for entry in content["reports"]:
            pairs = [
                (tuple(s["path"]), _body(lines[s["start"] : s["end"] + 1], s["path"]))
                for s in entry["sections"]
            ]
            yield Labelled(
                report(entry["title"], pairs, entry["id"]),
                tuple(tuple(s["topics"]) for s in entry["sections"]),
                tuple(s["role"] for s in entry["sections"]),
            )


def _body(lines: list[str], path: list[str]) -> str:
    """The text below a heading; an inline heading's own words are not part of it."""
    text = "\n".join(line.strip() for line in lines)
    return text[len(path[-1]) :].lstrip("。 :：") if path and text.startswith(path[-1]) else text


def score(labelled: Sequence[Labelled]) -> Score:
    fields = read_fields()
    main = field = with_topic = shared = given = wanted = 0
    roles: Counter[tuple[str, Role | str]] = Counter()
    misses: list[str] = []
    for case in labelled:
        for section, topics, role, said, says in zip(
            case.report.sections,
            case.topics,
            case.roles,
            topics_of(case.report),
            roles_of(case.report),
            strict=True,
        ):
            roles[role, says] += 1
            if topics is None:
                topics = said
            else:
                with_topic += bool(topics)
                main += bool(topics) and said[:1] == topics[:1]
                field += bool(topics) and _field_of(said, fields) == _field_of(topics, fields)
                shared += len(set(topics) & set(said))
                given += len(said)
                wanted += len(topics)
            if role != says or topics[:1] != said[:1] or set(topics) != set(said):
                where = f"{section.id} {' › '.join(section.path)} | {section.text[:30]}"
                kind = "ROLE" if role != says else "MAIN" if topics[:1] != said[:1] else "more"
                misses.append(
                    f"{kind} {where}\n     {role} {' '.join(topics)} → {says} {' '.join(said)}"
                )
    sections = sum(roles.values())
    return Score(
        sections,
        main / with_topic,
        field / with_topic,
        2 * shared / (given + wanted),
        sum(n for (want, got), n in roles.items() if want == got) / sections,
        roles,
        tuple(misses),
    )


def _field_of(topics: Sequence[str], fields: Mapping[str, str]) -> str | None:
    return fields.get(topics[0], topics[0]) if topics else None


def _print(name: str, result: Score) -> None:
    print(
        f"{name}: {result.sections} sections, main {result.main:.3f}, "
        f"field {result.field:.3f}, F1 {result.f1:.3f}, role {result.role:.3f}"
    )
    for miss in result.misses:
        print("  ", miss)
    for (want, got), n in sorted(result.roles.items()):
        if want != got:
            print(f"   role {want} taken for {got}: {n}")


if __name__ == "__main__":
    for place in [Path(argument) for argument in sys.argv[1:]] or [
        CASES,
        FIELD_CASES,
        FIELD_CASES_ASIDE,
    ]:
        cases = list(read_labels(place)) if place.is_dir() else read_cases(place)
        _print(place.name, score(cases))
