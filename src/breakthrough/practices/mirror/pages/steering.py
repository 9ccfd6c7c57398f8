"""Leading a mirror from phase to phase. Each page calls one action and goes back to the mirror."""

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
from breakthrough.practices.mirror import actions, queries
from breakthrough.web.answers import see_other

MOST_DIGITS = 5


@require_POST
@member_page
def prepare(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (Django's signature)
    """Fix the list of people and let everybody's device fetch its seal."""
    actions.prepare(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return see_other("mirror:show", member.collaboration.slug, round_id)


@require_POST
@member_page
def restart(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Give the seals up and go back to the draft."""
    actions.restart(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    messages.info(request, _("The seals are given up. Change what you want, then let people join anew."))
    return see_other("mirror:show", member.collaboration.slug, round_id)


@require_POST
@member_page
def open_answering(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (as above)
    """Let people answer; from here on nobody can join."""
    actions.open_answering(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return see_other("mirror:show", member.collaboration.slug, round_id)


@require_POST
@member_page
def give_time(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """More time for whoever needs it."""
    kept = queries.get_round(member, round_id)
    given = request.POST.get("minutes", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        raise Problem(
            "minutes-missing", status=422, words=gettext_noop("Say how many minutes more."), field="minutes"
        )
    actions.give_time(member=member, round=kept, minutes=int(given), now=timezone.now())
    return see_other("mirror:show", member.collaboration.slug, round_id)


@require_POST
@member_page
def close(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:  # noqa: ARG001 (as above)
    """Announce the close; what is on its way still arrives."""
    actions.close(member=member, round=queries.get_round(member, round_id), now=timezone.now())
    return see_other("mirror:show", member.collaboration.slug, round_id)
