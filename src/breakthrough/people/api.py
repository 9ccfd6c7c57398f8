"""The JSON door of people: one's own name, language, export and API keys."""

import uuid
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Schema, Status
from pydantic import Field

from breakthrough.people import access, actions, queries
from breakthrough.people.models import ApiKey, Person
from breakthrough.web.api_shapes import REFUSED, Asked

router = Router(tags=["people"])


class MeOut(Schema):
    """The person whose key or session this is."""

    id: uuid.UUID
    name: str
    email: str | None
    language: str
    is_guest: bool
    joined_at: datetime


class MeIn(Asked):
    """What to change; what is left out stays."""

    name: str | None = Field(None, max_length=1000, description="At most 80 characters after trimming.")
    language: str | None = Field(
        None, max_length=8, description="A language code such as `en`; empty follows the browser."
    )


class KeyOut(Schema):
    """An API key, without its secret."""

    id: uuid.UUID
    name: str
    made_at: datetime
    used_date: date | None


class FreshKeyOut(KeyOut):
    """A key that was just made; its secret is shown this once."""

    secret: str


class KeyIn(Asked):
    """What the key is for."""

    name: str = Field(max_length=1000, description="At most 80 characters after trimming.")


REFUSALS = {401: REFUSED, 404: REFUSED, 409: REFUSED, 422: REFUSED}


@router.get("/me", response={200: MeOut, 401: REFUSED}, operation_id="getMe")
def get_me(request: HttpRequest) -> Person:
    """Tell who you are here."""
    return access.person_of(request)


@router.patch("/me", response={200: MeOut, **REFUSALS}, operation_id="changeMe")
def change_me(request: HttpRequest, change: MeIn) -> Person:
    """Change your name or language."""
    return actions.change_profile(
        person=access.person_of(request), name=change.name, language=change.language
    )


@router.get("/me/export", response={200: dict[str, Any], 401: REFUSED}, operation_id="exportMe")
def export_me(request: HttpRequest) -> dict[str, Any]:
    """Get everything that is kept about you."""
    return dict(queries.export_of(access.person_of(request)))


@router.get("/me/keys", response={200: list[KeyOut], 401: REFUSED}, operation_id="listKeys")
def list_keys(request: HttpRequest) -> list[ApiKey]:
    """List your API keys, oldest first."""
    return queries.list_api_keys(access.person_of(request))


@router.post("/me/keys", response={201: FreshKeyOut, **REFUSALS}, operation_id="makeKey")
def make_key(request: HttpRequest, wanted: KeyIn) -> Status[FreshKeyOut]:
    """Make an API key. Its secret is in this answer and nowhere else."""
    key, secret = actions.make_api_key(person=access.person_of(request), name=wanted.name, now=timezone.now())
    return Status(
        201,
        FreshKeyOut(id=key.pk, name=key.name, made_at=key.made_at, used_date=key.used_date, secret=secret),
    )


@router.delete("/me/keys/{key_id}", response={204: None, **REFUSALS}, operation_id="revokeKey")
def revoke_key(request: HttpRequest, key_id: uuid.UUID) -> Status[None]:
    """Make one of your API keys stop working."""
    actions.revoke_api_key(person=access.person_of(request), key_id=key_id)
    return Status(204, None)
