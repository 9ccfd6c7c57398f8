"""What is said of a sealed reservation after the release: by whoever raised it, through the box; by members who mark it; by a
facilitator who hides its words."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.rules import texts
from breakthrough.practices.alignment.rules.adoption import Kind, Rule
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.reservations import AnswerKind, State
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests.rehearsals import Rehearsal, stance
from breakthrough.practices.alignment.tests.test_life import SEALED, all_named

if TYPE_CHECKING:
    from breakthrough.practices.alignment.models import Text
    from breakthrough.practices.alignment.queries import Raised
    from breakthrough.rounds.models import Round

pytestmark = pytest.mark.django_db(transaction=True)
A_TICK = timedelta(days=1, minutes=5)
SAID = (*SEALED[:4], Words("Spring is too early.", "", True, "Patients would wait."))


@pytest.fixture
def talked(rehearsed: Rehearsal) -> "tuple[Text, Round]":
    """A live round that has come to its talk, with sealed reservations."""
    text = rehearsed.write()
    kept = rehearsed.begin(text, Plan(rule=Rule.NO_BLOCK))
    rehearsed.through(kept, [stance(purpose=80)] * 12, all_named(rehearsed), SAID)
    return text, kept


def find(rehearsed: Rehearsal, text: "Text", browser: int) -> "Raised":
    """Return the reservation that a browser sealed."""
    return next(one for one in queries.list_raised(rehearsed.host, text) if one.what == SAID[browser].what)


def again(rehearsed: Rehearsal, raised: "Raised") -> "Raised":
    return queries.get_raised(rehearsed.host, raised.text_id, raised.number)


def answer(rehearsed: Rehearsal, text: "Text", number: int, words: str) -> None:
    actions.answer(
        member=rehearsed.lead,
        text=text,
        number=number,
        kind=AnswerKind.REPLY,
        words=words,
        now=rehearsed.clock.now,
    )


def test_a_sealed_raiser_says_once_that_an_answer_is_not_enough(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]"
) -> None:
    text, kept = talked
    raised = find(rehearsed, text, 0)
    answer(rehearsed, text, raised.number, "We look at it in May.")
    said = f"{texts.NOT_ENOUGH_LINE}\nMay is what it is about."
    rehearsed.send(kept, rehearsed.browsers[0], "reservation", said, kind="replace", is_later=True)
    rehearsed.clock.go(A_TICK)
    found = again(rehearsed, raised)
    assert found.state is State.OPEN
    assert (found.told[-1].words, found.told[-1].by) == ("May is what it is about.", "")
    assert found.what == SAID[0].what, "the reservation itself says what it said"

    answer(rehearsed, text, raised.number, "We look at it in March.")
    rehearsed.send(kept, rehearsed.browsers[1], "reservation", None, kind="lift", is_later=True)
    rehearsed.clock.go(A_TICK)
    assert again(rehearsed, raised).state is State.ANSWERED, (
        "what was heard is not heard again at the next tick"
    )
    rehearsed.send(kept, rehearsed.browsers[0], "reservation", None, kind="lift", is_later=True)
    rehearsed.clock.go(A_TICK)
    assert again(rehearsed, raised).state is State.LIFTED


def test_a_sealed_raiser_puts_it_in_other_words(rehearsed: Rehearsal, talked: "tuple[Text, Round]") -> None:
    text, kept = talked
    raised = find(rehearsed, text, 0)
    anew = texts.write_sealed(Words("Nobody has asked those who work at night.", "they have been asked"))
    rehearsed.send(kept, rehearsed.browsers[0], "reservation", anew, kind="replace", is_later=True)
    rehearsed.clock.go(A_TICK)
    found = again(rehearsed, raised)
    assert (found.what, found.lifts_when, found.state) == (
        "Nobody has asked those who work at night.",
        "they have been asked",
        State.OPEN,
    )


def test_five_marks_hide_the_words_at_the_next_tick_and_four_do_not(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]"
) -> None:
    text, _kept = talked
    raised = find(rehearsed, text, 0)
    for member in rehearsed.people[:5]:
        actions.flag(member=member, text=text, number=raised.number, now=rehearsed.clock.now)
        actions.flag(member=member, text=text, number=raised.number, now=rehearsed.clock.now)
    actions.unflag(member=rehearsed.people[0], text=text, number=raised.number)
    rehearsed.clock.go(timedelta(minutes=2))
    assert not again(rehearsed, raised).is_hidden
    actions.flag(member=rehearsed.people[5], text=text, number=raised.number, now=rehearsed.clock.now)
    assert not again(rehearsed, raised).is_hidden, "nobody learns who marked it from when it shows"
    assert queries.get_raised(rehearsed.people[5], text.pk, raised.number).is_flagged
    assert not queries.get_raised(rehearsed.people[0], text.pk, raised.number).is_flagged
    rehearsed.clock.go(timedelta(minutes=2))
    found = again(rehearsed, raised)
    assert (found.is_hidden, found.is_hidden_by_members, found.what) == (True, True, "")
    assert found.state is State.OPEN, "the reservation stays"


def test_hidden_words_leave_pages_and_boards_and_a_block_goes_on_blocking(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]"
) -> None:
    from breakthrough.ballots import queries as ballot_queries

    text, kept = talked
    block = next(one for one in queries.list_raised(rehearsed.host, text) if one.is_block)
    with pytest.raises(Problem, match="Only a facilitator"):
        actions.hide(
            member=rehearsed.people[2], text=text, number=block.number, reason="No.", now=rehearsed.clock.now
        )
    actions.hide(
        member=rehearsed.host,
        text=text,
        number=block.number,
        reason="It names Gina.",
        now=rehearsed.clock.now,
    )
    with pytest.raises(Problem, match="hidden already"):
        actions.hide(
            member=rehearsed.host, text=text, number=block.number, reason="Twice.", now=rehearsed.clock.now
        )
    rehearsed.clock.go(timedelta(minutes=1))
    found = again(rehearsed, block)
    assert (found.what, found.reason, found.hidden_by, found.hidden_reason) == (
        "",
        "",
        "Alice",
        "It names Gina.",
    )
    joining = queries.get_joining(rehearsed.setup(kept))
    written = bytes(ballot_queries.get_board(joining, queries.RESERVATION).written)
    bodies: Any = ballot_queries.get_board(joining, queries.RESERVATION).board["items"]
    assert sum(one.get("body") is None for one in bodies) >= 1
    assert written
    with pytest.raises(Problem) as refused:
        actions.conclude(
            member=rehearsed.host, round=kept, kind=Kind.ADOPTED, text="Yes.", now=rehearsed.clock.now
        )
    assert refused.value.code == "not-adopted-yet", "no single person clears the way"
    for member in rehearsed.people[:6]:
        actions.flag(member=member, text=text, number=block.number, now=rehearsed.clock.now)
    rehearsed.clock.go(A_TICK)
    assert again(rehearsed, block).is_open_block, "it was hidden by one; marks add nothing to that"


def test_a_day_to_look_again_brings_one_letter_to_all(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]", mailoutbox: list[Any]
) -> None:
    _text, kept = talked
    day = rehearsed.clock.now.date() + timedelta(days=30)
    rehearsed.send(kept, rehearsed.browsers[4], "reservation", None, kind="lift", is_later=True)
    rehearsed.clock.go(A_TICK)
    actions.conclude(
        member=rehearsed.host,
        round=kept,
        kind=Kind.ADOPTED,
        text="Yes.",
        review_date=day,
        now=rehearsed.clock.now,
    )
    rehearsed.clock.go(timedelta(days=2))
    mailoutbox.clear()
    rehearsed.clock.go(timedelta(days=60))
    assert {one.subject for one in mailoutbox} == {"To look at again today: Home by spring"}
    assert len({one.body for one in mailoutbox}) == 1
    people = {one.person.email for one in rehearsed.people if one.person.email}
    assert sorted(one.to[0] for one in mailoutbox) == sorted(people)


def test_in_a_room_five_things_said_show_within_minutes_and_fewer_wait_for_the_daily_hour(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]"
) -> None:
    from breakthrough.background.models import Appointment

    text, kept = talked
    five_minutes = timedelta(minutes=5, seconds=1)

    def lifted() -> int:
        return [one.state for one in queries.list_raised(rehearsed.host, text)].count(State.LIFTED)

    for browser in rehearsed.browsers[:4]:
        rehearsed.send(kept, browser, "reservation", None, kind="lift", is_later=True)
        rehearsed.clock.go(five_minutes)
    assert lifted() == 0, "four could be told apart by who held a phone"
    rehearsed.send(kept, rehearsed.browsers[4], "reservation", None, kind="lift", is_later=True)
    assert lifted() == 0, "never at once"
    rehearsed.clock.go(five_minutes)
    assert lifted() == 5
    assert Appointment.objects.filter(kind="alignment.tick-in-room").count() == 1
    rehearsed.clock.go(timedelta(days=1))
    assert not Appointment.objects.filter(kind="alignment.tick-in-room").exists(), (
        "a room is over at some time"
    )


def test_a_round_that_ended_ticks_no_more_in_between_and_the_daily_hour_shows_what_is_left(
    rehearsed: Rehearsal, talked: "tuple[Text, Round]"
) -> None:
    from breakthrough.background.models import Appointment

    text, kept = talked
    rehearsed.send(kept, rehearsed.browsers[0], "reservation", None, kind="lift", is_later=True)
    rehearsed.clock.go(timedelta(minutes=20))
    assert find(rehearsed, text, 0).state is State.OPEN
    actions.conclude(
        member=rehearsed.host,
        round=kept,
        kind=Kind.NOT_ALIGNED,
        would_take="More time.",
        now=rehearsed.clock.now,
    )
    rehearsed.clock.go(timedelta(minutes=6))
    assert not Appointment.objects.filter(kind="alignment.tick-in-room").exists()
    rehearsed.clock.go(A_TICK)
    assert find(rehearsed, text, 0).state is State.LIFTED
