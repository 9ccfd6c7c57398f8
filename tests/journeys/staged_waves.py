"""Three waves of a Pulse on a running installation: thirteen people of two parties, of whom two come with browsers of their own.

Everything goes through the real actions and the real box; whoever has no browser here is a simulated client, which makes its own
secrets, has them signed, and brings what it sealed to the box over HTTP, as browsers do.
"""

import pickle
import urllib.request
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

PARTIES = {"acme": ("Ada", "Ben", "Cleo", "Dan", "Ines"), "borealis": ("Eve", "Finn", "Gus", "Hana", "Milo")}
DEVICES = "devices.pickle"
OPEN = timedelta(days=5)


def begin_three_waves(address: str, folder: str) -> dict[str, Any]:
    """Two waves that are over, and a third in which all but Alice and Bob have their seals; one person left, one came."""
    from django.utils import timezone

    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.practices.pulse import actions, queries
    from breakthrough.practices.pulse.models import Setup
    from breakthrough.practices.pulse.rules.plans import Plan, Rhythm
    from tests.journeys.staging import told

    now = timezone.now()
    began = now - timedelta(weeks=8)
    alice, bob, members = _gather(began)
    plan = Plan(title="How we work together", rhythm=Rhythm.FOUR_WEEKS)
    wave = actions.begin_pulse(member=alice, plan=plan, now=began)
    actions.prepare(member=alice, round=wave, now=began)
    _take(wave, address, began=began, low=0)
    series = Setup.objects.get(round=wave).series
    assert series
    collaboration_actions.leave(member=members["Ines"], now=began + timedelta(weeks=2))
    acme = alice.collaboration.parties.get(name="Acme").invitations.get()
    collaboration_actions.join_as_guest(name="Kim", invitation=acme, now=began + timedelta(weeks=3))
    second = actions.begin_next_wave(series_id=series.pk, now=began + timedelta(weeks=4))
    assert second
    _take(second, address, began=began + timedelta(weeks=4), low=1)
    actions.set_turning_point(
        member=alice, round=second, on=(now + timedelta(weeks=4)).date(), words="Everybody writes before anybody speaks.", now=now
    )  # fmt: skip
    third = actions.begin_next_wave(series_id=series.pk, now=now)
    assert third
    setup = queries.find_setup(third)
    assert setup
    devices = _join(setup, without=[alice.pk, bob.pk])
    (Path(folder) / DEVICES).write_bytes(pickle.dumps(devices))
    return {
        **told(third, alice, bob),
        "earlier": [str(wave.pk), str(second.pk)],
        "where": f"/c/{alice.collaboration.slug}/where",
    }


def answer_third_wave(address: str, folder: str, round_id: str) -> dict[str, Any]:
    """Let the simulated clients answer."""
    from breakthrough.rounds.models import Round

    devices = pickle.loads((Path(folder) / DEVICES).read_bytes())  # noqa: S301 (written above)
    _answer(Round.objects.get(pk=round_id), devices, address, low=2)
    return {}


def count_third_wave(_address: str, _folder: str, round_id: str) -> dict[str, Any]:
    """Close as the clock does at the announced time, ten minutes from now, and fetch what the box counted."""
    from breakthrough.practices.pulse import queries
    from breakthrough.rounds.models import Round

    wave = Round.objects.get(pk=round_id)
    setup = queries.find_setup(wave)
    assert setup
    assert setup.closes_at
    _count(wave, now=setup.closes_at)
    return {}


def _gather(now: datetime) -> tuple[Any, Any, dict[str, Any]]:
    from breakthrough.collaborations import actions
    from breakthrough.people import actions as people

    alice, bob, lena = (
        people.make_account(address=f"{name}@{name}.example", name=name.capitalize(), now=now)
        for name in ("alice", "bob", "lena")
    )
    host = actions.create_collaboration(
        person=alice,
        name="Launch together",
        ambition="One launch that both companies are proud of.",
        parties=["Acme", "Borealis"],
        own_party="Acme",
        leads=False,
        now=now,
    )
    ways = {party.name.lower(): party.invitations.get() for party in host.collaboration.parties.all()}
    members = {
        name: actions.join_as_guest(name=name, invitation=ways[party], now=now)[0]
        for party, names in PARTIES.items()
        for name in names
    }
    actions.join(person=lena, invitation=ways["borealis"], now=now)
    return host, actions.join(person=bob, invitation=ways["borealis"], now=now), members


def _take(wave: Any, address: str, *, began: datetime, low: int) -> None:
    from breakthrough.practices.pulse import actions, queries

    setup = queries.find_setup(wave)
    assert setup
    devices = _join(setup)
    actions.open_answering(member=None, round=wave, now=began + timedelta(days=1))
    _answer(wave, devices, address, low=low)
    closes_at = actions.close(member=None, round=wave, now=began + timedelta(days=1) + OPEN)
    _count(wave, now=closes_at)
    actions.note_look(round=wave, now=closes_at)


def _join(setup: Any, without: Sequence[int] = ()) -> list[Any]:
    from breakthrough.config.demo import sealing
    from breakthrough.practices.pulse import queries

    joining = queries.get_joining(setup)
    people = [one for one in queries.list_roster(setup) if one.pk not in without]
    return [sealing.fetch_seals(joining, one) for one in people]


def _answer(wave: Any, devices: Sequence[Any], address: str, *, low: int) -> None:
    """Answers around the middle, home to one party a little lower: each wave a little more often than the one before."""
    from breakthrough.ballotbox.protocol.bodies import Vector
    from breakthrough.practices.pulse import queries
    from breakthrough.practices.pulse.tests.pulses import middling_answers

    def give(round_: bytes, request: bytes, is_later: bool) -> None:
        sent = urllib.request.Request(  # noqa: S310 (our own server)
            f"{address}/box/{round_.hex()}/items", data=request, headers={"Content-Type": "application/json"}
        )
        urllib.request.urlopen(sent, timeout=30).close()  # noqa: S310 (as above)

    setup = queries.find_setup(wave)
    assert setup
    for number, device in enumerate(devices):
        row = [min(7, one + (low + device.party) % 2) for one in middling_answers(number)]
        device.say(give, queries.SCOPE, "put", Vector(bytes.fromhex(setup.root), tuple(row)))


def _count(wave: Any, *, now: datetime) -> None:
    from breakthrough.ballots import actions as ballot_actions
    from breakthrough.practices.pulse import queries
    from breakthrough.practices.pulse.jobs import waves as jobs

    setup = queries.find_setup(wave)
    assert setup
    ballot_actions.close_scope(joining=queries.get_joining(setup), label=queries.SCOPE, now=now)
    jobs.fetch(round=wave, clock=lambda: now, on_progress=lambda _share, _words: None)
