"""T9: the release gate, and the gates that look right and are not."""

import itertools
import random
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from breakthrough.ballotbox import gate
from breakthrough.ballotbox.gate import Said

Snapshots = Sequence[AbstractSet[Said]]
Gate = Callable[[Snapshots, AbstractSet[Said], int], bool]

PEOPLE = 16
STEPS = 24
COEFFICIENTS = range(-2, 3)


def atom_rule(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return gate.may_follow(earlier, snapshot, gate=number)


def show_from_five(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return len(snapshot) >= number


def pairs_only(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return len(snapshot) >= number and all(
        len(snapshot ^ other) == 0 or len(snapshot ^ other) >= number for other in earlier
    )


def smallest_support(snapshots: Snapshots) -> int:
    """Return the fewest contributions that any combination of snapshots (coefficients -2 … 2) shows apart, 0 if none does."""
    sizes = gate.atoms(snapshots)
    smallest = 0
    for coefficients in itertools.product(COEFFICIENTS, repeat=len(snapshots)):
        support = sum(size for seen, size in sizes.items() if sum(coefficients[place] for place in seen))
        if support and (not smallest or support < smallest):
            smallest = support
    return smallest


def play(
    history: Sequence[tuple[str, int]], rule: Gate, *, quota: int, most: int = 5
) -> tuple[list[AbstractSet[Said]], int]:
    """Return the snapshots that `rule` let through while people put, edit and drop; and K."""
    number = gate.gate_number(k=5, quota=quota)
    said = dict[int, int]()
    shown = list[AbstractSet[Said]]()
    for act, person in history:
        if act == "put":
            said.setdefault(person, 0)
        elif act == "edit" and person in said:
            said[person] += 1
        elif act == "drop":
            said.pop(person, None)
        elif act == "release" and len(shown) < most:
            snapshot = frozenset(said.items())
            if snapshot and rule(shown, snapshot, number):
                shown.append(snapshot)
    return shown, number


acts = st.tuples(
    st.sampled_from(["put", "put", "put", "edit", "drop", "release"]), st.integers(0, PEOPLE - 1)
)
histories = st.lists(acts, max_size=STEPS * 3)


@settings(
    max_examples=400, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
@given(history=histories, quota=st.integers(1, 3))
def test_no_combination_of_snapshots_shows_fewer_than_k(history: list[tuple[str, int]], quota: int) -> None:
    shown, number = play(history, atom_rule, quota=quota)
    assert not 0 < smallest_support(shown) < number


def drawn_history(chance: random.Random) -> list[tuple[str, int]]:
    """Return a history in which groups of people come and go, so that several snapshots have a chance."""
    history = list[tuple[str, int]]()
    for _ in range(chance.randint(2, 5)):
        for person in chance.sample(range(PEOPLE), chance.randint(1, PEOPLE)):
            history.append((chance.choice(["put", "put", "put", "drop", "edit"]), person))
        history.append(("release", 0))
    return history


def count_breaches(rule: Gate, *, histories: int, quota: int = 1) -> int:
    """Return in how many random histories some combination isolates fewer than K."""
    chance = random.Random(20261125)  # noqa: S311 (the same histories in every run)
    found = 0
    for _ in range(histories):
        shown, number = play(drawn_history(chance), rule, quota=quota, most=4)
        found += 0 < smallest_support(shown) < number
    return found


@pytest.mark.parametrize("quota", [1, 2, 3])
def test_the_atom_rule_holds_in_many_histories(quota: int) -> None:
    assert count_breaches(atom_rule, histories=2000, quota=quota) == 0


def test_a_gate_that_shows_whenever_there_are_five_is_caught() -> None:
    assert count_breaches(show_from_five, histories=200) > 0


def test_a_gate_that_compares_pairs_is_caught_by_the_known_example() -> None:
    person, first, second = {("p", 0)}, {(name, 0) for name in "abcde"}, {(name, 0) for name in "fghij"}
    snapshots: Snapshots = [person | first, person | second, person | first | second]
    for count in (1, 2):
        assert pairs_only(snapshots[:count], snapshots[count], 5)
    assert smallest_support(snapshots) == 1
    assert not atom_rule(snapshots[:2], snapshots[2], 5)


def test_a_gate_that_compares_pairs_is_caught_by_chance_too() -> None:
    assert count_breaches(pairs_only, histories=6000) > 0


def test_five_and_then_six_is_the_sixth_person() -> None:
    five = {(number, 0) for number in range(5)}
    assert show_from_five([five], five | {(5, 0)}, 5)
    assert not atom_rule([five], five | {(5, 0)}, 5)


@given(counts=st.lists(st.integers(0, 20), min_size=1, max_size=6), number=st.integers(5, 13))
def test_cells_total_and_rest_hold_none_or_k(counts: list[int], number: int) -> None:
    by_cell = dict(enumerate(counts, start=1))
    pattern = gate.find_pattern(by_cell, gate=number)
    if pattern is None:
        assert sum(counts) < number
        return
    rest = pattern.total - sum(by_cell[cell] for cell in pattern.cells)
    assert pattern.total == sum(counts) >= number
    assert all(by_cell[cell] >= number for cell in pattern.cells)
    assert rest == 0 or rest >= number


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({1: 7, 2: 4}, set()),
        ({1: 7, 2: 5}, {1, 2}),
        ({1: 7, 2: 0}, {1}),
        ({1: 9, 2: 6, 3: 4}, {1}),
        ({1: 9, 2: 3, 3: 3}, {1}),
    ],
)
def test_the_smallest_cells_are_hidden_until_the_rest_is_large_enough(
    counts: dict[int, int], shown: set[int]
) -> None:
    pattern = gate.find_pattern(counts, gate=5)
    assert pattern is not None
    assert pattern.cells == shown


def test_too_few_show_nothing() -> None:
    assert gate.find_pattern({0: 4}, gate=5) is None
    assert gate.find_pattern({}, gate=5) is None


@pytest.mark.parametrize(("quota", "number"), [(1, 5), (2, 9), (3, 13)])
def test_k_counts_people_and_not_contributions(quota: int, number: int) -> None:
    assert gate.gate_number(k=5, quota=quota) == number


@pytest.mark.parametrize(
    ("count", "band"), [(5, (5, 7)), (7, (5, 7)), (8, (8, 11)), (15, (12, 15)), (16, (16, 23)), (31, (24, 31)), (32, (32, None)), (900, (32, None))]
)  # fmt: skip
def test_numbers_of_people_are_bands(count: int, band: tuple[int, int | None]) -> None:
    assert gate.band_of(count, gate=5) == band


def test_a_band_begins_with_the_gate_number_and_never_below() -> None:
    assert gate.band_of(9, gate=9) == (9, 11)
    with pytest.raises(ValueError, match="gate"):
        gate.band_of(4, gate=5)


@pytest.mark.parametrize(
    ("count", "of", "extreme"), [(0, 9, True), (1, 9, True), (2, 9, False), (8, 9, True), (9, 9, True)]
)
def test_counts_that_tell_of_one_person_are_words(count: int, of: int, extreme: bool) -> None:
    assert gate.is_extreme(count, of=of) is extreme


def test_the_words_for_extremes_and_the_spread() -> None:
    assert (gate.words_for_extreme(8, of=9), gate.words_for_extreme(1, of=9)) == (
        gate.NEARLY_ALL,
        gate.HARDLY_ANYONE,
    )
    assert not gate.may_show_spread([1.0, 2.0] * 3)
    assert not gate.may_show_spread([1.0] * 9)
    assert gate.may_show_spread([1.0, 2.0] * 4)


def test_an_open_room_is_told_in_whole_steps() -> None:
    assert [gate.rounded_down(count, gate=5) for count in (0, 4, 5, 9, 10)] == [0, 0, 5, 5, 10]
