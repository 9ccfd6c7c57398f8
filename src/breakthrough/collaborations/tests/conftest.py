"""What the tests of collaborations share: sending the waiting mail, and a second facilitator."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from breakthrough.background import runner
from breakthrough.background.models import Job
from breakthrough.collaborations.jobs import send_invitations  # noqa: F401 (declares the kind of work)


@pytest.fixture
def send_waiting(db: None) -> Callable[[], None]:
    """Return a function that does what the worker would do with the jobs that wait."""

    def run() -> None:
        for job in Job.objects.order_by("made_at"):
            runner.run(job.pk, worker="test", clock=timezone.now)

    return run
