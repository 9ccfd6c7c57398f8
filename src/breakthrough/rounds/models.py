"""Tables of a round. State is a record: a closed round has a Closure."""

import uuid

from django.db import models

from breakthrough.collaborations.models import Collaboration, Member


class Round(models.Model):
    """One run of a practice in a collaboration."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="rounds")
    practice = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    question = models.TextField(max_length=4000, blank=True)
    made_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]
        indexes = [models.Index(fields=["collaboration", "practice"], name="rounds_by_practice")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_closed(self) -> bool:
        """A closed round takes no more contributions; its readings may be released."""
        return hasattr(self, "closure")


class Closure(models.Model):
    """The round was closed: by whom (None: by the command line) and when."""

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="closure")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.round} closed {self.at:%Y-%m-%d}"
