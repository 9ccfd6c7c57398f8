"""Rows 15 and 18 to 21: what one dimension, one person or a few missing answers can do to a position."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import posterior, scores
from breakthrough.measures.pulse.battery import planted
from breakthrough.measures.pulse.battery.rows import Row
from breakthrough.measures.pulse.constants import CENTRE, OFFSETS, STEER, TURN

Floats = npt.NDArray[np.float64]

_STEP = 0.01


def weights(rng: np.random.Generator, groups: int) -> list[Row]:
    """Row 15: how much the log odds of B against K move with one point of one dimension, near the prototypes."""
    slopes = {d: [] for d in (STEER, TURN)}  # type: dict[int, list[float]]
    for n in (5, 8, 12, 30):
        for k in range(3):
            profile = CENTRE + 0.6 * OFFSETS[k] + rng.normal(0, 0.1, (max(5, groups // 400), 9))
            for d in slopes:
                shifted = profile + _STEP * (np.arange(9) == d)
                slopes[d] += list((_log_odds(shifted, n) - _log_odds(profile, n)) / _STEP)
    rows = []
    for d, name, least, most in ((STEER, "a dimension of G", 0.2, 1.0), (TURN, "TURN", -3.0, -1.2)):
        rows.append(Row("15", f"smallest slope of {name}", min(slopes[d]), most, least))
        rows.append(Row("15", f"largest slope of {name}", max(slopes[d]), most, least))
    return rows


def _log_odds(profile: Floats, n: int) -> Floats:
    used = np.tile(np.arange(9) != TURN, (len(profile), 1))
    z = np.stack([np.delete(profile, TURN, axis=1).mean(axis=1), profile[:, TURN]], axis=1)
    covariance = np.broadcast_to(np.array([[0.51875, 0.45], [0.45, 1.0]]) / n, (len(profile), 2, 2))
    found = posterior.posterior(z, covariance, used).probability
    return np.asarray(np.log(found[:, 2] / found[:, 1]))


def one_person(rng: np.random.Generator, groups: int) -> list[Row]:
    """Rows 18 and 19: one ordinary person left out; one replaced by somebody who presses 7 or 1 throughout, or who means harm.

    Who presses one answer throughout presses it on reversed questions too; who means harm turns those round.
    """
    left, replaced, harmed = [], [], []
    for n in (6, 8, 12):
        truth = planted.draw_truth(rng, rng.integers(0, 4, groups), 0.6)
        found = planted.draw_scores(rng, truth, n)
        before = planted.place(found).probability
        left.append(_moved(before, planted.place(found[:, 1:])))
        for answer in (1, 7):
            pressed, meant = found.copy(), found.copy()
            pressed[:, 0], meant[:, 0] = scores.dim_scores(np.full((1, 23), answer)), float(answer)
            replaced.append(_moved(before, planted.place(pressed)))
            harmed.append(_moved(before, planted.place(meant)))
    out, swapped, spoilt = (np.concatenate(one) for one in (left, replaced, harmed))
    return [
        Row(
            "18",
            "one person left out: 95th percentile of the move",
            float(np.quantile(out, 0.95)),
            0.13,
            slack=0.02,
        ),
        Row("18", "one person left out: largest move", float(out.max()), 0.28, slack=0.03),
        Row(
            "19",
            "one presses 7 or 1 throughout: 95th percentile",
            float(np.quantile(swapped, 0.95)),
            0.27,
            slack=0.03,
        ),
        Row("19", "one who means harm: 95th percentile (not judged)", float(np.quantile(spoilt, 0.95))),
    ]


def missing(rng: np.random.Generator, groups: int) -> list[Row]:
    """Rows 20 and 21: answers missing at random, and one dimension that many skip."""
    rows = []
    # With 30 % missing, eight people give TURN fewer than five scores in 6 of 100 cases: that is the rule of five, not a fault.
    for share, sizes, most, unknown in (
        (0.1, (6, 8, 12), 0.03, 0.02),
        (0.3, (8,), 0.06, 0.09),
        (0.3, (12,), 0.06, 0.02),
    ):
        lost, moved, bias = [], [], []
        for n in sizes:
            full, thinned = _pairs(rng, groups, n, share)
            both = thinned.is_measurable
            lost.append(1 - both.mean())
            moved.append(_moved(full.probability, thinned)[both].mean())
            bias.append(_drift(full, thinned)[both].mean(axis=0))
        name = f"{share:.0%} of answers missing, n {' '.join(map(str, sizes))}"
        rows.append(Row("20", f"{name}: not measurable", float(np.max(lost)), unknown, slack=0.02))
        rows.append(Row("20", f"{name}: mean move of a probability", float(np.max(moved)), most, slack=0.01))
        rows.append(Row("20", f"{name}: bias of the position", float(np.abs(bias).max()), 0.03, slack=0.02))
    full, thinned = _pairs(rng, groups, 12, 0.4, only=STEER)
    both = thinned.is_measurable
    drift = abs(float(_drift(full, thinned)[both, 0].mean()))
    rows.append(Row("21", "bias of G where 40 % skip STEER", drift, 0.03, slack=0.02))
    _, half = _pairs(rng, groups, 6, 0.5)
    lost_half = 1 - float(half.is_measurable.mean())
    return [*rows, Row("21", "not measurable, half missing, n 6", lost_half, least=0.9, count=groups)]


def _pairs(
    rng: np.random.Generator, groups: int, n: int, share: float, *, only: int | None = None
) -> tuple[planted.Placed, planted.Placed]:
    """The same groups with all answers, and with a share of them missing (or of one whole dimension)."""
    truth = planted.draw_truth(rng, rng.integers(0, 4, groups), 0.6)
    if only is not None:
        whole = planted.draw_scores(rng, truth, n)
        thin = whole.copy()
        thin[:, :, only][rng.random((groups, n)) < share] = np.nan
        return planted.place(whole), planted.place(thin)
    answers = planted.draw_answers(rng, truth, n)
    gone = rng.random(answers.shape) < share
    return planted.place(_scores(answers)), planted.place(_scores(np.where(gone, 0, answers)))


def _scores(answers: npt.NDArray[np.integer]) -> Floats:
    return scores.dim_scores(answers.reshape(-1, 23)).reshape(*answers.shape[:2], 9)


def _drift(full: planted.Placed, thinned: planted.Placed) -> Floats:
    return thinned.position - full.position


def _moved(before: Floats, after: planted.Placed) -> Floats:
    return np.asarray(np.abs(after.probability - before).max(axis=1))
