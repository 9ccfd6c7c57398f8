"""A round of Straight talk without browsers: the real ballot box in this process, a crowd, and a clock that tests move."""

import contextlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from breakthrough.ballotbox.protocol.bodies import BodyKind, Vector
from breakthrough.ballots.tests import rehearsal
from breakthrough.practices.voice.rules import codes
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.rules.plans import Mode, Plan

if TYPE_CHECKING:
    import pytest

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.voice.models import Setup
    from breakthrough.rounds.models import Round

# What `breakthrough tally` does, for one practice: a JSON object in, a reading out.
TALLY = [
    sys.executable,
    "-c",
    """
import json, sys
from breakthrough.practices.voice.readings.tallying import tally


def tell(share, words):
    print(json.dumps({"share": share, "words": words}), flush=True)


task = json.load(sys.stdin)
cells = [tuple(one) for one in task["cells"]]
found = tally(label=task["label"], contributions=cells, context=task["context"], on_progress=tell)
print(json.dumps({"reading": found}), flush=True)
""",
]

# A tally that says at once that there is too little, for tests that are about something else.
QUICK_TALLY = [
    sys.executable,
    "-S",
    "-c",
    """
import json, sys
sys.stdin.read()
opinion = {"status": "withheld", "reason": "too_few", "path": "exact", "method": "opinion.exact/3", "seed": 1,
           "settled": True, "person_band": None}
unsaid = {"status": "withheld", "reason": "too_few", "method": "unsaid.statements/3", "n_band": None}
matters = [None] * 99
print(json.dumps({"reading": {"opinion": opinion, "unsaid": {"reading": unsaid, "matters": matters}}}))
""",
]


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
    people: "list[Member]"
    browsers: list[rehearsal.Browser] = field(default_factory=list)

    def plan(self, **others: Any) -> Plan:
        """Return a plan for a room; any part can be another."""
        given: dict[str, Any] = {
            "title": "Before we decide",
            "question": "What do we not say?",
            "template": "decision",
            **others,
        }
        return Plan(**given)

    def days(self, **others: Any) -> Plan:
        """Return a plan over days: a day of joining, two of writing, two of voting."""
        start = self.clock.now
        times = {
            "opens_at": start + timedelta(hours=25),
            "writing_closes_at": start + timedelta(days=3),
            "voting_closes_at": start + timedelta(days=5),
        }
        return self.plan(mode=Mode.DAYS, **{**times, **others})

    def begin(self, plan: Plan | None = None, **others: Any) -> "Round":
        """Return a draft."""
        from breakthrough.practices.voice import actions

        return actions.begin_talk(member=self.host, plan=plan or self.plan(), now=self.clock.now, **others)

    def prepare(self, kept: "Round") -> None:
        """Freeze the list, and let everybody's browser fetch its seals."""
        from breakthrough.practices.voice import actions, queries

        actions.prepare(member=self.host, round=kept, now=self.clock.now)
        setup = self.setup(kept)
        joining = queries.get_joining(setup)
        self.browsers = [rehearsal.join(joining, one) for one in queries.list_roster(setup)]

    def open(self, kept: "Round") -> None:
        """Let people write."""
        from breakthrough.practices.voice import actions

        actions.open_writing(member=self.host, round=kept, now=self.clock.now)

    def write(self, kept: "Round", *texts: str) -> None:
        """Let the first browsers say one text each."""
        for browser, text in zip(self.browsers, texts, strict=False):
            self.send(kept, browser, "voice", text)

    def vote(self, kept: "Round", answers: Sequence[Sequence[Answer | None]], *, first: int = 0) -> None:
        """Let browsers vote, one row of answers each."""
        root = bytes.fromhex(self.setup(kept).root)
        for browser, row in zip(self.browsers[first:], answers, strict=False):
            vector = Vector(root, tuple(None if one is None else codes.encode(one) for one in row))
            self.send(kept, browser, "votes/1", vector)

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

    def close(self, kept: "Round") -> None:
        """Announce the close, let the grace pass, and wait until what follows is done."""
        from breakthrough.practices.voice import actions

        actions.close(member=self.host, round=kept, now=self.clock.now)
        self.clock.go(timedelta(minutes=11))

    def open_voting(self, kept: "Round") -> None:
        """Let people vote."""
        from breakthrough.practices.voice import actions

        actions.open_voting(member=self.host, round=kept, now=self.clock.now)

    def said(self, kept: "Round", *texts: str) -> None:
        """Go from the draft to released statements."""
        self.prepare(kept)
        self.open(kept)
        self.write(kept, *texts)
        self.close(kept)

    def through(self, kept: "Round", texts: Sequence[str], rows: Sequence[Sequence[Answer | None]]) -> None:
        """Go from the draft to the results."""
        self.said(kept, *texts)
        self.open_voting(kept)
        self.vote(kept, rows)
        self.close(kept)

    def setup(self, kept: "Round") -> "Setup":
        """Return how the round stands in the database now."""
        from breakthrough.practices.voice import queries

        found = queries.find_setup(kept)
        assert found
        return found

    def phase(self, kept: "Round") -> str:
        """Return the round's phase by what the database holds."""
        from breakthrough.practices.voice import queries

        return queries.get_talk(self.host, kept.pk).phase.value


@contextlib.contextmanager
def rehearse(
    monkeypatch: "pytest.MonkeyPatch", folder: Path, space: "Space", clock: Clock, tally: Sequence[str]
) -> Iterator[Rehearsal]:
    """Put the ballot box in place, and bring eight guests in."""
    more = rehearsal.gather(space.collaboration, per_party=4, now=clock.now)
    people = [space.alice, space.lena, space.bob, space.gina, *more]
    with rehearsal.stage(monkeypatch, folder, tally_command=tally) as stage:
        yield Rehearsal(stage=stage, clock=clock, host=space.alice, people=people)
