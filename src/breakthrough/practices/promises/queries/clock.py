"""What the background door reads: who hears of a step, and the digests of a day. Not for doors: it asks no member."""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseNotices, PromiseStep
from breakthrough.practices.promises.queries import board
from breakthrough.practices.promises.queries.one import SIDES, with_sides

SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Digest:
    """One member's week: what is open, and what was kept since the last one."""

    member: Member
    mine: board.Mine
    kept: tuple[Promise, ...]

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
    stewards = Q(role__in=(Role.FACILITATOR, Role.LEADER)) | Q(also_leads=True)
    return list(reading.filter(stewards, party_id=party))


def list_digests(collaboration_id: uuid.UUID, *, now: datetime) -> list[Digest]:
    """Return the digests of those who chose this weekday and have something to read. Three queries, however many they are."""
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
    open_of, kept_of = _by_member(list(opened.order_by("due_date", "id"))), _by_member(list(kept))
    found = [
        Digest(one, board.sort_own(one, open_of.get(one.pk, ())), tuple(kept_of.get(one.pk, ())))
        for one in members
    ]
    return [digest for digest in found if not digest.is_empty]


def _weekday(member: Member) -> int | None:
    notices: PromiseNotices | None = getattr(member, "promise_notices", None)
    return notices.digest_weekday if notices else SATURDAY


def _by_member(promises: list[Promise]) -> dict[uuid.UUID, list[Promise]]:
    found: dict[uuid.UUID, list[Promise]] = defaultdict(list)
    for promise in promises:
        for member_id in {promise.customer_id, promise.performer_id}:
            if member_id is not None:
                found[member_id].append(promise)
    return found
