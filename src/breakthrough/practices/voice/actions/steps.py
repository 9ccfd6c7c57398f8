"""Taking a step of a round: under a lock, so that of two who press the same button one is told that it is done."""

from collections.abc import Mapping
from datetime import datetime

from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.models import Setup, StepRecord
from breakthrough.practices.voice.rules import phases, standing
from breakthrough.practices.voice.rules.phases import Step
from breakthrough.practices.voice.rules.standing import Act
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round
from breakthrough.rounds.steps import announce, write

__all__ = ["announce", "check_may", "lock", "take", "write"]


def lock(round: Round) -> Setup:
    """Return the set-up of a round, locked until the transaction ends; a 404 Problem for imported votes or a round that is gone."""
    return round_steps.lock(Setup.objects.select_related("round__collaboration"), round)


def check_may(setup: Setup, member: Member, act: Act) -> None:
    """Raise a Problem unless the member may do this in the round now."""
    standing.check_may(act, queries.facts_of(setup, member))


def take(
    setup: Setup,
    step: Step,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> StepRecord:
    """Record a step of a locked round with its journal line and announcement, or raise a Problem: taken already, or not its turn."""
    phases.check_may_follow(queries.steps_of(setup), step)
    record = StepRecord.objects.create(setup=setup, step=step.value, at=now, by=by)
    write(setup, f"voice.{step.value}", by=by, now=now, facts=facts)
    return record
