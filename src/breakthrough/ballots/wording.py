"""What may be said about protection, word for word, and what must stand beside it. Tests compare these texts and ban others.

Never write a claim about sealed answers anywhere else: use these.
"""

from django.utils.translation import gettext

from breakthrough.kernel.words import gettext_noop

CLAIM = gettext_noop(
    "The server cannot tell which of the %(count)d people wrote this, even with its database, its backups and its keys."
)
RISKS = gettext_noop(
    "It could still be guessed: from your style; from network address or timing, if someone records them while you send; from who else is in the group; from this device; or if someone changes the program that your browser loads."
)
SEALS_SHOW = gettext_noop("Everybody on the list sees who has a seal. Nobody sees who used it.")
OWN_DEVICE = gettext_noop(
    "A device or a network that belongs to somebody else may record what you type. Use your own if you can."
)
BAND = gettext_noop("From between %(low)d and %(high)d people")
ONE_OF = gettext_noop("One of %(count)d people")
TOO_FEW = gettext_noop("Not enough answers to show this safely. Nothing was shown.")

BANDS = ((8, 11), (12, 15), (16, 23), (24, 31))
TOP = 32


def lines(count: int) -> tuple[str, ...]:
    """Return the four lines that stand beside every field for something sealed, among `count` people."""
    return (gettext(CLAIM) % {"count": count}, gettext(RISKS), gettext(SEALS_SHOW), gettext(OWN_DEVICE))


def one_of(count: int) -> str:
    """Return whose a released text is; `count` is everybody with a credential of its key, the reader included."""
    return gettext(ONE_OF) % {"count": count}


def band(count: int, *, least: int) -> str:
    """Return how many people gave something, as a range. `least` is the gate number K; below it nothing may be said."""
    if count < least:
        return gettext(TOO_FEW)
    for low, high in ((least, 7), *BANDS):
        if max(low, least) <= count <= high:
            return gettext(BAND) % {"low": max(low, least), "high": high}
    return gettext("From %(low)d people or more") % {"low": max(TOP, least)}
