"""What the JSON door of Straight talk takes and gives."""

import dataclasses
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.urls import reverse
from ninja import Schema
from pydantic import AwareDatetime, Field

from breakthrough.practices.voice.queries import Presenter, Results, Said, Talk, Unanswered
from breakthrough.practices.voice.rules import plans, words
from breakthrough.practices.voice.rules.phases import Phase
from breakthrough.practices.voice.rules.plans import Mode, Plan
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.rounds.api_shapes import ReadinessOut, StepOut
from breakthrough.web.api_shapes import Asked

PhaseName = Literal[
    "draft",
    "joining",
    "writing",
    "gathering",
    "statements",
    "voting",
    "counting",
    "released",
    "held",
    "ended",
]
KindName = Literal["reservation", "change", "promise", "other"]
Text = Annotated[str, Field(max_length=4_000)]


class TemplateOut(Schema):
    """A common moment: `title` and `question` are a proposal."""

    key: str
    name: str
    title: str
    question: str


class TalkPlanIn(Asked):
    """How a round is set up. `room`: the minutes count; `days`: the times do. `left_out` are members who do not take part."""

    title: Annotated[str, Field(max_length=200)]
    question: Text
    template: Annotated[str, Field(max_length=20)] = "own"
    mode: Literal["room", "days"] = "room"
    by_party: bool = False
    quota: Annotated[int, Field(ge=1, le=plans.QUOTA_LIMIT)] = 1
    writing_minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = plans.WRITING_MINUTES
    voting_minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = plans.VOTING_MINUTES
    opens_at: AwareDatetime | None = None
    writing_closes_at: AwareDatetime | None = None
    voting_closes_at: AwareDatetime | None = None
    keep_days: Annotated[int, Field(ge=1, le=plans.KEEP_DAYS_LIMIT)] = plans.KEEP_DAYS
    left_out: Annotated[list[uuid.UUID], Field(max_length=2_000)] = []

    def to_plan(self) -> Plan:
        """Return the plan that the actions take."""
        given = self.model_dump(exclude={"left_out", "mode"})
        return Plan(**given, mode=Mode(self.mode))


class TalkPlanOut(Schema):
    """How a round is set up."""

    title: str
    question: str
    template: str
    mode: Literal["room", "days"]
    by_party: bool
    quota: int
    writing_minutes: int
    voting_minutes: int
    opens_at: datetime | None
    writing_closes_at: datetime | None
    voting_closes_at: datetime | None
    keep_days: int


class PersonOut(Schema):
    """Somebody who takes part."""

    id: uuid.UUID
    name: str
    party: str


class TalkOut(Schema):
    """A round of Straight talk as you see it. `allowed` is what you may do now; `sealed` the round at the ballot box."""

    id: uuid.UUID
    plan: TalkPlanOut
    phase: PhaseName
    is_closing: bool
    allowed: list[str]
    takes_part: bool
    sealed: uuid.UUID | None
    scope: str | None
    restarts: int
    readiness: ReadinessOut | None
    closes_at: datetime | None
    taking_part: list[PersonOut]
    left_out: list[PersonOut]
    own_opening: str
    opened_by: list[str]
    waiting_leaders: list[str]
    seed_count: int
    statement_count: int
    hidden_count: int
    ask_many: int
    root: str = Field(description="SHA-256 (hex) of the frozen statements, empty before.")
    steps: list[StepOut]
    address: str


class TalkLineOut(Schema):
    """A round in the list; `phase` is None for imported votes."""

    id: uuid.UUID
    title: str
    phase: PhaseName | None
    closes_at: datetime | None


class SeedsIn(Asked):
    """Seed statements in their order; an empty list takes all away."""

    texts: Annotated[
        list[Annotated[str, Field(max_length=words.STATEMENT_LENGTH * 4)]], Field(max_length=1_000)
    ]


class FaultOut(Schema):
    """What does not fit in one line of a file."""

    line: int
    code: str
    words: str


class SeedsOut(Schema):
    """How many seed statements there are (with `dry_run`: would be), and what does not fit."""

    count: int
    faults: list[FaultOut]


class TextIn(Asked):
    """A text."""

    text: Text


class ReasonIn(Asked):
    """Why a statement is hidden; everybody can read it in the journal."""

    reason: Text


class OutcomeIn(Asked):
    """What came of a statement."""

    kind: KindName
    title: Text
    address: Text = ""


class AnswerOut(Schema):
    """A reply by name."""

    id: int
    by: str
    leads: bool
    is_own: bool
    text: str
    at: datetime


class OutcomeOut(Schema):
    """What came of a statement."""

    id: int
    kind: KindName
    title: str
    address: str
    by: str
    at: datetime


class SaidOut(Schema):
    """A released statement. `seal` is how its author's device knows it; a hidden one has no text."""

    number: int
    text: str
    source: Literal["sealed", "opening", "seed"]
    by: str
    seal: str
    is_hidden: bool
    hidden_by: str
    hidden_reason: str
    revised: str
    is_withdrawn: bool
    is_flagged: bool
    answers: list[AnswerOut]
    outcomes: list[OutcomeOut]


class UnansweredOut(Schema):
    """A statement of a finished round that nobody has answered yet."""

    round: uuid.UUID
    number: int
    text: str


class ResultsOut(Schema):
    """Which readings there are; `is_held`: too few answered to show anything."""

    opinion: uuid.UUID | None
    unsaid: uuid.UUID | None
    is_held: bool


class PresenterOut(Schema):
    """What stands on the wall."""

    title: str
    question: str
    phase: PhaseName
    is_closing: bool
    readiness: ReadinessOut | None
    closes_at: datetime | None
    statements: list[SaidOut]
    results: ResultsOut


def talk_out(talk: Talk) -> dict[str, Any]:
    """Return a talk as JSON values."""
    return {
        "id": talk.round.pk,
        "plan": {**dataclasses.asdict(talk.plan), "mode": talk.plan.mode.value},
        "phase": talk.phase.value,
        "is_closing": talk.is_closing,
        "allowed": sorted(act.value for act in talk.allowed),
        "takes_part": talk.takes_part,
        "sealed": talk.joining_id,
        "scope": talk.scope,
        "restarts": talk.restarts,
        "readiness": dataclasses.asdict(talk.readiness) if talk.readiness else None,
        "closes_at": talk.closes_at,
        "taking_part": [
            {"id": one.pk, "name": str(one.person), "party": one.party.name} for one in talk.taking_part
        ],
        "left_out": [
            {"id": one.pk, "name": str(one.person), "party": one.party.name} for one in talk.left_out
        ],
        "own_opening": talk.own_opening,
        "opened_by": list(talk.opened_by),
        "waiting_leaders": list(talk.waiting_leaders),
        "seed_count": talk.counts.seeds,
        "statement_count": talk.counts.statements,
        "hidden_count": talk.counts.hidden,
        "ask_many": talk.counts.ask_many,
        "root": talk.root,
        "steps": [{"step": one.step.value, "at": one.at, "by": one.by} for one in talk.steps],
        "address": reverse("voice:show", args=[talk.round.collaboration.slug, talk.round.pk]),
    }


def said_out(said: Sequence[Said]) -> list[dict[str, Any]]:
    """Return statements as JSON values."""
    return [{**dataclasses.asdict(one), "source": one.source.value} for one in said]


def results_out(results: Results) -> dict[str, Any]:
    """Return which readings there are."""
    return {
        "opinion": results.opinion.pk if results.opinion else None,
        "unsaid": results.unsaid.pk if results.unsaid else None,
        "is_held": results.is_held,
    }


def presenter_out(presenter: Presenter) -> dict[str, Any]:
    """Return what stands on the wall as JSON values."""
    return {
        "title": presenter.title,
        "question": presenter.question,
        "phase": presenter.phase.value,
        "is_closing": presenter.is_closing,
        "readiness": dataclasses.asdict(presenter.readiness) if presenter.readiness else None,
        "closes_at": presenter.closes_at,
        "statements": said_out(presenter.statements),
        "results": results_out(presenter.results),
    }


def unanswered_out(found: Sequence[Unanswered]) -> list[dict[str, Any]]:
    """Return what waits for an answer as JSON values."""
    return [{"round": one.round.pk, "number": one.number, "text": one.text} for one in found]


def phase_out(phase: Phase | None) -> str | None:
    """Return a phase's name."""
    return phase.value if phase else None


def kind_of(name: KindName) -> Kind:
    """Return the kind that a program named."""
    return Kind(name)
