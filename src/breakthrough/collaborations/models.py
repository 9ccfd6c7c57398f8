"""Tables of a collaboration. State is a record: a member who left has a Departure, an invitation taken back a Revocation.

Over 150 lines because the tables of one space read best on one page; each is a few lines.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from breakthrough.kernel.roles import ROLE_WORDS, Role

LONGEST_HEADING = 180
ROLE_CHOICES = [(role.value, _(ROLE_WORDS[role])) for role in Role]


class Collaboration(models.Model):
    """The space: people of one or more parties around one ambition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    ambition = models.TextField(max_length=2000)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def has_short_ambition(self) -> bool:
        """Whether the ambition is short enough to be the heading of a page."""
        return len(self.ambition) <= LONGEST_HEADING and "\n" not in self.ambition


class AmbitionVersion(models.Model):
    """One wording of the ambition; `Collaboration.ambition` repeats the highest number."""

    collaboration = models.ForeignKey(
        Collaboration, on_delete=models.CASCADE, related_name="ambition_versions"
    )
    number = models.PositiveIntegerField()
    text = models.TextField(max_length=2000)
    by = models.ForeignKey("Member", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "number"], name="ambition_numbers_differ")
        ]

    def __str__(self) -> str:
        return f"{self.collaboration_id} {self.number}"


class Party(models.Model):
    """A team, department or organisation in a collaboration; `position` is its place in lists, equal standing otherwise."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="parties")
    name = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["collaboration", "name"], name="party_names_differ")]

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A person in a collaboration, of one party, with a role; a facilitator may lead their party as well."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)
    also_leads = models.BooleanField(default=False)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "person"], name="one_membership_per_person"),
            models.CheckConstraint(
                condition=Q(also_leads=False) | Q(role=Role.FACILITATOR.value),
                name="only_facilitators_also_lead",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} ({self.party})"

    @property
    def facilitates(self) -> bool:
        """Facilitators run rounds and invite; they do not administer another party's people."""
        return self.role == Role.FACILITATOR

    @property
    def leads(self) -> bool:
        """Whether this member leads their party, as a leader or as a facilitator who also leads."""
        return self.role == Role.LEADER or self.also_leads

    @property
    def observes(self) -> bool:
        """Observers see released results only."""
        return self.role == Role.OBSERVER


class Departure(models.Model):
    """A member left (`by` is themselves) or was removed; the membership stays as history. Coming back deletes it."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="departure")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.at:%Y-%m-%d}"


class FacilitationOffer(models.Model):
    """A facilitator asks a member to facilitate; it waits for that member's answer."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="facilitation_offer")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    hands_over = models.BooleanField(default=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.by_id} -> {self.member_id}"


class Invitation(models.Model):
    """A way in, to one party with one role: shared (has a `code`, many people use it) or personal (has an `address`).

    Its link is derived from `id` and the secret key (`links.token_of`), so that the database holds nobody's key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="invitations")
    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=ROLE_CHOICES)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    code = models.CharField(max_length=6, null=True, unique=True)  # noqa: DJ001 (unknown is NULL: many personal invitations have none)
    address = models.EmailField(null=True)  # noqa: DJ001 (unknown is NULL: shared invitations have none)
    name = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "address"], name="one_invitation_per_address"),
            models.CheckConstraint(
                condition=Q(code__isnull=True) | Q(address__isnull=True), name="invitation_shared_or_personal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_shared(self) -> bool:
        """Many people may use it; a personal one is used up by the first."""
        return self.code is not None


class Revocation(models.Model):
    """An invitation was taken back: its link and code no longer open anything."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="revocation")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.invitation_id)


class Acceptance(models.Model):
    """A personal invitation was used."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="acceptance")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.invitation_id)


class Mailing(models.Model):
    """One e-mail for one personal invitation, asked for by pressing send; tried once, so that nobody is mailed twice."""

    invitation = models.ForeignKey(Invitation, on_delete=models.CASCADE, related_name="mailings")
    asked_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return str(self.invitation_id)


class JournalEntry(models.Model):
    """One line of the audit trail; each line carries the hash of the line before, so that a change shows."""

    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="journal")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["collaboration", "number"], name="journal_numbers_differ"),
            models.CheckConstraint(condition=Q(number__gte=1), name="journal_starts_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.collaboration_id} {self.number} {self.verb}"
