"""The one router of Alignment, which each part of this door adds its operations to, and how it finds who asks."""

import uuid

from django.http import HttpRequest
from ninja import Router

from breakthrough.collaborations import access
from breakthrough.collaborations.models import Member
from breakthrough.people.access import person_of
from breakthrough.practices.alignment import queries
from breakthrough.rounds.models import Round
from breakthrough.web.api_shapes import REFUSED

router = Router(tags=["alignment"])

READ = {404: REFUSED}
WRITE = {403: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED, 503: REFUSED}


def member_of(request: HttpRequest, slug: str) -> Member:
    """Return the membership of whoever asks, or a 404 Problem."""
    return access.get_member(person_of(request), slug)


def text_of(request: HttpRequest, slug: str, text_id: uuid.UUID) -> tuple[Member, queries.Text]:
    """Return who asks and the text, or a 404 Problem."""
    member = member_of(request, slug)
    return member, queries.get_text(member, text_id)


def round_of(request: HttpRequest, slug: str, round_id: uuid.UUID) -> tuple[Member, Round]:
    """Return who asks and the round, or a 404 Problem."""
    member = member_of(request, slug)
    return member, queries.get_round(member, round_id)
