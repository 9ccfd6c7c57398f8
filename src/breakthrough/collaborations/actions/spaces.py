"""The frame of a collaboration: its name, its ambition, its parties."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations import queries, rules
from breakthrough.collaborations.actions import invitations, room
from breakthrough.collaborations.models import AmbitionVersion, Collaboration, Member, Party
from breakthrough.collaborations.wording import (
    LONGEST_AMBITION,
    LONGEST_COLLABORATION_NAME,
    LONGEST_PARTY_NAME,
    clean_line,
    clean_text,
)
from breakthrough.kernel import ids
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.models import Person


@transaction.atomic
def create_collaboration(
    *,
    person: Person,
    name: str,
    ambition: str,
    parties: Sequence[str],
    own_party: str,
    leads: bool,
    now: datetime,
) -> Member:
    """Return the membership of `person` as the facilitator of a fresh collaboration; every party gets its link and code.

    `own_party` is one of `parties`; `leads` says whether they lead that party besides.
    """
    name = clean_line(name, field="name", longest=LONGEST_COLLABORATION_NAME)
    ambition = clean_text(ambition, field="ambition", longest=LONGEST_AMBITION)
    named = [clean_line(party, field="parties", longest=LONGEST_PARTY_NAME) for party in parties]
    rules.check_parties(named)
    own_place = _place_of(own_party, named)
    collaboration = Collaboration.objects.create(
        slug=_fresh_slug(name), name=name, ambition=ambition, created_at=now
    )
    made = [
        Party.objects.create(collaboration=collaboration, name=one, position=place)
        for place, one in enumerate(named)
    ]
    member = Member.objects.create(
        collaboration=collaboration,
        person=person,
        party=made[own_place],
        role=Role.FACILITATOR,
        also_leads=leads,
        joined_at=now,
    )
    AmbitionVersion.objects.create(collaboration=collaboration, number=1, text=ambition, by=member, at=now)
    room.note(
        collaboration,
        member,
        "collaboration.created",
        now=now,
        facts={"parties": len(made), "ambition_sha256": _sha256(ambition)},
    )
    invitations.open_links(member=member, parties=made, now=now)
    return member


@transaction.atomic
def rename_collaboration(*, member: Member, name: str, now: datetime) -> Collaboration:
    """Give the collaboration another name; its address stays."""
    collaboration = member.collaboration
    gathered = room.enter(collaboration)
    rules.check_facilitates(gathered.standing(member.pk))
    name = clean_line(name, field="name", longest=LONGEST_COLLABORATION_NAME)
    if name != collaboration.name:
        collaboration.name = name
        collaboration.save(update_fields=["name"])
        room.note(collaboration, member, "collaboration.renamed", now=now)
    return collaboration


@transaction.atomic
def change_ambition(*, member: Member, ambition: str, now: datetime) -> Collaboration:
    """Put the ambition in other words; the earlier wording is kept and the journal says that it changed."""
    collaboration = member.collaboration
    gathered = room.enter(collaboration)
    rules.check_facilitates(gathered.standing(member.pk))
    ambition = clean_text(ambition, field="ambition", longest=LONGEST_AMBITION)
    latest = AmbitionVersion.objects.filter(collaboration=collaboration).first()
    if latest is None or latest.text != ambition:
        number = latest.number + 1 if latest else 1
        AmbitionVersion.objects.create(
            collaboration=collaboration, number=number, text=ambition, by=member, at=now
        )
        collaboration.ambition = ambition
        collaboration.save(update_fields=["ambition"])
        room.note(
            collaboration,
            member,
            "ambition.changed",
            now=now,
            facts={"version": number, "ambition_sha256": _sha256(ambition)},
        )
    return collaboration


@transaction.atomic
def change_frame(*, member: Member, name: str, ambition: str, now: datetime) -> Collaboration:
    """Change name and ambition together, or neither."""
    rename_collaboration(member=member, name=name, now=now)
    return change_ambition(member=member, ambition=ambition, now=now)


@transaction.atomic
def add_party(*, member: Member, name: str, now: datetime) -> Party:
    """Add a party with its link and code."""
    collaboration = member.collaboration
    gathered = room.enter(collaboration)
    rules.check_facilitates(gathered.standing(member.pk))
    name = clean_line(name, field="name", longest=LONGEST_PARTY_NAME)
    parties = queries.list_parties(member)
    rules.check_parties([*(party.name for party in parties), name])
    party = Party.objects.create(
        collaboration=collaboration, name=name, position=max(one.position for one in parties) + 1
    )
    room.note(collaboration, member, "party.added", now=now, facts={"party": party.pk})
    invitations.open_links(member=member, parties=[party], now=now)
    return party


@transaction.atomic
def rename_party(*, member: Member, party: Party, name: str, now: datetime) -> Party:
    """Give a party another name."""
    gathered = room.enter(member.collaboration)
    rules.check_may_rename_party(gathered.standing(member.pk), party.pk, gathered)
    name = clean_line(name, field="name", longest=LONGEST_PARTY_NAME)
    rules.check_parties([name, *(one.name for one in queries.list_parties(member) if one.pk != party.pk)])
    if name != party.name:
        party.name = name
        party.save(update_fields=["name"])
        room.note(member.collaboration, member, "party.renamed", now=now, facts={"party": party.pk})
    return party


def _place_of(own_party: str, named: Sequence[str]) -> int:
    wanted = clean_line(own_party, field="own_party", longest=LONGEST_PARTY_NAME).casefold()
    for place, name in enumerate(named):
        if name.casefold() == wanted:
            return place
    raise Problem(
        "own-party-unknown",
        status=422,
        words=gettext_noop("Say which of these parties is yours."),
        field="own_party",
    )


def _fresh_slug(name: str) -> str:
    # The random end keeps an address from telling whether somebody else uses the same name.
    return f"{ids.slug_of(name)}-{ids.readable_code(choose=secrets.choice, length=5).lower()}"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
