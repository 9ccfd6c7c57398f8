"""Tables of sealed rounds: the roster, the keys, who has a credential. State is a record. No contribution, ever.

Identifiers of the protocol are kept as hexadecimal text. Rows of credentials carry no time and no running number.
Over 150 lines because the tables of one thing read best on one page; each is a few lines.
"""

import json
import uuid
from collections.abc import Mapping

from django.db import models
from django.db.models import Q

from breakthrough.background.work import Json
from breakthrough.collaborations.models import Collaboration, Member, Party
from breakthrough.people.models import Person


class Joining(models.Model):
    """One round of sealed contributions: the frozen roster and the card, the same bytes for everybody.

    `restarts` counts the cards that were given up before this one. `words` are the four words of the card.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collaboration = models.ForeignKey(Collaboration, on_delete=models.CASCADE, related_name="joinings")
    practice = models.CharField(max_length=40)
    mode = models.CharField(max_length=8)
    k = models.PositiveSmallIntegerField()
    alg = models.PositiveSmallIntegerField()
    card = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)
    words = models.CharField(max_length=80)
    roster_salt = models.CharField(max_length=64)
    ticks = models.CharField(max_length=8)
    keep_days = models.PositiveSmallIntegerField()
    restarts = models.PositiveSmallIntegerField(default=0)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["collaboration", "practice"], name="joinings_by_practice")]
        constraints = [models.CheckConstraint(condition=Q(k__gte=5), name="joining_k_is_five_or_more")]

    def __str__(self) -> str:
        return f"{self.practice} {self.id}"

    @property
    def round_bytes(self) -> bytes:
        """The sixteen bytes that name this round on its card and at the box."""
        return self.id.bytes

    @property
    def live_topic(self) -> str:
        """Where changes of the round are announced."""
        return topic_of(self.pk)


def topic_of(joining_id: uuid.UUID) -> str:
    """Return where changes of a round are announced."""
    return f"joining:{joining_id}"


class AskedPlan(models.Model):
    """Everything people are asked in the round, byte for byte as its hash is on the card."""

    joining = models.OneToOneField(Joining, on_delete=models.CASCADE, related_name="asked_plan")
    content = models.BinaryField()

    def __str__(self) -> str:
        return str(self.joining_id)


class Voiding(models.Model):
    """The card was given up before anything opened; what was issued under it is worth nothing."""

    joining = models.OneToOneField(Joining, on_delete=models.CASCADE, related_name="voiding")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.joining_id)


class End(models.Model):
    """Everything of the round was deleted but its roster, its counts and its released boards of texts."""

    joining = models.OneToOneField(Joining, on_delete=models.CASCADE, related_name="end")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.joining_id)


class Place(models.Model):
    """Somebody's place on the frozen roster. `party_number` is the party's number on the card, from 1.

    `same_as` names another place of the same person, who was on the roster twice and has joined their two memberships.
    An erased person's place has no `name`.
    """

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="places")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    ref = models.CharField(max_length=32, unique=True)
    name = models.CharField(max_length=80, blank=True)
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    party_number = models.PositiveSmallIntegerField()
    is_new = models.BooleanField()
    same_as = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="twins")

    class Meta:
        ordering = ["party_number", "name", "ref"]
        constraints = [
            models.UniqueConstraint(fields=["joining", "member"], name="one_place_per_member"),
        ]

    def __str__(self) -> str:
        return self.ref


class Objection(models.Model):
    """Somebody on the roster says, by name and for all to see, what is wrong with it."""

    place = models.OneToOneField(Place, on_delete=models.CASCADE, related_name="objection")
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.place_id)


class Scope(models.Model):
    """One thing that is asked in a round, with pseudonyms of its own; `position` is its place on the card."""

    joining = models.ForeignKey(Joining, on_delete=models.CASCADE, related_name="scopes")
    label = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    quota = models.PositiveSmallIntegerField()
    max_body = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["joining", "label"], name="scope_labels_differ")]

    def __str__(self) -> str:
        return self.label


class Key(models.Model):
    """The public key of a scope for one cell: everyone (0) or a party. `issued` is known once the round has opened."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="keys")
    cell = models.PositiveSmallIntegerField()
    eligible = models.PositiveIntegerField()
    key_id = models.CharField(max_length=64, unique=True)
    spki = models.BinaryField()
    issued = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ["cell"]
        constraints = [models.UniqueConstraint(fields=["scope", "cell"], name="one_key_per_cell")]

    def __str__(self) -> str:
        return self.key_id


class IssuedCredential(models.Model):
    """A blind signature that was given out. It fits every later contribution equally well, so it tells of none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.ForeignKey(Key, on_delete=models.CASCADE, related_name="credentials")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="credentials")
    slot = models.PositiveSmallIntegerField()
    blinded = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "place", "slot"], name="one_credential_per_slot")
        ]

    def __str__(self) -> str:
        return str(self.id)


class Opening(models.Model):
    """The scope takes contributions from here on; the first opening of a joining ended its issuing.

    `root` names, in hexadecimal, the set that is voted on; empty where nothing is voted on.
    """

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="opening")
    root = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.scope_id)


class PlannedClosing(models.Model):
    """When the practice means to close the scope. Browsers send what is unused on the last day before; nothing closes by it."""

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="planned_closing")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.scope_id)


class ClosingNotice(models.Model):
    """Everybody was told when the scope closes."""

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="closing_notice")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    closes_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.scope_id)


class Closing(models.Model):
    """Nothing is accepted any more."""

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="closing")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.scope_id)


class ReleasedBoard(models.Model):
    """What everybody may see and check: BOARD.json as it came from the box. Later numbers add acts after release."""

    scope = models.ForeignKey(Scope, on_delete=models.CASCADE, related_name="boards")
    number = models.PositiveIntegerField()
    written = models.BinaryField()
    root = models.CharField(max_length=64)
    words = models.CharField(max_length=80)
    reading = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["scope", "number"], name="one_board_per_number")]

    def __str__(self) -> str:
        return self.root

    @property
    def board(self) -> Mapping[str, Json]:
        """The board as JSON."""
        found: Mapping[str, Json] = json.loads(bytes(self.written))
        return found


class Hold(models.Model):
    """Too few gave something to show any of it safely: nothing was shown, and everybody was told alike."""

    scope = models.OneToOneField(Scope, on_delete=models.CASCADE, related_name="hold")
    at = models.DateTimeField()
    deletes_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.scope_id)


class HoldEnd(models.Model):
    """What a held scope kept was deleted."""

    hold = models.OneToOneField(Hold, on_delete=models.CASCADE, related_name="end")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.hold_id)


class Capability(models.Model):
    """Which pseudonyms the browsers of a person can make, as they last reported. No row: unknown."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="sealing_capability")
    has_ed25519 = models.BooleanField()

    def __str__(self) -> str:
        return str(self.person_id)
