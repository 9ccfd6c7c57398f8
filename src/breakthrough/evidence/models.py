"""Tables of evidence: frozen readings and the charts drawn from them."""

import uuid
from typing import NoReturn, TypeVar

from django.db import models
from django.db.models import Q

from breakthrough.rounds.models import Round

Row = TypeVar("Row", bound=models.Model)


class FrozenRows(models.QuerySet[Row]):
    """Rows that are written once."""

    def update(self, **values: object) -> NoReturn:
        """Refuse: a reading is frozen; a new method or new votes make a further reading."""
        raise TypeError(
            f"{self.model.__name__} rows are frozen; store another one instead of changing {sorted(values)}"
        )


class Reading(models.Model):
    """The stored, frozen result of a measure: value, method version, seed and what it was computed from.

    `value` holds only what the measure released. `fingerprint` is the SHA-256 of the canonical input, None for sealed
    rounds (small inputs could be found by trying).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="readings")
    measure = models.CharField(max_length=40)
    method = models.CharField(max_length=60)
    seed = models.BigIntegerField()
    status = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=64, null=True)  # noqa: DJ001 (None means "not stored on purpose", which "" would hide)
    value = models.JSONField()
    made_at = models.DateTimeField()

    objects = FrozenRows.as_manager()

    class Meta:
        ordering = ["-made_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "measure", "method", "fingerprint"],
                condition=Q(fingerprint__isnull=False),
                name="one_reading_per_input",
            ),
            models.UniqueConstraint(
                fields=["round", "measure", "method"],
                condition=Q(fingerprint__isnull=True),
                name="one_reading_per_sealed_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} of {self.round}"


class Chart(models.Model):
    """A picture of a reading in one language: the Vega-Lite specification and the SVG drawn from it (light colours)."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="charts")
    key = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    spec = models.JSONField()
    svg = models.TextField()

    objects = FrozenRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reading", "key", "language"], name="one_chart_per_language")
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.language})"
