"""The journal: whole, in words, without names, and safe against two writers at once."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction

from breakthrough.collaborations import actions, journal, queries, registry, sentences
from breakthrough.collaborations.models import Collaboration, JournalEntry
from breakthrough.people import actions as people_actions
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space


def told(space: "Space") -> list[str]:
    page = queries.get_journal(space.alice)
    return [sentences.sentence_of(entry, people=page.people, parties=page.parties) for entry in page.entries]


def test_every_line_is_a_sentence(space: "Space") -> None:
    assert told(space) == [
        "Gina joined for Acme (Member).",
        "Bob joined for Borealis (Member).",
        "Alice changed the role of Lena to Leader.",
        "Lena joined for Borealis (Member).",
        "Alice started this collaboration.",
    ]


def test_the_chain_is_whole_and_each_change_shows(space: "Space") -> None:
    verdict = journal.verify(space.collaboration)
    assert (verdict.line_count, verdict.broken_at) == (5, None)
    assert verdict.head == JournalEntry.objects.get(number=5).hash
    changes: list[dict[str, Any]] = [
        {"verb": "member.left"},
        {"facts": {}},
        {"actor": None},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"previous_hash": "0" * 64},
    ]
    for change in changes:
        with transaction.atomic():
            JournalEntry.objects.filter(number=3).update(**change)
            assert journal.verify(space.collaboration).broken_at == 3
            transaction.set_rollback(True)
    JournalEntry.objects.filter(number=2).delete()
    assert journal.verify(space.collaboration).broken_at == 2


def test_the_hash_does_not_depend_on_the_time_zone_of_the_writer(space: "Space", now: datetime) -> None:
    elsewhere = now.astimezone(timezone(timedelta(hours=5, minutes=30)))
    journal.write(
        collaboration=space.collaboration,
        actor=space.alice,
        verb="test.happened",
        now=elsewhere,
        facts={"share": 0.1},
    )
    assert journal.verify(space.collaboration).broken_at is None


def test_who_deleted_themselves_is_someone_who_left_and_the_chain_stays_whole(
    space: "Space", bob: Person, now: datetime
) -> None:
    head = journal.verify(space.collaboration).head
    people_actions.erase_person(person=bob, now=now)
    lines = told(space)
    assert lines[0] == "Somebody of Borealis deleted everything that identified them."
    assert lines[2] == "someone who left joined for Borealis (Member)."
    assert not any("Bob" in line for line in lines)
    verdict = journal.verify(space.collaboration)
    assert verdict.broken_at is None
    assert JournalEntry.objects.filter(hash=head).exists()


def test_verbs_of_other_floors_bring_their_sentence_and_unknown_ones_are_shown_plainly(
    space: "Space", now: datetime
) -> None:
    registry.register_sentences({"test.opened": "%(actor)s opened %(count)s things, %(missing)s."})
    for verb in ("test.opened", "test.unheard_of"):
        journal.write(
            collaboration=space.collaboration, actor=space.bob, verb=verb, now=now, facts={"count": 3}
        )
    assert told(space)[:2] == ["Bob: test.unheard_of", "Bob opened 3 things, –."]


def test_old_lines_come_in_pages(space: "Space", now: datetime) -> None:
    for _ in range(60):
        journal.write(collaboration=space.collaboration, actor=None, verb="test.happened", now=now)
    first = queries.get_journal(space.alice)
    rest = queries.get_journal(space.alice, before=first.next_before)
    assert [entry.number for entry in first.entries] == list(range(65, 15, -1))
    assert [entry.number for entry in rest.entries] == list(range(15, 0, -1))
    assert rest.next_before is None


def test_two_collaborations_have_two_chains(space: "Space", charlie: Person, now: datetime) -> None:
    other = actions.create_collaboration(
        person=charlie, name="Other", ambition="x", parties=["X"], own_party="X", leads=False, now=now
    )
    assert journal.verify(other.collaboration).line_count == 1
    assert {one.slug for one in queries.list_collaborations_to_verify(None)} == {
        space.slug,
        other.collaboration.slug,
    }
    assert [one.slug for one in queries.list_collaborations_to_verify(space.slug)] == [space.slug]


@pytest.mark.django_db(transaction=True)
def test_a_line_is_never_written_outside_the_transaction_of_its_change(
    charlie: Person, now: datetime
) -> None:
    collaboration = Collaboration.objects.create(slug="bare", name="Bare", ambition="x", created_at=now)
    with pytest.raises(transaction.TransactionManagementError):
        journal.write(collaboration=collaboration, actor=None, verb="test.happened", now=now)


def in_threads(count: int, act: Callable[[int], None]) -> list[BaseException]:
    """Run `act(0) … act(count - 1)` at the same time and return what went wrong."""
    together, failures = threading.Barrier(count), list[BaseException]()

    def run(number: int) -> None:
        together.wait()
        try:
            act(number)
        except BaseException as failure:  # noqa: BLE001 (told to the test)
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    "connection.vendor == 'sqlite'", reason="SQLite's tests live in memory; the test below takes a real file"
)
def test_many_writers_at_once_keep_the_chain_on_postgresql(charlie: Person, now: datetime) -> None:
    assert connection.vendor == "postgresql"
    check_many_writers(charlie, now)


def check_many_writers(person: Person, now: datetime) -> None:
    """Let eight writers write ten lines each, and two facilitators leave at once."""
    member = actions.create_collaboration(
        person=person, name="Race", ambition="x", parties=["X"], own_party="X", leads=False, now=now
    )

    def write(number: int) -> None:
        for turn in range(10):
            with transaction.atomic():
                journal.write(
                    collaboration=member.collaboration,
                    actor=member,
                    verb="test.happened",
                    now=now,
                    facts={"n": number, "turn": turn},
                )

    assert in_threads(8, write) == []
    verdict = journal.verify(member.collaboration)
    assert (verdict.line_count, verdict.broken_at) == (81, None)

    link = member.party.invitations.get()
    others = [
        actions.join(person=people_actions.make_guest(name=name, now=now), invitation=link, now=now)
        for name in ("Two", "Three")
    ]
    actions.offer_facilitation(member=member, subject=others[0], hands_over=False, now=now)
    actions.accept_facilitation(member=others[0], now=now)
    pair = [member, others[0]]
    failures = in_threads(2, lambda number: actions.leave(member=pair[number], now=now))
    assert [getattr(failure, "code", failure) for failure in failures] == ["last-facilitator"]
    assert journal.verify(member.collaboration).broken_at is None


SCRIPT = """
import django; django.setup()
from datetime import UTC, datetime
from django.core.management import call_command
call_command("migrate", verbosity=0)
from breakthrough.people import actions
from breakthrough.collaborations.tests.test_journal import check_many_writers
now = datetime(2026, 11, 14, 9, tzinfo=UTC)
check_many_writers(actions.make_account(address="c@x.example", name="C", now=now), now)
print("whole")
"""


def test_many_writers_at_once_keep_the_chain_on_sqlite(tmp_path: Path) -> None:
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
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout.strip() == "whole", done.stderr
