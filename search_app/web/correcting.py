"""Corrections by hand on the reader's page.

A correction is written down at once and shown as waiting; the next update makes it count. The
server does not update by itself: it only reads the index, which another process builds, and each
build takes seconds on a large corpus, while whoever corrects makes several corrections in a row.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from indexer.corrections.log import make_correction
from indexer.corrections.making import OpenFile, open_file
from indexer.corrections.values import (
    Correction,
    CorrectionError,
    Field,
    Place,
    Subject,
    Value,
    parse_name,
    parse_value,
    value_text,
)
from indexer.errors import UnreadableFile, XunzhangError
from indexer.message import message
from indexer.model import Period
from indexer.store import current_generation, read_manifest
from search_app.languages import translated
from search_app.runtime import runtime

blueprint = Blueprint("correcting", __name__)

COOKIE = "by"
_COOKIE_SECONDS = 365 * 24 * 3600
_SHOWN = 24
"""How many characters of a line the choice of beginnings shows."""


@dataclass(frozen=True, slots=True)
class Held:
    """A correction that the page shows. `waiting` says whether the next update makes it count;
    `withdrawn` whether that update takes it away."""

    id: str
    field: str
    value: str
    by: str
    at: str
    section: str
    waiting: bool = False
    withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class Correcting:
    """What the reader's page needs for correcting a report: what was corrected in it, the values to
    choose from, the lines at which a report may be said to begin by section, who corrected last on
    this browser, and the section whose form is open."""

    held: Sequence[Held]
    periods: Sequence[str]
    topics: Sequence[str]
    lines: Mapping[str, Sequence[tuple[int, str]]]
    by: str
    section: str
    can_join: bool
    trouble: str = ""


def correcting(stored: Mapping[str, Any]) -> Correcting:
    """What the page of a report shows for correcting it."""
    wanted = request.args.get("correct", "")
    is_open = any(section["id"] == wanted for section in stored["sections"])
    held: list[Held] = []
    topics: Sequence[str] = ()
    trouble = ""
    try:
        held, topics = _find_held(stored), runtime().topic_labels
    except XunzhangError as error:
        current_app.logger.error("%s", error)
        trouble = translated(error.message)
    return Correcting(
        held=held,
        periods=get_args(Period),
        topics=topics,
        lines=_choose_lines(stored, wanted) if is_open else {},
        by=request.cookies.get(COOKIE, ""),
        section=wanted if is_open else "",
        can_join=bool(stored["beside"]) and stored["beside"][0]["id"] != stored["id"],
        trouble=trouble,
    )


def _find_held(stored: Mapping[str, Any]) -> list[Held]:
    entries = {entry.id: entry for entry in runtime().corrections.entries()}
    if not entries and not stored["confirmed"]:
        return []
    holding = runtime().corrections.corrections()
    ids = {correction.id for correction in holding}
    held = []
    for known in stored["confirmed"]:
        entry = entries.get(known["id"])
        value = _say(entry) if isinstance(entry, Correction) else ""
        held.append(
            Held(
                known["id"],
                _label(known["field"]),
                value,
                known["by"],
                known["at"][:10],
                known["section"],
                withdrawn=known["id"] not in ids,
            )
        )
    known_keys = read_manifest(current_generation(runtime().settings.index)).corrections
    for correction in holding:
        place = correction.place
        inside = stored["start_line"] <= place.line <= stored["end_line"]
        if correction.key not in known_keys and place.file == stored["file"] and inside:
            section = _section_at(stored, place) if correction.subject == "section" else ""
            held.append(
                Held(
                    correction.id,
                    _label(correction.field),
                    _say(correction),
                    correction.by,
                    correction.at[:10],
                    section,
                    waiting=True,
                )
            )
    return held


def _section_at(stored: Mapping[str, Any], place: Place) -> str:
    for section in stored["sections"]:
        if section["start_line"] <= place.line <= section["end_line"]:
            return str(section["id"])
    return ""


def _label(field: str) -> str:
    labels: dict[str, str] = {
        "region": _("地区"),
        "year": _("年份"),
        "period": _("时段"),
        "topics": _("主题"),
        "beginning": _("报告的起点"),
    }
    return labels[field]


def _say(correction: Correction) -> str:
    line = correction.place.line
    match correction.value:
        case None:
            return str(_("无"))
        case True:
            return str(_("从第 %(line)s 行开始", line=line))
        case False:
            return str(_("不在第 %(line)s 行", line=line))
    if correction.field == "period":
        return translated(str(correction.value))
    return value_text(correction.field, correction.value)


def _choose_lines(stored: Mapping[str, Any], wanted: str) -> dict[str, list[tuple[int, str]]]:
    """The lines of the section `wanted` and of the headings right above it, but for the first line
    of the report."""
    after = stored["start_line"]
    for section in stored["sections"]:
        if section["id"] == wanted:
            headings = [
                (heading["line"], heading["text"])
                for heading in stored["outline"]
                if after < heading["line"] <= section["start_line"]
            ]
            paragraphs = [(start, text) for start, _end, text in section["lines"] if start > after]
            lines: dict[int, str] = {}
            for line, text in (*headings, *paragraphs):
                lines.setdefault(line, text[:_SHOWN])
            return {wanted: list(lines.items())}
        after = section["end_line"]
    return {}


@blueprint.post("/reports/<report_id>/correct")
def correct_report(report_id: str) -> Response:
    """Writes down what the form of a report says; fields that are left empty stay as they are."""
    stored = runtime().searcher().engine.report(report_id)
    if stored is None:
        abort(404)
    back = url_for("reading.report", report_id=report_id, _anchor="correct")

    def make(file: OpenFile, by: str) -> list[Correction]:
        place = file.report_place(report_id)
        made = [
            _make(by, "report", field, value, place)
            for field, value in _values("region", "year", "period", "topics")
        ]
        if request.form.get("join"):
            joined = file.beginning_place(stored["start_line"], begins=False)
            made.append(make_correction(by, "line", "beginning", False, joined))
        return made

    return _write_down(stored["file"], back, make)


@blueprint.post("/sections/<section_id>/correct")
def correct_section(section_id: str) -> Response:
    """Writes down what the form of a section says."""
    (stored,) = runtime().searcher().engine.sections([section_id])
    if stored is None:
        abort(404)
    back = url_for("reading.report", report_id=stored.report_id, _anchor=section_id)

    def make(file: OpenFile, by: str) -> list[Correction]:
        place = file.section_place(section_id)
        made = [_make(by, "section", field, value, place) for field, value in _values("topics")]
        line = request.form.get("line", type=int)
        if line is not None:
            begins = file.beginning_place(line, begins=True)
            made.append(make_correction(by, "line", "beginning", True, begins))
        return made

    return _write_down(stored.file, back, make)


@blueprint.post("/corrections/<correction_id>/withdraw")
def withdraw(correction_id: str) -> Response:
    """Takes back a correction, and goes back to the report with the button."""
    try:
        runtime().corrections.withdraw(correction_id, request.form.get("by", ""))
        flash(_("已撤销，下次更新索引后生效。"), "good")
    except CorrectionError as error:
        flash(translated(error.message), "bad")
    report_id = request.form.get("report", "")
    return redirect(url_for("reading.report", report_id=report_id, _anchor="correct"))


def _values(*fields: Field) -> list[tuple[Field, Value]]:
    """What the form sets. Raises CorrectionError where it cannot be meant."""
    cleared = request.form.getlist("clear")
    values: list[tuple[Field, Value]] = []
    for field in fields:
        typed = request.form.get(field, "").strip()
        if typed and field in cleared:
            raise CorrectionError(message("同一项不能既写了值，又核定为没有"))
        if typed:
            values.append((field, parse_value(field, typed, runtime().topic_labels)))
        elif field in cleared:
            values.append((field, None))
    return values


def _make(by: str, subject: Subject, field: Field, value: Value, place: Place | None) -> Correction:
    if place is None:
        raise CorrectionError(message("原文件或更正在建索引之后有变动，请先更新索引，再来更正"))
    return make_correction(by, subject, field, value, place)


def _write_down(
    name: str, back: str, make: Callable[[OpenFile, str], list[Correction]]
) -> Response:
    """Adds what `make` makes of the source file, and goes `back`, telling what was done."""
    response = redirect(back)
    try:
        by = parse_name(request.form.get("by", ""))
        made = make(_open_as_indexed(name), by)
        if not made:
            raise CorrectionError(message("没有写更正什么"))
        runtime().corrections.add(made)
    except UnreadableFile as error:
        flash(_("读不了原文件：%(reason)s", reason=error.reason), "bad")
    except XunzhangError as error:
        flash(translated(error.message), "bad")
    else:
        flash(_("已记下 %(count)s 项更正，下次更新索引后生效。", count=len(made)), "good")
        response.set_cookie(
            COOKIE,
            by,
            max_age=_COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
            path=current_app.config["APPLICATION_ROOT"],
        )
    return response


def _open_as_indexed(name: str) -> OpenFile:
    """The source file, with the corrections that the index has of it, so that its reports and
    sections have the ids they have there."""
    settings = runtime().settings
    known = read_manifest(current_generation(settings.index)).corrections
    applied = [one for one in runtime().corrections.corrections() if one.key in known]
    return open_file(settings.corpus / name, name, applied)
