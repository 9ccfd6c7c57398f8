"""The wall tells of an open room what the box tells: steps, slowly, and never that everybody has given something."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from breakthrough.ballots import rules
from breakthrough.ballots.rules import Progress
from breakthrough.practices.voice.tests.talks import Rehearsal

if TYPE_CHECKING:
    from breakthrough.rounds.models import Round

TOLD = "have given something"


@pytest.mark.parametrize(
    ("count", "quota", "issued", "told"),
    [
        (0, 1, 12, None),
        (5, 1, 12, Progress(5, False)),
        (10, 1, 12, Progress(10, False)),
        (10, 1, 11, Progress(10, True)),
        (10, 1, 10, Progress(5, False)),
        (5, 1, 5, None),
        (5, 1, 6, Progress(5, True)),
        (13, 3, 60, Progress(5, False)),
        (26, 3, 60, Progress(9, False)),
        (39, 3, 39, Progress(9, False)),
    ],
)
def test_progress_is_told_as_people_and_never_as_everybody(
    count: int, quota: int, issued: int, told: Progress | None
) -> None:
    assert rules.tell_progress(count, quota=quota, k=5, issued=issued) == told


def wall(rehearsed: Rehearsal, kept: "Round", client: Client) -> str:
    """Return the wall as the facilitator sees it."""
    client.force_login(rehearsed.host.person)
    return client.get(f"/c/{kept.collaboration.slug}/voice/{kept.pk}/wall").content.decode()


def test_the_wall_says_how_many_have_given_something_while_a_room_is_open(
    rehearsed: Rehearsal, client: Client
) -> None:
    kept, seconds = rehearsed.begin(), rehearsed.stage.seconds
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    assert "every 30s" in wall(rehearsed, kept, client)
    assert TOLD not in wall(rehearsed, kept, client)
    rehearsed.write(kept, *["Said."] * 4)
    seconds[0] += 30
    assert TOLD not in wall(rehearsed, kept, client)
    rehearsed.send(kept, rehearsed.browsers[4], "voice", "Said.")
    assert TOLD not in wall(rehearsed, kept, client)  # told anew half a minute after the last time
    seconds[0] += 30
    assert "At least 5 have given something." in wall(rehearsed, kept, client)
    for browser in rehearsed.browsers[5:]:
        rehearsed.send(kept, browser, "voice", "Said.")
    seconds[0] += 30
    assert "At least 10 have given something." in wall(rehearsed, kept, client)
    rehearsed.close(kept)
    seen = wall(rehearsed, kept, client)
    assert TOLD not in seen
    assert "every 30s" not in seen


def test_blanks_over_days_and_a_box_that_is_away_say_nothing(
    rehearsed: Rehearsal, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from breakthrough.ballotbox.problems import problem

    days = rehearsed.begin(rehearsed.days())
    rehearsed.prepare(days)
    rehearsed.clock.go(timedelta(hours=26))
    rehearsed.write(days, *["Said."] * 8)
    assert rehearsed.phase(days) == "writing"
    seen = wall(rehearsed, days, client)
    assert TOLD not in seen
    assert "every 30s" not in seen
    kept = rehearsed.begin()
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    for browser in rehearsed.browsers:
        rehearsed.send(kept, browser, "voice", None, kind="blank")
    rehearsed.stage.seconds[0] += 30
    assert TOLD not in wall(rehearsed, kept, client)

    def away(*_given: object) -> None:
        raise problem("box-unreachable")

    monkeypatch.setattr(rehearsed.stage.office, "progress", away)
    assert "Write on your own phone" in wall(rehearsed, kept, client)
