"""The table against the design, every triple that is not in it, and conversations at random with two who act at once."""

import itertools
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from breakthrough.kernel.problem import Problem
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.rules import Event, Side, Standing, State

# The design's own table, written out a second time: from, event (who), to.
DESIGN = """
- request(C) requested
- offer(P) offered
requested promise(P) promised
requested decline(P) declined
requested counter(P) countered
offered accept(C) promised
offered decline(C) declined
offered counter(C) countered
countered agree(answerer) promised
countered decline(answerer) declined
countered counter(answerer) countered
requested withdraw(opener) withdrawn
offered withdraw(opener) withdrawn
countered withdraw(opener) withdrawn
requested lapse(system) lapsed
offered lapse(system) lapsed
countered lapse(system) lapsed
promised warn(P) promised
promised propose_change(C) renegotiating
promised propose_change(P) renegotiating
renegotiating agree_change(other) promised
renegotiating refuse_change(other) promised
renegotiating drop(proposer) promised
promised report_done(P) reported
renegotiating report_done(P) reported
promised release(C) released
renegotiating release(C) released
promised revoke(P) revoked
renegotiating revoke(P) revoked
promised close_not_kept(C) not_kept
promised close_not_kept(system) not_kept
renegotiating close_not_kept(C) not_kept
renegotiating close_not_kept(system) not_kept
reported accept(C) kept
reported return(C) promised
reported take_back(P) promised
"""
PEOPLE = (Side.CUSTOMER, Side.PERFORMER)
OTHER = {Side.CUSTOMER: Side.PERFORMER, Side.PERFORMER: Side.CUSTOMER}


def allowed(standing: Standing, event: Event, side: Side) -> State | None:
    """Return what the design says, read from its text."""
    meant = {
        "C": Side.CUSTOMER,
        "P": Side.PERFORMER,
        "system": Side.SYSTEM,
        "opener": standing.opener,
        "answerer": OTHER.get(standing.speaker) if standing.speaker else None,
        "proposer": standing.proposer,
        "other": OTHER.get(standing.proposer) if standing.proposer else None,
    }
    for line in DESIGN.strip().splitlines():
        before, said, after = line.split()
        name, who = said.rstrip(")").split("(")
        if before == (standing.state or "-") and name == event and meant[who] is side:
            return State(after)
    return None


def standings() -> list[Standing]:
    """Every state with every history that matters to who may speak."""
    found = [rules.START]
    for state, opener, speaker in itertools.product(State, PEOPLE, PEOPLE):
        proposers: tuple[Side | None, ...] = PEOPLE if state is State.RENEGOTIATING else (None,)
        found += [
            Standing(state, opener, speaker, 1, 2, 2 if proposer else None, proposer)
            for proposer in proposers
        ]
    return found


@pytest.mark.parametrize(
    "standing", standings(), ids=lambda one: f"{one.state}-{one.opener}-{one.speaker}-{one.proposer}"
)
def test_what_the_table_has_leads_where_the_design_says_and_everything_else_is_refused(
    standing: Standing,
) -> None:
    for event, side in itertools.product(Event, Side):
        expected = allowed(standing, event, side)
        assert rules.find_next(standing, event, side) is expected
        if expected is None:
            with pytest.raises(Problem) as refused:
                rules.step(standing, event, side)
            assert refused.value.code == "not-possible-now"
        else:
            assert rules.step(standing, event, side).state is expected


def test_nothing_follows_what_is_over() -> None:
    for state in rules.FINAL:
        standing = Standing(state, Side.CUSTOMER, Side.CUSTOMER, 1, 1)
        assert [rules.list_events(standing, side) for side in Side] == [[], [], []]
        assert standing.waits_for is None
    assert len(rules.OPEN | rules.FINAL) == len(State)


def test_only_the_customer_can_say_that_it_is_kept() -> None:
    kept = {
        (before, event, who) for (before, event, who), after in rules.TABLE.items() if after is State.KEPT
    }
    assert kept == {(State.REPORTED, Event.ACCEPT, rules.Who.CUSTOMER)}


class Conversations(RuleBasedStateMachine):
    """Two people and the clock say whatever they like, sometimes on what they saw a moment ago."""

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[tuple[Event, Side]] = []
        self.standing = rules.START
        self.seen = dict.fromkeys(Side, 0)

    @initialize(opening=st.sampled_from([(Event.REQUEST, Side.CUSTOMER), (Event.OFFER, Side.PERFORMER)]))
    def begin(self, opening: tuple[Event, Side]) -> None:
        self._say(*opening)

    @rule(side=st.sampled_from(Side))
    def look(self, side: Side) -> None:
        self.seen[side] = len(self.steps)

    @rule(event=st.sampled_from(Event), side=st.sampled_from(Side))
    def say_anything(self, event: Event, side: Side) -> None:
        self._say(event, side)

    @precondition(lambda self: self.standing.state in rules.OPEN)
    @rule(draw=st.data())
    def say_something_possible(self, draw: Any) -> None:
        said = [(event, side) for side in Side for event in rules.list_events(self.standing, side)]
        self._say(*draw.draw(st.sampled_from(said)))

    @rule(first=st.sampled_from(Event), second=st.sampled_from(Event))
    def both_at_once(self, first: Event, second: Event) -> None:
        """Both saw the same; whoever comes second is refused if the first said anything, and nothing of theirs counts."""
        seen = len(self.steps)
        self._say(first, Side.CUSTOMER)
        if len(self.steps) == seen:
            self._say(second, Side.PERFORMER)
        assert len(self.steps) <= seen + 1

    def _say(self, event: Event, side: Side) -> None:
        before = self.standing
        expected = allowed(before, event, side)
        try:
            self.standing = rules.step(before, event, side)
        except Problem:
            assert expected is None
            assert self.standing is before
            return
        assert self.standing.state is expected
        self.steps.append((event, side))

    @invariant()
    def replaying_the_steps_gives_the_same(self) -> None:
        assert rules.replay(self.steps) == self.standing

    @invariant()
    def nothing_impossible_stands(self) -> None:
        standing = self.standing
        if standing.state is None:
            return
        assert 1 <= standing.terms <= standing.versions
        assert (
            (standing.state is State.RENEGOTIATING)
            == (standing.proposer is not None)
            == (standing.proposed is not None)
        )
        assert (standing.waits_for is None) == (standing.state in rules.FINAL)
        if standing.waits_for:
            assert rules.list_events(standing, standing.waits_for)
        versions = sum(event in rules.WITH_TERMS for event, _side in self.steps)
        assert standing.versions == versions


TestConversations = Conversations.TestCase
TestConversations.settings = settings(max_examples=120, stateful_step_count=30, deadline=None)
