"""The micro Pulse, `micro/1`: three taps a week. Each question alone, as a trend; never a lean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import partition, shares
from breakthrough.measures.values import Estimate

VERSION = "micro/1"
MISSING = -1

Codes = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class MicroQuestion:
    """One tap: `answers` are worth 0, 1, 2 …; `missing` is an answer that counts as none. `is_reversed`: high is worse."""

    key: str
    dimension: str
    text: str
    answers: tuple[str, ...]
    missing: str | None = None
    is_reversed: bool = False

    @property
    def top(self) -> int:
        return len(self.answers) - 1


QUESTIONS = (
    MicroQuestion(
        "m1",
        "SAY",
        gettext_noop("This week, was there something you wanted to say here but did not?"),
        (gettext_noop("No"), gettext_noop("Something small"), gettext_noop("Something that matters")),
        is_reversed=True,
    ),
    MicroQuestion(
        "m2",
        "AGENDA",
        gettext_noop("This week, did you choose the shared goal over your own side's?"),
        (gettext_noop("No"), gettext_noop("Once"), gettext_noop("More than once")),
        missing=gettext_noop("No chance came up"),
    ),
    MicroQuestion(
        "m3",
        "BUILD",
        gettext_noop(
            "This week, how many times did someone from another part of the group make your idea better, or you theirs?"
        ),
        (gettext_noop("0"), gettext_noop("1"), gettext_noop("2"), gettext_noop("3 or more")),
    ),
)


@dataclass(frozen=True, slots=True)
class MicroReading:
    """One question in one week: its mean as answered (not reversed), with its interval; None below five answers."""

    key: str
    method: str
    mean: Estimate | None
    n_band: str | None


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
