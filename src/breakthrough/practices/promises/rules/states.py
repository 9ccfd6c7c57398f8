"""The conversation of a promise as one table: state, event, who → state. What is not in the table is refused.

Two sides speak: the *customer*, for whom something is done, and the *performer*, who does it. The *system* acts by the
clock only. Broken is said by somebody (or by the clock a month after it was due), never worked out.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


class State(StrEnum):
    """Where a promise stands. Overdue is no state: it follows from the due time."""

    REQUESTED = "requested"
    OFFERED = "offered"
    COUNTERED = "countered"
    PROMISED = "promised"
    RENEGOTIATING = "renegotiating"
    REPORTED = "reported"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    RELEASED = "released"
    REVOKED = "revoked"
    NOT_KEPT = "not_kept"
    KEPT = "kept"


class Event(StrEnum):
    """What somebody can say in the conversation."""

    REQUEST = "request"
    OFFER = "offer"
    PROMISE = "promise"
    ACCEPT = "accept"
    DECLINE = "decline"
    COUNTER = "counter"
    AGREE = "agree"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
    WARN = "warn"
    PROPOSE_CHANGE = "propose_change"
    AGREE_CHANGE = "agree_change"
    REFUSE_CHANGE = "refuse_change"
    DROP = "drop"
    REPORT_DONE = "report_done"
    RETURN = "return"
    TAKE_BACK = "take_back"
    RELEASE = "release"
    REVOKE = "revoke"
    CLOSE_NOT_KEPT = "close_not_kept"


class Side(StrEnum):
    """Who speaks."""

    CUSTOMER = "customer"
    PERFORMER = "performer"
    SYSTEM = "system"


class Who(StrEnum):
    """Whom a line of the table lets speak: a side, or a side by what was said before."""

    CUSTOMER = "customer"
    PERFORMER = "performer"
    SYSTEM = "system"
    OPENER = "opener"
    ANSWERER = "answerer"
    PROPOSER = "proposer"
    OTHER = "other"


OPENING = frozenset({State.REQUESTED, State.OFFERED, State.COUNTERED})
"""Asked or offered, and not answered yet."""
IN_FORCE = frozenset({State.PROMISED, State.RENEGOTIATING, State.REPORTED})
"""Somebody has promised, and it is not over."""
OPEN = OPENING | IN_FORCE
FINAL = frozenset(State) - OPEN
FALLEN = FINAL - {State.KEPT}
"""Over, and nobody's word any more: declined, taken back, not needed, not kept."""
WITH_TERMS = frozenset({Event.REQUEST, Event.OFFER, Event.COUNTER, Event.PROPOSE_CHANGE})
"""Events that put a wording and a due date on the table."""

_BOTH = (Who.CUSTOMER, Who.PERFORMER)


def _lines() -> Iterator[tuple[State | None, Event, Who, State]]:
    S, E, W = State, Event, Who
    yield None, E.REQUEST, W.CUSTOMER, S.REQUESTED
    yield None, E.OFFER, W.PERFORMER, S.OFFERED
    for state, side, yes in (
        (S.REQUESTED, W.PERFORMER, E.PROMISE),
        (S.OFFERED, W.CUSTOMER, E.ACCEPT),
        (S.COUNTERED, W.ANSWERER, E.AGREE),
    ):
        yield state, yes, side, S.PROMISED
        yield state, E.DECLINE, side, S.DECLINED
        yield state, E.COUNTER, side, S.COUNTERED
        yield state, E.WITHDRAW, W.OPENER, S.WITHDRAWN
        yield state, E.LAPSE, W.SYSTEM, S.LAPSED
    yield S.PROMISED, E.WARN, W.PERFORMER, S.PROMISED
    for side in _BOTH:
        yield S.PROMISED, E.PROPOSE_CHANGE, side, S.RENEGOTIATING
    yield S.RENEGOTIATING, E.AGREE_CHANGE, W.OTHER, S.PROMISED
    yield S.RENEGOTIATING, E.REFUSE_CHANGE, W.OTHER, S.PROMISED
    yield S.RENEGOTIATING, E.DROP, W.PROPOSER, S.PROMISED
    for state in (S.PROMISED, S.RENEGOTIATING):
        yield state, E.REPORT_DONE, W.PERFORMER, S.REPORTED
        yield state, E.RELEASE, W.CUSTOMER, S.RELEASED
        yield state, E.REVOKE, W.PERFORMER, S.REVOKED
        yield state, E.CLOSE_NOT_KEPT, W.CUSTOMER, S.NOT_KEPT
        yield state, E.CLOSE_NOT_KEPT, W.SYSTEM, S.NOT_KEPT
    yield S.REPORTED, E.ACCEPT, W.CUSTOMER, S.KEPT
    yield S.REPORTED, E.RETURN, W.CUSTOMER, S.PROMISED
    yield S.REPORTED, E.TAKE_BACK, W.PERFORMER, S.PROMISED


TABLE = MappingProxyType({(state, event, who): after for state, event, who, after in _lines()})


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a conversation stands, worked out from its steps alone.

    `opener` asked or offered; `speaker` put the terms on the table; `terms` is the version on the table while it is being
    answered and the one in force afterwards; `proposed` and `proposer` are a change that waits for the other side.
    """

    state: State | None = None
    opener: Side | None = None
    speaker: Side | None = None
    terms: int = 0
    versions: int = 0
    proposed: int | None = None
    proposer: Side | None = None

    def is_(self, side: Side, who: Who) -> bool:
        """Say whether `side` is whom a line of the table calls `who`."""
        if who is Who.OPENER:
            return side is self.opener
        if who is Who.ANSWERER:
            return side is not Side.SYSTEM and side is not self.speaker
        if who is Who.PROPOSER:
            return side is self.proposer
        if who is Who.OTHER:
            return side is not Side.SYSTEM and side is not self.proposer
        return side.value == who.value

    @property
    def waits_for(self) -> Side | None:
        """The side whose turn it is, None when it is over."""
        other = {Side.CUSTOMER: Side.PERFORMER, Side.PERFORMER: Side.CUSTOMER}
        if self.state in {State.REQUESTED, State.PROMISED}:
            return Side.PERFORMER
        if self.state in {State.OFFERED, State.REPORTED}:
            return Side.CUSTOMER
        if self.state is State.COUNTERED and self.speaker:
            return other[self.speaker]
        if self.state is State.RENEGOTIATING and self.proposer:
            return other[self.proposer]
        return None


START = Standing()


def find_next(standing: Standing, event: Event, side: Side) -> State | None:
    """Return the state that `event`, said by `side`, leads to, or None where the table has no such line."""
    for who in Who:
        after = TABLE.get((standing.state, event, who))
        if after is not None and standing.is_(side, who):
            return after
    return None


def list_events(standing: Standing, side: Side) -> list[Event]:
    """Return what `side` can say now, in the order of `Event`; guards of time are not looked at."""
    return [event for event in Event if find_next(standing, event, side) is not None]


def step(standing: Standing, event: Event, side: Side) -> Standing:
    """Return where the conversation stands after `event`. Raises a 409 Problem, and changes nothing, for any other."""
    after = find_next(standing, event, side)
    if after is None:
        raise Problem(
            "not-possible-now",
            status=409,
            words=gettext_noop(
                "That is not possible as things stand. Load the page again to see what you can do now."
            ),
        )
    moved = replace(standing, state=after)
    if standing.state is None:
        return replace(moved, opener=side, speaker=side, terms=1, versions=1)
    if event is Event.COUNTER:
        return replace(moved, speaker=side, terms=standing.versions + 1, versions=standing.versions + 1)
    if event is Event.PROPOSE_CHANGE:
        version = standing.versions + 1
        return replace(moved, versions=version, proposed=version, proposer=side)
    if standing.state is State.RENEGOTIATING:
        agreed = standing.proposed if event is Event.AGREE_CHANGE else None
        return replace(moved, terms=agreed or standing.terms, proposed=None, proposer=None)
    return moved


def replay(steps: Iterable[tuple[Event, Side]]) -> Standing:
    """Return where these steps lead, from the first on."""
    standing = START
    for event, side in steps:
        standing = step(standing, event, side)
    return standing
