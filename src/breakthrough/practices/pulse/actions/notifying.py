"""Mails about a wave: to everybody on its list, the same text, at a phase change or an announced time, once."""

from datetime import datetime

from breakthrough.background import work
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.models import Letter, Setup
from breakthrough.practices.pulse.rules.plans import Mode
from breakthrough.rounds.models import Round

SEND_KIND = "pulse.send-letter"


def write_to_all(setup: Setup, letter: str, *, now: datetime) -> None:
    """Have a letter go to everybody on the list once the transaction commits; in a room only the results are written about."""
    if setup.mode == Mode.ROOM and letter not in ("results", "held"):
        return
    work.start(SEND_KIND, {"round": str(setup.round_id), "letter": letter}, owner=None, topic=None, now=now)


def claim_letter(*, round: Round, letter: str, now: datetime) -> tuple[str, ...]:
    """Return the addresses of everybody on the list who has one, sorted, or none if the letter went out before."""
    setup = queries.find_setup(round)
    if setup is None:
        return ()
    _, is_first = Letter.objects.get_or_create(setup=setup, kind=letter, defaults={"at": now})
    people = (one.person for one in queries.list_roster(setup) if not hasattr(one, "departure"))
    return tuple(sorted({str(one.email) for one in people if one.email})) if is_first else ()
