"""What was said, and what became of it: all statements, one statement, replies, outcomes, keeping it decent."""

import base64
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots import sealed_page
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import actions, forms, queries
from breakthrough.practices.voice.pages import found, frame, script, unsaid
from breakthrough.practices.voice.queries import WRITING, Outcome, Said, Talk
from breakthrough.practices.voice.rules import phases
from breakthrough.practices.voice.rules.traces import KIND_WORDS, Kind
from breakthrough.rounds import threads
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@dataclass(frozen=True, slots=True)
class SaidLine:
    """A statement in the list: `answers` says what became of it, `seal` is what its author's device knows it by."""

    said: Said
    seal: str
    answers: str


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What came of a statement, with its kind in words; `is_elsewhere` if its address is not one of ours."""

    title: str
    address: str
    is_elsewhere: bool
    kind_words: str
    by: str
    at: object


@require_safe
@member_page
def list_said(request: HttpRequest, member: Member, round_id: uuid.UUID) -> HttpResponse:
    """Every statement with what became of it; `?unanswered=yes` leaves those nobody answered."""
    talk = queries.get_talk(member, round_id)
    said = queries.list_said(member, round_id)
    only_unanswered = request.GET.get("unanswered") == "yes"
    is_over = talk.phase in phases.OVER
    waiting = [one for one in said if _is_waiting(one)] if is_over else []
    context = {
        **frame.frame(member, talk, Crumb(_("What was said"))),
        "said": [
            SaidLine(one, _base64_of(one.seal), found.answers_in_words(one))
            for one in (waiting if only_unanswered and is_over else said)
        ],
        "unanswered_count": len(waiting),
        "only_unanswered": only_unanswered,
        "is_over": is_over,
        "thread": threads.address_of(member, "voice", str(round_id)),
        **_own_device(request, member, talk),
    }
    return sealed_page.render(request, "voice/talk/said.html", context)


@require_safe
@member_page
def show_said(request: HttpRequest, member: Member, round_id: uuid.UUID, number: int) -> HttpResponse:
    """One statement alone."""
    return _one(request, member, round_id, number)


@require_POST
@member_page
def reply(request: HttpRequest, member: Member, round_id: uuid.UUID, number: int) -> HttpResponse:
    """Answer by name."""
    form = forms.ReplyForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.reply(
                member=member,
                round=queries.get_round(member, round_id),
                number=number,
                text=form.cleaned_data["text"],
                now=timezone.now(),
            )
            messages.success(request, _("Your reply stands. Everybody in this collaboration can read it."))
            return see_other("voice:one_said", member.collaboration.slug, round_id, number)
    return _one(request, member, round_id, number, reply_form=form)


@require_POST
@member_page
def take_reply_back(
    request: HttpRequest, member: Member, round_id: uuid.UUID, number: int, reply_id: int
) -> HttpResponse:
    """Delete one's own reply."""
    kept = queries.get_round(member, round_id)
    actions.take_reply_back(member=member, round=kept, reply_id=reply_id, now=timezone.now())
    messages.success(request, _("Your reply is taken back."))
    return see_other("voice:one_said", member.collaboration.slug, round_id, number)


@require_POST
@member_page
def link(request: HttpRequest, member: Member, round_id: uuid.UUID, number: int) -> HttpResponse:
    """Say what came of it."""
    form = forms.LinkForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.link_outcome(
                member=member,
                round=queries.get_round(member, round_id),
                number=number,
                kind=Kind(form.cleaned_data["kind"]),
                title=form.cleaned_data["title"],
                address=form.cleaned_data["address"],
                now=timezone.now(),
            )
            messages.success(request, _("It stands here now, so that everybody can see what happened."))
            return see_other("voice:one_said", member.collaboration.slug, round_id, number)
    return _one(request, member, round_id, number, link_form=form)


@require_POST
@member_page
def flag(request: HttpRequest, member: Member, round_id: uuid.UUID, number: int) -> HttpResponse:
    """Mark a statement, or take the mark back (`flagged=no`)."""
    kept = queries.get_round(member, round_id)
    if request.POST.get("flagged") == "no":
        actions.unflag(member=member, round=kept, number=number)
        messages.info(request, _("Your mark is taken back."))
    else:
        actions.flag(member=member, round=kept, number=number, now=timezone.now())
        messages.info(
            request,
            _(
                "Marked. No member sees who did; whoever runs the server could. It is hidden at the next announced time if five of you agree."
            ),
        )
    return see_other("voice:one_said", member.collaboration.slug, round_id, number)


@require_POST
@member_page
def hide(request: HttpRequest, member: Member, round_id: uuid.UUID, number: int) -> HttpResponse:
    """Hide a statement with a reason."""
    form = forms.HideForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.hide(
                member=member,
                round=queries.get_round(member, round_id),
                number=number,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            messages.success(request, _("It is hidden. Your reason stands in its place and in the journal."))
            return see_other("voice:said", member.collaboration.slug, round_id)
    return _one(request, member, round_id, number, hide_form=form)


def _one(
    request: HttpRequest, member: Member, round_id: uuid.UUID, number: int, **bound: Any
) -> HttpResponse:
    talk = queries.get_talk(member, round_id)
    said = queries.get_said(member, round_id, number)
    released = found.find_unsaid(member, talk)
    line = released.find(number) if released and released.is_shown else None
    context = {
        **frame.frame(member, talk, *_crumbs(member, talk, number)),
        "said": said,
        "line": unsaid.line_of(line.reading, number, said.text, parties=found.parties_of(talk))
        if line and line.reading.held
        else None,
        "outcomes": [_outcome(one) for one in said.outcomes],
        "beginnings": _beginnings(member, talk, number),
        "thread": threads.address_of(member, "voice", queries.key_of(talk.round.pk, number)),
        "is_over": talk.phase in phases.OVER,
        "people_count": _people_count(member, talk),
        "reply_form": forms.ReplyForm(),
        "link_form": forms.LinkForm(),
        "hide_form": forms.HideForm(),
        **bound,
    }
    return sealed_page.render(request, "voice/talk/one_said.html", context, status=422 if bound else 200)


def _crumbs(member: Member, talk: Talk, number: int) -> tuple[Crumb, Crumb]:
    from django.urls import reverse

    address = reverse("voice:said", args=[member.collaboration.slug, talk.round.pk])
    return Crumb(_("What was said"), address), Crumb(_("Statement %(number)d") % {"number": number})


def _own_device(request: HttpRequest, member: Member, talk: Talk) -> dict[str, Any]:
    if talk.joining_id is None or not talk.takes_part:
        return {}
    scope = ballot_queries.get_scope_for(member, talk.joining_id, WRITING)
    return {
        "config": ballot_queries.config_for(member, scope, csrf=get_token(request)),
        "page_words": script.statements_page(member, talk),
        "protection": ballot_queries.protection_for(member, scope),
    }


def _people_count(member: Member, talk: Talk) -> int | None:
    if talk.joining_id is None:
        return None
    joining = ballot_queries.get_joining(member, talk.joining_id)
    return ballot_queries.protection(member, joining, WRITING).people_count


def _beginnings(member: Member, talk: Talk, number: int) -> list[tuple[str, str]]:
    """Return the ways to take a statement further: words and address of each."""
    if talk.phase not in phases.OVER or member.observes:
        return []
    key = queries.key_of(talk.round.pk, number)
    return [(_(one.words), one.address) for one in threads.list_beginnings(member, "voice", key)]


def _outcome(one: Outcome) -> OutcomeLine:
    return OutcomeLine(
        title=one.title,
        address=one.address,
        is_elsewhere=not one.address.startswith("/"),
        kind_words=_(KIND_WORDS[one.kind]),
        by=one.by,
        at=one.at,
    )


def _is_waiting(one: Said) -> bool:
    return not (one.is_answered or one.is_hidden or one.is_withdrawn)


def _base64_of(seal: str) -> str:
    """The seal as the client writes it: base64url without padding."""
    return base64.urlsafe_b64encode(bytes.fromhex(seal)).rstrip(b"=").decode() if seal else ""
