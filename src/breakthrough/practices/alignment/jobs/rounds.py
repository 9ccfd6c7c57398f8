"""A round by the clock: opening, closing, reminding, and fetching what the ballot box released."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.plans import Release
from breakthrough.evidence import actions as evidence_actions
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import actions, queries
from breakthrough.rounds import by_clock, letters
from breakthrough.rounds.models import Round

OnProgress = Callable[[float | None, str], None]

SEED = 1
_AGAIN = timedelta(minutes=10)


@work.kind("alignment.release", title=gettext_noop("Opening the sealed envelopes together"))
def release(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Fetch what came out of a scope. Running it again gives the same; a lost worker is made up for."""
    kept, label = by_clock.find_round("alignment.release", payload), str(payload["label"])
    found = (
        None
        if kept is None
        else fetch(round=kept, label=label, clock=timezone.now, on_progress=progress.report)
    )
    if kept is None or found is None:
        return None
    return {"round": str(kept.pk), "state": found.state, "next": _address(kept)}


def fetch(
    *, round: Round, label: str, clock: Callable[[], datetime], on_progress: OnProgress
) -> Release | None:
    """Do the job's work by a clock of one's own: wait for what comes out of a scope, keep it, and return it; None in draft."""
    setup = queries.find_setup(round)
    if setup is None or setup.joining_id is None:
        return None
    actions.appoint_release(round.pk, label, at=clock() + _AGAIN)
    found = ballot_actions.release_scope(
        joining=queries.get_joining(setup),
        label=label,
        context=actions.context_of(setup) if label == queries.STANCE else {},
        now=clock(),
        on_progress=lambda share, words: on_progress(share, words or gettext_noop("Counting")),
    )
    if label == queries.STANCE:
        _keep_readings(round, found, now=clock())
    else:
        actions.keep_reservations(setup=setup, release=found, now=clock())
    actions.finish(setup=setup, now=clock())
    work.cancel_appointment(actions.release_key(round.pk, label))
    return found


by_clock.declare(
    actions.POST,
    opens=actions.open_by_clock,
    closes=actions.close_by_clock,
    is_worth_reminding=queries.is_worth_reminding,
    closing=gettext_noop("Closing a part of a round"),
)


@work.kind("alignment.hide-flagged", title=gettext_noop("Looking at what members marked"))
def hide_flagged(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """At a tick: hide what enough members marked."""
    return actions.hide_flagged(text_id=uuid.UUID(str(payload["text"])), now=timezone.now())


@by_clock.about_round("alignment.tick-in-room", title=gettext_noop("Looking at what sealed raisers said"))
def tick_in_room(kept: Round, _payload: Mapping[str, work.Json]) -> work.Json:
    """Show what sealed raisers said while a room talks, many at once or none."""
    setup = queries.find_setup(kept)
    if setup is not None:
        actions.tick_in_room(setup=setup, now=timezone.now())
    return None


@work.kind("alignment.leave-out", title=gettext_noop("Leaving hidden words out of the boards"))
def leave_out(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Have the boards, here and in the box, leave out what was hidden."""
    actions.leave_hidden_out(joining_id=uuid.UUID(str(payload["joining"])), now=timezone.now())
    return None


@by_clock.about_round("alignment.review", title=gettext_noop("Reminding everybody that a day has come"))
def review(kept: Round, payload: Mapping[str, work.Json]) -> work.Json:
    """Write to everybody on the day they set to look at a text again, unless it went on since."""
    if not queries.is_worth_reviewing(kept):
        return None
    return letters.send(actions.POST, kept, "review", payload=payload, clock=timezone.now)


def _keep_readings(kept: Round, found: Release, *, now: datetime) -> None:
    """Store both readings; the talk begins after that, so whoever sees it finds everything there."""
    if not isinstance(found.reading, Mapping):
        return
    for name, measure in (("alignment", queries.MEASURE), ("named", queries.NAMED_MEASURE)):
        value = found.reading[name]
        assert isinstance(value, Mapping)  # noqa: S101 (made by our own tally)
        evidence_actions.store_reading(
            round=kept,
            measure=measure,
            method=str(value["method"]),
            seed=SEED,
            status=str(value["status"]),
            fingerprint=None,
            value=dict(value),
            drawings=[],
            now=now,
        )


def _address(kept: Round) -> str:
    return reverse("alignment:show", args=[kept.collaboration.slug, kept.pk])
