"""A released reading as flat rows, for the API and for spreadsheets: one row per dimension, question, gap or tap."""

from collections.abc import Sequence
from typing import Any

from breakthrough.evidence.models import Reading
from breakthrough.measures.pulse.results import DimensionReading, PulseReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse.readings import released

COLUMNS = ("part", "key", "who", "value", "low", "high", "n_band", "status", "reason", "words", "method")


def list_rows(reading: Reading, parties: Sequence[str] = ()) -> list[dict[str, Any]]:
    """Return one row for each published number; what is not known is None. `parties` are the names in the partition's order."""
    rows = _micro_rows(reading) if "micro" in reading.value else _pulse_rows(reading, parties)
    return [{"method": reading.method, **row} for row in rows]


def _pulse_rows(reading: Reading, parties: Sequence[str]) -> list[dict[str, Any]]:
    pulse = released.pulse_of(reading)
    rows = [_dimension(one, "everyone") for one in pulse.dimensions]
    for party in pulse.parties:
        rows += [_dimension(one, name_of(party.parties, parties)) for one in party.dimensions]
    rows += [
        _row(
            "gap",
            one.dimension,
            f"{_cell_name(pulse, one.first, parties)} - {_cell_name(pulse, one.second, parties)}",
            one.difference,
            words="clear" if one.is_clear else "cannot tell",
        )
        for one in pulse.gaps
    ]
    rows += [_row("question", str(one.number), "everyone", one.mean) for one in pulse.questions]
    rows += [
        _row("own question", str(number), "everyone", one.mean, n_band=one.n_band, words=one.text)
        for number, one in enumerate(released.own_of(reading), start=1)
    ]
    return rows + _position(pulse)


def _position(pulse: PulseReading) -> list[dict[str, Any]]:
    """Position and probabilities, without a name: a pattern is named only where two waves in a row named it."""
    found = pulse.position
    values = [("position", "G", found.general), ("position", "TURN", found.turn)]
    four = found.probabilities or (None,) * 4
    values += [("probability", key, one) for key, one in zip(("C", "K", "B", "mixed"), four, strict=True)]
    known = {"n_band": pulse.n_band, "status": found.status}
    return [{**_row(part, key, "everyone", None), **known, "value": value} for part, key, value in values]


def _micro_rows(reading: Reading) -> list[dict[str, Any]]:
    return [
        _row("tap", one.key, "everyone", one.mean, n_band=one.n_band) for one in released.micro_of(reading)
    ]


def name_of(cell: Sequence[int], parties: Sequence[str]) -> str:
    """Return what a released cell is called: its parties by name."""
    return " + ".join(parties[one] if one < len(parties) else str(one + 1) for one in cell)


def _cell_name(pulse: PulseReading, place: int, parties: Sequence[str]) -> str:
    return name_of(pulse.parties[place].parties, parties) if place < len(pulse.parties) else str(place + 1)


def _dimension(one: DimensionReading, who: str) -> dict[str, Any]:
    return {
        **_row("dimension", one.dimension, who, one.mean, n_band=one.n_band, words=one.spread or ""),
        "status": one.status,
        "reason": one.reason,
    }


def _row(
    part: str, key: str, who: str, mean: Estimate | None, *, n_band: str | None = None, words: str = ""
) -> dict[str, Any]:
    return {
        "part": part,
        "key": key,
        "who": who,
        "value": mean.value if mean else None,
        "low": mean.low if mean else None,
        "high": mean.high if mean else None,
        "n_band": n_band,
        "status": "shown" if mean else "withheld",
        "reason": None,
        "words": words,
    }
