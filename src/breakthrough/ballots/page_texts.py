"""The few sentences that the script of a sealed page writes itself: where an envelope is, and why one was refused."""

from django.utils.translation import gettext as _


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
        "refused_too-long": _("This is too long. Shorten it a little."),
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
        "refused_board-lacks-mine": _("What you gave is missing on the board, or was changed."),
        "refused_board-tampered": _("The board was changed after it was released."),
    }


def voting_texts() -> dict[str, str]:
    """Return those of a screen that asks one thing after the other and shows an overview before sealing."""
    return {
        "place": _("{place} of {count}"),
        "last": _("To the overview"),
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
        "tell_own-word": _("is in your other statement too, and nobody else has used it here."),
        "tell_jargon": _("is a short form that nobody else has used here."),
    }
