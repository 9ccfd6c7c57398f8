"""What may happen to a job, and what follows from its records. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

SILENCE_ALLOWED = timedelta(seconds=60)  # a worker says every five seconds that it lives


class State(StrEnum):
    """Where a job stands; the last five are final."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


FINAL = frozenset({State.DONE, State.REFUSED, State.FAILED, State.CANCELLED, State.STOPPED})
REPEATABLE = frozenset({State.FAILED, State.CANCELLED, State.STOPPED})

STATE_WORDS: dict[State, str] = {
    State.WAITING: gettext_noop("Waiting for its turn."),
    State.RUNNING: gettext_noop("At work."),
    State.CANCELLING: gettext_noop("Stopping."),
    State.DONE: gettext_noop("Done."),
    State.REFUSED: gettext_noop("This could not be done."),
    State.FAILED: gettext_noop("The mistake is ours and has been noted. You can start it again."),
    State.CANCELLED: gettext_noop("You stopped this before it was finished."),
    State.STOPPED: gettext_noop("This was interrupted before it was finished. Start it again."),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The records of one job: when it was claimed by a worker, whether its end was asked for, how it ended."""

    claimed_at: datetime | None
    cancellation_asked: bool
    outcome: State | None


def state_of(facts: Facts) -> State:
    """Return where a job with these records stands."""
    if facts.outcome is not None:
        return facts.outcome
    if facts.cancellation_asked:
        return State.CANCELLING
    return State.WAITING if facts.claimed_at is None else State.RUNNING


def has_fallen_silent(*, beat_at: datetime, now: datetime) -> bool:
    """Say whether a running job's worker must be taken for dead."""
    return now - beat_at > SILENCE_ALLOWED


def check_may_cancel(state: State) -> None:
    """Raise a Problem if there is nothing left to cancel; asking twice is fine."""
    if state in FINAL:
        raise Problem(
            "job-over",
            status=409,
            words=gettext_noop("This has already ended. There is nothing left to stop."),
        )


def check_may_repeat(state: State) -> None:
    """Raise a Problem unless the job ended without a result and without a refusal that would only come again."""
    if state not in REPEATABLE:
        raise Problem(
            "job-not-repeatable",
            status=409,
            words=gettext_noop(
                "Only work that was interrupted can be started again. Go back to where you started it."
            ),
        )
