"""Accounts: made once an address is proven, changed by the person."""

from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.people import letters, queries, rules
from breakthrough.people.models import Person, ReturnCode


def make_account(*, address: str, name: str, language: str = "", now: datetime) -> Person:
    """Return the account of a proven `address`: a fresh one, or the one that was made a moment earlier."""
    person = Person(
        email=rules.clean_address(address),
        name=rules.clean_name(name),
        language=_known_language(language),
        joined_at=now,
    )
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        earlier = queries.find_by_address(person.email or "")
        if earlier is None:
            raise
        return earlier
    return person


def change_profile(*, person: Person, name: str | None = None, language: str | None = None) -> Person:
    """Change the person's name or language, and leave what is None."""
    if name is not None:
        person.name = rules.clean_name(name)
    if language is not None:
        if language != _known_language(language):
            raise Problem(
                "language-unknown",
                status=422,
                field="language",
                words=gettext_noop("We do not speak this language yet. Choose one of the list."),
            )
        person.language = language
    person.save(update_fields=["name", "language"])
    return person


def adopt_address(*, person: Person, address: str) -> Person:
    """Make a proven `address` the person's own: a guest becomes an account, an account moves to the address.

    Raises `address-taken` (409) if another account has it. The former address is told by mail.
    """
    clean = rules.clean_address(address)
    former = person.email
    try:
        with transaction.atomic():
            Person.objects.filter(pk=person.pk).update(email=clean)
            ReturnCode.objects.filter(person=person).delete()
    except IntegrityError:
        raise rules.address_taken() from None
    person.email = clean
    if former and former != clean:
        letters.send_address_changed(to=former, language=person.language)
    return person


def _known_language(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else ""
