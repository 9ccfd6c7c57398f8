"""Nothing below the thresholds: what a round released, all of it together, never tells what one person answered (T10)."""

import random
from typing import Any

import pytest

from breakthrough.measures import partition
from breakthrough.practices.voice.rules.codes import Answer, encode
from breakthrough.practices.voice.tests import adversary
from breakthrough.practices.voice.tests.adversary import Room
from breakthrough.practices.voice.tests.test_tally import ROOT, tallied

CHANCE = random.Random(20261126)  # noqa: S311 (repeatable chance in a test)
SMALL = [(5,), (6,), (7,), (8,), (9,), (10,), (12,), (14,)]
PARTIES = [(5, 5), (5, 6), (6, 6), (5, 7), (6, 8), (8, 8), (9, 6), (5, 5, 6)]


@pytest.mark.parametrize("sided", [*SMALL, *PARTIES])
def test_whoever_subtracts_everything_released_from_everything_else_finds_nobody(
    sided: tuple[int, ...],
) -> None:
    for passed in ((0,) * len(sided), (1,) * len(sided), (0, 3, 2)[: len(sided)]):
        for guessed in (None, 0.3):
            room = Room(sided, passed, guessed)
            assert adversary.singled_out(room, adversary.everything) == [], room


@pytest.mark.parametrize("sided", PARTIES)
def test_a_rule_that_looks_at_each_number_alone_would_be_caught(sided: tuple[int, ...]) -> None:
    room = Room(sided, (0,) * len(sided))
    assert adversary.singled_out(room, adversary.each_number_alone)


def test_ten_of_twelve_with_most_of_either_party_does_not_say_that_each_has_one_who_disagrees() -> None:
    # The case that showed it: 10 of 12 is 85 %, and "most" of six is five or six, so each party has exactly one.
    room = Room((6, 6), (0, 0))
    found = adversary.singled_out(room, adversary.each_number_alone)
    assert ("party 1", 5) in found
    assert ("party 2", 5) in found


def test_what_a_real_round_hands_out_obeys_the_rules_that_the_adversary_was_given() -> None:
    for _ in range(8):
        sizes = [CHANCE.randint(3, 7), CHANCE.randint(5, 9)]
        people = [(cell, _row()) for cell, size in enumerate(sizes, start=1) for _ in range(size)]
        counted = tallied([(cell, [ROOT, [encode(one) for one in row]]) for cell, row in people], 3)
        is_by_party = min(sizes) >= partition.SMALLEST_CELL
        for place in range(3):
            _check_statement(counted, place, people, is_by_party=is_by_party)


def _row() -> list[Answer]:
    lean = CHANCE.choice([0.1, 0.5, 0.9])
    return [
        Answer(
            vote="pass" if CHANCE.random() < 0.1 else "agree" if CHANCE.random() < lean else "disagree",
            aloud=CHANCE.choice(["room", "only_here"]),
            many=CHANCE.choice(["few", "half", "most"]),
            matters=CHANCE.random() < 0.4,
        )
        for _ in range(3)
    ]


def _check_statement(counted: Any, place: int, people: Any, *, is_by_party: bool) -> None:
    agrees = {cell: sum(row[place].vote == "agree" for own, row in people if own == cell) for cell in (1, 2)}
    sided = {cell: sum(row[place].vote != "pass" for own, row in people if own == cell) for cell in (1, 2)}
    told = counted["unsaid"]["reading"]["statements"]
    by_cell = told[place]["by_cell"] if told else []
    is_extreme = any(partition.extreme_word(agrees[cell], sided[cell]) for cell in (1, 2))
    assert not by_cell or (is_by_party and not is_extreme and min(sided.values()) >= 5)
    for one in counted["opinion"]["shares"]:
        if one["statement"] != str(place + 1) or not (one["agree"] or one["agree_word"]):
            continue
        if one["side"] != "whole":
            assert is_by_party
            assert all(min(agrees[cell], sided[cell] - agrees[cell]) > 1 for cell in (1, 2))
        elif min(sum(agrees.values()), sum(sided.values()) - sum(agrees.values())) <= 1:
            assert [one["agree"], one["disagree"], one["passed"]] == [None, None, None]
