"""Many promises: one's own, the collaboration's board, and what came of another practice's thing."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseStep
from breakthrough.practices.promises.queries.one import with_sides
from breakthrough.rounds import queries as round_queries

PAGE_SIZE = 25
MOST_OWN = 300
SHOWN = ("open", "due", "asked", "kept", "ended")
_STATES = {
    "open": rules.IN_FORCE,
    "due": frozenset({rules.State.PROMISED, rules.State.RENEGOTIATING}),
    "asked": rules.OPENING,
    "kept": frozenset({rules.State.KEPT}),
    "ended": rules.FINAL - {rules.State.KEPT},
}


@dataclass(frozen=True, slots=True)
class Board:
    """What to list: `shown` is one of `SHOWN`, `party` narrows to promises from or to it, `search` to words and names."""

    shown: str = "open"
    party: int | None = None
    search: str = ""


@dataclass(frozen=True, slots=True)
class Overdue:
    """A promise past its day of which nobody has said what became of it."""

    pk: uuid.UUID
    what: str
    due_date: date


@dataclass(frozen=True, slots=True)
class Mine:
    """One's own open promises, by what one can do about them. Each stands in one list only."""

    to_answer: tuple[Promise, ...]
    to_accept: tuple[Promise, ...]
    given: tuple[Promise, ...]
    received: tuple[Promise, ...]
    unanswered: tuple[Promise, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.to_answer or self.to_accept or self.given or self.received or self.unanswered)


def list_board(member: Member, asked: Board, *, now: datetime) -> QuerySet[Promise]:
    """Return the promises of the collaboration that fit, the most pressing first (what is over: the latest first)."""
    rules.check_takes_part(Role(member.role))
    shown = asked.shown if asked.shown in SHOWN else "open"
    found = with_sides().filter(collaboration_id=member.collaboration_id, state__in=_STATES[shown])
    if shown == "due":
        found = found.filter(due_date__lte=(now + rules.SOON).date())
    if asked.party is not None:
        found = found.filter(Q(customer_party_id=asked.party) | Q(performer_party_id=asked.party))
    for word in asked.search.replace("\0", "").split()[:8]:
        found = found.filter(
            Q(what__icontains=word)
            | Q(customer__person__name__icontains=word)
            | Q(performer__person__name__icontains=word)
        )
    return found.order_by(*(("-moved_at", "id") if shown in {"kept", "ended"} else ("due_date", "id")))


def list_overdue(member: Member, *, now: datetime) -> list[Overdue]:
    """Return the promises of the collaboration in force whose day is over everywhere on earth, longest first. One query."""
    rules.check_takes_part(Role(member.role))
    found = Promise.objects.filter(
        collaboration_id=member.collaboration_id, state__in=_STATES["due"], due_date__lt=now.date()
    )
    return [
        Overdue(key, what, due_date)
        for key, what, due_date, state in found.order_by("due_date", "id").values_list(
            "pk", "what", "due_date", "state"
        )
        if rules.is_overdue(rules.State(state), due_date, now=now)
    ]


def list_mine(member: Member) -> Mine:
    """Return the member's own open promises, and those their party was asked for, soonest due first. One query."""
    rules.check_takes_part(Role(member.role))
    asked_as_party = Q(customer__isnull=True, customer_party_id=member.party_id) | Q(
        performer__isnull=True, performer_party_id=member.party_id
    )
    found = with_sides().filter(
        Q(customer=member) | Q(performer=member) | asked_as_party,
        collaboration_id=member.collaboration_id,
        state__in=rules.OPEN,
    )
    return sort_own(member, list(found.order_by("due_date", "id")[:MOST_OWN]))


def sort_own(member: Member, promises: Sequence[Promise]) -> Mine:
    """Put somebody's open promises into the lists of `Mine`."""
    lists: dict[str, list[Promise]] = {
        "to_answer": [],
        "to_accept": [],
        "given": [],
        "received": [],
        "unanswered": [],
    }
    for promise in promises:
        lists[_list_of(member, promise)].append(promise)
    return Mine(**{name: tuple(found) for name, found in lists.items()})


def list_follows(
    member: Member, places: Sequence[tuple[str, str]], most: int
) -> dict[tuple[str, str], tuple[list[Promise], int]]:
    """Return the first promises that came of other practices' things, oldest first, and how many more: two queries.

    None for observers.
    """
    if member.observes:
        return {}
    came = Q(pk__in=())
    for practice, key in places:
        came |= Q(origin__practice=practice, origin__key=key)
    found = Promise.objects.filter(came, collaboration_id=member.collaboration_id)
    groups = round_queries.first_of_each(
        found, by=("origin__practice", "origin__key"), order=("made_at", "pk"), most=most
    )
    wanted = [key for keys, _more in groups.values() for key in keys]
    known = with_sides().select_related("origin").in_bulk(wanted)
    return {
        (practice, key): ([known[one] for one in keys], more_count)
        for (practice, key), (keys, more_count) in groups.items()
    }


def list_told(member: Member, keys: Sequence[uuid.UUID]) -> list[PromiseStep]:
    """Return what was said in several promises, in order, with the terms put on the table; none for observers. One query."""
    if member.observes:
        return []
    steps = PromiseStep.objects.filter(promise__in=keys, promise__collaboration_id=member.collaboration_id)
    return list(steps.select_related("by__person", "terms").order_by("promise_id", "number"))


def performs(member: Member, promise: Promise) -> bool:
    """Say whether a member of one of the two sides is on the side that does it; a party that was asked is all its members."""
    if promise.customer_id == member.pk:
        return False
    return promise.performer_id == member.pk or (
        promise.performer_id is None and promise.performer_party_id == member.party_id
    )


def _list_of(member: Member, promise: Promise) -> str:
    state = rules.State(promise.state)
    side = rules.Side.PERFORMER if performs(member, promise) else rules.Side.CUSTOMER
    is_my_turn = promise.waits_for == side.value
    if state is rules.State.REPORTED and is_my_turn:
        return "to_accept"
    if (state in rules.OPENING or state is rules.State.RENEGOTIATING) and is_my_turn:
        return "to_answer"
    if state in rules.OPENING:
        return "unanswered"
    return "given" if side is rules.Side.PERFORMER else "received"
