"""The life of a round in which everybody answers once: steps taken, the phase they add up to, and which may follow. Pure."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from breakthrough.rounds import rules


class Step(StrEnum):
    """Something that happened to a round, for good: recorded once, with its time and who did it."""

    PREPARED = "prepared"
    OPENED = "opened"
    CLOSING = "closing"
    CLOSED = "closed"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


class Phase(StrEnum):
    """Where a round stands. In `counting` the ballot box works things out."""

    DRAFT = "draft"
    JOINING = "joining"
    OPEN = "open"
    COUNTING = "counting"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


# Each step, the steps of which one must be the latest before it, and the phase that it leads to.
_BEFORE: Mapping[Step, tuple[Step | None, ...]] = {
    Step.PREPARED: (None,),
    Step.OPENED: (Step.PREPARED,),
    Step.CLOSING: (Step.OPENED,),
    Step.CLOSED: (Step.CLOSING, Step.OPENED),
    Step.RELEASED: (Step.CLOSED,),
    Step.HELD: (Step.CLOSED,),
    Step.ENDED: (Step.RELEASED, Step.HELD),
}
_LEADS_TO: Mapping[Step, Phase] = {
    Step.PREPARED: Phase.JOINING,
    Step.OPENED: Phase.OPEN,
    Step.CLOSING: Phase.OPEN,
    Step.CLOSED: Phase.COUNTING,
    Step.RELEASED: Phase.RELEASED,
    Step.HELD: Phase.HELD,
    Step.ENDED: Phase.ENDED,
}
OVER = (Phase.RELEASED, Phase.HELD, Phase.ENDED)
"""Phases after which nothing more is given."""


def latest(steps: Collection[Step]) -> Step | None:
    """Return the step taken last, by the order of steps, or None in draft."""
    return max(steps, key=list(Step).index, default=None)


def phase_of(steps: Collection[Step]) -> Phase:
    """Return the phase that the steps taken so far add up to; an ended round that was held stays "held"."""
    last = latest(steps)
    if last is Step.ENDED and Step.HELD in steps:
        return Phase.HELD
    return Phase.DRAFT if last is None else _LEADS_TO[last]


def is_closing(steps: Collection[Step]) -> bool:
    """Whether the close was announced and the last envelopes are on their way."""
    return latest(steps) is Step.CLOSING


def may_follow(steps: Collection[Step], step: Step) -> bool:
    """Whether `step` may be taken now. There is no way back, except that a joining round may be restarted."""
    return latest(steps) in _BEFORE[step]


def check_may_follow(steps: Collection[Step], step: Step) -> None:
    """Raise a Problem unless `step` may be taken now; a step taken already says so, because somebody was quicker."""
    rules.check_turn(is_taken=step in steps, may_follow=may_follow(steps, step))
