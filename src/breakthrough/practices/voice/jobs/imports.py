"""Looking at files, bringing votes in, working out what these people think."""

import uuid
from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from breakthrough.background import work
from breakthrough.evidence import actions as evidence_actions
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.voice import actions, charts, queries, rules
from breakthrough.practices.voice.readings import making

_READ_SHARE = 0.94


@work.kind("voice.check-votes", title=gettext_noop("Looking at the files"))
def check_votes(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Look at an upload; the page it goes on to shows what was found, or what stands in the way."""
    progress.report(None, gettext_noop("Reading every line"))
    check = actions.check_upload(upload_id=uuid.UUID(str(payload["upload"])), now=timezone.now())
    slug = check.upload.collaboration.slug
    return {
        "findings": check.findings,
        "problem": check.problem,
        "next": reverse("voice:upload", args=[slug, check.upload_id]),
    }


@work.kind("voice.import-votes", title=gettext_noop("Bringing the votes in"))
def import_votes(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Bring an upload in, all of it or nothing; then the job that reads it begins."""
    progress.report(None, gettext_noop("Reading every line"))
    made = actions.import_upload(
        upload_id=uuid.UUID(str(payload["upload"])),
        member_id=uuid.UUID(str(payload["member"])),
        title=str(payload["title"]),
        question=str(payload["question"]),
        expected=str(payload["expected"]) if payload["expected"] else None,
        now=timezone.now(),
    )
    owner = made.made_by.person_id if made.made_by else None
    job = actions.start_reading(round=made, owner=owner, now=timezone.now())
    return {"round": str(made.pk), "job": str(job.pk), "next": reverse("background:job", args=[job.pk])}


@work.kind("voice.read", title=gettext_noop("Working out what these people think"))
def read(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Read a round's votes, draw the charts, store the reading. Running it again gives the same reading."""
    kept = queries.get_round_for_reading(uuid.UUID(str(payload["round"])))
    progress.report(0.0, gettext_noop("Laying out the votes"))
    opinion, value = making.read_votes(
        queries.get_content(kept),
        seed=rules.SEED,
        on_progress=lambda share, words: progress.report(share * _READ_SHARE, words),
    )
    progress.report(_READ_SHARE, gettext_noop("Drawing the pictures"))
    reading = evidence_actions.store_reading(
        round=kept,
        measure=making.MEASURE,
        method=opinion.method,
        seed=opinion.seed,
        status=opinion.status,
        fingerprint=opinion.fingerprint,
        value=value,
        drawings=list(charts.draw(opinion)),
        now=timezone.now(),
    )
    return {
        "round": str(kept.pk),
        "reading": str(reading.pk),
        "next": reverse("voice:show", args=[kept.collaboration.slug, kept.pk]),
    }
