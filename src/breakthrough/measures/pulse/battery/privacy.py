"""Rows 22 and 23: an adversary who knows every published table, and every membership, and solves for a few people."""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures.partition import SMALLEST_CELL, Partition, release_partition
from breakthrough.measures.pulse import change
from breakthrough.measures.pulse.battery.rows import Row

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.intp]
Truths = npt.NDArray[np.bool_]


def published_rows(present: Truths, party: Integers, released: Partition) -> list[Floats]:
    """What is published of one quantity, as weights over the people of a roster: a list of vectors [people].

    `present` [people]: who has a value. By cell if every cell has five values, the whole with parties counting equally, and the
    whole by headcount (it decides a note); else the whole by headcount only. Nothing below five values.
    """
    n = len(present)
    if present.sum() < SMALLEST_CELL:
        return []
    whole = present / present.sum()
    cells = [np.isin(party, members) & present for members in released.cells]
    if len(cells) < 2 or min(int(cell.sum()) for cell in cells) < SMALLEST_CELL:
        return [whole]
    rows = [cell / cell.sum() for cell in cells]
    weight = [len(np.unique(party[cell])) for cell in cells]
    equal = np.zeros(n)
    for row, one in zip(rows, weight, strict=True):
        equal += row * one / sum(weight)
    return [*rows, equal, whole]


def isolates(rows: Sequence[Floats], n: int) -> bool:
    """Whether some combination of the rows depends on fewer than five people (and on someone)."""
    if not rows:
        return False
    table = np.stack(rows)
    rank = np.linalg.matrix_rank(table)
    people = range(n)
    for chosen in itertools.combinations(people, min(SMALLEST_CELL - 1, n)):
        outside = np.delete(table, chosen, axis=1)
        if outside.shape[1] == 0 or np.linalg.matrix_rank(outside) < rank:
            return True
    return False


def naive_rows(present: Truths, party: Integers) -> list[Floats]:
    """What a rule without a remainder publishes: every party of five, and the whole."""
    groups = [present & (party == one) for one in np.unique(party)]
    kept = [group for group in groups if group.sum() >= SMALLEST_CELL]
    whole = [present] if present.sum() >= SMALLEST_CELL else []
    return [group / group.sum() for group in (*kept, *whole)]


def adversary(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 22: random groups of 3 to 14 people in 1 to 4 parties, a few of whom skip."""
    ours, naive = 0, 0
    for _ in range(groups):
        n = int(rng.integers(3, 15))
        party = rng.integers(0, rng.integers(1, 5), n)
        present = rng.random(n) < rng.choice([0.8, 1.0])
        released = release_partition(np.bincount(party, minlength=4).tolist())
        ours += isolates(published_rows(present, party, released), n)
        naive += isolates(naive_rows(present, party), n)
    return [
        Row("22", "groups in which fewer than five people are isolated", ours, 0),
        Row("22", f"the same by the naive rule, of {groups}", naive, least=1),
    ]


def history(rng: np.random.Generator, histories: int) -> list[Row]:
    """Row 23: people join, leave and come back; every difference of two waves that is computed is of nobody or of five."""
    small, computed = 0, 0
    for _ in range(histories):
        waves, people = [], set(range(int(rng.integers(5, 13))))
        for _ in range(8):
            waves.append(frozenset(str(one) for one in people))
            gone = {one for one in people if rng.random() < rng.choice([0.0, 0.15])}
            people = (people - gone) | set(rng.integers(0, 20, int(rng.choice([0, 0, 1, 6]))).tolist())
        for split in range(3, 6):
            sides = [
                [_wave(one) for one in part] for part in (waves[split - 3 : split], waves[split : split + 3])
            ]
            if len(sides[1]) == 3 and change.read_change(*sides).status == "shown":
                computed += 1
                pairs = itertools.combinations([wave.invited for side in sides for wave in side], 2)
                small += any(0 < len(a ^ b) < SMALLEST_CELL for a, b in pairs)
    return [
        Row("23", f"differences that rest on one to four people, of {computed}", small, 0),
        Row("23", "differences computed at all", computed, least=1),
    ]


def _wave(people: frozenset[str]) -> change.Wave:
    return change.Wave(4.0, max(5, len(people)), "pulse.level/1", people)
