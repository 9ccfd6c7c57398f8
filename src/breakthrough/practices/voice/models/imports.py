"""Votes brought in. They are one canonical record per round; nothing can query a single participant."""

import uuid

from django.db import models

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.rounds.models import Round


class Upload(models.Model):
    """Files of votes as they arrived, waiting to be looked at and brought in; thrown away after a day."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"upload of {self.made_at:%Y-%m-%d %H:%M}"


class UploadCheck(models.Model):
    """An upload was looked at: what was found, or which Problem stood in the way (code, words, params)."""

    upload = models.OneToOneField(Upload, on_delete=models.CASCADE, related_name="check_record")
    at = models.DateTimeField()
    findings = models.JSONField(null=True)
    problem = models.JSONField(null=True)

    def __str__(self) -> str:
        return f"check of the {self.upload}"


class VoteImport(models.Model):
    """The votes of a round that were public before: the canonical files, packed, with the SHA-256 of their content.

    The only place that holds rows per person. They leave it through the export of votes and as input of a measure.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="+")
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="+")
    content_hash = models.CharField(max_length=64)
    content = models.BinaryField()
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collaboration", "content_hash"], name="%(app_label)s_votes_come_in_once"
            )
        ]

    def __str__(self) -> str:
        return f"votes of {self.round}"


class ImportedStatement(models.Model):
    """A statement of an imported round. `key` is its number in the files, `moderation` 1 accepted, 0 not looked at, -1 taken out."""

    vote_import = models.ForeignKey(VoteImport, on_delete=models.CASCADE, related_name="statements")
    key = models.CharField(max_length=40)
    position = models.PositiveIntegerField()
    text = models.TextField()
    moderation = models.SmallIntegerField()
    is_meta = models.BooleanField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["vote_import", "key"], name="%(app_label)s_statement_keys_differ")
        ]

    def __str__(self) -> str:
        return self.text
