"""Kinds of work that only tests know."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from breakthrough.background import kinds, work
from breakthrough.background.kinds import Do
from breakthrough.background.models import Job

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
OWNER = uuid.UUID(int=7)


class Begin(Protocol):
    """Starts a job that does what is given."""

    def __call__(self, do: Do, *, topic: str | None = None, owner: uuid.UUID | None = OWNER) -> Job: ...


class Clock:
    """A clock that goes on by a second whenever it is read."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def begin(db: None, monkeypatch: pytest.MonkeyPatch) -> Begin:
    """Return a function that starts a job doing what is given."""
    monkeypatch.setattr(kinds, "_kinds", {})

    def start(do: Do, *, topic: str | None = None, owner: uuid.UUID | None = OWNER) -> Job:
        name = f"test.{do.__name__}"
        work.kind(name, title="Testing")(do)
        return work.start(name, {"size": 3}, owner=owner, topic=topic, now=NOW)

    return start
