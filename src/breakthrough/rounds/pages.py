"""What a collaboration's page shows of its rounds."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from breakthrough.collaborations.models import Member
from breakthrough.collaborations.registry import Section
from breakthrough.kernel.roles import Role
from breakthrough.rounds import queries, registry
from breakthrough.rounds.models import Round


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
