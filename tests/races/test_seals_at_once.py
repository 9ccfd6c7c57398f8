"""T7, the who-side: however many ask for one person's seals at the same moment, one set is given out."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection

from tests.races.test_people_at_once import NOW, at_once

if TYPE_CHECKING:
    from breakthrough.ballots.models import Joining
    from breakthrough.ballots.tests.rehearsal import Browser
    from breakthrough.collaborations.models import Member

MANY = 24


def check_one_set_of_seals() -> None:
    """Twenty-four browsers of one person, each with its own secrets, ask at once: one gets its signatures."""
    from breakthrough.ballots import actions
    from breakthrough.ballots.models import IssuedCredential

    joining, members = _round()
    browsers = [_browser(joining, members[0]) for _ in range(MANY)]
    got: list[int] = []

    def ask(number: int) -> None:
        browser = browsers[number]
        browser.finish(
            actions.issue(
                member=members[0], joining_id=joining.pk, digest=browser.digest, requests=browser.requests
            )
        )
        got.append(number)

    ends = at_once(MANY, ask)
    assert ends == ["credential-already-issued"] * (MANY - 1) + ["done"], ends
    assert IssuedCredential.objects.filter(key__scope__joining=joining).count() == 2
    winner = browsers[got[0]]
    kept = {bytes(row.blinded) for row in IssuedCredential.objects.filter(key__scope__joining=joining)}
    assert kept == {secret.blinded for secret in winner.secrets}


def check_the_same_request() -> None:
    """Twenty-four times the same request at once: everybody gets the same answer, and it is stored once."""
    from breakthrough.ballots import actions
    from breakthrough.ballots.models import IssuedCredential

    joining, members = _round()
    browser = _browser(joining, members[0])
    answers: list[list[list[bytes]]] = []
    ends = at_once(
        MANY,
        lambda _: answers.append(
            actions.issue(
                member=members[0], joining_id=joining.pk, digest=browser.digest, requests=browser.requests
            )
        ),
    )
    assert ends == ["done"] * MANY, ends
    assert all(answer == answers[0] for answer in answers)
    assert IssuedCredential.objects.filter(key__scope__joining=joining).count() == 2


def check_opening_against_joining() -> None:
    """Everybody asks while the round opens: whoever got a seal is counted, and nobody gets one after the count."""
    from breakthrough.ballots import actions
    from breakthrough.ballots.models import IssuedCredential, Key

    joining, members = _round()
    browsers = [_browser(joining, member) for member in members]

    def ask(number: int) -> None:
        if number == len(members):
            actions.open_scope(joining=joining, label="voice", actor=None, now=NOW)
            return
        browser = browsers[number]
        actions.issue(
            member=members[number], joining_id=joining.pk, digest=browser.digest, requests=browser.requests
        )

    for number in range(6):
        ask(number)
    ends = at_once(len(members) + 1, ask)
    assert set(ends) <= {"done", "joining-not-open", "signer-unavailable"}, ends
    for key in Key.objects.filter(scope__joining=joining):
        assert key.issued == IssuedCredential.objects.filter(key=key).count()


CHECKS = (check_one_set_of_seals, check_the_same_request, check_opening_against_joining)


def _round() -> "tuple[Joining, list[Member]]":
    from breakthrough.ballots import actions
    from breakthrough.ballots.tests import rehearsal
    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.people import actions as people_actions

    alice = collaboration_actions.create_collaboration(
        person=people_actions.make_guest(name="Alice", now=NOW),
        name="Race",
        ambition="x",
        parties=["X"],
        own_party="X",
        leads=False,
        now=NOW,
    )
    members = [alice, *rehearsal.gather(alice.collaboration, per_party=11, now=NOW)]
    joining = actions.prepare(
        collaboration=alice.collaboration,
        actor=alice,
        practice="voice",
        mode="room",
        scopes=[rehearsal.VOICE, rehearsal.VOTES],
        content=b"x",
        members=members,
        now=NOW,
    )
    return joining, members


def _browser(joining: "Joining", member: "Member") -> "Browser":
    from breakthrough.ballots import queries
    from breakthrough.ballots.tests.rehearsal import Browser

    place = queries.find_place(member, joining)
    assert place is not None
    return Browser(bytes(joining.card), party=place.party_number)


def run_on_a_stage(check: Callable[[], None], folder: Path) -> None:
    """Run `check` with the real box in this process."""
    from breakthrough.ballots.tests import rehearsal

    rehearsal.forget_keys()  # one database sees them all, and no key may come twice
    with pytest.MonkeyPatch.context() as patch, rehearsal.stage(patch, folder):
        check()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's tests live in memory; the test below takes a real file"
)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_once_is_once_on_postgresql(check: Callable[[], None], tmp_path: Path) -> None:
    assert connection.vendor == "postgresql"
    run_on_a_stage(check, tmp_path)


SCRIPT = """
import pathlib, sys, tempfile
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.races import test_seals_at_once as races
for check in races.CHECKS:
    races.run_on_a_stage(check, pathlib.Path(tempfile.mkdtemp(dir=sys.argv[1])))
print("whole")
"""


def test_once_is_once_on_sqlite(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "BREAKTHROUGH_DATA": str(tmp_path),
        "BREAKTHROUGH_DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "breakthrough.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(tmp_path)],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.stdout.strip().endswith("whole"), done.stderr
