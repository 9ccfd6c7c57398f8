"""A round of Straight talk by the clock: opening, closing, reminding, ticks, and fetching what the ballot box released."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.plans import Release
from breakthrough.evidence import actions as evidence_actions
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import actions, charts, queries
from breakthrough.rounds import by_clock
from breakthrough.rounds.models import Round

OnProgress = Callable[[float | None, str], None]

_COUNT_SHARE = 0.94
_AGAIN = timedelta(minutes=10)


@work.kind("voice.release", title=gettext_noop("Opening the sealed envelopes together"))
def release(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Fetch what came out of a scope: statements, or readings. Running it again gives the same; a lost worker is made up for."""
    kept, label = by_clock.find_round("voice.release", payload), str(payload["label"])
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
        context=actions.context_of(setup) if label == queries.VOTING else {},
        now=clock(),
        on_progress=lambda share, words: on_progress(
            None if share is None else share * _COUNT_SHARE, words or gettext_noop("Counting")
        ),
    )
    if label == queries.WRITING:
        actions.keep_texts(setup=setup, release=found, now=clock())
    else:
        _keep_readings(round, found, clock=clock, on_progress=on_progress)
        actions.keep_counted(setup=setup, release=found, now=clock())
    work.cancel_appointment(actions.release_key(round.pk, label))
    return found


by_clock.declare(
    actions.POST,
    opens=actions.open_by_clock,
    closes=actions.close_by_clock,
    is_worth_reminding=queries.is_worth_reminding,
)


@by_clock.about_round("voice.hide-flagged", title=gettext_noop("Counting flags"))
def hide_flagged(kept: Round, _payload: Mapping[str, work.Json]) -> work.Json:
    """Hide what enough members flagged, at the announced tick."""
    return actions.hide_flagged(round=kept, now=timezone.now())


@by_clock.about_round("voice.leave-out", title=gettext_noop("Leaving hidden words out of the boards"))
def leave_out(kept: Round, _payload: Mapping[str, work.Json]) -> work.Json:
    """Leave what was hidden out of the boards; where the box cannot be reached, its board follows at the next try."""
    try:
        actions.leave_hidden_out(round=kept, now=timezone.now())
    except Problem as problem:
        if problem.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
    return None


def _keep_readings(
    kept: Round, found: Release, *, clock: Callable[[], datetime], on_progress: OnProgress
) -> None:
    """Store both readings with their charts; the round ends after that, so whoever sees it released finds everything there."""
    from breakthrough.measures.opinion import encoding
    from breakthrough.measures.opinion.results import OpinionReading
    from breakthrough.measures.unsaid.results import UnsaidReading

    if isinstance(found.reading, Mapping):
        on_progress(_COUNT_SHARE, gettext_noop("Drawing the pictures"))
        opinion = encoding.from_json(OpinionReading, found.reading["opinion"])
        evidence_actions.store_reading(
            round=kept,
            measure=queries.OPINION,
            method=opinion.method,
            seed=opinion.seed,
            status=opinion.status,
            fingerprint=None,
            value=encoding.to_json(opinion),
            drawings=list(charts.draw(opinion)),
            now=clock(),
        )
        given = found.reading["unsaid"]
        assert isinstance(given, Mapping)  # noqa: S101 (made by our own tally)
        unsaid = encoding.from_json(UnsaidReading, given["reading"])
        value = {"reading": encoding.to_json(unsaid), "matters": given["matters"]}
        evidence_actions.store_reading(
            round=kept,
            measure=queries.UNSAID,
            method=unsaid.method,
            seed=opinion.seed,
            status=unsaid.status,
            fingerprint=None,
            value=value,
            drawings=[],
            now=clock(),
        )


def _address(kept: Round) -> str:
    return reverse("voice:show", args=[kept.collaboration.slug, kept.pk])
