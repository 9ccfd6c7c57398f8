"""Two press the same button of a round of Straight talk at the same moment: it is done once, and the other one is told."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from tests.races.test_people_at_once import NOW, at_once


def check_opening_and_closing() -> None:
    """Four times Open, then four times Close, then four flags of one member: once each."""
    from breakthrough.ballots.tests import rehearsal
    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.collaborations.models import JournalEntry
    from breakthrough.people import actions as people_actions
    from breakthrough.practices.voice import actions, queries
    from breakthrough.practices.voice.models import StepRecord
    from breakthrough.practices.voice.rules.plans import Plan

    alice = collaboration_actions.create_collaboration(
        person=people_actions.make_account(address="alice@talks.example", name="Alice", now=NOW),
        name="Race",
        ambition="x",
        parties=["X"],
        own_party="X",
        leads=False,
        now=NOW,
    )
    people = [alice, *rehearsal.gather(alice.collaboration, per_party=5, now=NOW)]
    patch = pytest.MonkeyPatch()
    with tempfile.TemporaryDirectory() as folder, rehearsal.stage(patch, Path(folder)):
        kept = actions.begin_talk(member=alice, plan=Plan(title="x", question="y"), now=NOW)
        ends = at_once(4, lambda _: actions.prepare(member=alice, round=kept, now=NOW))
        assert ends == ["done", *["phase-order"] * 3]
        setup = queries.find_setup(kept)
        assert setup
        for member in people:
            rehearsal.join(queries.get_joining(setup), member)
        ends = at_once(4, lambda _: actions.open_writing(member=alice, round=kept, now=NOW))
        assert ends == ["done", *["phase-order"] * 3]
        ends = at_once(4, lambda _: actions.close(member=alice, round=kept, now=NOW))
        assert ends == [*["already-closing"] * 3, "done"]
    patch.undo()
    assert StepRecord.objects.filter(setup=setup).count() == 3
    assert JournalEntry.objects.filter(verb="voice.writing_opened").count() == 1


CHECKS = (check_opening_and_closing,)

SCRIPT = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.races import test_talks_at_once as races
for check in races.CHECKS:
    check()
print("whole")
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's tests live in memory; the test below takes a real file"
)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_button_pressed_by_several_does_it_once_on_postgresql(check: Callable[[], None]) -> None:
    assert connection.vendor == "postgresql"
    check()


def test_a_button_pressed_by_several_does_it_once_on_sqlite(tmp_path: Path) -> None:
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
        timeout=300,
        check=False,
    )
    assert done.stdout.strip().endswith("whole"), done.stderr
