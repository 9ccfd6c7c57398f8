"""What follows from the ballot box: counted answers end the mirror. Safe to run again."""

import uuid
from datetime import datetime

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.work import Json
from breakthrough.ballots.models import Joining
from breakthrough.ballots.plans import Release
from breakthrough.practices.mirror import queries
from breakthrough.practices.mirror.actions import notifying, running, steps
from breakthrough.practices.mirror.models import Reflection, Setup, StepRecord
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds import phases
from breakthrough.rounds.models import Closure
from breakthrough.rounds.phases import Phase, Step

RELEASE_KIND = "mirror.release"


def follow(joining: Joining, label: str, event: str, now: datetime) -> None:  # noqa: ARG001 (a Mirror has one scope)
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
    """Have the job that fetches what came out start at `at`; one at a time waits for each mirror."""
    work.appoint(
        RELEASE_KIND, {"round": str(round_id)}, key=release_key(round_id), at=at, topic=f"round:{round_id}"
    )


def release_key(round_id: uuid.UUID) -> str:
    """Return the name of the appointment at which a mirror's outcome is fetched."""
    return f"{RELEASE_KIND}:{round_id}"


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
    with transaction.atomic():
        held = steps.lock(setup.round)
        if phases.phase_of(queries.steps_of(held)) is not Phase.COUNTING:
            return
        is_held = release.state == "held"
        if value is not None and held.leader_id is not None:
            Reflection.objects.create(setup=held, method=method, value=value, at=now)
        held.reading_key = ""
        held.save(update_fields=["reading_key"])
        steps.take(held, Step.HELD if is_held else Step.RELEASED, by=None, now=now)
        _close_round(held, now=now)
        notifying.write_to_all(held, "held" if is_held else "results", now=now)


def _note(setup: Setup, step: Step, *, now: datetime) -> None:
    if phases.may_follow(queries.steps_of(setup), step):
        StepRecord.objects.get_or_create(setup=setup, step=step.value, defaults={"at": now})
        steps.write(setup, f"mirror.{step.value}", by=None, now=now)


def _close_round(setup: Setup, *, now: datetime) -> None:
    if not Closure.objects.filter(round_id=setup.round_id).exists():
        round_actions.close_round(round=setup.round, actor=None, now=now)
