"""One promise: where it stands, what you can do now, the whole conversation, and where it came from."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from breakthrough.collaborations.access import member_page
from breakthrough.collaborations.models import Member
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import actions, forms, queries, rules
from breakthrough.practices.promises.pages import words
from breakthrough.rounds import threads
from breakthrough.web import problems
from breakthrough.web.answers import see_other
from breakthrough.web.components.shape import Crumb

# What stands open on the page: the answers that move it on. The rest is one press further away.
FIRST = (
    rules.Event.PROMISE,
    rules.Event.AGREE,
    rules.Event.AGREE_CHANGE,
    rules.Event.ACCEPT,
    rules.Event.REPORT_DONE,
)
GRAVE = frozenset({rules.Event.REVOKE, rules.Event.CLOSE_NOT_KEPT})
THANKS: dict[rules.Event, str] = {
    rules.Event.PROMISE: gettext_noop("It is a promise now. We remind you two days before it is due."),
    rules.Event.ACCEPT: gettext_noop("You said yes."),
    rules.Event.DECLINE: gettext_noop("You said no. That is a good answer too."),
    rules.Event.AGREE: gettext_noop("It is a promise now."),
    rules.Event.WARN: gettext_noop("You said it early. That helps."),
    rules.Event.REPORT_DONE: gettext_noop("They hear that it is done. It is kept when they say yes."),
}


@dataclass(frozen=True, slots=True)
class Possible:
    """Something one can say now, with its form."""

    event: str
    words: str
    form: forms.StepForm
    is_main: bool
    is_grave: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A step as the page tells it."""

    number: int
    sentence: str
    at: Any
    words: str
    reason: str
    what: str
    due: str
    side: str


@require_safe
@member_page
def promise(request: HttpRequest, member: Member, promise_id: uuid.UUID) -> HttpResponse:
    """One promise with its whole conversation."""
    return _page(request, member, queries.get_promise(member, promise_id))


@require_POST
@member_page
def take_step(request: HttpRequest, member: Member, promise_id: uuid.UUID) -> HttpResponse:
    """Say the next thing."""
    found = queries.get_promise(member, promise_id)
    event = event_of(request)
    form = forms.StepForm(request.POST, event=event, performs=True)
    if form.is_valid():
        with problems.into_form(form):
            actions.take_step(member=member, promise=found, now=timezone.now(), **step_of(event, form))
            messages.success(request, _(THANKS.get(event, gettext_noop("It is said."))))
            return see_other("promises:promise", member.collaboration.slug, found.pk)
    return _page(request, member, queries.get_promise(member, promise_id), refused=form, status=422)


@require_POST
@member_page
def add_proof(request: HttpRequest, member: Member, promise_id: uuid.UUID) -> HttpResponse:
    """Add a link to what was done."""
    found = queries.get_promise(member, promise_id)
    form = forms.ProofForm(request.POST)
    if form.is_valid():
        with problems.into_form(form):
            actions.add_proof(
                member=member,
                promise=found,
                address=form.cleaned_data["link"],
                title=form.cleaned_data["title"],
                now=timezone.now(),
            )
            return see_other("promises:promise", member.collaboration.slug, found.pk)
    return _page(request, member, found, proof_form=form, status=422)


def event_of(request: HttpRequest) -> rules.Event:
    """Return the event that a form names; what no form of ours names is nothing that can be said now."""
    try:
        return rules.Event(request.POST.get("event", ""))
    except ValueError:
        return rules.Event.REQUEST


def step_of(event: rules.Event, form: forms.StepForm) -> dict[str, Any]:
    """Return what the form says as names for `actions.take_step`."""
    given = form.cleaned_data
    difficulty = given.get("difficulty")
    return {
        "event": event,
        "seen": given["seen"],
        "words": given.get("words", ""),
        "reason": given.get("reason", ""),
        "what": given.get("what", ""),
        "due_date": given.get("due_date"),
        "difficulty": int(difficulty) if difficulty else None,
        "link": given.get("link", ""),
    }


def form_for(
    event: rules.Event, promise: queries.Promise, *, performs: bool, seen: int | None = None
) -> forms.StepForm:
    """Return the empty form of an event; terms begin as they are now."""
    initial = {
        "event": event.value,
        "seen": promise.step_count if seen is None else seen,
        "what": promise.what,
        "due_date": promise.due_date,
    }
    return forms.StepForm(event=event, performs=performs, initial=initial)


def _page(
    request: HttpRequest,
    member: Member,
    found: queries.Promise,
    *,
    refused: forms.StepForm | None = None,
    proof_form: forms.ProofForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    steps = queries.list_steps(found)
    conversation, speaker = queries.conversation_of(found, steps), queries.speaker_of(member)
    events = rules.list_possible(speaker, conversation, now=now)
    performs = any(
        side is rules.Side.PERFORMER for side, _stands_in in rules.list_sides(speaker, conversation)
    )
    possible = _possible(events, found, performs=performs, refused=refused)
    context = {
        **words.frame(member, "", Crumb(_short(found.what))),
        "promise": found,
        "line": words.line_of(found, now=now, member=member),
        "answer_by": rules.last_day_before(found.answer_by) if found.state in rules.OPENING else None,
        "difficulty": _(rules.DIFFICULTY_WORDS[found.difficulty]) if found.difficulty else "",
        "on_the_table": _on_the_table(conversation.standing, steps),
        "possible": possible,
        "refused": refused if refused is not None and not any(one.is_open for one in possible) else None,
        "said": [said_of(step) for step in steps],
        "proofs": queries.list_proofs(found),
        "proof_form": (proof_form or forms.ProofForm()) if rules.list_sides(speaker, conversation) else None,
        "together": words.lines_of(queries.list_together(found), now=now),
        "trace": _trace(member, found),
        "thread": threads.address_of(member, queries.PRACTICE, str(found.pk)),
        "promise_topic": f"promise:{found.pk}",
        "is_swapped": bool(request.headers.get("HX-Request")),
    }
    return render(request, "promises/promise.html", context, status=status)


def _possible(
    events: Sequence[rules.Event],
    promise: queries.Promise,
    *,
    performs: bool,
    refused: forms.StepForm | None,
) -> list[Possible]:
    named = refused.data.get("event") if refused is not None else None
    ordered = sorted(events, key=lambda event: (event not in FIRST, list(rules.Event).index(event)))
    return [
        Possible(
            event=event.value,
            words=button_words(event, promise),
            form=refused
            if refused is not None and event.value == named
            else form_for(event, promise, performs=performs),
            is_main=event in FIRST,
            is_grave=event in GRAVE,
            is_open=event.value == named,
        )
        for event in ordered
    ]


def button_words(event: rules.Event, promise: queries.Promise) -> str:
    """Return what the button of an event says; a yes to what is done is another one than a yes to an offer."""
    if event is rules.Event.ACCEPT:
        return _("Yes, it is kept") if promise.state == rules.State.REPORTED else _("Yes, please")
    return _(rules.BUTTON_WORDS[event])


def said_of(step: queries.PromiseStep) -> Said:
    """Return a step in words."""
    name = str(step.by.person) if step.by else _("someone who left")
    sentence = _(rules.sentence_of(rules.Event(step.event), rules.Side(step.side)))
    if step.event == rules.Event.ACCEPT and step.number > 2:
        sentence = _("%(name)s said yes: it is kept.")
    terms = getattr(step, "terms", None)
    return Said(
        number=step.number,
        sentence=sentence % {"name": name} if "%(name)s" in sentence else sentence,
        at=step.at,
        words=step.words,
        reason=_(rules.REASON_WORDS[rules.Reason(step.reason)]) if step.reason else "",
        what=terms.what if terms else "",
        due=date_format(terms.due_date, "DATE_FORMAT") if terms else "",
        side=step.side,
    )


def _on_the_table(standing: rules.Standing, steps: Sequence[queries.PromiseStep]) -> Said | None:
    """Return the change that waits for an answer, if one does."""
    if standing.proposed is None:
        return None
    return said_of(next(step for step in reversed(steps) if hasattr(step, "terms")))


def _trace(member: Member, promise: queries.Promise) -> list[threads.Source]:
    """Return where it came from, furthest first; what this member cannot see (any more) has no title of its own here."""
    origin = getattr(promise, "origin", None)
    if origin is None:
        return []
    found = threads.trace(member, origin.practice, origin.key)
    if not found:
        found = [threads.Source(origin.practice, origin.key, _("something that cannot be read here"), "")]
    return found[::-1]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
