"""A round from the draft to its outcome, with the real ballot box: sealed, by name, talk, lifted from a sealed device."""

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.rules import texts
from breakthrough.practices.alignment.rules.adoption import Kind, Rule
from breakthrough.practices.alignment.rules.carrying import Carried
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, State
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests.rehearsals import BODY, Rehearsal, stance

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space

pytestmark = pytest.mark.django_db(transaction=True)

SEALED = [Words(f"Nobody asked the nights, {number}.", "nights are staffed") for number in range(5)]


def all_named(rehearsed: Rehearsal, position: int = 1, weight: int = 8) -> "list[tuple[Member, int, int]]":
    return [(one, position, weight) for one in rehearsed.people]


def test_a_text_goes_from_sealed_stances_to_adoption(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text)
    rehearsed.through(
        kept, [stance(purpose=80 + number % 3) for number in range(12)], all_named(rehearsed), SEALED
    )
    ask = rehearsed.ask(kept)
    assert ask.phase is Phase.TALK
    assert not ask.is_held
    assert ask.reading
    assert ask.reading.value["tipping"]["condition"] == "every_party"
    assert ask.named_reading
    assert ask.named_reading.value["status"] != "withheld"
    assert [one.what for one in ask.living if one.is_sealed]
    assert len(ask.living) == 5
    assert len({one.at for one in ask.living}) == 1
    assert not any(one.by for one in ask.living)
    assert ask.missing == ()
    actions.conclude(
        member=rehearsed.host,
        round=kept,
        kind=Kind.ADOPTED,
        text="We hold ourselves to this until May.",
        review_date=date(2027, 5, 1),
        now=rehearsed.clock.now,
    )
    ask = rehearsed.ask(kept)
    assert ask.phase is Phase.CONCLUDED
    assert ask.outcome
    assert ask.outcome.kind == "adopted"
    assert {one.state for one in ask.living} == {State.STANDS}, (
        "nothing is dropped: what is not lifted stands openly"
    )
    assert queries.list_texts(rehearsed.host)[0].review_date == date(2027, 5, 1)


def test_nothing_sealed_is_shown_before_the_named_part_is_over(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    rehearsed.seal(kept, [stance()] * 12)
    rehearsed.reserve(kept, *SEALED)
    rehearsed.close_sealed(kept)
    rehearsed.name(kept, [(rehearsed.people[2], -1, 9)])
    ask = rehearsed.ask(kept)
    assert ask.phase is Phase.NAMED
    assert ask.reading is None
    assert ask.living == ()
    assert list(ask.standings) == []
    assert len(rehearsed.ask(kept, rehearsed.people[2]).standings) == 12


def test_a_leader_goes_first_and_others_wait(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.prepare(kept)
    rehearsed.name(kept, [(rehearsed.lead, 2, 9)])
    with pytest.raises(Problem) as refused:
        rehearsed.name(kept, [(rehearsed.people[2], 2, 9)])
    assert refused.value.code == "phase-order"
    assert rehearsed.ask(kept, rehearsed.lead).waiting_leaders == ()


def test_a_sealed_raiser_lifts_with_the_key_on_their_device(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text)
    block = Words("It costs the nights.", "", is_block=True, reason="Patients would be alone.")
    rehearsed.through(kept, [stance(purpose=80)] * 12, all_named(rehearsed), [*SEALED[:4], block])
    number = next(one.number for one in rehearsed.ask(kept).living if one.is_block)
    with pytest.raises(Problem) as refused:
        actions.conclude(
            member=rehearsed.host, round=kept, kind=Kind.ADOPTED, text="Yes.", now=rehearsed.clock.now
        )
    assert refused.value.code == "not-adopted-yet"
    actions.answer(
        member=rehearsed.lead,
        text=text,
        number=number,
        kind=AnswerKind.REPLY,
        words="Nights are staffed from January.",
        now=rehearsed.clock.now,
    )
    assert queries.get_raised(rehearsed.host, text.pk, number).state is State.ANSWERED
    for nobody in (rehearsed.host, rehearsed.lead):
        with pytest.raises(Problem) as refused:
            actions.say_as_raiser(
                member=nobody, text=text, number=number, event=Event.LIFT, now=rehearsed.clock.now
            )
        assert refused.value.code == "reservation-is-sealed"
    rehearsed.send(kept, rehearsed.browsers[4], "reservation", None, kind="lift", is_later=True)
    rehearsed.send(
        kept, rehearsed.browsers[3], "reservation", texts.STANDS_LINE, kind="replace", is_later=True
    )
    assert queries.get_raised(rehearsed.host, text.pk, number).state is State.ANSWERED, "it shows at the tick"
    rehearsed.clock.go(timedelta(days=1, minutes=5))
    raised = queries.get_raised(rehearsed.host, text.pk, number)
    assert raised.state is State.LIFTED
    assert raised.told[-1].by == ""
    assert [one.state for one in rehearsed.ask(kept).living].count(State.STANDS) == 1
    rehearsed.clock.go(timedelta(days=1))
    assert len(queries.get_raised(rehearsed.host, text.pk, number).told) == 2, (
        "the next tick says nothing twice"
    )
    assert rehearsed.ask(kept).missing == ()


def test_a_reservation_follows_the_text_and_each_change_says_what_it_answers(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    raised = actions.raise_named(
        member=rehearsed.people[2],
        text=text,
        words=Words("Who pays is open.", "the text says who pays"),
        now=rehearsed.clock.now,
    )
    body = BODY.replace("who pays", "that both pay half")
    made = actions.write_version(
        member=rehearsed.lead,
        text=text,
        body=body,
        note="Who pays",
        answers=[actions.Answer(raised.number, "Half each.")],
        now=rehearsed.clock.now,
    )
    changes = queries.list_changes(rehearsed.host, text.pk, 2)
    assert [one.change.kind.value for one in changes] == ["same", "changed", "same"]
    part = changes[1].change.mark
    actions.link_change(
        member=rehearsed.lead,
        version=made,
        answer=actions.Answer(raised.number, "", part),
        now=rehearsed.clock.now,
    )
    assert [one.number for one in queries.list_changes(rehearsed.host, text.pk, 2)[1].answers] == [1]
    kept = rehearsed.begin(text)
    found = queries.get_raised(rehearsed.people[2], text.pk, 1)
    assert found.state is State.ANSWERED
    assert found.is_own
    assert Event.LIFT in found.allowed
    rehearsed.prepare(kept)
    assert [one.number for one in rehearsed.ask(kept).living] == [1]
    actions.say_as_raiser(
        member=rehearsed.people[2], text=text, number=1, event=Event.LIFT, now=rehearsed.clock.now
    )
    assert queries.get_page(rehearsed.host, text.pk).living == ()


def test_stances_on_unchanged_parts_stay_and_the_others_are_asked_again(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text, Plan(rule=Rule.NAMED))
    rehearsed.through(kept, [stance()] * 12, all_named(rehearsed))
    assert rehearsed.ask(kept).missing == (), "everybody is behind it by name"
    actions.write_version(
        member=rehearsed.host, text=text, body=BODY.replace("early", "within a day"), now=rehearsed.clock.now
    )
    assert rehearsed.ask(kept).outcome.kind == "next_version"  # type: ignore[union-attr]
    again = rehearsed.begin(text, Plan(rule=Rule.NAMED))
    rehearsed.through(again, [stance()] * 12, [(rehearsed.people[0], 1, 9)])
    ask = rehearsed.ask(again)
    assert [one.carry.how for one in ask.standings].count(Carried.ASKED_AGAIN) == 11
    waiting = next(one for one in ask.standings if one.carry.how is Carried.ASKED_AGAIN)
    assert len(waiting.carry.kept) == 2
    assert len(waiting.carry.asked) == 1
    assert waiting.carry.position is None
    assert ask.found.behind_by_name == 1, "nobody counts for words they have not seen"
    assert ask.missing


def test_a_changed_mind_is_changed_on_every_part(rehearsed: Rehearsal) -> None:
    text, member = rehearsed.write(), rehearsed.people[2]
    kept = rehearsed.begin(text)
    rehearsed.through(kept, [stance()] * 12, [(member, -2, 2), (member, 1, 7)])
    own = rehearsed.ask(kept, member).own
    assert set(own.kept.values()) == {1}
    assert own.apart == {}
    first = next(iter(own.kept))
    for by_part, apart in (({first: -1}, {first: -1}), ({}, {})):
        actions.take_stance(
            member=member, round=kept, position=2, weight=8, by_part=by_part, now=rehearsed.clock.now
        )
        assert rehearsed.ask(kept, member).own.apart == apart, "as on the whole takes a part back"
    actions.write_version(
        member=rehearsed.host, text=text, body=BODY.replace("early", "within a day"), now=rehearsed.clock.now
    )
    again = rehearsed.begin(text)
    rehearsed.prepare(again)
    assert rehearsed.ask(again, member).own.apart == {}
    assert set(rehearsed.ask(again, member).own.kept.values()) == {2}


def test_a_second_round_on_the_same_words_asks_everybody_anew(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text, Plan(rule=Rule.NAMED))
    early = rehearsed.begin(text, Plan(rule=Rule.NAMED))
    rehearsed.through(kept, [stance()] * 12, all_named(rehearsed, weight=9))
    for ask_again in (lambda: rehearsed.begin(text), lambda: rehearsed.prepare(early)):
        with pytest.raises(Problem) as refused:
            ask_again()
        assert refused.value.code == "round-not-ended", "two rounds at once are two answers to one question"
    actions.conclude(
        member=rehearsed.host,
        round=kept,
        kind=Kind.NOT_ALIGNED,
        would_take="Nights that are staffed.",
        now=rehearsed.clock.now,
    )
    rehearsed.clock.go(timedelta(minutes=1))
    rehearsed.prepare(early)
    rehearsed.open(early)
    rehearsed.seal(early, [stance()] * 12)
    rehearsed.close_sealed(early)
    ask = rehearsed.ask(early, rehearsed.people[2])
    assert ask.own.how is Carried.SAME_WORDS
    assert not ask.has_own
    assert list(ask.standings) == [], "nobody sees names before giving their own in this round"
    assert (ask.given_count, ask.found.behind_by_name) == (0, 0)
    rehearsed.name(early, [(rehearsed.people[2], -1, 8)])
    rehearsed.close_named(early)
    assert rehearsed.ask(early).found.behind_by_name == 1
    assert rehearsed.ask(early).missing
    before = next(one for one in rehearsed.ask(kept, rehearsed.people[2]).standings if one.is_own)
    assert (before.carry.how, before.carry.position) == (Carried.OWN, 1), (
        "what came later changes nothing of it"
    )


def test_the_words_do_not_change_under_those_who_answer_them(rehearsed: Rehearsal) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text)
    rehearsed.prepare(kept)
    for refused_act in (
        lambda: actions.write_version(
            member=rehearsed.host, text=text, body="Other words.", now=rehearsed.clock.now
        ),
        lambda: rehearsed.begin(text),
    ):
        with pytest.raises(Problem) as refused:
            refused_act()
        assert refused.value.code == "round-under-way"


def test_too_few_sealed_stances_are_shown_to_nobody_and_a_round_can_end_openly(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.through(kept, [stance()] * 3, all_named(rehearsed))
    ask = rehearsed.ask(kept)
    assert ask.is_held
    assert ask.reading is None
    assert ask.phase is Phase.TALK
    assert len(ask.missing) == 1
    with pytest.raises(Problem):
        actions.conclude(member=rehearsed.host, round=kept, kind=Kind.NOT_ALIGNED, now=rehearsed.clock.now)
    actions.conclude(
        member=rehearsed.host,
        round=kept,
        kind=Kind.NOT_ALIGNED,
        would_take="Money for the nights, in writing.",
        now=rehearsed.clock.now,
    )
    assert rehearsed.ask(kept).outcome.would_take.startswith("Money")  # type: ignore[union-attr]


def test_a_round_over_days_goes_by_the_clock(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.write(), rehearsed.days(by_party=True))
    rehearsed.prepare(kept)
    rehearsed.clock.go(timedelta(hours=25, minutes=1))
    assert rehearsed.ask(kept).phase is Phase.SEALED
    rehearsed.seal(kept, [stance()] * 12)
    rehearsed.clock.go(timedelta(days=2))
    assert rehearsed.ask(kept).phase is Phase.NAMED
    rehearsed.name(kept, all_named(rehearsed))
    rehearsed.clock.go(timedelta(days=3))
    assert rehearsed.ask(kept).phase is Phase.TALK


def test_a_restart_gives_the_card_up_and_counts(rehearsed: Rehearsal, space: "Space") -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.prepare(kept)
    actions.restart(member=space.alice, round=kept, now=rehearsed.clock.now)
    ask = rehearsed.ask(kept)
    assert ask.phase is Phase.DRAFT
    assert ask.restarts == 1
    with pytest.raises(Problem) as refused:
        actions.discard_round(member=space.alice, round=kept, now=rehearsed.clock.now)
    assert refused.value.code == "was-prepared"
    rehearsed.prepare(kept)
    assert rehearsed.ask(kept).phase is Phase.JOINING


def test_one_member_one_voice_and_the_earlier_stance_stays_on_record(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.write())
    rehearsed.through(kept, [stance()] * 12, [(rehearsed.people[2], -2, 2), (rehearsed.people[2], 1, 7)])
    standing = next(one for one in rehearsed.ask(kept, rehearsed.people[2]).standings if one.is_own)
    assert (standing.carry.position, standing.carry.weight) == (1, 7)
    exported = actions.export_records(rehearsed.people[2])
    assert isinstance(exported, dict)
    assert isinstance(exported["stances"], list)
    assert len(exported["stances"]) == 2
    actions.erase_records(rehearsed.people[2], rehearsed.clock.now)
    standing = next(one for one in rehearsed.ask(kept, rehearsed.people[2]).standings if one.is_own)
    assert standing.carry.how is Carried.SILENT
