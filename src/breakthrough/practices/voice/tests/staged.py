"""Rounds of Straight talk brought to each phase for tests of pages: real actions before a box that keeps silent.

What only the box can give (released texts, counted votes) is put in as rows, the readings come from the real tally.
"""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from breakthrough.practices.voice.rules.codes import Answer, encode
from breakthrough.practices.voice.rules.plans import Mode, Plan

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member, Party
    from breakthrough.rounds.models import Round

QUESTION = "What do you hope for from this launch, and what could get in the way that nobody says?"
PHASES = (
    "draft",
    "joining",
    "writing",
    "gathering",
    "statements",
    "voting",
    "counting",
    "released",
    "held",
)
STATEMENTS = (
    "We say the launch date is shared, but when it slips it becomes our problem alone.",
    "Nobody has told the steering group that the pilot numbers are soft.",
    "I would rather be asked before the plan is drawn than after.",
    "The support team carries the night shifts and was never asked.",
    "Our weekly call has too many people in it and too few decisions.",
    "I trust that the others will keep their word when it gets tight.",
    "We should stop the second market until the first one stands.",
    "We praise openness, and whoever is open gets the extra work.",
    "The customers we both serve would notice if we worked as one.",
    "Decisions are made before the meeting in which we discuss them.",
    "Whoever finds a fault should be thanked in front of everybody.",
    "I do not know who decides when the two companies disagree.",
)
# Who agrees, would say so in the room, and is thought to agree, for each statement: shares.
_SHAPES = (
    *((0.74, 0.2, 0), (0.62, 0.15, 0), (0.9, 0.45, 1), (0.66, 0.3, 0), (0.55, 0.8, 1), (0.6, 0.7, 1)),
    *((0.48, 0.6, 1), (0.72, 0.25, 0), (0.95, 0.95, 2), (0.58, 0.3, 1), (0.85, 0.8, 1), (0.7, 0.5, 1)),
)


@dataclass
class QuietBox:
    """A box that takes every command and keeps what it was told."""

    told: list[str] = field(default_factory=list)

    def __getattr__(self, name: str) -> Callable[..., None]:
        def take(*_given: object, **_named: object) -> None:
            self.told.append(name)

        return take


def fill_up(party: "Party", names: Sequence[str], now: datetime) -> "list[Member]":
    """Bring guests into a party."""
    from breakthrough.collaborations import actions
    from breakthrough.people import actions as people_actions

    link = party.invitations.get(code__isnull=False, revocation__isnull=True)
    return [
        actions.join(person=people_actions.make_guest(name=name, now=now), invitation=link, now=now)
        for name in names
    ]


def stage(
    facilitator: "Member", phase: str, *, now: datetime, mode: Mode = Mode.ROOM, quota: int = 1, **plan: Any
) -> "Round":
    """Return a round of the facilitator's space in `phase` (one of `PHASES`)."""
    begun = None
    for at, found in walk(facilitator, now=now, mode=mode, quota=quota, is_held=phase == "held", **plan):
        begun = found
        if at == phase:
            break
    assert begun is not None
    return begun


def walk(
    facilitator: "Member",
    *,
    now: datetime,
    mode: Mode = Mode.ROOM,
    quota: int = 1,
    is_held: bool = False,
    **plan: Any,
) -> "Iterator[tuple[str, Round]]":
    """Take one round from phase to phase and stop in each."""
    from breakthrough.practices.voice import actions

    given = replace(
        Plan(title="Before we begin", question=QUESTION, template="kick-off", mode=mode, quota=quota), **plan
    )
    if mode is Mode.DAYS:
        given = replace(
            given,
            opens_at=now + timedelta(hours=30),
            writing_closes_at=now + timedelta(days=4),
            voting_closes_at=now + timedelta(days=7),
        )
    begun = actions.begin_talk(member=facilitator, plan=given, now=now)
    yield "draft", begun
    actions.prepare(member=facilitator, round=begun, now=now)
    yield "joining", begun
    give_seals(begun)
    actions.open_writing(member=facilitator, round=begun, now=now)
    yield "writing", begun
    _take(begun, now, "writing_closed")
    yield "gathering", begun
    _put_in(begun, now)
    yield "statements", begun
    actions.open_voting(member=facilitator, round=begun, now=now)
    yield "voting", begun
    _take(begun, now, "voting_closed")
    yield "counting", begun
    if is_held:
        _take(begun, now, "held")
        _close(begun, now)
        yield "held", begun
    else:
        _release(begun, now)
        yield "released", begun


def joining_of(begun: "Round") -> uuid.UUID:
    """Return the joining of a prepared round."""
    from breakthrough.practices.voice.models import Setup

    found = Setup.objects.get(round=begun).joining_id
    assert found is not None
    return found


def give_seals(begun: "Round", *, but: int = 0, but_for: "Member | None" = None) -> None:
    """Let everybody on the list of a prepared round have their seal, but for the last few or for one member."""
    from breakthrough.ballots.models import IssuedCredential, Key, Place

    joining = joining_of(begun)
    places = list(
        Place.objects.filter(joining_id=joining)
        .exclude(member=but_for)
        .exclude(credentials__isnull=False)
        .order_by("pk")
    )
    for place in places[: len(places) - but]:
        for key in Key.objects.filter(scope__joining_id=joining, cell__in=(0, place.party_number)):
            for slot in range(key.scope.quota):
                IssuedCredential.objects.create(key=key, place=place, slot=slot, blinded=b"b", signature=b"s")


def _take(begun: "Round", now: datetime, step: str) -> None:
    from breakthrough.practices.voice.models import Setup, StepRecord

    StepRecord.objects.create(setup=Setup.objects.get(round=begun), step=step, at=now)


def freeze(begun: "Round", now: datetime) -> None:
    """Close the writing of a round and put its statements in, as openings: the box released none, and a device would look there.

    The root is the true one, which a device computes as well.
    """
    from breakthrough.collaborations.models import Member
    from breakthrough.practices.voice.models import Setup, Statement
    from breakthrough.practices.voice.rules import frozen
    from breakthrough.practices.voice.rules.frozen import Source, Text

    _take(begun, now, "writing_closed")
    _put_in(begun, now)
    host = Member.objects.get(collaboration=begun.collaboration, role="facilitator")
    rows = list(Statement.objects.filter(setup__round=begun))
    for one in rows:
        one.source, one.seal, one.by, one.salt = Source.OPENING.value, "", host, f"{one.number:032x}"
    Statement.objects.bulk_update(rows, ["source", "seal", "by", "salt"])
    root = frozen.root_of(
        joining_of(begun).hex, [Text(one.text, Source.OPENING, salt=one.salt) for one in rows]
    )
    Setup.objects.filter(round=begun).update(root=root.hex())


def _put_in(begun: "Round", now: datetime) -> None:
    from breakthrough.ballots.models import Closing, Scope
    from breakthrough.practices.voice.models import Setup, Statement

    setup = Setup.objects.get(round=begun)
    Statement.objects.bulk_create(
        Statement(setup=setup, number=number, text=text, source="sealed", seal=f"{number:064x}")
        for number, text in enumerate(STATEMENTS, start=1)
    )
    setup.root = "ab" * 32
    setup.save()
    Closing.objects.create(scope=Scope.objects.get(joining_id=joining_of(begun), label="voice"), at=now)
    _release_texts(joining_of(begun), now)
    _take(begun, now, "frozen")


def _release_texts(joining_id: uuid.UUID, now: datetime) -> None:
    from breakthrough.ballots.models import ReleasedBoard, Scope

    ReleasedBoard.objects.create(
        scope=Scope.objects.get(joining_id=joining_id, label="voice"),
        number=1,
        written=b"{}",
        root="cd" * 32,
        words="amber kettle north plum",
        at=now,
    )


def _release(begun: "Round", now: datetime) -> None:
    """Store the two readings of made-up votes of as many people as are on the list."""
    from breakthrough.ballots.models import Place
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.practices.voice.readings import tallying

    people = Place.objects.filter(joining_id=joining_of(begun)).count()
    counted: Any = tallying.tally(
        label="votes/1",
        contributions=make_votes(people),
        context={"statements": len(STATEMENTS), "hidden": [], "eligible": people, "parties": 2, "seed": 7},
        on_progress=lambda _share, _words: None,
    )
    opinion, unsaid = counted["opinion"], counted["unsaid"]
    for measure, value, made in (("opinion", opinion, opinion), ("unsaid", unsaid, unsaid["reading"])):
        evidence_actions.store_reading(
            round=begun,
            measure=measure,
            method=made["method"],
            seed=7,
            status=made["status"],
            fingerprint="ef" * 32,
            value=value,
            drawings=[],
            now=now,
        )
    _take(begun, now, "released")
    _close(begun, now)


def _close(begun: "Round", now: datetime) -> None:
    from breakthrough.rounds.models import Closure

    Closure.objects.create(round=begun, by=None, at=now)


def make_votes(people: int) -> list[tuple[int, Any]]:
    """Return made-up sealed votes: (cell, [root, codes]) for each person, every statement answered in its own shape."""
    draw = random.Random(11)  # noqa: S311 (made-up votes)
    return [(0, ["", [encode(_answer(draw, *shape)) for shape in _SHAPES]]) for _ in range(people)]


def _answer(draw: random.Random, agree: float, aloud: float, guess: int) -> Answer:
    if draw.random() < 0.06:
        return Answer(vote="pass")
    agrees = draw.random() < agree
    in_room = draw.random() < (aloud if agrees else 0.8)
    return Answer(
        vote="agree" if agrees else "disagree",
        matters=draw.random() < 0.4,
        aloud="room" if in_room else draw.choice(["one_to_one", "only_here"]),
        many=("few", "half", "most")[min(2, max(0, guess + draw.choice([-1, 0, 0, 0, 1])))],
    )


STAGED_AT = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
