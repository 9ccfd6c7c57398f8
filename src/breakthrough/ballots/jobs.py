"""The background door: what a round does by the clock, and keys made ahead."""

import uuid
from collections.abc import Mapping
from datetime import timedelta
from http import HTTPStatus

from django.utils import timezone

from breakthrough.background import work
from breakthrough.ballots import actions, neighbours
from breakthrough.ballots.actions import phases, preparing, releasing
from breakthrough.ballots.models import Joining, Key
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

TRY_AGAIN = timedelta(minutes=10)


@work.kind(phases.CLOSE, title=gettext_noop("Closing a sealed round"))
def close(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (every job has this shape)
    """Close a scope whose time of grace is over; where the clock was set back meanwhile, come again when it is."""
    joining, now = _find(payload), timezone.now()
    if joining is not None and not actions.put_close_off(
        joining=joining, label=str(payload["label"]), now=now
    ):
        actions.close_scope(joining=joining, label=str(payload["label"]), now=now)
    return None


@work.kind(releasing.END_HOLD, title=gettext_noop("Deleting what was not shown"))
def end_hold(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Delete what a held scope kept for seven days."""
    joining = _find(payload)
    if joining is not None:
        actions.end_hold(joining=joining, label=str(payload["label"]), now=timezone.now())
    return None


@work.kind(releasing.TICK, title=gettext_noop("Publishing what authors changed"))
def tick(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Publish acts after release, together, at the announced hour."""
    joining = _find(payload)
    if joining is not None:
        actions.tick(joining=joining, label=str(payload["label"]), now=timezone.now())
    return None


@work.kind(preparing.END, title=gettext_noop("Ending a sealed round"))
def end(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Delete what a round need not keep any longer."""
    joining = _find(payload)
    if joining is not None:
        actions.end(joining=joining, now=timezone.now())
    return None


@work.kind(preparing.FORGET, title=gettext_noop("Deleting a sealed round at the box"))
def forget(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Have the box delete a round; where it cannot be reached, try again later."""
    found = uuid.UUID(hex=str(payload["round"]))
    try:
        neighbours.get_box().destroy(found.bytes)
    except Problem as problem:
        if problem.status != HTTPStatus.SERVICE_UNAVAILABLE:
            raise
        key = f"{preparing.FORGET}:{found}"
        work.appoint(preparing.FORGET, payload, key=key, at=timezone.now() + TRY_AGAIN)
    return None


@work.kind(preparing.MAKE_KEYS, title=gettext_noop("Making keys for the next sealed round"))
def make_keys(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (as above)
    """Make keys ahead, and destroy those whose round never came to be, is given up, or has opened."""
    keys = neighbours.get_keys()
    kept = keys.list_kept()
    in_joining = Key.objects.filter(
        key_id__in=kept, scope__joining__voiding__isnull=True, issued__isnull=True
    ).values_list("key_id", flat=True)
    keys.destroy_strays(set(kept) - set(in_joining), now=timezone.now().timestamp())
    return {"made": keys.fill()}


def _find(payload: Mapping[str, work.Json]) -> Joining | None:
    return (
        Joining.objects.select_related("collaboration").filter(pk=uuid.UUID(str(payload["joining"]))).first()
    )
