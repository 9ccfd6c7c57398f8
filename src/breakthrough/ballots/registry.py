"""What practices hang into a sealed round: they are told when it moves on by itself."""

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from breakthrough.ballots.models import Joining

Event = Literal["closed", "released", "held", "voided", "ended"]
OnEvent = Callable[[Joining, str, Event, datetime], None]

_listeners: dict[str, OnEvent] = {}
_run_by_leaders: set[str] = set()


def register(practice: str, on_event: OnEvent, *, is_run_by_leaders: bool = False) -> None:
    """Have `on_event(joining, label, event, now)` called, inside the transaction of the change.

    `label` is empty for what concerns the whole round (voided, ended). `is_run_by_leaders`: whoever leads runs such rounds, and the
    practice sees to it that each runs their own; all others are run by facilitators. Call it in the practice's `AppConfig.ready`.
    """
    _listeners[practice] = on_event
    if is_run_by_leaders:
        _run_by_leaders.add(practice)


def is_run_by_leaders(practice: str) -> bool:
    """Whether sealed rounds of `practice` are run by whoever leads, each their own."""
    return practice in _run_by_leaders


def tell(joining: Joining, label: str, event: Event, now: datetime) -> None:
    """Tell the round's practice, if it listens."""
    listener = _listeners.get(joining.practice)
    if listener is not None:
        listener(joining, label, event, now)
