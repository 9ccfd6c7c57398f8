"""Groups that the fast path proposes are asked of the sampler before anyone sees them.

`laplace` keeps the variances of the model fixed and draws every statement as if the others were known, so it is too sure of
groups: on one published set it gave P(k >= 2) = 1.0 where the sampler gives .73, and wider draws did not change that. To show
groups that are not there is the worse mistake; therefore `laplace` may propose groups and a short sample has to agree.
"""

import dataclasses

import numpy as np

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion import exact, groups, panel, votes
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import GroupPosterior

MOST_VOTES = 50_000
"""People are taken evenly up to about so many votes: ten to twenty seconds of sampling for each number of dimensions."""

SWEEPS = exact.Sweeps(dropped=150, kept=300, stride=4, chains=2, doublings=0)
"""One chain of half the length was as sure as `laplace`: it does not get around."""
_LIGHTEST = 0.05  # a model with less weight is not sampled


def confirm_groups(
    *, grouping: groups.Grouping, mixture: Mixture, seed: int, on_progress: Progress | None = None
) -> groups.Grouping:
    """The grouping as it is, unless it comes from `laplace`, shows groups, and the sampler does not.

    Then none are shown, and the probability of each number of groups is the sampler's. `mixture` is the fit of all people,
    of whom `grouping` may know only some.
    """
    if mixture.path == "exact" or grouping.posterior is None or not grouping.posterior.shown:
        return grouping
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    tell(0.0, gettext_noop("Checking the groups"))
    sampled = _sample(mixture, seed=seed, tell=start_stage(tell, begin=0.0, end=0.6))
    found = groups.find_groups(
        mixture=sampled, seed=seed, on_progress=start_stage(tell, begin=0.6, end=1.0)
    ).posterior
    if found is None or found.shown:
        return grouping
    return dataclasses.replace(
        grouping,
        posterior=GroupPosterior(found.probability_by_count, False, None, (), None, None),
        matched=(),
        share=np.zeros((grouping.share.shape[0], 0)),
    )


def _sample(mixture: Mixture, *, seed: int, tell: Progress) -> Mixture:
    """Short samples of every model with positions that matters, of at most about `MOST_VOTES` votes."""
    table = _thin(mixture.table)
    wanted = [d for d in (1, 2) if mixture.draws[d] is not None and mixture.weights.weights[d] >= _LIGHTEST]
    fits: list[Draws | None] = [None, None, None]
    for place, dimensions in enumerate(wanted):
        fits[dimensions] = exact.fit_exact(
            table=table,
            dimensions=dimensions,
            seed=seed,
            sweeps=SWEEPS,
            on_progress=start_stage(tell, begin=place / len(wanted), end=(place + 1) / len(wanted)),
        )
    return dataclasses.replace(mixture, table=table, draws=(None, fits[1], fits[2]), path="exact")


def _thin(table: votes.VoteTable) -> votes.VoteTable:
    """The table, or some of its people taken evenly in canonical order."""
    if table.vote_count <= MOST_VOTES:
        return table
    n = table.person_count
    amount = max(1, n * MOST_VOTES // table.vote_count)
    return panel.keep_people(table, ((np.arange(amount) + 0.5) * n / amount).astype(np.int64))
