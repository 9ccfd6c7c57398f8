"""Announcing that something changed: one row in the caller's transaction, delivered once it commits."""

import re
import threading

from django.db import connection, transaction

from breakthrough.live.models import Announcement

TOPIC = re.compile(r"[a-z][a-z-]{0,30}:[A-Za-z0-9_-]{1,80}")
KIND = re.compile(r"[a-z][a-z-]{0,39}")
CHANNEL = "breakthrough_live"

# Said beside much of what happens, and making the SQL of a row takes several times as long as writing it.
_WRITE = f"INSERT INTO {Announcement._meta.db_table} (topic, kind) VALUES (%s, %s)"  # noqa: S608, SLF001 (a name of our own)

# Set when there may be something in the outbox; the poller of this process, if it has one, waits for it.
look_now = threading.Event()


def announce_on_commit(topic: str, *, kind: str = "changed") -> None:
    """Tell every reader of `topic` to look again, once the current transaction commits (at once outside of one).

    `topic` is `<noun>:<id>`, as `collaboration:<uuid>`; `kind` is a lower-case word. Neither may name a person:
    both reach everyone who may follow the topic. Raises `ValueError` for anything else, which is a mistake in code.
    """
    if not TOPIC.fullmatch(topic):
        raise ValueError(f"A topic looks like noun:id, not {topic!r}.")
    if not KIND.fullmatch(kind):
        raise ValueError(f"A kind is a lower-case word, not {kind!r}.")
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [topic, kind])
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT pg_notify(%s, '')", [CHANNEL]
            )  # PostgreSQL delivers it at commit, to every process
    transaction.on_commit(look_now.set)
