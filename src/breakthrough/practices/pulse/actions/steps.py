"""Taking a step of a wave: under a lock, so that of two who press the same button one is told that it is done."""

from collections.abc import Mapping
from datetime import datetime

from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.live import announcements
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.models import Setup, StepRecord
from breakthrough.practices.pulse.rules import standing
from breakthrough.practices.pulse.rules.standing import Act
from breakthrough.rounds import phases
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Step
from breakthrough.web import problems


def lock(round: Round) -> Setup:
    """Return the set-up of a round, locked until the transaction ends; a 404 Problem for a round that is gone."""
    found = (
        Setup.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round__collaboration", "series")
        .filter(round=round)
        .first()
    )
    if found is None:
        raise problems.not_found()
    return found


def check_may(setup: Setup, member: Member | None, act: Act) -> None:
    """Raise a Problem unless the member may do this now. The clock (None) may; the order of steps is checked for both."""
    if member is not None:
        standing.check_may(act, queries.facts_of(setup, member))


def take(setup: Setup, step: Step, *, by: Member | None, now: datetime) -> None:
    """Record a step of a locked wave with its journal line and announcement, or raise a Problem: taken already, or not its turn."""
    phases.check_may_follow(queries.steps_of(setup), step)
    StepRecord.objects.create(setup=setup, step=step.value, at=now, by=by)
    write(setup, f"pulse.{step.value}", by=by, now=now)


def write(
    setup: Setup,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write a journal line about the wave and tell its readers to look again."""
    journal.write(
        collaboration=setup.round.collaboration,
        actor=by,
        verb=verb,
        now=now,
        facts={"round": str(setup.round_id), **(facts or {})},
    )
    announcements.announce_on_commit(f"round:{setup.round_id}")
    announcements.announce_on_commit(f"collaboration:{setup.round.collaboration_id}")
