"""What a statement, an opening, a reply or a reason may look like."""

import unicodedata

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

STATEMENT_LENGTH = 280
REPLY_LENGTH = 2_000
REASON_LENGTH = 280
TITLE_LENGTH = 200
ADDRESS_LENGTH = 500
_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


def clean(text: str) -> str:
    """Return `text` in the form that statements are kept in: NFKC, straight quotes, single spaces, nothing around it."""
    plain = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return " ".join(plain.split())


def check_statement(text: str, *, field: str = "text") -> str:
    """Return the cleaned statement, or raise a Problem: empty, longer than 280 characters, or with hidden characters."""
    return _check(clean(text), limit=STATEMENT_LENGTH, field=field)


def check_reply(text: str) -> str:
    """Return the trimmed reply, or raise a Problem; line breaks stay."""
    return _check(text.replace("\r\n", "\n").strip(), limit=REPLY_LENGTH, field="text")


def check_reason(text: str) -> str:
    """Return the cleaned reason for hiding a statement, or raise a Problem."""
    return _check(clean(text), limit=REASON_LENGTH, field="reason")


def check_link(*, title: str, address: str) -> tuple[str, str]:
    """Return title and address of what came of a statement, cleaned; the address may be empty, a path of ours or a web address."""
    named, place = _check(clean(title), limit=TITLE_LENGTH, field="title"), address.strip()
    is_ours = place.startswith("/") and not place.startswith("//") and "\\" not in place
    is_web = place.startswith(("https://", "http://"))
    if place and not ((is_ours or is_web) and len(place) <= ADDRESS_LENGTH and place.isprintable()):
        raise Problem(
            "address-unfit",
            status=422,
            words=gettext_noop("Give a web address that begins with https://, or leave it empty."),
            field="address",
        )
    return named, place


_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'"})


def _check(text: str, *, limit: int, field: str) -> str:
    if not text:
        raise Problem("text-missing", status=422, words=gettext_noop("Write something first."), field=field)
    if len(text) > limit:
        raise Problem(
            "text-too-long",
            status=422,
            words=gettext_noop("This text has %(length)s characters. Shorten it to %(limit)s or fewer."),
            params={"length": len(text), "limit": limit},
            field=field,
        )
    if any(unicodedata.category(letter) in _HIDDEN and letter != "\n" for letter in text):
        raise Problem(
            "text-unreadable",
            status=422,
            words=gettext_noop("This text holds a character that cannot be stored. Type it again."),
            field=field,
        )
    return text
