"""Collaborations, their frame, their parties, their journal."""

from typing import Annotated

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Status

from breakthrough.collaborations import actions, journal, queries, rules, sentences
from breakthrough.collaborations.api import shapes
from breakthrough.collaborations.api.door import router
from breakthrough.collaborations.models import Member, Party
from breakthrough.kernel.roles import Role
from breakthrough.people import access
from breakthrough.web.api_shapes import REFUSED


@router.get("", response={200: list[shapes.BriefOut], 401: REFUSED}, operation_id="listCollaborations")
def list_collaborations(request: HttpRequest) -> list[shapes.BriefOut]:
    """List the collaborations you are in, newest membership first."""
    return [
        shapes.BriefOut(
            slug=one.member.collaboration.slug,
            name=one.member.collaboration.name,
            ambition=one.member.collaboration.ambition,
            party=one.member.party.name,
            role=Role(one.member.role),
            people_count=one.people_count,
        )
        for one in queries.list_memberships(access.person_of(request))
    ]


@router.post(
    "", response={201: shapes.CollaborationOut, **shapes.WRITING}, operation_id="createCollaboration"
)
def create_collaboration(request: HttpRequest, wanted: shapes.CreateIn) -> Status[shapes.CollaborationOut]:
    """Start a collaboration; you are its facilitator, and every party gets a link and a code."""
    member = actions.create_collaboration(
        person=access.person_of(request),
        name=wanted.name,
        ambition=wanted.ambition,
        parties=wanted.parties,
        own_party=wanted.own_party,
        leads=wanted.leads,
        now=timezone.now(),
    )
    return Status(201, _written(member))


@router.get(
    "/{slug:slug}", response={200: shapes.CollaborationOut, **shapes.READING}, operation_id="getCollaboration"
)
def get_collaboration(request: HttpRequest, slug: str) -> shapes.CollaborationOut:
    """Get a collaboration you are in."""
    return _written(shapes.member_of(request, slug))


@router.patch(
    "/{slug:slug}",
    response={200: shapes.CollaborationOut, **shapes.WRITING},
    operation_id="changeCollaboration",
)
def change_collaboration(request: HttpRequest, slug: str, change: shapes.FrameIn) -> shapes.CollaborationOut:
    """Change the name or the ambition (facilitators)."""
    member = shapes.member_of(request, slug)
    collaboration = member.collaboration
    name = collaboration.name if change.name is None else change.name
    actions.change_frame(
        member=member,
        name=name,
        ambition=collaboration.ambition if change.ambition is None else change.ambition,
        now=timezone.now(),
    )
    return _written(member)


@router.get(
    "/{slug:slug}/parties",
    response={200: list[shapes.PartyOut], **shapes.READING},
    operation_id="listParties",
)
def list_parties(request: HttpRequest, slug: str) -> list[Party]:
    """List the parties."""
    return queries.list_parties(shapes.member_of(request, slug))


@router.post(
    "/{slug:slug}/parties", response={201: shapes.PartyOut, **shapes.WRITING}, operation_id="addParty"
)
def add_party(request: HttpRequest, slug: str, wanted: shapes.PartyIn) -> Status[shapes.PartyOut]:
    """Add a party with its link and code (facilitators)."""
    party = actions.add_party(member=shapes.member_of(request, slug), name=wanted.name, now=timezone.now())
    return Status(201, shapes.party_out(party))


@router.patch(
    "/{slug:slug}/parties/{int:party_id}",
    response={200: shapes.PartyOut, **shapes.WRITING},
    operation_id="renameParty",
)
def rename_party(request: HttpRequest, slug: str, party_id: int, change: shapes.PartyIn) -> Party:
    """Give a party another name (its own facilitators and leaders)."""
    member = shapes.member_of(request, slug)
    return actions.rename_party(
        member=member, party=queries.get_party(member, party_id), name=change.name, now=timezone.now()
    )


@router.get(
    "/{slug:slug}/journal", response={200: shapes.JournalOut, **shapes.READING}, operation_id="listJournal"
)
def list_journal(
    request: HttpRequest, slug: str, before: Annotated[int | None, Field(ge=1, le=2_000_000_000)] = None
) -> shapes.JournalOut:
    """Read the journal, fifty lines at a time (not for observers)."""
    member = shapes.member_of(request, slug)
    rules.check_may_see_people(queries.standing_of(member))
    page = queries.get_journal(member, before=before)
    lines = [
        shapes.JournalLineOut(
            number=entry.number,
            at=entry.at,
            actor=entry.actor,
            verb=entry.verb,
            facts=entry.facts,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
            words=sentences.sentence_of(entry, people=page.people, parties=page.parties),
        )
        for entry in page.entries
    ]
    return shapes.JournalOut(lines=lines, next_before=page.next_before)


@router.get(
    "/{slug:slug}/journal/verdict",
    response={200: shapes.VerdictOut, **shapes.READING},
    operation_id="verifyJournal",
)
def verify_journal(request: HttpRequest, slug: str) -> journal.Verdict:
    """Check the chain from its first line (not for observers)."""
    member = shapes.member_of(request, slug)
    rules.check_may_see_people(queries.standing_of(member))
    return journal.verify(member.collaboration)


def _written(member: Member) -> shapes.CollaborationOut:
    collaboration = member.collaboration
    return shapes.CollaborationOut(
        slug=collaboration.slug,
        name=collaboration.name,
        ambition=collaboration.ambition,
        created_at=collaboration.created_at,
        parties=[shapes.party_out(party) for party in queries.list_parties(member)],
        you=shapes.member_out(member),
    )
