"""A reservation as a conversation: raised, answered, and lifted by nobody but whoever raised it. It may also stand, openly."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


class State(StrEnum):
    """Where a reservation stands."""

    OPEN = "open"
    ANSWERED = "answered"
    STANDS = "stands"
    LIFTED = "lifted"
    TAKEN_BACK = "taken_back"


class Event(StrEnum):
    """Something said about a reservation."""

    ANSWER = "answer"
    NOT_ENOUGH = "not_enough"
    LET_STAND = "let_stand"
    LIFT = "lift"
    TAKE_BACK = "take_back"
    FELL_THROUGH = "fell_through"
    UNREACHABLE = "unreachable"


class Who(StrEnum):
    """Who says it. `group`: everybody together, by concluding a round; never by one person's button. `system`: what the records
    show by themselves: the promise that answered it fell through, or its author can no longer be reached.
    """

    RAISER = "raiser"
    MEMBER = "member"
    GROUP = "group"
    SYSTEM = "system"


class AnswerKind(StrEnum):
    """By what a reservation is answered."""

    CHANGE = "change"
    PROMISE = "promise"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said."""

    event: Event
    who: Who


LIVING = (State.OPEN, State.ANSWERED, State.STANDS)
"""A reservation that is alive follows its text into every next version."""

WAITING = (State.OPEN, State.ANSWERED)
"""A reservation that still waits: for an answer, or for a word of whoever raised it."""

_R, _M, _G, _S = Who.RAISER, Who.MEMBER, Who.GROUP, Who.SYSTEM
TABLE: Mapping[tuple[State, Event, Who], State] = {
    **{(state, Event.ANSWER, who): State.ANSWERED for state in WAITING for who in (_M, _R)},
    # What stands goes on standing, whatever is replied to it, until whoever raised it says otherwise.
    **{(State.STANDS, Event.ANSWER, who): State.STANDS for who in (_M, _R)},
    **{(state, Event.NOT_ENOUGH, _R): State.OPEN for state in (State.ANSWERED, State.STANDS)},
    **{(state, Event.LET_STAND, _R): State.STANDS for state in (State.OPEN, State.ANSWERED)},
    **{(state, Event.LET_STAND, _G): State.STANDS for state in (State.OPEN, State.ANSWERED)},
    **{(state, Event.LIFT, _R): State.LIFTED for state in LIVING},
    **{(state, Event.TAKE_BACK, _R): State.TAKEN_BACK for state in LIVING},
    **{(state, Event.FELL_THROUGH, _S): State.OPEN for state in WAITING},
    (State.STANDS, Event.FELL_THROUGH, _S): State.STANDS,
    **{(state, Event.UNREACHABLE, _S): State.STANDS for state in LIVING},
}


def find_next(state: State, event: Event, who: Who, *, is_block: bool) -> State | None:
    """Return what the reservation becomes, or None if this cannot be said now, or not by them.

    The group cannot go past a block: only whoever raised it can let it stand.
    """
    if is_block and who is Who.GROUP:
        return None
    return TABLE.get((state, event, who))


def step(state: State, event: Event, who: Who, *, is_block: bool) -> State:
    """Return what the reservation becomes, or raise a Problem."""
    found = find_next(state, event, who, is_block=is_block)
    if found is not None:
        return found
    if who is not Who.RAISER and any(one[1] is event and one[2] is Who.RAISER for one in TABLE):
        raise Problem(
            "raisers-lift",
            status=403,
            words=gettext_noop(
                "Only whoever raised a reservation can say this. You can answer it: with a change, a promise or a reply."
            ),
        )
    raise Problem(
        "reservation-moved-on",
        status=409,
        words=gettext_noop(
            "Somebody was quicker, or it is settled. The page shows how the reservation stands now."
        ),
    )


def replay(said: Iterable[Said], *, is_block: bool) -> State:
    """Return where everything said so far leads. What was said under an earlier table and leads nowhere now changes nothing."""
    state = State.OPEN
    for one in said:
        state = find_next(state, one.event, one.who, is_block=is_block) or state
    return state


def where_it_stands(said: Iterable[Said], *, is_block: bool, is_unreachable: bool) -> State:
    """Return where a reservation stands now: one whose author can no longer be reached stands openly, and waits for nobody."""
    state = replay(said, is_block=is_block)
    return State.STANDS if is_unreachable and state in WAITING else state


def list_events(state: State, who: Who, *, is_block: bool) -> list[Event]:
    """Return what may be said now by them."""
    return [event for event in Event if find_next(state, event, who, is_block=is_block)]


def is_open_block(state: State, *, is_block: bool) -> bool:
    """Whether this keeps the text from being adopted: an answered block blocks until its raiser lifts it or lets it stand."""
    return is_block and state in WAITING
