"""A round about one version of a text: how it is set up, which steps it took, named stances, and how it ended."""

from django.db import models
from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment.models.texts import Version
from breakthrough.practices.alignment.rules import adoption, plans, texts
from breakthrough.practices.alignment.rules.phases import Step
from breakthrough.rounds.models import LeftOutMember, SealedSetup, SentLetter, StepTaken

RULES = [(rule.value, rule.value) for rule in adoption.Rule]
STEPS = [(step.value, step.value) for step in Step]
KINDS = [(kind.value, kind.value) for kind in adoption.Kind]


class Setup(SealedSetup):
    """How a round is set up. `joining_id` is the round's joining in the ballot box, None in draft; `voided_id` the one that was
    given up last, and `restarts` counts those. Times are plans until a movement begins, and what "more time" moves after that.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="setups")
    by_party = models.BooleanField(default=False)
    quota = models.PositiveSmallIntegerField(default=1)
    rule = models.CharField(max_length=8, choices=RULES)
    sealed_minutes = models.PositiveSmallIntegerField(default=plans.SEALED_MINUTES)
    named_minutes = models.PositiveSmallIntegerField(default=plans.NAMED_MINUTES)
    sealed_closes_at = models.DateTimeField(null=True)
    named_closes_at = models.DateTimeField(null=True)
    keep_days = models.PositiveSmallIntegerField(default=plans.KEEP_DAYS)

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


class Stance(models.Model):
    """A named stance on a version. Nothing is overwritten: the latest counts, and the earlier ones stay.

    `by_part` holds the position on every part of the version, by the part's mark.
    """

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="stances")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    position = models.SmallIntegerField()
    weight = models.PositiveSmallIntegerField()
    by_part = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(position__range=(-2, 2), weight__range=(0, 10)),
                name="%(app_label)s_stances_in_range",
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.position}"


class Outcome(models.Model):
    """How a round ended. `text` is what people hold themselves to now, `would_take` what it would take, `missing` what the rule lacked."""

    setup = models.OneToOneField(Setup, on_delete=models.CASCADE, related_name="outcome")
    kind = models.CharField(max_length=12, choices=KINDS)
    text = models.TextField(max_length=texts.WORDS_LENGTH, blank=True)
    would_take = models.TextField(max_length=texts.WORDS_LENGTH, blank=True)
    review_date = models.DateField(null=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind


class Letter(SentLetter):
    """A mail about the round went to everybody on its list, with the same text: which one, and when. Never sent twice."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="letters")
