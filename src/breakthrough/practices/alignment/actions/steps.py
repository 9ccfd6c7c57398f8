"""Taking a step of a round or a text: under a lock, so that of two who press the same button one is told that it is done."""

import uuid
from collections.abc import Mapping
from datetime import datetime

from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.live import announcements
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.models import Setup, StepRecord, Text
from breakthrough.practices.alignment.rules import phases, standing
from breakthrough.practices.alignment.rules.phases import Step
from breakthrough.practices.alignment.rules.standing import Act
from breakthrough.rounds import steps as round_steps
from breakthrough.rounds.models import Round


def lock(round: Round) -> Setup:
    """Return the set-up of a round, locked until the transaction ends; a 404 Problem for a round that is gone."""
    return round_steps.lock(Setup.objects.select_related("round__collaboration", "version__text"), round)


def lock_text(text_id: uuid.UUID) -> Text:
    """Return a text, locked until the transaction ends: versions and reservations get their numbers one after the other."""
    return (
        Text.objects.select_for_update(of=("self",), no_key=True)
        .select_related("collaboration")
        .get(pk=text_id)
    )


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
    if step is not Step.CONCLUDED:
        write(setup, f"alignment.{step.value}", by=by, now=now, facts=facts)
    return record


def write(
    setup: Setup,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write a journal line about the round and tell its readers to look again."""
    about = {"text": str(setup.version.text_id), **(facts or {})}
    round_steps.write_line(setup, verb, by=by, now=now, facts=about)
    announce(setup)


def write_about(
    text: Text,
    verb: str,
    *,
    by: Member | None,
    now: datetime,
    facts: Mapping[str, journal.Fact] | None = None,
) -> None:
    """Write a journal line about a text and tell its readers to look again."""
    journal.write(
        collaboration=text.collaboration,
        actor=by,
        verb=verb,
        now=now,
        facts={"text": str(text.pk), **(facts or {})},
    )
    announce_text(text.pk, text.collaboration)


def announce(setup: Setup) -> None:
    """Tell readers of the round, of its text and of the lists they stand in to look again."""
    announcements.announce_on_commit(f"round:{setup.round_id}")
    announce_text(setup.version.text_id, setup.round.collaboration)


def announce_text(text_id: uuid.UUID, collaboration: Collaboration) -> None:
    """Tell readers of a text, and of the rounds about it, to look again."""
    for round_id in Setup.objects.filter(version__text_id=text_id).values_list("round_id", flat=True):
        announcements.announce_on_commit(f"round:{round_id}")
    announcements.announce_on_commit(f"collaboration:{collaboration.pk}")
