"""Many teams in one set of arrays, so that a thousand are scored as quickly as one."""

import dataclasses
import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import Partition

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]


@dataclasses.dataclass(frozen=True, slots=True)
class Team:
    """One team, or one collaboration, in one wave.

    `scores` [people, 9] of those who answered, NaN where unknown; `cell` [people] numbers the released cells from 0;
    `weight` [cells] is what each cell counts for, and sums to 1.
    """

    scores: Floats
    cell: Integers
    weight: Floats


def make_team(
    scores: Floats, *, party: Sequence[int] | Integers | None = None, partition: Partition | None = None
) -> Team:
    """A team whose parties count equally, cell by cell of the partition that was fixed before the wave opened.

    Only people with any score are counted. `party` [people] holds indices into the partition; without parties, or if a cell of
    the partition had no answers, everybody is one cell. Raises ValueError for a party that is in no cell.
    """
    answered = ~np.isnan(scores).all(axis=1)
    kept = scores[answered]
    if party is None or partition is None or partition.is_whole:
        return Team(kept, np.zeros(len(kept), np.intp), np.ones(1))
    parties = np.asarray(party)[answered]
    cell = np.full(len(kept), -1, np.intp)
    counts = []
    for number, members in enumerate(partition.cells):
        inside = np.isin(parties, members)
        cell[inside] = number
        counts.append(len(np.unique(parties[inside])))
    if (cell < 0).any():
        raise ValueError("every person belongs to a party of the partition")
    if 0 in counts:
        return Team(kept, np.zeros(len(kept), np.intp), np.ones(1))
    return Team(kept, cell, np.array(counts) / sum(counts))


@dataclasses.dataclass(frozen=True)
class Stack:
    """T teams with C cells and P people: `scores` [P, 9], `cell` [P] from 0 to C - 1, `team_of_cell` [C] rising, `weight` [C]."""

    scores: Floats
    cell: Integers
    team_of_cell: Integers
    weight: Floats

    @functools.cached_property
    def present(self) -> Truths:
        return ~np.isnan(self.scores)

    @functools.cached_property
    def answered(self) -> Truths:
        """Who has any score [P]."""
        return np.asarray(self.present.any(axis=1))

    @functools.cached_property
    def filled(self) -> Floats:
        """Scores with 0 where unknown."""
        return np.where(self.present, self.scores, 0.0)

    @functools.cached_property
    def team(self) -> Integers:
        """Team of each person [P]."""
        return self.team_of_cell[self.cell]

    @property
    def team_count(self) -> int:
        return int(self.team_of_cell[-1]) + 1 if self.team_of_cell.size else 0

    def sum_by_cell(self, values: Floats | Truths) -> Floats:
        """Sums of values [P] or [P, k] over the people of each cell."""
        return _sum(values, self.cell, len(self.team_of_cell))

    def sum_by_team(self, values: Floats | Truths) -> Floats:
        """Sums of values [C] or [C, k] over the cells of each team."""
        return _sum(values, self.team_of_cell, self.team_count)

    def as_one_cell(self) -> "Stack":
        """The same teams with everybody counting alike."""
        count = self.team_count
        return Stack(self.scores, self.team, np.arange(count), np.ones(count))


def stack_teams(teams: Sequence[Team]) -> Stack:
    """Put teams one after the other."""
    cells = [len(team.weight) for team in teams]
    starts = np.cumsum([0, *cells[:-1]])
    return Stack(
        scores=np.concatenate([team.scores for team in teams]),
        cell=np.concatenate([team.cell + start for team, start in zip(teams, starts, strict=True)]),
        team_of_cell=np.repeat(np.arange(len(teams)), cells),
        weight=np.concatenate([team.weight for team in teams]),
    )


_FEW = 20_000
"""Below so many pairs of a group and a person a matrix product is quicker than counting column by column."""


def _sum(values: Floats | Truths, index: Integers, count: int) -> Floats:
    if count * len(index) <= _FEW:
        member = (index == np.arange(count)[:, None]).astype(np.float64)
        return np.asarray(member @ values.astype(np.float64))
    if values.ndim == 1:
        return np.bincount(index, weights=values, minlength=count).astype(np.float64)
    columns = [np.bincount(index, weights=values[:, j], minlength=count) for j in range(values.shape[1])]
    return np.stack(columns, axis=1)
