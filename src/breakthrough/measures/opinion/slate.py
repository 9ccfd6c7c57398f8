"""A short list of statements that represents everyone: proportional approval voting with an audit of its fairness.

Who agrees with a statement approves of it. The score of a list is the mean over draws of Σ_people (1 + ½ + … + 1/approved).
Greedy, then swaps until no pair gains more than n/k²: such lists satisfy EJR+ on complete approvals.

References: Thiele 1895 (the score); Aziz, Elkind, Huang, Lackner, Sánchez-Fernández, Skowron 2018, "On the complexity of
extended and proportional justified representation" (swaps); Brill, Peters 2023, "Robust and verifiable proportionality axioms
for multiwinner voting" (EJR+).
"""

import dataclasses

import numpy as np
import numpy.typing as npt

from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.results import Estimate, Slate
from breakthrough.measures.opinion.sides import list_chosen

Floats = npt.NDArray[np.float64]
Approvals = npt.NDArray[np.float32]

FEWEST_PEOPLE = 8
SLATE_SIZE = 5
APPROVAL_DRAWS = 64

_PURPOSE = 73
_MOST_CELLS = 20_000_000  # draws times people times statements (four bytes each)
_DIGITS = 9


@dataclasses.dataclass(frozen=True, slots=True)
class Audit:
    """How a list fares in each draw: `jr` and `ejr_plus` [T] hold or not; `one` and `two` [T] share of the people with that
    many approved statements; `missing` the statement whose supporters are most often left with nothing, if any."""

    jr: npt.NDArray[np.bool_]
    ejr_plus: npt.NDArray[np.bool_]
    one: Floats
    two: Floats
    missing: int | None


def build_slate(
    *,
    mixture: Mixture,
    eligible: npt.NDArray[np.bool_],
    seed: int,
    weight: Floats | None = None,
    size: int = SLATE_SIZE,
) -> Slate | None:
    """A slate of `size` of the `eligible` statements [m], or `None` with fewer than eight people or no statement.

    `weight` [n] counts people that stand for more than themselves.
    """
    candidates = np.flatnonzero(eligible)
    size = min(size, len(candidates))
    if mixture.table.person_count < FEWEST_PEOPLE or size == 0:
        return None
    approvals, taken = draw_approvals(mixture=mixture, candidates=candidates, seed=seed)
    weights = np.ones(len(taken)) if weight is None else weight[taken] * (len(taken) / weight[taken].sum())
    chosen = choose_slate(approvals=approvals, size=size, weight=weights)
    found = audit(approvals=approvals, chosen=chosen, weight=weights)
    keys = [mixture.table.statement_keys[j] for j in candidates]
    return Slate(
        statements=tuple(keys[j] for j in chosen),
        jr_probability=float(found.jr.mean()),
        ejr_plus_probability=float(found.ejr_plus.mean()),
        one_share=_estimate(found.one),
        two_share=_estimate(found.two),
        missing_statement=None if found.missing is None else keys[found.missing],
    )


def draw_approvals(
    *, mixture: Mixture, candidates: npt.NDArray[np.intp], seed: int
) -> tuple[Approvals, npt.NDArray[np.int64]]:
    """Approvals [T, n', m'] of the candidates: the vote where there is one, else drawn from P(agree).

    Where this would not fit into memory, n' people are taken evenly; their indices come second.
    """
    n = mixture.table.person_count
    most = max(200, _MOST_CELLS // (APPROVAL_DRAWS * len(candidates)))
    taken = np.arange(n) if n <= most else ((np.arange(most) + 0.5) * n / most).astype(np.int64)
    known = np.full((n, mixture.table.statement_count), -1, np.int8)
    known[mixture.table.person, mixture.table.statement] = mixture.table.vote == 1
    known = known[np.ix_(taken, candidates)]
    layers = []
    shares = mixture.list_shares()
    for (draws, _), amount in zip(shares, _amounts([weight for _, weight in shares]), strict=True):
        for draw in list_chosen(draws, amount).tolist():
            generator = np.random.default_rng([seed, _PURPOSE, draws.dimensions, draw])
            guess = generator.random(known.shape) < _agree(draws, draw, taken, candidates)
            layers.append(np.where(known >= 0, known == 1, guess).astype(np.float32))
    return np.stack(layers), taken


def choose_slate(*, approvals: Approvals, size: int, weight: Floats) -> tuple[int, ...]:
    """Indices of `size` statements, most shared first. `approvals` [T, n, m] of 0 and 1, `weight` [n] (mean 1)."""
    draws, n, m = approvals.shape
    flat = approvals.reshape(draws * n, m)
    each = np.tile(weight / draws, draws).astype(np.float32)
    chosen: list[int] = []
    count = np.zeros(draws * n, np.float32)
    for _ in range(size):
        best = _first_best(_gains(flat, each, count), chosen)
        chosen.append(best)
        count += flat[:, best]
    for _ in range(size * size * (1 + m)):
        swap = _best_swap(flat, each, count, chosen)
        if swap is None or swap[2] <= n / size**2:
            break
        out, entering, _ = swap
        count += flat[:, entering] - flat[:, out]
        chosen[chosen.index(out)] = entering
    support = each @ flat
    return tuple(sorted(chosen, key=lambda j: (-round(float(support[j]), _DIGITS), j)))


def pav_score(*, approvals: Approvals, chosen: tuple[int, ...], weight: Floats) -> float:
    """Mean over draws of Σ_people weight · (1 + ½ + … + 1/approved)."""
    count = approvals[:, :, list(chosen)].sum(2).astype(np.int64)
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, len(chosen) + 1))])
    return float((harmonic[count] @ weight).mean())


def audit(*, approvals: Approvals, chosen: tuple[int, ...], weight: Floats) -> Audit:
    """Justified representation, EJR+ and coverage of a list in every draw."""
    draws, n, m = approvals.shape
    size = len(chosen)
    count = approvals[:, :, list(chosen)].sum(2)
    outside = np.ones(m, np.bool_)
    outside[list(chosen)] = False
    broken = np.zeros((size, draws, m), np.bool_)
    for level in range(1, size + 1):
        lacking = (count < level) * weight.astype(np.float32)
        support = np.matmul(lacking[:, None, :], approvals)[:, 0]
        broken[level - 1] = (support >= level * n / size - 1e-4) & outside
    missing = broken[0].sum(0)
    return Audit(
        jr=~broken[0].any(1),
        ejr_plus=np.asarray(~broken.any((0, 2))),
        one=(count >= 1) @ weight / n,
        two=(count >= 2) @ weight / n,
        missing=int(missing.argmax()) if missing.any() else None,
    )


def _amounts(weights: list[float]) -> list[int]:
    """Draws per model, proportional to the weights, in all at least `APPROVAL_DRAWS`."""
    return [
        max(1, round(APPROVAL_DRAWS * weight)) if weight > 0.5 / APPROVAL_DRAWS else 0 for weight in weights
    ]


def _agree(
    draws: Draws, draw: int, people: npt.NDArray[np.int64], candidates: npt.NDArray[np.intp]
) -> Floats:
    from scipy.special import ndtr

    theta = draws.theta[draw, people]
    passing = ndtr(
        draws.g[draw, people, None] + draws.h[draw, candidates] + theta @ draws.r[draw, candidates].T
    )
    siding = ndtr(
        draws.c[draw, people, None] + draws.b[draw, candidates] + theta @ draws.a[draw, candidates].T
    )
    return np.asarray(siding * (1 - passing))


def _gains(flat: Approvals, each: Approvals, count: Approvals) -> Floats:
    """What each statement would add to the score [m]."""
    return np.asarray((each / (1 + count)) @ flat, dtype=np.float64)


def _first_best(gains: Floats, chosen: list[int]) -> int:
    free = np.round(gains, _DIGITS - 4)
    free[chosen] = -np.inf
    return int(free.argmax())


def _best_swap(
    flat: Approvals, each: Approvals, count: Approvals, chosen: list[int]
) -> tuple[int, int, float] | None:
    """The statement to take out, the one to put in, and what the score gains."""
    best: tuple[int, int, float] | None = None
    for out in sorted(chosen):
        without = count - flat[:, out]
        gains = _gains(flat, each, without)
        entering = _first_best(gains, chosen)
        gain = round(float(gains[entering] - gains[out]), _DIGITS - 4)
        if entering not in chosen and (best is None or gain > best[2]):
            best = (out, entering, gain)
    return best


def _estimate(values: Floats) -> Estimate:
    low, high = np.quantile(values, [0.025, 0.975])
    return Estimate(float(values.mean()), float(low), float(high))
