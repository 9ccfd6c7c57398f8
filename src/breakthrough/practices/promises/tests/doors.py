"""What the tests of the doors share: where the pages are, and doing what waits."""

from django.utils import timezone

from breakthrough.background import runner
from breakthrough.background.models import Job
from breakthrough.conftest import Space


def work_off() -> None:
    """Do every job that waits, and what they start."""
    while job := Job.objects.filter(claimed_at=None, ending=None).order_by("made_at").first():
        runner.run(job.pk, worker="here", clock=timezone.now)


def base(space: Space) -> str:
    return f"/c/{space.slug}/promises"
