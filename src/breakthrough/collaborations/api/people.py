"""Members: who is here, their roles and parties, facilitation, leaving."""

import uuid

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Status

from breakthrough.collaborations import actions, queries, rules
from breakthrough.collaborations.api import shapes
from breakthrough.collaborations.api.door import router
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


@router.get(
    "/{slug:slug}/members",
    response={200: list[shapes.MemberOut], **shapes.READING},
    operation_id="listMembers",
)
def list_members(request: HttpRequest, slug: str) -> list[shapes.MemberOut]:
    """List who is in, by party (not for observers)."""
    member = _taking_part(request, slug)
    return [shapes.member_out(each) for party in queries.list_people(member) for each in party.members]


@router.patch(
    "/{slug:slug}/members/{uuid:member_id}",
    response={200: shapes.MemberOut, **shapes.WRITING},
    operation_id="changeMember",
)
def change_member(
    request: HttpRequest, slug: str, member_id: uuid.UUID, change: shapes.MemberIn
) -> shapes.MemberOut:
    """Change somebody's party or role (facilitators and leaders of that member's own party)."""
    member = _taking_part(request, slug)
    subject, now = queries.get_subject(member, member_id), timezone.now()
    with transaction.atomic():
        if change.party is not None:
            actions.move(
                member=member, subject=subject, party=queries.get_party(member, change.party), now=now
            )
        if change.role is not None:
            actions.change_role(member=member, subject=subject, role=change.role, now=now)
        if change.also_leads is not None:
            if subject.pk != member.pk:
                raise Problem(
                    "own-choice",
                    status=403,
                    words=gettext_noop("Whether a facilitator also leads is for them to say."),
                    field="also_leads",
                )
            actions.change_leading(member=member, leads=change.also_leads, now=now)
    return shapes.member_out(queries.get_subject(member, member_id))


@router.delete(
    "/{slug:slug}/members/{uuid:member_id}",
    response={204: None, **shapes.WRITING},
    operation_id="removeMember",
)
def remove_member(request: HttpRequest, slug: str, member_id: uuid.UUID) -> Status[None]:
    """Remove somebody of your own party; give your own id to leave."""
    member = shapes.member_of(request, slug)
    if member.pk == member_id:
        actions.leave(member=member, now=timezone.now())
    else:
        actions.remove(member=member, subject=queries.get_subject(member, member_id), now=timezone.now())
    return Status(204, None)


@router.post(
    "/{slug:slug}/members/{uuid:member_id}/facilitation-offer",
    response={204: None, **shapes.WRITING},
    operation_id="offerFacilitation",
)
def offer_facilitation(
    request: HttpRequest, slug: str, member_id: uuid.UUID, wanted: shapes.OfferIn
) -> Status[None]:
    """Ask somebody to facilitate; it takes effect when they accept (facilitators)."""
    member = shapes.member_of(request, slug)
    subject = queries.get_subject(member, member_id)
    actions.offer_facilitation(
        member=member, subject=subject, hands_over=wanted.hands_over, now=timezone.now()
    )
    return Status(204, None)


@router.delete(
    "/{slug:slug}/members/{uuid:member_id}/facilitation-offer",
    response={204: None, **shapes.WRITING},
    operation_id="withdrawOffer",
)
def withdraw_offer(request: HttpRequest, slug: str, member_id: uuid.UUID) -> Status[None]:
    """Take an unanswered offer back (facilitators)."""
    member = shapes.member_of(request, slug)
    actions.withdraw_offer(member=member, subject=queries.get_subject(member, member_id), now=timezone.now())
    return Status(204, None)


@router.post(
    "/{slug:slug}/facilitation-answer",
    response={200: shapes.MemberOut, **shapes.WRITING},
    operation_id="answerOffer",
)
def answer_offer(request: HttpRequest, slug: str, answer: shapes.AnswerIn) -> shapes.MemberOut:
    """Accept or decline the facilitation that was offered to you."""
    member = shapes.member_of(request, slug)
    if answer.accept:
        actions.accept_facilitation(member=member, now=timezone.now())
    else:
        actions.decline_facilitation(member=member, now=timezone.now())
    return shapes.member_out(member)


def _taking_part(request: HttpRequest, slug: str) -> Member:
    member = shapes.member_of(request, slug)
    rules.check_may_see_people(queries.standing_of(member))
    return member
