"""Rows 24 and 25: teams against pseudo-teams, and change over waves."""

import numpy as np
import numpy.typing as npt

from breakthrough.measures.pulse import change, teamness
from breakthrough.measures.pulse.battery.rows import Row
from breakthrough.measures.values import Estimate

Floats = npt.NDArray[np.float64]

_ICC = 0.195


def pseudo_teams(rng: np.random.Generator, runs: int, *, shuffles: int = teamness.SHUFFLES) -> list[Row]:
    """Row 24: rejections where there are no teams, and the ICC that is found where it is .195, with 60 teams."""
    rejected, found = 0, []
    for number in range(runs):
        sizes = rng.integers(5, 13, 60)
        flat = [rng.normal(0, 1, size) for size in sizes]
        result = teamness.read_teamness(flat, seed=number, shuffles=shuffles)
        rejected += result.p is not None and result.p <= 0.05
        centre = rng.normal(0, np.sqrt(_ICC), 60)
        values = np.concatenate(
            [mean + rng.normal(0, np.sqrt(1 - _ICC), size) for mean, size in zip(centre, sizes, strict=True)]
        )
        found.append(teamness.intraclass(values, sizes)[0])
    return [
        Row("24", "rejections at ICC 0 (5 % test)", rejected / runs, 0.10, 0.01, count=runs),
        Row(
            "24",
            "mean ICC1 where it is .195",
            float(np.mean(found)),
            _ICC + 0.03,
            _ICC - 0.03,
            slack=0.15 / np.sqrt(runs),
        ),
    ]


def changes(rng: np.random.Generator, runs: int) -> list[Row]:
    """Row 25: claims of a change where there is none, independent waves and neighbours alike by .3; coverage of the interval."""
    rows = []
    for n, waves in ((5, 3), (8, 3), (8, 6), (12, 6)):
        for alike, most in ((0.0, 0.02), (0.3, 0.05)):
            claimed, covered = _claims(rng, runs, n, waves, alike)
            name = f"n {n}, {waves}+{waves} waves"
            rows.append(Row("25", f"false claims of change, AR {alike:g}, {name}", claimed, most, count=runs))
            if alike == 0:
                rows.append(Row("25", f"coverage of a change, {name}", covered, least=0.93, count=runs))
    return rows


def _claims(rng: np.random.Generator, runs: int, n: int, waves: int, alike: float) -> tuple[float, float]:
    people = frozenset(str(one) for one in range(n))
    claimed, covered = 0, 0
    for _ in range(runs):
        noise = _series(rng, 2 * waves, alike) * np.sqrt(change.OCCASION_VARIANCE / n)
        points = [change.Wave(4.5 + float(one), n, "pulse.level/1", people) for one in noise]
        read = change.read_change(points[:waves], points[waves:])
        claimed += read.is_claimed
        covered += read.difference is not None and _holds(read.difference, 0.0)
    return claimed / runs, covered / runs


def _series(rng: np.random.Generator, length: int, alike: float) -> Floats:
    values = rng.normal(size=length)
    for t in range(1, length):
        values[t] = alike * values[t - 1] + np.sqrt(1 - alike**2) * values[t]
    return values


def _holds(interval: Estimate, value: float) -> bool:
    return interval.low <= value <= interval.high
