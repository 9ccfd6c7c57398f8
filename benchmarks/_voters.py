"""The votes of a public conversation, each cast sealed by a browser of its own: what they say is what the importer reads.

Everybody gets a seat on the list and a blind signature, five write, everybody votes, the box opens its board and tallies
it. Then the reading is laid beside the one that the same votes give when they are brought in as a file, number for number.
Everything is the product's own but the network: the box is in this process, as while the demo is made.
"""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import _report
import promises

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.config.demo.sealing import Device, Give

OPINION = Path(os.environ.get("BREAKTHROUGH_OPINION", _report.ROOT / "../shared/data/opinion"))
AT_ONCE = 32
MOST_STATEMENTS = 900  # of a round, if everybody wrote, and opened as leaders may
_ABOUT = ("participant", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
WRITERS = 5  # of the statements, so many are written sealed; the others are there from the start


@dataclass(frozen=True, slots=True)
class Voters:
    """What came of it. `seconds`: for seals, for voting, and from the close to the reading."""

    people: int
    statements: int
    votes: int
    differences: int
    sealing_seconds: float
    voting_seconds: float
    reading_seconds: float


def is_there(name: str) -> bool:
    """Whether the public votes lie where they should."""
    return (OPINION / name).is_dir()


def measure(name: str) -> Voters:
    """Let the people of a public conversation vote sealed, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        promises.set_up(Path(folder))
        from django.conf import settings

        from breakthrough.config.demo import box

        with box.open_box(settings.ENVIRONMENT.box) as give:
            return _measure(name, give)


def _measure(name: str, give: "Give") -> Voters:
    from breakthrough.ballotbox.protocol.bodies import Vector
    from breakthrough.config.demo import sealing, talking
    from breakthrough.practices.voice import actions, queries
    from breakthrough.practices.voice.readings import making
    from breakthrough.practices.voice.rules import SEED, folders, pack
    from breakthrough.practices.voice.rules.plans import Plan
    from breakthrough.practices.voice.tests.test_tally import as_imported, contributions

    files = _cut(folders.read_folder(OPINION / name))
    cells, keys = contributions(files, seed=1)
    votes = [vector for _cell, (_root, vector) in cells]
    members, now = _gather(len(votes)), datetime.now(UTC)
    host = members[0]
    written = [f"Statement {key}" for key in keys]
    kept = actions.begin_talk(
        member=host, plan=Plan(title=name, question="What do these people think?"), now=now
    )
    actions.set_seeds(member=host, round=kept, texts=written[:-WRITERS], now=now)
    actions.prepare(member=host, round=kept, now=now)
    joining = talking.joining_of(kept)
    began = time.perf_counter()
    devices = [sealing.fetch_seals(joining, one) for one in members]
    sealed = time.perf_counter()
    # Sealed statements come in the order of their pseudonyms. The reading is drawn by chance from a seed, statement by
    # statement, so only with the files' order can it be the same to the last digit.
    devices[:WRITERS] = sorted(devices[:WRITERS], key=lambda one: one.credentials[queries.WRITING].pseudonym)
    actions.open_writing(member=host, round=kept, now=now)

    def write(device: "Device", text: str | None) -> None:
        device.say(give, queries.WRITING, "put" if text else "blank", text)

    _all(write, devices, [*written[-WRITERS:], *[None] * (len(devices) - WRITERS)])
    closed = talking.close(kept, queries.WRITING, now=now + timedelta(minutes=5))
    actions.open_voting(member=host, round=kept, now=closed)
    root = bytes.fromhex(queries.get_talk(host, kept.pk).root)
    order = [one.text.removeprefix("Statement ") for one in queries.list_said(host, kept.pk)]
    assert order == keys, "the statements stand in another order"
    voting = time.perf_counter()

    def vote(device: "Device", row: Sequence[int | None]) -> None:
        device.say(give, queries.VOTING, "put", Vector(root, tuple(row)))

    _all(vote, devices, votes)
    voted = time.perf_counter()
    talking.close(kept, queries.VOTING, now=closed + timedelta(minutes=5))
    read = time.perf_counter()
    _made, imported = making.read_votes(pack(files), seed=SEED)
    found = queries.results_of(host, queries.get_talk(host, kept.pk)).opinion
    assert found is not None, "the round was held back"
    differences = _leaves({**as_imported(found.value, order), "fingerprint": None}) ^ _leaves(
        {**imported, "fingerprint": None}
    )
    return Voters(
        people=len(members),
        statements=len(order),
        votes=sum(one is not None for row in votes for one in row),
        differences=len(differences),
        sealing_seconds=sealed - began,
        voting_seconds=voted - voting,
        reading_seconds=read - voted,
    )


def _cut(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the export of those who voted most: as many as a round can hold beside what they vote on."""
    head, *rows = files["participants-votes.csv"].decode().splitlines()
    room = (MOST_STATEMENTS - (len(head.split(",")) - len(_ABOUT))) // 2
    rows.sort(key=lambda row: -int(row.split(",")[_ABOUT.index("n-votes")]))
    kept = {row.split(",")[0] for row in rows[:room]}
    first, *votes = files["votes.csv"].decode().splitlines()
    voter = first.split(",").index("voter-id")
    return {
        **files,
        "participants-votes.csv": "\n".join([head, *rows[:room], ""]).encode(),
        "votes.csv": "\n".join(
            [first, *(one for one in votes if one.split(",")[voter] in kept), ""]
        ).encode(),
    }


def _gather(count: int) -> "list[Member]":
    """Return so many people of two organisations; the first facilitates."""
    from breakthrough.collaborations import actions
    from breakthrough.collaborations.models import Member
    from breakthrough.kernel.roles import Role
    from breakthrough.people.actions import make_guest
    from breakthrough.people.models import Person

    now = datetime.now(UTC)
    host = actions.create_collaboration(
        person=make_guest(name="Person 0", now=now),
        name="Simulated voters", ambition="Say what they said.", parties=["Riders", "Drivers"], own_party="Riders",
        leads=False, now=now,
    )  # fmt: skip
    parties = list(host.collaboration.parties.all())
    people = [Person(name=f"Person {number}", joined_at=now) for number in range(1, count)]
    Person.objects.bulk_create(people)
    Member.objects.bulk_create(
        Member(
            collaboration=host.collaboration, person=one, party=parties[number % 2], role=Role.MEMBER.value, joined_at=now
        )
        for number, one in enumerate(people)
    )  # fmt: skip
    others = host.collaboration.members.select_related("person", "party", "collaboration").exclude(pk=host.pk)
    return [host, *others]


def _all(do: Callable[[Any, Any], None], devices: "Sequence[Device]", what: Sequence[Any]) -> None:
    """Let everybody do the same with their own, so many at once: the box writes them together."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _done in pool.map(do, devices, what):
            pass


def _leaves(value: Any, path: str = "") -> set[tuple[str, object]]:
    if isinstance(value, dict):
        return {leaf for name, one in value.items() for leaf in _leaves(one, f"{path}/{name}")}
    if isinstance(value, list):
        return {leaf for place, one in enumerate(value) for leaf in _leaves(one, f"{path}/{place}")}
    return {(path, value)}
