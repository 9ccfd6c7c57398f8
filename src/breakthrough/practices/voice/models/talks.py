"""A round of Straight talk: how it is set up, which steps it took, and what was given before anything was shown."""

from django.db import models
from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.rules import plans
from breakthrough.practices.voice.rules.phases import Step
from breakthrough.rounds.models import LeftOutMember, SealedSetup, SentLetter, StepTaken

STEPS = [(step.value, step.value) for step in Step]


class Setup(SealedSetup):
    """How a round of Straight talk is set up. A round of Voice without a Setup holds imported votes.

    `joining_id` is the round's joining in the ballot box, None in draft; `voided_id` the one that was given up last, and
    `restarts` counts those.
    `writing_closes_at` and `voting_closes_at` are plans until the phase begins, and what "more time" moves after that.
    `root` is the SHA-256 (hex) of the frozen statements, empty before.
    """

    template = models.CharField(max_length=20)
    by_party = models.BooleanField(default=False)
    quota = models.PositiveSmallIntegerField(default=1)
    writing_minutes = models.PositiveSmallIntegerField(default=plans.WRITING_MINUTES)
    voting_minutes = models.PositiveSmallIntegerField(default=plans.VOTING_MINUTES)
    writing_closes_at = models.DateTimeField(null=True)
    voting_closes_at = models.DateTimeField(null=True)
    keep_days = models.PositiveSmallIntegerField(default=plans.KEEP_DAYS)
    root = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(quota__range=(1, plans.QUOTA_LIMIT)), name="%(app_label)s_quota_in_range"
            )
        ]


class StepRecord(StepTaken):
    """A step the round took: which, when, and who did it (None: the clock, or the ballot box)."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=STEPS)


class LeftOut(LeftOutMember):
    """A member whom the facilitator left out of the round in draft; everybody else but observers takes part."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="left_out")


class Seed(models.Model):
    """A statement that the facilitator put in from elsewhere before the round began; marked as such for everyone."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="seeds")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["setup", "position"], name="%(app_label)s_seed_positions_differ")
        ]

    def __str__(self) -> str:
        return self.text


class OpeningStatement(models.Model):
    """A leader's named statement, written before anybody's statements can be seen; shown with the others."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="openings")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["setup", "member"], name="%(app_label)s_one_opening_per_leader")
        ]

    def __str__(self) -> str:
        return self.text


class Letter(SentLetter):
    """A mail about the round went to everybody on its list, with the same text: which one, and when. Never sent twice."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="letters")
