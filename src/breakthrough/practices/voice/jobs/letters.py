"""Sending one letter about a round: to everybody on its list, byte for byte the same, in the language of whoever runs it."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from breakthrough.background import work
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.rules.letters import LETTERS
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round


def send(kept: Round, letter: str, *, payload: Mapping[str, work.Json], clock: Callable[[], datetime]) -> int:
    """Send it, or what is left of it, and return how many mails went out; 0 if it went out before.

    Nothing in it is personal, and nothing is counted.
    """
    return letters.send(
        letters.Letter(
            kind=actions.SEND_KIND,
            round=kept,
            name=letter,
            claim=lambda: actions.claim_letter(round=kept, letter=letter, now=clock()),
            people=lambda: actions.list_readers(kept),
            write=lambda: write(kept, letter),
        ),
        payload=payload,
        clock=clock,
    )


def write(kept: Round, letter: str) -> tuple[str, str]:
    """Return subject and text of a letter."""
    found, words = LETTERS[letter], queries.find_words(kept)
    by = kept.made_by.person if kept.made_by else None
    with translation.override((by.language if by else "") or None):
        places = {"title": kept.title}
        context = {
            "text": gettext(found.text) % places,
            "link": str(settings.ADDRESS) + reverse("voice:show", args=[kept.collaboration.slug, kept.pk]),
            "words": words.card,
            "board_words": words.board if letter in ("voting", "results") else "",
        }
        return gettext(found.subject) % places, render_to_string("voice/mail/letter.txt", context)
