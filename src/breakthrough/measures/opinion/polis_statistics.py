"""The statement statistics of Polis, given the groups: counts, tests, representative statements, consensus, priorities.

Formulas as published by the Computational Democracy Project (`math` of github.com/compdemocracy/polis), written anew. The
+1 on hits *and* trials of the tests pushes every test up (no votes at all give 1.0); it is kept on purpose.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion.results import Direction

Floats = NDArray[np.float64]

SIGNIFICANT = 1.2816  # one-sided 90 %
LIST_LENGTH = 5
META_PRIORITY = 7.0


@dataclass(frozen=True, slots=True)
class Tests:
    """Counts and tests, float64[groups, m] each (see the module's title for the letters).

    `agrees`, `disagrees`, `seen` (with passes) · `pa`, `pd` shares with one of each added · `pat`, `pdt` tests against one
    half · `ra`, `rd` ratio to the other groups · `rat`, `rdt` two-sample tests against the other groups.
    """

    agrees: Floats
    disagrees: Floats
    seen: Floats
    pa: Floats
    pd: Floats
    pat: Floats
    pdt: Floats
    ra: Floats
    rd: Floats
    rat: Floats
    rdt: Floats


@dataclass(frozen=True, slots=True)
class Chosen:
    """A statement (index) chosen for a group, and in which direction."""

    statement: int
    direction: Direction
    is_best_agree: bool


def count_votes(
    *,
    person: NDArray[np.int32],
    statement: NDArray[np.int32],
    vote: NDArray[np.int8],
    group: NDArray[np.int64],
    group_count: int,
    statement_count: int,
) -> tuple[Floats, Floats, Floats]:
    """Agrees, disagrees and seen by group and statement; `group` int64[n], −1 for people without one."""
    inside = group[person] >= 0
    place = (group[person[inside]] * statement_count + statement[inside]) * 3 + vote[inside] + 1
    counts = np.bincount(place, minlength=group_count * statement_count * 3)
    by_answer: Floats = counts.reshape(group_count, statement_count, 3).astype(np.float64)
    return by_answer[:, :, 2], by_answer[:, :, 0], by_answer.sum(axis=2)


def compare_groups(agrees: Floats, disagrees: Floats, seen: Floats) -> Tests:
    """Every test of every group against all other groups together."""
    rest_agrees = agrees.sum(axis=0) - agrees
    rest_disagrees = disagrees.sum(axis=0) - disagrees
    rest_seen = seen.sum(axis=0) - seen
    pa, pd = smoothed(agrees, seen), smoothed(disagrees, seen)
    return Tests(
        agrees=agrees,
        disagrees=disagrees,
        seen=seen,
        pa=pa,
        pd=pd,
        pat=one_sample_test(agrees, seen),
        pdt=one_sample_test(disagrees, seen),
        ra=pa / smoothed(rest_agrees, rest_seen),
        rd=pd / smoothed(rest_disagrees, rest_seen),
        rat=two_sample_test(agrees, rest_agrees, seen, rest_seen),
        rdt=two_sample_test(disagrees, rest_disagrees, seen, rest_seen),
    )


def smoothed(hits: Floats, trials: Floats) -> Floats:
    """(hits + 1) / (trials + 2)."""
    return (hits + 1) / (trials + 2)


def one_sample_test(hits: Floats, trials: Floats) -> Floats:
    """2·√(S+1)·((A+1)/(S+1) − ½)."""
    ratio: Floats = 2 * np.sqrt(trials + 1) * ((hits + 1) / (trials + 1) - 0.5)
    return ratio


def two_sample_test(hits: Floats, rest_hits: Floats, trials: Floats, rest_trials: Floats) -> Floats:
    """Difference of two shares in standard errors, with one hit and one trial added on each side; 0 if all are hits."""
    first, second = (hits + 1) / (trials + 1), (rest_hits + 1) / (rest_trials + 1)
    pooled = (hits + rest_hits + 2) / (trials + rest_trials + 2)
    variance = pooled * (1 - pooled) * (1 / (trials + 1) + 1 / (rest_trials + 1))
    same = pooled >= 1
    test: Floats = np.where(same, 0.0, (first - second) / np.sqrt(np.where(same, 1.0, variance)))
    return test


def choose_representative(tests: Tests, group: int, skipped: NDArray[np.bool_]) -> list[Chosen]:
    """At most five statements that set one group apart, agrees before disagrees; never a skipped one (bool[m])."""
    open_statements = np.flatnonzero(~skipped).tolist()
    passing = [j for j in open_statements if is_representative(tests, group, j)]
    best_agree = find_best_agree(tests, group, open_statements)
    if not passing:
        best = best_agree if best_agree is not None else find_best_test(tests, group, open_statements)
        chosen = [] if best is None else [best]
    else:
        passing.sort(key=lambda j: -strength(tests, group, j))
        first = [] if best_agree is None else [best_agree]
        chosen = [*first, *(j for j in passing if j != best_agree)][:LIST_LENGTH]
    entries = [Chosen(j, direction_of(tests, group, j), j == best_agree) for j in chosen]
    return sorted(entries, key=lambda entry: entry.direction != "agree")


def is_representative(tests: Tests, group: int, j: int) -> bool:
    """Both tests of one direction are significant."""
    agree = tests.rat[group, j] > SIGNIFICANT and tests.pat[group, j] > SIGNIFICANT
    return bool(agree or (tests.rdt[group, j] > SIGNIFICANT and tests.pdt[group, j] > SIGNIFICANT))


def direction_of(tests: Tests, group: int, j: int) -> Direction:
    """Agree iff its test against the rest is larger than that of disagree."""
    return "agree" if tests.rat[group, j] > tests.rdt[group, j] else "disagree"


def strength(tests: Tests, group: int, j: int) -> float:
    """What representative statements are sorted by: ratio × its test × share × its test, in the chosen direction."""
    place = group, j
    if direction_of(tests, group, j) == "agree":
        return float(tests.ra[place] * tests.rat[place] * tests.pa[place] * tests.pat[place])
    return float(tests.rd[place] * tests.rdt[place] * tests.pd[place] * tests.pdt[place])


def find_best_agree(tests: Tests, group: int, statements: list[int]) -> int | None:
    """The statement a group agrees on best; compares with the best so far, in the order of the statements."""
    best: int | None = None
    for j in statements:
        if tests.agrees[group, j] + tests.disagrees[group, j] > 0 and beats_best_agree(tests, group, j, best):
            best = j
    return best


def beats_best_agree(tests: Tests, group: int, j: int, best: int | None) -> bool:
    """True if `j` is a better agree than `best`."""
    ra, rat, pa, pat = (table[group] for table in (tests.ra, tests.rat, tests.pa, tests.pat))
    if best is None:
        return bool(pat[j] > SIGNIFICANT or (ra[j] > 1 and pa[j] > 0.5))
    if ra[best] > 1:
        return bool(ra[j] * rat[j] * pa[j] * pat[j] > ra[best] * rat[best] * pa[best] * pat[best])
    return bool(pa[j] * pat[j] > pa[best] * pat[best])


def find_best_test(tests: Tests, group: int, statements: list[int]) -> int | None:
    """The statement with the largest test against the rest in either direction."""
    return max(statements, key=lambda j: max(tests.rat[group, j], tests.rdt[group, j]), default=None)


def choose_consensus(hits: Floats, seen: Floats, skipped: NDArray[np.bool_]) -> list[int]:
    """At most five statements with a share over one half and a significant test, by share × test; float64[m] each."""
    share, test = smoothed(hits, seen), one_sample_test(hits, seen)
    passing = np.flatnonzero((share > 0.5) & (test > SIGNIFICANT) & ~skipped).tolist()
    return sorted(passing, key=lambda j: -share[j] * test[j])[:LIST_LENGTH]


def group_aware(tests: Tests) -> tuple[Floats, Floats]:
    """Products over the groups of the smoothed shares of agree and of disagree, float64[m] each."""
    return tests.pa.prod(axis=0), tests.pd.prod(axis=0)


def find_priorities(tests: Tests, extremity: Floats, is_meta: NDArray[np.bool_]) -> Floats:
    """Routing priority of every statement, float64[m]: clear, agreed, extreme and fresh ones first; meta ones 49."""
    agrees, seen = tests.agrees.sum(axis=0), tests.seen.sum(axis=0)
    passes = seen - agrees - tests.disagrees.sum(axis=0)
    importance = (1 - smoothed(passes, seen)) * (extremity + 1) * smoothed(agrees, seen)
    freshness = 1 + 8 * 2.0 ** (-seen / 5)
    priority: Floats = np.where(is_meta, META_PRIORITY, importance * freshness) ** 2
    return priority
