"""The promises of the story, asked and answered by its people, day by day."""

import functools
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse

from breakthrough.config.demo import promised, talking
from breakthrough.config.demo.promised import Asked, Step
from breakthrough.config.demo.talking import Cast
from breakthrough.practices.promises import actions, queries
from breakthrough.practices.promises.rules import Event
from breakthrough.rounds import traces
from breakthrough.rounds.models import Round

_YES = (Event.PROMISE, Event.AGREE, Event.ACCEPT)


Moment = tuple[datetime, Callable[[], None]]
"""When something happens in the story, and what makes it happen."""


def promise_all(cast: Cast, *, talked: Round, now: datetime, meanwhile: Iterable[Moment] = ()) -> None:
    """Let every conversation run as far as it has come by `now`, and `meanwhile` happen, in the order of time."""
    released = now - promised.RESULTS
    made = dict[int, queries.Promise]()

    def happen(at: datetime, place: int, step: Step | None) -> None:
        asked = promised.PROMISES[place]
        if step is None:
            made[place] = _ask(cast, asked, talked, released=released, now=at)
        else:
            _say(cast, made[place], step, released=released, now=at)
            if asked.said and step is next((one for one in asked.steps if one.event in _YES), None):
                _link(cast, made[place], asked, talked, now=at)

    said: list[Moment] = []
    for day, place, step in _days():
        # Not everything is said at nine in the morning.
        at = released + timedelta(days=day, minutes=37 * place)
        said.append((at, functools.partial(happen, at, place, step)))
    for _at, do in sorted([*said, *meanwhile], key=lambda one: one[0]):
        do()


def _days() -> list[tuple[int, int, Step | None]]:
    said: list[tuple[int, int, Step | None]] = []
    for place, asked in enumerate(promised.PROMISES):
        said.append((asked.day, place, None))
        said.extend((step.day, place, step) for step in asked.steps)
    return sorted(said, key=lambda one: one[:2])


def _ask(cast: Cast, asked: Asked, talked: Round, *, released: datetime, now: datetime) -> queries.Promise:
    member = cast.people[asked.by]
    (made,) = actions.ask(
        member=member,
        event=Event.OFFER if asked.is_offer else Event.REQUEST,
        recipients=queries.get_recipients(member, [str(cast.people[asked.to].pk)]),
        what=asked.what,
        words=asked.words,
        due_date=_date(released, asked.due),
        origin=(talked.practice, str(talked.pk)) if asked.said else None,
        now=now,
    )
    return made


def _link(cast: Cast, made: queries.Promise, asked: Asked, talked: Round, *, now: datetime) -> None:
    """From now on it is a promise, and what came of the statement: in the words that were agreed."""
    agreed = queries.get_promise(cast.people[asked.by], made.pk)
    traces.link(
        member=cast.people[asked.by],
        round_id=talked.pk,
        number=talking.find_number(cast, talked, asked.said),
        link=traces.Link("promise", agreed.what, _address(agreed)),
        now=now,
    )


def _say(cast: Cast, made: queries.Promise, step: Step, *, released: datetime, now: datetime) -> None:
    if step.by is None:
        actions.look_after(promise_id=made.pk, now=now)
        return
    actions.take_step(
        member=cast.people[step.by],
        promise=made,
        event=step.event,
        seen=None,
        words=step.words,
        reason=step.reason.value if step.reason else "",
        what=step.what,
        due_date=None if step.due is None else _date(released, step.due),
        now=now,
    )


def _address(made: queries.Promise) -> str:
    return reverse("promises:promise", args=[made.collaboration.slug, made.pk])


def _date(released: datetime, day: int) -> date:
    return (released + timedelta(days=day)).date()
