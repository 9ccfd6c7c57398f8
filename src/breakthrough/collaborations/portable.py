"""A person's part in collaborations, when they export it, turn out to be here twice, or delete themselves."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations import registry, rules
from breakthrough.collaborations.actions import membership, room
from breakthrough.collaborations.models import (
    AmbitionVersion,
    FacilitationOffer,
    Invitation,
    JournalEntry,
    Member,
)
from breakthrough.kernel.roles import Role
from breakthrough.people.models import Person
from breakthrough.people.registry import Json


def export(person: Person) -> Mapping[str, Json]:
    """Return the person's memberships, what they wrote into the frame, their own journal lines and invitations to them."""
    memberships = (
        Member.objects.select_related("collaboration", "party", "departure")
        .filter(person=person)
        .order_by("joined_at")
    )
    invitations = (
        Invitation.objects.filter(address=person.email).select_related("collaboration")
        if person.email
        else ()
    )
    return {
        "memberships": [_told(member) for member in memberships],
        "invitations": [
            {
                "collaboration": one.collaboration.name,
                "address": one.address,
                "name": one.name,
                "at": one.at.isoformat(),
            }
            for one in invitations
        ],
    }


@transaction.atomic
def merge(from_person: Person, to_person: Person, now: datetime) -> None:
    """Carry the guest's memberships over to the account; where both are in, keep one with the stronger role and its party."""
    own = {member.collaboration_id: member for member in Member.objects.filter(person=to_person)}
    for member in Member.objects.select_related("collaboration").filter(person=from_person):
        room.enter(member.collaboration)
        if member.collaboration_id in own:
            _become_one(member, own[member.collaboration_id], now=now)
        else:
            member.person = to_person
            member.save(update_fields=["person"])


@transaction.atomic
def erase(person: Person, now: datetime) -> None:
    """Take the person out of every collaboration: a departure without a name stays, and no invitation to their address.

    Where they were the last facilitator, facilitation passes on (`rules.successor_of`), so that deletion never waits.
    """
    if person.email:
        Invitation.objects.filter(address=person.email).delete()
    Invitation.objects.filter(acceptance__member__person=person).update(address=None, name="")
    for member in Member.objects.select_related("collaboration").filter(person=person):
        for records in registry.list_member_records():
            records.erase(member, now)
        if not hasattr(member, "departure"):
            _go(member, now=now)


def _go(member: Member, *, now: datetime) -> None:
    gathered = room.enter(member.collaboration)
    successor = rules.successor_of(gathered.standing(member.pk), gathered)
    membership.depart(member, by=member, verb="member.erased", now=now)
    if successor is not None:
        heir = Member.objects.get(pk=successor.member)
        heir.also_leads = heir.role == Role.LEADER
        heir.role = Role.FACILITATOR
        heir.save(update_fields=["role", "also_leads"])
        room.note(
            member.collaboration, None, "facilitation.passed_on", now=now, facts={"member": str(heir.pk)}
        )
    if not gathered.has_others(member.pk):
        membership.close_doors(member, now=now)


def _become_one(guest: Member, kept: Member, *, now: datetime) -> None:
    for records in registry.list_member_records():
        records.merge(guest, kept, now)
    guest_is_in, kept_is_in = not hasattr(guest, "departure"), not hasattr(kept, "departure")
    AmbitionVersion.objects.filter(by=guest).update(by=kept)
    FacilitationOffer.objects.filter(member=guest).delete()
    if not guest_is_in:
        return
    if not kept_is_in:
        kept.departure.delete()
    if not kept_is_in or rules.stronger(Role(guest.role), Role(kept.role)) != kept.role:
        kept.role, kept.party_id, kept.also_leads = guest.role, guest.party_id, guest.also_leads
        kept.save(update_fields=["role", "party", "also_leads"])
    membership.depart(
        guest, by=guest, verb="member.merged", now=now, facts={"member": str(kept.pk), "into": str(kept.pk)}
    )


def _told(member: Member) -> Json:
    lines = JournalEntry.objects.filter(collaboration_id=member.collaboration_id, actor=member.pk).order_by(
        "number"
    )
    departure = getattr(member, "departure", None)
    told: dict[str, Json] = {
        "collaboration": member.collaboration.name,
        "ambition": member.collaboration.ambition,
        "party": member.party.name,
        "role": member.role,
        "also_leads": member.also_leads,
        "joined_at": member.joined_at.isoformat(),
        "left_at": departure.at.isoformat() if departure else None,
        "ambition_versions": [
            {"number": one.number, "text": one.text} for one in AmbitionVersion.objects.filter(by=member)
        ],
        "journal": [
            {"number": line.number, "at": line.at.isoformat(), "verb": line.verb, "facts": line.facts}
            for line in lines
        ],
    }
    for records in registry.list_member_records():
        told[records.name] = records.export(member)
    return told
