"""A clock, and a cast with a ballot box of their own."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from breakthrough.conftest import Space
    from breakthrough.practices.alignment.tests.rehearsals import Clock, Rehearsal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: Any) -> "Clock":
    """The time of this test, for jobs and doors as well."""
    from django.utils import timezone

    from breakthrough.practices.alignment.tests.rehearsals import Clock

    made = Clock(now)
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def rehearsed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The cast and eight guests, six of each party, with a ballot box of their own."""
    from breakthrough.practices.alignment.tests import rehearsals

    with rehearsals.rehearse(monkeypatch, tmp_path, space, clock) as made:
        yield made
