"""What the reading of promises hands out: frozen values, rounded; what is not known is None, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.values import Estimate

METHOD = "promises.kept/1"
FEWEST_ACTS = 10  # a share rests on so many acts at least

Status = Literal["shown", "withheld"]
Reason = Literal["too_few", "not_enough_events"]


@dataclass(frozen=True, slots=True)
class Part:
    """A share of acts done with a name: rounded to five points, the interval outwards, or the reason why it is not shown.

    `of` is how many acts it is a share of; `people` in how many people's hands they were, as a band.
    """

    status: Status
    reason: Reason | None
    of: int
    people: str | None = None
    share: Estimate | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Parties that are told apart: one by itself, or the small ones together. `parties` are their places in the input."""

    parties: tuple[int, ...]
    is_rest: bool
    kept: Part | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """What went from one cell's askers to another cell's performers; `start` and `end` are places in `cells`.

    Counts are of conversations: asked for, offered, promised, declined, countered (as first answers), kept, not kept in time.
    `freedom` and `kept_share` are shown from ten on.
    """

    start: int
    end: int
    requested: int
    offered: int
    promised: int
    declined: int
    countered: int
    kept: int
    not_kept: int
    freedom: Part
    kept_share: Part


@dataclass(frozen=True, slots=True)
class Balance:
    """Who asks whom between two cells: the share of requests that went from `first` to `second`.

    `leans` names the side that asks more, only where the interval is clear of one half.
    """

    first: int
    second: int
    asked: Part
    leans: Literal["first", "second", "cannot_tell"] | None


@dataclass(frozen=True, slots=True)
class Lead:
    """Days from asking to the yes: the median with what is still open taken into account. None: not known yet."""

    status: Status
    reason: Reason | None
    kept: int
    still_open: int
    median: float | None = None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class PromiseReading:
    """The released reading of a collaboration's promises.

    Attributes:
        on_time, late, not_kept: what the kept share is made of; waiting: done in time, the yes is still to come (not in it).
        lapsed: asked and never answered (not in freedom). open_now: in force and not due yet.
        kept: on time of all that came due. freedom: first answers that were a no or other terms. warned: slips heard of early.
        difficulty: how many of those that came due were easy, a stretch, hard, not said.
        reasons: what was named as the reason of slips, most often first; empty below ten slips of five people.
        flows, balances, cells: empty where the parties cannot be told apart.
    """

    status: Status
    reason: Reason | None
    method: str
    conversations: int
    on_time: int = 0
    late: int = 0
    not_kept: int = 0
    waiting: int = 0
    lapsed: int = 0
    open_now: int = 0
    kept: Part | None = None
    freedom: Part | None = None
    warned: Part | None = None
    lead: Lead | None = None
    difficulty: tuple[int, int, int, int] = (0, 0, 0, 0)
    reasons: tuple[tuple[str, int], ...] = ()
    cells: tuple[Cell, ...] = ()
    flows: tuple[Flow, ...] = ()
    balances: tuple[Balance, ...] = ()
