"""Round, text and reservations at random, with two who act at once: no impossible state, nothing lost."""

from dataclasses import dataclass, field

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from breakthrough.kernel.problem import Problem
from breakthrough.practices.alignment.rules import adoption, carrying, parts, phases, reservations
from breakthrough.practices.alignment.rules.adoption import Found, Rule
from breakthrough.practices.alignment.rules.phases import Phase, Step
from breakthrough.practices.alignment.rules.reservations import LIVING, Event, Said, State, Who

# The design's own table, written out a second time: from, event (who), to.
DESIGN = """
open answer(member) answered
open answer(raiser) answered
answered answer(member) answered
answered answer(raiser) answered
stands answer(member) stands
stands answer(raiser) stands
answered not_enough(raiser) open
stands not_enough(raiser) open
open let_stand(raiser) stands
answered let_stand(raiser) stands
open let_stand(group) stands
answered let_stand(group) stands
open lift(raiser) lifted
answered lift(raiser) lifted
stands lift(raiser) lifted
open take_back(raiser) taken_back
answered take_back(raiser) taken_back
stands take_back(raiser) taken_back
open fell_through(system) open
answered fell_through(system) open
stands fell_through(system) stands
open unreachable(system) stands
answered unreachable(system) stands
stands unreachable(system) stands
"""
ALLOWED = {
    (before, said.split("(")[0], said.split("(")[1].rstrip(")")): after
    for before, said, after in (line.split() for line in DESIGN.strip().splitlines())
}


@pytest.mark.parametrize("is_block", [False, True])
def test_what_the_table_has_leads_where_the_design_says_and_everything_else_is_refused(
    is_block: bool,
) -> None:
    for state in State:
        for event in Event:
            for who in Who:
                expected = None if is_block and who is Who.GROUP else ALLOWED.get((state, event, who))
                assert reservations.find_next(state, event, who, is_block=is_block) == expected
                if expected is None:
                    with pytest.raises(Problem):
                        reservations.step(state, event, who, is_block=is_block)


def test_only_whoever_raised_it_can_lift_a_reservation() -> None:
    lifting = {who for (_, event, who), _ in reservations.TABLE.items() if event is Event.LIFT}
    assert lifting == {Who.RAISER}


def test_what_stands_goes_on_standing_whatever_is_replied_until_its_raiser_says_otherwise() -> None:
    said = [Said(Event.LET_STAND, Who.RAISER)]
    for who in (Who.MEMBER, Who.RAISER):
        said.append(Said(Event.ANSWER, who))
        state = reservations.replay(said, is_block=True)
        assert state is State.STANDS
        assert not reservations.is_open_block(state, is_block=True)
    said.append(Said(Event.NOT_ENOUGH, Who.RAISER))
    assert reservations.replay(said, is_block=True) is State.OPEN


def test_what_was_said_under_an_earlier_table_still_leads_somewhere() -> None:
    said = [
        Said(Event.LET_STAND, Who.GROUP),
        Said(Event.ANSWER, Who.MEMBER),
        Said(Event.LET_STAND, Who.RAISER),
    ]
    assert reservations.replay(said, is_block=False) is State.STANDS


@dataclass(slots=True)
class Raised:
    """A reservation of the test."""

    version: int
    is_block: bool
    said: list[Said] = field(default_factory=list)
    state: State = State.OPEN


class Alignments(RuleBasedStateMachine):
    """A text, its rounds and its reservations, moved by whoever likes, sometimes on what they saw a moment ago."""

    def __init__(self) -> None:
        super().__init__()
        self.bodies = ["We go home."]
        self.rounds: list[list[Step]] = []
        self.round_version: list[int] = []
        self.raised: list[Raised] = []
        self.given: list[carrying.Given] = []
        self.adopted: list[int] = []
        self.seen: list[Step] = []

    @property
    def phase(self) -> Phase | None:
        return phases.phase_of(self.rounds[-1]) if self.rounds else None

    @precondition(lambda self: self.phase in (None, Phase.CONCLUDED))
    @rule()
    def begin(self) -> None:
        self.rounds.append([])
        self.round_version.append(len(self.bodies))

    @rule()
    def look(self) -> None:
        self.seen = list(self.rounds[-1]) if self.rounds else []

    @precondition(lambda self: bool(self.rounds))
    @rule(step=st.sampled_from([one for one in Step if one is not Step.CONCLUDED]), is_stale=st.booleans())
    def take(self, step: Step, is_stale: bool) -> None:
        """Whoever looked long ago is checked against what is there now, as the lock of the action does."""
        if is_stale and not phases.may_follow(self.seen, step):
            return
        taken = self.rounds[-1]
        before = phases.phase_of(taken)
        try:
            phases.check_may_follow(taken, step)
        except Problem:
            assert phases.phase_of(taken) is before
            return
        taken.append(step)

    @rule(is_block=st.booleans())
    def raise_one(self, is_block: bool) -> None:
        self.raised.append(Raised(len(self.bodies), is_block))

    @precondition(lambda self: bool(self.raised))
    @rule(
        place=st.integers(0, 50),
        event=st.sampled_from(Event),
        who=st.sampled_from([Who.RAISER, Who.MEMBER, Who.SYSTEM]),
    )
    def say(self, place: int, event: Event, who: Who) -> None:
        one = self.raised[place % len(self.raised)]
        try:
            one.state = reservations.step(one.state, event, who, is_block=one.is_block)
        except Problem:
            return
        one.said.append(Said(event, who))

    @precondition(lambda self: self.phase not in phases.UNDER_WAY)
    @rule(
        words=st.sampled_from(
            ["We go home.", "We say so.", "We go home.\n\nWe say so.", "We say so.\n\nWe go home."]
        )
    )
    def write(self, words: str) -> None:
        if words == self.bodies[-1]:
            return
        self.bodies.append(words)
        if self.phase is Phase.TALK:
            self.rounds[-1].append(Step.CONCLUDED)

    @precondition(
        lambda self: self.phase in (Phase.NAMED, Phase.TALK) and self.round_version[-1] == len(self.bodies)
    )
    @rule(position=st.sampled_from([-2, 0, 2]), weight=st.integers(0, 10))
    def take_stance(self, position: int, weight: int) -> None:
        marks = tuple(one.mark for one in parts.split(self.bodies[-1]))
        self.given.append(
            carrying.Given(
                len(self.bodies), marks, position, weight, dict.fromkeys(marks, position), is_this_round=True
            )
        )

    @precondition(lambda self: self.phase is Phase.TALK)
    @rule(
        tips=st.sampled_from(["every_party", "whole_group", "not_yet", "cannot_tell", None]),
        rule_=st.sampled_from(Rule),
    )
    def adopt(self, tips: adoption.Condition | None, rule_: Rule) -> None:
        blocks = sum(reservations.is_open_block(one.state, is_block=one.is_block) for one in self.raised)
        try:
            adoption.check_may_adopt(rule_, Found(blocks, tips, 1, 1))
        except Problem:
            assert blocks or rule_ is Rule.TIPPED
            return
        assert not blocks
        for one in self.raised:
            if one.state in (State.OPEN, State.ANSWERED):
                one.state = reservations.step(one.state, Event.LET_STAND, Who.GROUP, is_block=one.is_block)
                one.said.append(Said(Event.LET_STAND, Who.GROUP))
        self.rounds[-1].append(Step.CONCLUDED)
        self.adopted.append(len(self.bodies))

    @invariant()
    def nothing_is_lost(self) -> None:
        for one in self.raised:
            assert reservations.replay(one.said, is_block=one.is_block) is one.state
            ended_by_raiser = any(
                said.event in (Event.LIFT, Event.TAKE_BACK) and said.who is Who.RAISER for said in one.said
            )
            assert (one.state in LIVING) is not ended_by_raiser

    @invariant()
    def steps_are_in_order_and_taken_once(self) -> None:
        for taken in self.rounds:
            assert len(set(taken)) == len(taken)
            assert not {Step.RELEASED, Step.HELD} <= set(taken)
            assert taken == sorted(taken, key=list(Step).index)

    @invariant()
    def at_most_one_round_is_not_over_and_its_words_stay(self) -> None:
        going = [
            place for place, taken in enumerate(self.rounds) if phases.phase_of(taken) in phases.UNDER_WAY
        ]
        assert len(going) <= 1
        assert all(self.round_version[place] <= len(self.bodies) for place in going)

    @invariant()
    def nobody_counts_for_words_they_have_not_seen(self) -> None:
        marks = [one.mark for one in parts.split(self.bodies[-1])]
        found = carrying.carry(self.given, version=len(self.bodies), marks=marks)
        assert not found.counts or self.given[-1].marks == tuple(marks)


TestAlignments = Alignments.TestCase
TestAlignments.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
