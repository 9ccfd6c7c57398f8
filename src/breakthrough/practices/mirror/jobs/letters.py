"""Sending one letter about a mirror: to everybody on its list and its leader, byte for byte the same, in the language of whoever runs it."""

import logging
from datetime import datetime

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.rules.letters import LETTERS
from breakthrough.rounds.models import Round

logger = logging.getLogger("breakthrough.mirror")


def send(kept: Round, letter: str, *, now: datetime) -> int:
    """Send it and return how many mails went out; 0 if it went out before. Nothing in it is personal, and nothing is counted."""
    addresses = actions.claim_letter(round=kept, letter=letter, now=now)
    subject, text = write(kept, letter) if addresses else ("", "")
    sent = 0
    for address in addresses:
        try:
            sent += mail.send_mail(subject, text, None, [address])
        except OSError as failure:
            logger.warning("The mail server did not take a letter about a round: %s", failure)
    return sent


def write(kept: Round, letter: str) -> tuple[str, str]:
    """Return subject and text of a letter."""
    found = LETTERS[letter]
    by = kept.made_by.person if kept.made_by else None
    with translation.override((by.language if by else "") or None):
        places = {"title": kept.title, "name": queries.find_leader_name(kept) or gettext("Somebody")}
        context = {
            "text": gettext(found.text) % places,
            "link": str(settings.ADDRESS) + reverse("mirror:show", args=[kept.collaboration.slug, kept.pk]),
            "words": queries.find_card_words(kept),
        }
        return gettext(found.subject) % places, render_to_string("mirror/mail/letter.txt", context)
