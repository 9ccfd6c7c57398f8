"""What must not matter does not matter: the order of rows, the names, and which answer is called agreeing."""

from __future__ import annotations

import dataclasses

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures.opinion import coverage, exact, mixture, votes
from breakthrough.measures.opinion.draws import Mixture
from breakthrough.measures.opinion.readout import Posterior

FloatArray = NDArray[np.float64]

_BATCHES = 20
_ERRORS = 3.0
_SHARE_WITHIN = (
    0.95  # of the statements: the errors are themselves estimated, and one in a hundred strays by chance
)


def evaluate_invariance(
    *, table: votes.VoteTable, seed: int, dimensions: int = 1, sweeps: exact.Sweeps | None = None
) -> tuple[tuple[str, bool, float], ...]:
    """Name of each check, whether it held, and the figure that it was judged by.

    "shuffled rows" compares whole mixtures: the largest difference of any draw must be 0. "renamed people", "renamed
    statements" and "signs flipped" compare fits with the given number of dimensions: the share of statements whose P(agree)
    (flipped: P(disagree)) moved by at most 3 Monte Carlo standard errors must be .95.
    """
    order = np.random.default_rng(seed)
    rows = order.permutation(table.vote_count)
    people, statements = order.permutation(table.person_count), order.permutation(table.statement_count)
    everyone = np.arange(table.statement_count)
    difference = _largest_difference(
        mixture.fit_mixture(table=table, path="exact", seed=seed, sweeps=sweeps),
        mixture.fit_mixture(table=_tabulate_again(table, rows=rows), path="exact", seed=seed, sweeps=sweeps),
    )

    def read(changed: votes.VoteTable, answer: int = 0) -> Posterior:
        fit = exact.fit_exact(
            table=changed, dimensions=dimensions, seed=seed, sweeps=sweeps or exact.Sweeps()
        )
        return coverage.find_shares([(fit, 1.0)], answer=answer)

    shares = read(table)
    flipped = dataclasses.replace(table, vote=-table.vote)
    return (
        ("shuffled rows", difference == 0.0, difference),
        _compare("renamed people", shares, read(_tabulate_again(table, people=people)), everyone),
        _compare(
            "renamed statements", shares, read(_tabulate_again(table, statements=statements)), statements
        ),
        _compare("signs flipped", shares, read(flipped, answer=1), everyone),
    )


def find_monte_carlo_errors(shares: Posterior) -> FloatArray:
    """Standard error of each posterior mean, by the spread of batches of draws in the order they were made."""
    batches = np.array_split(shares.weight[:, None] * shares.values, _BATCHES)
    weights = np.array([part.sum() for part in np.array_split(shares.weight, _BATCHES)])
    means = np.stack([batch.sum(axis=0) for batch in batches]) / weights[:, None]
    centred = (means - shares.mean()) * weights[:, None]
    return np.asarray(np.sqrt((centred**2).sum(axis=0) * _BATCHES / (_BATCHES - 1)))


def _tabulate_again(
    table: votes.VoteTable,
    *,
    rows: NDArray[np.int64] | None = None,
    people: NDArray[np.int64] | None = None,
    statements: NDArray[np.int64] | None = None,
) -> votes.VoteTable:
    """The same votes with rows in another order, or with names handed round."""
    rows = np.arange(table.vote_count) if rows is None else rows
    names = np.array(table.person_keys)[people] if people is not None else np.array(table.person_keys)
    titles = (
        np.array(table.statement_keys)[statements]
        if statements is not None
        else np.array(table.statement_keys)
    )
    return votes.tabulate(
        person=names[table.person[rows]],
        statement=titles[table.statement[rows]],
        vote=table.vote[rows],
        statements=titles,
    )


def _largest_difference(first: Mixture, second: Mixture) -> float:
    largest = 0.0
    for one, other in zip(first.draws, second.draws, strict=True):
        if one is None or other is None:
            largest = largest if one is other else np.inf
            continue
        for name in ("c", "g", "theta", "b", "h", "a", "r"):
            mine, theirs = getattr(one, name), getattr(other, name)
            if mine.shape != theirs.shape:
                return float(np.inf)
            largest = max(largest, float(np.abs(mine - theirs).max(initial=0.0)))
    return largest


def _compare(
    name: str, first: Posterior, second: Posterior, place: NDArray[np.int64]
) -> tuple[str, bool, float]:
    """`place`: where each statement of the first fit stands in the second."""
    error = np.hypot(find_monte_carlo_errors(first), find_monte_carlo_errors(second)[place])
    distance = np.abs(first.mean() - second.mean()[place])
    within = float((distance <= _ERRORS * error).mean()) if len(error) else 1.0
    return name, within >= _SHARE_WITHIN, within
