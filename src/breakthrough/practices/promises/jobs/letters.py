"""What letters about promises say: the whole content, and links that each lead to one act, which a page then confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext

from breakthrough.collaborations.models import Member
from breakthrough.practices.promises import queries, rules

LONGEST_SUBJECT = 70
# What a letter lets one do: every answer, a no as near as a yes.
OFFERED = (
    rules.Event.PROMISE,
    rules.Event.ACCEPT,
    rules.Event.AGREE,
    rules.Event.AGREE_CHANGE,
    rules.Event.REFUSE_CHANGE,
    rules.Event.REPORT_DONE,
    rules.Event.RETURN,
    rules.Event.WARN,
    rules.Event.DECLINE,
    rules.Event.COUNTER,
)
# What the weekly letter lets one do, by the list a promise stands in: a yes, and right beside it the no.
TO_ANSWER = (
    rules.Event.PROMISE,
    rules.Event.ACCEPT,
    rules.Event.AGREE,
    rules.Event.AGREE_CHANGE,
    rules.Event.DECLINE,
    rules.Event.REFUSE_CHANGE,
)
TO_ACCEPT = (rules.Event.ACCEPT, rules.Event.RETURN)
GIVEN = (rules.Event.REPORT_DONE,)


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a text, in the reader's language."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """A link that leads to one act: what it says, and where it leads."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A promise in a weekly letter, with what its reader can say from there."""

    what: str
    other: str
    due: str
    state: str
    is_overdue: bool
    ways: tuple[Way, ...]
    address: str


def about_step(step: queries.PromiseStep, reader: Member) -> Letter:
    """Return the letter that tells `reader` what was said, with everything that was said."""
    promise = step.promise
    with translation.override(reader.person.language or None):
        name = str(step.by.person) if step.by else ""
        sentence = gettext(rules.sentence_of(rules.Event(step.event), rules.Side(step.side))) % {"name": name}
        terms = getattr(step, "terms", None)
        context = {
            "sentence": sentence,
            "words": step.words,
            "what": terms.what if terms else promise.what,
            "due": _day(terms.due_date if terms else promise.due_date),
        }
        subject = f"{sentence.rstrip('.')}: {_short(context['what'])}"
        return Letter(_line(subject), _text("step", promise, reader, context))


def reminder(promise: queries.Promise, reader: Member, side: rules.Side, call: rules.Call) -> Letter:
    """Return the letter before a due day (to the performer), or on it (to both)."""
    with translation.override(reader.person.language or None):
        day = _day(promise.due_date)
        if side is rules.Side.CUSTOMER:
            sentence = gettext("%(name)s promised you this for today.") % {"name": _name(promise.performer)}
        elif call is rules.Call.BEFORE:
            sentence = gettext("You promised this to %(name)s for %(day)s.") % {
                "name": _name(promise.customer) or promise.customer_party.name,
                "day": day,
            }
        else:
            sentence = gettext("You promised this to %(name)s for today.") % {
                "name": _name(promise.customer) or promise.customer_party.name
            }
        context = {"sentence": sentence, "words": "", "what": promise.what, "due": day, "is_reminder": True}
        return Letter(
            _line(f"{sentence.rstrip('.')}: {_short(promise.what)}"), _text("step", promise, reader, context)
        )


def digest(one: queries.Digest, *, now: datetime) -> Letter:
    """Return somebody's week: what waits for them, what they promised, what they were promised, what was kept."""
    member = one.member
    with translation.override(member.person.language or None):
        parts = (
            (gettext("Waiting for your answer"), one.mine.to_answer, TO_ANSWER),
            (gettext("Done, waiting for your yes"), one.mine.to_accept, TO_ACCEPT),
            (gettext("You promised"), one.mine.given, GIVEN),
            (gettext("Promised to you"), one.mine.received, ()),
            (gettext("Kept since last week"), one.kept, ()),
        )
        entries = [
            (head, [_entry(one, each, offered, now=now) for each in found])
            for head, found, offered in parts
            if found
        ]
        context = {
            "parts": entries,
            "has_ways": any(each.ways for _head, found in entries for each in found),
            "name": member.person.name,
            "collaboration": member.collaboration,
            "page": _address("promises:index", member),
            "settings": _address("promises:notices", member),
        }
        subject = gettext("Your promises this week: %(name)s") % {"name": member.collaboration.name}
        return Letter(_line(subject), render_to_string("promises/mail/digest.txt", context))


def _text(template: str, promise: queries.Promise, reader: Member, context: dict[str, object]) -> str:
    steps = queries.list_steps(promise)
    possible = queries.list_possible(reader, promise, steps, now=promise.moved_at)
    around = {
        "promise": promise,
        "ways": [_way(promise, reader, event) for event in OFFERED if event in possible],
        "page": _address("promises:promise", reader, promise.pk),
        "settings": _address("promises:notices", reader),
    }
    return render_to_string(f"promises/mail/{template}.txt", {**around, **context})


def _way(promise: queries.Promise, reader: Member, event: rules.Event) -> Way:
    token = queries.token_of(promise=promise, member=reader, event=event)
    return Way(gettext(rules.BUTTON_WORDS[event]), _address("promises:act", reader, token))


def _entry(
    one: queries.Digest, promise: queries.Promise, offered: Sequence[rules.Event], *, now: datetime
) -> Entry:
    member = one.member
    other, party = (
        (promise.customer, promise.customer_party)
        if queries.performs(member, promise)
        else (promise.performer, promise.performer_party)
    )
    state = rules.State(promise.state)
    possible = one.possible.get(promise.pk, ())
    return Entry(
        what=promise.what,
        other=_name(other) or gettext("somebody of %(party)s") % {"party": party.name},
        due=_day(promise.due_date),
        state=gettext(rules.STATE_WORDS[state]),
        is_overdue=rules.is_overdue(state, promise.due_date, now=now),
        ways=tuple(_way(promise, member, event) for event in offered if event in possible),
        address=_address("promises:promise", member, promise.pk),
    )


def _address(name: str, member: Member, *places: object) -> str:
    return str(settings.ADDRESS) + reverse(name, args=[member.collaboration.slug, *places])


def _name(member: Member | None) -> str:
    return str(member.person) if member else ""


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _short(text: object) -> str:
    first = " ".join(str(text).split())
    return first if len(first) <= LONGEST_SUBJECT else f"{first[: LONGEST_SUBJECT - 1]}…"


def _line(subject: str) -> str:
    """A subject is one line, whatever people wrote."""
    return " ".join(subject.split())
