"""A series of waves: its calendar, the dates on which something is done differently, which results were looked at."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from breakthrough.collaborations.models import Member
from breakthrough.practices.pulse.models import Series, SeriesEnd, Setup, StepRecord, TurningPoint
from breakthrough.practices.pulse.queries.rounds import get_round
from breakthrough.practices.pulse.rules import plans, waves
from breakthrough.practices.pulse.rules.turning import Dated, Sides, sides
from breakthrough.rounds import phases
from breakthrough.rounds.phases import Phase, Step


@dataclass(frozen=True, slots=True)
class PastWave:
    """A wave of the series that has begun."""

    round_id: uuid.UUID
    number: int
    phase: Phase
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class Turn:
    """A date that was fixed beforehand, and how many waves lie on either side."""

    id: int
    on: date
    words: str
    by: str
    sides: Sides


@dataclass(frozen=True, slots=True)
class Waves:
    """A series for its page. `coming` is when the next waves begin, empty once it has ended; `end_reason` says why, else empty."""

    waves: tuple[PastWave, ...]
    coming: tuple[datetime, ...]
    turns: tuple[Turn, ...]
    end_reason: str


def waves_of(member: Member, round_id: uuid.UUID) -> Waves | None:
    """Return the series that a round belongs to, or None: without rounds the member may not see."""
    setup = Setup.objects.select_related("series").filter(round=get_round(member, round_id)).first()
    if setup is None or setup.series is None:
        return None
    series = setup.series
    dated = list_dated(series)
    end = SeriesEnd.objects.filter(series=series).first()
    span = plans.SPANS[plans.Rhythm(series.rhythm)]
    return Waves(
        waves=tuple(one for one in _list_past(series) if _may_see(member, one)),
        coming=() if end is not None or span is None else waves.calendar(series.next_at, span=span),
        turns=tuple(
            Turn(one.pk, one.on, one.words, str(one.by.person) if one.by else "", sides(dated, one.on))
            for one in TurningPoint.objects.filter(series=series).select_related("by__person")
        ),
        end_reason=end.reason if end else "",
    )


def list_dated(series: Series) -> list[Dated]:
    """Return the released waves with when they were open, in their order."""
    found: dict[int, dict[str, date]] = {}
    records = StepRecord.objects.filter(setup__series=series, step__in=["opened", "closed", "released"])
    for number, step, at in records.values_list("setup__number", "step", "at"):
        found.setdefault(number, {})[step] = at.date()
    return [
        Dated(number, on["opened"], on["closed"])
        for number, on in sorted(found.items())
        if {"opened", "closed", "released"} <= set(on)
    ]


def list_looked(series: Series) -> list[bool]:
    """Return for each wave that is over whether anybody looked at what came out, in their order."""
    over = Setup.objects.filter(series=series, steps__step__in=["released", "held"]).distinct()
    return [look is not None for look in over.order_by("number").values_list("look", flat=True)]


def find_running(series_id: int) -> Series | None:
    """Return a series that has not ended, for jobs."""
    return (
        Series.objects.select_related("collaboration", "begun_by")
        .filter(pk=series_id, end__isnull=True)
        .first()
    )


def _list_past(series: Series) -> list[PastWave]:
    setups = Setup.objects.filter(series=series).select_related("round").prefetch_related("steps")
    return [
        PastWave(
            one.round_id,
            one.number,
            phases.phase_of({Step(record.step) for record in one.steps.all()}),
            one.round.made_at,
        )
        for one in setups.order_by("number")
    ]


def _may_see(member: Member, one: PastWave) -> bool:
    return member.role != "observer" or one.phase in phases.OVER
