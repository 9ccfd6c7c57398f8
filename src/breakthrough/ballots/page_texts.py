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
