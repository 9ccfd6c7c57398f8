"""Workers on demand: the numbers are crunched in a child process that is started when there is work and leaves after it.

So numpy and scipy never enter the web process, and their memory goes back to the machine when nobody needs them.
"""

import contextlib
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, connection

from breakthrough.background import actions, appointments, queries
from breakthrough.config import worker

logger = logging.getLogger("breakthrough.worker")

IDLE_SECONDS = 60
LOOK_SECONDS = 2.0
CARE_SECONDS = 15.0
GRACE_SECONDS = 5.0
LONGEST_PAUSE = 60.0

StartChild = Callable[[str], "subprocess.Popen[bytes]"]


def start_child(name: str) -> "subprocess.Popen[bytes]":
    """Start a worker called `name` in a session of its own, so that Ctrl-C reaches it through us only."""
    return subprocess.Popen(  # noqa: S603 (fixed command)
        [sys.executable, "-m", "breakthrough", "worker", "--until-idle", str(IDLE_SECONDS)],
        env={**os.environ, worker.NAME: name, worker.PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


class WorkerOnDemand:
    """A thread that starts a worker when tasks wait, and buries it when it is gone. One worker at a time."""

    def __init__(
        self,
        *,
        start_child: StartChild = start_child,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start_child = start_child
        self._clock = clock
        self._monotonic = monotonic
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="worker-on-demand", daemon=True)
        self._child: subprocess.Popen[bytes] | None = None
        self._name = ""
        self._not_before = 0.0
        self._pause = 1.0
        self._cared_at = monotonic()

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def stop(self) -> None:
        """End the worker, giving the job at work five seconds to stop; it can be started again later."""
        self._stopping.set()
        actions.arrived.set()
        self._thread.join(timeout=GRACE_SECONDS)
        child, self._child = self._child, None
        if child is None:
            return
        child.terminate()
        try:
            child.wait(timeout=GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        with contextlib.suppress(DatabaseError):
            actions.end_silent(now=self._clock(), worker=self._name)

    def tend(self) -> None:
        """Look once: bury a worker that is gone, keep appointments, start a worker if tasks wait, now and then look for jobs fallen silent."""
        now = self._monotonic()
        if self._child is not None and self._child.poll() is not None:
            self._bury(self._child, now)
        if now - self._cared_at > CARE_SECONDS:
            self._cared_at = now
            actions.end_silent(now=self._clock())
        appointments.start_due(now=self._clock())
        if self._child is None and now >= self._not_before and queries.is_any_waiting():
            self._name = worker.name_worker()
            self._child = self._start_child(self._name)

    def _bury(self, child: "subprocess.Popen[bytes]", now: float) -> None:
        self._child = None
        actions.end_silent(now=self._clock(), worker=self._name)
        if child.returncode == 0:
            self._pause = 1.0
            return
        logger.error(
            "A worker ended with code %s; starting the next in %.0f s", child.returncode, self._pause
        )
        self._not_before = now + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _watch(self) -> None:
        while not self._stopping.is_set():
            actions.arrived.clear()
            try:
                self.tend()
            except (DatabaseError, OSError) as error:
                logger.warning("Background work has to wait: %s", error)
                connection.close()
            if connection.vendor != "sqlite":
                connection.close()
            actions.arrived.wait(LOOK_SECONDS)
        connection.close()
