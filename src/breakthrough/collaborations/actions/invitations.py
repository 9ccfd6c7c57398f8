"""Ways in: a link with a code per party, and invitations by e-mail, each address mailed once."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from breakthrough.background import work
from breakthrough.collaborations import journal, queries, rules
from breakthrough.collaborations.actions import room
from breakthrough.collaborations.models import Acceptance, Invitation, Mailing, Member, Party, Revocation
from breakthrough.kernel import ids
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

SEND_KIND = "collaborations.send-invitations"


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to invite by e-mail; `address` is lower case and well-formed, `name` may be empty."""

    address: str
    name: str
    party: Party
    role: Role


def open_links(*, member: Member, parties: Sequence[Party], now: datetime) -> None:
    """Give each party its first link and code, inside the caller's transaction."""
    for party in parties:
        _make_shared(member, party, Role.MEMBER, now=now)


@transaction.atomic
def make_link(*, member: Member, party: Party, role: Role, now: datetime) -> Invitation:
    """Return a fresh link and code for `party`; the one before, of the same party and role, stops working."""
    gathered = room.enter(member.collaboration)
    rules.check_may_invite(
        gathered.standing(member.pk), party=party.pk, role=role, is_shared=True, gathered=gathered
    )
    replaced = Invitation.objects.filter(party=party, role=role, code__isnull=False, revocation__isnull=True)
    Revocation.objects.bulk_create([Revocation(invitation=one, by=member, at=now) for one in replaced])
    made = _make_shared(member, party, role, now=now)
    room.note(
        member.collaboration,
        member,
        "invitation.link_made",
        now=now,
        facts={"party": party.pk, "role": role.value, "invitation": str(made.pk)},
    )
    return made


@transaction.atomic
def take_back(*, member: Member, invitation: Invitation, now: datetime) -> None:
    """Close a way in; taking back twice changes nothing, and an invitation that was used stays as it is."""
    gathered = room.enter(member.collaboration)
    if not rules.may_invite_to(gathered.standing(member.pk), invitation.party_id):
        raise _may_not_invite()
    if Acceptance.objects.filter(invitation=invitation).exists():
        raise Problem(
            "invitation-used",
            status=409,
            words=gettext_noop("This invitation has been used already, so there is nothing to take back."),
        )
    _, is_fresh = Revocation.objects.get_or_create(invitation=invitation, defaults={"by": member, "at": now})
    if is_fresh:
        facts: dict[str, journal.Fact] = {
            "party": invitation.party_id,
            "role": invitation.role,
            "invitation": str(invitation.pk),
        }
        room.note(member.collaboration, member, "invitation.taken_back", now=now, facts=facts)


@transaction.atomic
def invite_people(*, member: Member, invitees: Sequence[Invitee], now: datetime) -> list[Invitation]:
    """Invite by e-mail those who were not invited yet; return the fresh invitations, which a background job mails once each.

    An address that was invited before is passed over, whoever did it; one whose invitation was taken back, or who has
    left since, counts as new.
    """
    gathered = room.enter(member.collaboration)
    standing = gathered.standing(member.pk)
    for party_id, role in {(one.party.pk, one.role) for one in invitees}:
        rules.check_may_invite(standing, party=party_id, role=role, is_shared=False, gathered=gathered)
    wanted = {one.address: one for one in reversed(invitees)}
    is_over = Q(revocation__isnull=False) | Q(acceptance__member__departure__isnull=False)
    Invitation.objects.filter(is_over, collaboration=member.collaboration, address__in=wanted).delete()
    invited, inside = queries.find_known_addresses(member, list(wanted))
    made = Invitation.objects.bulk_create(
        [
            Invitation(
                collaboration=member.collaboration,
                party=one.party,
                role=one.role,
                by=member,
                at=now,
                address=one.address,
                name=one.name,
            )
            for one in wanted.values()
            if one.address not in invited | inside
        ]
    )
    if made:
        room.note(
            member.collaboration, member, "invitation.people_invited", now=now, facts={"count": len(made)}
        )
        _mail(member, made, now=now)
    return made


@transaction.atomic
def send_again(*, member: Member, invitation: Invitation, now: datetime) -> None:
    """Mail one invitation once more, because somebody pressed the button."""
    gathered = room.enter(member.collaboration)
    if not rules.may_invite_to(gathered.standing(member.pk), invitation.party_id):
        raise _may_not_invite()
    is_closed = (
        Acceptance.objects.filter(invitation=invitation).exists()
        or Revocation.objects.filter(invitation=invitation).exists()
    )
    if invitation.address is None or is_closed:
        raise Problem(
            "nothing-to-send",
            status=409,
            words=gettext_noop("This invitation has been used or taken back, so there is nothing to send."),
        )
    if Mailing.objects.filter(invitation=invitation, tried_at__isnull=True).exists():
        raise Problem(
            "on-its-way",
            status=409,
            words=gettext_noop("This e-mail is on its way. Wait a minute before you send it again."),
        )
    room.note(
        member.collaboration,
        member,
        "invitation.sent_again",
        now=now,
        facts={"invitation": str(invitation.pk)},
    )
    _mail(member, [invitation], now=now)


def _mail(member: Member, invitations: Sequence[Invitation], *, now: datetime) -> None:
    Mailing.objects.bulk_create([Mailing(invitation=one, asked_at=now) for one in invitations])
    payload = {"collaboration": str(member.collaboration_id), "asked_at": now.isoformat()}
    work.start(
        SEND_KIND, payload, owner=member.person_id, topic=f"collaboration:{member.collaboration_id}", now=now
    )


def _make_shared(member: Member, party: Party, role: Role, *, now: datetime) -> Invitation:
    return Invitation.objects.create(
        collaboration=member.collaboration,
        party=party,
        role=role,
        by=member,
        at=now,
        code=ids.readable_code(choose=secrets.choice),
    )


def _may_not_invite() -> Problem:
    return Problem(
        "may-not-invite",
        status=403,
        words=gettext_noop(
            "Facilitators can invite to every party, leaders to their own. Ask one of them to invite."
        ),
    )
