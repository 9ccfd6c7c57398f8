"""Keeping, using and removing passkeys. The ceremony itself is in `people.ceremony`."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import rules
from breakthrough.people.ceremony import Credential
from breakthrough.people.models import Passkey, Person
from breakthrough.web import problems


def keep_passkey(*, person: Person, name: str, credential: Credential, now: datetime) -> Passkey:
    """Store the public part of a passkey that the person's device has just made."""
    try:
        with transaction.atomic():
            Person.objects.select_for_update().get(pk=person.pk)
            rules.check_count(Passkey.objects.filter(person=person).count(), limit=rules.PASSKEYS_PER_PERSON)
            return Passkey.objects.create(
                person=person,
                name=rules.clean_name(name),
                credential_id=credential.credential_id,
                public_part=credential.public_part,
                counter=credential.counter,
                made_at=now,
            )
    except IntegrityError:
        raise Problem(
            "passkey-known",
            status=409,
            words=gettext_noop("This passkey is already kept. Use it to sign in."),
        ) from None


def note_passkey_used(*, passkey: Passkey, counter: int, now: datetime) -> None:
    """Remember the day of the last use and the device's counter."""
    Passkey.objects.filter(pk=passkey.pk).update(counter=counter, used_date=now.date())


def remove_passkey(*, person: Person, passkey_id: uuid.UUID) -> None:
    """Make one of the person's own passkeys stop working; raises a 404 Problem for any other."""
    deleted, _ = Passkey.objects.filter(person=person, pk=passkey_id).delete()
    if not deleted:
        raise problems.not_found()
