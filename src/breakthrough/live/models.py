"""The outbox: one row per announcement, written in the transaction of the change it announces."""

from django.db import models
from django.db.models.functions import Now


class Announcement(models.Model):
    """Something about `topic` changed. Its `id` is the version; it carries no contents, readers fetch those anew."""

    topic = models.CharField(max_length=120)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.topic} {self.kind} {self.pk}"
