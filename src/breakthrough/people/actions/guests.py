"""Guests: take part with a name only, come back with a return code, and become part of an account later."""

import secrets
from datetime import datetime

from django.db import transaction

from breakthrough.kernel import ids
from breakthrough.people import pace, rules
from breakthrough.people.actions.leaving import empty_row
from breakthrough.people.models import Person, ReturnCode
from breakthrough.people.registry import list_portables


def make_guest(*, name: str, now: datetime, language: str = "") -> Person:
    """Return a stored guest; the name is cleaned, and refused with a Problem if none is left."""
    person = Person(name=rules.clean_name(name), language=language[:8], joined_at=now)
    person.save(force_insert=True)
    return person


def renew_return_code(*, person: Person, now: datetime, choose: ids.ChooseOne = secrets.choice) -> str:
    """Return a fresh return code like `BCDF-GHJK-LMNP`; the one before stops working. It cannot be shown again."""
    code = ids.readable_code(choose=choose, length=rules.RETURN_CODE_LENGTH)
    ReturnCode.objects.update_or_create(
        person=person, defaults={"code_hash": _hash_of_return_code(code), "made_at": now}
    )
    return rules.readable_return_code(code)


def get_guest_by_return_code(*, typed: str, client: str, now: datetime) -> Person:
    """Return whose return code was typed; raises `return-code-unknown` (422), or 429 after many wrong ones from one place."""
    pace.check(rules.WRONG_RETURN_CODE, client, now=now)
    try:
        code_hash = _hash_of_return_code(rules.clean_return_code(typed))
        return (
            ReturnCode.objects.select_related("person")
            .get(code_hash=code_hash, person__is_active=True)
            .person
        )
    except ReturnCode.DoesNotExist:
        pace.note(rules.WRONG_RETURN_CODE, client, now=now)
        raise rules.return_code_unknown() from None


def merge_guest(*, guest: Person, account: Person, now: datetime) -> Person:
    """Move everything `guest` did into `account`, and empty the guest. The caller has made sure that both are the same human."""
    rules.check_may_merge(from_guest=guest.is_guest, into_account=not account.is_guest)
    with transaction.atomic():
        for portable in list_portables():
            portable.merge(guest, account, now)
        empty_row(guest, now=now)
    return account


def _hash_of_return_code(code: str) -> str:
    return ids.hash_of(code, purpose="return code")
