"""Released statements and what people made of them. A sealed statement carries no time and nobody's name."""

from django.db import models
from django.db.models import Q

from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.models.talks import Setup
from breakthrough.practices.voice.rules import words
from breakthrough.practices.voice.rules.frozen import Source
from breakthrough.practices.voice.rules.traces import Kind

SOURCES = [(source.value, source.value) for source in Source]
KINDS = [(kind.value, kind.value) for kind in Kind]


class Statement(models.Model):
    """A statement of the frozen set, with the words that were voted on.

    `number` counts from 1 in the canonical order: what readings, pages and exports call it. `seal` is the fingerprint (hex)
    of the sealed envelope it came in, by which its author's own device knows it; empty for openings and seeds. `by` is the
    leader of an opening, nobody else. `salt` (hex) goes into the hash by which the root names the words; it is shown with them,
    and hidden with them. Empty in rounds that were frozen before there were salts.
    """

    setup = models.ForeignKey(Setup, on_delete=models.CASCADE, related_name="statements")
    number = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=1200)
    source = models.CharField(max_length=8, choices=SOURCES)
    seal = models.CharField(max_length=64, blank=True)
    salt = models.CharField(max_length=32, blank=True, default="")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["setup", "number"], name="%(app_label)s_statement_numbers_differ"
            ),
            models.UniqueConstraint(
                fields=["setup", "seal"], condition=~Q(seal=""), name="%(app_label)s_seals_differ"
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=True) | Q(source=Source.OPENING.value),
                name="%(app_label)s_only_openings_are_named",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def shown_text(self) -> str:
        """The words voted on, empty once the statement is hidden: what leaves this table goes through here."""
        return "" if hasattr(self, "hiding") else self.text


class Revision(models.Model):
    """What its author, still unknown, made of a statement after it was released: other words, or none (withdrawn).

    Shown beside the statement from the tick on at which it was published; the votes stay with the words voted on.
    """

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="revision")
    text = models.CharField(max_length=1200, blank=True)
    is_withdrawn = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return "withdrawn" if self.is_withdrawn else self.text


class Flag(models.Model):
    """A member finds that a statement should not stand here. Counted at ticks only, and shown to nobody."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="flags")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "member"], name="%(app_label)s_flag_once")
        ]

    def __str__(self) -> str:
        return f"flag on {self.statement_id}"


class Hiding(models.Model):
    """A statement was hidden: by a facilitator with a reason, or (`by` None, no reason) because enough members flagged it."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, related_name="hiding")
    by_members = models.BooleanField()
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    reason = models.CharField(max_length=words.REASON_LENGTH, blank=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.statement_id} hidden"


class Reply(models.Model):
    """An answer to a statement, by name: what happened to what somebody said."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="replies")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    text = models.TextField(max_length=words.REPLY_LENGTH)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return self.text


class Trace(models.Model):
    """What came of a statement: a reservation, a change, a promise, or something else, with a title and an address."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=12, choices=KINDS)
    title = models.CharField(max_length=words.TITLE_LENGTH)
    address = models.CharField(max_length=words.ADDRESS_LENGTH, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "kind", "address"],
                condition=~Q(address=""),
                name="%(app_label)s_trace_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"
