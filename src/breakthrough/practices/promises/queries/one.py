"""One promise with its whole conversation."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q, QuerySet

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise, PromiseStep, Proof
from breakthrough.web import problems

SIDES = (
    "collaboration",
    "customer__person",
    "customer__departure",
    "customer_party",
    "performer__person",
    "performer__departure",
    "performer_party",
)
STEWARDS = Q(role__in=(Role.FACILITATOR, Role.LEADER)) | Q(also_leads=True)


def with_sides() -> QuerySet[Promise]:
    """Return promises with everything that a line about one needs."""
    return Promise.objects.select_related(*SIDES)


def get_promise(member: Member, promise_id: uuid.UUID) -> Promise:
    """Return a promise of the member's collaboration, or a 404 Problem; a 403 Problem for observers."""
    rules.check_takes_part(Role(member.role))
    found = (
        with_sides()
        .select_related("origin")
        .filter(pk=promise_id, collaboration_id=member.collaboration_id)
        .first()
    )
    if found is None:
        raise problems.not_found()
    return found


def list_steps(promise: Promise) -> list[PromiseStep]:
    """Return what was said, in order, with the terms that each step put on the table."""
    return list(promise.steps.select_related("by__person", "by__party", "terms"))


def list_proofs(promise: Promise) -> list[Proof]:
    """Return the links to what was done, oldest first."""
    return list(promise.proofs.select_related("by__person"))


def list_together(promise: Promise) -> list[Promise]:
    """Return the other promises that were asked for in the same breath."""
    if promise.together is None:
        return []
    found = with_sides().filter(collaboration_id=promise.collaboration_id, together=promise.together)
    return list(found.exclude(pk=promise.pk).order_by("made_at", "id"))


def standing_of(steps: Sequence[PromiseStep]) -> rules.Standing:
    """Return where these steps lead."""
    return rules.replay((rules.Event(step.event), rules.Side(step.side)) for step in steps)


def conversation_of(promise: Promise, steps: Sequence[PromiseStep]) -> rules.Conversation:
    """Return the promise as the rules see it."""
    return rules.Conversation(
        standing=standing_of(steps),
        customer=_place(promise.customer, promise.customer_party_id),
        performer=_place(promise.performer, promise.performer_party_id),
        due_date=promise.due_date,
        step_count=len(steps),
    )


def speaker_of(member: Member, *, has_steward: bool | None = None) -> rules.Speaker:
    """Return the member as the rules see somebody who wants to speak. `has_steward`: somebody leads their party, if that is known."""
    return rules.Speaker(
        member=member.pk,
        party=member.party_id,
        role=Role(member.role),
        stands_for_party=member.leads
        or member.facilitates
        or not (_has_steward(member) if has_steward is None else has_steward),
    )


def list_possible(
    member: Member, promise: Promise, steps: Sequence[PromiseStep], *, now: datetime
) -> list[rules.Event]:
    """Return what this member may say now, by the same rules that the action asks."""
    return rules.list_possible(speaker_of(member), conversation_of(promise, steps), now=now)


def _place(member: Member | None, party_id: int) -> rules.Place:
    return rules.Place(
        member=member.pk if member else None,
        party=party_id,
        has_left=member is not None and hasattr(member, "departure"),
    )


def _has_steward(member: Member) -> bool:
    return Member.objects.filter(STEWARDS, party_id=member.party_id, departure__isnull=True).exists()
