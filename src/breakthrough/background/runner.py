"""Running one job from claim to ending."""

import contextlib
import json
import logging
import threading
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DatabaseError, connection, transaction

from breakthrough.background import kinds
from breakthrough.background.kinds import Json
from breakthrough.background.models import Cancellation, Ending, Job
from breakthrough.background.progress import Cancelled, Interrupted, Progress
from breakthrough.background.rules import State
from breakthrough.kernel.problem import Problem
from breakthrough.live import announcements

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5.0

# Set when this process is asked to shut down: the job at work stops at its next report.
interruption = threading.Event()

Clock = Callable[[], datetime]


def run(job_id: uuid.UUID, *, worker: str, clock: Clock, beating: bool = False) -> None:
    """Run a waiting job; returns quietly when it was taken by another worker, ended or never committed.

    With `beating` a thread says every five seconds that this worker lives; without it (inside a test, or in a
    command that runs the job itself) only the job's own reports do.
    """
    job = _claim(job_id, worker=worker, now=clock())
    if job is None:
        return
    progress = Progress(job=job, clock=clock, interruption=interruption)
    try:
        with _beats(job, clock) if beating else contextlib.nullcontext():
            if Cancellation.objects.filter(job=job).exists():
                raise Cancelled
            result = kinds.get(job.kind).do(progress, job.payload)
            json.dumps(result, allow_nan=False)
    except Interrupted:
        end(job, State.STOPPED, now=clock())
    except Cancelled:
        end(job, State.CANCELLED, now=clock())
    except Problem as problem:
        end(job, State.REFUSED, now=clock(), problem=problem)
    except Exception:
        logger.exception("Job %s (%s) failed", job.pk, job.kind)
        end(job, State.FAILED, now=clock())
    except BaseException:
        end(job, State.STOPPED, now=clock())
        raise
    else:
        end(job, State.DONE, now=clock(), result=result)


def end(
    job: Job, outcome: State, *, now: datetime, result: Json = None, problem: Problem | None = None
) -> None:
    """Store how the job ended and tell its readers. The first ending stands, unless it was only a worker's silence."""
    stored = None if problem is None else _stored(problem)
    with transaction.atomic():
        Job.objects.select_for_update().get(pk=job.pk)
        known = Ending.objects.filter(job=job).first()
        if known is not None and known.outcome != State.STOPPED:
            return
        Ending.objects.update_or_create(
            job=job, defaults={"outcome": outcome.value, "at": now, "result": result, "problem": stored}
        )
        if outcome is State.DONE:
            Job.objects.filter(pk=job.pk).update(share=1.0)
        announcements.announce_on_commit(job.live_topic, kind="ended")
        if job.topic:
            announcements.announce_on_commit(job.topic)


def _claim(job_id: uuid.UUID, *, worker: str, now: datetime) -> Job | None:
    mine = Job.objects.filter(pk=job_id, claimed_at__isnull=True, ending__isnull=True).update(
        claimed_at=now, beat_at=now, worker=worker
    )
    if not mine:
        return None
    job = Job.objects.get(pk=job_id)
    announcements.announce_on_commit(job.live_topic, kind="progress")
    return job


@contextlib.contextmanager
def _beats(job: Job, clock: Clock) -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(job, clock, over), name="job-beats", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=30)


def _beat(job: Job, clock: Clock, over: threading.Event) -> None:
    while not over.wait(BEAT_SECONDS):
        try:
            Job.objects.filter(pk=job.pk).update(beat_at=clock())
        except DatabaseError as error:  # the database is busy with a long write; the next beat will do
            logger.info("A beat of job %s was lost: %s", job.pk, error)
            connection.close()
    connection.close()


def _stored(problem: Problem) -> dict[str, Json]:
    params = {
        name: value if isinstance(value, (str, int, float)) else str(value)
        for name, value in problem.params.items()
    }
    return {
        "code": problem.code,
        "status": problem.status,
        "words": problem.words,
        "params": params,
        "field": problem.field,
    }
