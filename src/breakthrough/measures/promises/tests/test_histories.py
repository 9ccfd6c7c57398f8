"""What became of a promise, from its steps: every clause of the definitions, one test each."""

import pytest

from breakthrough.measures.promises.histories import Said, read_history

DAY = 24.0
DUE = 10 * DAY


def history(*steps, at=20 * DAY, **more):
    return read_history(steps, asker=1, performer=2, from_party=0, to_party=1, reading_at=at, **more)


def asked(*steps, **more):
    return history(Said("request", "customer", 0.0, DUE), *steps, **more)


def promised(*steps, **more):
    return asked(Said("promise", "performer", DAY), *steps, **more)


def done(at):
    return Said("report_done", "performer", at)


def accepted(at):
    return Said("accept", "customer", at)


def change(at, due, *, agreed_at):
    return (
        Said("propose_change", "performer", at, due),
        Said("agree_change", "customer", agreed_at),
    )


def test_done_by_the_day_and_accepted_is_on_time_whenever_the_yes_comes():
    found = promised(done(DUE), accepted(15 * DAY))
    assert (found.outcome, found.is_kept, found.lead_hours) == ("on_time", True, 15 * DAY)


def test_done_after_the_day_is_late_with_or_without_the_yes():
    assert promised(done(DUE + 1), accepted(DUE + 2)).outcome == "late"
    assert promised(done(DUE + 1)).outcome == "late"


def test_done_in_time_without_the_yes_is_not_known():
    found = promised(done(DUE))
    assert (found.outcome, found.counts, found.is_slip) == ("waiting", False, False)


def test_nothing_said_by_the_day_is_not_kept_and_before_the_day_is_ahead():
    assert promised().outcome == "not_kept"
    assert promised(at=DUE - 1).outcome == "ahead"


def test_what_was_returned_counts_from_the_report_that_was_accepted():
    back = Said("return", "customer", DUE - 1)
    assert promised(done(DUE - 2), back, done(DUE + 5), accepted(DUE + 6)).outcome == "late"
    assert promised(done(DUE - 2), back, done(DUE - 0.5), accepted(DUE + 6)).outcome == "on_time"
    assert promised(done(DUE - 2), back).outcome == "not_kept"
    assert promised(done(DUE - 2), Said("take_back", "performer", DUE - 1)).outcome == "not_kept"


@pytest.mark.parametrize("event", ["revoke", "close_not_kept"])
def test_given_up_or_closed_is_not_kept(event):
    assert promised(Said(event, "performer", DUE + 1)).outcome == "not_kept"


def test_released_a_day_ahead_leaves_the_count_and_later_does_not():
    assert promised(Said("release", "customer", DUE - DAY)).outcome == "out"
    assert promised(Said("release", "customer", DUE - DAY + 0.1)).outcome == "not_kept"


def test_a_change_agreed_a_day_ahead_moves_the_day_and_a_later_one_does_not():
    early = promised(*change(2 * DAY, 15 * DAY, agreed_at=DUE - DAY), done(14 * DAY), accepted(14 * DAY))
    assert (early.outcome, early.due, early.early_changes) == ("on_time", 15 * DAY, 1)
    late = promised(*change(2 * DAY, 15 * DAY, agreed_at=DUE - DAY + 1), done(14 * DAY), accepted(14 * DAY))
    assert (late.outcome, late.due, late.early_changes, late.was_warned) == ("late", DUE, 0, True)


def test_a_refused_change_moves_nothing():
    steps = (
        Said("propose_change", "performer", 2 * DAY, 15 * DAY),
        Said("refuse_change", "customer", 3 * DAY),
    )
    assert promised(*steps).due == DUE


def test_a_warning_counts_when_it_came_a_day_ahead_of_the_day_in_force():
    assert promised(Said("warn", "performer", DUE - DAY)).was_warned
    assert not promised(Said("warn", "performer", DUE - DAY + 0.1)).was_warned
    moved = promised(*change(2 * DAY, 15 * DAY, agreed_at=3 * DAY))
    assert (moved.outcome, moved.was_warned) == ("not_kept", False)


def test_the_terms_that_were_agreed_are_in_force_after_a_counter():
    counter = Said("counter", "performer", DAY, 12 * DAY)
    found = asked(counter, Said("agree", "customer", 2 * DAY), done(12 * DAY), accepted(13 * DAY))
    assert (found.first_answer, found.due, found.outcome) == ("counter", 12 * DAY, "on_time")


@pytest.mark.parametrize(
    ("event", "answer", "is_lapsed"),
    [("decline", "decline", False), ("withdraw", None, False), ("lapse", None, True)],
)
def test_what_never_became_a_promise_is_none(event, answer, is_lapsed):
    found = asked(Said(event, "performer", DAY))
    assert (found.is_promise, found.first_answer, found.is_lapsed) == (False, answer, is_lapsed)
    assert not found.counts


def test_what_was_said_after_the_reading_time_is_not_looked_at():
    assert promised(done(DUE), accepted(15 * DAY), at=14 * DAY).outcome == "waiting"
    with pytest.raises(ValueError, match="begins"):
        history(Said("request", "customer", 5.0, DUE), at=1.0)
