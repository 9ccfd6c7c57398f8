"""One wave: how it is set up, which steps it took, which letters went out, whether its result was looked at."""

from django.db import models
from django.db.models import Q

from breakthrough.practices.pulse.models.series import Series
from breakthrough.practices.pulse.rules import plans
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds.models import OnceSetup, SentLetter, StepTaken
from breakthrough.rounds.phases import Step


class Setup(OnceSetup):
    """How a wave is set up. `own` holds the facilitator's own questions.

    `wishes_parties` is what the facilitator asked for, and what the next wave asks for again; `by_party` what holds from preparing
    on, once it is known who takes part. `joining_id` is the wave's joining in the ballot box, None in draft; `voided_id` the one
    that was given up last, and `restarts` counts those. `root` is the SHA-256 (hex) of what is asked.
    """

    series = models.ForeignKey(Series, on_delete=models.SET_NULL, null=True, related_name="waves")
    number = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=5, choices=[(one.value, one.value) for one in Kind])
    rhythm = models.CharField(max_length=12, choices=[(one.value, one.value) for one in plans.Rhythm])
    wishes_parties = models.BooleanField(default=True)
    by_party = models.BooleanField(default=True)
    minutes = models.PositiveSmallIntegerField(default=10)
    open_days = models.PositiveSmallIntegerField(default=5)
    own = models.JSONField(default=list)
    keep_days = models.PositiveSmallIntegerField(default=plans.KEEP_DAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "number"],
                condition=Q(series__isnull=False),
                name="%(app_label)s_wave_numbers_differ",
            )
        ]


class StepRecord(StepTaken):
    """A step the wave took: which, when, and who did it (None: the clock, or the ballot box)."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Step])


class Letter(SentLetter):
    """A mail about the wave went to everybody on its list, with the same text: which one, and when. Never sent twice."""

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="letters")


class Look(models.Model):
    """The record that somebody looked at the result of a wave: the first time, and never who."""

    setup = models.OneToOneField(Setup, on_delete=models.CASCADE, related_name="look")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.setup_id} was looked at"
