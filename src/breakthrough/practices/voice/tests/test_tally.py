"""Sealed votes become the reading that the same votes give when they are brought in; nothing in it rests on too few."""

import random
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from breakthrough.measures.opinion import encoding, exchange, reading
from breakthrough.practices.voice import rules
from breakthrough.practices.voice.readings import making, tables, tallying
from breakthrough.practices.voice.rules import codes, folders
from breakthrough.practices.voice.rules.codes import Answer, Vote
from breakthrough.practices.voice.tests import conftest as conversations
from breakthrough.practices.voice.tests.test_shared_sets import OPINION, SETS, needs_opinion_sets

VOTES: dict[int, Vote] = {1: "agree", 0: "pass", -1: "disagree"}
ROOT = "r" * 43


def contributions(files: dict[str, bytes], *, seed: int) -> tuple[list[tuple[int, Any]], list[str]]:
    """Return the votes of an export as sealed vectors in an order that says nothing, and the keys of what they vote on."""
    table = exchange.parse_export(files).table
    stands = [place for place in range(table.statement_count) if table.status[place] != -1]
    column = {place: number for number, place in enumerate(stands)}
    vectors: list[list[int | None]] = [[None] * len(stands) for _ in range(table.person_count)]
    for person, place, vote in zip(table.person, table.statement, table.vote, strict=True):
        if int(place) in column:
            vectors[person][column[int(place)]] = codes.encode(Answer(VOTES[int(vote)]))
    random.Random(seed).shuffle(vectors)  # noqa: S311 (as the box would: by the hash of salted bodies)
    return [(0, [ROOT, vector]) for vector in vectors], [table.statement_keys[place] for place in stands]


def tallied(cells: Sequence[tuple[int, Any]], count: int, **others: Any) -> Any:
    """Return what the tally hands out."""
    context: dict[str, Any] = {
        "statements": count,
        "hidden": [],
        "eligible": len(cells),
        "parties": 2,
        "seed": rules.SEED,
    }
    return tallying.tally(
        label="votes/1",
        contributions=cells,
        context={**context, **others},
        on_progress=lambda _share, _words: None,
    )


def as_imported(opinion: Any, keys: Sequence[str]) -> Any:
    """Return a sealed reading with the statements called as in the files."""
    numbers = {str(number): key for number, key in enumerate(keys, start=1)}

    def named(value: Any, field: str = "") -> Any:
        if isinstance(value, dict):
            return {name: named(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [named(one, field) for one in value]
        is_key = field in {"statement", "low_end", "high_end", "missing_statement"} or (
            field == "statements" and isinstance(value, str)
        )
        return numbers[value] if is_key and value is not None else value

    return named(opinion)


def check_same(files: dict[str, bytes], *, seed: int) -> None:
    cells, keys = contributions(files, seed=seed)
    imported, value = making.read_votes(rules.pack(files), seed=rules.SEED)
    sealed = tallied(cells, len(keys))["opinion"]
    assert sealed["fingerprint"] is None
    assert (sealed["path"], sealed["seed"], sealed["method"]) == (
        imported.path,
        imported.seed,
        imported.method,
    )
    missing = {one["statement"] for one in value["shares"]} - set(keys)
    assert all(not one["agree"] for one in value["shares"] if one["statement"] in missing)
    expected = {**value, "fingerprint": None}
    assert as_imported(sealed, keys) == expected


def test_sealed_votes_give_the_reading_of_the_same_votes_brought_in() -> None:
    check_same(conversations.make_files(24, 6), seed=3)


def test_neither_the_order_of_people_nor_their_numbers_matter_to_an_imported_reading() -> None:
    files = conversations.make_files(24, 6)
    head, *rows = files["participants-votes.csv"].decode().splitlines()
    turned = [f"{number},{row.split(',', 1)[1]}" for number, row in enumerate(reversed(rows))]
    other = {**files, "participants-votes.csv": "\n".join([head, *turned, ""]).encode()}
    one, first = making.read_votes(rules.pack(files), seed=1)
    two, second = making.read_votes(rules.pack(other), seed=1)
    assert one.fingerprint != two.fingerprint
    assert {**first, "fingerprint": None} == {**second, "fingerprint": None}


@needs_opinion_sets
@pytest.mark.parametrize("name", sorted(SETS))
def test_simulated_voters_of_every_public_dataset_lay_out_the_importers_table(name: str) -> None:
    files = folders.read_folder(OPINION / name)
    cells, keys = contributions(files, seed=11)
    ballots = tallying.read_ballots(cells, count=len(keys), hidden=set())
    sealed = reading.cut_table(
        tallying.lay_out([row for _, row in ballots], None, count=len(keys), hidden=set())
    )
    imported = reading.cut_table(tables.order_people(exchange.parse_export(files).table))
    numbers = {key: str(number) for number, key in enumerate(keys, start=1)}
    assert sealed.person_count == imported.person_count
    assert sealed.vote_count == imported.vote_count
    assert np.array_equal(sealed.person, imported.person)
    assert np.array_equal(sealed.vote, imported.vote)
    assert [sealed.statement_keys[one] for one in sealed.statement] == [
        numbers[imported.statement_keys[one]] for one in imported.statement
    ]


@needs_opinion_sets
@pytest.mark.parametrize("name", ["vtaiwan.uberx"])
def test_simulated_voters_of_a_public_dataset_give_the_importers_reading(name: str) -> None:
    check_same(folders.read_folder(OPINION / name), seed=7)


def votes_of(people: int, statements: int, *, cell: int = 0, **others: Any) -> list[tuple[int, Any]]:
    draw = random.Random(5)  # noqa: S311 (made-up votes)
    answers: list[Vote] = ["agree", "agree", "disagree"]
    return [
        (cell, [ROOT, [codes.encode(Answer(draw.choice(answers), **others)) for _ in range(statements)]])
        for _ in range(people)
    ]


def test_fewer_than_five_votes_give_nothing_at_all() -> None:
    found = tallied(votes_of(4, 3), 3)
    assert found["opinion"]["status"] == "withheld"
    assert found["unsaid"]["reading"]["status"] == "withheld"
    assert found["unsaid"]["matters"] == [None, None, None]


def test_nobody_at_all_gives_nothing_and_no_warning() -> None:
    found = tallied([], 3)
    assert (found["opinion"]["status"], found["unsaid"]["reading"]["status"]) == ("withheld", "withheld")


def test_vectors_of_another_length_and_numbers_that_are_no_code_count_as_blank() -> None:
    broken: list[tuple[int, Any]] = [
        (0, [ROOT, [0, 0]]),
        (0, [ROOT, [None, None, None]]),
        (0, [ROOT, [3, 999, "0"]]),
        (0, None),
        (0, [ROOT]),
    ]
    assert tallied(votes_of(4, 3) + broken, 3)["opinion"]["status"] == "withheld"
    whole = tallied(votes_of(9, 3), 3)
    with_broken = tallied(votes_of(9, 3) + broken, 3, eligible=9)
    assert with_broken == whole


def test_votes_on_hidden_statements_are_not_counted() -> None:
    found = tallied(votes_of(9, 3, matters=True), 3, hidden=[1])
    hidden = found["unsaid"]["reading"]["statements"][1]
    assert hidden["status"] == "withheld"
    assert found["unsaid"]["matters"][1] is None
    assert {one["statement"] for one in found["opinion"]["shares"] if one["agree"]} == {"1", "3"}


def test_parties_are_told_apart_only_where_each_and_the_rest_are_five_or_more() -> None:
    apart = tallied(votes_of(6, 3, cell=1) + votes_of(7, 3, cell=2), 3)
    assert [one["key"] for one in apart["opinion"]["sides"]] == ["1", "2"]
    assert {one["cell"] for row in apart["unsaid"]["reading"]["statements"] for one in row["by_cell"]} == {
        1,
        2,
    }
    together = tallied(votes_of(6, 3, cell=1) + votes_of(4, 3, cell=2), 3)
    assert [one["key"] for one in together["opinion"]["sides"]] in ([], ["whole"])
    assert all(not row["by_cell"] for row in together["unsaid"]["reading"]["statements"])


def test_what_is_handed_out_holds_no_person_and_is_plain_json() -> None:
    found = tallied(votes_of(9, 3), 3)
    assert encoding.to_json(found["opinion"]["status"]) == "shown"
    assert set(found) == {"opinion", "unsaid"}
    assert "person" not in str(found["unsaid"])
    assert found["opinion"]["fingerprint"] is None
