"""The two waves of the Pulse, before the talk and after it, and a date that is fixed beforehand; further waves come by themselves."""

import functools
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballots import actions as ballot_actions
from breakthrough.config.demo import felt, sealing
from breakthrough.config.demo.promising import Moment
from breakthrough.config.demo.sealing import Device
from breakthrough.config.demo.talking import Cast, spread
from breakthrough.practices.pulse import actions, queries
from breakthrough.practices.pulse.jobs import waves as jobs
from breakthrough.practices.pulse.models import Setup
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import JOINING, OPEN_DAYS, Plan, Rhythm
from breakthrough.rounds.models import Round

LOOKED = timedelta(hours=3)
TURNS_IN = timedelta(weeks=7)


@dataclass(slots=True)
class _Wave:
    """A wave while it runs."""

    kept: Round
    devices: list[Device] = field(default_factory=list)


def take_first_wave(cast: Cast, *, began: datetime) -> Round:
    """Return the first wave, from its preparation at `began` to the day on which people read it."""
    plan = Plan(title=felt.TITLE, kind=Kind.FULL, rhythm=Rhythm.FOUR_WEEKS, own=(felt.OWN,))
    kept = actions.begin_pulse(member=cast.host, plan=plan, now=began)
    wave = _Wave(kept)
    actions.prepare(member=cast.host, round=kept, now=began)
    for _at, do in _moments(cast, wave, place=0, began=began):
        do()
    return kept


def list_second_wave(cast: Cast, first: Round, *, now: datetime) -> list[Moment]:
    """Return what happens in the second wave and when: it begins by itself, four weeks after the first."""
    series = _setup(first).series
    assert series is not None  # noqa: S101 (the first wave came with a rhythm)
    wave, began = _Wave(first), series.next_at

    def begin() -> None:
        begun = actions.begin_next_wave(series_id=series.pk, now=began)
        assert begun is not None  # noqa: S101 (people looked at the first one)
        wave.kept = begun

    turn = now - timedelta(days=10)
    fix = functools.partial(_fix_date, cast, wave, (turn + TURNS_IN).date(), now=turn)
    return [(began, begin), *_moments(cast, wave, place=1, began=began), (turn, fix)]


def _moments(cast: Cast, wave: _Wave, *, place: int, began: datetime) -> list[Moment]:
    opened = began + JOINING
    closed = opened + timedelta(days=OPEN_DAYS[Kind.FULL])

    def join() -> None:
        setup = _setup(wave.kept)
        people = spread(queries.list_roster(setup))[: felt.ANSWERED[place]]
        wave.devices = [sealing.fetch_seals(queries.get_joining(setup), one) for one in people]

    def answer() -> None:
        actions.open_answering(member=None, round=wave.kept, now=opened)
        root = bytes.fromhex(_setup(wave.kept).root)
        rows = felt.draw(place, [device.party - 1 for device in wave.devices])
        for device, row in zip(wave.devices, rows, strict=True):
            device.say(cast.give, queries.SCOPE, "put", Vector(root, row))

    def count() -> None:
        closes_at = actions.close(member=None, round=wave.kept, now=closed)
        joining = queries.get_joining(_setup(wave.kept))
        ballot_actions.close_scope(joining=joining, label=queries.SCOPE, now=closes_at)
        jobs.fetch(round=wave.kept, clock=lambda: closes_at, on_progress=lambda _share, _words: None)
        actions.note_look(round=wave.kept, now=closes_at + LOOKED)

    return [(began + timedelta(hours=1), join), (opened, answer), (closed, count)]


def _fix_date(cast: Cast, wave: _Wave, on: date, *, now: datetime) -> None:
    actions.set_turning_point(member=cast.host, round=wave.kept, on=on, words=felt.TURN, now=now)


def _setup(kept: Round) -> Setup:
    found = queries.find_setup(kept)
    assert found is not None  # noqa: S101 (every wave here was prepared)
    return found
