"""Handing facilitation on: one asks, the other accepts or declines. Nobody is made a facilitator without a word."""

from datetime import datetime

from django.db import transaction

from breakthrough.collaborations import queries, rules
from breakthrough.collaborations.actions import room
from breakthrough.collaborations.models import FacilitationOffer, Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop


@transaction.atomic
def offer_facilitation(
    *, member: Member, subject: Member, hands_over: bool, now: datetime
) -> FacilitationOffer:
    """Ask `subject` to facilitate; with `hands_over` the one who asks lays it down when they accept. Asking again replaces the offer."""
    gathered = room.enter(member.collaboration)
    rules.check_may_offer_facilitation(gathered.standing(member.pk), gathered.standing(subject.pk), gathered)
    offer, _ = FacilitationOffer.objects.update_or_create(
        member=subject, defaults={"by": member, "hands_over": hands_over, "at": now}
    )
    room.note(
        member.collaboration,
        member,
        "facilitation.offered",
        now=now,
        facts={"member": str(subject.pk), "hands_over": hands_over},
    )
    return offer


@transaction.atomic
def withdraw_offer(*, member: Member, subject: Member, now: datetime) -> None:
    """Take an unanswered offer back; any facilitator can."""
    gathered = room.enter(member.collaboration)
    rules.check_facilitates(gathered.standing(member.pk))
    deleted, _ = FacilitationOffer.objects.filter(member=subject).delete()
    if deleted:
        room.note(
            member.collaboration, member, "facilitation.withdrawn", now=now, facts={"member": str(subject.pk)}
        )


@transaction.atomic
def accept_facilitation(*, member: Member, now: datetime) -> Member:
    """Become a facilitator; a leader stays the leader of their party besides. The rules are asked anew: much may have changed."""
    gathered = room.enter(member.collaboration)
    offer = _get_offer(member)
    asker = Member.objects.select_related("collaboration").get(pk=offer.by_id)
    rules.check_may_offer_facilitation(gathered.standing(asker.pk), gathered.standing(member.pk), gathered)
    member.also_leads = member.role == Role.LEADER
    member.role = Role.FACILITATOR
    member.save(update_fields=["role", "also_leads"])
    room.note(
        member.collaboration, member, "facilitation.accepted", now=now, facts={"member": str(member.pk)}
    )
    if offer.hands_over and asker.facilitates:
        _lay_down(asker, now=now)
    offer.delete()
    return member


@transaction.atomic
def decline_facilitation(*, member: Member, now: datetime) -> None:
    """Say no to an offer."""
    room.enter(member.collaboration)
    _get_offer(member).delete()
    room.note(
        member.collaboration, member, "facilitation.declined", now=now, facts={"member": str(member.pk)}
    )


def _lay_down(asker: Member, *, now: datetime) -> None:
    asker.role = Role.LEADER if asker.also_leads else Role.MEMBER
    asker.also_leads = False
    asker.save(update_fields=["role", "also_leads"])
    FacilitationOffer.objects.filter(by=asker).delete()
    room.note(
        asker.collaboration,
        asker,
        "facilitation.laid_down",
        now=now,
        facts={"member": str(asker.pk), "role": asker.role},
    )


def _get_offer(member: Member) -> FacilitationOffer:
    offer = queries.find_offer(member)
    if offer is None:
        raise Problem(
            "no-offer",
            status=409,
            words=gettext_noop(
                "There is no offer to answer any more; it was taken back or answered already."
            ),
        )
    return offer
