"""Mirrors by the clock: opening, closing, reminding, and fetching what the ballot box released."""

from collections.abc import Mapping
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.plans import Release
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.readings import locked
from breakthrough.rounds import by_clock
from breakthrough.rounds.models import Round

_COUNT_SHARE = 0.9
_AGAIN = timedelta(minutes=10)


@work.kind("mirror.release", title=gettext_noop("Opening the sealed envelopes together"))
def release(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Fetch what came out of a mirror. Running it again gives the same; a lost worker is made up for."""
    kept = by_clock.find_round("mirror.release", payload)
    setup = queries.find_setup(kept) if kept else None
    if kept is None or setup is None or setup.joining_id is None:
        return None
    actions.appoint_release(kept.pk, at=timezone.now() + _AGAIN)
    found = ballot_actions.release_scope(
        joining=queries.get_joining(setup),
        label=queries.SCOPE,
        context=actions.context_of(setup),
        now=timezone.now(),
        on_progress=lambda share, words: progress.report(
            None if share is None else share * _COUNT_SHARE, words or gettext_noop("Counting")
        ),
    )
    method, value = _open(found, setup.reading_key)
    actions.keep_counted(setup=setup, release=found, method=method, value=value, now=timezone.now())
    work.cancel_appointment(actions.release_key(kept.pk))
    return {"round": str(kept.pk), "state": found.state, "next": _address(kept)}


by_clock.declare(
    actions.POST,
    opens=actions.open_by_clock,
    closes=actions.close_by_clock,
    is_worth_reminding=actions.is_worth_reminding,
)


def _open(found: Release, key: str) -> tuple[str, dict[str, work.Json] | None]:
    """Return method and value of the result, or None where there is none: nobody to read it, or too few answers."""
    if not isinstance(found.reading, Mapping) or "locked" not in found.reading or not key:
        return "", None
    opened = locked.open_locked(found.reading, key=key)
    value = opened["mirror"]
    assert isinstance(value, dict)  # noqa: S101 (made by our own tally)
    return str(opened["method"]), value


def _address(kept: Round) -> str:
    return reverse("mirror:show", args=[kept.collaboration.slug, kept.pk])
