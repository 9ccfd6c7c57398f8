"""Two who write, lift or conclude at the same moment: one is heard, the other is told, nothing is lost. SQLite and PostgreSQL."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.races.test_people_at_once import MANY, at_once

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def _people() -> "tuple[Member, Member]":
    """A facilitator, and a member."""
    from breakthrough.collaborations import actions
    from breakthrough.people import actions as people_actions

    alice = actions.create_collaboration(
        person=people_actions.make_guest(name="Alice", now=NOW), name="Race", ambition="x", parties=["X", "Y"],
        own_party="X", leads=False, now=NOW,
    )  # fmt: skip
    way = alice.collaboration.parties.get(name="Y").invitations.get()
    return alice, actions.join(person=people_actions.make_guest(name="Bob", now=NOW), invitation=way, now=NOW)


def check_of_eight_versions_one_is_kept() -> None:
    """Of eight who write the next version one is kept and nobody is written over."""
    from breakthrough.practices.alignment import actions, queries

    alice, _ = _people()
    text = actions.begin_text(member=alice, title="Ours", body="We begin.", now=NOW)
    ends = at_once(
        MANY,
        lambda number: actions.write_version(
            member=alice, text=text, body=f"We begin in week {number}.", seen=1, now=NOW
        ),
    )
    assert ends == [*["already-so"] * (MANY - 1), "done"]
    assert queries.newest_of(text).number == 2


def check_every_reservation_has_its_number() -> None:
    """Reservations raised at once all get a number of their own."""
    from breakthrough.practices.alignment import actions, queries
    from breakthrough.practices.alignment.rules.texts import Words

    alice, bob = _people()
    text = actions.begin_text(member=alice, title="Ours", body="We begin.", now=NOW)
    ends = at_once(
        MANY,
        lambda number: actions.raise_named(member=bob, text=text, words=Words(f"Number {number}."), now=NOW),
    )
    assert ends == ["done"] * MANY
    assert [one.number for one in queries.list_raised(alice, text)] == list(range(1, MANY + 1))


def check_a_reservation_is_lifted_once() -> None:
    """A reservation is lifted once however often it is pressed."""
    from breakthrough.collaborations import journal
    from breakthrough.practices.alignment import actions, queries
    from breakthrough.practices.alignment.rules.reservations import Event, State
    from breakthrough.practices.alignment.rules.texts import Words

    alice, bob = _people()
    text = actions.begin_text(member=alice, title="Ours", body="We begin.", now=NOW)
    actions.raise_named(member=bob, text=text, words=Words("May is early."), now=NOW)
    ends = at_once(
        MANY, lambda _: actions.say_as_raiser(member=bob, text=text, number=1, event=Event.LIFT, now=NOW)
    )
    assert ends == ["done", *["reservation-moved-on"] * (MANY - 1)]
    raised = queries.get_raised(alice, text.pk, 1)
    assert raised.state is State.LIFTED
    assert len(raised.told) == 1
    assert journal.verify(alice.collaboration).broken_at is None


def check_a_round_ends_once() -> None:
    """A round ends once."""
    from breakthrough.practices.alignment import actions, queries
    from breakthrough.practices.alignment.rules.adoption import Kind
    from breakthrough.practices.alignment.tests import staged

    alice, _ = _people()
    text = actions.begin_text(member=alice, title="Ours", body="We begin.", now=NOW)
    kept = staged.release(alice, text, people=8, now=NOW)
    kinds = (Kind.ADOPTED, Kind.NOT_ALIGNED)
    ends = at_once(
        2,
        lambda number: actions.conclude(
            member=alice, round=kept, kind=kinds[number], text="Yes.", would_take="More time.", now=NOW
        ),
    )
    assert ends == ["done", "phase-order"]
    outcome = queries.get_ask(alice, kept.pk).outcome
    assert outcome
    assert outcome.kind in {"adopted", "not_aligned"}


CHECKS = (
    check_of_eight_versions_one_is_kept,
    check_every_reservation_has_its_number,
    check_a_reservation_is_lifted_once,
    check_a_round_ends_once,
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
from tests.races import test_alignments_at_once as races
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
