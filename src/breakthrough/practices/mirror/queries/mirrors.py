"""One mirror as one member sees it: where it stands, and what they may do. What the leader said first is only there for them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.queries import Readiness
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.mirror.models import Setup, StepRecord
from breakthrough.practices.mirror.queries.rounds import get_round, list_rounds
from breakthrough.practices.mirror.rules import plans, standing
from breakthrough.practices.mirror.rules.standing import Act
from breakthrough.rounds import phases
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Phase, Step
from breakthrough.rounds.sealed import list_roster
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_NUMBER


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step the mirror took, when, and by whom (empty: by the clock or the ballot box)."""

    step: Step
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """One mirror, for one member.

    `leader` is the name of the one who looks into it, empty once erased and for observers; `is_own` says that this is the member who asks. `own` and
    `predicted` are what the leader said first: empty for everybody else. `allowed` holds what the member may do now; `may` is the same
    by name, for templates. `closes_at` is when joining or answering ends, None if nobody set it.
    """

    round: Round
    plan: plans.Plan
    leader: str
    is_own: bool
    own: tuple[int, ...]
    predicted: tuple[int, ...]
    phase: Phase
    is_closing: bool
    allowed: frozenset[Act]
    takes_part: bool
    joining_id: uuid.UUID | None
    restarts: int
    readiness: Readiness | None
    closes_at: datetime | None
    taking_part: tuple[Member, ...]
    root: str
    steps: tuple[StepTaken, ...]

    @property
    def may(self) -> dict[str, bool]:
        """What the member may do now, by name: `mirror.may.open`."""
        return {act.value: act in self.allowed for act in Act}

    @property
    def is_ready(self) -> bool:
        """Whether the leader has said how they see themselves and what they expect."""
        return bool(self.own and self.predicted)

    @property
    def facts(self) -> standing.Facts:
        """Where the member stands, for the rules."""
        return standing.Facts(self.is_own, self.takes_part, self.phase, self.is_closing)


@dataclass(frozen=True, slots=True)
class MirrorLine:
    """A mirror in a list."""

    round: Round
    leader: str
    is_own: bool
    phase: Phase
    closes_at: datetime | None


def _steps() -> QuerySet[StepRecord]:
    return StepRecord.objects.filter(setup=A_NUMBER).select_related("by__person").order_by("at", "id")


def get_mirror(member: Member, round_id: uuid.UUID) -> Mirror:
    """Return a mirror for the member, or a 404 Problem."""
    kept = get_round(member, round_id)
    setup = Setup.objects.select_related("leader__person").filter(round=kept).first()
    if setup is None:
        raise problems.not_found()
    records = made_once.find_all(_steps, {A_NUMBER: setup.pk})
    people = tuple(list_roster(setup)) if setup.joining_id else tuple(list_taking_part(setup))
    facts = _facts(setup, member, {Step(one.step) for one in records}, people)
    is_joining = facts.phase is Phase.JOINING and setup.joining_id is not None
    return Mirror(
        round=kept,
        plan=plan_of(setup, kept),
        leader=_leader_name(member, setup),
        is_own=facts.is_own,
        own=tuple(setup.own) if facts.is_own else (),
        predicted=tuple(setup.predicted) if facts.is_own else (),
        phase=facts.phase,
        is_closing=facts.is_closing,
        allowed=standing.list_allowed(facts),
        takes_part=facts.takes_part,
        joining_id=setup.joining_id,
        restarts=setup.restarts,
        readiness=ballot_queries.readiness(setup.joining_id) if is_joining and setup.joining_id else None,
        closes_at=_closes_at(setup, facts.phase),
        taking_part=people,
        root=setup.root,
        steps=tuple(
            StepTaken(Step(one.step), one.at, str(one.by.person) if one.by and not member.observes else "")
            for one in records
        ),
    )


def list_mirrors(member: Member) -> list[MirrorLine]:
    """Return the mirrors that the member may see, newest first: three queries."""
    rounds = list_rounds(member)
    found = Setup.objects.filter(round__in=rounds).select_related("leader__person").prefetch_related("steps")
    setups = {one.round_id: one for one in found}
    return [_line(member, one, setups[one.pk]) for one in rounds if one.pk in setups]


def list_own(member: Member) -> list[Setup]:
    """Return the member's own mirrors, oldest first, for their own record."""
    found = Setup.objects.filter(leader=member).select_related("round", "reflection", "pledge")
    return list(found.order_by("round__made_at"))


def plan_of(setup: Setup, kept: Round) -> plans.Plan:
    """Return the plan that a set-up holds."""
    return plans.Plan(
        title=kept.title,
        mode=plans.Mode(setup.mode),
        minutes=setup.minutes,
        open_days=setup.open_days,
        keep_days=setup.keep_days,
    )


def steps_of(setup: Setup) -> set[Step]:
    """Return the steps a mirror has taken."""
    return {Step(one) for one in StepRecord.objects.filter(setup=setup).values_list("step", flat=True)}


def list_taking_part(setup: Setup) -> list[Member]:
    """Return who would be asked if the mirror were prepared now: all present members but observers and the leader."""
    present = Member.objects.filter(
        collaboration_id=setup.round.collaboration_id, departure__isnull=True
    ).exclude(role=Role.OBSERVER.value)
    found = present.select_related("person", "party").order_by("party__position", "joined_at", "id")
    return [one for one in found if one.pk != setup.leader_id]


def facts_of(setup: Setup, member: Member) -> standing.Facts:
    """Return where the member stands, for the rules."""
    people = list_roster(setup) if setup.joining_id else list_taking_part(setup)
    return _facts(setup, member, steps_of(setup), people)


def _leader_name(member: Member, setup: Setup) -> str:
    """Observers see what is released and nobody of the space; a mirror releases nothing to them, whose it is included."""
    return str(setup.leader.person) if setup.leader and not member.observes else ""


def _facts(setup: Setup, member: Member, taken: set[Step], people: Sequence[Member]) -> standing.Facts:
    return standing.Facts(
        is_own=setup.leader_id == member.pk,
        takes_part=any(one.pk == member.pk for one in people),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )


def _closes_at(setup: Setup, phase: Phase) -> datetime | None:
    if phase is Phase.JOINING:
        return setup.opens_at
    return setup.closes_at if phase is Phase.OPEN else None


def _line(member: Member, one: Round, setup: Setup) -> MirrorLine:
    phase = phases.phase_of({Step(record.step) for record in setup.steps.all()})
    return MirrorLine(
        one, _leader_name(member, setup), setup.leader_id == member.pk, phase, _closes_at(setup, phase)
    )
