"""Mails about a round: to everybody on its list, the same text, at a phase change or an announced time, once. And about a text:
to a named raiser whose reservation was answered, and to everybody when a new version was written; one for each occasion."""

import uuid
from datetime import date, datetime, timedelta

from breakthrough.background import work
from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.models import Letter, Reservation, SaidAbout, Setup, Text, TextLetter
from breakthrough.practices.alignment.rules.hiding import DAILY_AT
from breakthrough.practices.alignment.rules.letters import LETTERS
from breakthrough.rounds import letters

TELL_ANSWERED_KIND = "alignment.tell-answered"
TELL_VERSION_KIND = "alignment.tell-version"
A_WHILE = timedelta(minutes=15)
"""A version that is followed by the next one so soon is not written about: one letter tells of both."""
POST = letters.Post(
    practice=queries.PRACTICE,
    letters=LETTERS,
    sent=Letter.objects,
    find_setup=queries.find_setup,
    in_a_room=("results", "held", "concluded"),
    with_board=("results",),
)


def write_on(setup: Setup, letter: str, *, day: date) -> None:
    """Have a letter go to everybody on the list on a day, in the morning, however the round was held."""
    work.appoint(
        f"alignment.{letter}",
        {"round": str(setup.round_id)},
        key=f"alignment.{letter}:{setup.round_id}",
        at=datetime.combine(day, DAILY_AT),
    )


def tell_raiser(reservation: Reservation, said: SaidAbout, *, now: datetime) -> None:
    """Have a named raiser told that their reservation was answered, unless they did it themselves; a sealed one has no address."""
    if reservation.by_id is not None and reservation.by_id != said.by_id:
        work.start(TELL_ANSWERED_KIND, {"said": said.pk}, owner=None, topic=None, now=now)


def tell_of_version(text: Text, *, now: datetime) -> None:
    """Have everybody told of a new version in a while; the next version moves the moment, and one letter tells of both."""
    work.appoint(
        TELL_VERSION_KIND,
        {"text": str(text.pk)},
        key=f"{TELL_VERSION_KIND}:{text.pk}",
        at=now + A_WHILE,
    )


def claim_text_letter(*, member: Member, occasion: str, now: datetime) -> bool:
    """Record that a letter goes to a member before it does; False if it went before."""
    _, is_first = TextLetter.objects.get_or_create(member=member, occasion=occasion, defaults={"at": now})
    return is_first


def version_occasion(text_id: uuid.UUID, number: int) -> str:
    """Return how the letter about a version is called."""
    return f"version:{text_id}:{number}"
