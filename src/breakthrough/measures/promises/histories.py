"""From what was said, and when, to what became of a promise: the due day in force, in time or not, warned or not.

Times are hours from any common start. Everything follows measurement design, section 8.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

EARLY_HOURS = 24.0
"""What is said at least so long before the due time is early."""

Outcome = Literal["on_time", "late", "not_kept", "waiting", "out", "ahead"]
Answer = Literal["promise", "decline", "counter"]


@dataclass(frozen=True, slots=True)
class Said:
    """One step: `event` and `side` as the practice names them, `at` in hours, `due` in hours where it put a due day on the table."""

    event: str
    side: str
    at: float
    due: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What became of one conversation, as known at the reading time.

    Attributes:
        asker, performer: numbers of people (None: nobody took it); from_party, to_party: whose customer, whose performer.
        is_request: asked for rather than offered.
        first_answer: the first answer to it; None if it was withdrawn, lapsed or is still open.
        is_promise: somebody promised.
        due: the due time in force (d*), None before there is a promise.
        outcome: on_time, late, not_kept; waiting (done in time, not accepted yet), out (released early), ahead (not due).
        early_changes: how often other terms were agreed at least a day before the due time they replaced.
        was_warned: a warning, a proposal or "I will not do it" came at least a day before the due time in force.
        lead_hours: from asking to the yes, or so far; is_kept: whether that yes has come.
        reasons: what was named as the reason of a slip, in order.
        difficulty: 1 easy, 2 a stretch, 3 hard; None if the performer did not say.
    """

    asker: int | None
    performer: int | None
    from_party: int
    to_party: int
    is_request: bool
    first_answer: Answer | None = None
    is_lapsed: bool = False
    is_promise: bool = False
    due: float | None = None
    outcome: Outcome = "ahead"
    early_changes: int = 0
    was_warned: bool = False
    lead_hours: float = 0.0
    is_kept: bool = False
    reasons: tuple[str, ...] = ()
    difficulty: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it is one of N: on time, late or not kept."""
        return self.outcome in ("on_time", "late", "not_kept")

    @property
    def is_slip(self) -> bool:
        """Late or not kept."""
        return self.outcome in ("late", "not_kept")


def read_history(
    steps: Sequence[Said],
    *,
    asker: int | None,
    performer: int | None,
    from_party: int,
    to_party: int,
    reading_at: float,
    difficulty: int | None = None,
) -> History:
    """Return what became of a conversation by `reading_at`; later steps are not looked at. Raises ValueError without a first step."""
    said = [step for step in steps if step.at <= reading_at]
    if not said or said[0].event not in ("request", "offer"):
        raise ValueError("a conversation begins with a request or an offer")
    walk = _Walk(said[0])
    for step in said[1:]:
        walk.take(step)
    is_kept = walk.accepted_at is not None
    end = next((at for at in (walk.accepted_at, walk.ended_at) if at is not None), reading_at)
    return History(
        asker=asker,
        performer=performer,
        from_party=from_party,
        to_party=to_party,
        is_request=said[0].event == "request",
        first_answer=walk.first_answer,
        is_lapsed=walk.is_lapsed,
        is_promise=walk.due is not None,
        due=walk.due,
        outcome=walk.outcome(reading_at),
        early_changes=walk.early_changes,
        was_warned=walk.due is not None and any(at <= walk.due - EARLY_HOURS for at in walk.signals),
        lead_hours=end - said[0].at,
        is_kept=is_kept,
        reasons=tuple(walk.reasons),
        difficulty=difficulty,
    )


class _Walk:
    """Goes through the steps once and remembers what the definitions ask for."""

    def __init__(self, first: Said) -> None:
        self.on_table = first.due
        self.due: float | None = None
        self.proposed: float | None = None
        self.first_answer: Answer | None = None
        self.is_lapsed = False
        self.early_changes = 0
        self.signals: list[float] = []
        self.reported_at: float | None = None
        self.accepted_at: float | None = None
        self.ended_at: float | None = None
        self.end: str = ""
        self.reasons: list[str] = []

    def take(self, step: Said) -> None:
        """Go one step further."""
        if step.reason and step.event in ("warn", "propose_change", "revoke", "close_not_kept"):
            self.reasons.append(step.reason)
        if self.due is None:
            self._answer(step)
        else:
            self._keep(step)

    def outcome(self, reading_at: float) -> Outcome:
        """Return what became of the promise by the reading time."""
        if self.due is None or self.due > reading_at:
            return "ahead"
        if self.end == "release":
            is_early = self.ended_at is not None and self.ended_at <= self.due - EARLY_HOURS
            return "out" if is_early else "not_kept"
        if self.reported_at is None or self.end in ("revoke", "close_not_kept"):
            return "not_kept"
        if self.reported_at > self.due:
            return "late"
        return "on_time" if self.accepted_at is not None else "waiting"

    def _answer(self, step: Said) -> None:
        if step.event in ("promise", "accept", "agree"):
            self.first_answer = self.first_answer or "promise"
            self.due = self.on_table
        elif step.event == "decline":
            self.first_answer = self.first_answer or "decline"
            self._end(step)
        elif step.event == "counter":
            self.first_answer = self.first_answer or "counter"
            self.on_table = step.due
        elif step.event in ("withdraw", "lapse"):
            self.is_lapsed = step.event == "lapse"
            self._end(step)

    def _keep(self, step: Said) -> None:
        if step.event == "warn":
            self.signals.append(step.at)
        elif step.event == "propose_change":
            self.signals.append(step.at)
            self.proposed = step.due
        elif step.event == "agree_change":
            self._agree_change(step)
        elif step.event == "report_done":
            self.reported_at = step.at
        elif step.event in ("return", "take_back"):
            self.reported_at = None
        elif step.event == "accept":
            self.accepted_at = step.at
        elif step.event in ("release", "revoke", "close_not_kept"):
            if step.event == "revoke":
                self.signals.append(step.at)
            self._end(step)

    def _agree_change(self, step: Said) -> None:
        """Agreed a day before the due time it replaces, a change moves it, and what was said of that one is settled; later it does not."""
        if self.due is not None and step.at <= self.due - EARLY_HOURS and self.proposed is not None:
            self.early_changes += 1
            self.due = self.proposed
            self.signals.clear()
        self.proposed = None

    def _end(self, step: Said) -> None:
        self.end, self.ended_at = step.event, step.at
