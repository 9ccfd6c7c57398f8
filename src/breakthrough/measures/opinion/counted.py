"""Shares without a model (`shares_only`): for votes that are not linked by person, and for statements about the person.

The two questions of the model, each with a Beta(½, ½) prior: passes of all votes, agrees of the votes that take a side.
"""

import numpy as np
import numpy.typing as npt

from breakthrough.measures import lone, partition
from breakthrough.measures.opinion import publish, readout, sides, summary
from breakthrough.measures.opinion.results import OpinionReading
from breakthrough.measures.opinion.votes import CountTable

METHOD = "opinion.shares_only/3"
_DRAWS = 1_000
_PURPOSE = 75


def read_counts(*, table: CountTable, seed: int, earlier: OpinionReading | None = None) -> OpinionReading:
    """The released reading of unlinked counts: shares, common ground, splits and what is unclear; no sides, no map.

    How many people there are is not known; it is at least the largest number of votes on one statement.
    """
    is_lone = (table.passed == 1) & (table.agree + table.disagree < lone.MOST_ANSWERS)
    answers = np.stack([table.agree, table.disagree + is_lone, table.passed - is_lone])
    people = int(answers.sum(0).max(initial=0))
    found = draw_counts(answers=answers, seed=seed)
    counts = whole_counts(answers=answers, keys=table.statement_keys, person_count=people)
    everyone = sides.whole(people)
    unknown = readout.Posterior(np.zeros((0,)), np.zeros(0))
    summed = summary.summarise(
        readout=readout.Readout(whole=found, side=unknown, rest=unknown, bridge=unknown),
        sides=everyone,
        statement_keys=table.statement_keys,
        eligible=counts.eligible,
        side_eligible=counts.side_eligible,
    )
    reading = OpinionReading(
        status="shown",
        reason=None,
        path="shares_only",
        method=METHOD,
        seed=seed,
        settled=True,
        person_band=partition.n_band(people),
        reasons=("unlinked",),
        shares=summed.shares,
        common_ground=summed.common_ground,
        tensions=summed.tensions,
        unclear=summed.unclear,
    )
    return publish.release(draft=publish.Draft(reading, counts), earlier=earlier)


def draw_counts(*, answers: npt.NDArray[np.int64], seed: int) -> readout.Posterior:
    """Posterior of agree, disagree and pass shares [1000, 3, m] given counts [3, m]."""
    agree, disagree, passed = answers.astype(np.float64)
    generator = np.random.default_rng([seed, _PURPOSE])
    size = (_DRAWS, answers.shape[1])
    passing = generator.beta(passed + 0.5, agree + disagree + 0.5, size)
    siding = generator.beta(agree + 0.5, disagree + 0.5, size)
    values = np.stack([(1 - passing) * siding, (1 - passing) * (1 - siding), passing], axis=1)
    return readout.Posterior(values, np.full(_DRAWS, 1 / _DRAWS))


def whole_counts(
    *, answers: npt.NDArray[np.int64], keys: tuple[str, ...], person_count: int
) -> publish.Counts:
    """Counts [3, m] without sides."""
    m = len(keys)
    return publish.Counts(
        person_count=person_count,
        statement_keys=keys,
        answers=answers,
        side_keys=(),
        side_people=np.zeros(0, np.int64),
        side_answers=np.zeros((0, 3, m), np.int64),
        outside_people=0,
        outside_asked=np.zeros(m, np.int64),
    )
