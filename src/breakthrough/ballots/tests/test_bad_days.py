"""Bad days of a round on the people side: restarts in every phase, clocks that jump, people who leave, people who are there twice."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest
from django.test import Client

from breakthrough.background.models import Appointment
from breakthrough.background.progress import Progress
from breakthrough.ballotbox.protocol import bodies, encoding
from breakthrough.ballots import actions, jobs, portable, queries
from breakthrough.ballots.actions import phases
from breakthrough.ballots.models import Joining
from breakthrough.ballots.rules import Phase
from breakthrough.ballots.tests import rehearsal
from breakthrough.ballots.tests.conftest import Prepare
from breakthrough.ballots.tests.rehearsal import Browser, Stage
from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member

TEXTS = [f"We are late, {number}." for number in range(12)]
STEPS = (
    "prepared",
    "half joined",
    "joined",
    "opened",
    "half given",
    "given",
    "announced",
    "closed",
    "released",
    "acted",
)


def texts_on(board: Any) -> list[str]:
    """Return what stands on a board, in alphabetical order."""
    shown = [one["body"] for one in board["items"] if "body" in one]
    return sorted(str(bodies.read_body(encoding.from_base64url(one), kind="text").payload) for one in shown)


class Day:
    """A whole round of twelve people, step by step; `between` is called after each step with its name."""

    def __init__(self, joining: Joining, stage: Stage, people: "list[Member]", now: datetime) -> None:
        self.joining, self.stage, self.people, self.now = joining, stage, people, now
        self.browsers: list[Browser] = []
        self.release: Any = None

    def give(self, browser: Browser, text: str) -> bytes:
        self.stage.seconds[0] += 3
        sealed = browser.seal("voice", text)
        self.stage.office.receive_now(self.joining.round_bytes, sealed)
        return sealed

    def live(self, between: Callable[[str], None]) -> None:
        between("prepared")
        self.browsers = [rehearsal.join(self.joining, member) for member in self.people[:6]]
        between("half joined")
        self.browsers += [rehearsal.join(self.joining, member) for member in self.people[6:]]
        between("joined")
        actions.open_scope(joining=self.joining, label="voice", actor=None, now=self.now)
        between("opened")
        first = [self.give(*one) for one in zip(self.browsers[:6], TEXTS[:6], strict=True)]
        between("half given")
        for sealed in first:  # a browser sends again what it has not seen on a board
            self.stage.seconds[0] += 3
            self.stage.office.receive_now(self.joining.round_bytes, sealed)
        for one in zip(self.browsers[6:], TEXTS[6:], strict=True):
            self.give(*one)
        between("given")
        at = actions.announce_closing(joining=self.joining, label="voice", actor=None, now=self.now)
        between("announced")
        self.give(self.browsers[0], "We are early, 0.")
        actions.close_scope(joining=self.joining, label="voice", now=max(at, self.now))
        between("closed")
        with pytest.raises(Problem) as refusal:
            self.give(self.browsers[1], "Too late.")
        assert refusal.value.code == "not-open"
        self.release = actions.release_scope(joining=self.joining, label="voice", context={}, now=self.now)
        between("released")
        self.stage.seconds[0] += 3
        later = self.browsers[2].seal("voice", "Better.", kind="replace")
        self.stage.office.receive_now(self.joining.round_bytes, later, is_later=True)
        between("acted")
        assert actions.tick(joining=self.joining, label="voice", now=self.now) is not None

    def check(self) -> None:
        """Nothing was lost: the board has everybody's last words, the act is on the next one, both planes agree."""
        assert texts_on(self.release.board) == sorted(["We are early, 0.", *TEXTS[1:]])
        board = queries.get_board(self.joining, "voice")
        assert (board.number, len(json.loads(bytes(board.written))["later"])) == (2, 1)
        assert bytes(board.written) == self.stage.office.board(self.joining.round_bytes, "voice")
        assert queries.phase(self.joining, "votes/1") is Phase.WAITING
        actions.open_scope(joining=self.joining, label="votes/1", actor=None, now=self.now, root=b"r" * 32)
        assert queries.phase(self.joining, "votes/1") is Phase.OPEN


@pytest.mark.parametrize("when", [*STEPS, "always"])
def test_a_restart_in_any_phase_loses_nothing_and_the_round_goes_on(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, when: str
) -> None:
    day = Day(joining, stage, people, now)
    passed: list[str] = []

    def between(step: str) -> None:
        passed.append(step)
        if when in {step, "always"}:
            stage.restart()

    day.live(between)
    assert tuple(passed) == STEPS
    day.check()


@pytest.mark.parametrize("hours", [[-1], [-30, 30], [24, -48], [0, -0.001]])
def test_a_clock_that_jumps_back_and_forth_changes_nothing_that_was_given(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, hours: list[float]
) -> None:
    day = Day(joining, stage, people, now)
    turn = 0

    def between(_step: str) -> None:
        nonlocal turn
        day.now += timedelta(hours=hours[turn % len(hours)])
        turn += 1

    day.live(between)
    day.check()


def test_a_close_whose_clock_was_set_back_comes_again_at_the_announced_time(
    joining: Joining,
    stage: Stage,
    people: "list[Member]",
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    browsers = [rehearsal.join(joining, member) for member in people]
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    at = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    due = Appointment.objects.get(kind=phases.CLOSE)
    payload = {"joining": str(joining.pk), "label": "voice"}
    due.delete()  # it was due, and began; then the clock was set back
    monkeypatch.setattr("django.utils.timezone.now", lambda: at - timedelta(hours=1))
    jobs.close(cast("Progress", None), payload)
    assert queries.phase(joining, "voice") is Phase.CLOSING
    assert Appointment.objects.get(kind=phases.CLOSE).at == at
    stage.office.receive_now(joining.round_bytes, browsers[0].seal("voice", "There is time."))
    monkeypatch.setattr("django.utils.timezone.now", lambda: at)
    jobs.close(cast("Progress", None), payload)
    jobs.close(cast("Progress", None), payload)
    assert queries.phase(joining, "voice") is Phase.CLOSED
    assert not Appointment.objects.filter(kind=phases.CLOSE).exists()


@pytest.mark.parametrize("step", ["joined", "opened", "half given", "given", "announced", "closed"])
def test_whoever_leaves_in_the_middle_is_not_missed_by_anybody_and_what_they_gave_stays(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, step: str
) -> None:
    """Their device can still give: nobody knows which voice is theirs. The people side knows them no more."""
    from breakthrough.collaborations import actions as collaboration_actions

    day = Day(joining, stage, people, now)
    gone = (people[4], people[-1])

    def between(passed: str) -> None:
        if passed == step:
            for member in gone:
                collaboration_actions.leave(member=member, now=now)

    day.live(between)
    day.check()
    assert {row.name for row in queries.list_rows(joining) if row.has_left} == {
        str(member.person) for member in gone
    }
    with pytest.raises(Problem) as refusal:
        queries.get_own_joining(people[4].person, joining.pk)
    assert refusal.value.status == 404


def test_somebody_who_is_on_the_list_twice_is_seen_by_all_objected_to_and_counts_once(
    prepare: Prepare,
    space: Space,
    people: "list[Member]",
    now: datetime,
    client_of: Callable[[Person], Client],
) -> None:
    first = prepare(members=people)
    for member in people[:5]:
        rehearsal.join(first, member)
    actions.open_scope(joining=first, label="voice", actor=None, now=now)
    twins = rehearsal.gather(space.collaboration, per_party=1, now=now)
    second = prepare(members=[*people[:4], *twins])
    names = {str(twin.person) for twin in twins}
    assert {row.name for row in queries.list_rows(second) if row.is_new} == names
    actions.raise_objection(member=space.bob, joining=second, words="These two are one.", now=now)
    shown = client_of(space.gina.person).get(f"/c/{space.slug}/sealed/{second.pk}/").content.decode()
    assert shown.count("new since the last round") == 2
    assert "These two are one." in shown
    for member in [*people[:3], *twins]:
        rehearsal.join(second, member)
    portable.merge(twins[1], twins[0], now)
    with pytest.raises(Problem) as refusal:
        actions.open_scope(joining=second, label="voice", actor=None, now=now)
    assert (refusal.value.code, refusal.value.params["count"]) == ("too-few-joined", 4)
    rehearsal.join(second, people[3])
    actions.open_scope(joining=second, label="voice", actor=None, now=now)
    assert queries.phase(second, "voice") is Phase.OPEN
