"""Coming, going, and what a member is: joining, leaving, removing, roles, moving to another party."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations import journal, rules
from breakthrough.collaborations.actions import room
from breakthrough.collaborations.models import (
    Acceptance,
    Departure,
    FacilitationOffer,
    Invitation,
    Member,
    Party,
    Revocation,
)
from breakthrough.collaborations.rules import Gathered
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import actions as people_actions
from breakthrough.people.models import Person


@transaction.atomic
def join(*, person: Person, invitation: Invitation, now: datetime) -> Member:
    """Bring `person` in through an open invitation; joining twice changes nothing and returns the same membership."""
    gathered = room.enter(invitation.collaboration)
    member = (
        Member.objects.select_related("departure")
        .filter(collaboration=invitation.collaboration, person=person)
        .first()
    )
    if member is not None and not hasattr(member, "departure"):
        return member
    _check_is_open(invitation)
    role = role_on_joining(invitation, gathered)
    if member is None:
        member = Member.objects.create(
            collaboration=invitation.collaboration,
            person=person,
            party=invitation.party,
            role=role,
            joined_at=now,
        )
        verb = "member.joined"
    else:
        member = _come_back(member, invitation, role, now=now)
        verb = "member.came_back"
    if not invitation.is_shared:
        Acceptance.objects.create(invitation=invitation, member=member, at=now)
    facts: dict[str, journal.Fact] = {
        "member": str(member.pk),
        "party": invitation.party_id,
        "role": role.value,
        "invitation": str(invitation.pk),
    }
    room.note(invitation.collaboration, member, verb, now=now, facts=facts)
    return member


@transaction.atomic
def join_as_guest(*, name: str, invitation: Invitation, now: datetime) -> tuple[Member, str]:
    """Make a guest called `name`, bring them in, and return the membership and the return code, which is shown only now."""
    guest = people_actions.make_guest(name=name, now=now)
    member = join(person=guest, invitation=invitation, now=now)
    return member, people_actions.renew_return_code(person=guest, now=now)


def role_on_joining(invitation: Invitation, gathered: Gathered) -> Role:
    """Return the role this invitation brings now (see `rules.role_on_joining`)."""
    inviter = (
        Member.objects.filter(pk=invitation.by_id, departure__isnull=True).first()
        if invitation.by_id
        else None
    )
    return rules.role_on_joining(
        Role(invitation.role),
        party=invitation.party_id,
        inviter_party=inviter.party_id if inviter else None,
        gathered=gathered,
    )


@transaction.atomic
def leave(*, member: Member, now: datetime) -> None:
    """Leave; what the member gave stays. When nobody is left, the ways in are closed."""
    gathered = room.enter(member.collaboration)
    rules.check_may_leave(gathered.standing(member.pk), gathered)
    depart(member, by=member, verb="member.left", now=now)
    if not gathered.has_others(member.pk):
        close_doors(member, now=now)


@transaction.atomic
def remove(*, member: Member, subject: Member, now: datetime) -> None:
    """Remove somebody of one's own party; they can come back only through an invitation made later."""
    gathered = room.enter(member.collaboration)
    rules.check_may_remove(gathered.standing(member.pk), gathered.standing(subject.pk), gathered)
    depart(subject, by=member, verb="member.removed", now=now)


@transaction.atomic
def change_role(*, member: Member, subject: Member, role: Role, now: datetime) -> Member:
    """Give `subject` another role; a facilitator lays facilitation down this way, for themselves only."""
    gathered = room.enter(member.collaboration)
    rules.check_may_change_role(gathered.standing(member.pk), gathered.standing(subject.pk), role, gathered)
    if subject.role != role or subject.also_leads:
        subject.role = role
        subject.also_leads = False
        subject.save(update_fields=["role", "also_leads"])
        FacilitationOffer.objects.filter(by=subject).delete()
        room.note(
            member.collaboration,
            member,
            "member.role_changed",
            now=now,
            facts={"member": str(subject.pk), "role": role.value},
        )
    return subject


@transaction.atomic
def change_leading(*, member: Member, leads: bool, now: datetime) -> Member:
    """Say whether a facilitator also leads their own party."""
    gathered = room.enter(member.collaboration)
    rules.check_may_lead_too(gathered.standing(member.pk))
    if member.also_leads != leads:
        member.also_leads = leads
        member.save(update_fields=["also_leads"])
        room.note(
            member.collaboration,
            member,
            "member.leading_changed",
            now=now,
            facts={"member": str(member.pk), "leads": leads},
        )
    return member


@transaction.atomic
def move(*, member: Member, subject: Member, party: Party, now: datetime) -> Member:
    """Move somebody of one's own party to another party."""
    gathered = room.enter(member.collaboration)
    rules.check_may_move(gathered.standing(member.pk), gathered.standing(subject.pk))
    if subject.party_id != party.pk:
        before, subject.party = subject.party_id, party
        subject.save(update_fields=["party"])
        room.note(
            member.collaboration,
            member,
            "member.moved",
            now=now,
            facts={"member": str(subject.pk), "from_party": before, "party": party.pk},
        )
    return subject


def depart(
    subject: Member,
    *,
    by: Member | None,
    verb: str,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Record that `subject` is no longer in, inside the caller's transaction, after its rule."""
    Departure.objects.create(member=subject, by=by, at=now)
    FacilitationOffer.objects.filter(member=subject).delete()
    FacilitationOffer.objects.filter(by=subject).delete()
    room.note(
        subject.collaboration,
        by,
        verb,
        now=now,
        facts=facts or {"member": str(subject.pk), "party": subject.party_id},
    )


def close_doors(last: Member, *, now: datetime) -> None:
    """Take back every invitation of a collaboration that nobody is left in."""
    still_open = Invitation.objects.filter(
        collaboration=last.collaboration, revocation__isnull=True, acceptance__isnull=True
    )
    Revocation.objects.bulk_create([Revocation(invitation=one, by=None, at=now) for one in still_open])


def _come_back(member: Member, invitation: Invitation, role: Role, *, now: datetime) -> Member:
    departure = member.departure
    was_removed = departure.by_id != member.pk
    rules.check_may_come_back(was_removed=was_removed, departed_at=departure.at, invited_at=invitation.at)
    departure.delete()
    member.party, member.role, member.also_leads, member.joined_at = invitation.party, role, False, now
    member.save(update_fields=["party", "role", "also_leads", "joined_at"])
    return Member.objects.select_related("collaboration", "party", "person").get(pk=member.pk)


def _check_is_open(invitation: Invitation) -> None:
    if Revocation.objects.filter(invitation=invitation).exists():
        raise Problem(
            "invitation-taken-back",
            status=410,
            words=gettext_noop(
                "This invitation was taken back or replaced. Ask the person who sent it for the present one."
            ),
        )
    if Acceptance.objects.filter(invitation=invitation).exists():
        raise Problem(
            "invitation-used",
            status=410,
            words=gettext_noop(
                "This invitation was for one person and has been used. If that was you, sign in or use your return code; otherwise ask for one of your own."
            ),
        )
