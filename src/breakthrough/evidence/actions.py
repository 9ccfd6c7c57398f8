"""Writes: storing a reading, once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from breakthrough.collaborations import journal
from breakthrough.evidence import rules
from breakthrough.evidence.models import Chart, Reading
from breakthrough.live import announcements
from breakthrough.rounds.models import Round


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart to be stored with a reading: specification and picture in one language."""

    key: str
    language: str
    spec: dict[str, Any]
    svg: str


def store_reading(
    *,
    round: Round,
    measure: str,
    method: str,
    seed: int,
    status: str,
    fingerprint: str | None,
    value: dict[str, Any],
    drawings: Sequence[Drawing],
    now: datetime,
) -> Reading:
    """Return the stored reading; the one that is there already if this method has read this input of this round before."""
    rules.check_storable(method=method, status=status, value=value)
    with transaction.atomic():
        Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
        earlier = Reading.objects.filter(
            round=round, measure=measure, method=method, fingerprint=fingerprint
        ).first()
        if earlier is not None:
            return earlier
        reading = Reading.objects.create(
            round=round, measure=measure, method=method, seed=seed, status=status,
            fingerprint=fingerprint, value=value, made_at=now,
        )  # fmt: skip
        Chart.objects.bulk_create(
            Chart(reading=reading, key=one.key, language=one.language, spec=one.spec, svg=one.svg)
            for one in drawings
        )
        journal.write(
            collaboration=round.collaboration,
            actor=None,
            verb="reading.stored",
            now=now,
            facts={
                "round": str(round.pk),
                "reading": str(reading.pk),
                "method": method,
                "seed": seed,
                "status": status,
            },
        )
        announcements.announce_on_commit(f"round:{round.pk}")
    return reading
