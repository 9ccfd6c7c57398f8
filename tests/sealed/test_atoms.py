"""T9: the rule that `breakthrough verify --against` and the browser apply to boards, and rules that look right and are not."""

import itertools
import random
from collections.abc import Callable, Hashable, Sequence
from collections.abc import Set as AbstractSet

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from breakthrough.ballotbox import gate
from breakthrough.verify.against import patterns_of

Said = Hashable  # one contribution as it was shown: its pseudonym and its seq
Snapshots = Sequence[AbstractSet[Said]]
Gate = Callable[[Snapshots, AbstractSet[Said], int], bool]

PEOPLE = 16
STEPS = 24
COEFFICIENTS = range(-2, 3)


def atom_rule(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return all(size >= number for size in patterns_of([*earlier, snapshot]).values())


def show_from_five(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return len(snapshot) >= number


def pairs_only(earlier: Snapshots, snapshot: AbstractSet[Said], number: int) -> bool:
    return len(snapshot) >= number and all(
        len(snapshot ^ other) == 0 or len(snapshot ^ other) >= number for other in earlier
    )


def smallest_support(snapshots: Snapshots) -> int:
    """Return the fewest contributions that any combination of snapshots (coefficients -2 … 2) shows apart, 0 if none does."""
    sizes = patterns_of(snapshots)
    smallest = 0
    for coefficients in itertools.product(COEFFICIENTS, repeat=len(snapshots)):
        support = sum(size for seen, size in sizes.items() if sum(itertools.compress(coefficients, seen)))
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
