"""Saying the next thing in a conversation, and adding a link to what was done."""

from datetime import date, datetime

from django.db import transaction

from breakthrough.collaborations.actions import room
from breakthrough.collaborations.models import Member
from breakthrough.collaborations.wording import clean_line, clean_text
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.live import announcements
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.actions import steps
from breakthrough.practices.promises.models import Promise, PromiseStep, Proof

MOST_PROOFS = 20


@transaction.atomic
def take_step(
    *,
    member: Member,
    promise: Promise,
    event: rules.Event,
    seen: int | None,
    now: datetime,
    words: str = "",
    reason: str = "",
    what: str = "",
    due_date: date | None = None,
    difficulty: int | None = None,
    link: str = "",
) -> PromiseStep:
    """Say `event` and return the step. `seen` is how many steps the page showed; a 409 Problem if there are more by now.

    Everything is looked at again once the promise is held: of two who decide at the same moment, one is told so.
    """
    held = steps.hold(member.collaboration_id, promise.pk)
    before = queries.list_steps(held)
    side = rules.get_side(
        queries.speaker_of(member), queries.conversation_of(held, before), event, seen=seen, now=now
    )
    wording, wanted = _terms(event, held, what=what, due_date=due_date, now=now)
    said = steps.Said(
        event=event,
        words=_words(event, words),
        reason=rules.Reason(reason).value if reason and event in rules.WITH_REASON else "",
        difficulty=difficulty if side is rules.Side.PERFORMER else None,
        what=wording,
        due_date=wanted,
    )
    step = steps.append(held, before, said, side=side, by=member, now=now)
    if link.strip() and event in rules.WITH_LINK:
        _keep_proof(held, member, address=link, title="", now=now)
    return step


@transaction.atomic
def add_proof(*, member: Member, promise: Promise, address: str, title: str, now: datetime) -> Proof:
    """Add a link to what was done; for the two people of a promise, at any time."""
    held = steps.hold(member.collaboration_id, promise.pk)
    conversation = queries.conversation_of(held, queries.list_steps(held))
    speaker = queries.speaker_of(member)
    rules.check_takes_part(speaker.role)
    if not rules.list_sides(speaker, conversation):
        raise Problem(
            "not-your-promise",
            status=403,
            words=gettext_noop("Only the two people between whom it is can move this promise on."),
        )
    proof = _keep_proof(held, member, address=address, title=title, now=now)
    room.note(held.collaboration, member, "promise.link_added", now=now, facts={"promise": str(held.pk)})
    announcements.announce_on_commit(f"promise:{held.pk}")
    return proof


def _keep_proof(promise: Promise, member: Member, *, address: str, title: str, now: datetime) -> Proof:
    if promise.proofs.count() >= MOST_PROOFS:
        raise Problem(
            "too-many-links",
            status=409,
            words=gettext_noop("There are twenty links already. Put further ones behind one of them."),
        )
    return Proof.objects.create(
        promise=promise,
        by=member,
        at=now,
        address=rules.clean_link(address, field="link"),
        title=clean_line(title, field="title", longest=rules.LONGEST_LINK_TITLE) if title.strip() else "",
    )


def _words(event: rules.Event, typed: str) -> str:
    if typed.strip() or event in rules.NEEDS_WORDS:
        return clean_text(typed, field="words", longest=rules.LONGEST_WORDS)
    return ""


def _terms(
    event: rules.Event, promise: Promise, *, what: str, due_date: date | None, now: datetime
) -> tuple[str, date | None]:
    """Return wording and due day that the event puts on the table; what was left out stays as it is."""
    if event not in rules.WITH_TERMS:
        return "", None
    wanted = due_date or promise.due_date
    rules.check_due(wanted, now=now)
    wording = clean_text(what, field="what", longest=rules.LONGEST_WHAT) if what.strip() else promise.what
    if wanted == promise.due_date and wording == promise.what:
        raise Problem(
            "nothing-changed",
            status=422,
            words=gettext_noop("Change what is promised, or the day. Otherwise simply say yes or no."),
            field="due_date",
        )
    return wording, wanted
