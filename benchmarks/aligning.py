"""Texts of 500 people beside 2,000 promises: 2,000 words in three versions, 200 reservations, 500 named stances; how long every page and the word diff take.

Pages are asked for through the whole of Django (middleware, templates, database on disk) without the network, one after the
other. The box keeps silent; the readings come from the real tally.
"""

import random
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from unittest import mock

import _report
import promises
from _report import Row

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.practices.alignment.models import Text
    from breakthrough.rounds.models import Round

PEOPLE = 500
RESERVATIONS = 200
WORDS = 2_000
REACH_P95_MS = 150
REACH_DIFF_MS = 50
MOST_QUERIES = 30
_KNOWN = (
    "we",
    "they",
    "both",
    "pays",
    "begins",
    "asks",
    "says",
    "keeps",
    "early",
    "spring",
    "care",
    "home",
    "night",
    "shift",
)


def main() -> int:
    """Measure and print."""
    chosen = _report.parse_arguments(str(__doc__).splitlines()[0])
    rows = [Row("word diff of 2,000 words", _time_diff(), "ms", REACH_DIFF_MS)]
    with tempfile.TemporaryDirectory() as folder:
        promises.set_up(Path(folder))
        _collaboration, members = promises.fill(people=PEOPLE, promises=promises.PROMISES)
        pages, notes = fill(members)
        for name, (who, address) in pages.items():
            rows += _measure(name, who, address, notes, times=20 if chosen.quick else 100)
    return _report.publish("aligning", rows, out=chosen.json, notes=notes)


def write(chance: random.Random, words: int = WORDS) -> str:
    """Return a text of so many words in parts of forty."""
    said = [chance.choice(_KNOWN) for _ in range(words)]
    return "\n\n".join(" ".join(said[at : at + 40]).capitalize() + "." for at in range(0, words, 40))


def change(chance: random.Random, body: str, share: float = 0.1) -> str:
    """Return the text with a share of its words replaced, taken out or doubled."""
    found = []
    for part in body.split("\n\n"):
        words = []
        for word in part.split(" "):
            fate = chance.random()
            words += [chance.choice(_KNOWN)] if fate < share / 2 else [] if fate < share * 0.75 else [word]
            words += [word] if share * 0.75 <= fate < share else []
        found.append(" ".join(words))
    return "\n\n".join(found)


def fill(members: "list[Member]") -> "tuple[dict[str, tuple[Member, str]], dict[str, object]]":
    """Write the text with everything about it, and return the pages to ask for, each with who asks."""
    from breakthrough.ballots import neighbours
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.voice.tests.staged import QuietBox

    chance, now = random.Random(20261126), datetime.now(UTC)  # noqa: S311 (the same in every run)
    host = members[0]
    text = actions.begin_text(member=host, title="Home by spring", body=write(chance), now=now)
    quiet = QuietBox()
    with mock.patch.object(neighbours, "get_box", return_value=quiet):
        over = _talk(text, members, chance, now)
        live = actions.begin_text(member=host, title="How we decide", body=write(chance, 200), now=now)
        under_way = _live(live, members, now)
    begun = actions.begin_text(member=host, title="What comes next", body=write(chance, 200), now=now)
    space = f"/c/{host.collaboration.slug}/alignment"
    of = f"{space}/texts/{text.pk}"
    pages = {
        "texts": (host, f"{space}/"),
        "one text": (host, of),
        "what changed": (host, f"{of}/versions/3"),
        "writing the next version": (host, f"{of}/next"),
        "one reservation": (members[1], f"{of}/reservations/7"),
        "raising a reservation": (members[300], f"{of}/reservations"),
        "all reservations as a file": (host, f"{of}/reservations.csv"),
        "the whole thread": (members[1], f"/c/{host.collaboration.slug}/came-of/alignment/{text.pk}"),
        "beginning a text": (host, f"{space}/begin"),
        "beginning a round": (host, f"{space}/texts/{begun.pk}/rounds"),
        "where we stood": (members[1], f"{space}/{over.pk}"),
        "the wall": (host, f"{space}/{over.pk}/wall?step=3"),
        "sealing a stance": (members[1], f"{space}/{under_way.pk}"),
        "where we are": (members[1], f"/c/{host.collaboration.slug}/where"),
        "where we are, for a host": (host, f"/c/{host.collaboration.slug}/where"),
        "the collaboration": (members[1], f"/c/{host.collaboration.slug}/"),
        "its people": (host, f"/c/{host.collaboration.slug}/people"),
        "its journal": (members[1], f"/c/{host.collaboration.slug}/journal"),
        "a text as JSON": (host, f"/api{of.replace('/c/', '/collaborations/')}"),
    }
    return pages, {"people": len(members), "reservations": RESERVATIONS, "words": WORDS}


def _talk(text: "Text", members: "list[Member]", chance: random.Random, now: datetime) -> "Round":
    """Return a round on the third version that is talked about, half of its reservations answered."""
    from breakthrough.practices.alignment import actions, queries
    from breakthrough.practices.alignment.models import Setup, Stance
    from breakthrough.practices.alignment.rules import parts
    from breakthrough.practices.alignment.rules.reservations import AnswerKind
    from breakthrough.practices.alignment.rules.texts import Words
    from breakthrough.practices.alignment.tests import staged

    host = members[0]
    for number in range(RESERVATIONS):
        said = Words(f"What keeps me from it is point {number}.", "it is written down")
        actions.raise_named(member=members[number + 1], text=text, words=said, now=now)
    for number in range(1, RESERVATIONS, 2):
        actions.answer(
            member=host, text=text, number=number, kind=AnswerKind.REPLY, words="We look at it.", now=now
        )
    for version in (2, 3):
        newest = queries.newest_of(text)
        answers = [actions.Answer(number, "In the text now.") for number in range(version, RESERVATIONS, 20)]
        actions.write_version(
            member=host, text=text, body=change(chance, newest.body), answers=answers, now=now
        )
    cells = [1 + one % 3 for one in range(PEOPLE)]
    over = staged.release(host, text, people=PEOPLE, now=now, cells=cells, is_prepared=True)
    setup = Setup.objects.get(round=over)
    marks = [one.mark for one in parts.split(setup.version.body)]
    for one in members:
        position = chance.randint(-2, 2)
        by_part = dict.fromkeys(marks, position) | {chance.choice(marks): chance.randint(-2, 2)}
        weight = chance.randint(0, 10)
        Stance.objects.create(
            setup=setup, member=one, position=position, weight=weight, by_part=by_part, at=now
        )
    return over


def _live(text: "Text", members: "list[Member]", now: datetime) -> "Round":
    """Return a round whose sealed part is open, before a box that keeps silent."""
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.alignment.rules.plans import Plan
    from breakthrough.practices.alignment.tests import staged

    begun = actions.begin_round(member=members[0], text=text, plan=Plan(sealed_minutes=600), now=now)
    actions.prepare(member=members[0], round=begun, now=now)
    staged.give_seals(begun)
    actions.open_sealed(member=members[0], round=begun, now=now)
    return begun


def _measure(name: str, who: "Member", address: str, notes: dict[str, object], *, times: int) -> list[Row]:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(who.person, backend=settings.AUTHENTICATION_BACKENDS[0])

    def page() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)

    timed, queries, busy = promises.time_page(page, times)
    notes[name] = {
        "median_ms": round(statistics.median(timed), 1),
        "p95_ms": round(promises.p95(timed), 1),
        "queries": queries,
        "processor_ms": round(busy, 1),
    }
    return [
        Row(f"{name}: p95", promises.p95(timed), "ms", REACH_P95_MS),
        Row(f"{name}: queries", queries, "", MOST_QUERIES),
    ]


def _time_diff() -> float:
    """Return the slowest of three kinds of change, each the least of ten: a tenth of the words, half of them, all others."""
    sys.path.insert(0, str(_report.ROOT / "src"))
    from breakthrough.practices.alignment.rules import differences

    chance = random.Random(1)  # noqa: S311 (the same in every run)
    before = write(chance)
    slowest = 0.0
    half = WORDS // 2
    cases = [(before, change(chance, before)), (before, change(chance, before, 0.5)), (before, write(chance))]
    for before, after in [*cases, ("the we " * half, "we and " * half)]:
        timed: list[float] = []
        for _ in range(10):
            began = time.perf_counter()
            differences.compare(before, after)
            timed.append(1000 * (time.perf_counter() - began))
        slowest = max(slowest, min(timed))
    return slowest


if __name__ == "__main__":
    sys.exit(main())
