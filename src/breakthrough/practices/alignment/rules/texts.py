"""What a title, a text, a reservation, an answer may look like; and how a sealed reservation is written down."""

import unicodedata
import uuid
from dataclasses import dataclass

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment.rules.reservations import Event

TITLE_LENGTH = 160
BODY_LENGTH = 20_000
NOTE_LENGTH = 280
WHAT_LENGTH = 280
LIFTS_LENGTH = 200
REASON_LENGTH = 200
WORDS_LENGTH = 2_000
ADDRESS_LENGTH = 500
LIFTS_LINE = "--- lifts when"
BLOCK_LINE = "--- block"
STANDS_LINE = "--- let it stand"
NOT_ENOUGH_LINE = "--- not enough"
_HIDDEN = ("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")


@dataclass(frozen=True, slots=True)
class Words:
    """What a reservation says. A block has a reason; `reason` is empty otherwise."""

    what: str
    lifts_when: str = ""
    is_block: bool = False
    reason: str = ""


def write_sealed(words: Words) -> str:
    """Return a reservation as the plain text it is sealed as: what, a separator line, when it lifts; and the reason of a block."""
    block = f"\n{BLOCK_LINE}\n{words.reason}" if words.is_block else ""
    return f"{words.what}\n{LIFTS_LINE}\n{words.lifts_when}{block}"


def read_sealed(text: str) -> Words:
    """Return the reservation in a sealed text. Whoever sealed it may have written anything: what does not fit is what it says.

    A block without a reason counts as a reservation.
    """
    what, _, rest = text.partition(f"\n{LIFTS_LINE}\n")
    if not _:
        what, _, rest = text.partition(f"\n{LIFTS_LINE}")
    lifts, mark, reason = f"\n{rest}".partition(f"\n{BLOCK_LINE}\n")
    if not mark:
        lifts = lifts.removesuffix(f"\n{BLOCK_LINE}")
    return Words(
        what=_plain(what)[:WHAT_LENGTH],
        lifts_when=_plain(lifts)[:LIFTS_LENGTH],
        is_block=bool(_plain(reason)),
        reason=_plain(reason)[:REASON_LENGTH],
    )


def read_later(text: str) -> tuple[Event | None, str]:
    """Return what a later sealed text says of its reservation, and in which words; None if it holds the reservation anew.

    Its first line says it: that the reservation may stand, or that the answer is not enough. What follows are the raiser's words.
    """
    first, _, rest = text.strip().partition("\n")
    event = {STANDS_LINE: Event.LET_STAND, NOT_ENOUGH_LINE: Event.NOT_ENOUGH}.get(first.strip())
    return event, _plain(rest)[:WHAT_LENGTH] if event else ""


def check_reservation(words: Words) -> Words:
    """Return the cleaned reservation, or raise a Problem. A block needs a reason."""
    if words.is_block and not words.reason.strip():
        raise Problem(
            "block-needs-reason",
            status=422,
            words=gettext_noop("A block needs a reason: what would go wrong, and for whom."),
            field="reason",
        )
    return Words(
        what=check_line(words.what, limit=WHAT_LENGTH, field="what"),
        lifts_when=check_line(words.lifts_when, limit=LIFTS_LENGTH, field="lifts_when", may_be_empty=True),
        is_block=words.is_block,
        reason=check_line(words.reason, limit=REASON_LENGTH, field="reason", may_be_empty=True)
        if words.is_block
        else "",
    )


def check_line(text: str, *, limit: int, field: str, may_be_empty: bool = False) -> str:
    """Return one cleaned line, or raise a Problem: empty, too long, or with hidden characters."""
    return _check(_plain(text), limit=limit, field=field, may_be_empty=may_be_empty)


def check_words(
    text: str, *, limit: int = WORDS_LENGTH, field: str = "words", may_be_empty: bool = False
) -> str:
    """Return trimmed words, or raise a Problem; line breaks stay."""
    return _check(text.replace("\r\n", "\n").strip(), limit=limit, field=field, may_be_empty=may_be_empty)


def find_id(written: str) -> uuid.UUID | None:
    """Return the identifier of a text that was written down, or None for anything else."""
    try:
        return uuid.UUID(written)
    except ValueError:
        return None


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _check(text: str, *, limit: int, field: str, may_be_empty: bool) -> str:
    if not text and not may_be_empty:
        raise Problem("text-missing", status=422, words=gettext_noop("Write something first."), field=field)
    if len(text) > limit:
        raise Problem(
            "text-too-long",
            status=422,
            words=gettext_noop("This text has %(length)s characters. Shorten it to %(limit)s or fewer."),
            params={"length": len(text), "limit": limit},
            field=field,
        )
    if any(unicodedata.category(letter) in _HIDDEN and letter not in "\n\t" for letter in text):
        raise Problem(
            "text-unreadable",
            status=422,
            words=gettext_noop("This text holds a character that cannot be stored. Type it again."),
            field=field,
        )
    return text
