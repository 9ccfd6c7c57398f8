"""Reads: only a job's owner ever sees it; how far it has come, whoever may see what it is about."""

import uuid

from django_tasks_db.models import DBTaskResult

from breakthrough.background.models import Job
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


def get_job(owner: uuid.UUID, job_id: uuid.UUID) -> Job:
    """Return the owner's job with its records, or a 404 Problem that does not say whether it exists."""
    job = Job.objects.select_related("ending", "cancellation").filter(pk=job_id, owner=owner).first()
    if job is None:
        raise Problem(
            "not-found",
            status=404,
            words=gettext_noop(
                "There is no such work of yours. It may be older than a month; then it is forgotten."
            ),
        )
    return job


def find_latest(topic: str) -> Job | None:
    """Return the newest job about `topic`, or None. For callers who have checked that their reader may see the topic itself."""
    return (
        Job.objects.select_related("ending", "cancellation").filter(topic=topic).order_by("-made_at").first()
    )


def is_any_waiting() -> bool:
    """Say whether a worker is needed."""
    return DBTaskResult.objects.ready().exists()
