"""API keys: let a program act as the person."""

import secrets
import uuid
from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from breakthrough.kernel import ids
from breakthrough.people import rules
from breakthrough.people.models import ApiKey, Person
from breakthrough.web import problems


def make_api_key(
    *, person: Person, name: str, now: datetime, draw: Callable[[int], str] = secrets.token_urlsafe
) -> tuple[ApiKey, str]:
    """Return a fresh key and its secret, which cannot be shown again."""
    secret = f"bt_{draw(32)}"
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        rules.check_count(ApiKey.objects.filter(person=person).count(), limit=rules.API_KEYS_PER_PERSON)
        key = ApiKey.objects.create(
            person=person,
            name=rules.clean_name(name),
            secret_hash=ids.hash_of(secret, purpose="api key"),
            made_at=now,
        )
    return key, secret


def revoke_api_key(*, person: Person, key_id: uuid.UUID) -> None:
    """Make one of the person's own keys stop working; raises a 404 Problem for any other."""
    deleted, _ = ApiKey.objects.filter(person=person, pk=key_id).delete()
    if not deleted:
        raise problems.not_found()


def note_key_used(*, key: ApiKey, now: datetime) -> None:
    """Remember the day of the last use; written at most once a day."""
    if key.used_date != now.date():
        ApiKey.objects.filter(pk=key.pk).update(used_date=now.date())
