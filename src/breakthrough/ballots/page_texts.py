"""The few sentences that the script of a sealed page writes itself: where an envelope is, and why one was refused."""

from django.utils.translation import gettext as _

_DOUBTS = tuple(
    f"refused_{code}"
    for code in (
        "cards-differ",
        "card-changed",
        "card-invalid",
        "plan-differs",
        "question-differs",
        "ballot-differs",
        "signature-invalid",
        "roster-unfamiliar",
    )
)
_FAULTS = tuple(
    f"refused_{code}"
    for code in (
        *("identity-on-box", "not-json", "wrong-size", "key-unknown", "message-malformed", "act-invalid"),
        *("head-malformed", "body-mismatch", "body-malformed", "seq-too-low", "words-differ", "unwell"),
    )
)
"""What only a fault of this program, or of one that speaks in its place, can bring about."""


def sealing_texts() -> dict[str, str]:
    """Return them by the names that `frontend/sealed/page` uses."""
    return {
        "failed": _("This did not work. Nothing is lost; try again in a moment."),
        "stage_waiting": _(
            "Sealed. It waits on this device and goes out by itself, at a moment that tells little."
        ),
        "stage_sent": _("Sealed and on its way."),
        "stage_stored": _("Sealed, and in the ballot box."),
        "stage_on-board": _("Sealed, counted, and on the board."),
        "stage_offline": _("Sealed. You are offline: it waits on this device and is sent when you are back."),
        "refused_not-open": _("This is closed. What was sealed before counts."),
        "refused_text-too-long": _("This is too long. Shorten it a little."),
        "refused_text-not-plain": _(
            "This holds a character that cannot be sealed. Type it again without it."
        ),
        "refused_slow-down": _("That was quick. It is sent again by itself in a moment."),
        "refused_handle-reused": _(
            "This seal was used before, so it was refused. Take part in the next round."
        ),
        "refused_credential-invalid": _(
            "The box does not take this seal. Tell the others and whoever runs this server."
        ),
        "refused_not-released": _("There is no board yet. It appears for everybody at once."),
        "refused_insecure-origin": _(
            "Sealed answers need a secure address (https). Ask whoever runs this server."
        ),
        "refused_program-changed": _(
            "The server offers another program than the one your device keeps. Decide above which one you use."
        ),
        "refused_credential-elsewhere": _(
            "This device has no seal for this round, so it cannot seal anything here."
        ),
        "refused_not-compared": _(
            "Your device has not compared this page with the others yet, so it seals nothing. Load the page anew."
        ),
        "refused_no-ed25519": _("This browser cannot seal for this round. Update it, or use another one."),
        "refused_offline": _("The server did not answer. Nothing is lost; it is tried again by itself."),
        **dict.fromkeys(
            _DOUBTS, _("Something does not fit, so this device seals nothing. Read what it says above.")
        ),
        **dict.fromkeys(
            _FAULTS,
            _("The program that seals made a fault, so this was not taken. Tell whoever runs this server."),
        ),
        "refused_board-lacks-mine": _("What you gave is missing on the board, or was changed."),
        "refused_board-tampered": _("The board was changed after it was released."),
    }


def voting_texts() -> dict[str, str]:
    """Return those of a screen that asks one thing after the other and shows an overview before sealing."""
    return {
        "place": _("{place} of {count}"),
        "last": _("To the overview"),
        "go_on": _("Go on"),
        "not_answered": _("not answered"),
    }


def style_texts() -> dict[str, str]:
    """Return those of the look at the style before sealing: what in a text could point to its writer."""
    return {
        "seal_anyway": _("Seal it as it is"),
        "tells_heading": _("Before you seal it: this could point to you"),
        "tells_end": _(
            "Change the words, or seal it as it is. This was checked on your device and sent nowhere."
        ),
        "tell_email": _("is an e-mail address."),
        "tell_link": _("is a link."),
        "tell_name": _("is the name of somebody on the list."),
        "tell_date": _("is a day or an hour that few may share with you."),
        "tell_phone": _("is a long number."),
        "tell_emoji": _("is a picture sign. People know each other by them."),
        "tell_reference": _("tells that you said it before."),
        "tell_own-word": _("is a word that you used elsewhere here, and nobody else did."),
        "tell_jargon": _("is a short form that nobody else has used here."),
    }
