"""What a collaboration's page shows of its rounds; and the page "What came of it", one thread from first word to last."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.registry import Section
from breakthrough.kernel.roles import Role
from breakthrough.rounds import queries, registry, whole_threads
from breakthrough.rounds.models import Round
from breakthrough.web import problems
from breakthrough.web.components.shape import Crumb

LONGEST_CRUMB = 60


@require_safe
@member_page
def came_of(request: HttpRequest, member: Member, practice: str, thing: str) -> HttpResponse:
    """The whole thread through one thing: what it came from, what came of it, and how all of that stands."""
    whole = whole_threads.gather(member, practice, thing)
    if whole is None:
        raise problems.not_found()
    here, space = whole.here, member.collaboration
    context = {
        "member": member,
        "collaboration": space,
        "whole": whole,
        "crumbs": (
            Crumb(space.name, reverse("collaborations:show", args=[space.slug])),
            Crumb(
                here.title if len(here.title) <= LONGEST_CRUMB else f"{here.title[: LONGEST_CRUMB - 1]}…",
                here.address,
            ),
            Crumb(gettext("What came of it")),
        ),
    }
    return render(request, "rounds/came_of.html", context)


def section(member: Member) -> Section:
    """Return template and context of the section "Practices": each one's question, and its rounds newest first."""
    rounds = queries.list_rounds(member)
    slug = member.collaboration.slug
    practices = [
        {
            "title": gettext(card.title),
            "question": gettext(card.question),
            "not_for": gettext(card.not_for),
            "begin_words": gettext(card.begin_words),
            "address": reverse(f"{card.name}:index", args=[slug]),
            "may_begin": member.leads if card.is_for_leaders else member.facilitates,
            "is_for_leaders": card.is_for_leaders,
            "rounds": [_line(one, slug) for one in rounds if one.practice == card.name],
        }
        for card in registry.list_practices()
    ]
    return {
        "template": "rounds/section.html",
        "context": {
            "practices": practices,
            "sees_released_only": member.role == Role.OBSERVER,
        },
    }


def _line(one: Round, slug: str) -> dict[str, Any]:
    return {
        "title": one.title,
        "made_at": one.made_at,
        "is_closed": one.is_closed,
        "address": reverse(f"{one.practice}:show", args=[slug, one.pk]),
    }
