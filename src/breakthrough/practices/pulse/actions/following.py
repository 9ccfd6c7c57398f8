"""What follows from the ballot box: counted answers end the wave. Safe to run again."""

import uuid
from collections import Counter
from datetime import datetime

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.work import Json
from breakthrough.ballots.models import Joining, Place
from breakthrough.ballots.plans import Release
from breakthrough.practices.pulse import queries
from breakthrough.practices.pulse.actions import notifying, running, steps
from breakthrough.practices.pulse.models import Setup, StepRecord
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import phases
from breakthrough.rounds.models import Closure
from breakthrough.rounds.phases import Phase, Step

RELEASE_KIND = "pulse.release"


def follow(joining: Joining, label: str, event: str, now: datetime) -> None:  # noqa: ARG001 (a Pulse has one scope)
    """Follow what happened in the ballot box, inside its transaction; what takes time is left to a job."""
    setup = queries.find_setup_for(joining.pk)
    if setup is None:
        return
    if event == "closed":
        _note(setup, Step.CLOSED, now=now)
        appoint_release(setup.round_id, at=now)
    elif event == "voided":
        running.back_to_draft(setup, by=None, now=now)
    elif event == "ended":
        _note(setup, Step.ENDED, now=now)
        _close_round(setup, now=now)


def appoint_release(round_id: uuid.UUID, *, at: datetime) -> None:
    """Have the job that fetches what came out start at `at`; one at a time waits for each wave."""
    work.appoint(
        RELEASE_KIND, {"round": str(round_id)}, key=release_key(round_id), at=at, topic=f"round:{round_id}"
    )


def release_key(round_id: uuid.UUID) -> str:
    """Return the name of the appointment at which a wave's outcome is fetched."""
    return f"{RELEASE_KIND}:{round_id}"


def context_of(setup: Setup) -> dict[str, Json]:
    """Return what the tally has to know beside the answers: what was asked, how many were, and the parties on the list."""
    assert setup.joining_id is not None  # noqa: S101 (what is counted was prepared)
    parties = Counter(
        Place.objects.filter(joining_id=setup.joining_id).values_list("party_number", flat=True)
    )
    return {
        "kind": setup.kind,
        "own": list(setup.own),
        "eligible": sum(parties.values()),
        "by_party": setup.by_party,
        "parties": [[number, size] for number, size in sorted(parties.items())],
        "wave": str(setup.number),
    }


def keep_counted(*, setup: Setup, release: Release, now: datetime) -> None:
    """End the wave: its results are released, or held for everybody alike. The readings are stored before this."""
    with transaction.atomic():
        held = steps.lock(setup.round)
        if phases.phase_of(queries.steps_of(held)) is not Phase.COUNTING:
            return
        is_held = release.state == "held"
        steps.take(held, Step.HELD if is_held else Step.RELEASED, by=None, now=now)
        _close_round(held, now=now)
        notifying.write_to_all(held, "held" if is_held else "results", now=now)


def _note(setup: Setup, step: Step, *, now: datetime) -> None:
    if phases.may_follow(queries.steps_of(setup), step):
        StepRecord.objects.get_or_create(setup=setup, step=step.value, defaults={"at": now})
        steps.write(setup, f"pulse.{step.value}", by=None, now=now)


def _close_round(setup: Setup, *, now: datetime) -> None:
    if not Closure.objects.filter(round_id=setup.round_id).exists():
        round_actions.close_round(round=setup.round, actor=None, now=now)
