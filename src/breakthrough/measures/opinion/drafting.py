"""Everything that is read off a fitted mixture, before the gates of `publish`."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import partition
from breakthrough.measures.opinion import (
    confirmation,
    groups,
    landscape,
    panel,
    publish,
    readout,
    sides,
    slate,
    summary,
    votes,
)
from breakthrough.measures.opinion.draws import Draws, Mixture
from breakthrough.measures.opinion.progress import Progress, start_stage
from breakthrough.measures.opinion.results import OpinionReading, StatementShares
from breakthrough.measures.opinion.votes import VoteTable

READ_CELLS = 100_000_000
"""About so many cells (draws times people times statements) are averaged, within `FEWEST_DRAWS` and `MOST_DRAWS`."""

MOST_DRAWS, FEWEST_DRAWS = 240, 60
_LIGHTEST = 0.01  # a model with less weight is not read
_ANSWERS = (1, -1, 0)


def draft_mixture(
    *, mixture: Mixture, seed: int, segment_weights: Mapping[int, float] | None, tell: Progress
) -> publish.Draft:
    """Everything that is read off a fitted mixture, before the gates."""
    taken = panel.take_panel(
        mixture=mixture, seed=seed, weight=_person_weights(mixture.table, segment_weights)
    )
    cut = taken.mixture
    grouping = groups.find_groups(mixture=cut, seed=seed, on_progress=start_stage(tell, begin=0.0, end=0.3))
    grouping = confirmation.confirm_groups(
        grouping=grouping, mixture=mixture, seed=seed, on_progress=start_stage(tell, begin=0.3, end=0.5)
    )
    tell(0.5, gettext_noop("Adding up what people say"))
    parts = _parts(cut)
    chosen = {draws.dimensions: which for draws, which, _ in parts}
    found = sides.choose_sides(mixture=cut, grouping=grouping, chosen=chosen, seed=seed)
    counts = count_sides(mixture.table, cut.table, found)
    if found.count and not counts.side_eligible.any():  # nothing could be said by side
        found = sides.whole(cut.table.person_count, fallen_back=True)
        counts = count_sides(mixture.table, cut.table, found)
    eligible = counts.eligible
    read = readout.read_draws(
        parts=parts, sides=found, person_weight=taken.weight, statements=np.flatnonzero(eligible)
    )
    keys = cut.table.statement_keys
    summed = summary.summarise(
        readout=read,
        sides=found,
        statement_keys=tuple(key for key, named in zip(keys, eligible, strict=True) if named),
        eligible=eligible[eligible],
        side_eligible=counts.side_eligible[eligible],
    )
    tell(0.8, gettext_noop("Choosing statements that speak for everyone"))
    reading = OpinionReading(
        status="shown",
        reason=None,
        path=mixture.path,
        method=mixture.method,
        seed=seed,
        settled=mixture.settled,
        person_band=partition.n_band(counts.person_count),
        reasons=("remainder_too_small",) if found.fallen_back else (),
        weights=mixture.weights if counts.person_count >= publish.FEWEST_FOR_MAP else None,
        groups=grouping.posterior,
        sides=landscape.list_sides(found),
        map=landscape.draw_map(mixture=cut, grouping=grouping, sides=found, eligible=eligible),
        shares=_with_unread(summed.shares, keys),
        representative=summed.representative,
        expected_false=summed.expected_false,
        common_ground=summed.common_ground,
        tensions=summed.tensions,
        bridging=summed.bridging,
        unclear=summed.unclear,
        slate=slate.build_slate(mixture=cut, eligible=eligible, seed=seed, weight=taken.weight),
    )
    return publish.Draft(reading, counts)


def count_answers(table: VoteTable) -> npt.NDArray[np.int64]:
    """How many agree, disagree and pass on each statement [3, m]."""
    m = table.statement_count
    return np.stack([np.bincount(table.statement[table.vote == answer], minlength=m) for answer in _ANSWERS])


def _parts(mixture: Mixture) -> list[tuple[Draws, npt.NDArray[np.int64], float]]:
    """Which draws of which model are read, and the weight of each draw."""
    cells = max(1, mixture.table.person_count * mixture.table.statement_count)
    total = int(np.clip(READ_CELLS // cells, FEWEST_DRAWS, MOST_DRAWS))
    parts = []
    for draws, weight in mixture.list_shares():
        if weight >= _LIGHTEST:
            which = sides.list_chosen(draws, max(FEWEST_DRAWS // 2, round(total * weight)))
            parts.append((draws, which, weight / len(which)))
    return parts


def _with_unread(rows: tuple[StatementShares, ...], keys: tuple[str, ...]) -> tuple[StatementShares, ...]:
    """Rows of the whole for all statements in their order (empty where too few voted), then those of the sides."""
    whole = {row.statement: row for row in rows if row.side == "whole"}
    first = (whole.get(key) or StatementShares(key, "whole", None, None, None, None) for key in keys)
    return (*first, *(row for row in rows if row.side != "whole"))


def count_sides(table: VoteTable, cut: VoteTable, found: sides.Sides) -> publish.Counts:
    """Raw counts of everyone, and by side of those who were taken."""
    m = table.statement_count
    home = found.home[cut.person]
    by_side = [count_answers(votes.keep_rows(cut, home == place)) for place in range(found.count)]
    return publish.Counts(
        person_count=table.person_count,
        statement_keys=table.statement_keys,
        answers=count_answers(table),
        side_keys=found.keys,
        side_people=np.array([(found.home == place).sum() for place in range(found.count)], dtype=np.int64),
        side_answers=np.stack(by_side) if by_side else np.zeros((0, 3, m), np.int64),
        outside_people=int((found.home == -1).sum()) if found.count else 0,
        outside_asked=np.bincount(cut.statement[home == -1], minlength=m)
        if found.count
        else np.zeros(m, np.int64),
    )


def _person_weights(
    table: VoteTable, segment_weights: Mapping[int, float] | None
) -> npt.NDArray[np.float64] | None:
    """What each person [n] counts for in the whole; people of no weighed segment count for nothing.

    Raises ValueError if nobody would count.
    """
    if segment_weights is None or table.segment is None:
        return None
    weight = np.zeros(table.person_count)
    for segment, share in segment_weights.items():
        members = table.segment == segment
        weight[members] = share / max(1, int(members.sum()))
    if not weight.sum() > 0:
        raise ValueError("no segment with people has a weight")
    return weight
