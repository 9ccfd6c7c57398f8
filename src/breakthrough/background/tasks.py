"""The one task of the house: a pointer to a job. Everything about the job is in its own records."""

import uuid

from django.utils import timezone
from django_tasks import TaskContext, task

from breakthrough.background import runner


@task(takes_context=True)
def run_job(context: TaskContext, job_id: str) -> None:
    """Run the job; its outcome, good or bad, is the job's, so the task itself succeeds."""
    runner.run(uuid.UUID(job_id), worker=context.task_result.worker_ids[-1], clock=timezone.now, beating=True)
