"""Codes by e-mail: they prove that somebody reads an address. One mechanism for signing in, signing up and adding an address."""

import hmac
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac

from breakthrough.kernel import ids
from breakthrough.people import letters, pace, rules
from breakthrough.people.models import EmailCode, Person

DIGITS = "0123456789"


def send_code(
    *, address: str, person: Person | None, language: str, client: str, now: datetime, choose: ids.ChooseOne
) -> EmailCode:
    """Send a fresh code to `address`, whether an account has it or not, and return what waits for it.

    `person` is None while signing in. Raises a Problem if the address is none (422), if codes were asked for too
    often (429), or if the mail could not be handed over (503).
    """
    clean = rules.clean_address(address)
    digits = "".join(choose(DIGITS) for _ in range(rules.EMAIL_CODE_LENGTH))
    with transaction.atomic():
        pace.take(rules.MAIL_FROM_CLIENT, client, now=now)
        pace.take(rules.MAIL_TO_ADDRESS, clean, now=now)
        pace.take(rules.MAIL_TO_ADDRESS_DAILY, clean, now=now)
        EmailCode.objects.filter(made_at__lt=now - rules.EMAIL_CODE_LASTS).delete()
        waiting = EmailCode(address=clean, person=person, made_at=now)
        waiting.code_hash = _hash_of_code(waiting, digits)
        waiting.save(force_insert=True)
    letters.send_code(to=clean, code=digits, language=language)
    return waiting


def prove_code(*, waiting: EmailCode | None, typed: str, now: datetime) -> str:
    """Return the address that is proven by the right code, which is used up by this.

    Raises `code-wrong` or `code-gone` (422), or 429 after very many wrong codes for one address; wrong tries are counted.
    """
    if waiting is None:
        raise rules.code_gone()
    with transaction.atomic():
        current = EmailCode.objects.select_for_update().filter(pk=waiting.pk).first()
        if current is None:
            raise rules.code_gone()
        rules.check_email_code(made_at=current.made_at, tries=current.tries, now=now)
        pace.check(rules.WRONG_CODE_FOR_ADDRESS, current.address, now=now)
        right = hmac.compare_digest(current.code_hash, _hash_of_code(current, rules.clean_email_code(typed)))
        if right:
            current.delete()
        else:
            current.tries += 1
            current.save(update_fields=["tries"])
            pace.note(rules.WRONG_CODE_FOR_ADDRESS, current.address, now=now)
    if not right:
        raise rules.code_wrong() if current.tries < rules.EMAIL_CODE_TRIES else rules.code_gone()
    return current.address


def _hash_of_code(waiting: EmailCode, digits: str) -> str:
    # Six digits are quickly tried out, so the hash is keyed with the installation's secret and bound to this one row.
    return salted_hmac(
        "breakthrough.people.email-code", f"{waiting.pk}:{waiting.address}:{digits}", algorithm="sha256"
    ).hexdigest()
