"""What one person says about one version of a text, and how it is packed into numbers for a sealed vector. No numpy here.

A stance is a vector of eleven places: position, weight, understanding, where I would say this, predicted support, the 100 points in
the order of `PULLS`, and the waiting. A place that was not answered is None. A vector of ten places, without the waiting, is read too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PULLS = ("purpose", "doubts", "standing", "comfort", "own_way")
"""What the 100 points are spread over: the purpose, and four kinds of reservation (about the plan, how one would look, habit and
workload, preferring one's own way)."""

PLACES = ("not_said", "in_the_room", "one_to_one", "only_here", "nowhere")
"""Where I would say this; the place in this row is its code."""

BEHIND = 7
"""From this weight of ten on somebody is behind it. Part of the method."""

UNDERSTOOD = 3
"""From this answer of 0 to 4 on somebody has understood it. Part of the method."""

OF_TEN = 10
"""People predict, and wait for, so many of ten."""

NOT_EVEN_THEN = 11
"""The code of the waiting for "not even if all the others did"."""

WRONG_PURPOSE = 101
"""The code of the first of the 100 points for "it is the wrong purpose"; the other four are not answered then."""

LENGTH = 11
_MOST = (4, 10, 4, 4, OF_TEN, 100, 100, 100, 100, 100, NOT_EVEN_THEN)
_POINTS = slice(5, 10)


@dataclass(frozen=True, slots=True)
class Stance:
    """One stance; None is not answered.

    Attributes:
        position: -2 to 2, agreement with the content. weight: 0 to 10, how far I put my weight behind it.
        understanding: 0 to 4. place: code of `PLACES`. predicted: of ten of us, how many support it.
        points: 100 in all, in the order of `PULLS`; the practice asks for all or none.
        is_wrong_purpose: says that it is the wrong purpose, in place of the points: an answer, and no pull.
        waits_for: I would go all in if at least so many of ten others did; 0 waits for nobody, `NOT_EVEN_THEN` never.
        is_blocking: has an open block; known of named stances only, because a sealed stance is kept apart from reservations.
    """

    position: int | None = None
    weight: int | None = None
    understanding: int | None = None
    place: int | None = None
    predicted: int | None = None
    points: tuple[int, int, int, int, int] | None = None
    waits_for: int | None = None
    is_blocking: bool = False
    is_wrong_purpose: bool = False

    @property
    def is_blank(self) -> bool:
        """Whether nothing was answered."""
        return all(code is None for code in to_codes(self))

    @property
    def pull(self) -> float | None:
        """Purpose less reservations, from -1 to 1: above 0 somebody has tipped. How reservations are split changes nothing."""
        return None if self.points is None else (self.points[0] - sum(self.points[1:])) / 100


def to_codes(stance: Stance) -> list[int | None]:
    """The stance as places of a sealed vector. Raises ValueError for an answer that does not exist."""
    codes = [
        None if stance.position is None else stance.position + 2,
        stance.weight,
        stance.understanding,
        stance.place,
        stance.predicted,
        *(stance.points or (None,) * len(PULLS)),
        stance.waits_for,
    ]
    for code, most in zip(codes, _MOST, strict=True):
        if code is not None and not 0 <= code <= most:
            raise ValueError(f"{code} is no answer: there are 0 to {most}")
    if stance.is_wrong_purpose:
        if stance.points is not None:
            raise ValueError("whoever finds it the wrong purpose spreads no points over it")
        codes[_POINTS.start] = WRONG_PURPOSE
    if stance.points is not None and sum(stance.points) != 100:
        raise ValueError("the points are 100 in all")
    return codes


def from_codes(codes: Sequence[object]) -> Stance | None:
    """The stance that a vector says; None for a vector that cannot be one, or says nothing.

    Whoever sealed it may have sent anything: a place with an answer that does not exist, and points that are not 100 in all, count as
    not answered.
    """
    if len(codes) not in (LENGTH - 1, LENGTH):
        return None
    read = [_answer(code, most) for code, most in zip(codes, _MOST, strict=False)]
    points = tuple(one for one in read[_POINTS] if one is not None)
    stance = Stance(
        position=None if read[0] is None else read[0] - 2,
        weight=read[1],
        understanding=read[2],
        place=read[3],
        predicted=read[4],
        points=(points[0], points[1], points[2], points[3], points[4])
        if len(points) == len(PULLS) and sum(points) == 100
        else None,
        waits_for=read[10] if len(read) == LENGTH else None,
        is_wrong_purpose=_is_wrong_purpose(codes[_POINTS]),
    )
    return None if stance.is_blank else stance


def _is_wrong_purpose(codes: Sequence[object]) -> bool:
    return type(codes[0]) is int and codes[0] == WRONG_PURPOSE and all(one is None for one in codes[1:])


def _answer(code: object, most: int) -> int | None:
    return code if type(code) is int and 0 <= code <= most else None
