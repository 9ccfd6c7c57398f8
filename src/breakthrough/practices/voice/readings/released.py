"""A stored reading as the values that the measure released. No engine is loaded: this runs in the web process."""

import dataclasses
import functools
import uuid
from typing import Any, TypeVar

from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.opinion.results import OpinionReading
from breakthrough.practices.voice import queries

Shown = TypeVar("Shown")


def opinion_of(reading: Reading) -> OpinionReading:
    """Return what was released, without statements that were hidden since. Stored readings never change, so the last few are kept in memory."""
    return without(_opinion(reading.pk), queries.hidden_numbers(reading.round_id))


def shown_value(reading: Reading) -> dict[str, Any]:
    """Return the stored value without statements that were hidden since, for exports."""
    if not queries.hidden_numbers(reading.round_id):
        return dict(reading.value)
    return dict(encoding.to_json(opinion_of(reading)))


def without(opinion: OpinionReading, hidden: frozenset[str]) -> OpinionReading:
    """Return the reading without everything it says of the hidden statements."""
    return opinion if not hidden else _cut(opinion, hidden)


def _cut(opinion: OpinionReading, hidden: frozenset[str]) -> OpinionReading:
    def kept(rows: tuple[Shown, ...]) -> tuple[Shown, ...]:
        return tuple(row for row in rows if getattr(row, "statement", None) not in hidden)

    drawn = opinion.map
    if drawn is not None:
        axes = tuple(
            dataclasses.replace(
                axis, low_end=_names(axis.low_end, hidden), high_end=_names(axis.high_end, hidden)
            )
            for axis in drawn.axes
        )
        drawn = dataclasses.replace(drawn, axes=axes, statements=kept(drawn.statements))
    # A slate's shares speak of all its statements together: without one of them there is none.
    slate = opinion.slate if opinion.slate and not hidden.intersection(opinion.slate.statements) else None
    return dataclasses.replace(
        opinion,
        map=drawn,
        slate=slate,
        shares=kept(opinion.shares),
        representative=kept(opinion.representative),
        common_ground=kept(opinion.common_ground),
        tensions=kept(opinion.tensions),
        bridging=kept(opinion.bridging),
        unclear=kept(opinion.unclear),
    )


def _names(names: tuple[str, ...], hidden: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in hidden)


@functools.lru_cache(maxsize=16)
def _opinion(reading_id: uuid.UUID) -> OpinionReading:
    value = Reading.objects.values_list("value", flat=True).get(pk=reading_id)
    return encoding.from_json(OpinionReading, value)
