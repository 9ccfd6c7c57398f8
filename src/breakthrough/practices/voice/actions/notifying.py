"""Mails about a sealed round: to everybody on its list, the same text, at a phase change or an announced time, once."""

from datetime import datetime

from breakthrough.people.models import Person
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.models import Letter, Setup
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round

SEND_KIND = "voice.send-letter"


def write_to_all(setup: Setup, letter: str, *, now: datetime) -> None:
    """Have a letter go to everybody on the list once the transaction commits; in a room only the results are written about.

    Never because somebody gave something, and never to some of them only.
    """
    if setup.mode == "room" and letter not in ("results", "held"):
        return
    letters.begin(kind=SEND_KIND, round_id=setup.round_id, name=letter, now=now)


def claim_letter(*, round: Round, letter: str, now: datetime) -> bool:
    """Note that a letter goes out; False if it went out before."""
    setup = queries.find_setup(round)
    return (
        setup is not None and Letter.objects.get_or_create(setup=setup, kind=letter, defaults={"at": now})[1]
    )


def list_readers(round: Round) -> list[Person]:
    """Return everybody on the list who is still here."""
    setup = queries.find_setup(round)
    if setup is None:
        return []
    return [one.person for one in queries.list_roster(setup) if not hasattr(one, "departure")]
