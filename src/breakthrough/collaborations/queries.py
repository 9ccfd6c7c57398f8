"""Everything that can be read of a collaboration. The member who asks comes first; what they may not see is not found.

Over 150 lines because one glance should show every way to read; each is one query.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from breakthrough.collaborations import links
from breakthrough.collaborations.models import (
    AmbitionVersion,
    Collaboration,
    FacilitationOffer,
    Invitation,
    JournalEntry,
    Mailing,
    Member,
    Party,
)
from breakthrough.collaborations.rules import Gathered, Standing
from breakthrough.kernel.ids import CODE_LENGTH, normalise_code
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.models import Person
from breakthrough.web import problems

JOURNAL_PAGE = 50


@dataclass(frozen=True, slots=True)
class OwnMembership:
    """A membership in the list of one's own, with how many people are in."""

    member: Member
    people_count: int


@dataclass(frozen=True, slots=True)
class PartyPeople:
    """A party and those of it who are in: facilitators, leaders, members, observers, each in the order they came."""

    party: Party
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """One page of the journal, newest first, and who and what its lines speak of."""

    entries: tuple[JournalEntry, ...]
    people: Mapping[str, Member]
    parties: Mapping[int, Party]
    next_before: int | None


def list_memberships(person: Person) -> list[OwnMembership]:
    """Return the person's present memberships, newest first, with the size of each collaboration."""
    count = Count("collaboration__members", filter=Q(collaboration__members__departure__isnull=True))
    found = (
        Member.objects.select_related("collaboration", "party", "person")
        .filter(person=person, departure__isnull=True)
        .annotate(people_count=count)
        .order_by("-joined_at", "id")
    )
    return [OwnMembership(member=member, people_count=member.people_count) for member in found]


def gather(collaboration: Collaboration) -> Gathered:
    """Return where everybody who is in stands: the facts that rules ask for."""
    rows = Member.objects.filter(collaboration=collaboration, departure__isnull=True).values_list(
        "id", "party_id", "role", "joined_at", "also_leads"
    )
    return Gathered(
        tuple(
            Standing(member=row[0], party=row[1], role=Role(row[2]), joined_at=row[3], also_leads=row[4])
            for row in rows
        )
    )


def standing_of(member: Member) -> Standing:
    """Return where `member` stands."""
    return Standing(
        member=member.pk,
        party=member.party_id,
        role=Role(member.role),
        joined_at=member.joined_at,
        also_leads=member.also_leads,
    )


def list_parties(member: Member) -> list[Party]:
    """Return the parties in their order."""
    return list(Party.objects.filter(collaboration_id=member.collaboration_id))


def list_people(member: Member) -> list[PartyPeople]:
    """Return everybody who is in, by party: two queries, however many they are."""
    parties = {one.pk: one for one in list_parties(member)}
    found: dict[int, list[Member]] = {key: [] for key in parties}
    present = (
        Member.objects.filter(collaboration_id=member.collaboration_id, departure__isnull=True)
        .select_related("person")
        .only("collaboration", "party", "role", "also_leads", "joined_at", "person__name")
        .order_by("joined_at", "id")
    )
    for one in present:
        one.party = parties[one.party_id]
        found[one.party_id].append(one)
    # A prefetch would tie parties and members into rings, which only a collection of all garbage frees: 120 ms with 500 people.
    return [
        PartyPeople(party=party, members=tuple(sorted(found[key], key=_place_of)))
        for key, party in parties.items()
    ]


def list_people_of(party: Party) -> list[Member]:
    """Return those of one party who are in, newest first."""
    found = Member.objects.select_related("person").filter(party=party, departure__isnull=True)
    return list(found.order_by("-joined_at", "id"))


def list_parties_of(invitation: Invitation) -> list[Party]:
    """Return the parties somebody would join, for the page that asks whether they want to."""
    return list(Party.objects.filter(collaboration_id=invitation.collaboration_id))


def find_present_member(person: Person, collaboration: Collaboration) -> Member | None:
    """Return the person's present membership, or None."""
    return Member.objects.filter(person=person, collaboration=collaboration, departure__isnull=True).first()


def get_subject(member: Member, member_id: uuid.UUID) -> Member:
    """Return somebody who is in the same collaboration now, or a 404 Problem."""
    found = (
        Member.objects.select_related("collaboration", "party", "person")
        .filter(pk=member_id, collaboration_id=member.collaboration_id, departure__isnull=True)
        .first()
    )
    if found is None:
        raise problems.not_found()
    return found


def get_party(member: Member, party_id: int) -> Party:
    """Return a party of the member's collaboration, or a 404 Problem."""
    found = Party.objects.filter(pk=party_id, collaboration_id=member.collaboration_id).first()
    if found is None:
        raise problems.not_found()
    return found


def find_offer(member: Member) -> FacilitationOffer | None:
    """Return the facilitation somebody offered to this member and that waits for their answer, or None."""
    return FacilitationOffer.objects.select_related("by__person").filter(member=member).first()


def list_ambition_versions(member: Member) -> list[AmbitionVersion]:
    """Return the wordings of the ambition, newest first."""
    return list(
        AmbitionVersion.objects.select_related("by__person").filter(collaboration_id=member.collaboration_id)
    )


def list_shared_invitations(member: Member) -> list[Invitation]:
    """Return the links and codes that are open now, by party, members before observers."""
    found = _open_invitations().filter(collaboration_id=member.collaboration_id, code__isnull=False)
    found = found.select_related("acceptance", "revocation")
    return list(found.order_by("party__position", "role", "at"))


def list_personal_invitations(member: Member) -> list[Invitation]:
    """Return the e-mail invitations, newest first, with what became of each (acceptance, revocation, mailings)."""
    return list(
        Invitation.objects.filter(collaboration_id=member.collaboration_id, address__isnull=False)
        .select_related("party", "acceptance", "revocation", "by__person")
        .prefetch_related("mailings")
        .order_by("-at", "address")
    )


def find_known_addresses(member: Member, addresses: Sequence[str]) -> tuple[set[str], set[str]]:
    """Return which of `addresses` have an invitation that still counts, and which belong to people who are in."""
    present = Member.objects.filter(
        collaboration_id=member.collaboration_id, departure__isnull=True, person__email__in=addresses
    )
    counting = Invitation.objects.filter(
        collaboration_id=member.collaboration_id, address__in=addresses, revocation__isnull=True
    )
    counting = counting.exclude(acceptance__member__departure__isnull=False)
    return (
        {address for address in counting.values_list("address", flat=True) if address},
        {address for address in present.values_list("person__email", flat=True) if address},
    )


def get_invitation(member: Member, invitation_id: uuid.UUID) -> Invitation:
    """Return an invitation of the member's collaboration, or a 404 Problem."""
    found = (
        Invitation.objects.select_related("party", "collaboration", "revocation", "acceptance", "by__person")
        .filter(pk=invitation_id, collaboration_id=member.collaboration_id)
        .first()
    )
    if found is None:
        raise problems.not_found()
    return found


def get_open_invitation(token: str) -> Invitation:
    """Return the invitation a link opens, or a Problem: 404 for what we did not make, 410 for what was taken back or used."""
    invitation_id = links.find_invitation_id(token)
    found = (
        Invitation.objects.filter(pk=invitation_id)
        .select_related("party", "collaboration", "by__person", "revocation", "acceptance__member")
        .first()
        if invitation_id
        else None
    )
    if found is None:
        raise problems.not_found()
    if hasattr(found, "revocation"):
        raise Problem(
            "invitation-taken-back",
            status=410,
            words=gettext_noop(
                "This invitation was taken back or replaced. Ask the person who sent it for the present one."
            ),
        )
    return found


def find_invitation_by_code(typed: str) -> Invitation | None:
    """Return the open invitation behind a six-character code, however it was typed, or None."""
    code = normalise_code(typed)
    if len(code) != CODE_LENGTH or not code.isascii():
        return None
    return _open_invitations().filter(code=code).first()


def list_waiting_mailings(collaboration_id: uuid.UUID, *, asked_at: datetime) -> list[Mailing]:
    """Return the mailings asked for at this moment that nobody has tried yet."""
    return list(
        Mailing.objects.select_related(
            "invitation__party", "invitation__collaboration", "invitation__by__person"
        )
        .filter(
            invitation__collaboration_id=collaboration_id,
            asked_at=asked_at,
            tried_at__isnull=True,
            invitation__revocation__isnull=True,
        )
        .order_by("invitation__address")
    )


def get_journal(member: Member, *, before: int | None = None) -> JournalPage:
    """Return up to fifty lines older than number `before` (or the newest), with the members and parties they name."""
    found = JournalEntry.objects.filter(collaboration_id=member.collaboration_id).order_by("-number")
    entries = tuple((found.filter(number__lt=before) if before is not None else found)[: JOURNAL_PAGE + 1])
    shown = entries[:JOURNAL_PAGE]
    everybody = Member.objects.filter(
        collaboration_id=member.collaboration_id, pk__in=_named_in(shown)
    ).select_related("person")
    return JournalPage(
        entries=shown,
        people={str(one.pk): one for one in everybody},
        parties={party.pk: party for party in list_parties(member)},
        next_before=shown[-1].number if len(entries) > JOURNAL_PAGE else None,
    )


def count_journal(member: Member) -> int:
    """Return how many lines the journal has."""
    return JournalEntry.objects.filter(collaboration_id=member.collaboration_id).count()


def list_collaborations_to_verify(slug: str | None) -> list[Collaboration]:
    """Return the collaboration of that slug, or all of them, for the operator's check of the journals."""
    found = Collaboration.objects.order_by("slug")
    return list(found.filter(slug=slug) if slug else found)


def _place_of(member: Member) -> int:
    return list(Role).index(Role(member.role))


def _named_in(entries: tuple[JournalEntry, ...]) -> set[uuid.UUID]:
    named = {entry.actor for entry in entries if entry.actor}
    for entry in entries:
        for key in ("member", "into"):
            value = entry.facts.get(key)
            if isinstance(value, str):
                named.add(uuid.UUID(value))
    return named


def _open_invitations() -> QuerySet[Invitation]:
    return Invitation.objects.select_related("party", "collaboration", "by__person").filter(
        revocation__isnull=True
    )
