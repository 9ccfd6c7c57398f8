"""Public entry: what many hold and few would say (method `unsaid.statements/3`, measurement design section 7)."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.opinion import encoding
from breakthrough.measures.unsaid import counting, ordering, publish
from breakthrough.measures.unsaid.results import METHOD, Baseline, UnsaidReading

Codes = npt.NDArray[np.int8]


def read_unsaid(
    *,
    answers: Codes,
    places: Codes,
    predictions: Codes,
    cells: Sequence[int] | npt.NDArray[np.integer] | None = None,
    eligible: int | None = None,
    baseline: Baseline | None = None,
) -> UnsaidReading:
    """The released reading of statements that everybody answered. Nothing in it rests on fewer than five people.

    All arrays are [people, statements]. `answers`: 1 agree, 0 disagree, 2 passed, -1 not answered. `places`, where one would say
    one's view: 0 not said, 1 in the room, 2 one to one, 3 only here. `predictions`, how many hold it: 0 not asked, 1 few,
    2 about half, 3 most. `cells` [people]: number of the released cell of each person (from `partition.release_partition`), if
    results by party are wanted. `eligible`: how many could have answered. `baseline`: from `expecting.fit_baseline`.
    Raises ValueError for arrays of different shape or codes that do not exist.
    """
    _check(answers, places, predictions, cells)
    numbered = None if cells is None else np.asarray(cells)
    answers, predictions = counting.count_lone_answers(answers, predictions, numbered)
    answered = (answers >= 0).any(axis=1)
    n = int(answered.sum())
    if n < partition.SMALLEST_CELL:
        return UnsaidReading("withheld", "too_few", METHOD, None)
    is_low = None if eligible is None else shares.is_response_low(n, eligible)
    rows = tuple(
        publish.release(
            counting.count_statement(
                statement=j,
                answers=answers[:, j],
                places=places[:, j],
                predictions=predictions[:, j],
                cells=numbered,
                baseline=baseline,
            ),
            is_response_low=bool(is_low),
        )
        for j in range(answers.shape[1])
    )
    return UnsaidReading(
        status="shown" if any(row.status == "shown" for row in rows) else "band",
        reason=None,
        method=METHOD,
        n_band=partition.n_band(n),
        statements=rows,
        order=ordering.order_statements(rows),
        is_silent_part_large=is_low,
        has_baseline=baseline is not None,
    )


def encode(reading: UnsaidReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def decode(stored: Mapping[str, object]) -> UnsaidReading:
    """The reading that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(UnsaidReading, dict(stored))


def _check(answers: Codes, places: Codes, predictions: Codes, cells: object) -> None:
    if not answers.ndim == 2 or answers.shape != places.shape or answers.shape != predictions.shape:
        raise ValueError("answers, places and predictions are tables of one shape: people by statements")
    if cells is not None and np.asarray(cells).shape != answers.shape[:1]:
        raise ValueError("every person belongs to one cell")
    for codes, least, most in ((answers, -1, 2), (places, 0, 3), (predictions, 0, 3)):
        if codes.size and not (least <= codes.min() and codes.max() <= most):
            raise ValueError(f"codes lie between {least} and {most}")
