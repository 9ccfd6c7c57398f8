"""What the background door reads: who hears of a step, and the digests of a day. Not for doors: it asks no member."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseNotices, PromiseStep
from breakthrough.practices.promises.queries import board
from breakthrough.practices.promises.queries.one import (
    SIDES,
    STEWARDS,
    conversation_of,
    speaker_of,
    with_sides,
)

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """One member's week: what is open, and what was kept since the last one. `possible` is what they may say, by promise."""

    member: Member
    mine: board.Mine
    kept: tuple[Promise, ...]
    possible: Mapping[uuid.UUID, Sequence[rules.Event]]

    @property
    def is_empty(self) -> bool:
        return self.mine.is_empty and not self.kept


def find_promise(promise_id: uuid.UUID) -> Promise | None:
    """Return a promise for the clock, or None if it is gone."""
    return with_sides().filter(pk=promise_id).first()


def get_step(step_id: int) -> PromiseStep | None:
    """Return a step with its promise and whoever took it, or None if it is gone."""
    sides = [f"promise__{one}" for one in SIDES]
    return (
        PromiseStep.objects.select_related("by__person", "by__party", "terms", *sides)
        .filter(pk=step_id)
        .first()
    )


def is_any_open(collaboration_id: uuid.UUID) -> bool:
    """Say whether anything is under way in the collaboration."""
    return Promise.objects.filter(collaboration_id=collaboration_id, state__in=rules.OPEN).exists()


def list_readers(promise: Promise, side: rules.Side) -> list[Member]:
    """Return who hears of something at this side: its person, or where a party was asked, those who lead it."""
    member = promise.customer if side is rules.Side.CUSTOMER else promise.performer
    reading = Member.objects.select_related("person", "collaboration", "party", "promise_notices").filter(
        departure__isnull=True, person__is_active=True, person__email__isnull=False
    )
    if member is not None:
        return list(reading.filter(pk=member.pk))
    party = promise.customer_party_id if side is rules.Side.CUSTOMER else promise.performer_party_id
    return list(reading.filter(STEWARDS, party_id=party))


def list_digests(collaboration_id: uuid.UUID, *, now: datetime) -> list[Digest]:
    """Return the digests of those who chose this weekday and have something to read. Five queries, however many they are.

    What is open is what `board.list_mine` shows them, and so also what their party was asked.
    """
    members = [
        one
        for one in Member.objects.select_related(
            "person", "collaboration", "party", "promise_notices"
        ).filter(
            collaboration_id=collaboration_id,
            departure__isnull=True,
            person__is_active=True,
            person__email__isnull=False,
        )
        if one.role != Role.OBSERVER and _weekday(one) == now.weekday()
    ]
    if not members:
        return []
    opened = with_sides().filter(collaboration_id=collaboration_id, state__in=rules.OPEN)
    kept = with_sides().filter(
        collaboration_id=collaboration_id, state=rules.State.KEPT, moved_at__gt=now - timedelta(days=7)
    )
    opened_of, kept_of = (
        _by_place(list(found))
        for found in (opened.order_by("due_date", "id"), kept.order_by("due_date", "id"))
    )
    steps = _steps_of(collaboration_id)
    led = _led_parties(collaboration_id)
    digests = []
    for one in members:
        own = opened_of(one)
        speaker = speaker_of(one, has_steward=one.party_id in led)
        possible = {
            promise.pk: rules.list_possible(speaker, conversation_of(promise, steps[promise.pk]), now=now)
            for promise in own
        }
        digests.append(Digest(one, board.sort_own(one, own), tuple(kept_of(one)), possible))
    return [digest for digest in digests if not digest.is_empty]


def _weekday(member: Member) -> int | None:
    notices: PromiseNotices | None = getattr(member, "promise_notices", None)
    return notices.digest_weekday if notices else SATURDAY


def _by_place(promises: list[Promise]) -> Callable[[Member], list[Promise]]:
    """Return a function that gives a member's promises, each once, in the order of `promises`; their party's as a whole too."""
    of_member: dict[uuid.UUID, set[int]] = defaultdict(set)
    of_party: dict[int, set[int]] = defaultdict(set)
    for place, promise in enumerate(promises):
        for member_id, party_id in (
            (promise.customer_id, promise.customer_party_id),
            (promise.performer_id, promise.performer_party_id),
        ):
            if member_id is not None:
                of_member[member_id].add(place)
            else:
                of_party[party_id].add(place)
    return lambda one: [promises[place] for place in sorted(of_member[one.pk] | of_party[one.party_id])]


def _steps_of(collaboration_id: uuid.UUID) -> dict[uuid.UUID, list[PromiseStep]]:
    """Return what was said of all open promises, as much of it as the rules need."""
    said = PromiseStep.objects.filter(
        promise__collaboration_id=collaboration_id, promise__state__in=rules.OPEN
    ).only("promise_id", "number", "event", "side")
    steps: dict[uuid.UUID, list[PromiseStep]] = defaultdict(list)
    for step in said.order_by("promise_id", "number"):
        steps[step.promise_id].append(step)
    return steps


def _led_parties(collaboration_id: uuid.UUID) -> frozenset[int]:
    """Return the parties of the collaboration in which somebody leads or facilitates."""
    led = Member.objects.filter(STEWARDS, collaboration_id=collaboration_id, departure__isnull=True)
    return frozenset(led.values_list("party_id", flat=True))
