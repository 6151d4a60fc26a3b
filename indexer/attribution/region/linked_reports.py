"""Finds the place of a report from another report of the same file that speaks of the same schools.

Compilations hold several reports of one bureau, and one report in pieces. Where one of them tells
its place, another that names two of its schools or villages, which no report from elsewhere in the
file names, is from there too. At least one of the two names must be one that the place has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from indexer import gazetteer
from indexer.attribution.region.own_level import find_own_level
from indexer.attribution.region.place_names import is_common, is_place_name, list_codes
from indexer.attribution.region.place_scores import fits_own_level
from indexer.attribution.region.place_words import NUMBERED_SCHOOLS, SCHOOLS
from indexer.attribution.region.word_bounds import WordBounds
from indexer.model import Evidence, Region, Report
from indexer.text import fold

LEAST_SHARED = 2
_WEIGHT = 0.6  # what a name that stands alone weighs
_KIND = "|".join((*SCHOOLS, *NUMBERED_SCHOOLS, "[镇乡村](?![级镇村民])"))
_GENERAL = (
    "中心|第[一二三四五六七八九十]|实验|初级|高级|职业|技术|民族|希望|完全|九年一贯制|寄宿制?|中等|专业|"
    "综合|成人|附属|直属|特殊|教育|普通|重点|示范|农村|城[区乡关]|各[地类]?|全[县市区]|所有|部分|公办|民办"
)
_PLACE = re.compile(f"(?<=[\u4e00-\u9fff]{{2}})(?:{_GENERAL})*(?:{_KIND})")
_LONGEST = 5


def link_reports(reports: Sequence[Report]) -> list[Report]:
    """Give reports without a place, or with a mere guess, that of a report they belong with.

    `reports` are those of one file. The place is “inferred”; its evidence are the names shared.
    """
    known = [report for report in reports if _tells_place(report.region)]
    if not known or len(known) == len(reports):
        return list(reports)
    texts: dict[str, list[str]] = defaultdict(list)
    for report in known:
        assert report.region is not None
        texts[report.region.code].append(_read(report))
    regions = {code: "\n".join(parts) for code, parts in texts.items()}
    return [report if _tells_place(report.region) else _link(report, regions) for report in reports]


def _tells_place(region: Region | None) -> bool:
    return region is not None and region.status != "possible"


def _read(report: Report) -> str:
    """Return the folded words of a report, without what is made up for it."""
    headings = [heading.text for heading in report.outline]
    title = [] if report.untitled else [report.title]
    lines = [line.text for section in report.sections for line in section.lines]
    return fold("\n".join([*title, *headings, *lines]))


def _link(report: Report, regions: Mapping[str, str]) -> Report:
    """Give a report the place with whose reports alone it shares the most names, if these suffice.

    `regions` has the texts of the reports of each place.
    """
    folded = _read(report)
    shared: dict[str, set[str]] = defaultdict(set)
    for name in _find_names(folded):
        places = [code for code, other in regions.items() if name in other]
        if len(places) == 1:
            shared[places[0]].add(name)
    ranked = sorted(shared, key=lambda code: (-len(shared[code]), code))
    if not ranked:
        return report
    code, names = ranked[0], shared[ranked[0]]
    rival = len(shared[ranked[1]]) if len(ranked) > 1 else 0
    enough = len(names) >= LEAST_SHARED and len(names) > 2 * rival
    if not enough or not any(_lies_in(code, name) for name in names):
        return report
    county = gazetteer.level(code) == 3
    if county and not fits_own_level(code, find_own_level(folded, range(len(folded)))):
        return report
    evidence = tuple(_find_evidence(report, name, gazetteer.label(code)) for name in sorted(names))
    return replace(report, region=_make_region(code, evidence, 1 - rival / len(names)))


def _lies_in(place: str, name: str) -> bool:
    """Tell whether a place has a county, a town or a village of a name that is no everyday word."""
    return not is_common(name) and any(
        place in gazetteer.lineage(code) for code in list_codes(name)
    )


def _find_names(folded: str) -> set[str]:
    """Find what schools, towns and villages are called.

    Only names that some place has are found: before 学校 stands many another word (薄弱学校). Names
    of schools all over the country (东方小学, 育才小学) are left out.
    """
    bounds = WordBounds(folded)
    names = set()
    for match in _PLACE.finditer(folded):
        end = match.start()
        for start in range(max(0, end - _LONGEST), end - 1):
            if is_place_name(folded[start:end]) and not bounds.word_across(start):
                names.add(folded[start:end])
                break
    return names


def _find_evidence(report: Report, name: str, says: str) -> Evidence:
    """Return a name as it stands in a report, with all lines that have it."""
    pieces = [(heading.line, heading.text) for heading in report.outline]
    pieces += [(line.start, line.text) for section in report.sections for line in section.lines]
    if not report.untitled:
        pieces.append((report.start_line, report.title))
    found = {line: text for line, text in sorted(pieces) if name in fold(text)}
    first = found[min(found)]
    at = fold(first).index(name)
    return Evidence(first[at : at + len(name)], tuple(found), _WEIGHT, says)


def _make_region(code: str, evidence: tuple[Evidence, ...], margin: float) -> Region:
    """Make the region of `code` that the names shared speak for."""
    province, city, county = gazetteer.chain(code)
    return Region(
        code=code,
        province=province,
        city=city,
        county=county,
        status="inferred",
        score=round(_WEIGHT * len(evidence), 2),
        margin=round(margin, 2),
        evidence=evidence,
    )
