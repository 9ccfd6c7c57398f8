"""Tables of a round. State is a record: a closed round has a Closure. And the columns of what every sealed practice keeps of one."""

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


class SealedSetup(models.Model):
    """How a round of sealed answers is set up: what is alike in every practice that has such rounds.

    `joining_id` is the round's joining in the ballot box, None in draft; `voided_id` the one that was given up last, and `restarts`
    counts those.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="+")
    mode = models.CharField(max_length=4, choices=[("room", "room"), ("days", "days")])
    opens_at = models.DateTimeField(null=True)
    joining_id = models.UUIDField(null=True, unique=True)
    voided_id = models.UUIDField(null=True)
    restarts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"setup of {self.round_id}"


class OnceSetup(SealedSetup):
    """How a round is set up in which everybody answers once. `root` is the SHA-256 (hex) of what is asked."""

    closes_at = models.DateTimeField(null=True)
    root = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class StepTaken(models.Model):
    """A step a round took: which, when, and who did it (None: the clock, or the ballot box). A practice adds `setup` and `step`."""

    at = models.DateTimeField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["setup", "step"], name="%(app_label)s_steps_are_taken_once")
        ]

    def __str__(self) -> str:
        return f"{self.setup_id} {self.step}"  # type: ignore[attr-defined]  # a practice adds them


class SentLetter(models.Model):
    """A mail went to everybody on a round's list, with the same text: which one, and when. Never sent twice. A practice adds `setup`."""

    kind = models.CharField(max_length=20)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["setup", "kind"], name="%(app_label)s_letters_go_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.setup_id} {self.kind}"  # type: ignore[attr-defined]  # a practice adds it


class LeftOutMember(models.Model):
    """A member whom the facilitator left out of a round in draft; everybody else but observers takes part. A practice adds `setup`."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["setup", "member"], name="%(app_label)s_left_out_once")
        ]

    def __str__(self) -> str:
        return f"{self.setup_id} without {self.member_id}"  # type: ignore[attr-defined]  # a practice adds it
