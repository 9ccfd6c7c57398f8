"""Two at the same moment: what may happen once happens once, on PostgreSQL and on SQLite."""

import os
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

if TYPE_CHECKING:
    from breakthrough.people.models import EmailCode

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
MANY = 8


def at_once(count: int, act: Callable[[int], object]) -> list[str]:
    """Run `act(0) … act(count - 1)` at the same time; return for each "done", or the code of its Problem, sorted."""
    from breakthrough.kernel.problem import Problem

    together, ends = threading.Barrier(count), list[str]()

    def run(number: int) -> None:
        together.wait()
        try:
            act(number)
            ends.append("done")
        except Problem as problem:
            ends.append(problem.code)
        except Exception as failure:  # noqa: BLE001 (told to the test)
            ends.append(repr(failure))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(ends)


def check_the_owner_link() -> None:
    """Eight people open the one-time link at once: one becomes the owner, nobody else gets an account by it."""
    from breakthrough.people import actions
    from breakthrough.people.models import OwnerOffer, Ownership, Person

    path = actions.offer_first_owner(now=NOW)
    assert path
    before = Person.objects.count()
    ends = at_once(
        MANY,
        lambda number: actions.accept_owner_offer(
            secret=path.rsplit("/", 1)[1], name="Ida", address=f"ida{number}@x.example", person=None, now=NOW
        ),
    )
    assert ends == ["done", *["owner-link-gone"] * (MANY - 1)]
    assert (Ownership.objects.count(), OwnerOffer.objects.count()) == (1, 0)
    assert Person.objects.count() == before + 1


def check_wrong_codes() -> None:
    """Eight wrong tries at once: five are counted, and the code is dead; the right one comes too late."""
    from breakthrough.people import actions
    from breakthrough.people.models import EmailCode

    waiting, right = _code("ida@x.example")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    ends = at_once(MANY, lambda _: actions.prove_code(waiting=waiting, typed=wrong, now=NOW))
    assert ends == ["code-gone"] * 4 + ["code-wrong"] * 4
    assert EmailCode.objects.get(pk=waiting.pk).tries == 5
    assert at_once(1, lambda _: actions.prove_code(waiting=waiting, typed=right, now=NOW)) == ["code-gone"]


def check_right_codes() -> None:
    """Eight times the right code at once: it proves the address once."""
    from breakthrough.people import actions

    waiting, right = _code("eve@x.example")
    ends = at_once(MANY, lambda _: actions.prove_code(waiting=waiting, typed=right, now=NOW))
    assert ends == ["code-gone"] * (MANY - 1) + ["done"]


def check_accounts() -> None:
    """Eight times the same proven address at once: one account."""
    from breakthrough.people import actions
    from breakthrough.people.models import Person

    ends = at_once(MANY, lambda _: actions.make_account(address="una@x.example", name="Una", now=NOW))
    assert ends == ["done"] * MANY
    assert Person.objects.filter(email="una@x.example").count() == 1


def check_keys() -> None:
    """Two more keys than fit at once: the limit holds."""
    from breakthrough.people import actions, rules

    person = actions.make_guest(name="Gus", now=NOW)
    for number in range(rules.API_KEYS_PER_PERSON - 2):
        actions.make_api_key(person=person, name=f"k{number}", now=NOW)
    ends = at_once(4, lambda _: actions.make_api_key(person=person, name="k", now=NOW))
    assert ends == ["done", "done", "too-many-keys", "too-many-keys"]


def check_personal_invitation() -> None:
    """Eight guests open one personal invitation at once: one comes in, and no guest is left over."""
    from breakthrough.collaborations import actions
    from breakthrough.kernel.roles import Role
    from breakthrough.people import actions as people_actions
    from breakthrough.people.models import Person

    alice = actions.create_collaboration(
        person=people_actions.make_account(address="alice@x.example", name="Alice", now=NOW),
        name="Race",
        ambition="x",
        parties=["X"],
        own_party="X",
        leads=False,
        now=NOW,
    )
    invitee = actions.Invitee("dora@x.example", "Dora", alice.party, Role.MEMBER)
    (invitation,) = actions.invite_people(member=alice, invitees=[invitee], now=NOW)
    before = Person.objects.count()
    ends = at_once(MANY, lambda _: actions.join_as_guest(name="Dora", invitation=invitation, now=NOW))
    assert ends == ["done", *["invitation-used"] * (MANY - 1)]
    assert Person.objects.count() == before + 1


CHECKS = (
    check_the_owner_link,
    check_wrong_codes,
    check_right_codes,
    check_accounts,
    check_keys,
    check_personal_invitation,
)


def _code(address: str) -> "tuple[EmailCode, str]":
    from breakthrough.people import actions

    drawn: list[str] = []

    def choose(signs: Sequence[str]) -> str:
        drawn.append(secrets.choice(signs))
        return drawn[-1]

    waiting = actions.send_code(
        address=address, person=None, language="en", client="192.0.2.1", now=NOW, choose=choose
    )
    return waiting, "".join(drawn)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's tests live in memory; the test below takes a real file"
)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_once_is_once_on_postgresql(check: Callable[[], None]) -> None:
    assert connection.vendor == "postgresql"
    check()


SCRIPT = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.races import test_people_at_once as races
for check in races.CHECKS:
    check()
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
        [sys.executable, "-c", SCRIPT],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip().endswith("whole"), done.stderr
