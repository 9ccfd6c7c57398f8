"""The promises of the story, asked and answered by its people, day by day."""

import functools
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from breakthrough.config.demo import promised, talking
from breakthrough.config.demo.promised import Asked, Step
from breakthrough.config.demo.talking import Cast
from breakthrough.practices.promises import actions, queries
from breakthrough.practices.promises.rules import Event
from breakthrough.rounds.models import Round

Moment = tuple[datetime, Callable[[], None]]
"""When something happens in the story, and what makes it happen."""


def promise_all(cast: Cast, *, talked: Round, now: datetime, meanwhile: Iterable[Moment] = ()) -> None:
    """Let every conversation run as far as it has come by `now`, and `meanwhile` happen, in the order of time."""
    released = now - promised.RESULTS
    made = dict[int, queries.Promise]()

    def happen(at: datetime, place: int, step: Step | None) -> None:
        asked = promised.PROMISES[place]
        if step is None:
            made[place] = ask(cast, asked, origin=_origin(cast, talked, asked), released=released, now=at)
        else:
            say(cast, made[place], step, released=released, now=at)

    said: list[Moment] = []
    for day, place, step in _days():
        # Not everything is said at nine in the morning.
        at = released + timedelta(days=day, minutes=37 * place)
        said.append((at, functools.partial(happen, at, place, step)))
    for _at, do in sorted([*said, *meanwhile], key=lambda one: one[0]):
        do()


def ask(
    cast: Cast, asked: Asked, *, origin: tuple[str, str] | None, released: datetime, now: datetime
) -> queries.Promise:
    """Let somebody ask or offer something, on a day after the results."""
    member = cast.people[asked.by]
    (made,) = actions.ask(
        member=member,
        event=Event.OFFER if asked.is_offer else Event.REQUEST,
        recipients=queries.get_recipients(member, [str(cast.people[asked.to].pk)]),
        what=asked.what,
        words=asked.words,
        due_date=_date(released, asked.due),
        origin=origin,
        now=now,
    )
    return made


def say(cast: Cast, made: queries.Promise, step: Step, *, released: datetime, now: datetime) -> None:
    """Let somebody, or the clock, say the next thing in a conversation."""
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


def _days() -> list[tuple[int, int, Step | None]]:
    said: list[tuple[int, int, Step | None]] = []
    for place, asked in enumerate(promised.PROMISES):
        said.append((asked.day, place, None))
        said.extend((step.day, place, step) for step in asked.steps)
    return sorted(said, key=lambda one: one[:2])


def _origin(cast: Cast, talked: Round, asked: Asked) -> tuple[str, str] | None:
    """The statement it comes from: whoever said it sees what came of it."""
    if not asked.said:
        return None
    return talked.practice, f"{talked.pk}/{talking.find_number(cast, talked, asked.said)}"


def _date(released: datetime, day: int) -> date:
    return (released + timedelta(days=day)).date()
