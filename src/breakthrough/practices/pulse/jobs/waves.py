"""Waves by the clock: opening, closing, reminding, beginning the next one, and fetching what the ballot box released."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.plans import Release
from breakthrough.evidence import actions as evidence_actions
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.pulse import actions, charts, queries
from breakthrough.rounds import by_clock
from breakthrough.rounds.models import Round

OnProgress = Callable[[float | None, str], None]

_COUNT_SHARE = 0.9
_AGAIN = timedelta(minutes=10)


@work.kind("pulse.release", title=gettext_noop("Opening the sealed envelopes together"))
def release(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Fetch what came out of a wave. Running it again gives the same; a lost worker is made up for."""
    kept = by_clock.find_round("pulse.release", payload)
    found = None if kept is None else fetch(round=kept, clock=timezone.now, on_progress=progress.report)
    if kept is None or found is None:
        return None
    return {"round": str(kept.pk), "state": found.state, "next": _address(kept)}


def fetch(*, round: Round, clock: Callable[[], datetime], on_progress: OnProgress) -> Release | None:
    """Do the job's work by a clock of one's own: wait for what comes out of a wave, keep it, and return it; None in draft."""
    setup = queries.find_setup(round)
    if setup is None or setup.joining_id is None:
        return None
    actions.appoint_release(round.pk, at=clock() + _AGAIN)
    found = ballot_actions.release_scope(
        joining=queries.get_joining(setup),
        label=queries.SCOPE,
        context=actions.context_of(setup),
        now=clock(),
        on_progress=lambda share, words: on_progress(
            None if share is None else share * _COUNT_SHARE, words or gettext_noop("Counting")
        ),
    )
    _keep_reading(round, found, clock=clock, on_progress=on_progress)
    actions.keep_counted(setup=setup, release=found, now=clock())
    keep_change(round, clock=clock)
    work.cancel_appointment(actions.release_key(round.pk))
    return found


by_clock.declare(
    actions.POST,
    opens=actions.open_by_clock,
    closes=actions.close_by_clock,
    is_worth_reminding=actions.is_worth_reminding,
)


@work.kind("pulse.next-wave", title=gettext_noop("Beginning the next wave"))
def begin_next_wave(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Begin the next wave of a series, unless it stops."""
    begun = actions.begin_next_wave(series_id=int(str(payload["series"])), now=timezone.now())
    return None if begun is None else str(begun.pk)


def keep_change(kept: Round, *, clock: Callable[[], datetime]) -> None:
    """Store what moved across a date that was fixed beforehand, if there are waves enough."""
    from breakthrough.practices.pulse.readings import changed

    value = changed.read_changes(kept)
    if value is not None:
        shown = any(one["status"] == "shown" for turn in value["turns"] for one in turn["changes"])
        evidence_actions.store_reading(
            round=kept,
            measure=queries.CHANGE,
            method=changed.METHOD,
            seed=0,
            status="shown" if shown else "withheld",
            fingerprint=None,
            value=value,
            drawings=[],
            now=clock(),
        )


def _keep_reading(
    kept: Round, found: Release, *, clock: Callable[[], datetime], on_progress: OnProgress
) -> None:
    """Store the reading with its charts; the wave ends after that, so whoever sees it released finds everything there."""
    if not isinstance(found.reading, Mapping):
        return
    from breakthrough.measures.opinion import encoding
    from breakthrough.measures.pulse.results import PulseReading
    from breakthrough.measures.pulse.taps import MicroReading

    on_progress(_COUNT_SHARE, gettext_noop("Drawing the pictures"))
    given = found.reading
    value: dict[str, work.Json]
    drawings: list[evidence_actions.Drawing] = []
    if "micro" in given:
        rows = given["micro"]
        assert isinstance(rows, (list, tuple))  # noqa: S101 (made by our own tally)
        taps = [encoding.to_json(encoding.from_json(MicroReading, one)) for one in rows]
        measure, value = queries.MICRO, {"micro": taps}
    else:
        pulse = encoding.from_json(PulseReading, given["pulse"])
        measure = queries.FULL
        value = {"pulse": encoding.to_json(pulse), "own": given["own"]}
        drawings = list(charts.draw(pulse))
    evidence_actions.store_reading(
        round=kept,
        measure=measure,
        method=str(given["method"]),
        seed=0,
        status=str(given["status"]),
        fingerprint=None,
        value=value,
        drawings=drawings,
        now=clock(),
    )


def _address(kept: Round) -> str:
    return reverse("pulse:show", args=[kept.collaboration.slug, kept.pk])
