"""Ending sessions, and deleting oneself so that the journal stays whole."""

from datetime import datetime

from django.db import transaction

from breakthrough.people import rules
from breakthrough.people.models import (
    ApiKey,
    EmailCode,
    Erasure,
    KeptMail,
    Ownership,
    Passkey,
    Person,
    ReturnCode,
    fresh_seal,
)
from breakthrough.people.registry import list_portables


def end_sessions(*, person: Person) -> None:
    """Sign the person out everywhere; raises `no-way-back` (409) for a guest with neither return code nor passkey."""
    has_way_back = (
        ReturnCode.objects.filter(person=person).exists() or Passkey.objects.filter(person=person).exists()
    )
    rules.check_may_end_sessions(is_guest=person.is_guest, has_way_back=has_way_back)
    person.session_seal = fresh_seal()
    person.save(update_fields=["session_seal"])


def erase_person(*, person: Person, now: datetime) -> None:
    """Erase everything that identifies the person, in every app; an emptied row stays, shown as "someone who left".

    Raises what an app's part raises (for instance: hand over facilitation first); nothing is changed then.
    """
    with transaction.atomic():
        for portable in list_portables():
            portable.erase(person, now)
        empty_row(person, now=now)


def empty_row(person: Person, *, now: datetime) -> None:
    """Take name, address, keys and sessions away from the person's row, inside the caller's transaction."""
    ReturnCode.objects.filter(person=person).delete()
    Passkey.objects.filter(person=person).delete()
    ApiKey.objects.filter(person=person).delete()
    EmailCode.objects.filter(person=person).delete()
    Ownership.objects.filter(person=person).delete()
    if person.email:
        KeptMail.objects.filter(to=person.email).delete()
        EmailCode.objects.filter(address=person.email).delete()
    person.name, person.email, person.language = "", None, ""
    person.session_seal, person.is_active = fresh_seal(), False
    person.save()
    Erasure.objects.get_or_create(person=person, defaults={"at": now})
