"""A round about one version as one member sees it: where it stands, what they may do, who stands where by name.

Over 300 lines because what a member sees of a round is one value, and each of its parts is a short function.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import LeftOut, Outcome, Setup, Stance, StepRecord, Version
from breakthrough.practices.alignment.queries import sealing, texts
from breakthrough.practices.alignment.queries.sealing import Readiness
from breakthrough.practices.alignment.rules import adoption, carrying, parts, phases, plans, standing
from breakthrough.practices.alignment.rules.carrying import Carried, Carry
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round
from breakthrough.web import problems

PRACTICE = "alignment"
STANCE, RESERVATION = "stance", "reservation"
"""The two scopes of a round: what its stances and its reservations are sealed under."""

MEASURE, NAMED_MEASURE = "alignment", "sealed_named"


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody on the list stands to the version, by name. `is_shown` is False where the reader may not see it yet."""

    name: str
    party: str
    leads: bool
    is_own: bool
    carry: Carry


@dataclass(frozen=True, slots=True)
class Ask:
    """A round, for one member.

    `allowed` holds what the member may do now; `may` is the same by name, for templates. `own` is how the reader stands to
    the version. `standings` are empty where the reader may not see others' stances yet. `missing` is what the group's rule
    still lacks, in sentences; `waiting_leaders` those who lead and have not given their named stance.
    """

    round: Round
    version: Version
    plan: plans.Plan
    phase: Phase
    is_closing: bool
    is_held: bool
    allowed: frozenset[Act]
    takes_part: bool
    joining_id: uuid.UUID | None
    restarts: int
    readiness: Readiness | None
    closes_at: datetime | None
    taking_part: tuple[Member, ...]
    left_out: tuple[Member, ...]
    own: Carry
    has_own: bool
    standings: tuple[Standing, ...]
    given_count: int
    waiting_leaders: tuple[str, ...]
    reading: Reading | None
    named_reading: Reading | None
    found: adoption.Found
    missing: tuple[str, ...]
    outcome: Outcome | None
    living: tuple["texts.Raised", ...]

    @property
    def may(self) -> dict[str, bool]:
        """What the member may do now, by name."""
        return {act.value: act in self.allowed for act in Act}


@dataclass(frozen=True, slots=True)
class AskLine:
    """A round in a list."""

    round: Round
    version: Version
    phase: Phase
    outcome: Outcome | None


def get_round(member: Member, round_id: uuid.UUID) -> Round:
    """Return the round, or a 404 Problem."""
    return round_queries.get_round(member, round_id, practice=PRACTICE)


def find_round_for_job(round_id: uuid.UUID) -> Round | None:
    """Return a round for a job, which nobody asks for."""
    return Round.objects.select_related("collaboration", "made_by__person").filter(pk=round_id).first()


def find_setup(round: Round) -> Setup | None:
    """Return how a round is set up, or None if it is gone."""
    return Setup.objects.select_related("round__collaboration", "version__text").filter(round=round).first()


def find_setup_for(joining_id: uuid.UUID) -> Setup | None:
    """Return the set-up whose joining in the ballot box this is, or None."""
    return (
        Setup.objects.select_related("round__collaboration", "version__text")
        .filter(joining_id=joining_id)
        .first()
    )


def get_ask(member: Member, round_id: uuid.UUID) -> Ask:
    """Return a round for the member, or a 404 Problem."""
    kept = get_round(member, round_id)
    setup = find_setup(kept)
    if setup is None:
        raise problems.not_found()
    records = list(StepRecord.objects.filter(setup=setup))
    taken = {Step(one.step) for one in records}
    phase = phases.phase_of(taken)
    people, away = _people_of(setup)
    facts = _facts(member, taken, people)
    marks = tuple(one.mark for one in parts.split(setup.version.body))
    carried = carry_all(setup, people, marks=marks)
    own = carried.get(member.pk) or carrying.carry([], version=setup.version.number, marks=marks)
    has_own = own.how is Carried.OWN
    sees = standing.may_see_stances(phase, has_own=has_own, takes_part=facts.takes_part)
    living = texts.list_raised_on(setup.version, member) if phase is not Phase.DRAFT else ()
    reading = evidence_queries.find_reading(member, kept, measure=MEASURE) if _shows(phase) else None
    found = _found(setup, reading, carried, people, living)
    return Ask(
        round=kept,
        version=setup.version,
        plan=plan_of(setup),
        phase=phase,
        is_closing=phases.is_closing(taken),
        is_held=Step.HELD in taken,
        allowed=standing.list_allowed(facts),
        takes_part=facts.takes_part,
        joining_id=setup.joining_id,
        restarts=setup.restarts,
        readiness=sealing.find_readiness(setup) if phase is Phase.JOINING else None,
        closes_at=closes_at_of(setup, phase),
        taking_part=people,
        left_out=away,
        own=own,
        has_own=has_own,
        standings=tuple(
            Standing(str(one.person), one.party.name, one.leads, one.pk == member.pk, carried[one.pk])
            for one in people
        )
        if sees
        else (),
        given_count=sum(one.how is Carried.OWN for one in carried.values()),
        waiting_leaders=tuple(
            str(one.person) for one in people if one.leads and carried[one.pk].how is not Carried.OWN
        ),
        reading=reading,
        named_reading=evidence_queries.find_reading(member, kept, measure=NAMED_MEASURE)
        if _shows(phase)
        else None,
        found=found,
        missing=tuple(adoption.list_missing(adoption.Rule(setup.rule), found)),
        outcome=Outcome.objects.select_related("by__person").filter(setup=setup).first(),
        living=living,
    )


def list_asks(member: Member, text_id: uuid.UUID | None = None) -> list[AskLine]:
    """Return the rounds the member may see, of one text or of all, newest first: a constant number of queries."""
    rounds = {one.pk: one for one in round_queries.list_rounds(member, practice=PRACTICE)}
    setups = (
        Setup.objects.filter(round_id__in=rounds)
        .select_related("version__text", "outcome")
        .prefetch_related("steps")
        .order_by("-round__made_at", "-id")
    )
    if text_id is not None:
        setups = setups.filter(version__text_id=text_id)
    return [
        AskLine(
            round=rounds[one.round_id],
            version=one.version,
            phase=phases.phase_of({Step(record.step) for record in one.steps.all()}),
            outcome=getattr(one, "outcome", None),
        )
        for one in setups
    ]


def carry_all(setup: Setup, people: tuple[Member, ...], *, marks: tuple[str, ...]) -> dict[uuid.UUID, Carry]:
    """Return how everybody stands to the version of this round, by what they ever said of its text: one query."""
    given: dict[uuid.UUID, list[carrying.Given]] = {one.pk: [] for one in people}
    rows = (
        Stance.objects.filter(setup__version__text_id=setup.version.text_id, member__in=given)
        .select_related("setup__version")
        .order_by("at", "id")
    )
    for row in rows:
        version = row.setup.version
        given[row.member_id].append(
            carrying.Given(
                version=version.number,
                marks=tuple(one.mark for one in parts.split(version.body)),
                position=row.position,
                weight=row.weight,
                by_part=row.by_part,
            )
        )
    return {
        key: carrying.carry(said, version=setup.version.number, marks=marks) for key, said in given.items()
    }


def plan_of(setup: Setup) -> plans.Plan:
    """Return the plan that a set-up holds."""
    return plans.Plan(
        mode=plans.Mode(setup.mode),
        by_party=setup.by_party,
        quota=setup.quota,
        rule=adoption.Rule(setup.rule),
        sealed_minutes=setup.sealed_minutes,
        named_minutes=setup.named_minutes,
        opens_at=setup.opens_at,
        sealed_closes_at=setup.sealed_closes_at,
        named_closes_at=setup.named_closes_at,
        keep_days=setup.keep_days,
    )


def steps_of(setup: Setup) -> set[Step]:
    """Return the steps a round has taken."""
    return {Step(one) for one in StepRecord.objects.filter(setup=setup).values_list("step", flat=True)}


def facts_of(setup: Setup, member: Member) -> standing.Facts:
    """Return where the member stands in the round, for the rules."""
    return _facts(member, steps_of(setup), _people_of(setup)[0])


def found_of(setup: Setup, member: Member) -> adoption.Found:
    """Return what the group's rule needs to know now."""
    people = _people_of(setup)[0]
    marks = tuple(one.mark for one in parts.split(setup.version.body))
    return _found(
        setup,
        evidence_queries.find_reading(member, setup.round, measure=MEASURE),
        carry_all(setup, people, marks=marks),
        people,
        texts.list_raised_on(setup.version, member),
    )


def list_taking_part(setup: Setup) -> list[Member]:
    """Return who would take part if the round were prepared now: all members but observers and those left out."""
    away = LeftOut.objects.filter(setup=setup).values("member")
    return list(list_possible(setup.round.collaboration_id).exclude(pk__in=away))


def list_possible(collaboration_id: uuid.UUID) -> QuerySet[Member]:
    """Return all members who could take part."""
    return (
        Member.objects.filter(collaboration_id=collaboration_id, departure__isnull=True)
        .exclude(role=Role.OBSERVER.value)
        .select_related("person", "party")
        .order_by("party__position", "joined_at", "id")
    )


def is_under_way(text_id: uuid.UUID) -> bool:
    """Whether people are answering words of this text right now."""
    setups = Setup.objects.filter(version__text_id=text_id).prefetch_related("steps")
    return any(
        phases.phase_of({Step(record.step) for record in one.steps.all()}) in phases.UNDER_WAY
        for one in setups
    )


def is_worth_reminding(round: Round, letter: str) -> bool:
    """Whether the movement that a reminder speaks of still runs: never after its close was announced."""
    setup = find_setup(round)
    taken = steps_of(setup) if setup else set()
    return phases.phase_of(taken).value == letter.removesuffix("-reminder") and not phases.is_closing(taken)


def closes_at_of(setup: Setup, phase: Phase) -> datetime | None:
    """Return when the present phase ends, None if nobody set it."""
    return {
        Phase.JOINING: setup.opens_at,
        Phase.SEALED: setup.sealed_closes_at,
        Phase.NAMED: setup.named_closes_at,
    }.get(phase)


def _shows(phase: Phase) -> bool:
    return phase in phases.SHOWING


def _facts(member: Member, taken: set[Step], people: tuple[Member, ...]) -> standing.Facts:
    return standing.Facts(
        role=Role(member.role),
        leads=member.leads,
        takes_part=any(one.pk == member.pk for one in people),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )


def _people_of(setup: Setup) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """Return who takes part and who was left out: by the frozen list once there is one, before by the draft."""
    away = tuple(
        one.member
        for one in LeftOut.objects.filter(setup=setup).select_related("member__person", "member__party")
    )
    if setup.joining_id is None:
        return tuple(list_taking_part(setup)), away
    return tuple(sealing.list_roster(setup)), away


def _found(
    setup: Setup,
    reading: Reading | None,
    carried: dict[uuid.UUID, Carry],
    people: tuple[Member, ...],
    living: tuple["texts.Raised", ...],
) -> adoption.Found:
    tips = ((reading.value.get("tipping") or {}) if reading is not None else {}).get("condition")
    present = [one for one in people if not hasattr(one, "departure")] if setup.joining_id else list(people)
    return adoption.Found(
        open_blocks=sum(one.is_open_block for one in living),
        tips=tips,
        behind_by_name=sum((carried[one.pk].weight or 0) >= adoption.BEHIND for one in present),
        people=len(present),
    )
