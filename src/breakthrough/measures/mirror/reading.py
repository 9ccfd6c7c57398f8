"""Public entry: how a leader's leading lands. Self, others and what the leader predicted, side by side (design 2 and rule 13).

The leader sees it first and decides what to share. It never feeds an appraisal, and gaps are never set against results.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.mirror import questions
from breakthrough.measures.mirror.results import FacetReading, GapReading, MirrorReading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.values import Estimate

Answers = npt.NDArray[np.integer]
Floats = npt.NDArray[np.float64]

METHOD = "mirror.facets/1"
SELF_SD = 0.5
"""How far one person's answers about themselves are taken to vary from day to day."""
LEAST_SD = 1.1
_NORMAL = 1.96


def read_mirror(
    *, own: Answers, predicted: Answers, others: Answers, eligible: int | None = None
) -> MirrorReading:
    """The reading of one leader: `own` [8], `predicted` [8], `others` [people, 8]; 1 to 7 as answered, 0 where missing.

    `eligible`: how many others were invited. Raises ValueError for another shape or an answer that does not exist.
    """
    for answers in (own[None], predicted[None], others):
        _check(answers)
    scores = _facets(others)
    n = int((~np.isnan(scores)).any(axis=1).sum())
    is_low = shares.is_response_low(n, eligible)
    is_enough = n >= partition.SMALLEST_CELL
    facets = tuple(
        _facet(
            facet,
            float(_facets(own[None])[0, j]),
            float(_facets(predicted[None])[0, j]),
            scores[:, j],
            is_low,
        )
        for j, facet in enumerate(questions.FACETS)
    )
    return MirrorReading(
        measure="mirror",
        status="shown" if is_enough else "withheld",
        reason="too_few" if not is_enough else "low_response" if is_low else None,
        method=METHOD,
        questions_version=questions.VERSION,
        n_band=partition.n_band(n),
        is_response_low=is_low,
        answered=n if is_low and is_enough else None,
        eligible=eligible if is_low and is_enough else None,
        facets=facets if is_enough else (),
    )


def encode(reading: MirrorReading) -> dict[str, object]:
    """A reading as JSON values, fields in a stable order."""
    encoded: dict[str, object] = encoding.to_json(reading)
    return encoded


def decode(stored: Mapping[str, object]) -> MirrorReading:
    """The reading that `encode` wrote. Raises ValueError where the fields do not fit."""
    return encoding.from_json(MirrorReading, dict(stored))


def noise(n: int, sd: float = LEAST_SD) -> float:
    """How large a gap must be before it says anything: 1.37 for five others, 1.32 for six, 1.24 for eight, 1.16 for twelve."""
    return _NORMAL * math.sqrt(SELF_SD**2 + max(LEAST_SD, sd) ** 2 / n)


def _facet(facet: str, own: float, predicted: float, scores: Floats, is_low: bool) -> FacetReading:
    found = np.sort(scores[~np.isnan(scores)])
    is_enough = found.size >= partition.SMALLEST_CELL
    return FacetReading(
        facet=facet,
        status="shown" if is_enough else "withheld",
        reason=None if is_enough else "too_few",
        own=_alone(own),
        predicted=_alone(predicted),
        others=_others(found) if is_enough else None,
        n_band=partition.n_band(int(found.size)),
        blind_spot=_gap(own, found, is_low),
        reading_the_room=_gap(predicted, found, is_low),
    )


def _others(found: Floats) -> Estimate | None:
    mean = shares.steadied_mean(found, variance=LEAST_SD**2, least=1.0, most=7.0)
    return shares.publish_mean(mean, int(found.size))


def _gap(one: float, others: Floats, is_low: bool) -> GapReading:
    if others.size < partition.SMALLEST_CELL:
        return GapReading(None, None, "too_few")
    if is_low:
        return GapReading(None, None, "low_response")
    if math.isnan(one):
        return GapReading(None, None, "not_measurable")
    half = noise(int(others.size), float(others.std(ddof=1)))
    value = one - float(others.mean())
    published = shares.publish_difference(
        Estimate(value, value - half, value + half), shares.scale_step(int(others.size))
    )
    is_clear = abs(value) > half
    return GapReading(published, is_clear, None if is_clear else "within_noise")


def _alone(value: float) -> Estimate | None:
    if math.isnan(value):
        return None
    half = _NORMAL * SELF_SD
    return Estimate(value, round(max(1.0, value - half), 1), round(min(7.0, value + half), 1))


def _facets(answers: Answers) -> Floats:
    """Facet scores [people, 4]: the mean of a facet's two questions, one is enough; NaN where neither is answered."""
    is_reversed = np.array([question.is_reversed for question in questions.QUESTIONS])
    scored = np.where(is_reversed, 8 - answers, answers).astype(np.float64)
    present = answers != 0
    columns = []
    for places in questions.PLACES:
        count = present[:, list(places)].sum(axis=1)
        total = np.where(present, scored, 0.0)[:, list(places)].sum(axis=1)
        columns.append(np.where(count > 0, total / np.maximum(count, 1), np.nan))
    return np.stack(columns, axis=1)


def _check(answers: Answers) -> None:
    if answers.ndim != 2 or answers.shape[1] != len(questions.QUESTIONS):
        raise ValueError("answers are given to eight questions")
    if answers.size and not (answers.min() >= 0 and answers.max() <= 7):
        raise ValueError("an answer is 1 to 7, or 0 where it is missing")
