"""Stances laid out as arrays, in an order that depends on nothing but what was said."""

import dataclasses
import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition
from breakthrough.measures.alignment.stances import BEHIND, OF_TEN, UNDERSTOOD, Stance, to_codes

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]

NO_PARTY = -1
"""What people whose party is not known are called."""

_ROOM = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """A released cell: its parties as they were named, whether it joins small ones, how many parties it stands for."""

    parties: tuple[int, ...]
    is_rest: bool
    weight: float


@dataclasses.dataclass(frozen=True, slots=True)
class Table:
    """Everybody who said anything, one row each; NaN where not answered.

    Attributes [people]:
        position: -2 to 2. weight: 0 to 10. understanding: 0 to 4. place: 1 to 4. predicted: share. waits_for: 0 to 11.
        points: [people, 5], shares of 100. is_blocking. is_wrong_purpose. cell: place in `cells`.
    `cells` has at least one; `party_count` is how many parties there are among these people.
    """

    position: Floats
    weight: Floats
    understanding: Floats
    place: Floats
    predicted: Floats
    waits_for: Floats
    points: Floats
    is_blocking: Truths
    is_wrong_purpose: Truths
    cell: Integers
    cells: tuple[Cell, ...]

    def __len__(self) -> int:
        return len(self.position)

    @property
    def is_both(self) -> Truths:
        """Who said a position and a weight."""
        return ~np.isnan(self.position) & ~np.isnan(self.weight)

    @property
    def agrees(self) -> Truths:
        return self.position > 0

    @property
    def disagrees(self) -> Truths:
        return self.position < 0

    @property
    def is_behind(self) -> Truths:
        """Puts seven of ten or more behind it and has no open block."""
        return (self.weight >= BEHIND) & ~self.is_blocking

    @property
    def has_understood(self) -> Truths:
        return self.understanding >= UNDERSTOOD

    @property
    def keeps_back(self) -> Truths:
        """Would not say it in the room."""
        return self.place > _ROOM

    @property
    def pull(self) -> Floats:
        """Purpose less reservations, -1 to 1; NaN where the points were not spread."""
        return np.where(
            np.isnan(self.points[:, 0]), math.nan, self.points[:, 0] - self.points[:, 1:].sum(axis=1)
        )


def lay_out(
    stances: Sequence[Stance],
    *,
    parties: Sequence[int | None] | None = None,
    stands_for: Mapping[int, float] | None = None,
) -> Table:
    """Put stances in rows; blank ones are left out. Parties are joined until every cell has five people.

    Raises ValueError for answers that do not exist and for parties that do not fit the stances.
    """
    named = [None] * len(stances) if parties is None else list(parties)
    if len(named) != len(stances):
        raise ValueError("every stance belongs to one party")
    kept = sorted(
        (
            (NO_PARTY if party is None else party, _sortable(stance), stance)
            for stance, party in zip(stances, named, strict=True)
            if not stance.is_blank
        ),
        key=lambda row: row[:2],
    )
    codes = np.array([_numbers(stance) for _, _, stance in kept], np.float64).reshape(-1, 11)
    is_wrong = np.array([stance.is_wrong_purpose for _, _, stance in kept], np.bool_)
    cells, cell = _cells([party for party, _, _ in kept], stands_for or {})
    return Table(
        position=codes[:, 0] - 2,
        weight=codes[:, 1],
        understanding=codes[:, 2],
        place=np.where(codes[:, 3] == 0, math.nan, codes[:, 3]),
        predicted=codes[:, 4] / OF_TEN,
        points=np.where(is_wrong[:, None], math.nan, codes[:, 5:10] / 100),
        waits_for=codes[:, 10],
        is_blocking=np.array([stance.is_blocking for _, _, stance in kept], np.bool_),
        is_wrong_purpose=is_wrong,
        cell=cell,
        cells=cells,
    )


def _cells(parties: Sequence[int], stands_for: Mapping[int, float]) -> tuple[tuple[Cell, ...], Integers]:
    present = sorted(set(parties))
    released = partition.release_partition([parties.count(party) for party in present])
    if released.is_whole:
        joined = Cell(tuple(present), len(present) > 1, max(1.0, len(present)))
        return (joined,), np.zeros(len(parties), np.intp)
    cells = tuple(
        Cell(
            parties=tuple(present[index] for index in members),
            is_rest=members == released.rest,
            weight=sum(stands_for.get(present[index], 1.0) for index in members),
        )
        for members in released.cells
    )
    place = {party: number for number, cell in enumerate(cells) for party in cell.parties}
    return cells, np.array([place[party] for party in parties], np.intp)


def _numbers(stance: Stance) -> list[float]:
    return [math.nan if code is None else float(code) for code in to_codes(stance)]


def _sortable(stance: Stance) -> tuple[int, ...]:
    return (*(-1 if code is None else code for code in to_codes(stance)), int(stance.is_blocking))
