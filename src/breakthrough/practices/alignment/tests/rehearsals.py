"""A round of alignment without browsers: the real ballot box in this process, a crowd, and a clock that tests move."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakthrough.ballotbox.protocol.bodies import BodyKind, Vector
from breakthrough.ballots.tests import rehearsal
from breakthrough.measures.alignment.stances import Stance, to_codes
from breakthrough.practices.alignment.rules import plans, texts
from breakthrough.practices.alignment.rules.plans import Mode, Plan

if TYPE_CHECKING:
    import pytest

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.alignment.models import Setup, Text
    from breakthrough.practices.alignment.queries import Ask
    from breakthrough.rounds.models import Round

BODY = "By spring everybody goes home with care in place.\n\nWe decide together who pays.\n\nWe say early what slips."

# What `breakthrough tally` does, for one practice: a JSON object in, a reading out.
TALLY = [
    sys.executable,
    "-c",
    """
import json, sys
from breakthrough.practices.alignment.readings.tallying import tally


def tell(share, words):
    print(json.dumps({"share": share, "words": words}), flush=True)


task = json.load(sys.stdin)
cells = [tuple(one) for one in task["cells"]]
found = tally(label=task["label"], contributions=cells, context=task["context"], on_progress=tell)
print(json.dumps({"reading": found}), flush=True)
""",
]


def stance(position: int = 1, weight: int = 8, purpose: int = 70, **more: Any) -> Stance:
    """Return a sealed stance with everything answered."""
    points = (purpose, 100 - purpose, 0, 0, 0)
    given = {"understanding": 3, "place": 1, "predicted": 6, "points": points, "waits_for": 4, **more}
    return Stance(position=position, weight=weight, **given)


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
            due = Appointment.objects.filter(at__lte=until).order_by("at").first()
            if not waiting and due is None:
                break
            for job in waiting:
                runner.run(job.pk, worker="test", clock=self)
            if due is not None:
                self.now = max(self.now, due.at)
                appointments.start_due(now=self.now)
        self.now = until


@dataclass(slots=True)
class Rehearsal:
    """A stage with people and a clock."""

    stage: rehearsal.Stage
    clock: Clock
    host: "Member"
    lead: "Member"
    people: "list[Member]"
    browsers: list[rehearsal.Browser] = field(default_factory=list)

    def write(self, body: str = BODY) -> "Text":
        """Return a text."""
        from breakthrough.practices.alignment import actions

        return actions.begin_text(
            member=self.host, title="Home by spring", body=body, template="ambition", now=self.clock.now
        )

    def days(self, **others: Any) -> Plan:
        """Return a plan over days."""
        start = self.clock.now
        return Plan(
            mode=Mode.DAYS,
            opens_at=start + timedelta(hours=25),
            sealed_closes_at=start + timedelta(days=3),
            named_closes_at=start + timedelta(days=5),
            **others,
        )

    def begin(self, text: "Text", plan: Plan | None = None, **others: Any) -> "Round":
        """Return a draft."""
        from breakthrough.practices.alignment import actions

        return actions.begin_round(
            member=self.host, text=text, plan=plan or Plan(by_party=True), now=self.clock.now, **others
        )

    def prepare(self, kept: "Round") -> None:
        """Freeze the list, and let everybody's browser fetch its seals."""
        from breakthrough.practices.alignment import actions

        actions.prepare(member=self.host, round=kept, now=self.clock.now)
        self.join(kept)

    def join(self, kept: "Round") -> None:
        """Let everybody's browser fetch its seals."""
        from breakthrough.practices.alignment import queries

        setup = self.setup(kept)
        joining = queries.get_joining(setup)
        self.browsers = [rehearsal.join(joining, one) for one in queries.list_roster(setup)]

    def open(self, kept: "Round") -> None:
        """Open the sealed part."""
        from breakthrough.practices.alignment import actions

        actions.open_sealed(member=self.host, round=kept, now=self.clock.now)

    def seal(self, kept: "Round", stances: Sequence[Stance]) -> None:
        """Let the first browsers seal a stance each."""
        setup = self.setup(kept)
        assert setup.joining_id
        root = plans.root_of(
            round_hex=setup.joining_id.hex, number=setup.version.number, body=setup.version.body
        )
        for browser, one in zip(self.browsers, stances, strict=False):
            self.send(kept, browser, "stance", Vector(root, tuple(to_codes(one))))

    def reserve(self, kept: "Round", *words: texts.Words) -> None:
        """Let the first browsers seal a reservation each."""
        for browser, one in zip(self.browsers, words, strict=False):
            self.send(kept, browser, "reservation", texts.write_sealed(one))

    def send(
        self,
        kept: "Round",
        browser: rehearsal.Browser,
        label: str,
        payload: Any,
        *,
        kind: BodyKind = "put",
        is_later: bool = False,
    ) -> None:
        """Send one envelope, long after the last one."""
        joining_id = self.setup(kept).joining_id
        assert joining_id
        self.stage.seconds[0] += 10
        sealed = browser.seal(label, payload, kind=kind)
        self.stage.office.receive_now(joining_id.bytes, sealed, is_later=is_later)

    def close_sealed(self, kept: "Round") -> None:
        """Announce the close and let the grace pass."""
        from breakthrough.practices.alignment import actions

        closes_at = actions.close_sealed(member=self.host, round=kept, now=self.clock.now)
        self.clock.go(closes_at - self.clock.now + timedelta(seconds=1))

    def name(self, kept: "Round", stances: "Sequence[tuple[Member, int, int]]") -> None:
        """Let people give named stances."""
        from breakthrough.practices.alignment import actions

        for member, position, weight in stances:
            actions.take_stance(
                member=member, round=kept, position=position, weight=weight, now=self.clock.now
            )

    def close_named(self, kept: "Round") -> None:
        """End the named part, and wait until everything is there."""
        from breakthrough.practices.alignment import actions

        actions.close_named(member=self.host, round=kept, now=self.clock.now)
        self.clock.go(timedelta(seconds=1))

    def through(
        self,
        kept: "Round",
        stances: Sequence[Stance],
        named: "Sequence[tuple[Member, int, int]]" = (),
        words: Sequence[texts.Words] = (),
    ) -> None:
        """Go from the draft to the talk."""
        self.prepare(kept)
        self.open(kept)
        self.seal(kept, stances)
        self.reserve(kept, *words)
        self.close_sealed(kept)
        self.name(kept, named)
        self.close_named(kept)

    def setup(self, kept: "Round") -> "Setup":
        """Return how the round stands in the database now."""
        from breakthrough.practices.alignment import queries

        found = queries.find_setup(kept)
        assert found
        return found

    def ask(self, kept: "Round", member: "Member | None" = None) -> "Ask":
        """Return the round as somebody (the host) sees it."""
        from breakthrough.practices.alignment import queries

        return queries.get_ask(member or self.host, kept.pk)


@contextlib.contextmanager
def rehearse(
    monkeypatch: "pytest.MonkeyPatch",
    folder: Path,
    space: "Space",
    clock: Clock,
    tally: Sequence[str] = TALLY,
) -> Iterator[Rehearsal]:
    """Put the ballot box in place, and bring eight guests in: six of each party."""
    more = rehearsal.gather(space.collaboration, per_party=4, now=clock.now)
    people = [space.alice, space.lena, space.bob, space.gina, *more]
    with rehearsal.stage(monkeypatch, folder, tally_command=tally) as stage:
        yield Rehearsal(stage=stage, clock=clock, host=space.alice, lead=space.lena, people=people)
