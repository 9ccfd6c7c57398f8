"""The list of waves, the page that belongs to a wave's phase and to the one who looks, and how it is worked out."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.background import queries as background_queries
from breakthrough.background import readout
from breakthrough.background.rules import State
from breakthrough.ballots import asked_words, page_texts, sealed_page
from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.asked_words import Words
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.measures.pulse import questions
from breakthrough.practices.pulse import CARD, actions, queries
from breakthrough.practices.pulse.pages import frame, results, setting_up, words
from breakthrough.practices.pulse.queries import Wave
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds import phases
from breakthrough.rounds.phases import Phase
from breakthrough.web.components.shape import Crumb

_TEMPLATES = {
    Phase.DRAFT: "draft",
    Phase.JOINING: "joining",
    Phase.COUNTING: "waiting",
    Phase.HELD: "held",
}


@require_safe
@member_page
def index(request: HttpRequest, member: Member) -> HttpResponse:
    """The waves of this collaboration."""
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "lines": [(one, words.phase(one.phase)) for one in queries.list_waves(member)],
        "card": CARD,
        "crumbs": frame.crumbs(member),
    }
    return render(request, "pulse/index.html", context)


@require_safe
@member_page
def show(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The page of the wave's phase; asked by htmx, the part that follows live, or word that the phase is another one now."""
    wave = queries.get_wave(member, round_id)
    if request.headers.get("HX-Request") and request.GET.get("phase") != wave.phase:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if wave.phase in phases.OVER and request.method == "GET":
        actions.note_look(round=wave.round, now=timezone.now())
    context = {**frame.frame(member, wave), **_context(request, member, wave)}
    if request.headers.get("HX-Request"):
        return render(request, "pulse/part.html", context)
    return sealed_page.render(request, f"pulse/{_template_of(wave)}.html", context)


@require_safe
@member_page
def method(request: HttpRequest, member: Member) -> HttpResponse:
    """How this is worked out, and how it can mislead."""
    context = {
        "collaboration": member.collaboration,
        "crumbs": frame.crumbs(member, Crumb(_("How this is worked out"))),
        "terms": [
            (_(name), [_(one.text) for one in questions.QUESTIONS if one.dimension == key])
            for key, name in questions.DIMENSION_NAMES.items()
        ],
    }
    return render(request, "pulse/method.html", context)


def _template_of(wave: Wave) -> str:
    if wave.phase is Phase.OPEN:
        return "answering" if wave.takes_part else "watching"
    if wave.phase in _TEMPLATES:
        return _TEMPLATES[wave.phase]
    return "results" if wave.plan.kind is Kind.FULL else "taps"


def _context(request: HttpRequest, member: Member, wave: Wave) -> dict[str, Any]:
    if wave.phase is Phase.DRAFT:
        return {"entries": setting_up.draft_entries(wave)}
    if wave.phase in (Phase.JOINING, Phase.OPEN):
        return _sealing(request, member, wave)
    if wave.phase is Phase.COUNTING:
        return _waiting(wave)
    return results.context_of(request, member, wave)


def _sealing(request: HttpRequest, member: Member, wave: Wave) -> dict[str, Any]:
    if wave.joining_id is None:
        return {"can_seal": False}
    joining = ballot_queries.get_joining(member, wave.joining_id)
    context: dict[str, Any] = {
        "joining": joining,
        "four_words": joining.words.split(),
        "can_seal": sealed_page.can_seal(request),
    }
    if not wave.takes_part:
        return context
    is_open = wave.phase is Phase.OPEN
    words = asked_words.find(joining) or queries.words_of(wave.plan)
    asked = _asked(wave, words)
    return {
        **context,
        "protection": ballot_queries.protection(member, joining, queries.SCOPE),
        "config": ballot_queries.client_config(member, joining, queries.SCOPE, csrf=get_token(request)),
        "page_words": _answering_page(asked) if is_open else {"kind": "joining", "texts": {}},
        "stem": words.stem,
        "first": _padded(asked),
        "most_answers": max(len(one.answers) for one in wave.asked),
        "question_count": len(wave.asked),
    }


def _answering_page(asked: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "kind": "answering",
        "asked": asked,
        "texts": {
            **page_texts.sealing_texts(),
            **page_texts.voting_texts(),
            "place_said": _("Question {place} of {count}."),
            "next": _("Next question"),
            "summary_all": _("You have answered all {count} questions."),
            "summary_open": _(
                "You have answered {done} of {count}. The rest may stay open; you can seal all the same."
            ),
        },
    }


def _asked(wave: Wave, words: Words) -> list[dict[str, Any]]:
    return [
        {"text": row[0], "answers": list(row[1:-1]), "missing": row[-1], "own": one.is_own}
        for one, row in zip(wave.asked, words.asked, strict=True)
    ]


def _padded(asked: list[dict[str, Any]]) -> dict[str, Any]:
    """The first question, with as many answers as the longest has; the script fills the empty ones."""
    first, most = asked[0], max(len(one["answers"]) for one in asked)
    return {**first, "answers": first["answers"] + [""] * (most - len(first["answers"]))}


def _waiting(wave: Wave) -> dict[str, Any]:
    """How far the box has come; its words if it says some."""
    job = background_queries.find_latest(f"round:{wave.round.pk}")
    told = readout.read(job) if job and job.state is State.RUNNING else None
    return {
        "progress": {
            "share": told.job.share if told else None,
            "words": told.sentence if told else _("This takes a moment."),
            "topic": told.job.live_topic if told else "",
        }
    }
