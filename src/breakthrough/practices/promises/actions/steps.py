"""What every step of a conversation does: the row, what the promise repeats of it, journal, announcement, clock, letters."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from breakthrough.background import work
from breakthrough.collaborations.actions import room
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.live import announcements
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.models import Promise, PromiseOrigin, PromiseStep, PromiseTerms
from breakthrough.rounds import threads

LOOK_AFTER = "promises.look-after"
TELL = "promises.tell"
DIGEST = "promises.digest"
_BRINGS_INTO_FORCE = frozenset(
    {rules.Event.PROMISE, rules.Event.ACCEPT, rules.Event.AGREE, rules.Event.AGREE_CHANGE}
)
_TAKES_A_SIDE = frozenset({rules.Event.PROMISE, rules.Event.ACCEPT, rules.Event.COUNTER, rules.Event.AGREE})


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says with a step. `what` and `due_date` belong to events that put terms on the table."""

    event: rules.Event
    words: str = ""
    reason: str = ""
    what: str = ""
    due_date: date | None = None
    difficulty: int | None = None


def hold(collaboration_id: uuid.UUID, promise_id: uuid.UUID) -> Promise:
    """Let nobody else change this promise until the transaction ends, and return it as it is now.

    The collaboration is held first, as every action does whose journal line comes last: two that meet wait, never block.
    """
    Collaboration.objects.select_for_update().only("id").get(pk=collaboration_id)
    Promise.objects.select_for_update().only("id").get(pk=promise_id)
    return queries.with_sides().get(pk=promise_id)


def append(
    promise: Promise,
    steps: Sequence[PromiseStep],
    said: Said,
    *,
    side: rules.Side,
    by: Member | None,
    now: datetime,
    answer_by: date | None = None,
) -> PromiseStep:
    """Write the step after `steps` and everything that follows, inside the caller's transaction and after its rule."""
    standing = rules.step(queries.standing_of(steps), said.event, side)
    step = PromiseStep.objects.create(
        promise=promise,
        number=len(steps) + 1,
        event=said.event.value,
        side=side.value,
        by=by,
        at=now,
        words=said.words,
        reason=said.reason,
    )
    if said.event in rules.WITH_TERMS:
        assert said.due_date is not None  # noqa: S101 (the actions make sure; this tells the type checker)
        PromiseTerms.objects.create(
            step=step, promise=promise, version=standing.versions, what=said.what, due_date=said.due_date
        )
    _repeat(promise, standing, said, by=by, now=now, answer_by=answer_by)
    after = [*steps, step]
    appoint(promise, after, now=now)
    if _is_anybody_told(promise, by):
        work.start(TELL, {"step": step.pk}, owner=None, topic=None, now=now)
    room.note(
        promise.collaboration, by, f"promise.{said.event.value}", now=now, facts={"promise": str(promise.pk)}
    )
    announcements.announce_on_commit(f"promise:{promise.pk}")
    if standing.state in rules.FALLEN:
        _tell_origin(promise, now=now)
    return step


def appoint(promise: Promise, steps: Sequence[PromiseStep], *, now: datetime) -> None:
    """Have the clock look at the promise when something is due next, and at the collaboration's digests tomorrow morning."""
    calls = [call for call in rules.list_calls(timing_of(promise, steps)) if call[0] > now]
    key = f"promises:{promise.pk}"
    if calls:
        work.appoint(LOOK_AFTER, {"promise": str(promise.pk)}, key=key, at=calls[0][0])
        work.appoint(
            DIGEST,
            {"collaboration": str(promise.collaboration_id)},
            key=f"promises:digest:{promise.collaboration_id}",
            at=rules.next_digest(now=now),
        )
    else:
        work.cancel_appointment(key)


def timing_of(promise: Promise, steps: Sequence[PromiseStep]) -> rules.Timing:
    """Return what the clock needs to know."""
    in_force = [one.at for one in steps if rules.Event(one.event) in _BRINGS_INTO_FORCE]
    return rules.Timing(
        state=rules.State(promise.state),
        due_date=promise.due_date,
        answer_by=promise.answer_by,
        in_force_at=in_force[-1] if in_force else None,
    )


def _tell_origin(promise: Promise, *, now: datetime) -> None:
    """What a promise came from may rest on it."""
    origin = PromiseOrigin.objects.filter(promise=promise).first()
    if origin is not None:
        address = reverse("promises:promise", args=[promise.collaboration.slug, promise.pk])
        threads.tell_fallen(origin.practice, origin.key, address=address, now=now)


def _is_anybody_told(promise: Promise, by: Member | None) -> bool:
    """A letter can only reach an account, or the stewards of a party; among guests no worker is woken for nothing."""
    others = [
        one for one in (promise.customer, promise.performer) if one is None or by is None or one.pk != by.pk
    ]
    return any(one is None or one.person.email for one in others)


def _repeat(
    promise: Promise,
    standing: rules.Standing,
    said: Said,
    *,
    by: Member | None,
    now: datetime,
    answer_by: date | None,
) -> None:
    promise.state = (standing.state or rules.State.REQUESTED).value
    promise.waits_for = standing.waits_for.value if standing.waits_for else ""
    promise.step_count += 1
    promise.moved_at = now
    if said.difficulty is not None:
        promise.difficulty = said.difficulty
    if by is not None and said.event in _TAKES_A_SIDE:
        if promise.performer_id is None and promise.customer_id != by.pk:
            promise.performer = by
        elif promise.customer_id is None and promise.performer_id != by.pk:
            promise.customer = by
    if standing.terms != promise.terms_version:
        terms = PromiseTerms.objects.get(promise=promise, version=standing.terms)
        promise.terms_version, promise.what, promise.due_date = standing.terms, terms.what, terms.due_date
    if said.event in {rules.Event.REQUEST, rules.Event.OFFER, rules.Event.COUNTER}:
        promise.answer_by = rules.answer_by(asked_at=now, due_date=promise.due_date, wanted=answer_by)
    promise.save()
