"""Persons (accounts with an e-mail address, guests without one) and how each of them gets in.

Secrets are stored only as hashes. State is a record: an owner has an Ownership, someone who deleted themselves an Erasure.
"""

import secrets
import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def fresh_seal() -> str:
    """Return a random value; every session carries it, so changing it ends them all."""
    return secrets.token_hex(16)


class Person(AbstractBaseUser):
    """Someone who takes part: an account (has an e-mail address) or a guest (has none). Nobody has a password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80, blank=True)
    email = models.EmailField(_("e-mail address"), null=True, blank=True)  # noqa: DJ001 (guests have none; unique otherwise)
    language = models.CharField(_("language"), max_length=8, blank=True)
    session_seal = models.CharField(max_length=32, default=fresh_seal, editable=False)
    joined_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)

    password = None  # type: ignore[assignment]  # takes Django's column away: nobody has a password
    last_login = None  # and we do not note who was here when

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = BaseUserManager["Person"]()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        return self.name or gettext("someone who left")

    @property
    def is_guest(self) -> bool:
        """A guest has no e-mail address and comes back with a return code."""
        return self.email is None

    @property
    def is_staff(self) -> bool:
        """Nobody has an administrator's view: the operator works on the command line."""
        return False

    def check_password(self, raw_password: str | None) -> bool:  # noqa: ARG002 (Django's signature)
        """Nobody has a password, so none is ever right."""
        return False

    def has_usable_password(self) -> bool:
        """Nobody has a password."""
        return False

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        return salted_hmac(
            "breakthrough.people.session", self.session_seal, secret=secret, algorithm="sha256"
        ).hexdigest()


class Ownership(models.Model):
    """This person operates the installation."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="ownership")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"owner {self.person_id}"


class OwnerOffer(models.Model):
    """The one-time link with which the first owner signs in; there is at most one."""

    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"offer of {self.made_at:%Y-%m-%d}"


class Erasure(models.Model):
    """This person deleted themselves, or became part of an account; the row stays, emptied, so that the journal stays whole."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="erasure")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"erasure of {self.person_id}"


class EmailCode(models.Model):
    """A code sent to an address, waiting to be typed in by the browser that asked for it.

    `person` is None when somebody signs in, and the person who wants the address for themselves otherwise.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    code_hash = models.CharField(max_length=64)
    tries = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"code for {self.address}"


class ReturnCode(models.Model):
    """With it a guest comes back on another device."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="return_code")
    code_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"return code of {self.person_id}"


class Passkey(models.Model):
    """A key kept by the person's own device; we hold its public half only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=80)
    credential_id = models.CharField(max_length=1400, unique=True)
    public_part = models.TextField()
    counter = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_date = models.DateField(null=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """Lets a program act as the person; shown once, stored as a hash. Revoking it deletes the row."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_date = models.DateField(null=True)

    class Meta:
        ordering = ["made_at"]

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One try at something that is limited in pace; `source` is a keyed hash, and rows go after a day."""

    purpose = models.CharField(max_length=40)
    source = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["purpose", "source", "at"], name="attempts_by_source"),
            models.Index(fields=["at"], name="attempts_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} at {self.at:%H:%M}"


class KeptMail(models.Model):
    """A message of the quick start, which has no mail server; the owner reads it on the mailbox page."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
