"""Two who speak in one promise at the same moment: one is heard, the other is told, nothing is lost. PostgreSQL and SQLite."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.races.test_people_at_once import MANY, at_once

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.practices.promises.models import Promise

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
DUE = (NOW + timedelta(days=13)).date()


def _people(count: int) -> "list[Member]":
    """A facilitator of X, and `count` members of Y."""
    from breakthrough.collaborations import actions
    from breakthrough.people import actions as people_actions

    alice = actions.create_collaboration(
        person=people_actions.make_guest(name="Alice", now=NOW), name="Race", ambition="x", parties=["X", "Y"],
        own_party="X", leads=False, now=NOW,
    )  # fmt: skip
    other = alice.collaboration.parties.get(name="Y").invitations.get()
    guests = [people_actions.make_guest(name=f"Guest {number}", now=NOW) for number in range(count)]
    return [alice, *(actions.join(person=guest, invitation=other, now=NOW) for guest in guests)]


def _asked(asker: "Member", key: str) -> "Promise":
    from breakthrough.practices.promises import actions, queries, rules

    (promise,) = actions.ask(
        member=asker, event=rules.Event.REQUEST, recipients=queries.get_recipients(asker, [key]), what="Send it.",
        due_date=DUE, now=NOW,
    )  # fmt: skip
    return promise


def _say(promise: "Promise", member: "Member", event: str, *, seen: int | None, **more: Any) -> None:
    from breakthrough.practices.promises import actions, rules

    actions.take_step(member=member, promise=promise, event=rules.Event(event), seen=seen, now=NOW, **more)


def _check_is_whole(promise: "Promise", steps: int) -> "Promise":
    from breakthrough.collaborations import journal
    from breakthrough.practices.promises import queries

    found = queries.with_sides().get(pk=promise.pk)
    said = queries.list_steps(found)
    assert [step.number for step in said] == list(range(1, steps + 1))
    assert found.state == queries.standing_of(said).state
    assert found.step_count == steps
    assert journal.verify(found.collaboration).broken_at is None
    return found


def check_yes_and_taking_back() -> None:
    """She takes it back while he promises it: one of the two happened."""
    alice, bob = _people(1)
    promise = _asked(alice, str(bob.pk))
    acts = [(alice, "withdraw"), (bob, "promise")]
    ends = at_once(2, lambda number: _say(promise, *acts[number], seen=1))
    assert ends == ["done", "moved-on"]
    assert _check_is_whole(promise, 2).state in {"withdrawn", "promised"}


def check_one_of_a_party_promises() -> None:
    """Eight of a party take the same request: one promises it."""
    alice, *others = _people(MANY)
    promise = _asked(alice, f"party-{others[0].party_id}")
    ends = at_once(MANY, lambda number: _say(promise, others[number], "promise", seen=1))
    assert ends == ["done", *["moved-on"] * (MANY - 1)]
    found = _check_is_whole(promise, 2)
    assert found.performer in others


def check_the_same_press_eight_times() -> None:
    """Eight times the same press without having looked: once it is a step, then it is not possible any more."""
    alice, bob = _people(1)
    promise = _asked(alice, str(bob.pk))
    ends = at_once(MANY, lambda _: _say(promise, bob, "promise", seen=None))
    assert ends == ["done", *["not-possible-now"] * (MANY - 1)]
    _check_is_whole(promise, 2)


def check_both_propose_a_change() -> None:
    """Both propose another day at once: one proposal is on the table, the other side is asked to look."""
    alice, bob = _people(1)
    promise = _asked(alice, str(bob.pk))
    _say(promise, bob, "promise", seen=1)
    both = [alice, bob]
    ends = at_once(
        2,
        lambda number: _say(
            promise, both[number], "propose_change", seen=2, due_date=DUE + timedelta(days=number + 1)
        ),
    )
    assert ends == ["done", "moved-on"]
    assert _check_is_whole(promise, 3).due_date == DUE


def check_the_clock_and_an_answer() -> None:
    """The clock ends a question while it is answered: it is one or the other."""
    from breakthrough.practices.promises import actions

    alice, bob = _people(1)
    promise = _asked(alice, str(bob.pk))
    late = promise.answer_by + timedelta(seconds=1)

    def act(number: int) -> None:
        if number:
            _say(promise, bob, "decline", seen=1)
        else:
            actions.look_after(promise_id=promise.pk, now=late)

    ends = at_once(2, act)
    assert ends in (["done", "done"], ["done", "moved-on"])
    assert _check_is_whole(promise, 2).state in {"declined", "lapsed"}


CHECKS = (
    check_yes_and_taking_back,
    check_one_of_a_party_promises,
    check_the_same_press_eight_times,
    check_both_propose_a_change,
    check_the_clock_and_an_answer,
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's tests live in memory; the test below takes a real file"
)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_one_is_heard_and_the_other_told_on_postgresql(check: Callable[[], None]) -> None:
    assert connection.vendor == "postgresql"
    check()


SCRIPT = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.races import test_promises_at_once as races
for check in races.CHECKS:
    check()
print("whole")
"""


def test_one_is_heard_and_the_other_told_on_sqlite(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "BREAKTHROUGH_DATA": str(tmp_path),
        "BREAKTHROUGH_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "breakthrough.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip().endswith("whole"), done.stderr
