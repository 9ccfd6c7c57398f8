"""The life of a round: two movements, sealed and then named, and a talk that ends in an outcome."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from breakthrough.rounds import rules


class Step(StrEnum):
    """Something that happened to a round, for good: each is recorded once, with its time and who did it."""

    PREPARED = "prepared"
    SEALED_OPENED = "sealed_opened"
    SEALED_CLOSING = "sealed_closing"
    SEALED_CLOSED = "sealed_closed"
    NAMED_CLOSED = "named_closed"
    RELEASED = "released"
    HELD = "held"
    CONCLUDED = "concluded"


class Phase(StrEnum):
    """Where a round stands. `counting` is the moment in which the ballot box works things out."""

    DRAFT = "draft"
    JOINING = "joining"
    SEALED = "sealed"
    NAMED = "named"
    COUNTING = "counting"
    TALK = "talk"
    CONCLUDED = "concluded"


_BEFORE: Mapping[Step, tuple[Step | None, ...]] = {
    Step.PREPARED: (None,),
    Step.SEALED_OPENED: (Step.PREPARED,),
    Step.SEALED_CLOSING: (Step.SEALED_OPENED,),
    Step.SEALED_CLOSED: (Step.SEALED_CLOSING, Step.SEALED_OPENED),
    # Nothing of the sealed movement is shown before the named one is over: what people own is compared without talk between.
    Step.NAMED_CLOSED: (Step.SEALED_CLOSED,),
    Step.RELEASED: (Step.NAMED_CLOSED,),
    Step.HELD: (Step.NAMED_CLOSED,),
    Step.CONCLUDED: (Step.RELEASED, Step.HELD),
}
_LEADS_TO: Mapping[Step, Phase] = {
    Step.PREPARED: Phase.JOINING,
    Step.SEALED_OPENED: Phase.SEALED,
    Step.SEALED_CLOSING: Phase.SEALED,
    Step.SEALED_CLOSED: Phase.NAMED,
    Step.NAMED_CLOSED: Phase.COUNTING,
    Step.RELEASED: Phase.TALK,
    Step.HELD: Phase.TALK,
    Step.CONCLUDED: Phase.CONCLUDED,
}
UNDER_WAY = (Phase.JOINING, Phase.SEALED, Phase.NAMED, Phase.COUNTING)
"""Phases in which the words that people answer must not change."""

SHOWING = (Phase.TALK, Phase.CONCLUDED)
"""Phases in which results and stances stand on the page."""


def latest(steps: Collection[Step]) -> Step | None:
    """Return the step taken last, by the order of steps, or None in draft."""
    return max(steps, key=list(Step).index, default=None)


def phase_of(steps: Collection[Step]) -> Phase:
    """Return the phase that the steps taken so far add up to."""
    last = latest(steps)
    return Phase.DRAFT if last is None else _LEADS_TO[last]


def is_closing(steps: Collection[Step]) -> bool:
    """Whether the end of the sealed movement was announced and the last envelopes are on their way."""
    return latest(steps) is Step.SEALED_CLOSING


def may_follow(steps: Collection[Step], step: Step) -> bool:
    """Whether `step` may be taken now. There is no way back, except that a joining round may be restarted."""
    return latest(steps) in _BEFORE[step]


def check_may_follow(steps: Collection[Step], step: Step) -> None:
    """Raise a Problem unless `step` may be taken now; a step taken already says so, because somebody was quicker."""
    rules.check_turn(is_taken=step in steps, may_follow=may_follow(steps, step))
