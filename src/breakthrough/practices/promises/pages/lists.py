"""One's own promises, and the collaboration's board."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.collaborations import queries as space_queries
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.pages import words
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@dataclass(frozen=True, slots=True)
class Part:
    """A list on one's own page; a part without lines is left out."""

    id: str
    title: str
    sentence: str
    lines: list[words.Line]


@require_safe
@member_page
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """What one promised, is asked for, and waits for; observers go on to what is released."""
    if member.observes:
        return see_other("promises:reading", member.collaboration.slug)
    mine = queries.list_mine(member)
    context = {**words.frame(member, request.path), "parts": _parts(mine), "is_empty": mine.is_empty}
    return render(request, "promises/index.html", context)


@require_safe
@member_page
def board(request: HttpRequest, member: Member) -> HttpResponse:
    """Everything that is promised in this collaboration: filtered, searched, page by page."""
    rules.check_takes_part(Role(member.role))
    asked, now = _asked(request), timezone.now()
    page = Paginator(queries.list_board(member, asked, now=now), queries.PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    context = {
        **words.frame(member, request.path, Crumb(_("Board"))),
        "page": page,
        "lines": words.lines_of(page.object_list, now=now, member=member),
        "filters": _filters(member, asked),
        "parties": space_queries.list_parties(member),
        "asked": asked,
        "kept": {"show": asked.shown, **({"party": asked.party} if asked.party else {})},
        "is_filtered": bool(asked.search or asked.party or asked.shown != "open"),
    }
    return render(request, "promises/board.html", context)


def _asked(request: HttpRequest) -> queries.Board:
    shown, party = request.GET.get("show", ""), request.GET.get("party", "")
    return queries.Board(
        shown=shown if shown in queries.SHOWN else "open",
        party=int(party) if party.isascii() and party.isdigit() and len(party) < 10 else None,
        search=request.GET.get("q", "")[:200],
    )


def _filters(member: Member, asked: queries.Board) -> list[dict[str, Any]]:
    named = {
        "open": _("In force"),
        "due": _("Due soon"),
        "asked": _("Asked and offered"),
        "kept": _("Kept"),
        "ended": _("Ended otherwise"),
    }
    kept: dict[str, str | int] = {
        **({"party": asked.party} if asked.party else {}),
        **({"q": asked.search} if asked.search else {}),
    }
    address = reverse("promises:board", args=[member.collaboration.slug])
    return [
        {
            "words": named[shown],
            "address": f"{address}?{urlencode({'show': shown, **kept})}",
            "is_current": shown == asked.shown,
        }
        for shown in queries.SHOWN
    ]


def _parts(mine: queries.Mine) -> list[Part]:
    now = timezone.now()
    parts = (
        ("to-answer", _("Waiting for your answer"), _("A no is as good an answer as a yes."), mine.to_answer),
        (
            "to-accept",
            _("Waiting for your yes"),
            _("They say it is done. Only you can say that it is kept."),
            mine.to_accept,
        ),
        (
            "given",
            _("You promised"),
            _("If one of them is at risk, say so early. Early is good news."),
            mine.given,
        ),
        ("received", _("Promised to you"), "", mine.received),
        ("unanswered", _("You asked or offered"), _("The answer is still open."), mine.unanswered),
    )
    return [
        Part(key, title, sentence, words.lines_of(found, now=now))
        for key, title, sentence, found in parts
        if found
    ]
