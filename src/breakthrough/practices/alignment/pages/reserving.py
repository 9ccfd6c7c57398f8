"""Reservations: raising one by name, what was said about it, answering, lifting."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots import sealed_page
from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import actions, forms, queries
from breakthrough.practices.alignment.pages import frame, script
from breakthrough.practices.alignment.rules import hiding
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, State
from breakthrough.practices.alignment.rules.wording import (
    ANSWER_WORDS,
    EVENT_WORDS,
    OPEN_AGAIN_WORDS,
    TOLD_WORDS,
)
from breakthrough.rounds import threads
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb


@require_safe
@member_page
def choose_text(request: HttpRequest, member: Member) -> HttpResponse:
    """Make something a reservation: about which text? With one text, its form comes at once."""
    _check_takes_part(member)
    origin = request.GET.get("from", "")[:240]
    texts = queries.list_texts(member)
    query = f"?from={origin}" if threads.parse(origin) else ""
    if len(texts) == 1:
        return see_other(
            reverse("alignment:reservations", args=[member.collaboration.slug, texts[0].text.pk]) + query
        )
    context = {
        "member": member,
        "collaboration": member.collaboration,
        "texts": texts,
        "query": query,
        "may_write": member.role in (Role.FACILITATOR, Role.LEADER),
        "source": _source(member, origin),
        "crumbs": frame.crumbs(member, Crumb(_("Raise a reservation"))),
    }
    return render(request, "alignment/choose.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
def raise_named(request: HttpRequest, member: Member, text_id: uuid.UUID) -> HttpResponse:
    """Raise a reservation by name."""
    text = queries.get_text(member, text_id)
    _check_takes_part(member)
    form = (
        forms.ReservationForm(request.POST)
        if request.method == "POST"
        else forms.ReservationForm(initial={"origin": request.GET.get("from", "")[:240]})
    )
    if request.method == "POST" and form.is_valid():
        with problems.into_form(form):
            origin = form.cleaned_data["origin"]
            made = actions.raise_named(
                member=member,
                text=text,
                words=form.words(),
                origin=threads.parse(origin) if origin else None,
                now=timezone.now(),
            )
            messages.success(request, _("It is raised. It stays until you lift it, through every version."))
            return see_other("alignment:reservation", member.collaboration.slug, text_id, made.number)
    context = {
        **frame.text_frame(member, text, Crumb(_("Raise a reservation"))),
        "form": form,
        "quiet": queries.find_quiet(text_id, now=timezone.now()),
        "source": _source(member, str(form["origin"].value() or "")),
    }
    return render(request, "alignment/raise.html", context, status=422 if form.errors else 200)


@require_safe
@member_page
def show_reservation(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """A reservation with everything that was said about it."""
    raised = queries.get_raised(member, text_id, number)
    return sealed_page.render(request, "alignment/reservation.html", _context(request, member, raised))


@require_POST
@member_page
def answer(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """Answer it by name."""
    raised = queries.get_raised(member, text_id, number)
    form = forms.AnswerForm(request.POST, promises=_promises(frame.taken_further(member, raised.key)))
    if form.is_valid():
        with problems.into_form(form):
            given = form.cleaned_data
            actions.answer(
                member=member,
                text=queries.get_text(member, text_id),
                number=number,
                kind=AnswerKind(given["kind"]),
                words=given["words"],
                address=given.get("address", ""),
                now=timezone.now(),
            )
            messages.success(
                request, _("Your answer stands. Whoever raised it decides whether it is enough.")
            )
            return see_other("alignment:reservation", member.collaboration.slug, text_id, number)
    context = {**_context(request, member, raised), "form": form}
    return sealed_page.render(request, "alignment/reservation.html", context, status=422)


@require_POST
@member_page
def say(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """Lift one's own reservation, let it stand, take it back, or say that an answer is not enough."""
    queries.get_raised(member, text_id, number)
    form = forms.SayForm(request.POST)
    if not form.is_valid() or form.cleaned_data["event"] not in [event.value for event in EVENT_WORDS]:
        raise Problem(
            "reservation-moved-on",
            status=422,
            words=gettext_noop("Choose what you want to say."),
            field="event",
        )
    event = Event(form.cleaned_data["event"])
    actions.say_as_raiser(
        member=member,
        text=queries.get_text(member, text_id),
        number=number,
        event=event,
        words=form.cleaned_data["words"],
        now=timezone.now(),
    )
    return see_other("alignment:reservation", member.collaboration.slug, text_id, number)


@require_POST
@member_page
def flag(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """Mark a reservation that should not stand here like this, or take one's mark back."""
    text = queries.get_text(member, text_id)
    if request.POST.get("flagged") == "yes":
        actions.flag(member=member, text=text, number=number, now=timezone.now())
    else:
        actions.unflag(member=member, text=text, number=number)
    return see_other("alignment:reservation", member.collaboration.slug, text_id, number)


@require_POST
@member_page
def hide(request: HttpRequest, member: Member, text_id: uuid.UUID, number: int) -> HttpResponse:
    """Hide the words of a reservation, with a reason."""
    raised = queries.get_raised(member, text_id, number)
    hiding.check_may_hide(Role(member.role))
    form = forms.HideForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.hide(
                member=member,
                text=queries.get_text(member, text_id),
                number=number,
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
            )
            return see_other("alignment:reservation", member.collaboration.slug, text_id, number)
    context = {**_context(request, member, raised), "hide_form": form}
    return sealed_page.render(request, "alignment/reservation.html", context, status=422)


def _context(request: HttpRequest, member: Member, raised: queries.Raised) -> dict[str, Any]:
    text = queries.get_text(member, raised.text_id)
    line = frame.lines_of(member, (raised,))[0]
    quiet = queries.find_quiet(raised.text_id, now=timezone.now())
    key = raised.key
    further = frame.taken_further(member, key)
    standings = {one.address: one for one in further["follows"]}
    return {
        **frame.text_frame(member, text, Crumb(_("Reservation %(number)d") % {"number": raised.number})),
        "raised": raised,
        "line": line,
        "told": [_told(one, standings.get(one.address)) for one in raised.told],
        "state_words": line.state_words,
        "form": forms.AnswerForm(promises=_promises(further)),
        "hide_form": forms.HideForm(),
        "may_hide": member.role == Role.FACILITATOR and not raised.is_hidden and raised.what,
        "may_flag": not raised.is_hidden and raised.what,
        "may_answer": raised.is_living and quiet is None,
        "quiet": quiet,
        "events": [
            {"value": event.value, "words": _event_words(event, raised.state)}
            for event in raised.allowed
            if event in EVENT_WORDS
        ]
        if raised.is_own
        else [],
        "trace": threads.trace(member, queries.PRACTICE, key)[1:],
        "answered_by": [one.address for one in raised.told if one.address],
        **further,
        **_sealing(request, member, raised),
    }


def _sealing(request: HttpRequest, member: Member, raised: queries.Raised) -> dict[str, Any]:
    """What the device of a sealed raiser needs to speak; nothing where it was raised by name, or is settled."""
    reservation = queries.get_reservation(member, raised.text_id, raised.number)
    if reservation.joining_id is None or not raised.is_living or not sealed_page.can_seal(request):
        return {}
    joining = ballot_queries.get_joining(member, reservation.joining_id)
    if ballot_queries.find_place(member, joining) is None:
        return {}
    return {
        "config": ballot_queries.client_config(member, joining, queries.RESERVATION, csrf=get_token(request)),
        "is_in_room": queries.talks_in_room(reservation.joining_id),
        "page_words": script.mine_page(member, raised, reservation.joining_id),
    }


def _told(one: queries.Told, promise: threads.Source | None) -> dict[str, Any]:
    """`promise` is what the answer points to, as it stands today."""
    words = _(ANSWER_WORDS[one.kind]) if one.kind is not None else _(TOLD_WORDS[one.event])
    return {"told": one, "words": words, "promise": promise}


def _promises(further: dict[str, Any]) -> list[threads.Source]:
    return [one for one in further["follows"] if one.holds]


def _event_words(event: Event, state: State) -> str:
    """What stands and is not enough any more keeps its raiser again."""
    is_again = event is Event.NOT_ENOUGH and state is State.STANDS
    return _(OPEN_AGAIN_WORDS) if is_again else _(EVENT_WORDS[event])


def _source(member: Member, written: str) -> threads.Source | None:
    place = threads.parse(written)
    return threads.find_source(member, *place) if place else None


def _check_takes_part(member: Member) -> None:
    if member.role == Role.OBSERVER:
        raise Problem(
            "observers-see-results", status=403, words=gettext_noop("Observers see released results only.")
        )
