"""Who may speak, and what follows from days."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.rules import Call, Event, Place, Side, Speaker, State

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
DUE = date(2026, 11, 27)
ALICE, BOB, LENA, GUS = (uuid.UUID(int=number) for number in range(1, 5))
ACME, BOREALIS = 1, 2


def speaker(member: uuid.UUID, party: int, *, stands: bool = False, role: Role = Role.MEMBER) -> Speaker:
    return Speaker(member=member, party=party, role=role, stands_for_party=stands)


def conversation(
    *events: tuple[Event, Side],
    performer: uuid.UUID | None = BOB,
    performer_party: int = BOREALIS,
    customer_left: bool = False,
    performer_left: bool = False,
) -> rules.Conversation:
    """Alice of Acme asked Bob of Borealis (or Borealis as a whole)."""
    steps = ((Event.REQUEST, Side.CUSTOMER), *events)
    return rules.Conversation(
        standing=rules.replay(steps),
        customer=Place(ALICE, ACME, customer_left),
        performer=Place(performer, performer_party, performer_left),
        due_date=DUE,
        step_count=len(steps),
    )


PROMISED = (Event.PROMISE, Side.PERFORMER)


def possible(who: Speaker, about: rules.Conversation, *, now: datetime = NOW) -> set[Event]:
    return set(rules.list_possible(who, about, now=now))


def test_each_side_can_say_what_is_theirs_and_nobody_else_anything() -> None:
    asked = conversation()
    assert possible(speaker(BOB, BOREALIS), asked) == {Event.PROMISE, Event.DECLINE, Event.COUNTER}
    assert possible(speaker(ALICE, ACME), asked) == {Event.WITHDRAW}
    assert possible(speaker(LENA, BOREALIS, stands=True), asked) == set()
    assert possible(speaker(BOB, BOREALIS, role=Role.OBSERVER), asked) == set()
    with pytest.raises(Problem, match="two people") as refused:
        rules.get_side(speaker(LENA, BOREALIS, stands=True), asked, Event.PROMISE, seen=1, now=NOW)
    assert (refused.value.code, refused.value.status) == ("not-your-promise", 403)


def test_a_party_that_is_asked_is_answered_by_one_of_its_people_and_declined_by_who_leads_it() -> None:
    asked = conversation(performer=None)
    assert possible(speaker(BOB, BOREALIS), asked) == {Event.PROMISE, Event.COUNTER}
    assert possible(speaker(LENA, BOREALIS, stands=True), asked) == {
        Event.PROMISE,
        Event.COUNTER,
        Event.DECLINE,
    }
    assert possible(speaker(GUS, ACME), asked) == set()


def test_whoever_asks_their_own_party_cannot_promise_it_to_themselves() -> None:
    asked = conversation(performer=None, performer_party=ACME)
    assert possible(speaker(ALICE, ACME, stands=True), asked) == {Event.WITHDRAW}
    assert possible(speaker(GUS, ACME), asked) == {Event.PROMISE, Event.COUNTER}


def test_for_somebody_who_left_their_stewards_end_things_and_promise_nothing() -> None:
    gone = conversation(performer_left=True)
    assert possible(speaker(LENA, BOREALIS, stands=True), gone) == {Event.DECLINE}
    assert possible(speaker(GUS, BOREALIS), gone) == set()
    kept = conversation(PROMISED, customer_left=True)
    assert Event.RELEASE in possible(speaker(GUS, ACME, stands=True), kept)
    assert Event.REPORT_DONE in possible(speaker(BOB, BOREALIS), kept)


def test_closing_as_not_kept_waits_until_the_day_is_over_everywhere() -> None:
    promised, alice = conversation(PROMISED), speaker(ALICE, ACME)
    over = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
    assert rules.due_at(DUE) == over
    assert Event.CLOSE_NOT_KEPT not in possible(alice, promised, now=over - timedelta(seconds=1))
    assert Event.CLOSE_NOT_KEPT in possible(alice, promised, now=over)
    with pytest.raises(Problem) as refused:
        rules.get_side(alice, promised, Event.CLOSE_NOT_KEPT, seen=2, now=NOW)
    assert refused.value.code == "not-due-yet"


def test_who_decided_on_what_is_no_longer_so_is_told() -> None:
    with pytest.raises(Problem) as refused:
        rules.get_side(speaker(BOB, BOREALIS), conversation(), Event.PROMISE, seen=0, now=NOW)
    assert (refused.value.code, refused.value.status) == ("moved-on", 409)


def test_an_answer_is_waited_for_a_week_and_never_longer_than_the_day() -> None:
    assert rules.answer_by(asked_at=NOW, due_date=DUE) == NOW + timedelta(days=7)
    soon = date(2026, 11, 15)
    assert rules.answer_by(asked_at=NOW, due_date=soon) == rules.due_at(soon)
    assert rules.answer_by(asked_at=NOW, due_date=DUE, wanted=soon) == rules.due_at(soon)
    assert rules.answer_by(asked_at=NOW, due_date=soon, wanted=DUE) == rules.due_at(soon)
    assert rules.last_day_before(rules.due_at(soon)) == soon
    assert rules.last_day_before(NOW + timedelta(hours=12)) == NOW.date()


def timing(state: State, in_force_at: datetime | None = NOW) -> rules.Timing:
    return rules.Timing(state=state, due_date=DUE, answer_by=NOW + timedelta(days=7), in_force_at=in_force_at)


def test_the_clock_reminds_twice_and_closes_a_month_later() -> None:
    calls = rules.list_calls(timing(State.PROMISED))
    assert [call for _at, call in calls] == [Call.BEFORE, Call.DUE, Call.END]
    assert calls[0][0] == datetime(2026, 11, 25, 7, 0, tzinfo=UTC)
    assert calls[1][0] == datetime(2026, 11, 27, 7, 0, tzinfo=UTC)
    assert calls[2][0] == rules.due_at(DUE) + timedelta(days=30)


def test_a_promise_made_shortly_before_its_day_is_not_reminded_of_the_past() -> None:
    late = rules.list_calls(timing(State.PROMISED, datetime(2026, 11, 26, 12, 0, tzinfo=UTC)))
    assert [call for _at, call in late] == [Call.DUE, Call.END]


def test_what_is_reported_or_over_is_left_in_peace() -> None:
    assert rules.list_calls(timing(State.REPORTED)) == []
    assert all(rules.list_calls(timing(state)) == [] for state in rules.FINAL)
    assert rules.list_calls(timing(State.REQUESTED, None)) == [(NOW + timedelta(days=7), Call.LAPSE)]


def test_the_clock_ends_nothing_before_its_time() -> None:
    with pytest.raises(Problem):
        rules.check_clock(conversation(), Event.LAPSE, answer_by=NOW, now=NOW - timedelta(seconds=1))
    rules.check_clock(conversation(), Event.LAPSE, answer_by=NOW, now=NOW)
    with pytest.raises(Problem):
        rules.check_clock(conversation(PROMISED), Event.CLOSE_NOT_KEPT, answer_by=NOW, now=rules.due_at(DUE))


def test_digests_are_looked_at_each_morning() -> None:
    assert rules.next_digest(now=NOW) == datetime(2026, 11, 15, 7, 0, tzinfo=UTC)
    early = datetime(2026, 11, 14, 5, 0, tzinfo=UTC)
    assert rules.next_digest(now=early) == datetime(2026, 11, 14, 7, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "code"), [(date(2026, 11, 12), "due-in-the-past"), (date(2032, 1, 1), "due-too-far")]
)
def test_a_due_day_is_ahead_and_not_out_of_sight(day: date, code: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_due(day, now=NOW)
    assert refused.value.code == code
    rules.check_due(date(2026, 11, 14), now=NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "ftp://x.example/a",
        "https://",
        "https://a b.example",
        "//x.example",
        "https://u:p@x.example/",
    ],
)
def test_a_link_is_a_web_address_and_nothing_else(typed: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.clean_link(typed, field="link")
    assert refused.value.code == "link-unreadable"
    assert rules.clean_link(" https://x.example/a?b=c ", field="link") == "https://x.example/a?b=c"
