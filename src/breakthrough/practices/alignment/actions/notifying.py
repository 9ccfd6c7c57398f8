"""Mails about a round: to everybody on its list, the same text, at a phase change or an announced time, once."""

from datetime import date, datetime

from breakthrough.background import work
from breakthrough.people.models import Person
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.models import Letter, Setup
from breakthrough.practices.alignment.rules.hiding import DAILY_AT
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round

SEND_KIND = "alignment.send-letter"


def write_to_all(setup: Setup, letter: str, *, now: datetime) -> None:
    """Have a letter go to everybody on the list once the transaction commits; in a room only the results are written about.

    Never because somebody gave something, and never to some of them only.
    """
    if setup.mode == "room" and letter not in ("results", "held", "concluded"):
        return
    letters.begin(kind=SEND_KIND, round_id=setup.round_id, name=letter, now=now)


def write_on(setup: Setup, letter: str, *, day: date) -> None:
    """Have a letter go to everybody on the list on a day, in the morning, however the round was held."""
    work.appoint(
        f"alignment.{letter}",
        {"round": str(setup.round_id)},
        key=f"alignment.{letter}:{setup.round_id}",
        at=datetime.combine(day, DAILY_AT),
    )


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
