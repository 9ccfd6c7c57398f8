"""What is said of fewer than twenty people: counted statement by statement, without a model.

A model, an order by unrounded numbers or a short list speaks of several statements together, and in a small round that tells of
single people: whoever agrees with none of five statements, or that all agree here and all but one there. So whatever a small
round hands out about a statement follows from that statement's own released row, and from nothing else.
"""

import dataclasses
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition
from breakthrough.measures.opinion import summary
from breakthrough.measures.opinion.results import (
    CommonGround,
    Direction,
    Estimate,
    LiveTension,
    StatementShares,
    Unclear,
)
from breakthrough.measures.shares import FEWEST_FOR_NUMBERS

Integers = npt.NDArray[np.int64]
_PASS = 2
_DIRECTIONS: tuple[Direction, Direction] = ("agree", "disagree")


def count_rows(*, keys: tuple[str, ...], side: str, answers: Integers) -> tuple[StatementShares, ...]:
    """One row for each statement from the counts [3, m] of a side: shares of those who answered, Jeffreys intervals, unrounded."""
    return tuple(_row(key, side, answers[:, j]) for j, key in enumerate(keys))


def _row(key: str, side: str, counts: Integers) -> StatementShares:
    n = int(counts.sum())
    if n == 0:
        return StatementShares(key, side, None, None, None, None)
    agree, disagree, passed = (_share(float(count), n) for count in counts)
    return StatementShares(key, side, agree, disagree, passed, None)


def _share(count: float, n: int) -> Estimate:
    return Estimate(count / n, *partition.jeffreys(count, n))


@dataclasses.dataclass(frozen=True, slots=True)
class Counted:
    """A released row of everybody and the counts behind it: agree, disagree, pass."""

    row: StatementShares
    counts: tuple[int, int, int]

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.counts)

    @property
    def is_closed(self) -> bool:
        """Whether the row says nothing."""
        return self.row.agree is None and self.row.agree_word is None


def list_common_ground(found: Sequence[Counted], *, is_by_party: bool) -> tuple[CommonGround, ...]:
    """What is held at least .6 with probability .9; what there is only a word for first, then the most widely held.

    From five to seven people it is what most say. Where there is only a word, it may be one person less: half of one is taken
    off. By party it is only what all but a few say: then every party says it, and none need be looked at.
    """
    listed = []
    for one in found:
        for answer, direction in enumerate(_DIRECTIONS):
            share = (one.row.agree, one.row.disagree)[answer]
            word = (one.row.agree_word, one.row.disagree_word)[answer]
            if one.is_closed or not _is_held(one, answer, is_by_party=is_by_party):
                continue
            sure = None if share is None else 1 - _below(summary.COMMON_FROM, one.counts[answer], one.n)
            listed.append(CommonGround(one.row.statement, direction, share, sure, None if share else word))
    return tuple(sorted(listed, key=lambda one: -2.0 if one.share is None else -one.share.mean))


def _is_held(one: Counted, answer: int, *, is_by_party: bool) -> bool:
    share = (one.row.agree, one.row.disagree)[answer]
    word = (one.row.agree_word, one.row.disagree_word)[answer]
    passed = one.counts[_PASS]
    if share is not None:
        return not is_by_party and _below(summary.COMMON_FROM, one.counts[answer], one.n) <= 1 - summary.SURE
    if one.n < FEWEST_FOR_NUMBERS:
        return word == "most"
    is_all = word is not None and word != "hardly_anyone" and not (is_by_party and passed)
    return is_all and _below(summary.COMMON_FROM, one.n - passed - 0.5, one.n) <= 1 - summary.SURE


def list_splits(found: Sequence[Counted]) -> tuple[LiveTension, ...]:
    """Where about half agree and half disagree, by the same marks as with a model; nearest to half first."""
    low, high = summary.SPLIT_WITHIN
    listed = []
    for one in found:
        agree, disagree, passed = one.counts
        if one.row.agree is None or passed > summary.SPLIT_PASS_MOST * one.n:
            continue
        sided = agree + disagree
        sure = _below(high, agree, sided) - _below(low, agree, sided)
        if sure >= summary.FAIRLY_SURE:
            listed.append(LiveTension(one.row.statement, None, _share(agree, sided), sure))
    return tuple(sorted(listed, key=lambda one: round(abs((one.split_share or _HALF).mean - 0.5), 9)))


def list_unclear(found: Sequence[Counted]) -> tuple[Unclear, ...]:
    """What many pass on, where anything is said of it; most passed first."""
    listed = []
    for one in found:
        sure = 1 - _below(summary.UNCLEAR_FROM, one.counts[_PASS], one.n) if one.n else 0.0
        if not one.is_closed and sure >= summary.FAIRLY_SURE:
            listed.append(
                (
                    one.counts[_PASS] / one.n,
                    Unclear(one.row.statement, one.row.passed, sure, one.row.passed_word),
                )
            )
    return tuple(row for _, row in sorted(listed, key=lambda pair: -round(pair[0], 9)))


_HALF = Estimate(0.5, 0.5, 0.5)


def _below(mark: float, count: float, n: float) -> float:
    """How probable it is that a share is below `mark` after `count` of `n`, with the prior of the Jeffreys interval."""
    from scipy.special import betainc

    return float(betainc(count + 0.5, n - count + 0.5, mark))
