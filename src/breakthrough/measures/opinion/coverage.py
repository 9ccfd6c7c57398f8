"""Do the 95 % intervals hold what they promise? Votes with a planted truth, many times over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from breakthrough.kernel.words import gettext_noop as _
from breakthrough.measures.opinion import exact, mixture, planted, prediction
from breakthrough.measures.opinion.draws import Draws
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.readout import Posterior
from breakthrough.measures.opinion.results import Coverage

FloatArray = NDArray[np.float64]

SHAPES = ("none", "normal", "two_equal")
SEEN_SHARES = (0.6, 1.0)


def evaluate_coverage(
    *,
    seed: int,
    person_counts: Sequence[int] = (5, 10, 20, 50),
    set_count: int = 90,
    statement_count: int = 20,
    sweeps: exact.Sweeps | None = None,
    on_progress: Progress | None = None,
) -> tuple[Coverage, ...]:
    """Share of planted truths that the 95 % interval of P(agree) holds, for each number of people.

    The sets take turns in shape (no structure, one cloud, two groups) and in how much was seen (60 %, 100 %). The truth is
    the mean over the people of their true probability to agree.
    """
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    found = []
    for place, person_count in enumerate(person_counts):
        held, widths = [], []
        for index in range(set_count):
            truth = planted.plant(
                shape=SHAPES[index % len(SHAPES)],
                person_count=person_count,
                statement_count=statement_count,
                seen_share=SEEN_SHARES[index // len(SHAPES) % len(SEEN_SHARES)],
                seed=seed * 100_003 + index,
            )
            table = planted.tabulate_truth(truth)
            fit = mixture.fit_mixture(table=table, path="exact", seed=seed, sweeps=sweeps)
            shares = find_shares(fit.list_shares())
            low, high = shares.quantile(0.025), shares.quantile(0.975)
            true = truth.agree.mean(axis=0)[[int(key) for key in table.statement_keys]]
            held.append((low <= true) & (true <= high))
            widths.append(high - low)
            tell((place + (index + 1) / set_count) / len(person_counts), _("Testing the intervals"))
        everything = np.concatenate(held)
        found.append(
            Coverage(
                person_count=person_count,
                set_count=set_count,
                interval_count=len(everything),
                covered_share=float(everything.mean()),
                mean_width=float(np.concatenate(widths).mean()),
            )
        )
    return tuple(found)


def find_shares(parts: Sequence[tuple[Draws, float]], *, answer: int = 0) -> Posterior:
    """Mean probability over all people of every statement, by draw, for fits with weights; answer 0 agree, 1 disagree, 2 pass."""
    values, weights = [], []
    for draws, weight in parts:
        for index in range(draws.count):
            side = draws.c[index][:, None] + draws.b[index]
            passing = draws.g[index][:, None] + draws.h[index]
            for axis in range(draws.dimensions):
                side += draws.theta[index, :, axis, None] * draws.a[index, :, axis]
                passing += draws.theta[index, :, axis, None] * draws.r[index, :, axis]
            values.append(prediction.answer_probabilities(side, passing)[:, :, answer].mean(axis=0))
        weights.append(np.full(draws.count, weight / draws.count))
    return Posterior(values=np.stack(values), weight=np.concatenate(weights))
