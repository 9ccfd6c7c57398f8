"""From imported votes to a stored reading by the real engine, with few people so that it is quick."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from breakthrough.background import work
from breakthrough.conftest import Space
from breakthrough.evidence.models import Chart, Reading
from breakthrough.practices.voice import actions, jobs
from breakthrough.practices.voice.tests import conftest as conversations
from breakthrough.rounds.models import Round


class Listener:
    """Hears how far the work is; may stop it."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.shares: list[float] = []
        self.stop_at = stop_at

    def report(self, share: float | None, words: str, **params: object) -> None:
        """Keep the share, and stop once it has come far enough."""
        assert words
        if share is not None:
            self.shares.append(share)
            if share >= self.stop_at:
                raise work.Cancelled


def _read(made: Round, listener: Listener | None = None) -> Any:
    return jobs.read(listener or Listener(), {"round": str(made.pk)})  # type: ignore[arg-type]  # it reports as Progress does


def _import(space: Space, people: int, now: Any, **given: Any) -> Round:
    return actions.import_votes(
        collaboration=space.collaboration,
        actor=space.alice,
        files=conversations.make_files(people, **given),
        now=now,
    )


def test_the_votes_of_twelve_people_become_a_page_with_shares(
    space: Space, client_of: Callable[[Any], Client], now: Any
) -> None:
    listener = Listener()
    # Where nobody or one of twelve disagrees there is a word: eight statements leave enough numbers for a picture.
    result = _read(_import(space, 12, now, statements=8), listener)
    reading = Reading.objects.get()
    assert (reading.status, reading.seed, reading.method) == ("shown", 1, "opinion.exact/3")
    assert reading.fingerprint
    assert listener.shares == sorted(listener.shares)
    assert set(Chart.objects.values_list("key", flat=True)) == {"shares"}
    page = client_of(space.bob.person).get(result["next"]).content.decode()
    assert "from 8 to 12 people" in page
    assert "A map needs twenty people or more" in page


def test_the_votes_of_six_people_become_words_and_of_four_nothing(
    space: Space, client_of: Callable[[Any], Client], now: Any
) -> None:
    for people, status, words in (
        (6, "words", "from 5 to 7 people"),
        (4, "withheld", "Fewer than five people have voted"),
    ):
        made = _import(space, people, now)
        result = _read(made)
        assert Reading.objects.get(round=made).status == status
        assert words in client_of(space.bob.person).get(result["next"]).content.decode()


def test_reading_the_same_votes_again_gives_the_reading_that_is_there(imported: Round) -> None:
    first, second = _read(imported)["reading"], _read(imported)["reading"]
    assert first == second
    assert Reading.objects.count() == 1


def test_a_reading_that_is_stopped_leaves_nothing(imported: Round) -> None:
    with pytest.raises(work.Cancelled):
        _read(imported, Listener(stop_at=0.3))
    assert Reading.objects.count() == 0


def test_votes_on_one_statement_by_people_who_all_pass_are_no_mistake(space: Space, now: Any) -> None:
    head, row = conversations.HEAD.encode() + b",0\n", b",,0,1,0,0,0\n"
    files = {"participants-votes.csv": head + b"".join(str(number).encode() + row for number in range(9))}
    made = actions.import_votes(collaboration=space.collaboration, actor=None, files=files, now=now)
    assert _read(made)["reading"]


@pytest.mark.slow
def test_two_camps_of_forty_people_get_a_map_with_its_words(
    space: Space, client_of: Callable[[Any], Client], now: Any
) -> None:
    made = _import(space, 80, now, statements=12, seed=2)
    page = client_of(space.bob.person).get(_read(made)["next"]).content.decode()
    assert 'id="map-title"' in page
    assert "Live tensions" in page
