"""The unsaid of a round as it was released: what many hold and few would say, statement by statement. For the web process: no engine is loaded."""

import functools
import uuid
from dataclasses import dataclass
from typing import Any

from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.unsaid.results import StatementReading, UnsaidReading
from breakthrough.measures.values import Share
from breakthrough.practices.voice import queries

MEASURE = "unsaid"


@dataclass(frozen=True, slots=True)
class UnsaidLine:
    """What was released about one statement; `number` as on the page, `matters` the share to whom it matters."""

    number: int
    reading: StatementReading
    matters: Share | None


@dataclass(frozen=True, slots=True)
class Unsaid:
    """What was released of a round. `lines` by number, without hidden statements; `first` holds what to take up first."""

    reading: UnsaidReading
    lines: tuple[UnsaidLine, ...]
    first: tuple[UnsaidLine, ...]

    @property
    def is_shown(self) -> bool:
        """Whether anything at all could be shown."""
        return self.reading.status != "withheld"

    def find(self, number: int) -> UnsaidLine | None:
        """Return the line of a statement, or None if it is hidden or nothing was released."""
        return next((line for line in self.lines if line.number == number), None)


def unsaid_of(reading: Reading) -> Unsaid:
    """Return what the stored reading of the measure `unsaid` released. Stored readings never change, so the last few are kept in memory."""
    released, matters = _released(reading.pk)
    hidden = queries.hidden_numbers(reading.round_id)
    lines = {
        place: UnsaidLine(number=place + 1, reading=row, matters=matters[place])
        for place, row in enumerate(released.statements)
        if str(place + 1) not in hidden
    }
    return Unsaid(
        reading=released,
        lines=tuple(lines.values()),
        first=tuple(lines[place] for place in released.order if place in lines),
    )


@functools.lru_cache(maxsize=16)
def _released(reading_id: uuid.UUID) -> tuple[UnsaidReading, tuple[Share | None, ...]]:
    value = Reading.objects.values_list("value", flat=True).get(pk=reading_id)
    matters = tuple(None if one is None else encoding.from_json(Share, one) for one in value["matters"])
    return encoding.from_json(UnsaidReading, value["reading"]), matters


def shown_value(reading: Reading) -> dict[str, Any]:
    """Return the stored value without statements that were hidden since, for exports."""
    hidden = {int(number) - 1 for number in queries.hidden_numbers(reading.round_id)}
    value, rows = reading.value, reading.value["reading"]
    return {
        "reading": {
            **rows,
            "statements": [one for one in rows["statements"] if one["statement"] not in hidden],
            "order": [place for place in rows["order"] if place not in hidden],
        },
        "matters": [None if place in hidden else share for place, share in enumerate(value["matters"])],
    }
