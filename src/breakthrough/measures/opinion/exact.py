"""The exact path: posterior draws by Gibbs sampling, with convergence checked and said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import axes, gibbs, votes
from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.progress import Progress, start_stage

FloatArray = NDArray[np.float64]

CHAIN_PURPOSE = 1
_WATCHED_SHARES = 20
_RHAT_LIMIT = 1.05
_SPREAD_LIMIT = 1.1  # hyper-parameters mix slowest and move no reading by themselves


@dataclass(frozen=True, slots=True)
class Sweeps:
    """How long to sample: `dropped` + `kept` sweeps per chain, every `stride`-th kept one becomes a draw.

    If the chains disagree both numbers are doubled, at most `doublings` times.
    """

    dropped: int = 200
    kept: int = 400
    stride: int = 4
    chains: int = 2
    doublings: int = 4


def fit_exact(
    *,
    table: votes.VoteTable,
    dimensions: int,
    seed: int,
    sweeps: Sweeps = Sweeps(),
    on_progress: Progress | None = None,
    reference: axes.Reference | None = None,
) -> Draws:
    """Sample the model with 0, 1 or 2 dimensions (see `gibbs`) and turn the draws to common axes.

    Converged means split R-hat <= 1.05 for the log likelihood and up to 20 shares and <= 1.1 for the spreads of the
    parameters (never for positions, which may rotate). Gelman and Rubin (1992), split as in Gelman et al. (2013).

    Args:
        reference: vectors a_j of an earlier fit by statement key; the axes are turned onto them.

    Returns:
        Draws with T = chains · kept / stride, chain after chain. `settled` is False if the chains never agreed.
    """
    if dimensions not in (0, 1, 2):
        raise ValueError(f"dimensions must be 0, 1 or 2, not {dimensions}")
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    generators = [
        np.random.default_rng([seed, CHAIN_PURPOSE, chain, dimensions, 0]) for chain in range(sweeps.chains)
    ]
    sampler = gibbs.Sampler(
        table=table, rows=[slice(None)] * sweeps.chains, dimensions=dimensions, generators=generators
    )
    watched = np.unique(np.linspace(0, max(table.statement_count - 1, 0), _WATCHED_SHARES).astype(np.intp))
    trace = _Trace(stride=sweeps.stride, watched=watched if table.statement_count else watched[:0])
    done, settled = 0, False
    for doubling in range(sweeps.doublings + 1):
        until = (sweeps.dropped + sweeps.kept) << doubling
        while done < until:
            sampler.sweep()
            done += 1
            if done > sweeps.dropped and (done - sweeps.dropped) % trace.stride == 0:
                trace.keep(sampler, done)
            if done % 20 == 0:
                tell(done / until, _("Working out positions"))
        trace.drop(before=sweeps.dropped << doubling)
        settled = trace.is_settled()
        if settled or doubling == sweeps.doublings:
            break
        trace.thin()
    return _turn(_assemble(trace.states, sampler, settled), table, reference)


class _Trace:
    """The kept states and what convergence is judged by."""

    def __init__(self, *, stride: int, watched: NDArray[np.intp]) -> None:
        self.stride = stride
        self.states: list[gibbs.State] = []
        self._watched = watched
        self._signs: list[FloatArray] = []
        self._at: list[int] = []

    def keep(self, sampler: gibbs.Sampler, done: int) -> None:
        state = sampler.get_state()
        self.states.append(state)
        self._at.append(done)
        shares = _mean_agreement(state, sampler, self._watched)
        likelihood = sampler.count_log_likelihood()[:, None]
        self._signs.append(np.concatenate([likelihood, state.spreads, shares], axis=1))

    def drop(self, *, before: int) -> None:
        first = next((index for index, at in enumerate(self._at) if at > before), len(self._at))
        del self.states[:first], self._signs[:first], self._at[:first]

    def thin(self) -> None:
        """Keep every second state from here on, so that doubling does not need more memory."""
        self.stride *= 2
        self.states, self._signs, self._at = self.states[1::2], self._signs[1::2], self._at[1::2]

    def is_settled(self) -> bool:
        found = split_rhat(np.stack(self._signs, axis=1))
        spreads = slice(1, 1 + self.states[-1].spreads.shape[1])
        limits = np.full(len(found), _RHAT_LIMIT)
        limits[spreads] = _SPREAD_LIMIT
        return bool((found <= limits).all())


def split_rhat(chains: FloatArray) -> FloatArray:
    """Split R-hat of each quantity; chains is (chains, draws, quantities). A quantity that never moves counts as 1."""
    half = chains.shape[1] // 2
    parts = np.concatenate([chains[:, :half], chains[:, half : 2 * half]])
    within = parts.var(axis=1, ddof=1).mean(axis=0)
    between = parts.mean(axis=1).var(axis=0, ddof=1)
    ratio = np.divide(between, within, out=np.zeros_like(within), where=within > 1e-18)
    return np.asarray(np.sqrt((half - 1) / half + ratio))


def _mean_agreement(state: gibbs.State, sampler: gibbs.Sampler, watched: NDArray[np.intp]) -> FloatArray:
    """Share of all people who would agree, for some statements; (R, watched)."""
    from scipy import special

    d = sampler.dimensions
    people = state.people.reshape(2 + d, sampler.replicas, sampler.n)
    statements = state.statements.reshape(2 + 2 * d, sampler.replicas, sampler.m)[:, :, watched]
    if sampler.n == 0:
        return np.zeros((sampler.replicas, len(watched)))
    side = people[0][:, :, None] + statements[0][:, None]
    passing = people[1][:, :, None] + statements[1][:, None]
    for axis in range(d):
        side += people[2 + axis][:, :, None] * statements[2 + axis][:, None]
        passing += people[2 + axis][:, :, None] * statements[2 + d + axis][:, None]
    return np.asarray((special.ndtr(side) * special.ndtr(-passing)).mean(axis=1))


def _assemble(states: Sequence[gibbs.State], sampler: gibbs.Sampler, settled: bool) -> Draws:
    d, chains = sampler.dimensions, sampler.replicas
    people = _by_draw(np.stack([state.people for state in states]), chains, sampler.n)
    statements = _by_draw(np.stack([state.statements for state in states]), chains, sampler.m)
    cov_u = np.stack([state.cov_u for state in states]).transpose(1, 0, 2, 3).reshape(-1, 2, 2)
    return Draws(
        dimensions=d,
        c=np.ascontiguousarray(people[:, :, 0]),
        g=np.ascontiguousarray(people[:, :, 1]),
        theta=np.ascontiguousarray(people[:, :, 2:]),
        b=np.ascontiguousarray(statements[:, :, 0]),
        h=np.ascontiguousarray(statements[:, :, 1]),
        a=np.ascontiguousarray(statements[:, :, 2 : 2 + d]),
        r=np.ascontiguousarray(statements[:, :, 2 + d :]),
        cov_u=cov_u,
        settled=settled,
    )


def _by_draw(kept: FloatArray, chains: int, count: int) -> FloatArray:
    """(draws per chain, parameters, chains · count) to (chains · draws, count, parameters), chain after chain."""
    split = kept.reshape(len(kept), kept.shape[1], chains, count)
    return split.transpose(2, 0, 3, 1).reshape(len(kept) * chains, count, kept.shape[1])


def _turn(draws: Draws, table: votes.VoteTable, reference: axes.Reference | None) -> Draws:
    if draws.dimensions == 0:
        return draws
    rotations = axes.find_rotations(draws.theta, draws.a, draws.r)
    if reference:
        mean = np.einsum("tki,tij->kj", draws.a, rotations) / draws.count
        rotations = rotations @ axes.match_reference(mean, table.statement_keys, reference)
    return axes.turn_draws(draws, rotations)
