"""Would other statements have put the same people together? Statements are drawn again, groups are forced, and compared."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures.opinion import clusters, live_fit, live_votes, positions, votes
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import Stability

Labels = npt.NDArray[np.int64]

RESAMPLES = 20
FEWEST_VOTES = 7


def evaluate_stability(
    *,
    name: str,
    table: votes.VoteTable,
    group_count: int = 2,
    resample_count: int = RESAMPLES,
    on_progress: Progress | None = None,
) -> Stability:
    """Adjusted Rand index of forced groups after resampling the statements, over people with seven votes or more.

    Resample b takes the columns `default_rng(b).integers(0, m, m)`; a statement drawn twice enters twice.
    """
    tell = start_stage(on_progress, begin=0.0, end=1.0)
    often = np.bincount(table.person, minlength=table.person_count) >= FEWEST_VOTES
    full = partition_forced(table, count=group_count)
    indices = []
    for number in range(resample_count):
        columns = np.random.default_rng(number).integers(0, table.statement_count, table.statement_count)
        again = partition_forced(take_statements(table, columns), count=group_count)
        indices.append(adjusted_rand(full[often], again[often]))
        tell((number + 1) / resample_count, gettext_noop("Drawing statements again"))
    return Stability(
        name=name,
        group_count=group_count,
        person_count=int(often.sum()),
        indices=tuple(indices),
        median=float(np.median(indices)),
    )


def partition_forced(table: votes.VoteTable, *, count: int) -> Labels:
    """Everyone's group [n] of at most `count`, whatever the votes bear: for the evaluation of stability only.

    One fit to the positions of `live`: two groups on the main axis, more on both. They come from the Gaussian model in closed
    form: draws or a search for a mode would add differences of their own to the comparison.
    """
    fit = live_fit.orient(live_fit.fit_cold(votes=live_votes.pack_table(table), dimensions=2), None)
    d = 1 if count <= 2 else 2
    position = fit.person[:, 1 : 1 + d]
    certain = np.linalg.inv(fit.person_cov[:, [[3, 4], [4, 5]]][:, :d, :d])
    found = clusters.fit_groups(
        precision=(certain - (1 - positions.LEAST_PRECISION) * np.eye(d)).transpose(1, 2, 0)[:, :, None],
        linear=np.einsum("nab,nb->an", certain, position)[:, None],
        weight=np.ones((1, table.person_count)),
        mode=position.T[:, None],
        count=count,
    )
    return np.asarray(found.belonging[0].argmax(1))


def take_statements(
    table: votes.VoteTable, columns: Sequence[int] | npt.NDArray[np.int64]
) -> votes.VoteTable:
    """A table with these statements (indices, repeats allowed) as its columns; people keep their index."""
    person, statement, vote = [], [], []
    for place, column in enumerate(columns):
        rows = table.statement == column
        person.append(table.person[rows])
        statement.append(np.full(int(rows.sum()), place))
        vote.append(table.vote[rows])
    order = np.lexsort((np.concatenate(statement), np.concatenate(person)))
    return votes.VoteTable(
        person=np.concatenate(person)[order].astype(np.int32),
        statement=np.concatenate(statement)[order].astype(np.int32),
        vote=np.concatenate(vote)[order].astype(np.int8),
        person_keys=table.person_keys,
        statement_keys=tuple(str(place) for place in range(len(columns))),
        segment=table.segment,
        status=np.ones(len(columns), np.int8),
        is_meta=np.zeros(len(columns), np.bool_),
    )


def adjusted_rand(first: Labels, second: Labels) -> float:
    """Agreement of two partitions [n], 1 for the same and 0 on average by chance (Hubert, Arabie 1985).

    Two partitions that put everyone together agree fully.
    """
    table = np.zeros((int(first.max(initial=0)) + 1, int(second.max(initial=0)) + 1))
    np.add.at(table, (first, second), 1)

    def pairs(counts: npt.NDArray[np.float64]) -> float:
        return float((counts * (counts - 1) / 2).sum())

    together, rows, columns = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    total = len(first) * (len(first) - 1) / 2
    expected = rows * columns / total if total else 0.0
    most = (rows + columns) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)
