"""One letter about a round to everybody on its list: the same mail to all, each of them, whatever ends the work in the middle.

How far it came is kept as an appointment to go on, in the same step as the mail it is about. So a worker that is killed
leaves work that another one finishes, and a mail that the server did not take is tried again. Somebody whose mail was
handed over in the very moment of a kill gets it twice; nobody goes without because of it.
"""

import functools
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core import mail
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from breakthrough.background import work
from breakthrough.collaborations.models import Member
from breakthrough.kernel.words import Letter
from breakthrough.people.models import Person
from breakthrough.rounds import sealed
from breakthrough.rounds.models import Round, SealedSetup

AGAIN = timedelta(minutes=10)
MOST_TRIES = 6

logger = logging.getLogger("breakthrough.rounds")


@dataclass(frozen=True, slots=True)
class Post:
    """What a practice writes to everybody on the list of a round of sealed answers.

    `letters` are the letters by name; their words may hold `%(title)s`, the round's title, and what `places` gives besides. `in_a_room`
    are those that also go out when everybody sat together, `with_board` those that say the words of the newest released board
    as well. `sent` are the rows of what went out (`SentLetter`); `find_setup` returns None for a round that is gone; `list_also` are
    members who get the letters without being on the list.
    """

    practice: str
    letters: Mapping[str, Letter]
    sent: models.Manager[Any]
    find_setup: Callable[[Round], SealedSetup | None]
    in_a_room: Sequence[str]
    with_board: Sequence[str] = ()
    places: Callable[[Round], dict[str, str]] = lambda _round: {}
    list_also: Callable[[Round], list[Member]] = lambda _round: []


def begin(post: Post, setup: SealedSetup, name: str, *, now: datetime) -> None:
    """Have a letter go to everybody once the transaction commits; if the worker is lost before it begins, ten minutes later.

    Never because somebody gave something, and never to some of them only. In a room, only what comes after it is written about.
    """
    if setup.mode == "room" and name not in post.in_a_room:
        return
    kind, payload = _kind(post), _payload(setup.round_id, name)
    work.start(kind, payload, owner=None, topic=None, now=now)
    work.appoint(kind, payload, key=_key(post, setup.round_id, name), at=now + AGAIN)


def send(
    post: Post,
    kept: Round,
    name: str,
    *,
    payload: Mapping[str, work.Json],
    clock: Callable[[], datetime],
) -> int:
    """Send it, or go on where a run before this one ended (`payload` says where); return how many mails went out now.

    The same bytes to everybody: nothing in it is personal, and nothing is counted.
    """
    after, tries = str(payload.get("after") or ""), int(str(payload.get("tries") or 0))
    given = payload.get("missed")
    missed = [str(one) for one in given] if isinstance(given, (list, tuple)) else []
    keep = functools.partial(_keep, post, kept.pk, name)
    with transaction.atomic():
        if "after" not in payload and not claim(post, kept, name, now=clock()):
            return 0
        keep(after=after, missed=missed, tries=tries, at=clock() + AGAIN)
    people = {str(one.pk): str(one.email) for one in _list_readers(post, kept) if one.email}
    again = [one for one in missed if one in people]
    waiting = [*again, *sorted(one for one in people if one > after)]
    subject, text = write(post, kept, name) if waiting else ("", "")
    sent, left = 0, list(again)
    for one in waiting:
        is_sent = _post(subject, text, people[one])
        sent += is_sent
        after = max(after, one)
        left = [other for other in left if other != one] + ([] if is_sent else [one])
        keep(after=after, missed=left, tries=tries, at=clock() + AGAIN)
    if left and tries + 1 < MOST_TRIES:
        keep(after=after, missed=left, tries=tries + 1, at=clock() + AGAIN)
    else:
        work.cancel_appointment(_key(post, kept.pk, name))
    return sent


def claim(post: Post, kept: Round, name: str, *, now: datetime) -> bool:
    """Note that a letter goes out; False if it went out before."""
    setup = post.find_setup(kept)
    return setup is not None and post.sent.get_or_create(setup=setup, kind=name, defaults={"at": now})[1]


def forget(post: Post, setup: SealedSetup) -> None:
    """Forget what went out: the round is a draft again, and will be written about anew."""
    post.sent.filter(setup=setup).delete()


def write(post: Post, kept: Round, name: str) -> tuple[str, str]:
    """Return subject and text of a letter, in the language of whoever began the round."""
    letter, words = post.letters[name], sealed.find_words(post.find_setup(kept))
    by = kept.made_by.person if kept.made_by else None
    with translation.override((by.language if by else "") or None):
        places = {"title": kept.title, **post.places(kept)}
        address = reverse(f"{post.practice}:show", args=[kept.collaboration.slug, kept.pk])
        context = {
            "text": gettext(letter.text) % places,
            "link": str(settings.ADDRESS) + address,
            "words": words.card,
            "board_words": words.board if name in post.with_board else "",
        }
        return gettext(letter.subject) % places, render_to_string("rounds/mail/letter.txt", context)


def _list_readers(post: Post, kept: Round) -> list[Person]:
    setup = post.find_setup(kept)
    asked = [*sealed.list_roster(setup), *post.list_also(kept)] if setup else []
    return [one.person for one in asked if not hasattr(one, "departure")]


def _post(subject: str, text: str, address: str) -> bool:
    try:
        return mail.send_mail(subject, text, None, [address]) > 0
    except OSError as failure:
        logger.warning("The mail server did not take a letter about a round: %s", failure)
        return False


def _keep(
    post: Post, round_id: uuid.UUID, name: str, *, after: str, missed: list[str], tries: int, at: datetime
) -> None:
    """Keep how far it came: everybody up to `after` had it, but for those it `missed`."""
    reached: dict[str, work.Json] = {"after": after, "missed": list(missed), "tries": tries}
    work.appoint(_kind(post), {**_payload(round_id, name), **reached}, key=_key(post, round_id, name), at=at)


def _payload(round_id: uuid.UUID, name: str) -> dict[str, work.Json]:
    return {"round": str(round_id), "letter": name}


def _kind(post: Post) -> str:
    return f"{post.practice}.send-letter"


def _key(post: Post, round_id: uuid.UUID, name: str) -> str:
    return f"{_kind(post)}:{round_id}:{name}"
