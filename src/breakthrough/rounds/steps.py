"""Writes that every round of sealed answers makes alike: its lock and its lines in the journal, what it appoints, going back to the draft."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import QuerySet

from breakthrough.background import work
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.live import announcements
from breakthrough.rounds import actions, rules, sealed
from breakthrough.rounds.models import Closure, Round, SealedSetup
from breakthrough.web import problems

LOOK_AGAIN = timedelta(hours=1)
SomeSetup = TypeVar("SomeSetup", bound=SealedSetup)


def lock(setups: QuerySet[SomeSetup], round: Round) -> SomeSetup:
    """Return the set-up of a round, locked until the transaction ends: of two who press the same button one is told that it is done.

    A 404 Problem for a round that is gone. The weaker lock lets the ballot box record a step while it holds its own rows, so that
    the two never wait for each other.
    """
    found = setups.select_for_update(of=("self",), no_key=True).filter(round=round).first()
    if found is None:
        raise problems.not_found()
    return found


def write(
    setup: SealedSetup,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write a journal line about the round and tell its readers to look again."""
    write_line(setup, verb, by=by, now=now, facts=facts)
    announce(setup)


def write_line(
    setup: SealedSetup,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write a journal line about the round, for whoever tells more readers than its own."""
    journal.write(
        collaboration=setup.round.collaboration,
        actor=by,
        verb=verb,
        now=now,
        facts={"round": str(setup.round_id), **(facts or {})},
    )


def announce(setup: SealedSetup) -> None:
    """Tell readers of the round, and of the list it stands in, to look again."""
    announcements.announce_on_commit(f"round:{setup.round_id}")
    announcements.announce_on_commit(f"collaboration:{setup.round.collaboration_id}")


def check_roster(setup: SealedSetup) -> None:
    """Raise a Problem if somebody on the list that everybody sees has left."""
    rules.check_roster([str(one.person) for one in sealed.list_roster(setup) if hasattr(one, "departure")])


def check_discard(setup: SealedSetup) -> None:
    """Raise a Problem if the draft was prepared once: then it cannot be thrown away."""
    if setup.restarts:
        raise Problem(
            "was-prepared",
            status=409,
            words=gettext_noop(
                "People were asked to join this round before, so it stays where everyone can see it."
            ),
        )


def appoint(kind: str, setup: SealedSetup, *, at: datetime) -> None:
    """Have the work of `kind` about a round begin at a time; making the appointment again moves it."""
    work.appoint(kind, {"round": str(setup.round_id)}, key=key(kind, setup), at=at)


def cancel(kind: str, setup: SealedSetup) -> None:
    """Take an appointment back."""
    work.cancel_appointment(key(kind, setup))


def key(kind: str, setup: SealedSetup) -> str:
    """Return the name of an appointment."""
    return f"{kind}:{setup.round_id}"


def open_by_clock(
    kind: str, setup: SealedSetup | None, open_it: Callable[[], None], *, now: datetime
) -> bool:
    """Open a round at the planned time; where too few have their seal, look again in an hour. Return whether it is open."""
    try:
        open_it()
    except Problem as problem:
        if problem.code in ("already-so", "phase-order"):
            return problem.code == "already-so"
        if setup is not None:
            appoint(kind, setup, at=now + LOOK_AGAIN)
        return False
    return True


def close_by_clock(
    kind: str, setup: SealedSetup, close_it: Callable[[], object], *, planned: datetime, now: datetime
) -> None:
    """Close a phase at the planned time, unless somebody moved it or was quicker."""
    if planned > now:
        appoint(kind, setup, at=planned)
        return
    try:
        close_it()
    except Problem as problem:
        if problem.code not in ("already-so", "already-closing", "phase-order"):
            raise


def give_card_up(setup: SealedSetup) -> None:
    """Note that the card of a round was given up; the count of restarts stays."""
    setup.voided_id, setup.joining_id = setup.joining_id, None
    setup.restarts += 1
    setup.save(update_fields=["joining_id", "voided_id", "restarts"])


def close_round(setup: SealedSetup, *, now: datetime) -> None:
    """Close the round, unless it is closed."""
    if not Closure.objects.filter(round_id=setup.round_id).exists():
        actions.close_round(round=setup.round, actor=None, now=now)
