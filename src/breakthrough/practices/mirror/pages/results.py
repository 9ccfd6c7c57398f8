"""What a mirror came to, for the one who asks: everything for the leader, what they show for those who took part, else nothing."""

from typing import Any

from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.measures.mirror.results import FacetReading
from breakthrough.practices.mirror import charts, forms, queries
from breakthrough.practices.mirror.pages import words
from breakthrough.practices.mirror.queries import Mirror, Result
from breakthrough.rounds import threads
from breakthrough.rounds.phases import Step
from breakthrough.web.components.shape import Column, Entry


def context_of(member: Member, mirror: Mirror) -> dict[str, Any]:
    """Return what the page shows; parts are left out where the member does not see them."""
    result = queries.result_of(mirror)
    context: dict[str, Any] = {
        "released_at": next((one.at for one in mirror.steps if one.step is Step.RELEASED), None),
        "result": result,
    }
    if result is None:
        return context
    context |= {"entries": _entries(result), "follows": [], "beginnings": []}
    if result.facets:
        context |= {
            "facets": [_facet(one, result, is_own=mirror.is_own) for one in result.facets],
            "table": _table(result, is_own=mirror.is_own),
            "people": _people(result),
        }
    if result.pledge:
        context |= _threads(member, mirror)
    if mirror.is_own:
        context |= _for_leader(mirror, result)
    return context


def _for_leader(mirror: Mirror, result: Result) -> dict[str, Any]:
    reading = result.reading
    context: dict[str, Any] = {
        "show_form": forms.ShowForm(facets=result.hidden) if result.hidden else None,
        "pledge_form": forms.PledgeForm() if mirror.may["pledge"] and not result.pledge else None,
        "shown_names": [words.facet(one) for one in result.shown],
    }
    if reading is None:
        return context
    few = [words.facet(one.facet) for one in reading.facets if one.status != "shown"]
    return {
        **context,
        "reading": reading,
        "headline": words.headline(reading),
        "opening": words.opening(reading),
        "few": few,
    }


def _facet(one: FacetReading, result: Result, *, is_own: bool) -> dict[str, Any]:
    return {
        "key": one.facet,
        "name": words.facet(one.facet),
        "lanes": [
            {
                "kind": lane.kind,
                "words": words.lane(lane.kind, is_own=is_own),
                "number": words.number(lane.estimate.value) if lane.estimate else "",
                "lane": lane,
            }
            for lane in charts.lanes_of(one)
        ],
        "gaps": words.gaps(one, is_own=is_own),
        "people": words.people(one.n_band),
        "is_shown": one.facet in result.shown,
    }


def _table(result: Result, *, is_own: bool) -> SafeString:
    kinds: tuple[charts.Kind, ...] = ("own", "expected", "others")
    columns = [Column(_("Facet")), *(Column(words.lane(kind, is_own=is_own)) for kind in kinds)]
    rows = [
        (
            words.facet(one.facet),
            *(
                words.interval(lane.estimate) if lane.estimate else _("not answered")
                for lane in charts.lanes_of(one)
            ),
        )
        for one in result.facets
    ]
    context = {
        "caption": _("The mirror, from 1 (never) to 7 (always)"),
        "columns": columns,
        "rows": rows,
    }
    return SafeString(render_to_string("mirror/table.html", context))


def _people(result: Result) -> str:
    bands = {one.n_band for one in result.facets}
    return words.people(bands.pop()) if len(bands) == 1 else ""


def _threads(member: Member, mirror: Mirror) -> dict[str, Any]:
    """What became of the pledge, and the ways to make a promise of it."""
    key = str(mirror.round.pk)
    return {
        "follows": threads.list_follows(member, queries.PRACTICE, key),
        "beginnings": [
            (_(one.words), one.address) for one in threads.list_beginnings(member, queries.PRACTICE, key)
        ],
    }


def _entries(result: Result) -> list[Entry]:
    if not result.method or result.at is None:
        return []
    return [
        Entry(
            _("Method"),
            result.method,
            _("A changed rule gets a new version. A stored reading is never changed."),
        ),
        Entry(_("Worked out"), date_format(result.at, "DATE_FORMAT")),
    ]
