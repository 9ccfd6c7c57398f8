"""Has it moved? Waves on either side of a date that was fixed beforehand. Runs in jobs: it loads the measure.

The people's side holds only what was released: means are rounded and numbers of people are bands, of which the lower end is
taken. Both make the interval a little wider than it had to be, never narrower.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from breakthrough.ballots.models import Place
from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.pulse import frozen, taps
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.models import Series, Setup, TurningPoint
from breakthrough.practices.pulse.readings import released
from breakthrough.practices.pulse.rules import asking, turning
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds.models import Round

METHOD = "change.waves/1"
_Means = Mapping[str, tuple[float, int]]


def read_changes(round: Round) -> dict[str, Any] | None:
    """Return what can be said across each date of the round's series, as JSON values; None while no date has three waves on either side."""
    setup = queries.find_setup(round)
    series = setup.series if setup else None
    if series is None:
        return None
    dated = queries.list_dated(series)
    turns = [
        (turn, sides)
        for turn in TurningPoint.objects.filter(series=series)
        if (sides := turning.sides(dated, turn.on)).is_enough
    ]
    if not turns:
        return None
    waves = _list_waves(series)
    return {
        "turns": [
            {
                "on": turn.on.isoformat(),
                "words": turn.words,
                "before": list(sides.before),
                "after": list(sides.after),
                "changes": _changes(
                    [waves[one] for one in sides.before if one in waves],
                    [waves[one] for one in sides.after if one in waves],
                ),
            }
            for turn, sides in turns
        ]
    }


class _Wave:
    """One wave as the measure takes it, for each thing that was asked."""

    def __init__(self, setup: Setup, reading: Reading) -> None:
        self.kind = Kind(setup.kind)
        self.method = f"{reading.method}+{asking.version_of(self.kind)}"
        assert setup.joining_id is not None  # noqa: S101 (a wave with a reading was prepared)
        roster = Place.objects.filter(joining_id=setup.joining_id).values_list("member_id", flat=True)
        self.invited = frozenset(str(one) for one in roster)
        self.is_response_low = False
        self.means: _Means = {}
        if self.kind is Kind.FULL:
            pulse = released.pulse_of(reading)
            self.is_response_low = pulse.is_response_low
            rows: Sequence[Any] = [(one.dimension, one) for one in pulse.dimensions]
        else:
            rows = [(one.key, one) for one in released.micro_of(reading)]
        self.means = {key: (one.mean.value, _least(one.n_band)) for key, one in rows if one.mean is not None}


def _list_waves(series: Series) -> dict[int, _Wave]:
    setups = {one.round_id: one for one in Setup.objects.filter(series=series)}
    readings = Reading.objects.filter(round__in=setups, measure__in=[queries.FULL, queries.MICRO])
    return {setups[one.round_id].number: _Wave(setups[one.round_id], one) for one in readings}


def _changes(before: Sequence[_Wave], after: Sequence[_Wave]) -> list[dict[str, Any]]:
    from breakthrough.measures.pulse import change

    is_full = all(one.kind is Kind.FULL for one in (*before, *after))
    found = []
    for key in frozen.DIMENSIONS if is_full else [one.key for one in taps.QUESTIONS]:
        variance = change.OCCASION_VARIANCE if is_full else _micro_variance(key)
        sides = [
            [
                change.Wave(*one.means[key], one.method, one.invited, one.is_response_low)
                for one in side
                if key in one.means
            ]
            for side in (before, after)
        ]
        read = change.read_change(*sides, occasion_variance=variance)
        least = min((wave.n for side in sides for wave in side), default=0)
        found.append({"key": key, **encoding.to_json(change.publish_change(read, n=least))})
    return found


def _micro_variance(key: str) -> float:
    """The share of the variance of answers spread evenly: nobody here has seen the answers themselves."""
    from breakthrough.measures.pulse import change

    top = next(one.top for one in taps.QUESTIONS if one.key == key)
    return change.MICRO_SHARE * (top**2 + 2 * top) / 12


def _least(band: str | None) -> int:
    return int((band or "0").rstrip("+").partition("-")[0])
