"""Files to take away: the reading and its pictures for everyone who may see them, the votes not for observers."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.kernel import ids
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.queries import Talk
from breakthrough.practices.voice.readings import exports as said_rows
from breakthrough.practices.voice.readings import making, released, rows
from breakthrough.practices.voice.readings.unsaid import unsaid_of


@require_safe
@member_page
def reading_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released reading with everything in it, as JSON."""
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.get_reading(member, kept, measure=making.MEASURE)
    document = {**exports.document_of(reading), "value": released.shown_value(reading)}
    document["statements"] = {one.key: one.text for one in queries.list_statements(kept)}
    return _attached(JsonResponse(document), f"{ids.slug_of(kept.title, fallback='reading')}.json")


@require_safe
@member_page
def reading_csv(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released shares for a spreadsheet: one row per statement and side."""
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.get_reading(member, kept, measure=making.MEASURE)
    lines = rows.list_rows(released.opinion_of(reading), queries.list_statements(kept))
    answer = HttpResponse(
        "\ufeff" + exports.write_csv(rows.COLUMNS, lines), content_type="text/csv; charset=utf-8"
    )
    return _attached(answer, f"{ids.slug_of(kept.title, fallback='reading')}.csv")


@require_safe
@member_page
def chart_svg(request: HttpRequest, member: Member, round_id: uuid.UUID, key: str) -> HttpResponse:
    """A picture on its own, in light or dark colours (`?theme=dark`)."""
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.get_reading(member, kept, measure=making.MEASURE)
    chart = evidence_queries.get_chart(reading, key=key, language=translation.get_language() or "en")
    svg = drawing.in_theme(chart.svg, "dark" if request.GET.get("theme") == "dark" else "light")
    return _attached(HttpResponse(svg, content_type="image/svg+xml"), f"{key}.svg")


@require_safe
@member_page
def votes_zip(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The votes as they were published, to be brought in again elsewhere; not for observers."""
    kept = queries.get_round(member, round_id)
    archive = queries.get_votes_archive(member, kept)
    return _attached(
        HttpResponse(archive, content_type="application/zip"),
        f"{ids.slug_of(kept.title, fallback='votes')}-votes.zip",
    )


@require_safe
@member_page
def votes_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The same votes as one JSON document; not for observers."""
    kept = queries.get_round(member, round_id)
    document = queries.get_votes_document(member, kept)
    return _attached(
        HttpResponse(document, content_type="application/json"),
        f"{ids.slug_of(kept.title, fallback='votes')}-votes.json",
    )


@require_safe
@member_page
def said_csv(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The statements with everything that was released about them, for a spreadsheet."""
    talk = queries.get_talk(member, round_id)
    rows_of = exports.write_csv(said_rows.COLUMNS, _said_rows(member, talk))
    answer = HttpResponse("\ufeff" + rows_of, content_type="text/csv; charset=utf-8")
    return _attached(answer, f"{ids.slug_of(talk.round.title, fallback='statements')}-statements.csv")


@require_safe
@member_page
def said_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The same rows as JSON; their texts can be put into another round."""
    talk = queries.get_talk(member, round_id)
    answer = JsonResponse(_said_rows(member, talk), safe=False)
    return _attached(answer, f"{ids.slug_of(talk.round.title, fallback='statements')}-statements.json")


def _said_rows(member: Member, talk: Talk) -> list[dict[str, Any]]:
    """The rows that the API exports too."""
    found = queries.results_of(member, talk)
    return said_rows.list_rows(
        queries.list_said(member, talk.round.pk),
        released.opinion_of(found.opinion) if found.opinion else None,
        unsaid_of(found.unsaid) if found.unsaid else None,
    )


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
