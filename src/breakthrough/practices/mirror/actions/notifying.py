"""Mails about a mirror: to everybody on its list and the leader, the same text, at a phase change or an announced time, once."""

from datetime import datetime

from breakthrough.background import work
from breakthrough.collaborations.models import Member
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.models import Letter, Setup
from breakthrough.practices.mirror.rules.plans import Mode
from breakthrough.rounds.models import Round

SEND_KIND = "mirror.send-letter"
ALSO_FOR_A_ROOM = ("results", "held", "shown")


def write_to_all(setup: Setup, letter: str, *, now: datetime) -> None:
    """Have a letter go to everybody on the list and the leader once the transaction commits; in a room only what comes after it is written about."""
    if setup.mode == Mode.ROOM and letter not in ALSO_FOR_A_ROOM:
        return
    work.start(SEND_KIND, {"round": str(setup.round_id), "letter": letter}, owner=None, topic=None, now=now)


def claim_letter(*, round: Round, letter: str, now: datetime) -> tuple[str, ...]:
    """Return the addresses of everybody on the list, and the leader's, sorted; or none if the letter went out before."""
    setup = queries.find_setup(round)
    if setup is None:
        return ()
    _, is_first = Letter.objects.get_or_create(setup=setup, kind=letter, defaults={"at": now})
    asked = [*queries.list_roster(setup), *([setup.leader] if setup.leader is not None else [])]
    people = (one.person for one in asked if _is_here(one))
    return tuple(sorted({str(one.email) for one in people if one.email})) if is_first else ()


def _is_here(member: Member) -> bool:
    return not hasattr(member, "departure")
