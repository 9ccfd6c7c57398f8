"""Tables of Mirror: how one is set up with what the leader said first, its steps and letters, the result, what was shown, the pledge.

The result (`Reflection`) lies here and not among everybody's readings: it is the leader's until they show some of it.
"""

from typing import NoReturn, TypeVar

from django.db import models

from breakthrough.collaborations.models import Member
from breakthrough.measures.mirror import questions
from breakthrough.practices.mirror.rules import plans, showing
from breakthrough.rounds.models import OnceSetup, SentLetter, StepTaken
from breakthrough.rounds.phases import Step

Row = TypeVar("Row", bound=models.Model)


class FrozenRows(models.QuerySet[Row]):
    """Rows that are written once."""

    def update(self, **values: object) -> NoReturn:
        """Refuse: a result is frozen."""
        raise TypeError(f"{self.model.__name__} rows are frozen; nothing sets {sorted(values)} anew")


class Setup(OnceSetup):
    """How a mirror is set up, and what its leader said before anybody else was asked.

    `leader` is None once their account is erased; `own` and `predicted` hold eight codes each, or nothing yet. `joining_id` is the
    mirror's joining in the ballot box, None in draft; `voided_id` the one that was given up last, and `restarts` counts those.
    `root` is the SHA-256 (hex) of what is asked. `reading_key` (hex) opens the result on the board that everybody has; it is made at
    preparing and thrown away once the result is stored.
    """

    leader = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=5)
    open_days = models.PositiveSmallIntegerField(default=5)
    keep_days = models.PositiveSmallIntegerField(default=plans.KEEP_DAYS)
    own = models.JSONField(default=list)
    predicted = models.JSONField(default=list)
    reading_key = models.CharField(max_length=64, blank=True)


class StepRecord(StepTaken):
    """A step the mirror took: which, when, and who did it (None: the clock, or the ballot box)."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Step])


class Letter(SentLetter):
    """A mail about the mirror went to everybody on its list and the leader, with the same text: which one, and when. Never sent twice."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="letters")


class Reflection(models.Model):
    """The result of a mirror, frozen: what the measure released. For the leader alone, but for facets with a `Showing`."""

    setup = models.OneToOneField(Setup, on_delete=models.CASCADE, related_name="reflection")
    method = models.CharField(max_length=60)
    value = models.JSONField()
    at = models.DateTimeField()

    objects = FrozenRows.as_manager()

    def __str__(self) -> str:
        return f"result of {self.setup_id}"


class Showing(models.Model):
    """The record that the leader showed one facet of the result to those who take part. It is never taken back: people have seen it."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="showings")
    facet = models.CharField(max_length=12, choices=[(one, one) for one in questions.FACETS])
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["setup", "facet"], name="%(app_label)s_facets_are_shown_once")
        ]

    def __str__(self) -> str:
        return f"{self.setup_id} {self.facet}"


class Pledge(models.Model):
    """What the leader says they will do differently, seen by those who take part."""

    setup = models.OneToOneField(Setup, on_delete=models.CASCADE, related_name="pledge")
    words = models.CharField(max_length=showing.PLEDGE_LENGTH)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.words
