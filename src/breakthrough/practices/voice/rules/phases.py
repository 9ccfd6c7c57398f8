"""The life of a round of Straight talk: steps that were taken, the phase they add up to, and which step may follow."""

from collections.abc import Collection, Mapping
from enum import StrEnum

from breakthrough.rounds import rules


class Step(StrEnum):
    """Something that happened to a round, for good: each is recorded once, with its time and who did it."""

    PREPARED = "prepared"
    WRITING_OPENED = "writing_opened"
    WRITING_CLOSING = "writing_closing"
    WRITING_CLOSED = "writing_closed"
    TEXTS_HELD = "texts_held"
    FROZEN = "frozen"
    VOTING_OPENED = "voting_opened"
    VOTING_CLOSING = "voting_closing"
    VOTING_CLOSED = "voting_closed"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


class Phase(StrEnum):
    """Where a round stands. `gathering` and `counting` are the moments in which the ballot box works things out."""

    DRAFT = "draft"
    JOINING = "joining"
    WRITING = "writing"
    GATHERING = "gathering"
    STATEMENTS = "statements"
    VOTING = "voting"
    COUNTING = "counting"
    RELEASED = "released"
    HELD = "held"
    ENDED = "ended"


# Each step, the steps of which one must be the latest before it, and the phase that it leads to.
_BEFORE: Mapping[Step, tuple[Step | None, ...]] = {
    Step.PREPARED: (None,),
    Step.WRITING_OPENED: (Step.PREPARED,),
    Step.WRITING_CLOSING: (Step.WRITING_OPENED,),
    Step.WRITING_CLOSED: (Step.WRITING_CLOSING, Step.WRITING_OPENED),
    Step.TEXTS_HELD: (Step.WRITING_CLOSED,),
    Step.FROZEN: (Step.WRITING_CLOSED, Step.TEXTS_HELD),
    Step.VOTING_OPENED: (Step.FROZEN,),
    Step.VOTING_CLOSING: (Step.VOTING_OPENED,),
    Step.VOTING_CLOSED: (Step.VOTING_CLOSING, Step.VOTING_OPENED),
    Step.RELEASED: (Step.VOTING_CLOSED,),
    Step.HELD: (Step.TEXTS_HELD, Step.VOTING_CLOSED),
    Step.ENDED: (Step.FROZEN, Step.TEXTS_HELD, Step.RELEASED, Step.HELD),
}
_LEADS_TO: Mapping[Step, Phase] = {
    Step.PREPARED: Phase.JOINING,
    Step.WRITING_OPENED: Phase.WRITING,
    Step.WRITING_CLOSING: Phase.WRITING,
    Step.WRITING_CLOSED: Phase.GATHERING,
    Step.TEXTS_HELD: Phase.GATHERING,
    Step.FROZEN: Phase.STATEMENTS,
    Step.VOTING_OPENED: Phase.VOTING,
    Step.VOTING_CLOSING: Phase.VOTING,
    Step.VOTING_CLOSED: Phase.COUNTING,
    Step.RELEASED: Phase.RELEASED,
    Step.HELD: Phase.HELD,
    Step.ENDED: Phase.ENDED,
}
SHOWING = (Phase.STATEMENTS, Phase.VOTING, Phase.COUNTING, Phase.RELEASED, Phase.HELD, Phase.ENDED)
"""Phases in which released statements stand on the page, if there are any."""

OVER = (Phase.RELEASED, Phase.HELD, Phase.ENDED)
"""Phases after which nothing more is given."""


def latest(steps: Collection[Step]) -> Step | None:
    """Return the step taken last, by the order of steps, or None in draft."""
    return max(steps, key=list(Step).index, default=None)


def phase_of(steps: Collection[Step]) -> Phase:
    """Return the phase that the steps taken so far add up to."""
    last = latest(steps)
    return Phase.DRAFT if last is None else _LEADS_TO[last]


def is_closing(steps: Collection[Step]) -> bool:
    """Whether the close of writing or voting was announced and the last envelopes are on their way."""
    return latest(steps) in (Step.WRITING_CLOSING, Step.VOTING_CLOSING)


def may_follow(steps: Collection[Step], step: Step) -> bool:
    """Whether `step` may be taken now. There is no way back, except that a joining round may be restarted."""
    return latest(steps) in _BEFORE[step]


def check_may_follow(steps: Collection[Step], step: Step) -> None:
    """Raise a Problem unless `step` may be taken now; a step taken already says so, because somebody was quicker."""
    rules.check_turn(is_taken=step in steps, may_follow=may_follow(steps, step))
