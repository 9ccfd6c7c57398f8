"""What may happen with names, addresses, codes and paces. Pure: no clock, no database, no framework."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from breakthrough.kernel import ids
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

NAME_LENGTH = 80
ADDRESS_LENGTH = 254
EMAIL_CODE_LENGTH = 6
EMAIL_CODE_TRIES = 5
EMAIL_CODE_LASTS = timedelta(minutes=15)
OWNER_OFFER_LASTS = timedelta(hours=24)
RETURN_CODE_LENGTH = 12
API_KEYS_PER_PERSON = 20
PASSKEYS_PER_PERSON = 20

# The ASCII characters that RFC 5322 allows in front of the @ without quotes.
LOCAL_PART = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
# Characters that turn the reading direction of everything after them: a name must not rewrite the page around it.
DIRECTION_OVERRIDES = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something may be tried: at most `limit` times within `window`, counted per source under `purpose`."""

    purpose: str
    limit: int
    window: timedelta


TEN_MINUTES = timedelta(minutes=10)
DAY = timedelta(days=1)
MAIL_TO_ADDRESS = Pace("mail.address", 5, TEN_MINUTES)
MAIL_TO_ADDRESS_DAILY = Pace("mail.address.day", 20, DAY)
MAIL_FROM_CLIENT = Pace("mail.client", 100, TEN_MINUTES)  # a whole workshop may share one network address
WRONG_CODE_FOR_ADDRESS = Pace("code.address", 30, DAY)
WRONG_RETURN_CODE = Pace("return.client", 20, TEN_MINUTES)

EXPLANATIONS = {
    "not-signed-in": gettext_noop(
        "The request came without a session and without an API key, or the key was revoked."
    ),
    "too-many-tries": gettext_noop("Something was tried too often in a short time. Wait, then try again."),
    "name-missing": gettext_noop(
        "A name is needed, and it needs a letter, a digit or another visible character."
    ),
    "name-too-long": gettext_noop("A name has at most 80 characters."),
    "name-unreadable": gettext_noop("A name cannot hold control characters."),
    "address-unusable": gettext_noop("The text is not an e-mail address."),
    "address-taken": gettext_noop("The e-mail address belongs to another account."),
    "code-wrong": gettext_noop("The code does not fit. After five wrong tries it stops working."),
    "code-gone": gettext_noop(
        "The code is older than 15 minutes, was used, or was tried wrongly five times."
    ),
    "return-code-unknown": gettext_noop("No guest has this return code. A newer code replaces an older one."),
    "owner-link-gone": gettext_noop(
        "The one-time link for the first owner was used, replaced or is more than a day old."
    ),
    "merge-not-possible": gettext_noop("Only a guest can become part of an account."),
    "no-way-back": gettext_noop("A guest without return code and passkey cannot sign out everywhere."),
    "mail-not-sent": gettext_noop("The mail server did not take the message. Try again later."),
    "passkey-unusable": gettext_noop("The browser's answer is not signed by a passkey that is kept here."),
    "passkey-known": gettext_noop("This passkey is kept already."),
    "passkeys-not-here": gettext_noop("Browsers offer passkeys over HTTPS only, or at http://localhost."),
    "too-many-keys": gettext_noop("One person keeps at most twenty passkeys and twenty API keys."),
}


def check_pace(pace: Pace, *, count: int) -> None:
    """Raise a Problem if `count` earlier tries within the window leave no further one."""
    if count < pace.limit:
        return
    if pace.window >= DAY:
        words = gettext_noop("That was tried very often today. Please try again tomorrow.")
    else:
        words = gettext_noop("That was tried very often just now. Wait ten minutes, then try again.")
    raise Problem("too-many-tries", status=429, words=words)


def clean_name(typed: str, *, field: str = "name") -> str:
    """Return the name as it is kept: one line, single spaces, at most 80 characters; raises a Problem for anything else."""
    name = " ".join(typed.translate(DIRECTION_OVERRIDES).split())
    if any(unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"} for character in name):
        raise Problem(
            "name-unreadable",
            status=422,
            field=field,
            words=gettext_noop("The name has characters we cannot show. Type it again."),
        )
    if not any(unicodedata.category(character)[0] in "LNSP" for character in name):
        raise Problem("name-missing", status=422, field=field, words=gettext_noop("Enter a name."))
    if len(name) > NAME_LENGTH:
        raise Problem(
            "name-too-long",
            status=422,
            field=field,
            words=gettext_noop("This name is too long. Use at most 80 characters."),
        )
    return name


def clean_address(typed: str, *, field: str = "email") -> str:
    """Return the e-mail address in lower case; raises a Problem if it cannot be one."""
    address = typed.strip().lower()
    local, _, domain = address.rpartition("@")
    if len(address) > ADDRESS_LENGTH or not re.fullmatch(LOCAL_PART, local) or not _is_domain(domain):
        raise Problem(
            "address-unusable",
            status=422,
            field=field,
            words=gettext_noop("Enter an e-mail address like name@example.org."),
        )
    return address


def clean_email_code(typed: str) -> str:
    """Return the digits of what was typed, however it was grouped and in whichever script's digits."""
    return "".join(
        str(unicodedata.decimal(character))
        for character in typed[:100]
        if unicodedata.decimal(character, None) is not None
    )


def check_email_code(*, made_at: datetime, tries: int, now: datetime) -> None:
    """Raise a Problem if a code sent at `made_at` and tried wrongly `tries` times can no longer be used."""
    if now - made_at > EMAIL_CODE_LASTS or tries >= EMAIL_CODE_TRIES:
        raise code_gone()


def code_gone() -> Problem:
    """Return the refusal for a code that is too old, used, or was tried too often."""
    return Problem(
        "code-gone",
        status=422,
        field="code",
        words=gettext_noop("This code no longer works. Ask for a new one."),
    )


def code_wrong() -> Problem:
    """Return the refusal for a code that does not fit."""
    return Problem(
        "code-wrong",
        status=422,
        field="code",
        words=gettext_noop(
            "That is not the code we sent. Look at the newest message and type its six digits."
        ),
    )


def readable_return_code(characters: str) -> str:
    """Return twelve characters as people write them down: three groups of four."""
    return "-".join(characters[start : start + 4] for start in range(0, len(characters), 4))


def clean_return_code(typed: str) -> str:
    """Return the twelve characters that were meant; raises a Problem if they cannot be a return code."""
    code = ids.normalise_code(typed[:200])
    if len(code) != RETURN_CODE_LENGTH:
        raise return_code_unknown()
    return code


def return_code_unknown() -> Problem:
    """Return the refusal for a return code that fits nobody."""
    return Problem(
        "return-code-unknown",
        status=422,
        field="code",
        words=gettext_noop(
            "We do not know this code. It has three groups of four characters. A newer code replaces an older one."
        ),
    )


def check_owner_offer(*, made_at: datetime, has_owner: bool, now: datetime) -> None:
    """Raise a Problem unless the one-time link for the first owner can still be used."""
    if has_owner or now - made_at > OWNER_OFFER_LASTS:
        raise offer_gone()


def offer_gone() -> Problem:
    """Return the refusal for a first-owner link that was used, replaced, or is too old."""
    return Problem(
        "owner-link-gone",
        status=404,
        words=gettext_noop(
            "This link was used, replaced or is more than a day old. Start Breakthrough again for a new one, or sign in."
        ),
    )


def check_may_merge(*, from_guest: bool, into_account: bool) -> None:
    """Raise a Problem unless a guest becomes part of an account."""
    if not (from_guest and into_account):
        raise Problem(
            "merge-not-possible",
            status=409,
            words=gettext_noop("Only what you did as a guest can be moved into an account."),
        )


def check_may_end_sessions(*, is_guest: bool, has_way_back: bool) -> None:
    """Raise a Problem if a guest would sign out everywhere without any way to come back."""
    if is_guest and not has_way_back:
        raise Problem(
            "no-way-back",
            status=409,
            words=gettext_noop(
                "You could not come back. Make a return code first, or add an e-mail address."
            ),
        )


def address_taken() -> Problem:
    """Return the refusal for an address that already belongs to another account."""
    return Problem(
        "address-taken",
        status=409,
        field="email",
        words=gettext_noop(
            "This address already belongs to another account. Sign in with it, or use another address."
        ),
    )


def check_count(count: int, *, limit: int) -> None:
    """Raise a Problem if somebody already keeps `limit` keys."""
    if count >= limit:
        raise Problem(
            "too-many-keys",
            status=409,
            words=gettext_noop("You already have as many keys as one person can keep. Remove one first."),
        )


def _is_domain(domain: str) -> bool:
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        return False
    return bool(re.fullmatch(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]{2,}", ascii_domain.lower()))
