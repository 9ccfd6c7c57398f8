"""A text that people align on, its versions, and the reservations about it with everything that was said of them."""

import uuid

from django.db import models
from django.db.models import Q

from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.practices.alignment.rules import reservations, texts

EVENTS = [(event.value, event.value) for event in reservations.Event]
WHO = [(who.value, who.value) for who in reservations.Who]
ANSWERS = [(kind.value, kind.value) for kind in reservations.AnswerKind]


class Text(models.Model):
    """An ambition, a decision, a way of working. Its words are those of its newest version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(max_length=texts.TITLE_LENGTH)
    template = models.CharField(max_length=20)
    made_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-made_at", "id"]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The words as they stood from `at` on. `note` says in a line what is different; empty for the first."""

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    body = models.TextField(max_length=texts.BODY_LENGTH)
    note = models.CharField(max_length=texts.NOTE_LENGTH, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["text", "number"], name="%(app_label)s_version_numbers_differ")
        ]

    def __str__(self) -> str:
        return f"version {self.number}"


class Reservation(models.Model):
    """What keeps somebody from being all in. `version` is the one it was raised on; it follows the text from there.

    A sealed one has the fingerprint (hex) of its envelope in `seal`, and nobody's name: only the device that holds its key speaks
    for it; `heard` is the sequence number of the last thing it said that was heard, so that nothing is heard twice. `origin` is
    (practice, key) of what it came from. `number` counts within the text.
    """

    text = models.ForeignKey(Text, on_delete=models.CASCADE, related_name="reservations")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=texts.WHAT_LENGTH)
    lifts_when = models.CharField(max_length=texts.LIFTS_LENGTH, blank=True)
    is_block = models.BooleanField(default=False)
    reason = models.CharField(max_length=texts.REASON_LENGTH, blank=True)
    is_sealed = models.BooleanField(default=False)
    seal = models.CharField(max_length=64, blank=True)
    joining_id = models.UUIDField(null=True)
    heard = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    origin_practice = models.CharField(max_length=40, blank=True)
    origin_key = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["text", "number"], name="%(app_label)s_reservation_numbers_differ"
            ),
            models.UniqueConstraint(
                fields=["text", "seal"], condition=~Q(seal=""), name="%(app_label)s_reservation_seals_differ"
            ),
            models.CheckConstraint(
                condition=Q(is_sealed=False, seal="") | (Q(is_sealed=True, by__isnull=True) & ~Q(seal="")),
                name="%(app_label)s_sealed_ones_have_no_name",
            ),
            models.CheckConstraint(
                condition=Q(is_block=False) | ~Q(reason=""), name="%(app_label)s_blocks_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class Flag(models.Model):
    """A member finds that a reservation should not stand here like this. Counted at ticks only, and shown to nobody."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="flags")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reservation", "member"], name="%(app_label)s_flag_once")
        ]

    def __str__(self) -> str:
        return f"flag on {self.reservation_id}"


class Hiding(models.Model):
    """The words of a reservation were hidden: by a facilitator with a reason, or (`by` None) because enough members flagged it."""

    reservation = models.OneToOneField(Reservation, on_delete=models.CASCADE, related_name="hiding")
    by_members = models.BooleanField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=texts.REASON_LENGTH, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.reservation_id} hidden"


class SaidAbout(models.Model):
    """One thing said about a reservation. `by` is None where its unknown raiser or the group said it, or somebody was erased."""

    reservation = models.ForeignKey(Reservation, on_delete=models.CASCADE, related_name="said")
    event = models.CharField(max_length=12, choices=EVENTS)
    who = models.CharField(max_length=8, choices=WHO)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    words = models.TextField(max_length=texts.WORDS_LENGTH, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.event} on {self.reservation_id}"


class Answered(models.Model):
    """By what an answer answers: a change (which version, and which part of it), a promise (its address), or words alone."""

    said = models.OneToOneField(SaidAbout, on_delete=models.CASCADE, related_name="answered")
    kind = models.CharField(max_length=8, choices=ANSWERS)
    version = models.ForeignKey(Version, on_delete=models.CASCADE, null=True, related_name="answers")
    part = models.CharField(max_length=16, blank=True)
    address = models.CharField(max_length=texts.ADDRESS_LENGTH, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=False) | ~Q(kind=reservations.AnswerKind.CHANGE.value),
                name="%(app_label)s_changes_name_a_version",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.said_id}"


class TextLetter(models.Model):
    """A mail to one member about what happened to a text; it was claimed before it went, so that none goes twice."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "occasion"], name="%(app_label)s_text_letters_go_once")
        ]

    def __str__(self) -> str:
        return f"{self.member_id} {self.occasion}"
