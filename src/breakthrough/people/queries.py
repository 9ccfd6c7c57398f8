"""Reads about people."""

import uuid

from django.db.models import QuerySet

from breakthrough.kernel import ids
from breakthrough.people.models import (
    ApiKey,
    EmailCode,
    KeptMail,
    OwnerOffer,
    Ownership,
    Passkey,
    Person,
    ReturnCode,
)
from breakthrough.people.registry import Json, list_portables
from breakthrough.web import made_once, problems
from breakthrough.web.made_once import A_TEXT, AN_ID


def find_by_address(address: str) -> Person | None:
    """Return the account with this (lower-case) address, or None."""
    return Person.objects.filter(email=address, is_active=True).first()


def find_by_key(secret: str) -> ApiKey | None:
    """Return the API key whose secret this is, with its person, or None."""
    return made_once.find(_key_in_use, {A_TEXT: ids.hash_of(secret, purpose="api key")})


def find_active(person_id: uuid.UUID) -> Person | None:
    """Return the account with this id, or None if there is none that is in use."""
    return made_once.find(_active, {AN_ID: person_id})


def find_code(person: Person | None, code_id: object) -> EmailCode | None:
    """Return the waiting code that this browser asked for, or None; `person` is None while signing in."""
    known = _uuid_or_none(code_id)
    return EmailCode.objects.filter(pk=known, person=person).first() if known else None


def find_passkey(credential_id: str) -> Passkey | None:
    """Return the passkey with this credential id (URL-safe base64), with its person, or None."""
    return (
        Passkey.objects.select_related("person")
        .filter(credential_id=credential_id, person__is_active=True)
        .first()
    )


def find_owner_offer(secret: str) -> OwnerOffer | None:
    """Return the offer whose link this is, or None."""
    return OwnerOffer.objects.filter(secret_hash=ids.hash_of(secret, purpose="owner offer")).first()


def find_return_code(person: Person) -> ReturnCode | None:
    """Return what is known about the person's return code (when it was made), or None."""
    return ReturnCode.objects.filter(person=person).first()


def has_owner() -> bool:
    """Whether anybody operates this installation yet."""
    return Ownership.objects.exists()


def is_owner(person: Person) -> bool:
    """Whether this person operates the installation."""
    return Ownership.objects.filter(person=person).exists()


def list_api_keys(person: Person) -> list[ApiKey]:
    """Return the person's API keys, oldest first."""
    return list(ApiKey.objects.filter(person=person))


def list_passkeys(person: Person) -> list[Passkey]:
    """Return the person's passkeys, oldest first."""
    return list(Passkey.objects.filter(person=person))


def get_passkey(person: Person, passkey_id: uuid.UUID) -> Passkey:
    """Return one of the person's own passkeys, or a 404 Problem."""
    passkey = Passkey.objects.filter(person=person, pk=passkey_id).first()
    if passkey is None:
        raise problems.not_found()
    return passkey


def list_kept_mail() -> list[KeptMail]:
    """Return the messages of the quick start, newest first."""
    return list(KeptMail.objects.all())


def export_of(person: Person) -> dict[str, Json]:
    """Return everything kept about `person` as JSON; secrets are not in it, since only their hashes exist."""
    code = find_return_code(person)
    export: dict[str, Json] = {
        "format": "breakthrough-person-1",
        "person": {
            "id": str(person.pk),
            "name": person.name,
            "email": person.email,
            "language": person.language,
            "joined_at": person.joined_at.isoformat(),
            "operates_this_installation": is_owner(person),
        },
        "return_code": {"made_at": code.made_at.isoformat()} if code else None,
        "passkeys": [
            {
                "name": passkey.name,
                "made_at": passkey.made_at.isoformat(),
                "used_date": passkey.used_date.isoformat() if passkey.used_date else None,
            }
            for passkey in list_passkeys(person)
        ],
        "api_keys": [
            {
                "name": key.name,
                "made_at": key.made_at.isoformat(),
                "used_date": key.used_date.isoformat() if key.used_date else None,
            }
            for key in list_api_keys(person)
        ],
    }
    for portable in list_portables():
        export.update(portable.export(person))
    return export


def _uuid_or_none(written: object) -> uuid.UUID | None:
    try:
        return uuid.UUID(str(written))
    except ValueError:
        return None


def _key_in_use() -> QuerySet[ApiKey]:
    return ApiKey.objects.select_related("person").filter(secret_hash=A_TEXT, person__is_active=True)


def _active() -> "QuerySet[Person]":
    return Person.objects.filter(pk=AN_ID, is_active=True)
