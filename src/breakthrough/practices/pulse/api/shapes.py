"""What the JSON door of Pulse takes and gives."""

import dataclasses
import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.urls import reverse
from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from breakthrough.practices.pulse.queries import Wave, WaveLine, Waves
from breakthrough.practices.pulse.rules import asking, plans, turning
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Mode, Plan, Rhythm
from breakthrough.rounds.api_shapes import ReadinessOut, StepOut
from breakthrough.web.api_shapes import Asked as Sent

PhaseName = Literal["draft", "joining", "open", "counting", "released", "held", "ended"]
KindName = Literal["full", "micro"]
RhythmName = Literal["once", "weekly", "four_weeks", "quarter"]


class PulsePlanIn(Sent):
    """How a Pulse is set up. `minutes` count in a room, `open_days` over days; `own` are further questions, never scored."""

    title: Annotated[str, Field(max_length=200)]
    kind: KindName = "full"
    mode: Literal["room", "days"] = "days"
    rhythm: RhythmName = "once"
    by_party: bool = True
    minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = plans.MINUTES[Kind.FULL]
    open_days: Annotated[int, Field(ge=1, le=plans.DAYS_LIMIT)] = plans.OPEN_DAYS[Kind.FULL]
    own: Annotated[
        list[Annotated[str, Field(max_length=asking.OWN_LENGTH)]], Field(max_length=asking.OWN_LIMIT)
    ] = []

    def to_plan(self) -> Plan:
        """Return the plan that the actions take."""
        return Plan(
            title=self.title,
            kind=Kind(self.kind),
            mode=Mode(self.mode),
            rhythm=Rhythm(self.rhythm),
            by_party=self.by_party,
            minutes=self.minutes,
            open_days=self.open_days,
            own=tuple(self.own),
        )


class PulsePlanOut(Schema):
    """How a Pulse is set up."""

    title: str
    kind: KindName
    mode: Literal["room", "days"]
    rhythm: RhythmName
    by_party: bool
    minutes: int
    open_days: int
    own: list[str]
    keep_days: int


class AskedOut(Schema):
    """A question in your language: `answers` stand for the codes 1, 2, …; `missing` for 0."""

    text: str
    answers: list[str]
    missing: str
    is_own: bool


class WaveOut(Schema):
    """A wave as you see it. `allowed` is what you may do now; `sealed` the wave at the ballot box."""

    id: uuid.UUID
    plan: PulsePlanOut
    phase: PhaseName
    is_closing: bool
    allowed: list[str]
    takes_part: bool
    sealed: uuid.UUID | None
    scope: str
    restarts: int
    readiness: ReadinessOut | None
    closes_at: datetime | None
    number: int
    is_recurring: bool
    by_party: bool
    root: str = Field(description="SHA-256 (hex) of what is asked, empty in draft.")
    steps: list[StepOut]
    asked: list[AskedOut]
    address: str


class WaveLineOut(Schema):
    """A wave in the list."""

    id: uuid.UUID
    title: str
    kind: KindName
    phase: PhaseName
    number: int
    closes_at: datetime | None


class TurnIn(Sent):
    """A date from which on something is done differently."""

    on: date
    words: Annotated[str, Field(max_length=turning.WORDS_LENGTH)]


class TurnOut(Schema):
    """A date that was fixed beforehand, with the numbers of the waves on either side.

    `standing`: whether a change across it can be told now, once the waves came that are lacking, or never.
    """

    id: int
    on: date
    words: str
    by: str
    before: list[int]
    after: list[int]
    standing: Literal["told", "waiting", "never"]
    lacking_before: int
    lacking_after: int


class PastWaveOut(Schema):
    """A wave of the series that has begun."""

    id: uuid.UUID
    number: int
    phase: PhaseName
    begun_at: datetime


class SeriesOut(Schema):
    """A series: `coming` is when the next waves begin; `end_reason` is empty while some do."""

    waves: list[PastWaveOut]
    coming: list[datetime]
    turns: list[TurnOut]
    end_reason: Literal["", "stopped", "unseen", "nobody_runs_it"]


class NextStepOut(Schema):
    """What to do next and why; `practice` is empty where none of those that would fit is installed."""

    title: str
    why: str
    how: str
    source: str
    is_guess: bool
    practice: str
    href: str


def wave_out(wave: Wave) -> dict[str, Any]:
    """Return a wave as JSON values."""
    plan = dataclasses.asdict(wave.plan)
    return {
        "id": wave.round.pk,
        "plan": {**plan, "own": list(wave.plan.own)},
        "phase": wave.phase.value,
        "is_closing": wave.is_closing,
        "allowed": sorted(act.value for act in wave.allowed),
        "takes_part": wave.takes_part,
        "sealed": wave.joining_id,
        "scope": "pulse",
        "restarts": wave.restarts,
        "readiness": {
            "have": wave.readiness.have,
            "eligible": wave.readiness.eligible,
            "lacking": list(wave.readiness.lacking),
        }
        if wave.readiness
        else None,
        "closes_at": wave.closes_at,
        "number": wave.number,
        "is_recurring": wave.is_recurring,
        "by_party": wave.by_party,
        "root": wave.root,
        "steps": [{"step": one.step.value, "at": one.at, "by": one.by} for one in wave.steps],
        "asked": [
            {
                "text": one.text if one.is_own else gettext(one.text),
                "answers": [gettext(answer) for answer in one.answers],
                "missing": gettext(one.missing),
                "is_own": one.is_own,
            }
            for one in wave.asked
        ],
        "address": reverse("pulse:show", args=[wave.round.collaboration.slug, wave.round.pk]),
    }


def line_out(line: WaveLine) -> dict[str, Any]:
    """Return a wave in the list as JSON values."""
    return {
        "id": line.round.pk,
        "title": line.round.title,
        "kind": line.kind.value,
        "phase": line.phase.value,
        "number": line.number,
        "closes_at": line.closes_at,
    }


def series_out(series: Waves, *, today: date) -> dict[str, Any]:
    """Return a series as JSON values."""
    return {
        "waves": [
            {"id": one.round_id, "number": one.number, "phase": one.phase.value, "begun_at": one.begun_at}
            for one in series.waves
        ],
        "coming": list(series.coming),
        "turns": [
            {
                "id": one.id,
                "on": one.on,
                "words": one.words,
                "by": one.by,
                "before": list(one.sides.before),
                "after": list(one.sides.after),
                "standing": turning.standing_of(one.sides, one.on, today=today).value,
                "lacking_before": one.sides.lacking_before,
                "lacking_after": one.sides.lacking_after,
            }
            for one in series.turns
        ],
        "end_reason": series.end_reason,
    }
