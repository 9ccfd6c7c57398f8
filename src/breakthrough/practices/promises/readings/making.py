"""Conversations to the measure to a released reading. Runs in jobs only: it loads the engine."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from breakthrough.collaborations.models import Collaboration
from breakthrough.measures.promises.results import PromiseReading
from breakthrough.practices.promises.readings import rows

MEASURE = "promises"


def read(collaboration: Collaboration, *, at: datetime) -> tuple[PromiseReading, dict[str, Any], str]:
    """Return the released reading at `at`, the same as JSON values with the names of the cells, and the fingerprint of what was read."""
    from breakthrough.measures.promises import reading

    found = rows.list_rows(collaboration, at=at)
    made = reading.read_promises(found.histories, party_sizes=found.party_sizes)
    value = {"reading": reading.encode(made), "names": _names(made, [name for _id, name in found.parties])}
    return made, value, found.fingerprint


def _names(made: PromiseReading, parties: Sequence[str]) -> list[list[str]]:
    """Return for each cell the names of its parties; they are kept with the reading, because parties can be renamed."""
    return [[parties[place] for place in cell.parties] for cell in made.cells]
