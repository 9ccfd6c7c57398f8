"""Somebody who has everything that a round released and tries to say what one person answered, by subtracting what overlaps.

He is given more than anybody can have: of every party he knows exactly how many took a side, passed, and marked a place to say
it; he knows every rule, and can turn each share of the opinion engine back into a count. He lists every way in which so many
people can have answered, complete, and keeps those that would have been released just like this. What all of those have in
common, he knows.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass

import numpy as np

from breakthrough.measures import partition, shares
from breakthrough.measures.opinion import publish as opinion
from breakthrough.measures.opinion.results import Estimate, OpinionReading, Side, StatementShares
from breakthrough.measures.unsaid import publish as unsaid
from breakthrough.measures.unsaid.counting import StatementCounts
from breakthrough.measures.values import Estimate as Between

Cell = tuple[int, int, int]  # agree, disagree, pass


@dataclass(frozen=True, slots=True)
class Answers:
    """How one statement was answered: by each party, and how many of all who agree would not say it in the room."""

    cells: tuple[Cell, ...]
    kept_back: int

    @property
    def agrees(self) -> int:
        return sum(cell[0] for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Room:
    """What he knows beforehand: how many of each party took a side, and how many passed; what all guessed, if anything."""

    sided: tuple[int, ...]
    passed: tuple[int, ...]
    guessed: float | None = None

    def ways(self) -> Iterator[Answers]:
        """Every way in which these people can have answered."""
        for agrees in itertools.product(*(range(n + 1) for n in self.sided)):
            cells = tuple((a, n - a, p) for a, n, p in zip(agrees, self.sided, self.passed, strict=True))
            for kept_back in range(sum(agrees) + 1):
                yield Answers(cells, kept_back)


Told = Callable[[Answers, Room], Hashable]


def everything(answers: Answers, room: Room) -> Hashable:
    """What pages, files and the API say of the statement: shares of all and by side, and the unsaid with its parties."""
    return _opinion(answers.cells), _unsaid(answers, room)


def each_number_alone(answers: Answers, room: Room) -> Hashable:
    """What a rule would tell that looks at each number by itself. The control: from this he finds people."""
    n = sum(room.sided)
    return (
        shares.publish_count(answers.agrees, n),
        shares.publish_count(answers.kept_back, n),
        tuple(
            shares.publish_count(cell[0], size) for cell, size in zip(answers.cells, room.sided, strict=True)
        ),
    )


def singled_out(room: Room, told: Told) -> list[tuple[str, int]]:
    """Return what is certain, and is about nobody, one person, all but one, or all: of a party, of all, of those who agree."""
    fits: dict[Hashable, list[Answers]] = defaultdict(list)
    for answers in room.ways():
        fits[told(answers, room)].append(answers)
    found: list[tuple[str, int]] = []
    for same in fits.values():
        found += _certain("all", {(one.agrees, sum(room.sided)) for one in same})
        found += _certain("would say it", {(one.agrees - one.kept_back, one.agrees) for one in same}, least=5)
        for place, size in enumerate(room.sided):
            found += _certain(f"party {place + 1}", {(one.cells[place][0], size) for one in same})
    return found


def _certain(name: str, possible: set[tuple[int, int]], *, least: int = 0) -> list[tuple[str, int]]:
    counts = {count for count, _ in possible}
    if len(counts) > 1 or any(n < least for _, n in possible):
        return []
    (count,) = counts
    return [(name, count)] if all(count in {0, 1, n - 1, n} for _, n in possible) else []


@functools.cache
def _opinion(cells: tuple[Cell, ...]) -> Hashable:
    whole = (sum(cell[0] for cell in cells), sum(cell[1] for cell in cells), sum(cell[2] for cell in cells))
    is_by_party = len(cells) > 1
    keys = tuple(str(place + 1) for place in range(len(cells))) if is_by_party else ()
    rows = [_row("whole", whole), *(_row(key, cell) for key, cell in zip(keys, cells, strict=False))]
    sides = tuple(Side(key, "segment", None) for key in keys) or (Side("whole", "whole", None),)
    reading = OpinionReading(
        "shown", None, "exact", "opinion", 1, True, None, sides=sides, shares=tuple(rows)
    )
    counts = opinion.Counts(
        person_count=sum(whole),
        statement_keys=("1",),
        answers=np.array([[count] for count in whole]),
        side_keys=keys,
        side_people=np.array([sum(cell) for cell in cells] if is_by_party else [], np.int64),
        side_answers=np.array([[[count] for count in cell] for cell in cells], np.int64)
        if is_by_party
        else np.zeros((0, 3, 1), np.int64),
        outside_people=0,
        outside_asked=np.array([0]),
    )
    return opinion.release(draft=opinion.Draft(reading, counts)).shares


def _row(side: str, cell: Cell) -> StatementShares:
    n = sum(cell)
    agree, disagree, passed = (Estimate(count / n, *partition.jeffreys(count, n)) for count in cell)
    return StatementShares("1", side, agree, disagree, passed, None)


def _unsaid(answers: Answers, room: Room) -> Hashable:
    n, agrees, guessed = sum(room.sided), answers.agrees, room.guessed
    gap = None if guessed is None else agrees / n - guessed
    counts = StatementCounts(
        statement=0,
        n=n,
        holders=agrees,
        passed=sum(room.passed),
        unplaced=0,
        placed=agrees,
        unsaid=answers.kept_back,
        asked=0 if guessed is None else n,
        predicted=None if guessed is None else Between(guessed, guessed - 0.1, guessed + 0.1),
        gap=None if gap is None else Between(gap, gap - 0.2, gap + 0.2),
        misjudged=None,
        contrast=None,
        cells=tuple(
            (place + 1, size, cell[0])
            for place, (size, cell) in enumerate(zip(room.sided, answers.cells, strict=True))
        )
        if len(room.sided) > 1
        else (),
    )
    return unsaid.release(counts, is_response_low=False)
