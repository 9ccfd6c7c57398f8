"""A Pulse that is over, for tests of doors and pages: its rows are written here, its reading comes from the real tally."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from breakthrough.collaborations.models import Member
    from breakthrough.rounds.models import Round


def release(
    facilitator: "Member", *, people: int, now: datetime, by_party: bool = False, answers: Any = None
) -> "Round":
    """Return the first wave of a series with the reading of as many made-up people."""
    from breakthrough.practices.pulse import actions
    from breakthrough.practices.pulse.models import Series, Setup
    from breakthrough.practices.pulse.rules.plans import Plan, Rhythm
    from breakthrough.practices.pulse.tests.pulses import middling_answers

    begun = actions.begin_pulse(
        member=facilitator,
        plan=Plan(title="Pulse in autumn", rhythm=Rhythm.FOUR_WEEKS, own=("Our tools help us.",)),
        now=now,
    )
    series = Series.objects.create(
        collaboration=facilitator.collaboration,
        rhythm="four_weeks",
        begun_by=facilitator,
        begun_at=now,
        next_at=now + timedelta(weeks=4),
    )
    setup = Setup.objects.get(round=begun)
    setup.series, setup.by_party = series, by_party
    setup.save()
    given = answers or [middling_answers(person) for person in range(people)]
    count(begun, [[*row, 5] for row in given], now=now)
    return begun


def count(begun: "Round", rows: "Sequence[Sequence[int]]", *, now: datetime, draws: bool = True) -> None:
    """Let a wave be over: its steps are written here, `rows` go to the real tally, and its readings are stored as the job does.

    Without pictures (`draws`) it takes a fraction of the time.
    """
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.opinion import encoding
    from breakthrough.measures.pulse.results import PulseReading
    from breakthrough.practices.pulse import charts
    from breakthrough.practices.pulse.jobs import waves
    from breakthrough.practices.pulse.models import Setup, StepRecord
    from breakthrough.practices.pulse.readings import tallying
    from breakthrough.rounds.models import Closure
    from breakthrough.rounds.phases import Step

    setup = Setup.objects.get(round=begun)
    for step in Step:
        if step not in (Step.HELD, Step.ENDED):
            StepRecord.objects.get_or_create(setup=setup, step=step.value, defaults={"at": now})
    found: Any = tallying.tally(
        label="pulse",
        contributions=[
            (1 + place % 2 if setup.by_party else 0, ["", list(row)]) for place, row in enumerate(rows)
        ],
        context={
            "kind": "full",
            "own": list(setup.own),
            "eligible": len(rows),
            "by_party": setup.by_party,
            "parties": [[1, (len(rows) + 1) // 2], [2, len(rows) // 2]],
            "wave": "1",
        },
        on_progress=lambda _share, _words: None,
    )
    pulse = encoding.from_json(PulseReading, found["pulse"])
    evidence_actions.store_reading(
        round=begun,
        measure="pulse",
        method=found["method"],
        seed=0,
        status=found["status"],
        fingerprint=None,
        value={"pulse": found["pulse"], "own": found["own"]},
        drawings=list(charts.draw(pulse)) if draws else [],
        now=now,
    )
    Closure.objects.create(round=begun, by=None, at=now)
    waves.keep_change(begun, clock=lambda: now)


def give_seals(begun: "Round", *, but_for: "Member | None" = None) -> None:
    """Let everybody on the list of a prepared Pulse have their seal, but for one member."""
    from breakthrough.ballots.models import IssuedCredential, Key, Place
    from breakthrough.practices.pulse.models import Setup

    joining_id = Setup.objects.get(round=begun).joining_id
    assert joining_id
    for place in Place.objects.filter(joining_id=joining_id).exclude(member=but_for):
        for key in Key.objects.filter(scope__joining_id=joining_id, cell__in=(0, place.party_number)):
            IssuedCredential.objects.create(key=key, place=place, slot=0, blinded=b"b", signature=b"s")
