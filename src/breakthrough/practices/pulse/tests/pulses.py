"""A Pulse without browsers: the real ballot box in this process, a crowd, and a clock that tests move."""

import contextlib
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballots.tests import rehearsal
from breakthrough.practices.pulse.rules.plans import Mode, Plan

if TYPE_CHECKING:
    import pytest

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.pulse.models import Setup
    from breakthrough.rounds.models import Round

# What `breakthrough tally` does, for this practice.
TALLY = [
    sys.executable,
    "-c",
    """
import json, sys
from breakthrough.practices.pulse.readings.tallying import tally

task = json.load(sys.stdin)
cells = [tuple(one) for one in task["cells"]]
found = tally(label=task["label"], contributions=cells, context=task["context"], on_progress=lambda share, words: None)
print(json.dumps({"reading": found}, allow_nan=False))
""",
]
# A tally that says at once that there is too little, for tests that are about something else.
QUICK_TALLY = [
    sys.executable,
    "-S",
    "-c",
    """
import json, sys
micro = [{"key": key, "method": "micro/1", "mean": None, "n_band": None} for key in ("m1", "m2", "m3")]
sys.stdin.read()
print(json.dumps({"reading": {"status": "withheld", "method": "micro/1", "micro": micro}}))
""",
]
REVERSED = {2, 5, 11, 13, 17}


def high_answers(person: int, *, own: int = 0) -> list[int]:
    """Fixture F1 of the measurement design: high on nearly everything, turn-taking in the middle."""
    codes = []
    for number in range(1, 24):
        t = (person + 2 * number) % 3
        codes.append(1 + t if number in REVERSED else 3 + t if number in {7, 8, 9} else 5 + t)
    return [*codes, *([4] * own)]


def middling_answers(person: int) -> list[int]:
    """Answers around the middle, with some spread."""
    draw = random.Random(person)  # noqa: S311 (made-up answers)
    return [draw.choice([3, 4, 4, 5]) for _ in range(23)]


@dataclass(slots=True)
class Clock:
    """The time of a test."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def go(self, span: timedelta) -> None:
        """Let time pass, and do what was appointed until then, in order."""
        from breakthrough.background import appointments, runner
        from breakthrough.background.models import Appointment, Job

        until = self.now + span
        while True:
            waiting = Job.objects.filter(claimed_at=None, ending=None).order_by("made_at", "pk")
            if job := waiting.first():
                runner.run(job.pk, worker="test", clock=self)
                continue
            due = Appointment.objects.filter(at__lte=until).order_by("at").first()
            if due is None:
                break
            self.now = max(self.now, due.at)
            appointments.start_due(now=self.now)
        self.now = until


@dataclass(slots=True)
class Rehearsal:
    """A stage with people and a clock."""

    stage: rehearsal.Stage
    clock: Clock
    host: "Member"
    people: "list[Member]"
    browsers: list[rehearsal.Browser] = field(default_factory=list)

    def begin(self, **plan: Any) -> "Round":
        """Return a draft; for a room unless said otherwise."""
        from breakthrough.practices.pulse import actions

        given = {"title": "Pulse in autumn", "mode": Mode.ROOM, **plan}
        return actions.begin_pulse(member=self.host, plan=Plan(**given), now=self.clock.now)

    def prepare(self, kept: "Round") -> None:
        """Freeze the list, and let everybody's browser fetch its seal."""
        from breakthrough.practices.pulse import actions

        actions.prepare(member=self.host, round=kept, now=self.clock.now)
        self.join(kept)

    def join(self, kept: "Round") -> None:
        """Let everybody's browser fetch its seal."""
        from breakthrough.practices.pulse import queries

        setup = self.setup(kept)
        joining = queries.get_joining(setup)
        self.browsers = [rehearsal.join(joining, one) for one in queries.list_roster(setup)]

    def open(self, kept: "Round") -> None:
        """Let people answer."""
        from breakthrough.practices.pulse import actions

        actions.open_answering(member=self.host, round=kept, now=self.clock.now)

    def answer(self, kept: "Round", rows: Sequence[Sequence[int | None]]) -> None:
        """Let the first browsers answer, one row each."""
        setup = self.setup(kept)
        assert setup.joining_id
        for browser, row in zip(self.browsers, rows, strict=False):
            self.stage.seconds[0] += 10
            sealed = browser.seal("pulse", Vector(bytes.fromhex(setup.root), tuple(row)))
            self.stage.office.receive_now(setup.joining_id.bytes, sealed)

    def close(self, kept: "Round") -> None:
        """Announce the close, let the grace pass, and wait until what follows is done."""
        from breakthrough.practices.pulse import actions

        actions.close(member=self.host, round=kept, now=self.clock.now)
        self.clock.go(timedelta(minutes=11))

    def through(self, kept: "Round", rows: Sequence[Sequence[int | None]]) -> None:
        """Go from the draft to the results."""
        self.prepare(kept)
        self.open(kept)
        self.answer(kept, rows)
        self.close(kept)

    def setup(self, kept: "Round") -> "Setup":
        """Return how the round stands in the database now."""
        from breakthrough.practices.pulse import queries

        found = queries.find_setup(kept)
        assert found
        return found

    def phase(self, kept: "Round") -> str:
        """Return the phase by what the database holds."""
        from breakthrough.practices.pulse import queries

        return queries.get_wave(self.host, kept.pk).phase.value


@contextlib.contextmanager
def rehearse(
    monkeypatch: "pytest.MonkeyPatch", folder: Path, space: "Space", clock: Clock, tally: Sequence[str]
) -> Iterator[Rehearsal]:
    """Put the ballot box in place, and bring eight guests in: six of each party."""
    more = rehearsal.gather(space.collaboration, per_party=4, now=clock.now)
    people = [space.alice, space.lena, space.bob, space.gina, *more]
    with rehearsal.stage(monkeypatch, folder, tally_command=tally) as stage:
        yield Rehearsal(stage=stage, clock=clock, host=space.alice, people=people)
