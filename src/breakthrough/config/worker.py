"""`breakthrough worker`: runs background jobs, one at a time; as many processes as you like may run side by side."""

import logging
import os
import secrets
import signal
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING

from breakthrough.config import starting

if TYPE_CHECKING:
    from collections.abc import Callable

    from django_tasks_db.management.commands.db_worker import Worker

NAME = "BREAKTHROUGH_WORKER_NAME"
PARENT = "BREAKTHROUGH_WORKER_PARENT"
LOOK_SECONDS = 0.5
CARE_SECONDS = 15.0
PAUSE_SECONDS = 3.0  # while the database is away
NICENESS = 10  # pages come first

logger = logging.getLogger("breakthrough.worker")


def run(*, until_idle: int | None) -> int:
    """Work until told to stop, or until there was nothing to do for `until_idle` seconds; return the exit code.

    SIGTERM or Ctrl-C stops the job at work at its next report, marks it as interrupted and leaves; so does the end of
    the process that started this worker on demand. Raises `EnvironmentMistake` if the database cannot be used.
    """
    starting.set_up()
    from django_tasks_db.management.commands.db_worker import Worker

    from breakthrough.background import queries, runner

    starting.with_words(queries.is_any_waiting)

    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,  # `run` returns when the queue is empty; how long to wait is decided here
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=os.environ.get(NAME) or name_worker(),
        excluded_queue_names=[],
    )
    stopping = threading.Event()

    def stop(_signal: int = 0, _frame: FrameType | None = None) -> None:
        worker.running = False
        runner.interruption.set()
        stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if parent := int(os.environ.get(PARENT, "0")):
        threading.Thread(target=_watch_parent, args=(parent, stop), name="parent-watch", daemon=True).start()
    os.nice(NICENESS)
    if until_idle is None:
        sys.stdout.write("Waiting for work. Stop with Ctrl-C.\n")
        sys.stdout.flush()
    _work(worker, stopping, until_idle)
    return 0


def name_worker() -> str:
    """Return a name for a worker that no other has."""
    return f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"


def _work(worker: "Worker", stopping: threading.Event, until_idle: int | None) -> None:
    from django.db import DatabaseError, connection

    from breakthrough.background import appointments

    busy_at = cared_at = time.monotonic()
    while not stopping.is_set():
        done = worker._run_tasks  # noqa: SLF001 (the library counts but offers no public reading)
        try:
            appointments.start_due(now=datetime.now(UTC))
            worker.run()
            if time.monotonic() - cared_at > CARE_SECONDS:
                _care()
                cared_at = time.monotonic()
        except DatabaseError as error:
            logger.warning("The database cannot be used now: %s", error)
            connection.close()
            stopping.wait(PAUSE_SECONDS)
        if worker._run_tasks != done:  # noqa: SLF001 (as above)
            busy_at = time.monotonic()
        elif until_idle is not None and time.monotonic() - busy_at >= until_idle:
            return
        stopping.wait(LOOK_SECONDS)


def _care() -> None:
    from breakthrough.background import actions

    actions.end_silent(now=datetime.now(UTC))
    actions.forget_ended(now=datetime.now(UTC))


def _watch_parent(parent: int, stop: "Callable[[], None]") -> None:
    while os.getppid() == parent:
        time.sleep(1)
    logger.warning("The server that started this worker is gone; stopping")
    stop()
