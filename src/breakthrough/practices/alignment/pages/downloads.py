"""Files to take away: the readings of a round, a text with its versions, its reservations."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import exports
from breakthrough.kernel import ids
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.readings import exports as rows_of
from breakthrough.practices.alignment.readings import released
from breakthrough.web import problems


@require_safe
@member_page
def reading_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released readings with everything in them, as JSON."""
    ask = queries.get_ask(member, round_id)
    if ask.reading is None:
        raise problems.not_found()
    document = {
        "alignment": exports.document_of(ask.reading),
        "named": exports.document_of(ask.named_reading) if ask.named_reading else None,
    }
    return _attached(JsonResponse(document), f"{ids.slug_of(ask.round.title, fallback='alignment')}.json")


@require_safe
@member_page
def reading_csv(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released numbers and words for a spreadsheet: one row per quantity and side."""
    ask = queries.get_ask(member, round_id)
    if ask.reading is None:
        raise problems.not_found()
    lines = released.list_rows(
        {"alignment": ask.reading, "sealed_named": ask.named_reading}, queries.list_cell_names(ask.round)
    )
    return _csv(
        exports.write_csv(released.COLUMNS, lines),
        f"{ids.slug_of(ask.round.title, fallback='alignment')}.csv",
    )


@require_safe
@member_page
def text_json(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """A text with its versions and everything said about its reservations, as JSON."""
    page = queries.get_page(member, text_id)
    document = rows_of.document_of(page, queries.list_bodies(member, text_id))
    return _attached(JsonResponse(document), f"{ids.slug_of(page.text.title, fallback='text')}.json")


@require_safe
@member_page
def reservations_csv(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The reservations of a text for a spreadsheet."""
    page = queries.get_page(member, text_id)
    lines = [rows_of.row_of(one) for one in page.raised]
    return _csv(
        exports.write_csv(rows_of.COLUMNS, lines),
        f"{ids.slug_of(page.text.title, fallback='text')}-reservations.csv",
    )


def _csv(written: str, name: str) -> HttpResponse:
    return _attached(HttpResponse("\ufeff" + written, content_type="text/csv; charset=utf-8"), name)


def _attached(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
