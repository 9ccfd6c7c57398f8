"""The micro Pulse, `micro/1`: three taps a week. Each question alone, as a trend; never a lean."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.pulse.taps import QUESTIONS, VERSION, MicroQuestion, MicroReading

MISSING = -1

Codes = npt.NDArray[np.integer]


def read_micro(
    answers: Codes, *, variances: tuple[float | None, float | None, float | None]
) -> tuple[MicroReading, ...]:
    """Readings of the three questions from answers [people, 3], -1 where missing.

    `variances`: of all answers so far to each question, None in the first week; then that of answers spread evenly is taken.
    Raises ValueError for another shape or a code that does not exist.
    """
    if answers.ndim != 2 or answers.shape[1] != len(QUESTIONS):
        raise ValueError("answers are a table of people by three questions")
    return tuple(
        _read(question, answers[:, j], variance)
        for j, (question, variance) in enumerate(zip(QUESTIONS, variances, strict=True))
    )


def _read(question: MicroQuestion, answers: Codes, variance: float | None) -> MicroReading:
    found = answers[answers != MISSING].astype(np.float64)
    if found.size and not (found.min() >= 0 and found.max() <= question.top):
        raise ValueError(f"an answer to {question.key} is 0 to {question.top}, or -1 where it is missing")
    if found.size < partition.SMALLEST_CELL:
        return MicroReading(question.key, VERSION, None, None)
    prior = (question.top**2 + 2 * question.top) / 12 if variance is None else variance
    top = float(question.top)
    mean = shares.steadied_mean(found, variance=prior, least=0.0, most=top)
    published = shares.publish_on_scale(mean, int(found.size), least=0.0, most=top)
    return MicroReading(question.key, VERSION, published, partition.n_band(int(found.size)))
