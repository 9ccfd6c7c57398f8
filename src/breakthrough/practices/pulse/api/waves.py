"""Waves: set-up, life, series."""

import uuid
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Status

from breakthrough.practices.pulse import actions, queries
from breakthrough.practices.pulse.api import shapes
from breakthrough.practices.pulse.api.door import READ, WAVE, WRITE, member_of, round_of, router
from breakthrough.rounds import api_shapes
from breakthrough.web import problems


@router.get(
    "/waves",
    response={200: list[shapes.WaveLineOut], **READ},
    operation_id="listPulseWaves",
    summary="List waves",
)
def list_waves(request: HttpRequest, slug: Path[str]) -> list[dict[str, Any]]:
    """The waves you may see, newest first, with where each stands."""
    return [shapes.line_out(one) for one in queries.list_waves(member_of(request, slug))]


@router.post(
    "/waves", response={201: shapes.WaveOut, **WRITE}, operation_id="beginPulse", summary="Begin a Pulse"
)
def begin(request: HttpRequest, slug: Path[str], asked: shapes.PulsePlanIn) -> Status[dict[str, Any]]:
    """Make a draft; for facilitators."""
    member = member_of(request, slug)
    begun = actions.begin_pulse(member=member, plan=asked.to_plan(), now=timezone.now())
    return Status(201, shapes.wave_out(queries.get_wave(member, begun.pk)))


@router.get(
    WAVE, response={200: shapes.WaveOut, **READ}, operation_id="getPulseWave", summary="Get a wave's state"
)
def get_wave(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Where the wave stands, what it asks, and what you may do."""
    return shapes.wave_out(queries.get_wave(member_of(request, slug), round_id))


@router.put(
    WAVE, response={200: shapes.WaveOut, **WRITE}, operation_id="changePulse", summary="Change a draft"
)
def change(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.PulsePlanIn
) -> dict[str, Any]:
    """Replace the plan of a draft; for facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.change_pulse(member=member, round=kept, plan=asked.to_plan(), now=timezone.now())
    return shapes.wave_out(queries.get_wave(member, round_id))


@router.delete(WAVE, response={204: None, **WRITE}, operation_id="discardPulse", summary="Throw a draft away")
def discard(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[None]:
    """Throw a draft away; what people were asked to join stays."""
    member, kept = round_of(request, slug, round_id)
    actions.discard_pulse(member=member, round=kept, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{WAVE}/preparation",
    response={200: shapes.WaveOut, **WRITE},
    operation_id="preparePulse",
    summary="Fix the list and let people join",
)
def prepare(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Freeze who takes part; everybody's browser fetches its seal. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.prepare(member=member, round=kept, now=timezone.now())
    return shapes.wave_out(queries.get_wave(member, round_id))


@router.delete(
    f"{WAVE}/preparation",
    response={200: shapes.WaveOut, **WRITE},
    operation_id="restartPulse",
    summary="Restart",
)
def restart(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Give the list up and go back to the draft, before anything opens. Everybody sees how often this happened."""
    member, kept = round_of(request, slug, round_id)
    actions.restart(member=member, round=kept, now=timezone.now())
    return shapes.wave_out(queries.get_wave(member, round_id))


@router.post(
    f"{WAVE}/answering",
    response={200: shapes.WaveOut, **WRITE},
    operation_id="openPulse",
    summary="Open the questions",
)
def open_answering(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Let people answer. Nobody can join any more after this. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.open_answering(member=member, round=kept, now=timezone.now())
    return shapes.wave_out(queries.get_wave(member, round_id))


@router.post(
    f"{WAVE}/time",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="givePulseTime",
    summary="Give more time",
)
def give_time(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: api_shapes.TimeIn
) -> dict[str, Any]:
    """Move the close. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    moved = actions.give_time(member=member, round=kept, minutes=asked.minutes, now=timezone.now())
    return {"closes_at": moved}


@router.post(
    f"{WAVE}/closing",
    response={200: api_shapes.ClosesOut, **WRITE},
    operation_id="closePulse",
    summary="Close the questions",
)
def close(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Announce the close; envelopes on their way still arrive until `closes_at`. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    return {"closes_at": actions.close(member=member, round=kept, now=timezone.now())}


@router.get(
    f"{WAVE}/series",
    response={200: shapes.SeriesOut, **READ},
    operation_id="getPulseSeries",
    summary="Get the series of a wave",
)
def get_series(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> dict[str, Any]:
    """Waves so far, when the next ones come, and dates fixed beforehand; 404 for a Pulse that is asked once."""
    series = queries.waves_of(member_of(request, slug), round_id)
    if series is None:
        raise problems.not_found()
    return shapes.series_out(series, today=timezone.now().date())


@router.delete(
    f"{WAVE}/series",
    response={204: None, **WRITE},
    operation_id="stopPulseSeries",
    summary="Stop the waves",
)
def stop_series(request: HttpRequest, slug: Path[str], round_id: uuid.UUID) -> Status[None]:
    """Let no further wave come; the present one goes on. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.stop_series(member=member, round=kept, now=timezone.now())
    return Status(204, None)


@router.post(
    f"{WAVE}/turning-points",
    response={204: None, **WRITE},
    operation_id="setPulseTurningPoint",
    summary="Fix a date beforehand",
)
def set_turning_point(
    request: HttpRequest, slug: Path[str], round_id: uuid.UUID, asked: shapes.TurnIn
) -> Status[None]:
    """Say from which day on something is done differently: today or later. For facilitators."""
    member, kept = round_of(request, slug, round_id)
    actions.set_turning_point(member=member, round=kept, on=asked.on, words=asked.words, now=timezone.now())
    return Status(204, None)
