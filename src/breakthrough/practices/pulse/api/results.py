"""What a wave came to."""

import dataclasses
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Path

from breakthrough.collaborations.models import Member
from breakthrough.evidence import exports as evidence_exports
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.api import shapes
from breakthrough.practices.pulse.api.door import READ, WAVE, member_of, router
from breakthrough.practices.pulse.readings import advised, exports, released
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.web import problems


@router.get(
    f"{WAVE}/reading",
    response={200: dict[str, Any], **READ},
    operation_id="getPulseReading",
    summary="Get the reading",
)
def get_reading(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """The released reading with its method; a pattern is named only where two waves in a row named it."""
    return released.document_of(_reading_of(member_of(request, slug), round_id))


@router.get(
    f"{WAVE}/rows.csv",
    response=READ,
    operation_id="exportPulseCsv",
    summary="Export as CSV",
    openapi_extra={
        "responses": {
            "200": {
                "description": "One row for each published number.",
                "content": {"text/csv": {"schema": {"type": "string"}}},
            }
        }
    },
)
def export_csv(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> HttpResponse:
    """The published numbers for spreadsheets."""
    reading = _reading_of(member_of(request, slug), round_id)
    rows = exports.list_rows(reading, queries.list_party_names(reading.round))
    return HttpResponse(
        evidence_exports.write_csv(exports.COLUMNS, rows), content_type="text/csv; charset=utf-8"
    )


@router.get(
    f"{WAVE}/change",
    response={200: dict[str, Any], **READ},
    operation_id="getPulseChange",
    summary="Get what moved",
)
def get_change(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """What can be said across dates that were fixed beforehand; 404 while none has three waves on either side."""
    member = member_of(request, slug)
    found = queries.results_of(member, queries.get_wave(member, round_id)).change
    if found is None:
        raise problems.not_found()
    return evidence_exports.document_of(found)


@router.get(
    f"{WAVE}/next",
    response={200: list[shapes.NextStepOut], **READ},
    operation_id="listPulseNextSteps",
    summary="List what to do next",
)
def list_next_steps(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> list[dict[str, Any]]:
    """What the playbook proposes after this reading, and why; nothing after three taps."""
    member = member_of(request, slug)
    wave, reading = queries.get_wave(member, round_id), _reading_of(member, round_id)
    if wave.plan.kind is Kind.MICRO:
        return []
    return [dataclasses.asdict(one) for one in advised.list_next_steps(released.pulse_of(reading), slug)]


@router.get(
    f"{WAVE}/charts/{{key}}",
    response={200: dict[str, Any], **READ},
    operation_id="getPulseChart",
    summary="Get a chart",
)
def get_chart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID, key: str) -> dict[str, Any]:
    """The Vega-Lite specification of `position` or `levels`, in your language."""
    reading = _reading_of(member_of(request, slug), round_id)
    chart = evidence_queries.get_chart(reading, key=key, language=translation.get_language() or "en")
    spec: dict[str, Any] = chart.spec
    return spec


def _reading_of(member: Member, round_id: uuid.UUID) -> Reading:
    found = queries.results_of(member, queries.get_wave(member, round_id)).reading
    if found is None:
        raise problems.not_found()
    return found
