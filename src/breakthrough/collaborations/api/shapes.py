"""What goes in and out at the JSON door of collaborations.

Over 150 lines because it is the whole vocabulary of this part of the API, in one place.
"""

import uuid
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest
from ninja import Field, Schema
from pydantic import JsonValue

from breakthrough.collaborations import links
from breakthrough.collaborations.access import get_member
from breakthrough.collaborations.models import Invitation, Member, Party
from breakthrough.collaborations.people_lists import MOST_BYTES
from breakthrough.kernel.roles import Role
from breakthrough.people import access
from breakthrough.web.api_shapes import REFUSED, Asked

Line = Annotated[str, Field(max_length=1000)]
Text = Annotated[str, Field(max_length=20_000)]
Yes = Annotated[bool, Field(strict=True)]
PartyId = Annotated[int, Field(strict=True, ge=1, le=2**63 - 1)]

READING = {401: REFUSED, 403: REFUSED, 404: REFUSED, 422: REFUSED}
WRITING = {
    **READING,
    400: REFUSED,
    409: REFUSED,
    410: REFUSED,
    413: REFUSED,
    429: REFUSED,
}


def member_of(request: HttpRequest, slug: str) -> Member:
    """Return the caller's membership, or a 404 Problem: a space one cannot see does not exist."""
    return get_member(access.person_of(request), slug)


class PartyOut(Schema):
    """A team, department or organisation."""

    id: int
    name: str
    position: int


class MemberOut(Schema):
    """A person in the collaboration."""

    id: uuid.UUID
    name: str
    party: PartyOut
    role: Role
    also_leads: bool
    joined_at: datetime


class CollaborationOut(Schema):
    """A collaboration as one of its members sees it; `you` is the caller's own membership."""

    slug: str
    name: str
    ambition: str
    created_at: datetime
    parties: list[PartyOut]
    you: MemberOut


class BriefOut(Schema):
    """A collaboration in the list of one's own."""

    slug: str
    name: str
    ambition: str
    party: str
    role: Role
    people_count: int


class CreateIn(Asked):
    """What a collaboration needs to begin."""

    name: Line = Field(description="At most 120 characters after trimming.")
    ambition: Text = Field(description="The goal none could reach alone; at most 2,000 characters.")
    parties: list[Line] = Field(
        min_length=1, max_length=50, description="One to twelve names, all different."
    )
    own_party: Line = Field(description="Which of `parties` is yours.")
    leads: Yes = Field(False, description="Whether you lead that party besides facilitating.")


class FrameIn(Asked):
    """What to change of the frame; what is left out stays."""

    name: Line | None = None
    ambition: Text | None = None


class PartyIn(Asked):
    """A party's name, at most 80 characters after trimming."""

    name: Line


class MemberIn(Asked):
    """What to change of a member; one thing or several, in this order: party, role, leading. All or nothing."""

    party: PartyId | None = Field(None, description="The party to move to.")
    role: Role | None = Field(
        None, description="Facilitator is offered, not given: see the operation `offerFacilitation`."
    )
    also_leads: Yes | None = Field(
        None, description="For oneself as a facilitator: whether one also leads one's party."
    )


class OfferIn(Asked):
    """How facilitation is offered."""

    hands_over: Yes = Field(False, description="Whether you stop facilitating once they accept.")


class AnswerIn(Asked):
    """The answer to an offer."""

    accept: Yes


class InvitationOut(Schema):
    """A way in. Shared ones have a link and a code; personal ones an address, and their link goes out by e-mail only."""

    id: uuid.UUID
    party: PartyOut
    role: Role
    at: datetime
    code: str | None
    link: str | None
    address: str | None
    name: str
    state: str = Field(description="open, used or taken-back")


class LinkIn(Asked):
    """Which link to make; the one before, of the same party and role, stops working."""

    party: PartyId
    role: Role = Role.MEMBER


class ListIn(Asked):
    """People to invite by e-mail: the text of a CSV file with a header line, or addresses as one pastes them. One of the two."""

    csv: str | None = Field(None, max_length=MOST_BYTES)
    addresses: str | None = Field(None, max_length=MOST_BYTES)
    party: PartyId | None = Field(None, description="For lines that name no party.")
    role: Role = Field(Role.MEMBER, description="For lines that name no role.")


class InviteeOut(Schema):
    """Somebody who gets an e-mail."""

    address: str
    name: str
    party: PartyOut
    role: Role


class BadLineOut(Schema):
    """A line that cannot be used, and why."""

    line: int
    reason: str
    excerpt: str


class ReviewOut(Schema):
    """What a list does: who is invited, who was before, who is in already, which lines cannot be used."""

    ready: list[InviteeOut]
    invited: list[str]
    inside: list[str]
    bad_lines: list[BadLineOut]


class JournalLineOut(Schema):
    """A line of the journal: `words` in your language, the rest exactly as it was hashed."""

    number: int
    at: datetime
    actor: uuid.UUID | None
    verb: str
    facts: dict[str, JsonValue]
    previous_hash: str
    hash: str
    words: str


class JournalOut(Schema):
    """A page of the journal, newest first; ask again with `before` = `next_before` for older lines."""

    lines: list[JournalLineOut]
    next_before: int | None


class VerdictOut(Schema):
    """Whether the chain of the journal is whole; `broken_at` is the first line that does not fit."""

    line_count: int
    broken_at: int | None
    head: str


class JoinIn(Asked):
    """A code of six characters, or the last part of a link. One of the two."""

    code: Annotated[str, Field(max_length=100)] | None = None
    token: Annotated[str, Field(max_length=100)] | None = None


class GuestIn(JoinIn):
    """The same, for somebody without an account."""

    name: Line = Field(description="At most 80 characters after trimming.")


class DoorOut(Schema):
    """What one would join."""

    name: str
    ambition: str
    party: str
    parties: list[str]
    role: Role
    invited_by: str | None


class JoinedOut(Schema):
    """One is in."""

    slug: str
    member: MemberOut


class GuestJoinedOut(JoinedOut):
    """One is in as a guest. Both secrets are shown only in this answer."""

    return_code: str = Field(description="Brings the guest back in a browser, at `/people/return`.")
    api_key: str = Field(description="Lets a program go on as this guest.")


def party_out(party: Party) -> PartyOut:
    """Return a party as it goes out."""
    return PartyOut(id=party.pk, name=party.name, position=party.position)


def member_out(member: Member) -> MemberOut:
    """Return a member as they go out, with the name everybody here sees."""
    return MemberOut(
        id=member.pk,
        name=str(member.person),
        party=party_out(member.party),
        role=Role(member.role),
        also_leads=member.also_leads,
        joined_at=member.joined_at,
    )


def invitation_out(invitation: Invitation) -> InvitationOut:
    """Return an invitation as it goes out; only a shared one shows its link."""
    if hasattr(invitation, "revocation"):
        state = "taken-back"
    else:
        state = "used" if hasattr(invitation, "acceptance") else "open"
    return InvitationOut(
        id=invitation.pk,
        party=party_out(invitation.party),
        role=Role(invitation.role),
        at=invitation.at,
        code=invitation.code,
        link=links.address_of(invitation.pk) if invitation.is_shared else None,
        address=invitation.address,
        name=invitation.name,
        state=state,
    )
