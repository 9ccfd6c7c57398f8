"""Working out whether promises hold."""

import uuid
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.evidence import actions as evidence_actions
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import charts, queries
from breakthrough.practices.promises.actions.looking_back import READ
from breakthrough.practices.promises.readings import making


@work.kind(READ, title=gettext_noop("Working out whether promises hold"))
def read(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Read the conversations as they stood when the round was begun. Running it again gives the same reading."""
    kept = queries.get_round_for_reading(uuid.UUID(str(payload["round"])))
    progress.report(0.1, gettext_noop("Going through the conversations"))
    made, value, fingerprint = making.read(kept.collaboration, at=kept.made_at)
    progress.report(0.5, gettext_noop("Drawing the pictures"))
    evidence_actions.store_reading(
        round=kept,
        measure=making.MEASURE,
        method=made.method,
        seed=0,
        status=made.status,
        fingerprint=fingerprint,
        value=value,
        drawings=list(charts.draw(made, value["names"])),
        now=timezone.now(),
    )
    return {"round": str(kept.pk), "next": reverse("promises:show", args=[kept.collaboration.slug, kept.pk])}
