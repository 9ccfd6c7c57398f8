"""The poller hears of announcements that other processes made."""

import asyncio
import threading

import pytest
from django.conf import settings
from django.db import connection

from breakthrough.live import announcements
from breakthrough.live.hub import Hub
from breakthrough.live.poller import Poller

pytestmark = pytest.mark.django_db(transaction=True)


def commit_elsewhere() -> None:
    """Announce the way another process does: nothing in this process is woken by it."""
    import psycopg

    with psycopg.connect(**connection.get_connection_params()) as other:
        other.execute("INSERT INTO live_announcement (topic, kind) VALUES ('round:1', 'changed')")
        other.execute("SELECT pg_notify(%s, '')", [announcements.CHANNEL])


@pytest.mark.skipif(not settings.ENVIRONMENT.database_url, reason="SQLite cannot notify")
def test_postgresql_wakes_the_poller(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "look_now", threading.Event())
    told: list[bytes] = []

    async def tell(message: bytes) -> None:
        told.append(message)

    async def story() -> None:
        hub = Hub()
        poller = Poller(hub=hub, loop=asyncio.get_running_loop())
        poller.start()
        hub.add(topic="round:1", seen=None, tell=tell)
        for _ in range(100):
            await asyncio.sleep(0.05)
            if poller.is_listening:
                break
        assert poller.is_listening
        await asyncio.to_thread(commit_elsewhere)
        for _ in range(40):
            await asyncio.sleep(0.05)
            if told:
                break
        await asyncio.to_thread(poller.stop)

    asyncio.run(story())
    assert len(told) == 1


def test_a_stopped_poller_leaves_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcements, "look_now", threading.Event())

    async def story() -> None:
        poller = Poller(hub=Hub(), loop=asyncio.get_running_loop())
        poller.start()
        await asyncio.sleep(0.2)
        await asyncio.to_thread(poller.stop)

    asyncio.run(story())
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("live-")]
