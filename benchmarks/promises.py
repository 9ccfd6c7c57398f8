"""Promises of 500 people: 2,000 conversations with all their steps, and how long every page takes, from within one process.

Pages are asked for through the whole of Django (middleware, templates, database on disk) without the network, one after the
other, as members who have something on every page. The reading and writing of conversations at that size are timed as well.
"""

import gc
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import _report
from _report import Row

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.collaborations.models import Collaboration, Member

PEOPLE = 500
PROMISES = 2000
REACH_P95_MS = 150
MOST_QUERIES = 20
WHAT = (
    "Send the three possible dates to the hospitals",
    "Agree with the works council on the shift plan",
    "Write down who decides what during the pilot",
    "Deliver the second batch of devices to Ulm",
    "Give us one person who answers within a day",
    "Test the hand-over with two wards",
)


def main() -> int:
    """Measure and print."""
    chosen = _report.parse_arguments(str(__doc__).splitlines()[0])
    with tempfile.TemporaryDirectory() as folder:
        set_up(Path(folder))
        began = time.perf_counter()
        collaboration, members = fill(people=PEOPLE, promises=PROMISES)
        filled = time.perf_counter() - began
        rows, notes = _measure(collaboration, members, times=20 if chosen.quick else 100)
    rows.append(
        Row("one step written, with its rows and journal line", 1000 * filled / _count_steps(notes), "ms")
    )
    return _report.publish("promises", rows, out=chosen.json, notes=notes)


def set_up(folder: Path) -> None:
    """Start Django on a database of its own in `folder`."""
    os.environ.update(_report.environment_of(folder, port=8903))
    os.environ["DJANGO_SETTINGS_MODULE"] = "breakthrough.config.settings"
    sys.path.insert(0, str(_report.ROOT / "src"))
    from breakthrough.config import starting

    starting.set_up()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    call_command("migrate", verbosity=0)


def fill(*, people: int, promises: int) -> "tuple[Collaboration, list[Member]]":
    """Make a collaboration of three parties whose people have been promising each other things for half a year."""
    from django.db import transaction
    from django_tasks_db.models import DBTaskResult

    from breakthrough.background.models import Job
    from breakthrough.collaborations import actions as space_actions
    from breakthrough.people import actions as people_actions

    chance, start = random.Random(20261125), datetime.now(UTC) - timedelta(days=180)  # noqa: S311 (the same in every run)
    alice = space_actions.create_collaboration(
        person=people_actions.make_account(address="alice@acme.example", name="Alice Ahrens", now=start),
        name="Launch together", ambition="Ship the pilot to ten hospitals by spring.",
        parties=["Acme", "Borealis", "City Hospital"], own_party="Acme", leads=True, now=start,
    )  # fmt: skip
    links = [party.invitations.get() for party in alice.collaboration.parties.all()]
    members = [alice]
    for number in range(people - 1):
        person = people_actions.make_account(
            address=f"p{number}@x.example", name=f"{_name(chance)} {number}", now=start
        )
        members.append(space_actions.join(person=person, invitation=chance.choice(links), now=start))
    for number in range(promises):
        with transaction.atomic():
            _converse(chance, members, start)
            if number % 50 == 49:  # what a worker would have done by now
                Job.objects.all().delete()
                DBTaskResult.objects.all().delete()
    return alice.collaboration, members


def _name(chance: random.Random) -> str:
    return (
        chance.choice(["Ada", "Ben", "Cem", "Dora", "Emil", "Fatma", "Gero", "Hana"])
        + " "
        + chance.choice(["Albers", "Brandt", "Celik", "Dietz", "Ebert", "Falk"])
    )


def _converse(chance: random.Random, members: "list[Member]", start: datetime) -> None:
    """One conversation, from the question to wherever it is today."""
    from breakthrough.practices.promises import actions, rules
    from breakthrough.practices.promises.queries import Recipient

    asker, performer = chance.sample(members[:40] if chance.random() < 0.3 else members, 2)
    asked = start + timedelta(hours=chance.uniform(0, 175 * 24))
    due = asked + timedelta(days=chance.uniform(4, 40))
    now = datetime.now(UTC)
    (promise,) = actions.ask(
        member=asker, event=rules.Event.REQUEST, recipients=[Recipient(performer.party, performer)],
        what=f"{chance.choice(WHAT)}.", due_date=due.date(), words="It holds up three others.", now=asked,
    )  # fmt: skip

    def say(who: "Member", event: str, at: datetime, **more: object) -> bool:
        if at >= now:
            return False
        actions.take_step(member=who, promise=promise, event=rules.Event(event), seen=None, now=at, **more)  # type: ignore[arg-type]  # names of take_step
        return True

    answered = asked + timedelta(hours=chance.uniform(1, 60))
    if chance.random() < 0.12:
        say(performer, "decline", answered)
        return
    if not say(performer, "promise", answered, difficulty=chance.choice([1, 2, 2, 3])):
        return
    if chance.random() < 0.2:
        moved, agreed = due - timedelta(days=2.6), due - timedelta(days=2.4)
        if moved > answered and say(
            performer,
            "propose_change",
            moved,
            due_date=(due + timedelta(days=5)).date(),
            reason=chance.choice(["waiting", "more_work", "unclear"]),
        ):
            say(asker, "agree_change", agreed)
            due += timedelta(days=5)
    done = due - timedelta(hours=chance.uniform(-70, 90))
    if chance.random() < 0.85 and say(performer, "report_done", max(done, answered + timedelta(hours=2))):
        say(
            asker, "accept", max(done, answered + timedelta(hours=2)) + timedelta(hours=chance.uniform(1, 80))
        )


def _measure(
    collaboration: "Collaboration", members: "list[Member]", *, times: int
) -> tuple[list[Row], dict[str, object]]:
    from django.conf import settings
    from django.test import Client

    from breakthrough.practices.promises.models import Promise, PromiseStep
    from breakthrough.practices.promises.readings import making

    client = Client()
    client.force_login(members[0].person, backend=settings.AUTHENTICATION_BACKENDS[0])
    busy = max(members[:40], key=lambda one: Promise.objects.filter(performer=one).count())
    other = Client()
    other.force_login(busy.person, backend=settings.AUTHENTICATION_BACKENDS[0])
    base = f"/c/{collaboration.slug}/promises"
    one = Promise.objects.order_by("-step_count").first()
    assert one is not None
    pages: dict[str, Callable[[], object]] = {
        "mine": lambda: _get(other, f"{base}/"),
        "board": lambda: _get(client, f"{base}/board"),
        "board, searched": lambda: _get(client, f"{base}/board?show=kept&q=hospitals"),
        "board, last page": lambda: _get(client, f"{base}/board?show=kept&page=999"),
        "one promise": lambda: _get(client, f"{base}/p/{one.pk}"),
        "asking": lambda: _get(client, f"{base}/request"),
        "letters": lambda: _get(client, f"{base}/letters"),
        "board as JSON": lambda: _get(client, f"/api/collaborations/{collaboration.slug}/promises"),
    }
    began = time.perf_counter()
    making.read(collaboration, at=datetime.now(UTC))
    reading = 1000 * (time.perf_counter() - began)
    rows, notes = [Row("reading all conversations", reading, "ms")], dict[str, object]()
    _look_back(members[0])
    pages["do they hold"] = lambda: _get(client, f"{base}/reading")
    for name, page in pages.items():
        timed, queries, busy_ms = time_page(page, times)
        rows.append(Row(f"{name}: p95", p95(timed), "ms", REACH_P95_MS))
        rows.append(Row(f"{name}: queries", queries, "", MOST_QUERIES))
        notes[name] = {
            "median_ms": round(statistics.median(timed), 1),
            "p95_ms": round(p95(timed), 1),
            "queries": queries,
            "processor_ms": round(busy_ms, 1),
        }
    notes["steps"] = PromiseStep.objects.count()
    notes["people"], notes["promises"] = len(members), Promise.objects.count()
    return rows, notes


def _look_back(member: "Member") -> None:
    from django.utils import timezone

    from breakthrough.background import runner
    from breakthrough.practices.promises import actions

    _round, job = actions.look_back(member=member, title="Autumn", now=timezone.now())
    runner.run(job.pk, worker="benchmark", clock=timezone.now)


def _get(client: "Client", address: str) -> object:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer


def time_page(page: Callable[[], object], times: int) -> tuple[list[float], int, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    gc.collect()
    gc.freeze()  # what filling the database left in this process is nothing that a server would look through
    for _warm in range(3):
        page()
    with CaptureQueriesContext(connection) as captured:
        page()
    queries = len(captured)  # now: the next request empties what was captured
    found, used = [], time.process_time()
    for _time in range(times):
        began = time.perf_counter()
        page()
        found.append(1000 * (time.perf_counter() - began))
    return found, queries, 1000 * (time.process_time() - used) / times


def p95(timed: list[float]) -> float:
    return sorted(timed)[min(int(0.95 * len(timed)), len(timed) - 1)]


def _count_steps(notes: dict[str, object]) -> int:
    return int(str(notes["steps"]))


if __name__ == "__main__":
    sys.exit(main())
