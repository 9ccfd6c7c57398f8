"""A stored reading as the values that the measure released. No engine is loaded: this runs in the web process."""

import functools
import uuid

from breakthrough.evidence.models import Reading
from breakthrough.measures.opinion import encoding
from breakthrough.measures.opinion.results import OpinionReading


def opinion_of(reading: Reading) -> OpinionReading:
    """Return what was released. Stored readings never change, so the last few are kept in memory."""
    return _opinion(reading.pk)


@functools.lru_cache(maxsize=16)
def _opinion(reading_id: uuid.UUID) -> OpinionReading:
    value = Reading.objects.values_list("value", flat=True).get(pk=reading_id)
    return encoding.from_json(OpinionReading, value)
