"""The one thread of a process that looks into the outbox and tells the hub, woken by commits and by PostgreSQL."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

from django.db import DatabaseError, connection

from breakthrough.live import announcements, outbox
from breakthrough.live.hub import Hub

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5  # how late a reader can be where PostgreSQL cannot notify us
GLANCE_SECONDS = 0.1  # SQLite: asking whether another process has changed anything costs next to nothing
LISTENING_SECONDS = 5.0  # while PostgreSQL wakes us
DOZING_SECONDS = 30.0  # nobody is reading
PRUNE_SECONDS = 900.0


class Poller:
    """Runs from `start` to `stop`; hands what it finds to `hub` on the event loop `loop`."""

    def __init__(
        self,
        *,
        hub: Hub,
        loop: asyncio.AbstractEventLoop,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._hub = hub
        self._loop = loop
        self._clock = clock
        self._stopped = threading.Event()
        self._listening = threading.Event()
        self._threads = [threading.Thread(target=self._poll, name="live-poller", daemon=True)]

    @property
    def is_listening(self) -> bool:
        """Whether PostgreSQL wakes this poller."""
        return self._listening.is_set()

    def start(self) -> None:
        """Begin to look; on PostgreSQL also listen."""
        if connection.vendor == "postgresql":
            self._threads.append(threading.Thread(target=self._listen, name="live-listener", daemon=True))
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End within a second or so; the threads are waited for."""
        self._stopped.set()
        announcements.look_now.set()
        for thread in self._threads:
            thread.join(timeout=5)

    def _poll(self) -> None:
        box = outbox.Outbox()
        pruned_at = time.monotonic()
        state: object = None
        while not self._stopped.is_set():
            was_woken = announcements.look_now.is_set()
            announcements.look_now.clear()
            try:
                state, before = _state_of_database(), state
                batch = None if state is not None and state == before and not was_woken else box.read()
                if time.monotonic() - pruned_at > PRUNE_SECONDS:
                    outbox.prune(now=self._clock())
                    pruned_at = time.monotonic()
            except DatabaseError as error:
                logger.warning("The outbox cannot be read now: %s", error)
                connection.close()
                self._stopped.wait(2.0)
                continue
            if connection.vendor != "sqlite":
                connection.close()  # back to the pool
            if batch is not None:
                self._loop.call_soon_threadsafe(self._deliver, batch)
            announcements.look_now.wait(self._pause_seconds())
        connection.close()

    def _deliver(self, batch: outbox.Batch) -> None:
        self._hub.deliver(batch.news, watermark=batch.watermark, floor=batch.floor)

    def _pause_seconds(self) -> float:
        if not len(self._hub):
            return DOZING_SECONDS
        if connection.vendor == "sqlite":
            return GLANCE_SECONDS
        return LISTENING_SECONDS if self.is_listening else POLL_SECONDS

    def _listen(self) -> None:
        import psycopg

        while not self._stopped.is_set():
            try:
                with psycopg.connect(**connection.get_connection_params(), autocommit=True) as listener:
                    listener.execute(f"LISTEN {announcements.CHANNEL}")
                    self._listening.set()
                    while not self._stopped.is_set():
                        for _notice in listener.notifies(timeout=1.0, stop_after=1):
                            announcements.look_now.set()
            except (psycopg.Error, OSError) as error:
                logger.warning("PostgreSQL does not notify us, looking every half second instead: %s", error)
            self._listening.clear()
            self._stopped.wait(5.0)


def _state_of_database() -> object:
    """Return what changes when another connection commits to this SQLite database, or None on PostgreSQL."""
    if connection.vendor != "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        row = cursor.fetchone()
        return row[0] if row else None
