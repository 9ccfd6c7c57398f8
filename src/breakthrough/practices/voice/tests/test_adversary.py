"""Nothing below the thresholds: what a small round released, all of it together, never tells what one person answered (T10)."""

import random
from collections import defaultdict
from collections.abc import Hashable
from typing import Any

import pytest

from breakthrough.practices.voice.rules.codes import Answer, Vote, encode
from breakthrough.practices.voice.tests import adversary
from breakthrough.practices.voice.tests.adversary import Cell, Room, Told
from breakthrough.practices.voice.tests.test_tally import ROOT, tallied

CHANCE = random.Random(20261126)  # noqa: S311 (repeatable chance in a test)
SMALL = [(n,) for n in range(5, 15)]
PARTIES = [(5, 5), (5, 6)]


@pytest.mark.parametrize("people", [*SMALL, *PARTIES])
def test_whoever_lists_every_way_to_answer_that_fits_all_that_was_released_finds_nobody(
    people: tuple[int, ...],
) -> None:
    for guessed in (None, 3) if len(people) == 1 else (3,):
        assert adversary.singled_out(Room(people, guessed), adversary.everything) == []


@pytest.mark.parametrize("people", [(5,), (8,), (14,), (5, 5)])
def test_a_rule_that_looks_at_each_number_alone_would_be_caught(people: tuple[int, ...]) -> None:
    assert adversary.singled_out(Room(people), adversary.each_number_alone)


@pytest.mark.parametrize("people", [(8,), (10,), (14,)])
def test_that_exactly_one_passed_could_be_told_before_a_single_pass_was_counted_with_others(
    people: tuple[int, ...],
) -> None:
    assert ("pass, all", 1) in adversary.singled_out(Room(people), adversary.passes_uncounted)
    assert ("pass, all", 1) not in adversary.singled_out(Room(people), adversary.everything)


@pytest.mark.parametrize("people", [(5,), (7,), (8,), (10,), (14,), (5, 5)])
def test_short_lists_their_order_and_the_map_tell_no_more_than_each_statement_by_itself(
    people: tuple[int, ...],
) -> None:
    """Whole rounds through the real tally: behind the same figures of each statement other answers, by other people."""
    alike = _alike(people, adversary.everything)
    for _ in range(12):
        chosen = [CHANCE.choice(alike) for _ in range(7)]
        one, two = (_released([CHANCE.choice(same) for same in chosen], people) for _ in range(2))
        assert one == two
        assert (one["opinion"]["map"], one["opinion"]["groups"], one["opinion"]["slate"]) == (
            None,
            None,
            None,
        )
        assert one["opinion"]["bridging"] == one["opinion"]["representative"] == []


def test_lists_are_not_empty_and_do_differ_where_figures_do() -> None:
    agreed, parted = ((13, 1, 0),), ((7, 7, 0),)
    lists = [
        [row["statement"] for row in _released([cells, parted, cells], (14,))["opinion"]["common_ground"]]
        for cells in (agreed, parted)
    ]
    assert lists == [["1", "3"], []]


def test_importance_marks_of_nobody_and_one_or_of_all_and_all_but_one_look_alike() -> None:
    for people in range(5, 15):
        told = [_marks(people, marked) for marked in range(people + 1)]
        assert told[0] == told[1]
        assert told[people] == told[people - 1]


def _alike(people: tuple[int, ...], told: Told) -> list[list[tuple[Cell, ...]]]:
    """Ways to answer in sets that are released alike, sets of several only; nobody keeps anything back."""
    room, fits = Room(people), defaultdict[Hashable, list[tuple[Cell, ...]]](list)
    for answers in room.ways():
        if answers.kept_back == 0:
            fits[told(answers, room)].append(answers.cells)
    return [same for same in fits.values() if len(same) > 1]


def _released(statements: list[tuple[Cell, ...]], people: tuple[int, ...]) -> Any:
    """What the tally hands out, with the answers of each party dealt to its people at random."""
    rows: dict[tuple[int, int], list[int]] = defaultdict(list)
    for cells in statements:
        for party, cell in enumerate(cells):
            votes: list[Vote] = [vote for vote, count in zip(_VOTES, cell, strict=True) for _ in range(count)]
            CHANCE.shuffle(votes)
            for person, vote in enumerate(votes):
                rows[party, person].append(encode(Answer(vote, aloud="room")))
    cells_used = {party: party + 1 if len(people) > 1 else 0 for party in range(len(people))}
    return tallied([(cells_used[party], [ROOT, row]) for (party, _), row in rows.items()], len(statements))


_VOTES: tuple[Vote, Vote, Vote] = ("agree", "disagree", "pass")


def _marks(people: int, marked: int) -> Any:
    rows: list[tuple[int, Any]] = [
        (0, [ROOT, [encode(Answer(_VOTES[person % 2], matters=person < marked))]]) for person in range(people)
    ]
    return tallied(rows, 1)["unsaid"]["matters"]
