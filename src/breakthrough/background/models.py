"""Jobs and their records: a job that was asked to stop has a Cancellation, one that is over has an Ending."""

import uuid

from django.db import models
from django.db.models import Q

from breakthrough.background.rules import FINAL, Facts, State, state_of


class Job(models.Model):
    """A piece of work that takes longer than a request. `owner` is the person who may see it; None is the operator.

    `share` is how far it has come, 0..1, None while unknown. `words` with `params` says what it is doing, as a
    translatable text. `worker` and `beat_at` say who runs it and when that worker was last alive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    owner = models.UUIDField(null=True, db_index=True)
    topic = models.CharField(max_length=120, blank=True)
    payload = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    worker = models.CharField(max_length=64, blank=True)
    share = models.FloatField(null=True)
    words = models.CharField(max_length=500, blank=True)
    params = models.JSONField(default=dict)

    class Meta:
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__range=(0, 1)), name="job_share_is_a_share"
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(beat_at__isnull=False), name="job_claimed_beats"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def state(self) -> State:
        """Where it stands, by its records."""
        ending, cancellation = getattr(self, "ending", None), getattr(self, "cancellation", None)
        return state_of(
            Facts(
                claimed_at=self.claimed_at,
                cancellation_asked=cancellation is not None,
                outcome=State(ending.outcome) if ending is not None else None,
            )
        )

    @property
    def live_topic(self) -> str:
        """Where its progress is announced."""
        return f"job:{self.pk}"


class Cancellation(models.Model):
    """Somebody asked for the job to stop; the worker ends it at its next report."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="cancellation")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job_id} asked to stop"


class Ending(models.Model):
    """How a job ended: with a `result` when done, with a `problem` (code, status, words, params) when refused."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="ending")
    outcome = models.CharField(max_length=12, choices=[(state.value, state.value) for state in sorted(FINAL)])
    at = models.DateTimeField()
    result = models.JSONField(null=True)
    problem = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"{self.job_id} {self.outcome}"


class Appointment(models.Model):
    """Work that is to start at a time: at most one for each `key`, which says what it is about (`round:…:close`)."""

    key = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    owner = models.UUIDField(null=True)
    topic = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["at", "key"]

    def __str__(self) -> str:
        return f"{self.key} at {self.at:%Y-%m-%d %H:%M}"
