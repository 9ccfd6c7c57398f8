"""What a Pulse asks: which questions in which order, and the whole numbers that answers travel as."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.pulse import questions, taps

OWN_LIMIT = 3
OWN_LENGTH = 140
CANNOT_SAY = 0
"""The code of "not seen / can't say" and of "no chance came up": as good as no answer, and never the middle."""


class Kind(StrEnum):
    """All 23 questions, or three taps."""

    FULL = "full"
    MICRO = "micro"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as people see it: `answers` stand for the codes 1, 2, …; `missing` for 0. `is_own`: added by the facilitator.

    All texts but an own question's are marked for translation.
    """

    text: str
    answers: tuple[str, ...]
    missing: str
    is_own: bool = False


def version_of(kind: Kind) -> str:
    """Return the version of the questions: a changed word, order or answer makes another."""
    return questions.VERSION if kind is Kind.FULL else taps.VERSION


def list_asked(kind: Kind, own: Sequence[str] = ()) -> tuple[Asked, ...]:
    """Return the questions in their order, own ones last."""
    if kind is Kind.MICRO:
        return tuple(
            Asked(one.text, one.answers, one.missing or gettext_noop("Can't say")) for one in taps.QUESTIONS
        )
    scale, missing = questions.ANSWERS, questions.NOT_SEEN
    return (
        *(Asked(one.text, scale, missing) for one in questions.QUESTIONS),
        *(Asked(text, scale, missing, is_own=True) for text in own),
    )


def read_codes(codes: Sequence[object], asked: Sequence[Asked]) -> tuple[int, ...] | None:
    """Return one person's answers with 0 where nothing is known; None if they do not fit what was asked."""
    if len(codes) != len(asked):
        return None
    found = tuple(CANNOT_SAY if code is None else code for code in codes)
    fits = all(
        isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= len(one.answers)
        for code, one in zip(found, asked, strict=True)
    )
    return tuple(int(str(code)) for code in found) if fits else None


def check_own(texts: Sequence[str], *, kind: Kind) -> tuple[str, ...]:
    """Return own questions, cleaned, empty ones left out; or raise a Problem."""
    cleaned = tuple(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))
    if cleaned and kind is Kind.MICRO:
        raise _unfit(gettext_noop("Three taps stay three taps. Ask your own questions in the full Pulse."))
    if len(cleaned) > OWN_LIMIT:
        raise _unfit(gettext_noop("Add three questions of your own at most, so that people stay with it."))
    if any(len(text) > OWN_LENGTH or not text.isprintable() for text in cleaned):
        raise _unfit(gettext_noop("Keep each question of your own to 140 characters on one line."))
    return cleaned


def _unfit(words: str) -> Problem:
    return Problem("own-questions-unfit", status=422, words=words, field="own")
