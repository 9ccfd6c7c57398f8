"""From answers to dimension scores of persons. These are raw material: no person's score leaves the measures."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import questions
from breakthrough.measures.pulse.constants import BUILD, ENERGY

Floats = npt.NDArray[np.float64]
Answers = npt.NDArray[np.integer]

_REVERSED = np.array(questions.IS_REVERSED)


def dim_scores(answers: Answers, *, is_outcome_free: bool = False) -> Floats:
    """Scores [people, 9] from answers [people, 23]: 1 to 7 as answered (not reversed), 0 for missing; NaN where unknown.

    A dimension is the mean of its answered questions if at least half of them are answered (2 of 3, 1 of 2). `is_outcome_free`
    leaves ENERGY out and reads BUILD from question 20 alone. Raises ValueError for another shape or an answer that does not exist.
    """
    scored = question_scores(answers)
    places = list(questions.PLACES)
    if is_outcome_free:
        kept = [
            [one for one in places[d] if not questions.QUESTIONS[one].is_outcome] for d in (BUILD, ENERGY)
        ]
        places[BUILD], places[ENERGY] = tuple(kept[0]), tuple(kept[1])
    return np.stack([_mean(scored[:, list(one)]) for one in places], axis=1)


def question_scores(answers: Answers) -> Floats:
    """Answers [people, 23] with reversed questions turned round; NaN where missing."""
    _check(answers)
    scored = np.where(answers == 0, np.nan, answers.astype(np.float64))
    scored[:, _REVERSED] = 8 - scored[:, _REVERSED]
    return scored


def _mean(scored: Floats) -> Floats:
    present = ~np.isnan(scored)
    count = present.sum(axis=1)
    enough = (count > 0) & (2 * count >= scored.shape[1])
    total = np.where(present, scored, 0.0).sum(axis=1)
    return np.where(enough, total / np.maximum(count, 1), np.nan)


def _check(answers: Answers) -> None:
    if answers.ndim != 2 or answers.shape[1] != len(questions.QUESTIONS):
        raise ValueError("answers are a table of people by 23 questions")
    if answers.size and not (answers.min() >= 0 and answers.max() <= 7):
        raise ValueError("an answer is 1 to 7, or 0 where it is missing")
