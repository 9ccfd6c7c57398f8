"""A reading of opinions as its page shows it: the parts in words, the pictures, the table of all statements, where it comes from."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion.results import OpinionReading
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.pages import pictures, sections, words
from breakthrough.practices.voice.pages.parties import Parties
from breakthrough.practices.voice.readings import released, statements
from breakthrough.practices.voice.readings.unsaid import Unsaid
from breakthrough.rounds.models import Round
from breakthrough.web.components.shape import Column, Entry


def opening_of(reading: Reading) -> dict[str, Any]:
    """Return what the page says first."""
    opinion = released.opinion_of(reading)
    return {
        "opinion": opinion,
        "opening": words.opening(opinion),
        "people": words.people(opinion.person_band),
        "sureness": words.sureness(opinion) if opinion.status == "shown" else "",
    }


def context_of(
    request: HttpRequest,
    kept: Round,
    reading: Reading,
    *,
    parties: Parties | None = None,
    unsaid: Unsaid | None = None,
) -> dict[str, Any]:
    """Return everything the page shows of a reading of opinions; with `parties` also how these answered, out of `unsaid`."""
    names = parties or {}
    by_party = {str(one.number): one.reading.by_cell for one in unsaid.lines} if unsaid and names else {}
    opinion = released.opinion_of(reading)
    lines = statements.make_lines(opinion, queries.list_statements(kept))
    search, sort = request.GET.get("q", "")[:200], request.GET.get("sort") or "number"
    found = statements.find_lines(lines, search=search, sort=sort)
    charts = evidence_queries.list_charts(reading, language=translation.get_language() or "en")
    return {
        **opening_of(reading),
        "reading": reading,
        "asked": request.GET,
        "parts": sections.list_parts(opinion, lines, names),
        "slate": sections.find_slate(opinion, lines),
        "structure_reasons": words.structure_reasons(opinion) if opinion.status == "shown" else (),
        "pictures": pictures.list_pictures(opinion, charts, lines, names),
        "page": Paginator(
            [sections.table_line(opinion, one, names, by_party.get(one.key, ())) for one in found],
            statements.PAGE_SIZE,
        ).get_page(request.GET.get("page")),
        "found_count": len(found),
        "statement_count": len(lines),
        "columns": _columns(request, sort, has_sides=len(opinion.sides) > 1),
        "search": search,
        "sort": sort,
        "kept_parameters": {"sort": sort} if sort != "number" else {},
        "entries": entries_of(reading, opinion),
    }


def _columns(request: HttpRequest, sort: str, *, has_sides: bool) -> list[Column]:
    heads = [
        ("number", _("No."), False),
        ("text", _("Statement"), False),
        ("agree", _("Agree"), True),
        ("disagree", _("Disagree"), True),
        ("pass", _("Pass"), True),
    ]
    if has_sides:
        heads.append(("gap", _("Apart"), True))
    return [_column(request, sort, *one) for one in heads]


def _column(request: HttpRequest, sort: str, name: str, head: str, is_number: bool) -> Column:
    first, second = (f"-{name}", name) if is_number else (name, f"-{name}")
    asked = request.GET.copy()
    asked["sort"] = second if sort == first else first
    asked.pop("page", None)
    direction = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return Column(head, sort_href=f"?{asked.urlencode()}#statements", sorted=direction, is_number=is_number)


def entries_of(reading: Reading, opinion: OpinionReading) -> list[Entry]:
    """Return where a reading comes from."""
    settled = _("yes") if opinion.settled else _("still unsettled")
    return [
        Entry(
            _("Votes from"),
            words.people(opinion.person_band),
            _("Numbers of people are given as bands, so that nobody can be counted out."),
        ),
        Entry(
            _("Method"),
            reading.method,
            _("A changed rule gets a new version. A stored reading is never changed."),
        ),
        Entry(_("Seed"), str(reading.seed), _("The same votes and the same seed give the same reading.")),
        Entry(_("Settled"), settled),
        Entry(_("Worked out"), date_format(reading.made_at, "DATE_FORMAT")),
    ]
