"""Files to take away: the reading and its pictures, for everyone who may see them."""

import uuid

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel import ids
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.readings import exports as pulse_rows
from breakthrough.practices.pulse.readings import released
from breakthrough.web import problems


@require_safe
@member_page
def reading_json(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """The released reading as JSON."""
    reading = _reading_of(member, round_id)
    return _attached(JsonResponse(released.document_of(reading)), reading, "json")


@require_safe
@member_page
def reading_csv(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (as above)
    """The released numbers for a spreadsheet: one row each."""
    reading = _reading_of(member, round_id)
    lines = pulse_rows.list_rows(reading, queries.list_party_names(reading.round))
    answer = HttpResponse(
        "\ufeff" + exports.write_csv(pulse_rows.COLUMNS, lines), content_type="text/csv; charset=utf-8"
    )
    return _attached(answer, reading, "csv")


@require_safe
@member_page
def chart_svg(request: HttpRequest, member: Member, round_id: uuid.UUID, key: str) -> HttpResponse:
    """A picture on its own, in light or dark colours (`?theme=dark`)."""
    reading = _reading_of(member, round_id)
    chart = evidence_queries.get_chart(reading, key=key, language=translation.get_language() or "en")
    svg = drawing.in_theme(chart.svg, "dark" if request.GET.get("theme") == "dark" else "light")
    answer = HttpResponse(svg, content_type="image/svg+xml")
    answer["Content-Disposition"] = f'attachment; filename="{key}.svg"'
    return answer


def _reading_of(member: Member, round_id: uuid.UUID) -> Reading:
    found = queries.results_of(member, queries.get_wave(member, round_id)).reading
    if found is None:
        raise problems.not_found()
    return found


def _attached(response: HttpResponse, reading: Reading, ending: str) -> HttpResponse:
    name = ids.slug_of(reading.round.title, fallback="pulse")
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
