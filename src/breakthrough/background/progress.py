"""How a running job says how far it is, and learns that it should stop."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from breakthrough.background.models import Cancellation, Ending, Job
from breakthrough.live import announcements

REPORT_SECONDS = 0.5

Word = str | int | float


class Cancelled(Exception):
    """The job was asked to stop: let it through, after undoing what is half done."""


class Interrupted(Cancelled):
    """The worker is being shut down; the job can be started again later."""


class Progress:
    """Given to a job. Report often: only one report every half second costs anything."""

    def __init__(
        self,
        *,
        job: Job,
        clock: Callable[[], datetime],
        interruption: threading.Event,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._job = job
        self._clock = clock
        self._interruption = interruption
        self._monotonic = monotonic
        self._reported_at: float | None = None

    def report(self, share: float | None, words: str, **params: Word) -> None:
        """Say how far the job is: `share` in 0..1 (None: unknown), `words` a text marked for translation.

        `words` may hold `%(name)s` places, filled from `params` after translation. Stored at most every half second
        and announced on `job:<id>`. Raises `Cancelled` if the job should stop. Inside a transaction nobody sees the
        report before the commit: report between transactions.
        """
        if self._interruption.is_set():
            raise Interrupted
        now = self._monotonic()
        if self._reported_at is not None and now - self._reported_at < REPORT_SECONDS:
            return
        self._reported_at = now
        if (
            Cancellation.objects.filter(job=self._job).exists()
            or Ending.objects.filter(job=self._job).exists()
        ):
            raise Cancelled
        bounded = None if share is None else min(max(float(share), 0.0), 1.0)
        Job.objects.filter(pk=self._job.pk).update(
            share=bounded, words=words[:500], params=dict(params), beat_at=self._clock()
        )
        announcements.announce_on_commit(self._job.live_topic, kind="progress")
