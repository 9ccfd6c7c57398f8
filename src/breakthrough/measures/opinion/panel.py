"""In large rounds groups, sides and shares are read off a part of the people: enough of them, drawn by chance."""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion import votes
from breakthrough.measures.opinion.draws import Draws, Mixture

PANEL_SIZE = 2_000
"""The share of 2,000 people drawn by chance lies within .02 of that of everyone."""

SEGMENT_SIZE = 200
"""From each declared segment at least so many are taken (or all)."""

_PURPOSE = 74


@dataclasses.dataclass(frozen=True, slots=True)
class Panel:
    """A mixture cut to some of its people, with the `weight` [n'] that each stands for (mean 1)."""

    mixture: Mixture
    weight: npt.NDArray[np.float64]


def take_panel(
    *, mixture: Mixture, seed: int, weight: npt.NDArray[np.float64] | None = None, size: int = PANEL_SIZE
) -> Panel:
    """All people if there are at most `size`, else so many by chance, segment by segment. `weight` [n]: of each person."""
    n = mixture.table.person_count
    stands_for = np.ones(n) if weight is None else weight
    if n <= size:
        return Panel(mixture, stands_for / stands_for.mean())
    taken, factor = _choose(mixture.table, seed, size)
    none, line, plane = (None if draws is None else _cut(draws, taken) for draws in mixture.draws)
    cut = dataclasses.replace(mixture, table=keep_people(mixture.table, taken), draws=(none, line, plane))
    stands_for = stands_for[taken] * factor
    return Panel(cut, stands_for / stands_for.mean())


def keep_people(table: votes.VoteTable, taken: npt.NDArray[np.int64]) -> votes.VoteTable:
    """Only some people (increasing indices) with their votes, renumbered."""
    number = np.full(table.person_count, -1, np.int32)
    number[taken] = np.arange(len(taken), dtype=np.int32)
    rows = number[table.person] >= 0
    return dataclasses.replace(
        table,
        person=number[table.person[rows]],
        statement=table.statement[rows],
        vote=table.vote[rows],
        person_keys=tuple(table.person_keys[index] for index in taken.tolist()),
        segment=None if table.segment is None else table.segment[taken],
    )


def _choose(
    table: votes.VoteTable, seed: int, size: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Increasing indices of those taken, and how many people each of them stands for."""
    n = table.person_count
    segment = np.zeros(n, np.int64) if table.segment is None else table.segment.astype(np.int64)
    generator = np.random.default_rng([seed, _PURPOSE])
    factor = np.zeros(n)
    for cell in np.unique(segment):
        people = np.flatnonzero(segment == cell)
        amount = min(len(people), max(SEGMENT_SIZE, round(size * len(people) / n)))
        factor[generator.permutation(people)[:amount]] = len(people) / amount
    taken = np.flatnonzero(factor)
    return taken, factor[taken]


def _cut(draws: Draws, taken: npt.NDArray[np.int64]) -> Draws:
    return dataclasses.replace(draws, c=draws.c[:, taken], g=draws.g[:, taken], theta=draws.theta[:, taken])
