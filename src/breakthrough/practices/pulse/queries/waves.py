"""One wave as one member sees it: where it stands, and what they may do."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.queries import Readiness
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.pulse.models import Setup, StepRecord
from breakthrough.practices.pulse.queries.rounds import get_round, list_rounds
from breakthrough.practices.pulse.rules import plans, standing
from breakthrough.practices.pulse.rules.asking import Asked, Kind, list_asked
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.rounds import phases
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Phase, Step
from breakthrough.rounds.sealed import list_roster
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_NUMBER


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step the wave took, when, and by whom (empty: by the clock or the ballot box)."""

    step: Step
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Wave:
    """One wave, for one member.

    `allowed` holds what the member may do now; `may` is the same by name, for templates. `closes_at` is when joining or answering
    ends, None if nobody set it. `number` counts the waves of a series from 1; `is_recurring` says whether it belongs to one.
    """

    round: Round
    plan: plans.Plan
    phase: Phase
    is_closing: bool
    allowed: frozenset[Act]
    takes_part: bool
    joining_id: uuid.UUID | None
    restarts: int
    readiness: Readiness | None
    closes_at: datetime | None
    taking_part: tuple[Member, ...]
    number: int
    is_recurring: bool
    by_party: bool
    root: str
    steps: tuple[StepTaken, ...]

    @property
    def may(self) -> dict[str, bool]:
        """What the member may do now, by name: `wave.may.open`."""
        return {act.value: act in self.allowed for act in Act}

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What people are asked."""
        return list_asked(self.plan.kind, self.plan.own)


@dataclass(frozen=True, slots=True)
class WaveLine:
    """A wave in a list."""

    round: Round
    kind: Kind
    phase: Phase
    number: int
    is_recurring: bool
    closes_at: datetime | None


def _steps() -> QuerySet[StepRecord]:
    return StepRecord.objects.filter(setup=A_NUMBER).select_related("by__person").order_by("at", "id")


def get_wave(member: Member, round_id: uuid.UUID) -> Wave:
    """Return a wave for the member, or a 404 Problem."""
    kept = get_round(member, round_id)
    setup = Setup.objects.filter(round=kept).first()
    if setup is None:
        raise problems.not_found()
    records = made_once.find_all(_steps, {A_NUMBER: setup.pk})
    taken = {Step(one.step) for one in records}
    people = tuple(list_roster(setup)) if setup.joining_id else tuple(list_taking_part(setup))
    facts = standing.Facts(
        role=Role(member.role),
        takes_part=any(one.pk == member.pk for one in people),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )
    is_joining = facts.phase is Phase.JOINING and setup.joining_id is not None
    return Wave(
        round=kept,
        plan=plan_of(setup, kept),
        phase=facts.phase,
        is_closing=facts.is_closing,
        allowed=standing.list_allowed(facts),
        takes_part=facts.takes_part,
        joining_id=setup.joining_id,
        restarts=setup.restarts,
        readiness=ballot_queries.readiness(setup.joining_id) if is_joining and setup.joining_id else None,
        closes_at=_closes_at(setup, facts.phase),
        taking_part=people,
        number=setup.number,
        is_recurring=setup.series_id is not None,
        by_party=_goes_by_party(setup, people),
        root=setup.root,
        steps=tuple(
            StepTaken(Step(one.step), one.at, str(one.by.person) if one.by else "") for one in records
        ),
    )


def list_waves(member: Member) -> list[WaveLine]:
    """Return the waves that the member may see, newest first: three queries."""
    rounds = list_rounds(member)
    setups = {one.round_id: one for one in Setup.objects.filter(round__in=rounds).prefetch_related("steps")}
    return [_line(one, setups[one.pk]) for one in rounds if one.pk in setups]


def plan_of(setup: Setup, kept: Round) -> plans.Plan:
    """Return the plan that a set-up holds."""
    return plans.Plan(
        title=kept.title,
        kind=Kind(setup.kind),
        mode=plans.Mode(setup.mode),
        rhythm=plans.Rhythm(setup.rhythm),
        by_party=setup.wishes_parties,
        minutes=setup.minutes,
        open_days=setup.open_days,
        own=tuple(setup.own),
        keep_days=setup.keep_days,
    )


def steps_of(setup: Setup) -> set[Step]:
    """Return the steps a wave has taken."""
    return {Step(one) for one in StepRecord.objects.filter(setup=setup).values_list("step", flat=True)}


def list_taking_part(setup: Setup) -> list[Member]:
    """Return who would take part if the wave were prepared now: all present members but observers."""
    present = Member.objects.filter(
        collaboration_id=setup.round.collaboration_id, departure__isnull=True
    ).exclude(role=Role.OBSERVER.value)
    return list(present.select_related("person", "party").order_by("party__position", "joined_at", "id"))


def facts_of(setup: Setup, member: Member) -> standing.Facts:
    """Return where the member stands, for the rules."""
    taken = steps_of(setup)
    people = list_roster(setup) if setup.joining_id else list_taking_part(setup)
    return standing.Facts(
        role=Role(member.role),
        takes_part=any(one.pk == member.pk for one in people),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )


def _goes_by_party(setup: Setup, people: tuple[Member, ...]) -> bool:
    if setup.joining_id is not None or not setup.wishes_parties:
        return setup.by_party
    return ballot_queries.may_be_by_party(people)


def _closes_at(setup: Setup, phase: Phase) -> datetime | None:
    if phase is Phase.JOINING:
        return setup.opens_at
    return setup.closes_at if phase is Phase.OPEN else None


def _line(one: Round, setup: Setup) -> WaveLine:
    phase = phases.phase_of({Step(record.step) for record in setup.steps.all()})
    return WaveLine(
        one, Kind(setup.kind), phase, setup.number, setup.series_id is not None, _closes_at(setup, phase)
    )
