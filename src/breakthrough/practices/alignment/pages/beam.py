"""The balance beam: reservations on the left, purpose on the right; the heavier side goes down. Where we are not sure it is a fan."""

from dataclasses import dataclass

from breakthrough.measures.values import Estimate

LEFT, RIGHT, MIDDLE = 16, 304, 160
LEVEL, REACH = 40, 24


@dataclass(frozen=True, slots=True)
class Beam:
    """One beam in the coordinates of a picture of 320 × 88. `fan` holds the two triangles between the ends of the interval.

    Without a number there is no fan: the beam leans as far as the word allows (`is_word`), or lies level and dashed.
    """

    name: str
    words: str
    tips: str
    left_y: float
    right_y: float
    fan: tuple[str, ...]
    is_word: bool
    value: float | None
    low: float | None
    high: float | None


def draw(name: str, mean: Estimate | None, *, tips: str, words: str) -> Beam:
    """Return the beam for purpose less reservations, from -1 to 1."""
    if mean is None:
        lean = {"purpose": 0.4, "reservations": -0.4}.get(tips, 0.0)
        return Beam(name, words, tips, _left(lean), _right(lean), (), True, None, None, None)
    fan = (
        f"{MIDDLE},{LEVEL} {LEFT},{_left(mean.low)} {LEFT},{_left(mean.high)}",
        f"{MIDDLE},{LEVEL} {RIGHT},{_right(mean.low)} {RIGHT},{_right(mean.high)}",
    )
    return Beam(
        name,
        words,
        tips,
        _left(mean.value),
        _right(mean.value),
        fan,
        False,
        mean.value,
        mean.low,
        mean.high,
    )


def _left(value: float) -> float:
    return round(LEVEL - value * REACH, 1)


def _right(value: float) -> float:
    return round(LEVEL + value * REACH, 1)
