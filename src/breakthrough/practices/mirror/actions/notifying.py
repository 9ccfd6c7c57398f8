"""Mails about a mirror: to everybody on its list and the leader, the same text, at a phase change or an announced time, once."""

from datetime import datetime

from breakthrough.collaborations.models import Member
from breakthrough.people.models import Person
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.models import Letter, Setup
from breakthrough.practices.mirror.rules.plans import Mode
from breakthrough.rounds import letters
from breakthrough.rounds.models import Round

SEND_KIND = "mirror.send-letter"
ALSO_FOR_A_ROOM = ("results", "held", "shown")


def write_to_all(setup: Setup, letter: str, *, now: datetime) -> None:
    """Have a letter go to everybody on the list and the leader once the transaction commits; in a room only what comes after it is written about."""
    if setup.mode == Mode.ROOM and letter not in ALSO_FOR_A_ROOM:
        return
    letters.begin(kind=SEND_KIND, round_id=setup.round_id, name=letter, now=now)


def claim_letter(*, round: Round, letter: str, now: datetime) -> bool:
    """Note that a letter goes out; False if it went out before."""
    setup = queries.find_setup(round)
    return (
        setup is not None and Letter.objects.get_or_create(setup=setup, kind=letter, defaults={"at": now})[1]
    )


def list_readers(round: Round) -> list[Person]:
    """Return everybody on the list, and the leader, who is still here."""
    setup = queries.find_setup(round)
    if setup is None:
        return []
    asked = [*queries.list_roster(setup), *([setup.leader] if setup.leader is not None else [])]
    return [one.person for one in asked if _is_here(one)]


def _is_here(member: Member) -> bool:
    return not hasattr(member, "departure")
