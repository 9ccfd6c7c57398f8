"""One letter about a round to everybody on its list: the same mail to all, each of them, whatever ends the work in the middle.

How far it came is kept as an appointment to go on, in the same step as the mail it is about. So a worker that is killed
leaves work that another one finishes, and a mail that the server did not take is tried again. Somebody whose mail was
handed over in the very moment of a kill gets it twice; nobody goes without because of it.
"""

import logging
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import mail
from django.db import transaction

from breakthrough.background import work
from breakthrough.people.models import Person
from breakthrough.rounds.models import Round

AGAIN = timedelta(minutes=10)
MOST_TRIES = 6

logger = logging.getLogger("breakthrough.rounds")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a practice. `kind` is the job that sends it; its payload holds `round` and `letter`.

    `claim` notes that it goes out and returns False if it did before; `people` are those on the list who are still here;
    `write` returns subject and text.
    """

    kind: str
    round: Round
    name: str
    claim: Callable[[], bool]
    people: Callable[[], Iterable[Person]]
    write: Callable[[], tuple[str, str]]


def begin(*, kind: str, round_id: uuid.UUID, name: str, now: datetime) -> None:
    """Have a letter go out once the transaction commits; if the worker is lost before it begins, ten minutes later."""
    payload: dict[str, work.Json] = {"round": str(round_id), "letter": name}
    work.start(kind, payload, owner=None, topic=None, now=now)
    work.appoint(kind, payload, key=_key(kind, round_id, name), at=now + AGAIN)


def send(letter: Letter, *, payload: Mapping[str, work.Json], clock: Callable[[], datetime]) -> int:
    """Send it, or go on where a run before this one ended (`payload` says where); return how many mails went out now."""
    after, tries = str(payload.get("after") or ""), int(str(payload.get("tries") or 0))
    given = payload.get("missed")
    missed = [str(one) for one in given] if isinstance(given, (list, tuple)) else []
    with transaction.atomic():
        if "after" not in payload and not letter.claim():
            return 0
        _keep(letter, after=after, missed=missed, tries=tries, at=clock() + AGAIN)
    people = {str(one.pk): str(one.email) for one in letter.people() if one.email}
    again = [one for one in missed if one in people]
    waiting = [*again, *sorted(one for one in people if one > after)]
    subject, text = letter.write() if waiting else ("", "")
    sent, left = 0, list(again)
    for one in waiting:
        is_sent = _post(subject, text, people[one])
        sent += is_sent
        after = max(after, one)
        left = [other for other in left if other != one] + ([] if is_sent else [one])
        _keep(letter, after=after, missed=left, tries=tries, at=clock() + AGAIN)
    if left and tries + 1 < MOST_TRIES:
        _keep(letter, after=after, missed=left, tries=tries + 1, at=clock() + AGAIN)
    else:
        work.cancel_appointment(_key(letter.kind, letter.round.pk, letter.name))
    return sent


def _post(subject: str, text: str, address: str) -> bool:
    try:
        return mail.send_mail(subject, text, None, [address]) > 0
    except OSError as failure:
        logger.warning("The mail server did not take a letter about a round: %s", failure)
        return False


def _keep(letter: Letter, *, after: str, missed: list[str], tries: int, at: datetime) -> None:
    """Keep how far it came: everybody up to `after` had it, but for those it `missed`."""
    payload: dict[str, work.Json] = {
        "round": str(letter.round.pk),
        "letter": letter.name,
        "after": after,
        "missed": list(missed),
        "tries": tries,
    }
    work.appoint(letter.kind, payload, key=_key(letter.kind, letter.round.pk, letter.name), at=at)


def _key(kind: str, round_id: uuid.UUID, name: str) -> str:
    return f"{kind}:{round_id}:{name}"
