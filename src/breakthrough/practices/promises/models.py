"""Tables of Promises. Every step is a row with who, when and words; a promise repeats what its steps lead to, for reading fast."""

import uuid

from django.db import models
from django.db.models import Q

from breakthrough.collaborations.models import Collaboration, Member, Party
from breakthrough.practices.promises.rules import Event, Reason, Side, State

SIDES = [(side.value, side.value) for side in Side]


class Promise(models.Model):
    """A conversation between a customer and a performer. Where one of them is None, their party was asked as a whole.

    `state`, `waits_for`, `terms_version`, `what`, `due_date` and `step_count` repeat what the steps say (a test replays them). `together`
    is shared by promises that several people were asked for at once; each of them stands alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="promises")
    customer = models.ForeignKey(Member, on_delete=models.RESTRICT, null=True, related_name="+")
    customer_party = models.ForeignKey(Party, on_delete=models.RESTRICT, related_name="+")
    performer = models.ForeignKey(Member, on_delete=models.RESTRICT, null=True, related_name="+")
    performer_party = models.ForeignKey(Party, on_delete=models.RESTRICT, related_name="+")
    together = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    state = models.CharField(max_length=14, choices=[(state.value, state.value) for state in State])
    waits_for = models.CharField(max_length=9, blank=True, choices=SIDES)
    what = models.TextField(max_length=500)
    due_date = models.DateField()
    answer_by = models.DateTimeField()
    difficulty = models.PositiveSmallIntegerField(null=True)
    terms_version = models.PositiveSmallIntegerField(default=1)
    step_count = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["collaboration", "state", "due_date"], name="promises_by_state"),
            models.Index(fields=["performer", "state"], name="promises_given"),
            models.Index(fields=["customer", "state"], name="promises_asked"),
            models.Index(fields=["together"], name="promises_together"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer__isnull=False) | Q(performer__isnull=False), name="promise_has_somebody"
            ),
            models.CheckConstraint(
                condition=Q(difficulty__isnull=True) | Q(difficulty__in=(1, 2, 3)),
                name="promise_difficulty_is_one_to_three",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class PromiseStep(models.Model):
    """One thing said in the conversation. `by` is None where the clock spoke, or where the person's membership is gone."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="steps")
    number = models.PositiveSmallIntegerField()
    event = models.CharField(max_length=14, choices=[(event.value, event.value) for event in Event])
    side = models.CharField(max_length=9, choices=SIDES)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(max_length=2000, blank=True)
    reason = models.CharField(
        max_length=12, blank=True, choices=[(reason.value, reason.value) for reason in Reason]
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "number"], name="promise_steps_have_their_place")
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.event}"


class PromiseTerms(models.Model):
    """A wording and a due day that somebody put on the table with a step."""

    step = models.OneToOneField(PromiseStep, on_delete=models.CASCADE, related_name="terms")
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="terms")
    version = models.PositiveSmallIntegerField()
    what = models.TextField(max_length=500)
    due_date = models.DateField()

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "version"], name="promise_terms_have_their_number")
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.what}"


class PromiseOrigin(models.Model):
    """Where a promise came from: another practice's thing, as it was called and where it stood then."""

    promise = models.OneToOneField(Promise, on_delete=models.CASCADE, related_name="origin")
    practice = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    title = models.CharField(max_length=300)
    address = models.CharField(max_length=500)

    class Meta:
        indexes = [models.Index(fields=["practice", "key"], name="promises_by_origin")]

    def __str__(self) -> str:
        return self.title


class Proof(models.Model):
    """A link to where one can see what was done."""

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="proofs")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    address = models.URLField(max_length=500)
    title = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.title or self.address


class PromiseLetter(models.Model):
    """A message to one member that was tried once: on a step, before or on a due day, or the digest of a week."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "occasion"], name="promise_letters_go_once")]

    def __str__(self) -> str:
        return self.occasion


class PromiseNotices(models.Model):
    """What a member wants to hear by e-mail, where it differs from the usual: each step, and a digest on Saturdays."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="promise_notices")
    each_step = models.BooleanField(default=True)
    digest_weekday = models.PositiveSmallIntegerField(null=True, default=5)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_weekday__isnull=True) | Q(digest_weekday__lte=6),
                name="promise_digest_day_is_a_weekday",
            )
        ]

    def __str__(self) -> str:
        return str(self.member_id)


class PromiseFeed(models.Model):
    """The secret address of a member's calendar feed; only its hash is kept. Taking it back deletes the row."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="promise_feed")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.member_id)
