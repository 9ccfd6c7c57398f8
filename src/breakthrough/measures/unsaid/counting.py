"""Counts and unrounded estimates of one statement. They decide what may be said and never leave."""

import dataclasses
import math

import numpy as np
import numpy.typing as npt

from breakthrough.measures import lone
from breakthrough.measures.shares import FEWEST_FOR_NUMBERS
from breakthrough.measures.unsaid import expecting
from breakthrough.measures.unsaid.results import Baseline
from breakthrough.measures.values import Estimate

Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]

_ROOM = 1
_FEWEST_FOR_CONTRAST = 20
_FEWEST_EACH = 5


@dataclasses.dataclass(frozen=True, slots=True)
class StatementCounts:
    """One statement, counted.

    Attributes:
        n: agreed or disagreed; holders of them agreed; passed beside them.
        unplaced: of those who agreed or disagreed, did not say where they would say their view.
        placed: holders who did; unsaid: of these, not in the room.
        asked: how many predicted; the estimates are None where they cannot be made.
        cells: number of the cell, people who answered, holders; empty without cells.
    """

    statement: int
    n: int
    holders: int
    passed: int
    unplaced: int
    placed: int
    unsaid: int
    asked: int
    predicted: Estimate | None
    gap: Estimate | None
    misjudged: Estimate | None
    contrast: Estimate | None
    cells: tuple[tuple[int, int, int], ...]

    @property
    def slack(self) -> int:
        """How many may be against before it counts as not held by all: one, or two where one of them may have passed."""
        may_hide = self.passed <= 1 and self.n <= lone.MOST_ANSWERS
        is_numbered = self.n >= FEWEST_FOR_NUMBERS
        return lone.FEWEST_AGAINST - 1 if is_numbered and (may_hide or self.cells) else 1

    @property
    def is_unanimous(self) -> bool:
        """Whether all hold it, or all but so few that nobody may learn whether it is all."""
        return self.holders >= self.n - self.slack

    @property
    def aloud(self) -> int:
        """Holders who would say it in the room."""
        return self.placed - self.unsaid


def count_lone_answers(
    answers: Codes, predictions: Codes, cells: npt.NDArray[np.integer] | None
) -> tuple[Codes, Codes]:
    """The same answers and guesses [people, statements], nobody alone with one: the only pass on a statement, of all or of a cell,
    is a disagreement; the only guess that differs from all others is as theirs."""
    person, statement = np.nonzero(answers >= 0)
    cell = (
        np.zeros(len(person), np.int64) if cells is None else np.unique(cells, return_inverse=True)[1][person]
    )
    is_lone = lone.find_lone(
        group=cell * answers.shape[1] + statement, marked=answers[person, statement] == 2
    )
    answers = answers.copy()
    answers[person[is_lone], statement[is_lone]] = 0
    predictions = predictions.copy()
    for guesses in predictions.T:
        counts = np.bincount(guesses, minlength=4)[1:]
        if counts.max() == counts.sum() - 1 and 1 < counts.max() < lone.MOST_ANSWERS:
            guesses[guesses > 0] = counts.argmax() + 1
    return answers, predictions


def count_statement(
    *,
    statement: int,
    answers: Codes,
    places: Codes,
    predictions: Codes,
    cells: npt.NDArray[np.integer] | None,
    baseline: Baseline | None,
) -> StatementCounts:
    """Count one statement; arrays [people] as in `reading.read_unsaid`. The order of people changes nothing, to the last bit."""
    order = np.lexsort((predictions, answers))
    answers, places, predictions = answers[order], places[order], predictions[order]
    agrees = np.where(answers == 1, 1.0, np.where(answers == 0, 0.0, math.nan))
    expected = np.asarray(expecting.EXPECTED_SHARE)[np.where(answers >= 0, predictions, 0)]
    holds, sided = answers == 1, (answers == 0) | (answers == 1)
    placed = holds & (places > 0)
    n = int(sided.sum())
    can_judge = baseline is not None and n > 0
    return StatementCounts(
        statement=statement,
        n=n,
        holders=int(holds.sum()),
        passed=int((answers == 2).sum()),
        unplaced=int((sided & (places == 0)).sum()),
        placed=int(placed.sum()),
        unsaid=int((placed & (places != _ROOM)).sum()),
        asked=int((~np.isnan(expected)).sum()),
        predicted=expecting.mean_prediction(expected),
        gap=expecting.raw_gap(agrees, expected),
        misjudged=expecting.misjudging(agrees, expected, baseline) if baseline and can_judge else None,
        contrast=_contrast(holds, places, sided),
        cells=() if cells is None else _by_cell(cells[order], sided, holds),
    )


def _by_cell(
    cells: npt.NDArray[np.integer], sided: npt.NDArray[np.bool_], holds: npt.NDArray[np.bool_]
) -> tuple[tuple[int, int, int], ...]:
    return tuple(
        (int(cell), int((sided & (cells == cell)).sum()), int((holds & (cells == cell)).sum()))
        for cell in np.unique(cells)
    )


def _contrast(holds: npt.NDArray[np.bool_], places: Codes, sided: npt.NDArray[np.bool_]) -> Estimate | None:
    """Log-odds of holding it, would not say in the room against would, half a person added to each count (Woolf's interval)."""
    private, aloud = sided & (places > _ROOM), sided & (places == _ROOM)
    if sided.sum() < _FEWEST_FOR_CONTRAST or min(private.sum(), aloud.sum()) < _FEWEST_EACH:
        return None
    counts = [float((group & side).sum()) + 0.5 for group in (private, aloud) for side in (holds, ~holds)]
    value = math.log(counts[0] * counts[3] / (counts[1] * counts[2]))
    half = 1.959964 * math.sqrt(sum(1 / count for count in counts))
    return Estimate(value, value - half, value + half)
