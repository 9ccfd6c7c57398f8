"""Leading a round from phase to phase. Each page calls one action and goes back to the round."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import actions, queries
from breakthrough.web.answers import see_other

MOST_DIGITS = 5


@require_POST
@member_page
def prepare(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Fix the list of people and let everybody's device fetch its seal."""
    actions.prepare(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return _back(request, member, round_id)


@require_POST
@member_page
def restart(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Give the seals up and go back to the draft."""
    actions.restart(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    messages.info(request, _("The seals are given up. Change what you want, then let people join anew."))
    return _back(request, member, round_id)


@require_POST
@member_page
def open_sealed(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Let people seal their stance; from here on nobody can join."""
    actions.open_sealed(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return _back(request, member, round_id)


@require_POST
@member_page
def give_time(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """More time for whoever needs it."""
    kept = queries.get_round(member, round_id)
    actions.give_time(member=member, round=kept, minutes=_minutes(request), now=timezone.now())
    return _back(request, member, round_id)


@require_POST
@member_page
def close_sealed(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Announce the end of the sealed part; what is on its way still arrives."""
    actions.close_sealed(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return _back(request, member, round_id)


@require_POST
@member_page
def close_named(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """End the named part, and have everything shown at once."""
    actions.close_named(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return _back(request, member, round_id)


def _minutes(request: HttpRequest) -> int:
    given = request.POST.get("minutes", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        raise Problem(
            "minutes-missing", status=422, words=gettext_noop("Say how many minutes more."), field="minutes"
        )
    return int(given)


def _back(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    place = "alignment:present" if request.POST.get("next") == "present" else "alignment:show"
    return see_other(place, member.collaboration.slug, round_id)
