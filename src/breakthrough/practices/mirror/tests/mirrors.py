"""A Mirror without browsers: the real ballot box in this process, Lena who looks into it, the others, and a clock that tests move."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballots.tests import rehearsal
from breakthrough.practices.mirror.rules.plans import Mode, Plan

if TYPE_CHECKING:
    import pytest

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.mirror.models import Setup
    from breakthrough.rounds.models import Round

# What `breakthrough tally` does, for this practice.
TALLY = [
    sys.executable,
    "-c",
    """
import json, sys
from breakthrough.practices.mirror.readings.tallying import tally

task = json.load(sys.stdin)
cells = [tuple(one) for one in task["cells"]]
found = tally(label=task["label"], contributions=cells, context=task["context"], on_progress=lambda share, words: None)
print(json.dumps({"reading": found}, allow_nan=False))
""",
]
OWN = [6, 6, 5, 3, 4, 4, 4, 4]
EXPECTED = [5, 5, 5, 3, 4, 4, 0, 4]
LOW = [2, 3, 5, 3, 4, 4, 4, 4]
"""How others answer who find that Lena asks little and changes nothing, and see the rest as she does."""


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
    """A stage with people and a clock. Lena looks into the mirror; Otto leads as well, Olga observes."""

    stage: rehearsal.Stage
    clock: Clock
    space: "Space"
    otto: "Member"
    olga: "Member"
    browsers: list[rehearsal.Browser] = field(default_factory=list)

    @property
    def lena(self) -> "Member":
        """Whose mirror it is."""
        return self.space.lena

    def begin(self, **plan: Any) -> "Round":
        """Return Lena's draft in which she has said her own; for a room unless said otherwise."""
        from breakthrough.practices.mirror import actions

        given = {"title": "Mirror in autumn", "mode": Mode.ROOM, **plan}
        begun = actions.begin_mirror(member=self.lena, plan=Plan(**given), now=self.clock.now)
        actions.say_first(member=self.lena, round=begun, own=OWN, predicted=EXPECTED)
        return begun

    def prepare(self, kept: "Round") -> None:
        """Freeze the list, and let everybody's browser fetch its seal."""
        from breakthrough.practices.mirror import actions, queries

        actions.prepare(member=self.lena, round=kept, now=self.clock.now)
        setup = self.setup(kept)
        joining = queries.get_joining(setup)
        self.browsers = [rehearsal.join(joining, one) for one in queries.list_roster(setup)]

    def open(self, kept: "Round") -> None:
        """Let people answer."""
        from breakthrough.practices.mirror import actions

        actions.open_answering(member=self.lena, round=kept, now=self.clock.now)

    def answer(self, kept: "Round", rows: Sequence[Sequence[int | None]]) -> None:
        """Let the first browsers answer, one row each."""
        setup = self.setup(kept)
        assert setup.joining_id
        for browser, row in zip(self.browsers, rows, strict=False):
            self.stage.seconds[0] += 10
            sealed = browser.seal("mirror/1", Vector(bytes.fromhex(setup.root), tuple(row)))
            self.stage.office.receive_now(setup.joining_id.bytes, sealed)

    def close(self, kept: "Round") -> None:
        """Announce the close, let the grace pass, and wait until what follows is done."""
        from breakthrough.practices.mirror import actions

        actions.close(member=self.lena, round=kept, now=self.clock.now)
        self.clock.go(timedelta(minutes=11))

    def through(self, kept: "Round", rows: Sequence[Sequence[int | None]]) -> None:
        """Go from the draft to the result."""
        self.prepare(kept)
        self.open(kept)
        self.answer(kept, rows)
        self.close(kept)

    def setup(self, kept: "Round") -> "Setup":
        """Return how the round stands in the database now."""
        from breakthrough.practices.mirror import queries

        found = queries.find_setup(kept)
        assert found
        return found

    def phase(self, kept: "Round") -> str:
        """Return the phase by what the database holds."""
        from breakthrough.practices.mirror import queries

        return queries.get_mirror(self.lena, kept.pk).phase.value


@contextlib.contextmanager
def rehearse(
    monkeypatch: "pytest.MonkeyPatch", folder: Path, space: "Space", clock: Clock
) -> Iterator[Rehearsal]:
    """Put the ballot box in place, and bring six guests, another leader and an observer in: ten others answer."""
    from breakthrough.collaborations import actions
    from breakthrough.kernel.roles import Role
    from breakthrough.people import actions as people

    rehearsal.gather(space.collaboration, per_party=3, now=clock.now)
    more = []
    for name, role in (("Otto", Role.LEADER), ("Olga", Role.OBSERVER)):
        person = people.make_account(address=f"{name.lower()}@acme.example", name=name, now=clock.now)
        one = actions.join(person=person, invitation=space.link_to(space.acme), now=clock.now)
        actions.change_role(member=space.alice, subject=one, role=role, now=clock.now)
        one.refresh_from_db()
        more.append(one)
    space.lena.refresh_from_db()
    with rehearsal.stage(monkeypatch, folder, tally_command=TALLY) as stage:
        yield Rehearsal(stage=stage, clock=clock, space=space, otto=more[0], olga=more[1])
