"""A round about one version as one member sees it: where it stands, what they may do, who stands where by name.

Over 300 lines because what a member sees of a round is one value, and each of its parts is a short function.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast, overload

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import SimpleLazyObject

from breakthrough.ballots.models import Place
from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.models import LeftOut, Outcome, Setup, Stance, StepRecord, Version
from breakthrough.practices.alignment.queries import carried, raised, sealing, texts
from breakthrough.practices.alignment.queries.raised import Raised
from breakthrough.practices.alignment.queries.sealing import Readiness, Seat
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


class Standings(Sequence[Standing]):
    """How everybody on the list stands, in its order; of hundreds, a slice fetches only its own: three queries.

    Empty where the reader may not see others' stances yet.
    """

    def __init__(self, member: Member, setup: Setup, *, marks: tuple[str, ...], is_shown: bool) -> None:
        self._member, self._setup, self._marks = member, setup, marks
        self._is_shown = is_shown and setup.joining_id is not None

    def __len__(self) -> int:
        return sealing.count_seats(self._setup.joining_id) if self._is_shown else 0

    @overload
    def __getitem__(self, at: int) -> Standing: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Standing, ...]: ...
    def __getitem__(self, at: int | slice) -> Standing | tuple[Standing, ...]:
        if isinstance(at, int):
            return tuple(self)[at]
        if self._setup.joining_id is None or not self._is_shown:
            return ()
        people = sealing.list_seats(self._setup.joining_id, at)
        stands = carry_all(self._setup, (one.member_id for one in people), marks=self._marks)
        return tuple(
            Standing(one.name, one.party, one.leads, one.member_id == self._member.pk, stands[one.member_id])
            for one in people
        )

    def __iter__(self) -> Iterator[Standing]:
        return iter(self[:])


@dataclass(frozen=True, slots=True)
class Ask:
    """A round, for one member.

    `allowed` holds what the member may do now; `may` is the same by name, for templates. `own` is how the reader stands to
    the version. `missing` is what the group's rule
    still lacks, in sentences; `waiting_leaders` those who lead and have not given their named stance. `given_count` of
    `people_count` have, while the named part runs; else both are 0. People, `living`, `standings`, `found` and `missing` are fetched when they are looked at.
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
    taking_part: tuple[Seat, ...]
    left_out: tuple[Member, ...]
    own: Carry
    has_own: bool
    standings: Standings
    given_count: int
    people_count: int
    waiting_leaders: tuple[str, ...]
    reading: Reading | None
    named_reading: Reading | None
    found: adoption.Found
    missing: tuple[str, ...]
    outcome: Outcome | None
    living: tuple[Raised, ...]

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
    """Return a round for the member, or a 404 Problem: four queries, and more for what is looked at (see `Ask`)."""
    kept = get_round(member, round_id)
    setup = (
        Setup.objects.select_related("version__text", "outcome__by__person")
        .filter(round=kept)
        .annotate(has_seat=Exists(Place.objects.filter(joining=OuterRef("joining_id"), member=member)))
        .first()
    )
    if setup is None:
        raise problems.not_found()
    setup.round = kept
    taken = steps_of(setup)
    phase = phases.phase_of(taken)
    people = cast("tuple[Seat, ...]", SimpleLazyObject(lambda: _people_of(setup)))
    facts = standing.Facts(
        role=Role(member.role),
        leads=member.leads,
        takes_part=setup.has_seat if setup.joining_id else _is_among(setup, member),
        phase=phase,
        is_closing=phases.is_closing(taken),
    )
    marks = tuple(one.mark for one in parts.split(setup.version.body))
    own = carry_all(setup, (member.pk,), marks=marks)[member.pk]
    has_own = own.how is Carried.OWN
    sees = standing.may_see_stances(phase, has_own=has_own, takes_part=facts.takes_part)
    reading = _reading(member, kept, phase, MEASURE)
    stands = cast(
        "dict[uuid.UUID, Carry]",
        SimpleLazyObject(lambda: carry_all(setup, (one.member_id for one in people), marks=marks)),
    )
    living = cast(
        "tuple[Raised, ...]",
        SimpleLazyObject(
            lambda: raised.list_raised_on(setup.version, member) if phase is not Phase.DRAFT else ()
        ),
    )
    found = cast(
        "adoption.Found",
        SimpleLazyObject(lambda: _found(adoption.Rule(setup.rule), reading, stands, people, living)),
    )
    return Ask(
        round=kept,
        version=setup.version,
        plan=plan_of(setup),
        phase=phase,
        is_closing=facts.is_closing,
        is_held=Step.HELD in taken,
        allowed=standing.list_allowed(facts),
        takes_part=facts.takes_part,
        joining_id=setup.joining_id,
        restarts=setup.restarts,
        readiness=sealing.find_readiness(setup) if phase is Phase.JOINING else None,
        closes_at=closes_at_of(setup, phase),
        taking_part=people,
        left_out=cast("tuple[Member, ...]", SimpleLazyObject(lambda: _left_out_of(setup))),
        own=own,
        has_own=has_own,
        standings=Standings(member, setup, marks=marks, is_shown=sees),
        given_count=_count_given(setup) if phase is Phase.NAMED else 0,
        people_count=Place.objects.filter(joining=setup.joining_id).count() if phase is Phase.NAMED else 0,
        waiting_leaders=cast("tuple[str, ...]", SimpleLazyObject(lambda: _waiting_leaders(setup))),
        reading=reading,
        named_reading=_reading(member, kept, phase, NAMED_MEASURE),
        found=found,
        missing=cast(
            "tuple[str, ...]",
            SimpleLazyObject(lambda: tuple(adoption.list_missing(adoption.Rule(setup.rule), found))),
        ),
        outcome=getattr(setup, "outcome", None),
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


def carry_all(
    setup: Setup, member_ids: Iterable[uuid.UUID], *, marks: tuple[str, ...]
) -> dict[uuid.UUID, Carry]:
    """Return how everybody stands to the version of this round, by what they ever said of its text: two queries, each version read once.

    What was said after the round ended belongs to a later one, and changes nothing of how it stood.
    """
    people = set(member_ids)
    said = Stance.objects.filter(setup__version__text_id=setup.version.text_id, member__in=people)
    outcome = getattr(setup, "outcome", None)
    if outcome is not None:
        said = said.filter(at__lte=outcome.at)
    given = carried.list_given(said, here=setup)
    return {
        one: carrying.carry(given.get(one, ()), version=setup.version.number, marks=marks) for one in people
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
    taken = steps_of(setup)
    return standing.Facts(
        role=Role(member.role),
        leads=member.leads,
        takes_part=_is_among(setup, member),
        phase=phases.phase_of(taken),
        is_closing=phases.is_closing(taken),
    )


def found_of(setup: Setup, member: Member) -> adoption.Found:
    """Return what the group's rule needs to know now."""
    people = _people_of(setup)
    marks = tuple(one.mark for one in parts.split(setup.version.body))
    return _found(
        adoption.Rule(setup.rule),
        evidence_queries.find_reading(member, setup.round, measure=MEASURE),
        carry_all(setup, (one.member_id for one in people), marks=marks),
        people,
        raised.list_raised_on(setup.version, member),
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


def is_live(text_id: uuid.UUID) -> bool:
    """Whether people sit together over this text right now: its newest round is a live one, and not over."""
    newest = Setup.objects.filter(version__text_id=text_id).prefetch_related("steps").order_by("-pk").first()
    if newest is None or newest.mode != plans.Mode.ROOM.value:
        return False
    taken = {Step(record.step) for record in newest.steps.all()}
    return phases.phase_of(taken) not in (Phase.DRAFT, Phase.CONCLUDED)


def is_under_way(text_id: uuid.UUID) -> bool:
    """Whether people are answering words of this text right now."""
    return any(phase in phases.UNDER_WAY for phase in _list_phases(text_id))


def check_none_goes_on(text_id: uuid.UUID) -> None:
    """Raise a Problem where a round about this text is under way, or is being talked about and has not ended.

    Two rounds at once would be two answers to one question, and the older one could be adopted on what people said before.
    """
    going = _list_phases(text_id)
    if any(phase in phases.UNDER_WAY for phase in going):
        raise Problem(
            "round-under-way",
            status=409,
            words=gettext_noop(
                "A round about this text is under way. Begin the next one when its results are there."
            ),
        )
    if Phase.TALK in going:
        raise Problem(
            "round-not-ended",
            status=409,
            words=gettext_noop(
                "You are still talking about the last round on this text. Put on record how it ended, or write the next version. Then ask again."
            ),
        )


def _list_phases(text_id: uuid.UUID) -> list[Phase]:
    setups = Setup.objects.filter(version__text_id=text_id).prefetch_related("steps")
    return [phases.phase_of({Step(record.step) for record in one.steps.all()}) for one in setups]


def is_worth_reminding(round: Round, letter: str) -> bool:
    """Whether the movement that a reminder speaks of still runs: never after its close was announced."""
    setup = find_setup(round)
    taken = steps_of(setup) if setup else set()
    return phases.phase_of(taken).value == letter.removesuffix("-reminder") and not phases.is_closing(taken)


def is_worth_reviewing(round: Round) -> bool:
    """Whether the outcome of a round still stands: no later round ended, and the text did not go on in a next version."""
    setup = find_setup(round)
    if setup is None:
        return False
    later = Outcome.objects.filter(setup__version__text_id=setup.version.text_id, setup__pk__gt=setup.pk)
    return not later.exists() and texts.newest_of(setup.version.text).pk == setup.version_id


def closes_at_of(setup: Setup, phase: Phase) -> datetime | None:
    """Return when the present phase ends, None if nobody set it."""
    return {
        Phase.JOINING: setup.opens_at,
        Phase.SEALED: setup.sealed_closes_at,
        Phase.NAMED: setup.named_closes_at,
    }.get(phase)


def _reading(member: Member, kept: Round, phase: Phase, measure: str) -> Reading | None:
    return evidence_queries.find_reading(member, kept, measure=measure) if phase in phases.SHOWING else None


def _is_among(setup: Setup, member: Member) -> bool:
    """Say whether the member takes part, or would if the round were prepared now."""
    if setup.joining_id is None:
        return any(one.pk == member.pk for one in list_taking_part(setup))
    return Place.objects.filter(joining_id=setup.joining_id, member=member).exists()


def _people_of(setup: Setup) -> tuple[Seat, ...]:
    """Return who takes part: by the frozen list once there is one, before by the draft."""
    if setup.joining_id is not None:
        return tuple(sealing.list_seats(setup.joining_id))
    return tuple(
        Seat(one.pk, str(one.person), one.party.name, one.leads, True) for one in list_taking_part(setup)
    )


def _left_out_of(setup: Setup) -> tuple[Member, ...]:
    return tuple(
        one.member
        for one in LeftOut.objects.filter(setup=setup).select_related("member__person", "member__party")
    )


def _count_given(setup: Setup) -> int:
    return Stance.objects.filter(setup=setup).order_by().values("member").distinct().count()


def _waiting_leaders(setup: Setup) -> tuple[str, ...]:
    """Return who leads and has not given their named stance: a handful, found without looking at everybody."""
    said = set(Stance.objects.filter(setup=setup).order_by().values_list("member", flat=True))
    leaders = sealing.list_leaders(setup) if setup.joining_id else list_taking_part(setup)
    return tuple(str(one.person) for one in leaders if one.leads and one.pk not in said)


def _is_behind_now(carry: Carry) -> bool:
    """Whether somebody put their weight behind it by name in this round. What they said in an earlier one was another answer."""
    return carry.how is Carried.OWN and (carry.weight or 0) >= adoption.BEHIND


def _found(
    rule: adoption.Rule,
    reading: Reading | None,
    stands: dict[uuid.UUID, Carry],
    people: tuple[Seat, ...],
    living: tuple[Raised, ...],
) -> adoption.Found:
    tips, is_together = adoption.tips_of(reading.value if reading is not None else None)
    # Who is behind it by name is counted where the rule asks for it: it takes everybody's stances.
    present = [one for one in people if one.is_here] if rule is adoption.Rule.NAMED else []
    return adoption.Found(
        open_blocks=sum(one.is_open_block for one in living),
        tips=tips,
        behind_by_name=sum(_is_behind_now(stands[one.member_id]) for one in present),
        people=len(present),
        is_together=is_together,
    )
