"""A released reading of promises, made up: what pages, charts and doors can be shown with."""

from breakthrough.measures.promises.results import (
    METHOD,
    Balance,
    Cell,
    Flow,
    Lead,
    Part,
    PromiseReading,
)
from breakthrough.measures.values import Estimate

WITHHELD = Part("withheld", "not_enough_events", 4)


def part(of: int, value: float, low: float, high: float, people: str = "8-12") -> Part:
    """A share that is shown."""
    return Part("shown", None, of, people, Estimate(value, low, high))


def full() -> PromiseReading:
    """Two parties, 61 conversations, everything shown."""
    return PromiseReading(
        status="shown",
        reason=None,
        method=METHOD,
        conversations=61,
        on_time=31,
        late=6,
        not_kept=7,
        waiting=2,
        lapsed=3,
        open_now=5,
        kept=part(44, 0.7, 0.5, 0.85, "13-19"),
        freedom=part(40, 0.25, 0.1, 0.4),
        warned=part(17, 0.55, 0.3, 0.8),
        lead=Lead("shown", None, 37, 13, 9.0, 7.0, 12.0),
        difficulty=(12, 20, 6, 6),
        reasons=(("waiting", 7), ("more_work", 4), ("unclear", 2)),
        cells=(Cell((0,), False, part(24, 0.75, 0.5, 0.9)), Cell((1,), False, part(20, 0.65, 0.4, 0.85))),
        flows=(
            Flow(0, 0, 6, 1, 5, 1, 1, 4, 1, WITHHELD, WITHHELD),
            Flow(0, 1, 28, 2, 22, 4, 5, 15, 6, part(28, 0.3, 0.15, 0.5), part(20, 0.65, 0.4, 0.85)),
            Flow(1, 0, 12, 5, 14, 1, 1, 12, 2, part(12, 0.15, 0.0, 0.4), part(13, 0.85, 0.6, 1.0)),
            Flow(1, 1, 7, 0, 5, 1, 0, 4, 1, WITHHELD, WITHHELD),
        ),
        balances=(Balance(0, 1, part(40, 0.7, 0.55, 0.85), "first"),),
    )
