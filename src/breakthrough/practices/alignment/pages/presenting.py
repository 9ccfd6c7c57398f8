"""The wall: what a room looks at. It follows the round live, and reveals at the facilitator's pace where everybody stands."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations import invitation_cards
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.pages import found, frame
from breakthrough.practices.alignment.pages.beam import Beam
from breakthrough.practices.alignment.pages.beside import Shift
from breakthrough.practices.alignment.pages.found import Bar
from breakthrough.practices.alignment.queries import Ask, Raised
from breakthrough.practices.alignment.rules import adoption, parts
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.phases import SHOWING, Phase
from breakthrough.practices.alignment.rules.wording import OUTCOME_WORDS, PHASE_WORDS, STATE_WORDS

MOST_RESERVATIONS = 12


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing on the wall, with the pictures under it."""

    text: str
    eyebrow: str = ""
    words: str = ""
    is_title: bool = False
    beams: tuple[Beam, ...] = ()
    bars: tuple[Bar, ...] = ()
    shifts: tuple[Shift, ...] = ()


@require_safe
@member_page
def present(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The wall at a step; asked by htmx, what is on it, or word that the phase is another one now."""
    ask = queries.get_ask(member, round_id)
    if request.headers.get("HX-Request"):
        if request.GET.get("phase") != ask.phase:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "alignment/round/wall.html", _context(request, member, ask))
    return render(request, "alignment/round/present.html", _context(request, member, ask))


def _context(request: HttpRequest, member: Member, ask: Ask) -> dict[str, Any]:
    slides = _slides(member, ask) if ask.phase in SHOWING else []
    step = min(_step(request), max(len(slides) - 1, 0))
    return {
        **frame.round_frame(member, ask, has_lines=False),
        **_ways_in(member, ask),
        "parts": parts.split(ask.version.body),
        "phase_words": _(PHASE_WORDS[ask.phase]),
        "step": step,
        "slide": slides[step] if slides else None,
        "slide_count": len(slides),
        "has_before": step > 0,
        "has_next": step < len(slides) - 1,
        "next_words": _("Show it") if step == 0 else _("Next"),
    }


def _slides(member: Member, ask: Ask) -> list[Slide]:
    """Agreement beside commitment, the beam, what people own with a name, each reservation alone; at the end, what now."""
    told = found.context_of(ask)
    slides = [Slide(ask.version.text.title, words=_("Where we stand on these words."), is_title=True)]
    if told["is_shown"]:
        slides += _told(told)
    else:
        slides.append(
            Slide(
                _("Too few sealed stances to show"),
                words=_("What was said by name stands on everybody's own page."),
                is_title=True,
            )
        )
    living = [] if member.role == Role.OBSERVER else [one for one in ask.living if one.what]
    slides += [
        _reservation(one, place, len(living)) for place, one in enumerate(living[:MOST_RESERVATIONS], start=1)
    ]
    return [*slides, _end(ask)]


def _told(told: dict[str, Any]) -> list[Slide]:
    slides = [
        Slide(
            told["condition"],
            eyebrow=_("Purpose against reservations"),
            words=" ".join(one for one in (told["together"], told["wrong_purpose"]) if one)
            or _("Level is a definition and no goal. Speaking up moves the beam for a while."),
            beams=tuple(told["beams"]),
        ),
        Slide(
            told["cells_sentence"] or _("Agreement beside commitment"),
            eyebrow=_("Agreement beside commitment"),
            bars=tuple(told["agreement"]),
        ),
        Slide(
            " ".join(told["named_sentences"]),
            eyebrow=_("Sealed, and with a name"),
            words=told["named_n_words"],
            shifts=tuple(told["shifts"][:2]),
        ),
    ]
    if told["waiting"]:
        first, *rest = told["waiting"]
        slides.append(Slide(first, eyebrow=_("Are we waiting for each other?"), words=" ".join(rest)))
    return slides


def _reservation(one: Raised, place: int, count: int) -> Slide:
    lifts = _("Lifts when: %(words)s") % {"words": one.lifts_when} if one.lifts_when else ""
    standing = _("a block, %(state)s") if one.is_block else "%(state)s"
    return Slide(
        one.what,
        eyebrow=_("Reservation %(place)d of %(count)d") % {"place": place, "count": count},
        words=" · ".join(each for each in (lifts, standing % {"state": _(STATE_WORDS[one.state])}) if each),
    )


def _end(ask: Ask) -> Slide:
    if ask.outcome is not None:
        said = ask.outcome.text or ask.outcome.would_take
        return Slide(_(OUTCOME_WORDS[Kind(ask.outcome.kind)]), words=said, is_title=True)
    if ask.missing:
        return Slide(_("What would it take?"), words=" ".join(_(one) for one in ask.missing), is_title=True)
    openly = [_(one) for one in adoption.list_said_openly(ask.plan.rule, ask.found)]
    return Slide(
        _("By our rule it can be adopted"),
        words=" ".join([*openly, _("What is not lifted stands openly beside it.")]),
        is_title=True,
    )


def _ways_in(member: Member, ask: Ask) -> dict[str, Any]:
    """Return how people in the room come into the round while it is joined."""
    if ask.phase is not Phase.JOINING or ask.joining_id is None:
        return {}
    joining = ballot_queries.get_joining(member, ask.joining_id)
    address = reverse("alignment:show", args=[member.collaboration.slug, ask.round.pk])
    return {
        "joining": joining,
        "four_words": joining.words.split(),
        "round_picture": invitation_cards.picture_of(str(settings.ADDRESS) + address),
    }


def _step(request: HttpRequest) -> int:
    given = request.GET.get("step", "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 0
