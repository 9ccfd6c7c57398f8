"""A round of Straight talk as one member sees it: where it stands, what they may do, which counts may be shown."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils.functional import SimpleLazyObject

from breakthrough.ballots.models import Place
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice.models import (
    Hiding,
    LeftOut,
    OpeningStatement,
    Seed,
    Setup,
    Statement,
    StepRecord,
)
from breakthrough.practices.voice.queries import sealing
from breakthrough.practices.voice.queries.rounds import get_round, list_rounds
from breakthrough.practices.voice.queries.sealing import Readiness
from breakthrough.practices.voice.rules import phases, plans, routing, standing
from breakthrough.practices.voice.rules.phases import Phase, Step
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.rounds.models import Round
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_NUMBER, AN_ID, OTHER_ID

WRITING, VOTING = "voice", "votes/1"
"""The two scopes of a round: what its texts and its votes are sealed under."""


@dataclass(frozen=True, slots=True)
class StepTaken:
    """A step the round took, when, and by whom (empty: by the clock or the ballot box)."""

    step: Step
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are of what belongs to a round."""

    people: int
    seeds: int
    statements: int
    hidden: int

    @property
    def ask_many(self) -> int:
        """On how many statements each person is also asked how many agree."""
        return routing.ask_many_count(self.people, self.statements)


@dataclass(frozen=True, slots=True)
class Talk:
    """A round of Straight talk, for one member.

    `allowed` holds what the member may do now; `may` is the same by name, for templates. `scope` is the label of what is
    open or closing in the ballot box, None otherwise; `closes_at` when the present phase ends, None if nobody set it.
    People and `counts` are fetched when they are looked at: most pages need neither.
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
    left_out: tuple[Member, ...]
    own_opening: str
    opened_by: tuple[str, ...]
    waiting_leaders: tuple[str, ...]
    counts: Counts
    root: str
    steps: tuple[StepTaken, ...]

    @property
    def may(self) -> dict[str, bool]:
        """What the member may do now, by name: `talk.may.open_writing`."""
        return {act.value: act in self.allowed for act in Act}

    @property
    def scope(self) -> str | None:
        """The label of the scope that is at work in this phase."""
        return {
            Phase.JOINING: WRITING,
            Phase.WRITING: WRITING,
            Phase.GATHERING: WRITING,
            Phase.STATEMENTS: VOTING,
            Phase.VOTING: VOTING,
            Phase.COUNTING: VOTING,
        }.get(self.phase)


@dataclass(frozen=True, slots=True)
class TalkLine:
    """A round in a list. `phase` is None for imported votes."""

    round: Round
    phase: Phase | None
    closes_at: datetime | None


def get_talk(member: Member, round_id: uuid.UUID) -> Talk:
    """Return a round of Straight talk for the member, or a 404 Problem (also for a round of imported votes)."""
    found = find_talk(member, get_round(member, round_id))
    if found is None:
        raise problems.not_found()
    return found


def _setup() -> QuerySet[Setup]:
    own = OpeningStatement.objects.filter(setup=OuterRef("pk"), member=OTHER_ID)
    return Setup.objects.filter(round=AN_ID).annotate(
        own_opening=Subquery(own.values("text")[:1]),
        has_seat=Exists(Place.objects.filter(joining=OuterRef("joining_id"), member=OTHER_ID)),
    )


def _steps() -> QuerySet[StepRecord]:
    return StepRecord.objects.filter(setup=A_NUMBER).select_related("by__person").order_by("at", "id")


def find_talk(member: Member, kept: Round) -> Talk | None:
    """Return a round (got through `get_round`) as the member sees it, None for a round of imported votes: two queries.

    In draft a third one finds who could take part, while people join one finds who has their seal.
    """
    setup = made_once.find(_setup, {AN_ID: kept.pk, OTHER_ID: member.pk})
    if setup is None:
        return None
    records = made_once.find_all(_steps, {A_NUMBER: setup.pk})
    taken = {Step(one.step) for one in records}
    phase, closing = phases.phase_of(taken), phases.is_closing(taken)
    brought: dict[str, Any] = vars(setup)  # with what `_setup` annotates
    seat = brought["has_seat"] if setup.joining_id else _has_seat(setup, member)
    facts = standing.Facts(
        role=Role(member.role), leads=member.leads, takes_part=seat, phase=phase, is_closing=closing
    )
    return Talk(
        round=kept,
        plan=plan_of(setup, kept),
        phase=phase,
        is_closing=closing,
        allowed=standing.list_allowed(facts),
        takes_part=seat,
        joining_id=setup.joining_id,
        restarts=setup.restarts,
        readiness=sealing.find_readiness(setup) if phase is Phase.JOINING else None,
        closes_at=_closes_at(setup, phase),
        taking_part=cast("tuple[Member, ...]", SimpleLazyObject(lambda: _people_of(setup))),
        left_out=cast("tuple[Member, ...]", SimpleLazyObject(lambda: _left_out_of(setup))),
        own_opening=brought["own_opening"] or "",
        opened_by=cast("tuple[str, ...]", SimpleLazyObject(lambda: _opened_by(setup))),
        waiting_leaders=cast("tuple[str, ...]", SimpleLazyObject(lambda: _waiting_leaders(setup))),
        counts=cast("Counts", SimpleLazyObject(lambda: _counts_of(setup))),
        root=setup.root,
        steps=tuple(
            StepTaken(Step(one.step), one.at, str(one.by.person) if one.by else "") for one in records
        ),
    )


def list_talks(member: Member) -> list[TalkLine]:
    """Return the rounds of Voice that the member may see, newest first, with where each stands: three queries."""
    rounds = list_rounds(member)
    setups = {one.round_id: one for one in Setup.objects.filter(round__in=rounds).prefetch_related("steps")}
    return [_line(one, setups.get(one.pk)) for one in rounds]


def plan_of(setup: Setup, kept: Round) -> plans.Plan:
    """Return the plan that a set-up holds."""
    return plans.Plan(
        title=kept.title,
        question=kept.question,
        template=setup.template,
        mode=plans.Mode(setup.mode),
        by_party=setup.by_party,
        quota=setup.quota,
        writing_minutes=setup.writing_minutes,
        voting_minutes=setup.voting_minutes,
        opens_at=setup.opens_at,
        writing_closes_at=setup.writing_closes_at,
        voting_closes_at=setup.voting_closes_at,
        keep_days=setup.keep_days,
    )


def steps_of(setup: Setup) -> set[Step]:
    """Return the steps a round has taken."""
    return {Step(one) for one in StepRecord.objects.filter(setup=setup).values_list("step", flat=True)}


def list_taking_part(setup: Setup) -> list[Member]:
    """Return who would take part if the round were prepared now: all members but observers and those left out."""
    away = LeftOut.objects.filter(setup=setup).values("member")
    return list(
        Member.objects.filter(collaboration_id=setup.round.collaboration_id, departure__isnull=True)
        .exclude(role=Role.OBSERVER.value)
        .exclude(pk__in=away)
        .select_related("person", "party")
        .order_by("party__position", "joined_at", "id")
    )


def facts_of(setup: Setup, member: Member) -> standing.Facts:
    """Return where the member stands in the round, for the rules."""
    taken = steps_of(setup)
    return standing.Facts(
        role=Role(member.role),
        leads=member.leads,
        takes_part=_has_seat(setup, member),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )


def is_worth_reminding(kept: Round, letter: str) -> bool:
    """Whether the phase that a reminder speaks of still runs: never after its close was announced."""
    setup = Setup.objects.filter(round=kept).first()
    taken = steps_of(setup) if setup else set()
    return phases.phase_of(taken).value == letter.removesuffix("-reminder") and not phases.is_closing(taken)


def _has_seat(setup: Setup, member: Member) -> bool:
    """Say whether the member takes part, or would if the round were prepared now."""
    if setup.joining_id is None:
        return any(one.pk == member.pk for one in list_taking_part(setup))
    return Place.objects.filter(joining_id=setup.joining_id, member=member).exists()


def _counts_of(setup: Setup) -> Counts:
    return Counts(
        people=len(list_taking_part(setup))
        if setup.joining_id is None
        else Place.objects.filter(joining_id=setup.joining_id).count(),
        seeds=Seed.objects.filter(setup=setup).count(),
        statements=Statement.objects.filter(setup=setup).count(),
        hidden=Hiding.objects.filter(statement__setup=setup).count(),
    )


def _people_of(setup: Setup) -> tuple[Member, ...]:
    """Return who takes part: by the frozen list once there is one, before by the draft."""
    if setup.joining_id is None:
        return tuple(list_taking_part(setup))
    return tuple(sealing.list_roster(setup))


def _left_out_of(setup: Setup) -> tuple[Member, ...]:
    return tuple(
        one.member
        for one in LeftOut.objects.filter(setup=setup).select_related("member__person", "member__party")
    )


def _opened_by(setup: Setup) -> tuple[str, ...]:
    openings = OpeningStatement.objects.filter(setup=setup).select_related("member__person")
    return tuple(sorted(str(one.member.person) for one in openings))


def _waiting_leaders(setup: Setup) -> tuple[str, ...]:
    """Return who leads and has not written yet: a handful, found without looking at everybody."""
    written = OpeningStatement.objects.filter(setup=setup).values("member")
    if setup.joining_id is None:
        done = set(written.values_list("member", flat=True))
        return tuple(str(one.person) for one in list_taking_part(setup) if one.leads and one.pk not in done)
    return tuple(str(one.person) for one in sealing.list_leaders(setup).exclude(pk__in=written))


def _closes_at(setup: Setup, phase: Phase) -> datetime | None:
    if phase is Phase.JOINING:
        return setup.opens_at
    if phase is Phase.WRITING:
        return setup.writing_closes_at
    return setup.voting_closes_at if phase is Phase.VOTING else None


def _line(one: Round, setup: Setup | None) -> TalkLine:
    if setup is None:
        return TalkLine(one, None, None)
    phase = phases.phase_of({Step(record.step) for record in setup.steps.all()})
    return TalkLine(one, phase, _closes_at(setup, phase))
