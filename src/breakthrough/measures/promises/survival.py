"""How long something takes when some of it is still under way: the Kaplan–Meier median with its log-log interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Median:
    """The time by which half of them have ended; `value` and `high` are None where too few have for that to be known."""

    value: float | None
    low: float | None
    high: float | None


def median_time(durations: Sequence[float], ended: Sequence[bool]) -> Median:
    """Return the median of `durations`, where `ended[i]` is False for what was still under way after that time.

    The interval holds the median nineteen times in twenty: the times at which the log-log band of the curve crosses one half.
    Nothing under way counts as ended; without any that ended, nothing is known. References: Kaplan & Meier 1958; Brookmeyer &
    Crowley 1982.
    """
    times, is_event = np.asarray(durations, float), np.asarray(ended, bool)
    if times.shape != is_event.shape:
        raise ValueError("every duration has ended or has not")
    surviving, variance = 1.0, 0.0
    value = low = high = None
    for moment in np.unique(times[is_event]):
        at_risk, events = int((times >= moment).sum()), int(((times == moment) & is_event).sum())
        surviving *= 1 - events / at_risk
        if events < at_risk:
            variance += events / (at_risk * (at_risk - events))
        lower, upper = _band(surviving, variance)
        low = float(moment) if low is None and lower <= 0.5 else low
        value = float(moment) if value is None and surviving <= 0.5 + 1e-12 else value
        high = float(moment) if high is None and upper <= 0.5 else high
    return Median(value, low, high)


def _band(surviving: float, variance: float) -> tuple[float, float]:
    """The interval of the curve at one time, on the log-log scale."""
    if surviving <= 1e-12:
        return 0.0, 0.0
    if surviving >= 1:
        return 1.0, 1.0
    spread = Z * math.sqrt(variance) / abs(math.log(surviving))
    return surviving ** math.exp(spread), surviving ** math.exp(-spread)
