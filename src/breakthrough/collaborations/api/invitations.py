"""Ways in: links with codes, and lists of people to invite by e-mail."""

import uuid

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from breakthrough.collaborations import actions, people_lists, queries, review, rules
from breakthrough.collaborations.api import shapes
from breakthrough.collaborations.api.door import router
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people.rules import clean_address
from breakthrough.web import problems


@router.get(
    "/{slug:slug}/invitations",
    response={200: list[shapes.InvitationOut], **shapes.READING},
    operation_id="listInvitations",
)
def list_invitations(request: HttpRequest, slug: str) -> list[shapes.InvitationOut]:
    """List the open links and all e-mail invitations of the parties you may invite to."""
    member = shapes.member_of(request, slug)
    _check_invites(member)
    standing = queries.standing_of(member)
    found = [*queries.list_shared_invitations(member), *queries.list_personal_invitations(member)]
    return [shapes.invitation_out(one) for one in found if rules.may_invite_to(standing, one.party_id)]


@router.post(
    "/{slug:slug}/invitations/links",
    response={201: shapes.InvitationOut, **shapes.WRITING},
    operation_id="makeLink",
)
def make_link(request: HttpRequest, slug: str, wanted: shapes.LinkIn) -> Status[shapes.InvitationOut]:
    """Make a fresh link and code."""
    member = shapes.member_of(request, slug)
    made = actions.make_link(
        member=member, party=queries.get_party(member, wanted.party), role=wanted.role, now=timezone.now()
    )
    return Status(201, shapes.invitation_out(made))


@router.post(
    "/{slug:slug}/invitations/preview",
    response={200: shapes.ReviewOut, **shapes.WRITING},
    operation_id="previewInvitations",
)
def preview_invitations(request: HttpRequest, slug: str, wanted: shapes.ListIn) -> shapes.ReviewOut:
    """Look at a list line by line; nothing is sent."""
    member = shapes.member_of(request, slug)
    _check_invites(member)
    return _written(_reviewed(member, wanted))


@router.post(
    "/{slug:slug}/invitations",
    response={201: shapes.ReviewOut, **shapes.WRITING},
    operation_id="invitePeople",
)
def invite_people(request: HttpRequest, slug: str, wanted: shapes.ListIn) -> Status[shapes.ReviewOut]:
    """Invite the good lines of a list; `ready` names who gets an e-mail now. Sending the same list again mails nobody."""
    member = shapes.member_of(request, slug)
    _check_invites(member)
    found = _reviewed(member, wanted)
    actions.invite_people(member=member, invitees=found.ready, now=timezone.now())
    return Status(201, _written(found))


@router.delete(
    "/{slug:slug}/invitations/{uuid:invitation_id}",
    response={204: None, **shapes.WRITING},
    operation_id="takeInvitationBack",
)
def take_back(request: HttpRequest, slug: str, invitation_id: uuid.UUID) -> Status[None]:
    """Close a way in."""
    member = shapes.member_of(request, slug)
    actions.take_back(
        member=member, invitation=queries.get_invitation(member, invitation_id), now=timezone.now()
    )
    return Status(204, None)


@router.post(
    "/{slug:slug}/invitations/{uuid:invitation_id}/mailings",
    response={202: None, **shapes.WRITING},
    operation_id="sendInvitationAgain",
)
def send_again(request: HttpRequest, slug: str, invitation_id: uuid.UUID) -> Status[None]:
    """Mail an e-mail invitation once more."""
    member = shapes.member_of(request, slug)
    actions.send_again(
        member=member, invitation=queries.get_invitation(member, invitation_id), now=timezone.now()
    )
    return Status(202, None)


def _check_invites(member: Member) -> None:
    standing = queries.standing_of(member)
    if not rules.may_invite_to(standing, member.party_id):
        rules.check_facilitates(standing)


def _reviewed(member: Member, wanted: shapes.ListIn) -> review.Review:
    if (wanted.csv is None) == (wanted.addresses is None):
        raise Problem(
            "one-of-two",
            status=422,
            words=gettext_noop("Send `csv` or `addresses`, one of the two."),
            field="csv",
        )
    party = queries.get_party(member, wanted.party) if wanted.party is not None else None
    if wanted.csv is not None:
        listing = people_lists.read_file(wanted.csv.encode(errors="replace"), clean_address=clean_address)
    else:
        listing = people_lists.read_pasted(wanted.addresses or "", clean_address=clean_address)
    return review.review(member, listing, party=party, role=wanted.role)


def _written(found: review.Review) -> shapes.ReviewOut:
    return shapes.ReviewOut(
        ready=[
            shapes.InviteeOut(
                address=one.address, name=one.name, party=shapes.party_out(one.party), role=one.role
            )
            for one in found.ready
        ],
        invited=[entry.address for entry in found.invited],
        inside=[entry.address for entry in found.inside],
        bad_lines=[
            shapes.BadLineOut(
                line=bad.line,
                reason=problems.sentence(Problem("bad-line", status=422, words=bad.words, params=bad.params)),
                excerpt=bad.excerpt,
            )
            for bad in found.bad_lines
        ],
    )
