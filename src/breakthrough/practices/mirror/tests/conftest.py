"""The stage of a Mirror: with the real ballot box and the real tally."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from breakthrough.conftest import Space
    from breakthrough.practices.mirror.tests.mirrors import Clock, Rehearsal


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, now: Any) -> "Clock":
    """The time of this test, for jobs and doors as well."""
    from django.utils import timezone

    from breakthrough.practices.mirror.tests.mirrors import Clock

    made = Clock(now)
    monkeypatch.setattr(timezone, "now", made)
    return made


@pytest.fixture
def counted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: "Path", space: "Space", clock: "Clock"
) -> "Iterator[Rehearsal]":
    """The cast, another leader, an observer and six guests, with a ballot box of their own and the real tally."""
    from breakthrough.practices.mirror.tests import mirrors

    with mirrors.rehearse(monkeypatch, tmp_path, space, clock) as made:
        yield made
