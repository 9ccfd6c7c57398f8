"""A round that is prepared: the cast and eight guests, on a stage of their own."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from breakthrough.ballots.tests import rehearsal
from breakthrough.ballots.tests.rehearsal import Stage
from breakthrough.conftest import Space

if TYPE_CHECKING:
    from breakthrough.ballots.models import Joining
    from breakthrough.collaborations.models import Member

Prepare = Callable[..., "Joining"]


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Stage]:
    """The box in this process, keys in a folder of this test."""
    with rehearsal.stage(monkeypatch, tmp_path) as staged:
        yield staged


@pytest.fixture
def people(space: Space, now: datetime) -> "list[Member]":
    """Twelve who may take part: the cast and four guests more of each party."""
    more = rehearsal.gather(space.collaboration, per_party=4, now=now)
    return [space.alice, space.lena, space.bob, space.gina, *more]


@pytest.fixture
def prepare(stage: Stage, space: Space, people: "list[Member]", now: datetime) -> Prepare:
    """Return a function that prepares a round of texts, then votes; any argument can be another."""
    from breakthrough.ballots import actions

    def prepared(**others: object) -> "Joining":
        arguments: dict[str, object] = {
            "collaboration": space.collaboration,
            "actor": space.alice,
            "practice": "voice",
            "mode": "room",
            "scopes": [rehearsal.VOICE, rehearsal.VOTES],
            "content": b"What do we not say?",
            "members": people,
            "now": now,
        }
        return actions.prepare(**{**arguments, **others})  # type: ignore[arg-type]

    return prepared


@pytest.fixture
def joining(prepare: Prepare) -> "Joining":
    """A round in joining, of a text scope `voice` and a vector scope `votes/1`."""
    return prepare()
