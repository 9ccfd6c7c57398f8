"""Where a job stands, and what may happen to it then."""

from datetime import UTC, datetime, timedelta

import pytest

from breakthrough.background import rules
from breakthrough.background.rules import Facts, State
from breakthrough.kernel.problem import Problem

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        (Facts(claimed_at=None, cancellation_asked=False, outcome=None), State.WAITING),
        (Facts(claimed_at=NOW, cancellation_asked=False, outcome=None), State.RUNNING),
        (Facts(claimed_at=NOW, cancellation_asked=True, outcome=None), State.CANCELLING),
        (Facts(claimed_at=NOW, cancellation_asked=True, outcome=State.DONE), State.DONE),
        (Facts(claimed_at=NOW, cancellation_asked=False, outcome=State.STOPPED), State.STOPPED),
    ],
)
def test_the_state_follows_from_the_records(facts: Facts, state: State) -> None:
    assert rules.state_of(facts) is state


@pytest.mark.parametrize("state", sorted(rules.FINAL))
def test_what_is_over_cannot_be_cancelled(state: State) -> None:
    with pytest.raises(Problem, match="already ended"):
        rules.check_may_cancel(state)


@pytest.mark.parametrize("state", [State.WAITING, State.RUNNING, State.CANCELLING])
def test_what_is_not_over_can_be_cancelled_even_twice(state: State) -> None:
    rules.check_may_cancel(state)


@pytest.mark.parametrize("state", list(State))
def test_only_what_was_interrupted_can_be_repeated(state: State) -> None:
    if state in {State.FAILED, State.CANCELLED, State.STOPPED}:
        rules.check_may_repeat(state)
    else:
        with pytest.raises(Problem, match="interrupted"):
            rules.check_may_repeat(state)


def test_a_worker_is_silent_after_more_than_a_minute() -> None:
    assert not rules.has_fallen_silent(beat_at=NOW - timedelta(seconds=60), now=NOW)
    assert rules.has_fallen_silent(beat_at=NOW - timedelta(seconds=61), now=NOW)


def test_every_state_has_words() -> None:
    assert set(rules.STATE_WORDS) == set(State)
