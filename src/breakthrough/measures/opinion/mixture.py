"""The fit that readings are computed from: the models with 0, 1 and 2 dimensions, each with its weight."""

from __future__ import annotations

from typing import Literal

from breakthrough.measures.opinion import axes, exact, laplace, votes, weights
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.progress import Progress, start_stage

EXACT_METHOD = "opinion.exact/3"
LAPLACE_METHOD = "opinion.laplace/3"

SMALLEST_WEIGHT = 0.005  # a model with less is not fitted: it could not move a share by half a point
_WEIGHING_SHARE = 0.4  # of the progress bar


def fit_mixture(
    *,
    table: votes.VoteTable,
    path: Literal["exact", "laplace"],
    seed: int,
    on_progress: Progress | None = None,
    reference: axes.Reference | None = None,
    sweeps: exact.Sweeps | None = None,
) -> Mixture:
    """Weigh the dimensions by held-out votes, then fit every model whose weight matters.

    Below 20 people only the model without positions is fitted. Fewer than 5 people are not refused here but where
    results leave the engine (`publish.release`).

    Args:
        reference: vectors a_j of an earlier fit of the same round by statement key, so that the picture does not flip.
        sweeps: how long to sample on the `exact` path; the default is the method's.
    """
    if path not in ("exact", "laplace"):
        raise ValueError(f"path must be exact or laplace, not {path!r}")
    found = weights.weigh_dimensions(
        table=table,
        seed=seed,
        path=path,
        on_progress=start_stage(on_progress, begin=0.0, end=_WEIGHING_SHARE),
    )
    wanted = [dimensions for dimensions in range(3) if found.weights[dimensions] >= SMALLEST_WEIGHT]
    fits: list[Draws | None] = [None, None, None]
    for place, dimensions in enumerate(wanted):
        width = (1.0 - _WEIGHING_SHARE) / len(wanted)
        begin = _WEIGHING_SHARE + place * width
        fits[dimensions] = _fit(
            table=table,
            path=path,
            dimensions=dimensions,
            seed=seed,
            on_progress=start_stage(on_progress, begin=begin, end=begin + width),
            reference=reference,
            sweeps=sweeps,
        )
    return Mixture(
        table=table,
        weights=found,
        draws=(fits[0], fits[1], fits[2]),
        method=EXACT_METHOD if path == "exact" else LAPLACE_METHOD,
        settled=all(fit.settled for fit in fits if fit is not None),
        path=path,
    )


def _fit(
    *,
    table: votes.VoteTable,
    path: Literal["exact", "laplace"],
    dimensions: int,
    seed: int,
    on_progress: Progress,
    reference: axes.Reference | None,
    sweeps: exact.Sweeps | None,
) -> Draws:
    if path == "laplace":
        return laplace.fit_laplace(
            table=table, dimensions=dimensions, seed=seed, on_progress=on_progress, reference=reference
        )[1]
    return exact.fit_exact(
        table=table,
        dimensions=dimensions,
        seed=seed,
        sweeps=sweeps or exact.Sweeps(),
        on_progress=on_progress,
        reference=reference,
    )
