"""What the JSON door of Mirror takes and gives."""

import dataclasses
import uuid
from datetime import datetime
from typing import Annotated, Any, Literal

from django.urls import reverse
from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from breakthrough.measures.mirror import questions
from breakthrough.measures.opinion import encoding
from breakthrough.practices.mirror.queries import SCOPE, Mirror, MirrorLine, Result
from breakthrough.practices.mirror.rules import asking, plans, showing
from breakthrough.practices.mirror.rules.plans import Mode, Plan
from breakthrough.rounds.api_shapes import ReadinessOut, StepOut
from breakthrough.web.api_shapes import Asked as Sent

PhaseName = Literal["draft", "joining", "open", "counting", "released", "held", "ended"]
FacetName = Literal["openness", "challenge", "failing", "relations"]
Code = Annotated[int, Field(strict=True, ge=0, le=len(asking.ANSWERS))]
Codes = Annotated[
    list[Code],
    Field(
        min_length=asking.COUNT,
        max_length=asking.COUNT,
        description="One code for each sentence: 1 (never) to 7 (always), 0 for not seen or cannot say.",
    ),
]


class MirrorPlanIn(Sent):
    """How a Mirror is set up. `minutes` count in a room, `open_days` over days."""

    title: Annotated[str, Field(max_length=200)]
    mode: Literal["room", "days"] = "days"
    minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = 5
    open_days: Annotated[int, Field(ge=1, le=plans.DAYS_LIMIT)] = 5

    def to_plan(self) -> Plan:
        """Return the plan that the actions take."""
        return Plan(title=self.title, mode=Mode(self.mode), minutes=self.minutes, open_days=self.open_days)


class MirrorPlanOut(Schema):
    """How a Mirror is set up."""

    title: str
    mode: Literal["room", "days"]
    minutes: int
    open_days: int
    keep_days: int


class MirrorOwnViewIn(Sent):
    """What the leader says first; both are needed before people join. One of the two sentences of each facet at least."""

    own: Codes
    predicted: Codes


class MirrorSentenceOut(Schema):
    """A sentence in your language: it goes on from "This person…"; `answers` stand for the codes 1 to 7, `missing` for 0."""

    text: str
    facet: FacetName
    answers: list[str]
    missing: str


class MirrorOut(Schema):
    """A mirror as you see it. `own` and `predicted` are what you said first if it is yours, else empty.

    `allowed` is what you may do now; `sealed` the mirror at the ballot box.
    """

    id: uuid.UUID
    plan: MirrorPlanOut
    leader: str = Field(
        description="Whose mirror it is; empty once their account is erased, and for observers."
    )
    is_own: bool
    own: list[int]
    predicted: list[int]
    phase: PhaseName
    is_closing: bool
    allowed: list[str]
    takes_part: bool
    sealed: uuid.UUID | None
    scope: str
    restarts: int
    readiness: ReadinessOut | None
    closes_at: datetime | None
    root: str = Field(description="SHA-256 (hex) of what is asked, empty in draft.")
    steps: list[StepOut]
    asked: list[MirrorSentenceOut]
    address: str


class MirrorLineOut(Schema):
    """A mirror in the list."""

    id: uuid.UUID
    title: str
    leader: str
    is_own: bool
    phase: PhaseName
    closes_at: datetime | None


class MirrorEstimateOut(Schema):
    """A number and its interval."""

    value: float
    low: float
    high: float


class MirrorGapOut(Schema):
    """A difference to the others' mean. `is_clear` is false where we cannot tell, null where there is none; `reason` says why."""

    difference: MirrorEstimateOut | None
    is_clear: bool | None
    reason: str | None


class MirrorFacetOut(Schema):
    """One facet on seven points: own view, expectation, mean of the others."""

    facet: FacetName
    status: Literal["shown", "withheld"]
    reason: str | None
    own: MirrorEstimateOut | None
    predicted: MirrorEstimateOut | None
    others: MirrorEstimateOut | None
    n_band: str | None
    blind_spot: MirrorGapOut
    reading_the_room: MirrorGapOut


class MirrorResultOut(Schema):
    """What you may see of the result.

    To the leader: every facet with numbers, and `status` and `reason` of the whole. To those who take part: the facets that were shown,
    and the pledge. `shown` lists what those who take part see.
    """

    method: str
    at: datetime | None
    status: Literal["shown", "withheld"] | None
    reason: str | None
    facets: list[MirrorFacetOut]
    shown: list[FacetName]
    pledge: str


class MirrorShowingIn(Sent):
    """Facets of the result to show to those who take part. It is not taken back."""

    facets: Annotated[list[FacetName], Field(min_length=1, max_length=len(questions.FACETS))]


class MirrorPledgeIn(Sent):
    """What you will do differently."""

    words: Annotated[str, Field(max_length=showing.PLEDGE_LENGTH)]


def mirror_out(mirror: Mirror) -> dict[str, Any]:
    """Return a mirror as JSON values."""
    answers = [gettext(one) for one in asking.ANSWERS]
    return {
        "id": mirror.round.pk,
        "plan": dataclasses.asdict(mirror.plan),
        "leader": mirror.leader,
        "is_own": mirror.is_own,
        "own": list(mirror.own),
        "predicted": list(mirror.predicted),
        "phase": mirror.phase.value,
        "is_closing": mirror.is_closing,
        "allowed": sorted(act.value for act in mirror.allowed),
        "takes_part": mirror.takes_part,
        "sealed": mirror.joining_id,
        "scope": SCOPE,
        "restarts": mirror.restarts,
        "readiness": {
            "have": mirror.readiness.have,
            "eligible": mirror.readiness.eligible,
            "lacking": list(mirror.readiness.lacking),
        }
        if mirror.readiness
        else None,
        "closes_at": mirror.closes_at,
        "root": mirror.root,
        "steps": [{"step": one.step.value, "at": one.at, "by": one.by} for one in mirror.steps],
        "asked": [
            {
                "text": gettext(one.text),
                "facet": one.facet,
                "answers": answers,
                "missing": gettext(asking.NOT_SEEN),
            }
            for one in questions.QUESTIONS
        ],
        "address": reverse("mirror:show", args=[mirror.round.collaboration.slug, mirror.round.pk]),
    }


def line_out(line: MirrorLine) -> dict[str, Any]:
    """Return a mirror in the list as JSON values."""
    return {
        "id": line.round.pk,
        "title": line.round.title,
        "leader": line.leader,
        "is_own": line.is_own,
        "phase": line.phase.value,
        "closes_at": line.closes_at,
    }


def result_out(result: Result) -> dict[str, Any]:
    """Return what the one who asks may see of a result as JSON values."""
    return {
        "method": result.method,
        "at": result.at,
        "status": result.reading.status if result.reading else None,
        "reason": result.reading.reason if result.reading else None,
        "facets": [encoding.to_json(one) for one in result.facets],
        "shown": list(result.shown),
        "pledge": result.pledge,
    }
