"""Files to take away: the reading and its pictures for everyone who may see them, the votes not for observers."""

import uuid

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
from breakthrough.practices.voice.queries import Said
from breakthrough.practices.voice.readings import making, released, rows

SAID_COLUMNS = (
    "number",
    "text",
    "source",
    "by",
    "revised",
    "is_withdrawn",
    "is_hidden",
    "replies",
    "outcomes",
)


@require_safe
@member_page
def reading_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released reading with everything in it, as JSON."""
    kept = queries.get_round(member, round_id)
    reading = evidence_queries.get_reading(member, kept, measure=making.MEASURE)
    document = exports.document_of(reading)
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
    """Every statement with what became of it, for a spreadsheet; hidden ones without their words."""
    kept = queries.get_talk(member, round_id).round
    lines = [_said_row(one) for one in queries.list_said(member, round_id)]
    answer = HttpResponse(
        "\ufeff" + exports.write_csv(SAID_COLUMNS, lines), content_type="text/csv; charset=utf-8"
    )
    return _attached(answer, f"{ids.slug_of(kept.title, fallback='statements')}-statements.csv")


@require_safe
@member_page
def said_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The same as JSON, replies and outcomes in full."""
    kept = queries.get_talk(member, round_id).round
    document = {
        "format": "breakthrough-said/1",
        "round": str(kept.pk),
        "title": kept.title,
        "question": kept.question,
        "statements": [_said_document(one) for one in queries.list_said(member, round_id)],
    }
    return _attached(
        JsonResponse(document), f"{ids.slug_of(kept.title, fallback='statements')}-statements.json"
    )


def _said_row(one: Said) -> dict[str, object]:
    return {
        "number": one.number,
        "text": one.text,
        "source": one.source.value,
        "by": one.by,
        "revised": one.revised,
        "is_withdrawn": int(one.is_withdrawn),
        "is_hidden": int(one.is_hidden),
        "replies": len(one.answers),
        "outcomes": "; ".join(outcome.title for outcome in one.outcomes),
    }


def _said_document(one: Said) -> dict[str, object]:
    return {
        "number": one.number,
        "text": None if one.is_hidden else one.text,
        "source": one.source.value,
        "by": one.by or None,
        "seal": one.seal or None,
        "revised": one.revised or None,
        "is_withdrawn": one.is_withdrawn,
        "hidden_reason": one.hidden_reason or None,
        "replies": [{"by": reply.by, "text": reply.text, "at": reply.at} for reply in one.answers],
        "outcomes": [
            {"kind": outcome.kind.value, "title": outcome.title, "address": outcome.address, "at": outcome.at}
            for outcome in one.outcomes
        ],
    }


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
