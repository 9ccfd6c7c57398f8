"""The stage of a Pulse: with the real tally, and with one that finds nothing."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from breakthrough.conftest import Space
    from breakthrough.practices.pulse.tests.pulses import Clock, Rehearsal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: Any) -> "Clock":
    """The time of this test, for jobs and doors as well."""
    from django.utils import timezone

    from breakthrough.practices.pulse.tests.pulses import Clock

    made = Clock(now)
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The cast and eight guests, six of each party, with a ballot box of their own and the real tally."""
    from breakthrough.practices.pulse.tests import pulses

    with pulses.rehearse(monkeypatch, tmp_path, space, clock, pulses.TALLY) as made:
        yield made


@pytest.fixture
def rehearsed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The same with a tally that finds nothing."""
    from breakthrough.practices.pulse.tests import pulses

    with pulses.rehearse(monkeypatch, tmp_path, space, clock, pulses.QUICK_TALLY) as made:
        yield made
