"""What the unsaid hands out: frozen values, rounded, in bands; what is not known is None, never 0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from breakthrough.measures.values import Estimate, Share

METHOD = "unsaid.statements/3"

Status = Literal["shown", "band", "withheld"]
Reason = Literal["too_few", "lone", "unanimous", "low_response", "remainder_too_small", "not_measurable"]
Sentence = Literal["many_hold_few_say_few_expected", "many_hold_few_say", "more_hold_than_expected"]


@dataclass(frozen=True, slots=True)
class CellShare:
    """How one cell of the partition answered a statement."""

    cell: int
    held: Share


@dataclass(frozen=True, slots=True)
class StatementReading:
    """What may be said about one statement.

    Attributes:
        statement: its place in the arrays.
        status: shown with numbers, band with words only, withheld.
        reason: why there is no number; `lone` covers "nobody" and "one person" alike, so that neither can be told apart.
        n_band: how many agreed or disagreed; `passed_band` and `unplaced_band` count beside it who passed, and who
            answered without saying where they would say their view (None below five).
        held: share that agrees. would_not_say: of those, share that would not say it in the room (from five holders).
        unsaid: share of all that agrees and would not say it in the room; its number needs five holders as well.
        predicted: what people expect the share to be, on average. gap: held minus predicted; it must not be read alone,
            because predictions lean to the middle; `predicted_band` how many were asked.
        opposite_sides: more than half hold it, fewer than half are expected to, and the two are 15 points apart.
        misjudged: how far people expect less than they usually would of such a statement (needs a baseline).
        contrast: log-odds of holding it, those who would not say their view in the room against those who would.
        priority: what to take up first, higher first; None where a part of it is not known.
        by_cell: empty where the people cannot be told apart by party.
    """

    statement: int
    status: Status
    reason: Reason | None = None
    n_band: str | None = None
    passed_band: str | None = None
    unplaced_band: str | None = None
    held: Share | None = None
    would_not_say: Share | None = None
    unsaid: Share | None = None
    predicted: Share | None = None
    gap: Estimate | None = None
    opposite_sides: bool | None = None
    misjudged: Estimate | None = None
    misjudged_reason: Reason | None = None
    contrast: Estimate | None = None
    priority: float | None = None
    sentence: Sentence | None = None
    by_cell: tuple[CellShare, ...] = ()


@dataclass(frozen=True, slots=True)
class UnsaidReading:
    """The released reading of one set of statements.

    Attributes:
        statements: one for each statement, in the order of the arrays, withheld ones too.
        order: places of the statements that may be shown, what to take up first at the front.
        is_silent_part_large: fewer than 70 % of those invited answered, so nothing is claimed about what people expect;
            None if it is not known how many were invited.
        has_baseline: whether earlier statements of other collaborations could be used.
    """

    status: Status
    reason: Reason | None
    method: str
    n_band: str | None
    statements: tuple[StatementReading, ...] = ()
    order: tuple[int, ...] = ()
    is_silent_part_large: bool | None = None
    has_baseline: bool = False


@dataclass(frozen=True, slots=True)
class ReleasedStatement:
    """A statement of an earlier release: which collaboration, share that held it, share that was expected."""

    collaboration: str
    held: float
    predicted: float


@dataclass(frozen=True, slots=True)
class Baseline:
    """What people usually expect of a statement: `start + slope * held`."""

    start: float
    slope: float
