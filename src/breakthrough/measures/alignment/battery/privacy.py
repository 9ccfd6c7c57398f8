"""An adversary who knows how many answered, every rule, and everything that is shown, and lists all answers that fit with it.

Wherever every answer that fits has exactly one person in some cell (or all but one), that person is singled out. The lists are
complete: every possible way in which so many people can answer.
"""

import functools
import itertools
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.measures import partition, shares
from breakthrough.measures.alignment import named, publish, reading, tipping
from breakthrough.measures.alignment.crossing import Crossing, publish_corners
from breakthrough.measures.alignment.publish import Kinds
from breakthrough.measures.pulse.battery.rows import Row

Counts = tuple[int, ...]
Floats = npt.NDArray[np.float64]
Groups = Mapping[str, Sequence[int]]

KINDS: Groups = {
    "owned agreement": (0,),
    "committed disagreement": (1,),
    "polite yes": (2,),
    "opposition": (3,),
    "undecided and behind it": (4,),
    "undecided and not": (5,),
    "undecided": (4, 5),
    "agrees": (0, 2),
    "disagrees": (1, 3),
    "behind it": (0, 1, 4),
}
MAY_BE_NOBODY = {"undecided", "undecided and behind it", "undecided and not"}
"""That nobody is undecided may show: all it tells of a person is that they took a side."""

CORNERS: Groups = {"both": (0,), "one": (0, 1), "other": (0, 2), "neither": (3,), "only one": (1,)}


def ways(n: int, kinds: int) -> Iterator[Counts]:
    """Every way in which `n` people fall into so many kinds."""
    if kinds == 1:
        yield (n,)
        return
    for first in range(n + 1):
        for others in ways(n - first, kinds - 1):
            yield (first, *others)


def singled_out(
    answers: Iterator[Counts] | Sequence[Counts],
    told: Callable[[Counts], Hashable],
    groups: Groups,
    *,
    may_be_nobody: frozenset[str] | set[str] = frozenset(),
) -> dict[str, int]:
    """For each group of kinds: how many possible publications tell that it is one person, all but one, all, or nobody."""
    fits: dict[Hashable, list[Counts]] = defaultdict(list)
    for answer in answers:
        fits[told(answer)].append(answer)
    return count_singled_out(fits, groups, may_be_nobody=may_be_nobody)


def count_singled_out(
    fits: Mapping[Hashable, Sequence[Counts]],
    groups: Groups,
    *,
    may_be_nobody: frozenset[str] | set[str] = frozenset(),
) -> dict[str, int]:
    """The same, of the answers that fit with each publication."""
    found: dict[str, int] = defaultdict(int)
    for same in fits.values():
        n = sum(same[0])
        for name, kinds in groups.items():
            possible = {sum(answer[kind] for kind in kinds) for answer in same}
            if len(possible) == 1 and possible <= {1, n - 1, n, *(() if name in may_be_nobody else (0,))}:
                found[name] += 1
    return dict(found)


def fit_position_and_weight(n: int) -> dict[Hashable, list[Counts]]:
    """All that is shown of position and weight, with the word for agreement, and the kinds of answers that fit with it."""
    positions: dict[Counts, list[Floats]] = defaultdict(list)
    for answer in ways(n, 5):
        sides = (answer[3] + answer[4], answer[0] + answer[1], answer[2])
        positions[sides].append(np.repeat([-2.0, -1, 0, 1, 2], answer))
    likely = {sides: _one_of_each(found) for sides, found in positions.items()}
    fits: dict[Hashable, list[Counts]] = defaultdict(list)
    for answer in ways(n, 6):
        found = Kinds(*answer)
        told = publish.commitment(found)
        for word in {
            publish.publish_agreement(one, found)
            for one in likely[found.agrees, found.disagrees, found.undecided]
        }:
            fits[told, word].append(answer)
    return fits


def tell_corners(answer: Counts) -> Hashable:
    """What is shown of two answers crossed, with both shares."""
    both, one, other, _ = answer
    n = sum(answer)
    crossing = Crossing(n, both + one, both + other, both)
    return (
        shares.publish_count(crossing.one, n),
        shares.publish_count(crossing.other, n),
        publish_corners(crossing),
    )


def naive(answer: Counts) -> Hashable:
    """What a rule would show that publishes each cell, and each share, as if it stood alone."""
    n = sum(answer)
    owned, committed, polite, opposed, *undecided = answer
    counts = (
        owned,
        committed,
        polite,
        opposed,
        sum(undecided),
        owned + polite,
        owned + committed + undecided[0],
    )
    return tuple(shares.publish_count(count, n) for count in counts)


def kinds(sizes: Sequence[int]) -> list[Row]:
    """Everything shown of position and weight, for every group of these sizes; and what the naive rule would have told."""
    ours, others = 0, 0
    for n in sizes:
        ours += sum(
            count_singled_out(fit_position_and_weight(n), KINDS, may_be_nobody=MAY_BE_NOBODY).values()
        )
        others += sum(singled_out(ways(n, 6), naive, KINDS, may_be_nobody=MAY_BE_NOBODY).values())
    span = f"{min(sizes)} to {max(sizes)} people"
    return [
        Row("privacy", f"position and weight, {span}: people singled out", ours, 0),
        Row(
            "privacy", f"position and weight, {span}: the same by a rule for single numbers", others, least=1
        ),
    ]


def crossings(sizes: Sequence[int]) -> list[Row]:
    """Two answers crossed, as weight and understanding."""
    corners = sum(sum(singled_out(ways(n, 4), tell_corners, CORNERS).values()) for n in sizes)
    span = f"{min(sizes)} to {max(sizes)} people"
    return [Row("privacy", f"weight crossed with understanding, {span}: people singled out", corners, 0)]


def purposes(sizes: Sequence[int]) -> list[Row]:
    """Who has tipped, who has not, and who says that it is the wrong purpose, with what a missing mean and a missing claim tell.

    That nobody says so may show: it tells of nobody that they did.
    """
    groups = {"tipped": (0,), "not tipped": (1,), "wrong purpose": (2,)}
    found = sum(
        sum(singled_out(ways(n, 3), _tell_purpose, groups, may_be_nobody={"wrong purpose"}).values())
        for n in sizes
    )
    return [Row("privacy", f"wrong purpose, {min(sizes)} to {max(sizes)} people: singled out", found, 0)]


def cells(sizes: Sequence[Sequence[int]]) -> list[Row]:
    """Support by party beside the support of all: an adversary who subtracts one from the other."""
    found = 0
    for parties in sizes:
        fits: dict[Hashable, list[Counts]] = defaultdict(list)
        for agrees in itertools.product(*(range(n + 1) for n in parties)):
            whole = shares.publish_count(sum(agrees), sum(parties))
            by_cell = tuple(shares.publish_count(count, n) for count, n in zip(agrees, parties, strict=True))
            is_kept = not any(publish.is_extreme(count, n) for count, n in zip(agrees, parties, strict=True))
            fits[whole, by_cell if is_kept else None].append(agrees)
        for same in fits.values():
            for place, n in enumerate(parties):
                possible = {answer[place] for answer in same}
                found += len(possible) == 1 and possible <= {0, 1, n - 1, n}
    return [Row("privacy", "support by party beside the whole: people singled out", found, 0)]


def with_names(sizes: Sequence[int]) -> list[Row]:
    """Sealed against named, where everybody knows what everybody said with their name."""
    found = 0
    for n in sizes:
        for known in ways(n, 3):
            told = functools.partial(_tell_gap, known)
            groups = {"disagrees": (0,), "undecided": (1,), "agrees": (2,)}
            found += sum(singled_out(ways(n, 3), told, groups, may_be_nobody={"undecided"}).values())
    return [
        Row("privacy", f"sealed against named, {min(sizes)} to {max(sizes)} people: singled out", found, 0)
    ]


def history(rng: np.random.Generator, histories: int) -> list[Row]:
    """People join, leave and come back from one version to the next; differences are of nobody or of five."""
    small, computed = 0, 0
    for _ in range(histories):
        before = {str(one) for one in rng.choice(20, int(rng.integers(3, 15)), replace=False)}
        gone = {one for one in before if rng.random() < rng.choice([0.0, 0.15, 0.5])}
        after = (before - gone) | {str(one) for one in rng.integers(0, 20, int(rng.choice([0, 0, 1, 4, 8])))}
        if reading.may_be_compared(sorted(before), sorted(after)):
            computed += 1
            small += 0 < len(before ^ after) < partition.SMALLEST_CELL
    return [
        Row("privacy", f"joins and leaves: differences of one to four people, of {computed}", small, 0),
        Row("privacy", "joins and leaves: differences taken at all", computed, least=1),
    ]


def _tell_purpose(answer: Counts) -> Hashable:
    tipped, held, wrong = answer
    n, weighed = sum(answer), tipped + held
    return (
        shares.publish_count(tipped, n),
        tipping.has_wrong_purpose(wrong, tipped=tipped, n=n),
        weighed < partition.SMALLEST_CELL or publish.is_extreme(tipped, weighed),
        2 * tipped > n,
    )


def _tell_gap(known: Counts, answer: Counts) -> Hashable:
    n, agrees = sum(answer), answer[2]
    return (
        shares.publish_count(agrees, n),
        answer[0] <= 1,
        named.gap(agrees, n, known[2], n),
        named.publish_moved(agrees, known[2], n),
    )


def _one_of_each(found: Sequence[Floats]) -> list[Floats]:
    """Positions with the same sides, one for each word there could be for how close they are."""
    return list({publish.agreement_word(publish.agreement(one) or 0.0): one for one in found}.values())
