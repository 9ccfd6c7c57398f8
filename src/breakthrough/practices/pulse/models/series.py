"""Waves that come back: their rhythm, how they ended, and the dates on which something is done differently."""

from django.db import models

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.practices.pulse.rules.plans import Rhythm
from breakthrough.practices.pulse.rules.waves import EndReason


class Series(models.Model):
    """Waves of one Pulse in a fixed rhythm. `begun_at` anchors the calendar; `next_at` is when the next wave begins."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="+")
    rhythm = models.CharField(max_length=12, choices=[(one.value, one.value) for one in Rhythm])
    begun_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    begun_at = models.DateTimeField()
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rhythm} since {self.begun_at:%Y-%m-%d}"


class SeriesEnd(models.Model):
    """The record that no further wave comes, and why. `by` is None if it stopped by itself."""

    series = models.OneToOneField(Series, on_delete=models.CASCADE, related_name="end")
    reason = models.CharField(max_length=20, choices=[(one.value, one.value) for one in EndReason])
    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.series_id} {self.reason}"


class TurningPoint(models.Model):
    """A date, fixed beforehand, from which on something is done differently: only on either side of it a change is looked for."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="turning_points")
    on = models.DateField()
    words = models.CharField(max_length=140)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["series", "on"], name="%(app_label)s_one_turning_point_a_day")
        ]

    def __str__(self) -> str:
        return self.words
