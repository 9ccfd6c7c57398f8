"""A named stance: position and weight on the whole, and on single parts where somebody thinks otherwise."""

from collections.abc import Mapping, Sequence

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

POSITIONS = (-2, -1, 0, 1, 2)
MOST_WEIGHT = 10


def check_stance(
    *, position: int, weight: int, by_part: Mapping[str, int], marks: Sequence[str]
) -> dict[str, int]:
    """Return the position on every part of the version, or raise a Problem.

    What is said of a part counts; else the position on the whole. Nothing said earlier is put in by itself: whoever changes their
    mind has changed it everywhere but where they say otherwise.
    """
    if position not in POSITIONS or any(one not in POSITIONS for one in by_part.values()):
        raise Problem(
            "position-unfit",
            status=422,
            words=gettext_noop("Choose one of the five positions."),
            field="position",
        )
    if not 0 <= weight <= MOST_WEIGHT:
        raise Problem(
            "weight-unfit", status=422, words=gettext_noop("Choose a weight from 0 to 10."), field="weight"
        )
    if not set(by_part) <= set(marks):
        raise Problem(
            "part-unknown",
            status=409,
            words=gettext_noop(
                "The text changed while you read. Load the page anew, so that you answer its words."
            ),
        )
    return {mark: by_part.get(mark, position) for mark in marks}
