"""The wall: what a room looks at. It follows the round live, and reveals step by step at the facilitator's pace."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations import invitation_cards, links
from breakthrough.collaborations import queries as collaboration_queries
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.pages import found, frame, sections, words
from breakthrough.practices.voice.pages.unsaid import Strip, UnsaidLine
from breakthrough.practices.voice.queries import Said, Talk
from breakthrough.practices.voice.readings import released, statements
from breakthrough.practices.voice.readings.unsaid import unsaid_of
from breakthrough.practices.voice.rules.phases import Phase
from breakthrough.practices.voice.rules.plans import Mode

MOST_OF_A_PART = 3
MOST_CARDS = 3
SHOWN_PARTS = ("common-ground", "tensions", "bridging")


@dataclass(frozen=True, slots=True)
class Slide:
    """One thing on the wall."""

    text: str
    eyebrow: str = ""
    words: str = ""
    is_title: bool = False
    strip: Strip | None = None


@require_safe
@member_page
def present(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """The wall at a step; asked by htmx, what is on it, or word that the phase is another one now."""
    talk = queries.get_talk(member, round_id)
    if request.headers.get("HX-Request"):
        if request.GET.get("phase") != talk.phase:
            return HttpResponse(status=204, headers={"HX-Refresh": "true"})
        return render(request, "voice/talk/wall.html", _context(request, member, talk))
    return render(request, "voice/talk/present.html", _context(request, member, talk))


def _context(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    slides = _slides(member, talk)
    step = min(_step(request), max(len(slides) - 1, 0))
    return {
        **frame.frame(member, talk),
        **_ways_in(member, talk),
        "progress_words": _progress_words(member, talk),
        "phase_words": words.phase(talk.phase),
        "step": step,
        "slide": slides[step] if slides else None,
        "slide_count": len(slides),
        "has_before": step > 0,
        "has_next": step < len(slides) - 1,
        "next_words": _("Show the first one") if step == 0 else _("Next"),
    }


def _slides(member: Member, talk: Talk) -> list[Slide]:
    if talk.phase is Phase.STATEMENTS:
        said = [one for one in queries.list_said(member, talk.round.pk) if not one.is_hidden]
        return [
            _title(_("This is what you wrote"), _("In an order that says nothing about who wrote it.")),
            *_read(said),
        ]
    if talk.phase in (Phase.RELEASED, Phase.ENDED):
        return _reveal(member, talk)
    return []


def _reveal(member: Member, talk: Talk) -> list[Slide]:
    """The unsaid first, then common ground, tensions and what bridges them; at the end the question what happens now."""
    came_to = queries.results_of(member, talk)
    shown = (
        found.show(
            unsaid_of(came_to.unsaid), queries.list_said(member, talk.round.pk), found.parties_of(talk)
        )
        if came_to.unsaid
        else None
    )
    slides: list[Slide] = []
    if shown:
        slides.append(_title(shown.heading, f"{shown.opening} {shown.people}."))
        slides += _unsaid(_("The unsaid"), shown.lines)
        slides += _unsaid(_("More of you hold this than you think"), shown.surprises)
    if came_to.opinion is not None:
        opinion = released.opinion_of(came_to.opinion)
        lines = statements.make_lines(opinion, queries.list_statements(talk.round))
        parts = [
            one
            for one in sections.list_parts(opinion, lines, found.parties_of(talk))
            if one.id in SHOWN_PARTS
        ]
        slides += [
            Slide(text=line.text, eyebrow=part.title, words=line.words)
            for part in parts
            for line in part.first[:MOST_OF_A_PART]
        ]
    if not slides:
        slides.append(
            _title(_("Too few to show"), _("Not enough answers to show this safely. Nothing was shown."))
        )
    return [
        *slides,
        _title(
            _("What happens now?"),
            _("Who takes which of these up? Replies and what comes of them stand beside each statement."),
        ),
    ]


def _unsaid(name: str, lines: Sequence[UnsaidLine]) -> list[Slide]:
    return [
        Slide(
            text=one.text,
            eyebrow=_("%(name)s, %(place)d of %(count)d")
            % {"name": name, "place": place, "count": len(lines)},
            words=one.words,
            strip=one.strip,
        )
        for place, one in enumerate(lines, start=1)
    ]


def _read(said: Sequence[Said]) -> list[Slide]:
    return [
        Slide(
            text=one.text,
            eyebrow=_("Statement %(place)d of %(count)d") % {"place": place, "count": len(said)},
            words=_("Opening by %(name)s, who leads and went first") % {"name": one.by} if one.by else "",
        )
        for place, one in enumerate(said, start=1)
    ]


def _title(text: str, sentence: str) -> Slide:
    return Slide(text=text, words=sentence, is_title=True)


def _ways_in(member: Member, talk: Talk) -> dict[str, Any]:
    """Return how people in the room come in: into the space while it is a draft, into the round while it is joined."""
    if talk.phase is Phase.DRAFT and member.facilitates:
        cards = [
            invitation_cards.card_of(one) for one in collaboration_queries.list_shared_invitations(member)
        ]
        return {
            "cards": cards[:MOST_CARDS],
            "join_address": links.code_page(),
            "collaboration_topic": f"collaboration:{member.collaboration_id}",
        }
    if talk.phase is Phase.JOINING and talk.joining_id is not None:
        joining = ballot_queries.get_joining(member, talk.joining_id)
        address = reverse("voice:show", args=[member.collaboration.slug, talk.round.pk])
        return {
            "joining": joining,
            "four_words": joining.words.split(),
            "round_picture": invitation_cards.picture_of(str(settings.ADDRESS) + address),
        }
    return {}


def _progress_words(member: Member, talk: Talk) -> str:
    """Return what the box tells of an open room, in steps that change every half minute at most; empty while that is nothing."""
    is_open = talk.phase in (Phase.WRITING, Phase.VOTING) and not talk.is_closing
    if not is_open or talk.plan.mode is not Mode.ROOM or talk.joining_id is None or talk.scope is None:
        return ""
    joining = ballot_queries.get_joining(member, talk.joining_id)
    return words.progress(ballot_queries.find_progress(joining, talk.scope))


def _step(request: HttpRequest) -> int:
    given = request.GET.get("step", "0")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else 0
