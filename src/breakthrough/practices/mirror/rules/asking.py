"""What a Mirror asks, of the leader and of the others, and the whole numbers that answers travel as."""

from collections.abc import Sequence

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.mirror import questions
from breakthrough.measures.pulse.questions import ANSWERS, NOT_SEEN

CANNOT_SAY = 0
"""The code of "not seen / can't say": as good as no answer, and never the middle."""

COUNT = len(questions.QUESTIONS)

Codes = tuple[int, ...]


def read_codes(codes: Sequence[object]) -> Codes | None:
    """Return one person's answers with 0 where nothing is known; None if they do not fit what was asked."""
    if len(codes) != COUNT:
        return None
    found = tuple(CANNOT_SAY if code is None else code for code in codes)
    fits = all(
        isinstance(code, int) and not isinstance(code, bool) and 0 <= code <= len(ANSWERS) for code in found
    )
    return tuple(int(str(code)) for code in found) if fits else None


def check_view(codes: Sequence[object], *, field: str) -> Codes:
    """Return what a leader answered about themselves, or expects of the others; or raise a Problem.

    Every facet needs one answer: what the others say is set beside it.
    """
    found = read_codes(codes)
    if found is None:
        raise Problem(
            "own-view-unfit",
            status=422,
            words=gettext_noop("Give each of the eight sentences one of the seven answers, or leave it out."),
            field=field,
        )
    for places in questions.PLACES:
        if not any(found[place] for place in places):
            raise Problem(
                "own-view-unfit",
                status=422,
                words=gettext_noop(
                    "Answer this sentence or the next one. What the others say is set beside your answer."
                ),
                field=f"{field}_{places[0]}",
            )
    return found


__all__ = ["ANSWERS", "CANNOT_SAY", "COUNT", "NOT_SEEN", "Codes", "check_view", "read_codes"]
