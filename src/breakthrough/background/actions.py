"""Writes: starting, stopping and repeating jobs, and looking after those whose worker died."""

import logging
import threading
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django_tasks_db.models import DBTaskResult

from breakthrough.background import kinds, rules, runner, tasks
from breakthrough.background.kinds import Json
from breakthrough.background.models import Cancellation, Job
from breakthrough.background.rules import State
from breakthrough.live import announcements

logger = logging.getLogger(__name__)

KEPT = timedelta(days=30)

# Set when this process has committed a job; whoever starts workers on demand waits for it.
arrived = threading.Event()


def start_job(
    kind: str, payload: Mapping[str, Json], *, owner: uuid.UUID | None, topic: str, now: datetime
) -> Job:
    """Return a waiting job. Job and task are written together, so that neither can exist without the other.

    Pressing a button twice is one job: the same work of the same owner that still waits is returned instead.
    """
    known = kinds.get(kind)
    same = Job.objects.filter(
        kind=kind, owner=owner, payload=dict(payload), claimed_at=None, ending=None, cancellation=None
    ).first()
    if same is not None:
        return same
    with transaction.atomic():
        job = Job.objects.create(
            kind=kind, title=known.title, owner=owner, topic=topic, payload=dict(payload), made_at=now
        )
        _enqueue(job)
    return job


def cancel_job(*, job: Job, now: datetime) -> None:
    """Ask for the job to stop: a waiting one ends at once, a running one at its next report. Asking twice changes nothing."""
    with transaction.atomic():
        held = Job.objects.select_for_update().get(pk=job.pk)
        rules.check_may_cancel(held.state)
        Cancellation.objects.get_or_create(job=held, defaults={"at": now})
        if held.claimed_at is None:
            runner.end(held, State.CANCELLED, now=now)
        announcements.announce_on_commit(held.live_topic)


def repeat_job(*, job: Job, now: datetime) -> Job:
    """Return a new job with the same work as one that was interrupted."""
    rules.check_may_repeat(job.state)
    return start_job(job.kind, job.payload, owner=job.owner, topic=job.topic, now=now)


def end_silent(*, now: datetime, worker: str | None = None) -> int:
    """End the jobs whose worker died: silent for a minute, or run by `worker`, which is known to be gone; return how many.

    Also puts back into the queue what a worker took and lost before it began.
    """
    gone = Q(beat_at__lt=now - rules.SILENCE_ALLOWED)
    if worker is not None:
        gone |= Q(worker=worker)
    silent = list(Job.objects.filter(gone, claimed_at__isnull=False, ending__isnull=True))
    for job in silent:
        asked = Cancellation.objects.filter(job=job).exists()
        logger.warning("Job %s (%s) lost its worker %s", job.pk, job.kind, job.worker)
        runner.end(job, State.CANCELLED if asked else State.STOPPED, now=now)
    lost = Job.objects.filter(
        claimed_at__isnull=True, ending__isnull=True, made_at__lt=now - rules.SILENCE_ALLOWED
    )
    for job in lost:
        if not DBTaskResult.objects.ready().filter(args_kwargs__args__0=str(job.pk)).exists():
            with transaction.atomic():
                _enqueue(job)
    return len(silent)


def forget_ended(*, now: datetime) -> int:
    """Remove jobs that ended a month ago, and their tasks; return how many jobs."""
    DBTaskResult.objects.filter(enqueued_at__lt=now - KEPT).exclude(status="READY").delete()
    old = Job.objects.filter(ending__at__lt=now - KEPT)
    count = old.count()
    old.delete()
    return count


def _enqueue(job: Job) -> None:
    tasks.run_job.enqueue(str(job.pk))
    transaction.on_commit(arrived.set)
