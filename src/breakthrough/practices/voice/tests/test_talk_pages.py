"""The pages of a round in every phase, for everybody who may look; what they say, and what they never hold."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from breakthrough.practices.voice.tests import staged
from breakthrough.practices.voice.tests.staged import PHASES, QUESTION, STATEMENTS, QuietBox

if TYPE_CHECKING:
    from breakthrough.conftest import Space
    from breakthrough.rounds.models import Round

pytestmark = pytest.mark.django_db
Stage = Callable[..., "Round"]
NAMES = ("Ada", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus", "Hana")


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> QuietBox:
    from breakthrough.ballots import neighbours

    quiet = QuietBox()
    monkeypatch.setattr(neighbours, "get_box", lambda: quiet)
    return quiet


@pytest.fixture
def twelve(space: "Space", now: Any, box: QuietBox) -> "Space":
    """The space with twelve people who can take part."""
    staged.fill_up(space.acme, NAMES[:4], now)
    staged.fill_up(space.borealis, NAMES[4:], now)
    return space


Look = Callable[..., str]


@pytest.fixture
def look(space: "Space", client_of: Callable[..., Client]) -> Look:
    """Return a function that opens a page of a round over https and gives its text."""

    def open_page(
        begun: "Round", place: str = "", *, who: str = "alice", secure: bool = True, **asked: str
    ) -> str:
        client = client_of(getattr(space, who).person)
        answer = client.get(f"/c/{space.slug}/voice/{begun.pk}{place}", asked, secure=secure)
        assert answer.status_code == 200, (answer.status_code, place, answer.content[:600])
        text = answer.content.decode()
        assert " style=" not in text
        assert "<script>" not in text
        return text

    return open_page


def test_every_phase_has_its_page_for_facilitator_leader_and_member(twelve: "Space", now: Any, look: Look) -> None:
    seen = []
    for phase, begun in staged.walk(twelve.alice, now=now):
        seen.append(phase)
        for who in ("alice", "lena", "bob"):
            assert "Before we begin" in look(begun, who=who)
            assert "Before we begin" in look(begun, "/wall", who=who)
            assert look(begun, "/statements", who=who)
    assert seen == [one for one in PHASES if one != "held"]
