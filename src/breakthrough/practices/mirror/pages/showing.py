"""The list of mirrors, the page that belongs to a mirror's phase and to the one who looks, and how it is worked out."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.background import queries as background_queries
from breakthrough.background import readout
from breakthrough.background.rules import State
from breakthrough.ballots import asked_words, page_texts, sealed_page
from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror import CARD, queries
from breakthrough.practices.mirror.pages import frame, results, setting_up, words
from breakthrough.practices.mirror.queries import Mirror
from breakthrough.practices.mirror.rules import asking
from breakthrough.rounds.phases import Phase
from breakthrough.web.components.shape import Crumb, Entry

_TEMPLATES = {
    Phase.DRAFT: "draft",
    Phase.JOINING: "joining",
    Phase.COUNTING: "waiting",
    Phase.HELD: "held",
}


@require_safe
@member_page
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """The mirrors of this collaboration."""
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "lines": [(one, words.phase(one.phase)) for one in queries.list_mirrors(member)],
        "card": CARD,
        "crumbs": frame.crumbs(member),
    }
    return render(request, "mirror/index.html", context)


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The page of the mirror's phase; asked by htmx, the part that follows live, or word that the phase is another one now."""
    mirror = queries.get_mirror(member, round_id)
    if request.headers.get("HX-Request") and request.GET.get("phase") != mirror.phase:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    context = {**frame.frame(member, mirror), **_context(request, member, mirror)}
    if request.headers.get("HX-Request"):
        return render(request, "mirror/part.html", context)
    return sealed_page.render(request, f"mirror/{_template_of(mirror)}.html", context)


@require_safe
@member_page
def method(request: HttpRequest, member: Member) -> HttpResponse:
    """How this is worked out, and how it can mislead."""
    context = {
        "collaboration": member.collaboration,
        "crumbs": frame.crumbs(member, Crumb(_("How this is worked out"))),
        "terms": [
            Entry(
                _(questions.FACET_NAMES[facet]),
                "",
                " ".join(
                    f"{_(questions.STEM)} {_(questions.QUESTIONS[place].text)}"
                    + (f" {_('(turned round)')}" if questions.QUESTIONS[place].is_reversed else "")
                    for place in places
                ),
            )
            for facet, places in zip(questions.FACETS, questions.PLACES, strict=True)
        ],
    }
    return render(request, "mirror/method.html", context)


def _template_of(mirror: Mirror) -> str:
    if mirror.phase is Phase.OPEN:
        return "answering" if mirror.takes_part else "watching"
    return _TEMPLATES.get(mirror.phase, "results")


def _context(request: HttpRequest, member: Member, mirror: Mirror) -> dict[str, Any]:
    if mirror.phase is Phase.DRAFT:
        return {"entries": setting_up.draft_entries(mirror)}
    if mirror.phase in (Phase.JOINING, Phase.OPEN):
        return _sealing(request, member, mirror)
    if mirror.phase is Phase.COUNTING:
        return _waiting(mirror)
    return results.context_of(member, mirror)


def _sealing(request: HttpRequest, member: Member, mirror: Mirror) -> dict[str, Any]:
    if mirror.joining_id is None:
        return {"can_seal": False}
    joining = ballot_queries.get_joining(member, mirror.joining_id)
    context: dict[str, Any] = {
        "joining": joining,
        "four_words": joining.words.split(),
        "can_seal": sealed_page.can_seal(request),
    }
    if not mirror.takes_part:
        return context
    is_open = mirror.phase is Phase.OPEN
    words = asked_words.find(joining) or queries.words_about(mirror.leader)
    asked = [{"text": row[0], "answers": list(row[1:-1]), "missing": row[-1]} for row in words.asked]
    return {
        **context,
        "protection": ballot_queries.protection(member, joining, queries.SCOPE),
        "config": ballot_queries.client_config(member, joining, queries.SCOPE, csrf=get_token(request)),
        "page_words": _answering_page(asked) if is_open else {"kind": "joining", "texts": {}},
        "stem": words.stem,
        "first": asked[0],
        "question_count": asking.COUNT,
    }


def _answering_page(asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "answering",
        "asked": asked,
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.voting_texts(),
            "place_said": _("Sentence {place} of {count}."),
            "next": _("Next question"),
            "summary_all": _("You have answered all {count} sentences."),
            "summary_open": _(
                "You have answered {done} of {count}. The rest may stay open; you can seal all the same."
            ),
        },
    }


def _waiting(mirror: Mirror) -> dict[str, Any]:
    """How far the box has come; its words if it says some."""
    job = background_queries.find_latest(f"round:{mirror.round.pk}")
    told = readout.read(job) if job and job.state is State.RUNNING else None
    return {
        "progress": {
            "share": told.job.share if told else None,
            "words": told.sentence if told else _("This takes a moment."),
            "topic": told.job.live_topic if told else "",
        }
    }
