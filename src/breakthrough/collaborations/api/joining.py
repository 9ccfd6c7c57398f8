"""Joining by code or by the token of a link."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from breakthrough.collaborations import actions, arrivals, queries
from breakthrough.collaborations.api import shapes
from breakthrough.collaborations.api.door import router
from breakthrough.collaborations.models import Invitation
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import access
from breakthrough.people import actions as people_actions


@router.post(
    "/join/look", auth=None, response={200: shapes.DoorOut, **shapes.WRITING}, operation_id="lookAtInvitation"
)
def look(request: HttpRequest, wanted: shapes.JoinIn) -> shapes.DoorOut:
    """See what a code or token opens, before joining. Needs no sign-in."""
    invitation = _invitation_of(request, wanted)
    return shapes.DoorOut(
        name=invitation.collaboration.name,
        ambition=invitation.collaboration.ambition,
        party=invitation.party.name,
        parties=[party.name for party in queries.list_parties_of(invitation)],
        role=arrivals.role_now(invitation),
        invited_by=str(invitation.by.person) if invitation.by else None,
    )


@router.post("/join", response={200: shapes.JoinedOut, **shapes.WRITING}, operation_id="join")
def join(request: HttpRequest, wanted: shapes.JoinIn) -> shapes.JoinedOut:
    """Join as yourself; joining twice changes nothing."""
    member = actions.join(
        person=access.person_of(request), invitation=_invitation_of(request, wanted), now=timezone.now()
    )
    return shapes.JoinedOut(slug=member.collaboration.slug, member=shapes.member_out(member))


@router.post(
    "/join/guest",
    auth=None,
    response={201: shapes.GuestJoinedOut, **shapes.WRITING},
    operation_id="joinAsGuest",
)
def join_as_guest(request: HttpRequest, wanted: shapes.GuestIn) -> Status[shapes.GuestJoinedOut]:
    """Join with a name only. Needs no sign-in; each call makes another guest, and starts no session."""
    now = timezone.now()
    invitation = _invitation_of(request, wanted)
    arrivals.take_pace(client=access.client_of(request), now=now)
    member, return_code = actions.join_as_guest(name=wanted.name, invitation=invitation, now=now)
    _, secret = people_actions.make_api_key(
        person=member.person, name=invitation.collaboration.name[:80], now=now
    )
    return Status(
        201,
        shapes.GuestJoinedOut(
            slug=invitation.collaboration.slug,
            member=shapes.member_out(member),
            return_code=return_code,
            api_key=secret,
        ),
    )


def _invitation_of(request: HttpRequest, wanted: shapes.JoinIn) -> Invitation:
    if (wanted.code is None) == (wanted.token is None):
        raise Problem(
            "one-of-two",
            status=422,
            words=gettext_noop("Send `code` or `token`, one of the two."),
            field="code",
        )
    if wanted.token is not None:
        return queries.get_open_invitation(wanted.token)
    return arrivals.get_by_code(wanted.code or "", client=access.client_of(request), now=timezone.now())
