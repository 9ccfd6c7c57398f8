"""Somebody who has everything that a small round released and tries to say what one person answered.

He knows of every party how many answered, and every rule. He lists every way in which so many people can have answered a
statement, passes and all, hands each to the real release, and keeps those that would have been released just like this. What
all of those have in common, he knows. A member does the same and takes away what he answered himself.

One statement is enough, because a small round says nothing of several statements that does not follow from what it says of
each: `test_adversary.py` draws whole rounds whose statements differ behind the same figures, and everything released is the same.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from breakthrough.measures import shares
from breakthrough.measures.opinion import reading as opinion
from breakthrough.measures.opinion import votes
from breakthrough.measures.unsaid import reading as unsaid

Cell = tuple[int, int, int]
"""How many of a party agree, disagree, pass."""

ANSWERS = ("agree", "disagree", "pass")
_VOTES = (votes.AGREE, votes.DISAGREE, votes.PASSED)
_CODES = (1, 0, 2)
_ROOM, _ONLY_HERE = 1, 3


@dataclass(frozen=True, slots=True)
class Answers:
    """How one statement was answered: by each party, and how many of all who agree would not say it in the room."""

    cells: tuple[Cell, ...]
    kept_back: int

    @property
    def whole(self) -> Cell:
        agree, disagree, passed = (sum(cell[answer] for cell in self.cells) for answer in range(3))
        return agree, disagree, passed


@dataclass(frozen=True, slots=True)
class Room:
    """What he knows beforehand: how many of each party answered; how many guessed "few" where all guess (the others "most")."""

    people: tuple[int, ...]
    guessed_few: int | None = None

    def ways(self) -> Iterator[Answers]:
        """Every way in which these people can have answered. By party, of what is kept back, only what is next to an end."""
        by_party = [
            [
                (agree, n - agree - passed, passed)
                for passed in range(n + 1)
                for agree in range(n - passed + 1)
            ]
            for n in self.people
        ]
        for cells in itertools.product(*by_party):
            agrees = sum(cell[0] for cell in cells)
            kept = range(agrees + 1) if len(cells) == 1 else {0, agrees, max(0, agrees - 1)}
            for kept_back in kept:
                yield Answers(cells, kept_back)


Told = Callable[[Answers, Room], Hashable]


def everything(answers: Answers, room: Room) -> Hashable:
    """What the round releases of the statement: rows of all and by side, every list it is in, and the unsaid."""
    return _opinion(answers.cells), _unsaid(answers.cells, answers.kept_back, room.guessed_few)


def each_number_alone(answers: Answers, room: Room) -> Hashable:
    """What a rule would tell that looks at each number by itself. The control: from this he finds people."""
    n = sum(room.people)
    return (
        *(shares.publish_count(count, n) for count in answers.whole),
        *(shares.publish_count(cell[0], cell[0] + cell[1]) for cell in answers.cells),
    )


def passes_uncounted(answers: Answers, room: Room) -> Hashable:
    """What was told before a single pass counted with those who disagree: a share of all, and one of those who took a side."""
    agree, disagree, _ = answers.whole
    if min(agree, disagree) <= 1:
        return "words"
    return shares.publish_count(agree, sum(room.people)), shares.publish_count(agree, agree + disagree)


def singled_out(room: Room, told: Told) -> list[tuple[str, int]]:
    """Return what is certain, and is about nobody, one person, all but one, or all: of each answer, of all and of each party, of
    those who agree and would say it; and, for a member, exactly one other person's answer that is not his own."""
    fits: dict[Hashable, list[Answers]] = defaultdict(list)
    for answers in room.ways():
        fits[told(answers, room)].append(answers)
    found: list[tuple[str, int]] = []
    for same in fits.values():
        for name, cells, n in _views(same, room):
            for answer, called in enumerate(ANSWERS):
                counts = {cell[answer] for cell in cells}
                found += _certain(f"{called}, {name}", counts, {0, 1, n - 1, n})
        if all(one.whole[0] >= 5 for one in same):
            aloud = {one.whole[0] - one.kept_back for one in same}
            found += _certain("would say it", aloud, {0, 1})
        found += _seen_by_members(same, room)
    return found


def _views(same: Sequence[Answers], room: Room) -> Iterator[tuple[str, list[Cell], int]]:
    yield "all", [one.whole for one in same], sum(room.people)
    if len(room.people) > 1:
        for place, n in enumerate(room.people):
            yield f"party {place + 1}", [one.cells[place] for one in same], n


def _seen_by_members(same: Sequence[Answers], room: Room) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    for party, own in itertools.product(range(len(room.people)), range(3)):
        possible = [one for one in same if one.cells[party][own]]
        for name, cells, _ in _views(possible, room) if possible else ():
            for answer, called in enumerate(ANSWERS):
                if answer != own:
                    seen = f"{called}, {name}, seen by one of party {party + 1} with {ANSWERS[own]}"
                    found += _certain(seen, {cell[answer] for cell in cells}, {1})
    return found


def _certain(name: str, counts: set[int], telling: set[int]) -> list[tuple[str, int]]:
    return [(name, count) for count in counts if len(counts) == 1 and count in telling]


def spread(cells: Sequence[Cell], values: Sequence[int]) -> list[int]:
    """One value for each person, party by party: agree, disagree, pass."""
    return [value for cell in cells for count, value in zip(cell, values, strict=True) for _ in range(count)]


@functools.cache
def _opinion(cells: tuple[Cell, ...]) -> Hashable:
    parties = [place + 1 for place, cell in enumerate(cells) for _ in range(sum(cell))]
    table = votes.tabulate(
        person=list(range(len(parties))),
        statement=[1] * len(parties),
        vote=spread(cells, _VOTES),
        segment=dict(enumerate(parties)) if len(cells) > 1 else None,
    )
    weights = dict.fromkeys(parties, 1.0) if len(cells) > 1 else None
    return opinion.read_opinion(table=table, path="exact", seed=1, is_sealed=True, segment_weights=weights)


@functools.cache
def _unsaid(cells: tuple[Cell, ...], kept_back: int, guessed_few: int | None) -> Hashable:
    answers = np.array(spread(cells, _CODES), np.int8)
    n = len(answers)
    places = np.full(n, _ROOM, np.int8)
    places[np.flatnonzero(answers == 1)[:kept_back]] = _ONLY_HERE
    guesses = np.zeros(n, np.int8)
    if guessed_few is not None:
        guesses[:] = 3
        guesses[:guessed_few] = 1
    parties = [place for place, cell in enumerate(cells) for _ in range(sum(cell))]
    return unsaid.read_unsaid(
        answers=answers[:, None],
        places=places[:, None],
        predictions=guesses[:, None],
        cells=parties if len(cells) > 1 else None,
        eligible=n,
    )
