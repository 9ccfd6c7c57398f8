"""What is counted, and keeping what came out."""

from datetime import datetime

from breakthrough.background.work import Json
from breakthrough.ballots.plans import Release
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions.life import LIFE
from breakthrough.practices.mirror.models import Reflection, Setup


def context_of(setup: Setup) -> dict[str, Json]:
    """Return what the tally has to know beside the answers: what the leader said first, how many were asked, and the key.

    The tally locks the result with the key, because everybody gets the board that it stands on. Without a leader there is none, and
    the tally works nothing out.
    """
    return {
        "own": list(setup.own),
        "predicted": list(setup.predicted),
        "eligible": len(queries.list_roster(setup)),
        "key": setup.reading_key,
    }


def keep_counted(
    *, setup: Setup, release: Release, method: str, value: dict[str, Json] | None, now: datetime
) -> None:
    """End the mirror: its result is stored for the leader and the key thrown away, or nothing is shown to anybody.

    `value` is the result, None where there is none.
    """

    def keep(held: Setup) -> None:
        if value is not None and held.leader_id is not None:
            Reflection.objects.create(setup=held, method=method, value=value, at=now)
        held.reading_key = ""
        held.save(update_fields=["reading_key"])

    LIFE.keep_counted(setup=setup, release=release, now=now, keep=keep)
