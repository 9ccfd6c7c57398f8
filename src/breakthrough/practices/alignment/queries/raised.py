"""Reservations as one member sees them, with everything said about them: a constant number of queries, and no row more than needed.

Long, because what is said about a reservation is fetched for lists, one page and a digest from the same few tables by the same rules of who sees what.
"""

import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypedDict

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext

from breakthrough.ballots.models import End
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import (
    Flag,
    Reservation,
    SaidAbout,
    Setup,
    StepRecord,
    Text,
    Version,
)
from breakthrough.practices.alignment.rules import phases, plans, reservations
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, Said, State, Who

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said about a reservation, as everybody reads it. `by` is empty for a sealed raiser, the group, or the erased."""

    event: Event
    who: Who
    by: str
    words: str
    at: datetime
    kind: AnswerKind | None
    version: int | None
    part: str
    address: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A reservation with everything said about it. `is_own`: the reader raised it by name; `is_flagged`: the reader marked it.
    `is_unreachable`: its author can no longer be reached, so it stands openly and waits for nobody (see `with_reach`).

    Where its words are hidden, `what`, `lifts_when` and `reason` are empty, and `hidden_reason` says why; it is empty too where
    enough members found so.
    """

    text_id: uuid.UUID
    number: int
    what: str
    lifts_when: str
    is_block: bool
    reason: str
    is_sealed: bool
    seal: str
    by: str
    is_own: bool
    version: int
    at: datetime
    state: State
    is_unreachable: bool
    origin: tuple[str, str] | None
    told: tuple[Told, ...]
    is_flagged: bool
    is_hidden: bool
    is_hidden_by_members: bool
    hidden_by: str
    hidden_reason: str

    @property
    def key(self) -> str:
        """What other practices call it."""
        return f"{self.text_id}:{self.number}"

    @property
    def allowed(self) -> list[Event]:
        """What the reader may say of it now."""
        who = Who.RAISER if self.is_own else Who.MEMBER
        return reservations.list_events(self.state, who, is_block=self.is_block)

    @property
    def is_living(self) -> bool:
        """Whether it follows the text into its next version."""
        return self.state in reservations.LIVING

    @property
    def is_open_block(self) -> bool:
        """Whether it keeps the text from being adopted. One that five members or more hid does not; no single person clears the way."""
        return not self.is_hidden_by_members and reservations.is_open_block(
            self.state, is_block=self.is_block
        )


def list_raised(member: Member, text: Text) -> tuple[Raised, ...]:
    """Return all reservations of a text in the order of their numbers. Observers see none."""
    if member.role == Role.OBSERVER:
        return ()
    return tuple(read(Reservation.objects.filter(text=text), member))


def list_raised_on(version: Version, member: Member) -> tuple[Raised, ...]:
    """Return the reservations that are alive at this version: raised on it, or come along from an earlier one."""
    found = Reservation.objects.filter(text_id=version.text_id, version__number__lte=version.number)
    return tuple(one for one in read(found, member) if one.is_living)


def list_unanswered(member: Member, *, most: int) -> tuple[int, list[Raised]]:
    """Return how many reservations wait for an answer in all texts that the member sees, and the first: blocks, then the oldest.

    Five queries: what was said is read of those that are told alone.
    """
    if member.role == Role.OBSERVER:
        return 0, []
    found = Reservation.objects.filter(text__collaboration_id=member.collaboration_id, hiding__isnull=True)
    waiting = [one.key for one in list_stands(found.exclude(what="")) if one.state is State.OPEN]
    first = Reservation.objects.filter(pk__in=waiting).order_by("-is_block", "at", "text_id", "number")
    return len(waiting), read(first[:most], member)


class Reach(TypedDict):
    """What `with_reach` adds to a reservation."""

    is_unreachable: bool


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a reservation stands, without its words: for rules and actions."""

    key: int
    text_id: uuid.UUID
    number: int
    by_id: uuid.UUID | None
    is_block: bool
    is_unreachable: bool
    state: State


def list_stands(found: QuerySet[Reservation]) -> list[Stand]:
    """Return where reservations stand, by everything said of them: two queries, however many there are."""
    kept = list(
        with_reach(found)
        .order_by("text_id", "number")
        .values("pk", "text_id", "number", "by_id", "is_block", "is_unreachable")
    )
    said: dict[int, list[Said]] = defaultdict(list)
    for key, event, who in (
        SaidAbout.objects.filter(reservation__in=[row["pk"] for row in kept])
        .order_by("at", "id")
        .values_list("reservation_id", "event", "who")
    ):
        said[key].append(Said(Event(event), Who(who)))
    return [
        Stand(
            key=row["pk"],
            text_id=row["text_id"],
            number=row["number"],
            by_id=row["by_id"],
            is_block=row["is_block"],
            is_unreachable=row["is_unreachable"],
            state=reservations.where_it_stands(
                said[row["pk"]], is_block=row["is_block"], is_unreachable=row["is_unreachable"]
            ),
        )
        for row in kept
    ]


def with_reach(found: QuerySet[Reservation]) -> "QuerySet[WithAnnotations[Reservation, Reach]]":
    """Return reservations with `is_unreachable`: whether their author can no longer say anything about them.

    By name: whoever left or deleted themselves. Somebody who was removed counts as there until a later round about the text was
    prepared, so that no removal clears the way in the talk that is on; whoever comes back can speak again. Sealed: once the round
    has ended, no seal can speak any more; until then nobody can tell a lost device from a silent one.
    """
    later_round = StepRecord.objects.filter(
        step=Step.PREPARED.value,
        setup__version__text=OuterRef("text"),
        at__gt=OuterRef("by__departure__at"),
    )
    gone = (
        Q(is_sealed=False, by__isnull=True)
        | Q(by__departure__by=F("by"))
        | Q(Exists(later_round), by__departure__isnull=False)
        | Q(Exists(End.objects.filter(joining=OuterRef("joining_id"))), is_sealed=True)
    )
    return found.annotate(is_unreachable=Case(When(gone, then=Value(True)), default=Value(False)))


def count_waiting(text_ids: list[uuid.UUID]) -> dict[uuid.UUID, int]:
    """Return how many reservations of each of these texts are open or answered, and not lifted: two queries."""
    counts: dict[uuid.UUID, int] = defaultdict(int)
    for one in list_stands(Reservation.objects.filter(text__in=text_ids)):
        counts[one.text_id] += one.state in reservations.WAITING
    return counts


@dataclass(frozen=True, slots=True)
class Quiet:
    """A movement of a round runs: nobody talks about the text until the named part ends, as planned at `ends_at`."""

    ends_at: datetime


def find_quiet(text_id: uuid.UUID, *, now: datetime) -> Quiet | None:
    """Return until when nobody raises or answers a reservation of this text by name, or None: two queries."""
    for setup in Setup.objects.filter(version__text_id=text_id).prefetch_related("steps"):
        phase = phases.phase_of({Step(record.step) for record in setup.steps.all()})
        if phase is Phase.NAMED:
            return Quiet(setup.named_closes_at or now)
        if phase is Phase.SEALED:
            ends_at = plans.closes_at(
                mode=plans.Mode(setup.mode),
                minutes=setup.named_minutes,
                planned=setup.named_closes_at,
                now=setup.sealed_closes_at or now,
            )
            return Quiet(ends_at)
    return None


def find_shown_at(setup: Setup) -> datetime | None:
    """Return when the talk of a round began, or None before."""
    shown = StepRecord.objects.filter(setup=setup, step__in=(Step.RELEASED.value, Step.HELD.value))
    return shown.order_by("at").values_list("at", flat=True).first()


def talks_in_room(joining_id: uuid.UUID) -> bool:
    """Whether the round of these sealed reservations is a live one that talks now."""
    setup = Setup.objects.filter(joining_id=joining_id, mode=plans.Mode.ROOM.value).first()
    if setup is None:
        return False
    taken = StepRecord.objects.filter(setup=setup).values_list("step", flat=True)
    return phases.phase_of({Step(one) for one in taken}) is Phase.TALK


def list_hidden_seals(joining_id: uuid.UUID) -> list[str]:
    """Return the seals of the reservations of a round whose words are hidden, in the order of their numbers."""
    hidden = Reservation.objects.filter(joining_id=joining_id, hiding__isnull=False).exclude(seal="")
    return list(hidden.order_by("number").values_list("seal", flat=True))


def state_of(reservation: Reservation) -> State:
    """Return where a reservation stands, by everything said of it."""
    return list_stands(Reservation.objects.filter(pk=reservation.pk))[0].state


def title_of(one: Raised) -> str:
    """Return what other practices call a reservation; the words of one that was hidden or taken back stand nowhere."""
    return one.what or gettext("Reservation %(number)d") % {"number": one.number}


def read(found: QuerySet[Reservation], member: Member) -> list[Raised]:
    """Return reservations with what was said of them, whether they are hidden, and the member's own mark: three queries."""
    rows = list(
        with_reach(found).values(
            *_OWN, "is_unreachable", "version__number", "by__person__name", "hiding__at", "hiding__by_members", "hiding__by",
            "hiding__by__person__name", "hiding__reason",
        )
    )  # fmt: skip
    keys = [row["id"] for row in rows]
    told: dict[int, list[Told]] = defaultdict(list)
    for row in SaidAbout.objects.filter(reservation__in=keys).order_by("at", "id").values(
        "reservation_id", "event", "who", "by", "by__person__name", "words", "at", "answered__kind",
        "answered__version__number", "answered__part", "answered__address",
    ):  # fmt: skip
        told[row["reservation_id"]].append(_told(row))
    marked = set(
        Flag.objects.filter(member=member, reservation__in=keys).values_list("reservation_id", flat=True)
    )
    return [_raised(row, tuple(told[row["id"]]), member, is_flagged=row["id"] in marked) for row in rows]


_OWN = (
    "id", "text_id", "number", "what", "lifts_when", "is_block", "reason", "is_sealed", "seal", "by",
    "origin_practice", "origin_key", "at",
)  # fmt: skip


def _raised(row: Mapping[str, Any], told: tuple[Told, ...], member: Member, *, is_flagged: bool) -> Raised:
    state = reservations.where_it_stands(
        (Said(one.event, one.who) for one in told),
        is_block=row["is_block"],
        is_unreachable=row["is_unreachable"],
    )
    is_own = row["by"] is not None and row["by"] == member.pk
    is_hidden = row["hiding__at"] is not None
    return Raised(
        text_id=row["text_id"],
        number=row["number"],
        what="" if is_hidden else row["what"],
        lifts_when="" if is_hidden else row["lifts_when"],
        is_block=row["is_block"],
        reason="" if is_hidden else row["reason"],
        is_sealed=row["is_sealed"],
        seal=row["seal"],
        by=_name(row["by"], row["by__person__name"]),
        is_own=is_own,
        version=row["version__number"],
        at=row["at"],
        state=state,
        is_unreachable=row["is_unreachable"],
        origin=(row["origin_practice"], row["origin_key"]) if row["origin_practice"] else None,
        told=told,
        is_flagged=is_flagged,
        is_hidden=is_hidden,
        is_hidden_by_members=bool(row["hiding__by_members"]),
        hidden_by=_name(row["hiding__by"], row["hiding__by__person__name"]),
        hidden_reason=row["hiding__reason"] or "",
    )


def _told(row: Mapping[str, Any]) -> Told:
    return Told(
        event=Event(row["event"]),
        who=Who(row["who"]),
        by=_name(row["by"], row["by__person__name"]),
        words=row["words"],
        at=row["at"],
        kind=AnswerKind(row["answered__kind"]) if row["answered__kind"] else None,
        version=row["answered__version__number"],
        part=row["answered__part"] or "",
        address=row["answered__address"] or "",
    )


def _name(member_id: uuid.UUID | None, name: str | None) -> str:
    """Return how a person is called (see `Person.__str__`); empty where nobody is named."""
    return (name or gettext("someone who left")) if member_id is not None else ""
