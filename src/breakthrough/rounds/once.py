"""The life of a round in which everybody answers once: draft, joining, restart, open, give time, close, and what follows from the ballot box.

Somebody presses, or the clock does (`member` is None); the ballot box answers. Whatever it does is safe to run again.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Protocol, TypeVar

from django.db import models, transaction
from django.db.models import QuerySet

from breakthrough.background import work
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.models import Joining
from breakthrough.ballots.plans import Release, ScopePlan
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Member
from breakthrough.rounds import letters, phases, sealed, steps
from breakthrough.rounds.models import OnceSetup, Round
from breakthrough.rounds.phases import Phase, Step

VECTOR_BYTES = 2_048


class Times(Protocol):
    """A practice's rules about time."""

    JOINING: timedelta

    def check_more(self, minutes: int) -> None:
        """Raise a Problem unless so much more time can be given at once."""

    def later(self, planned: datetime | None, *, minutes: int, now: datetime) -> datetime:
        """Return the close moved by `minutes`."""

    def reminder_at(self, *, opened_at: datetime, closes_at: datetime) -> datetime:
        """Return when everybody is reminded."""


Setup = TypeVar("Setup", bound=OnceSetup)


@dataclass(frozen=True, slots=True)
class Life(Generic[Setup]):
    """The life of a practice's rounds; the fields are what the practice brings along.

    `scope` is what the answers are sealed under; `setups` and `taken` are the rows of set-ups and of steps
    (`StepTaken`). `check_may` raises a
    Problem unless a member may take an act of that name now; `closes_at` says when a round that opens now closes.
    """

    post: letters.Post
    scope: str
    setups: QuerySet[Setup]
    taken: models.Manager[Any]
    times: Times
    check: Callable[[Setup, Member, str], None]
    closes_at: Callable[[Setup, datetime], datetime]

    def lock(self, round: Round) -> Setup:
        """Return the set-up of a round, locked until the transaction ends; a 404 Problem for a round that is gone."""
        return steps.lock(self.setups, round)

    def check_may(self, setup: Setup, member: Member | None, act: str) -> None:
        """Raise a Problem unless the member may do this now. The clock (None) may; the order of steps is checked for both."""
        if member is not None:
            self.check(setup, member, act)

    def take(self, setup: Setup, step: Step, *, by: Member | None, now: datetime) -> None:
        """Record a step of a locked round with its journal line and announcement, or raise a Problem: taken already, or not its turn."""
        phases.check_may_follow(self.steps_of(setup), step)
        self.taken.create(setup=setup, step=step.value, at=now, by=by)
        self.write(setup, step.value, by=by, now=now)

    def write(
        self,
        setup: Setup,
        word: str,
        *,
        by: Member | None,
        now: datetime,
        facts: Mapping[str, journal.Fact] | None = None,
    ) -> None:
        """Write the line `<practice>.<word>` into the journal and tell the round's readers to look again."""
        steps.write(setup, self._kind(word), by=by, now=now, facts=facts)

    def steps_of(self, setup: Setup) -> set[Step]:
        """Return the steps a round has taken."""
        return {Step(one) for one in self.taken.filter(setup=setup).values_list("step", flat=True)}

    def let_join(
        self,
        setup: Setup,
        *,
        member: Member,
        people: Sequence[Member],
        content: bytes,
        by_party: bool,
        keep_days: int,
        now: datetime,
    ) -> None:
        """Take the step "prepared" of a locked round: freeze who takes part in what, and let everybody fetch their seal."""
        self.take(setup, Step.PREPARED, by=member, now=now)
        joining = ballot_actions.prepare(
            collaboration=setup.round.collaboration,
            actor=member,
            practice=self.post.practice,
            mode="room" if setup.mode == "room" else "days",
            scopes=[ScopePlan(self.scope, 1, VECTOR_BYTES, "vector", by_party)],
            content=content,
            members=people,
            keep_days=keep_days,
            replaces=sealed.find_voided(setup),
            now=now,
        )
        setup.joining_id = joining.pk
        if setup.mode == "days":
            setup.opens_at = now + self.times.JOINING
            steps.appoint(self._kind("open"), setup, at=setup.opens_at)
        setup.save()
        letters.begin(self.post, setup, "joining", now=now)

    def discard(self, *, member: Member, round: Round, now: datetime) -> None:
        """Throw a draft away. What was prepared once cannot be thrown away."""
        with transaction.atomic():
            setup = self.lock(round)
            self.check_may(setup, member, "discard")
            steps.check_discard(setup)
            self.write(setup, "draft_discarded", by=member, now=now)
            setup.round.delete()

    def restart(self, *, member: Member, round: Round, now: datetime) -> None:
        """Give the card up and go back to the draft; everybody sees how often. Only before the questions open."""
        with transaction.atomic():
            setup = self.lock(round)
            self.check_may(setup, member, "restart")
            joining = sealed.get_joining(setup)
            self._go_back_to_draft(setup, by=member, now=now)
            ballot_actions.void(joining=joining, actor=member, now=now)

    def open_answering(self, *, member: Member | None, round: Round, now: datetime) -> None:
        """Let people answer. From here on nobody can join any more."""
        with transaction.atomic():
            setup = self.lock(round)
            self.check_may(setup, member, "open")
            steps.check_roster(setup)
            self.take(setup, Step.OPENED, by=member, now=now)
            joining, root = sealed.get_joining(setup), bytes.fromhex(setup.root)
            ballot_actions.open_scope(joining=joining, label=self.scope, actor=member, now=now, root=root)
            closes_at = self.closes_at(setup, now)
            steps.cancel(self._kind("open"), setup)
            self._plan_closing(setup, at=closes_at)
            letters.begin(self.post, setup, "open", now=now)
            if setup.mode == "days":
                remind_at = self.times.reminder_at(opened_at=now, closes_at=closes_at)
                steps.appoint(self._kind("remind"), setup, at=remind_at)

    def give_time(self, *, member: Member, round: Round, minutes: int, now: datetime) -> datetime:
        """Move the close by `minutes` and return the moment; refused once the close was announced."""
        self.times.check_more(minutes)
        with transaction.atomic():
            setup = self.lock(round)
            self.check_may(setup, member, "give_time")
            moved = self.times.later(setup.closes_at, minutes=minutes, now=now)
            self._plan_closing(setup, at=moved)
            self.write(setup, "time_given", by=member, now=now, facts={"minutes": minutes})
        return moved

    def close(self, *, member: Member | None, round: Round, now: datetime) -> datetime:
        """Announce the close and return when nothing is taken any more; the ballot box closes by itself then."""
        with transaction.atomic():
            setup = self.lock(round)
            self.check_may(setup, member, "close")
            self.take(setup, Step.CLOSING, by=member, now=now)
            steps.cancel(self._kind("close"), setup)
            joining = sealed.get_joining(setup)
            closes_at = ballot_actions.announce_closing(
                joining=joining, label=self.scope, actor=member, now=now
            )
            setup.closes_at = closes_at
            setup.save(update_fields=["closes_at"])
        return closes_at

    def open_by_clock(self, *, round: Round, now: datetime) -> bool:
        """Open at the planned time; where too few have their seal, look again in an hour. Return whether it is open."""
        setup = self.setups.filter(round=round).first()
        return steps.open_by_clock(
            self._kind("open"),
            setup,
            lambda: self.open_answering(member=None, round=round, now=now),
            now=now,
        )

    def close_by_clock(self, *, round: Round, now: datetime) -> None:
        """Announce the close at the planned time, unless somebody moved it or was quicker."""
        setup = self.setups.filter(round=round).first()
        planned = setup.closes_at if setup else None
        if setup is None or planned is None or phases.phase_of(self.steps_of(setup)) is not Phase.OPEN:
            return
        steps.close_by_clock(
            self._kind("close"),
            setup,
            lambda: self.close(member=None, round=round, now=now),
            planned=planned,
            now=now,
        )

    def is_worth_reminding(self, round: Round, _letter: str) -> bool:
        """Whether answers are still taken: nobody is reminded after the close was announced."""
        setup = self.setups.filter(round=round).first()
        taken = self.steps_of(setup) if setup else set[Step]()
        return phases.phase_of(taken) is Phase.OPEN and not phases.is_closing(taken)

    def follow(self, joining: Joining, label: str, event: str, now: datetime) -> None:  # noqa: ARG002 (there is one scope)
        """Follow what happened in the ballot box, inside its transaction; what takes time is left to a job."""
        setup = self.setups.filter(joining_id=joining.pk).first()
        if setup is None:
            return
        if event == "closed":
            self._note(setup, Step.CLOSED, now=now)
            self.appoint_release(setup.round_id, at=now)
        elif event == "voided":
            self._go_back_to_draft(setup, by=None, now=now)
        elif event == "ended":
            self._note(setup, Step.ENDED, now=now)
            steps.close_round(setup, now=now)

    def appoint_release(self, round_id: uuid.UUID, *, at: datetime) -> None:
        """Have the job that fetches what came out start at `at`; one at a time waits for each round."""
        kind, key = self._kind("release"), self.release_key(round_id)
        work.appoint(kind, {"round": str(round_id)}, key=key, at=at, topic=f"round:{round_id}")

    def release_key(self, round_id: uuid.UUID) -> str:
        """Return the name of the appointment at which a round's outcome is fetched."""
        return f"{self._kind('release')}:{round_id}"

    def keep_counted(
        self,
        *,
        setup: Setup,
        release: Release,
        now: datetime,
        keep: Callable[[Setup], None] = lambda _held: None,
    ) -> None:
        """End the round: its results are released, or held for everybody alike. `keep` stores what is not stored yet."""
        with transaction.atomic():
            held = self.lock(setup.round)
            if phases.phase_of(self.steps_of(held)) is not Phase.COUNTING:
                return
            keep(held)
            is_held = release.state == "held"
            self.take(held, Step.HELD if is_held else Step.RELEASED, by=None, now=now)
            steps.close_round(held, now=now)
            letters.begin(self.post, held, "held" if is_held else "results", now=now)

    def _go_back_to_draft(self, setup: Setup, *, by: Member | None, now: datetime) -> None:
        self.taken.filter(setup=setup, step=Step.PREPARED.value).delete()
        steps.give_card_up(setup)
        setup.opens_at = None
        setup.save(update_fields=["opens_at"])
        letters.forget(self.post, setup)
        steps.cancel(self._kind("open"), setup)
        self.write(setup, "restarted", by=by, now=now, facts={"count": setup.restarts})

    def _plan_closing(self, setup: Setup, *, at: datetime) -> None:
        setup.closes_at = at
        setup.save(update_fields=["closes_at"])
        steps.appoint(self._kind("close"), setup, at=at)
        ballot_actions.plan_closing(joining=sealed.get_joining(setup), label=self.scope, at=at)

    def _note(self, setup: Setup, step: Step, *, now: datetime) -> None:
        if phases.may_follow(self.steps_of(setup), step):
            self.taken.get_or_create(setup=setup, step=step.value, defaults={"at": now})
            self.write(setup, step.value, by=None, now=now)

    def _kind(self, word: str) -> str:
        return f"{self.post.practice}.{word}"
