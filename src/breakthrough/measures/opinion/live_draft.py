"""From a live picture to a draft for `publish.release`: the same lists by the same rules as the other paths.

Each share is drawn from its Dirichlet (votes cast plus five votes as the model expects them), sides and halves apart, and
`summary` reads the lists off those draws.
"""

import numpy as np
from numpy.typing import NDArray

from breakthrough.measures import partition
from breakthrough.measures.opinion import (
    counted,
    drafting,
    landscape,
    live_positions,
    live_shares,
    publish,
    readout,
    summary,
)
from breakthrough.measures.opinion.groups import Cloud
from breakthrough.measures.opinion.live_picture import LivePicture
from breakthrough.measures.opinion.live_votes import PackedVotes
from breakthrough.measures.opinion.results import (
    GroupPosterior,
    OpinionMap,
    OpinionReading,
    Side,
    StatementShares,
    StatementVector,
)
from breakthrough.measures.opinion.sides import Sides
from breakthrough.measures.opinion.votes import VoteTable

Floats = NDArray[np.float64]

METHOD = "opinion.live/4"
DRAWS = 200
MOST_DRAWN = 3_000_000  # draws times cells times answers times statements
FEWEST_DRAWS = 60
_PURPOSE = 77
_PASS = 2


def draft_nothing(*, table: VoteTable, seed: int) -> publish.Draft:
    """Too few people: only that."""
    reading = OpinionReading(
        status="withheld",
        reason="too_few",
        path="live",
        method=METHOD,
        seed=seed,
        settled=True,
        person_band=None,
        provisional=True,
    )
    counts = counted.whole_counts(
        answers=drafting.count_answers(table), keys=table.statement_keys, person_count=table.person_count
    )
    return publish.Draft(reading, counts)


def draft_picture(*, picture: LivePicture, votes: PackedVotes, table: VoteTable, seed: int) -> publish.Draft:
    """Everything a picture says, unrounded, with the counts behind it."""
    keys = table.statement_keys
    found = Sides(picture.sides.kind, picture.sides.keys, picture.sides.label, {})
    counts = count_cells(picture, found, table)
    if found.count and not counts.side_eligible.any():
        found = Sides("whole", (), np.full(table.person_count, -1), {}, fallen_back=True)
        counts = count_cells(picture, found, table)
    eligible = np.flatnonzero(counts.eligible)
    summed = summary.summarise(
        readout=draw_shares(picture, votes, found, eligible, seed),
        sides=found,
        statement_keys=tuple(keys[j] for j in eligible),
        eligible=counts.eligible[eligible],
        side_eligible=counts.side_eligible[eligible],
    )
    whole = {row.statement: row for row in summed.shares if row.side == "whole"}
    unread = (whole.get(key) or StatementShares(key, "whole", None, None, None, None) for key in keys)
    has_map = picture.dimensions > 0
    reading = OpinionReading(
        status="shown",
        reason=None,
        path="live",
        method=METHOD,
        seed=seed,
        settled=True,
        person_band=partition.n_band(counts.person_count),
        reasons=("remainder_too_small",) if found.fallen_back and table.segment is not None else (),
        provisional=True,
        weights=picture.state.weights if table.person_count >= publish.FEWEST_FOR_MAP else None,
        groups=describe_groups(picture, found) if has_map else None,
        sides=landscape.list_sides(found),
        map=draw_map(picture, votes, found, keys, eligible) if has_map else None,
        shares=(*unread, *(row for row in summed.shares if row.side != "whole")),
        representative=summed.representative,
        expected_false=summed.expected_false,
        common_ground=summed.common_ground,
        tensions=summed.tensions,
        bridging=summed.bridging,
        unclear=summed.unclear,
    )
    return publish.Draft(reading, counts)


def count_cells(picture: LivePicture, found: Sides, table: VoteTable) -> publish.Counts:
    """Raw counts of everyone and by side."""
    answers = np.rint(picture.cells.counts).astype(np.int64)
    by_side = answers[1 : 1 + found.count]
    outside = found.home == -1
    return publish.Counts(
        person_count=table.person_count,
        statement_keys=table.statement_keys,
        answers=answers[0],
        side_keys=found.keys,
        side_people=np.array([(found.home == place).sum() for place in range(found.count)], dtype=np.int64),
        side_answers=by_side,
        outside_people=int(outside.sum()) if found.count else 0,
        outside_asked=(answers[0] - by_side.sum(axis=0)).sum(axis=0)
        if found.count
        else np.zeros(table.statement_count, np.int64),
    )


def draw_shares(
    picture: LivePicture, votes: PackedVotes, found: Sides, eligible: NDArray[np.intp], seed: int
) -> readout.Readout:
    """Draws of the shares of the whole, the sides, everyone outside each side, and the halves of the axes."""
    state, count = picture.state, len(picture.sides.keys)
    halves = live_shares.read_halves(fit=state.fit, curves=state.curves, votes=votes)
    strength = np.concatenate((picture.cells.strength, halves.strength))[:, :, eligible]
    draws = int(np.clip(MOST_DRAWN // max(strength.size, 1), FEWEST_DRAWS, DRAWS))
    generator = np.random.default_rng([seed, _PURPOSE])
    values = generator.standard_gamma(np.maximum(strength, 1e-3), (draws, *strength.shape))
    values /= values.sum(axis=2, keepdims=True)
    weight = np.full(draws, 1 / draws)
    unknown = readout.Posterior(np.zeros((0,)), np.zeros(0))
    by_side = readout.Posterior(values[:, 1 : 1 + count], weight) if found.count else unknown
    others = readout.Posterior(values[:, 1 + count : 1 + 2 * count], weight) if found.count else unknown
    bridge = values[:, 1 + 2 * count :, 0]
    return readout.Readout(
        whole=readout.Posterior(values[:, 0], weight),
        side=by_side,
        rest=others,
        bridge=readout.Posterior(bridge.min(axis=1), weight) if bridge.shape[1] else unknown,
    )


def describe_groups(picture: LivePicture, found: Sides) -> GroupPosterior | None:
    """How many groups the votes bear so far; sizes only where groups are shown."""
    groups = picture.state.groups
    if groups is None:
        return None
    if found.kind != "group":
        return GroupPosterior(groups.probability, False, None, (), None, None)
    amounts = np.bincount(found.home + 1, minlength=found.count + 1) / len(found.home)
    sizes = amounts[1:] / amounts[1:].sum()
    return GroupPosterior(
        groups.probability, True, groups.count, tuple(sizes.tolist()), float(amounts[0]), None
    )


def draw_map(
    picture: LivePicture, votes: PackedVotes, found: Sides, keys: tuple[str, ...], eligible: NDArray[np.intp]
) -> OpinionMap:
    """The map on the probit scale of the other paths; who passes is not tied to positions here (r = 0)."""
    from scipy.special import ndtri

    fit, d = picture.state.fit, picture.dimensions
    alpha, beta = live_positions.find_scale(fit, votes)
    passing = ndtri(np.clip(picture.cells.mean[0, _PASS], 0.01, 0.99))
    a = beta * fit.statement[:, 1 : 1 + d]
    b = alpha + beta * fit.statement[:, 0]
    chosen = eligible.tolist()
    return OpinionMap(
        dimensions=d,
        axes=tuple(landscape.describe_axis(a[:, axis], chosen, keys) for axis in range(d)),
        statements=tuple(
            StatementVector(
                statement=keys[j],
                b=float(b[j]),
                h=float(passing[j]),
                a=tuple(a[j].tolist()),
                r=(0.0,) * d,
            )
            for j in chosen
        ),
        sides=place_sides(picture, found),
        cells=landscape.density_cells(fit.person[:, 1 : 1 + d]),
    )


def place_sides(picture: LivePicture, found: Sides) -> tuple[Side, ...]:
    """Groups where they were found; the ends of a standard normal cloud otherwise (positions have mean square 1)."""
    d = picture.dimensions
    groups = picture.state.groups
    if found.kind == "group" and groups is not None:
        clouds = [
            Cloud(centre[:d].astype(np.float64), np.array([[s[0], s[1]], [s[1], s[2]]], np.float64)[:d, :d])
            for centre, s in zip(groups.centre, groups.spread, strict=True)
        ]
    elif found.kind == "end":
        everyone = Cloud(np.zeros(d), np.eye(d))
        clouds = [landscape.cut_end(everyone, -1.0), landscape.cut_end(everyone, 1.0)]
    else:
        return ()
    return tuple(
        Side(
            side.key,
            side.kind,
            side.size_band,
            tuple(cloud.centre.tolist()),
            landscape.ellipse_of(cloud.covariance),
        )
        for side, cloud in zip(landscape.list_sides(found), clouds, strict=True)
    )
