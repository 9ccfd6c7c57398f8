"""Pages that lead a round of sealed answers from phase to phase. Each has one action done and goes back to the round."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.rounds import queries
from breakthrough.web.answers import see_other

Page = Callable[..., HttpResponse]
GIVEN_UP = gettext_noop("The seals are given up. Change what you want, then let people join anew.")
MOST_DIGITS = 5


def page(
    practice: str,
    act: Callable[..., object],
    *,
    words: str = "",
    asks_minutes: bool = False,
    has_wall: bool = False,
) -> Page:
    """Return the page at which a member has `act` done with a round of the practice. `words` are said afterwards.

    `has_wall`: a round has a page for everybody's eyes, `<practice>:present`, with the same buttons.
    """

    @require_POST
    @member_page
    def have_it_done(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
        kept = queries.get_round(member, round_id, practice=practice)
        further = {"minutes": _minutes(request)} if asks_minutes else {}
        act(member=member, round=kept, now=timezone.now(), **further)
        if words:
            messages.info(request, gettext(words))
        return back(request, member, kept.pk, practice=practice, has_wall=has_wall)

    return have_it_done


def back(
    request: HttpRequest, member: Member, round_id: uuid.UUID, *, practice: str, has_wall: bool
) -> HttpResponse:
    """Go back to the round: to the wall, if the button was there, otherwise to its page."""
    place = "present" if has_wall and request.POST.get("next") == "present" else "show"
    return see_other(f"{practice}:{place}", member.collaboration.slug, round_id)


def _minutes(request: HttpRequest) -> int:
    given = request.POST.get("minutes", "")
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        raise Problem(
            "minutes-missing", status=422, words=gettext_noop("Say how many minutes more."), field="minutes"
        )
    return int(given)
