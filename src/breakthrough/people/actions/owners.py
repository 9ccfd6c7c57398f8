"""Owners operate the installation. The first one signs in by a one-time link that only the console shows."""

import secrets
from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from breakthrough.kernel import ids
from breakthrough.people import queries, rules
from breakthrough.people.actions.accounts import make_account
from breakthrough.people.models import OwnerOffer, Ownership, Person


def offer_first_owner(*, now: datetime, draw: Callable[[int], str] = secrets.token_urlsafe) -> str | None:
    """Return the path of a one-time sign-in link for the first owner, or None if there is an owner.

    A fresh link replaces the one before; it lasts 24 hours and is stored as a hash.
    """
    with transaction.atomic():
        OwnerOffer.objects.all().delete()
        if queries.has_owner():
            return None
        secret = draw(32)
        OwnerOffer.objects.create(secret_hash=ids.hash_of(secret, purpose="owner offer"), made_at=now)
    return reverse("people:first_owner", args=[secret])


def accept_owner_offer(
    *, secret: str, name: str, address: str, person: Person | None, now: datetime
) -> Person:
    """Use the link up and return the owner: `person` if signed in with an account, otherwise a fresh account.

    Raises `owner-link-gone` (404), or `address-taken` (409) if an account has the address: its human signs in first.
    """
    with transaction.atomic():
        offer = queries.find_owner_offer(secret)
        if offer is None:
            raise rules.offer_gone()
        rules.check_owner_offer(made_at=offer.made_at, has_owner=queries.has_owner(), now=now)
        if person is None:
            if queries.find_by_address(rules.clean_address(address)):
                raise rules.address_taken()
            person = make_account(address=address, name=name, now=now)
        if not OwnerOffer.objects.filter(pk=offer.pk).delete()[0]:
            raise rules.offer_gone()
        Ownership.objects.create(person=person, at=now)
    return person


def make_owner(*, email: str, name: str = "", now: datetime) -> Person:
    """Return the account with this address as an owner; made if there is none (then `name`, or the part before the @)."""
    address = rules.clean_address(email)
    with transaction.atomic():
        person = queries.find_by_address(address) or make_account(
            address=address, name=name or address.partition("@")[0], now=now
        )
        Ownership.objects.get_or_create(person=person, defaults={"at": now})
        OwnerOffer.objects.all().delete()
    return person
