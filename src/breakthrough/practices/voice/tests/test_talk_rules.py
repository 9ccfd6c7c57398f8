"""The rules of Straight talk, without database, clock and network."""

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import hypothesis
import pytest
from hypothesis import strategies as st

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice.rules import (
    codes,
    frozen,
    hiding,
    phases,
    plans,
    routing,
    seeds,
    standing,
    ticks,
    timing,
    words,
)
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.rules.frozen import Source, Text
from breakthrough.practices.voice.rules.phases import Phase, Step
from breakthrough.practices.voice.rules.plans import Mode, Plan
from breakthrough.practices.voice.rules.standing import Act, Facts

NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)
PLAN = Plan(title="Before we decide", question="What do we not say?")


def refusal(call: Callable[[], object]) -> tuple[str, str | None]:
    """Return code and field of the Problem that `call` raises, or two empty words."""
    try:
        call()
    except Problem as problem:
        return problem.code, problem.field
    return "", None


# The life of a round.


@hypothesis.given(st.lists(st.sampled_from(list(Step)), max_size=40))
def test_whatever_is_tried_the_phases_only_go_forward_and_each_step_is_taken_once(tried: list[Step]) -> None:
    taken: list[Step] = []
    order = list(Phase)
    before = phases.phase_of(taken)
    for step in tried:
        if phases.may_follow(taken, step):
            assert step not in taken
            taken.append(step)
        else:
            code, _ = refusal(lambda step=step: phases.check_may_follow(taken, step))  # type: ignore[misc]
            assert code == ("already-so" if step in taken else "phase-order")
        after = phases.phase_of(taken)
        assert order.index(after) >= order.index(before) or {before, after} == {Phase.HELD, Phase.RELEASED}
        before = after
    assert sorted(taken, key=list(Step).index) == taken


@hypothesis.given(st.randoms(use_true_random=False))
def test_every_path_through_the_steps_comes_to_an_end(draw: random.Random) -> None:
    taken: list[Step] = []
    while open_ways := [step for step in Step if phases.may_follow(taken, step)]:
        taken.append(draw.choice(open_ways))
    assert taken[-1] is Step.ENDED


def test_statements_can_be_seen_only_after_they_were_frozen_and_votes_need_them() -> None:
    written = [Step.PREPARED, Step.WRITING_OPENED, Step.WRITING_CLOSING, Step.WRITING_CLOSED]
    assert not phases.may_follow(written, Step.VOTING_OPENED)
    assert phases.phase_of(written) not in phases.SHOWING
    assert phases.phase_of([*written, Step.FROZEN]) in phases.SHOWING
    assert phases.is_closing(written[:3])
    assert not phases.is_closing(written)


def test_the_table_of_acts_lets_nobody_do_what_is_not_theirs() -> None:
    for phase in Phase:
        observer = Facts(role=Role.OBSERVER, leads=False, takes_part=False, phase=phase)
        member = Facts(role=Role.MEMBER, leads=False, takes_part=True, phase=phase)
        assert standing.list_allowed(observer) == frozenset()
        assert not standing.list_allowed(member) & {
            Act.CHANGE, Act.PREPARE, Act.RESTART, Act.OPEN_WRITING, Act.OPEN_VOTING, Act.CLOSE, Act.HIDE, Act.WRITE_OPENING
        }  # fmt: skip
        for act in Act:
            code, _ = refusal(lambda act=act, facts=member: standing.check_may(act, facts))  # type: ignore[misc]
            assert (code == "") == standing.may(act, member)


def test_leaders_write_before_statements_are_released_and_not_after() -> None:
    def leader(phase: Phase) -> Facts:
        return Facts(role=Role.LEADER, leads=True, takes_part=True, phase=phase)

    assert [phase for phase in Phase if standing.may(Act.WRITE_OPENING, leader(phase))] == [
        Phase.DRAFT,
        Phase.JOINING,
        Phase.WRITING,
    ]
    assert (
        refusal(lambda: standing.check_may(Act.WRITE_OPENING, leader(Phase.STATEMENTS)))[0]
        == "openings-are-closed"
    )


def test_replies_wait_for_the_results_so_that_no_vote_is_pressed() -> None:
    member = Facts(role=Role.MEMBER, leads=False, takes_part=True, phase=Phase.VOTING)
    assert not standing.may(Act.REPLY, member)


def test_an_announced_close_can_neither_be_moved_nor_announced_again() -> None:
    closing = Facts(role=Role.FACILITATOR, leads=False, takes_part=True, phase=Phase.WRITING, is_closing=True)
    for act in (Act.GIVE_TIME, Act.CLOSE):
        assert refusal(lambda act=act: standing.check_may(act, closing))[0] == "already-closing"  # type: ignore[misc]


# One vote as a number.


@hypothesis.given(
    st.builds(
        Answer,
        vote=st.sampled_from(codes.VOTES),
        matters=st.booleans(),
        aloud=st.sampled_from(codes.ALOUD),
        many=st.sampled_from(codes.MANY),
    )
)
def test_an_answer_survives_its_code(answer: Answer) -> None:
    assert codes.decode(codes.encode(answer)) == answer


def test_the_codes_are_those_of_the_card_and_every_other_number_is_no_answer() -> None:
    assert (
        codes.encode(Answer("disagree", matters=True, aloud="only_here", many="half"))
        == 1 + 4 + 8 * 3 + 32 * 2
    )
    readable = [code for code in range(200) if codes.decode(code) is not None]
    assert len(readable) == 3 * 2 * 4 * 4
    assert [codes.decode(None), codes.decode(-1), codes.decode(3), codes.decode(128)] == [None] * 4


# The frozen set.

texts = st.text(min_size=1, max_size=40)
sealed = st.lists(
    st.builds(
        Text,
        text=texts,
        source=st.just(Source.SEALED),
        seal=st.binary(min_size=32, max_size=32).map(bytes.hex),
    ),
    unique_by=lambda one: one.seal,
    max_size=12,
)


@hypothesis.given(sealed, st.randoms(use_true_random=False))
def test_the_root_does_not_depend_on_the_order_in_which_envelopes_arrive(
    found: list[Text], draw: object
) -> None:
    shuffled = list(found)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    one = frozen.arrange(openings=[], seeds=[], sealed=found)
    assert one == frozen.arrange(openings=[], seeds=[], sealed=shuffled)
    assert frozen.root_of("ab" * 16, one) == frozen.root_of(
        "ab" * 16, frozen.arrange(openings=[], seeds=[], sealed=shuffled)
    )


@hypothesis.given(sealed.filter(bool), texts, st.data())
def test_any_change_of_a_statement_or_of_the_round_changes_the_root(
    found: list[Text], other: str, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(found) - 1))
    hypothesis.assume(found[place].text != other)
    changed = [
        Text(other, one.source, one.seal) if index == place else one for index, one in enumerate(found)
    ]
    root = frozen.root_of("ab" * 16, found)
    assert len(root) == 32
    assert root != frozen.root_of("ab" * 16, changed)
    assert root != frozen.root_of("cd" * 16, found)
    assert root != frozen.root_of("ab" * 16, found[:-1])


@hypothesis.given(sealed.filter(bool), texts, st.data())
def test_the_root_covers_salted_words_and_does_not_change_when_some_are_hidden(
    found: list[Text], other: str, data: st.DataObject
) -> None:
    salted = [replace(one, salt=f"{at:032x}") for at, one in enumerate(found)]
    root = frozen.root_of("ab" * 16, salted)
    place = data.draw(st.integers(0, len(found) - 1))
    hypothesis.assume(found[place].text != other)
    for lie in ({"text": other}, {"salt": "ff" * 16}, {"source": Source.SEED}, {"seal": ""}):
        changed = [replace(one, **lie) if at == place else one for at, one in enumerate(salted)]
        assert root != frozen.root_of("ab" * 16, changed)
    told = json.loads(frozen.shown("ab" * 16, salted, hidden={place + 1}))
    assert (told["statements"][place].pop("text"), told["statements"][place].pop("salt")) == ("", "")
    for one in told["statements"]:
        one.pop("text", None), one.pop("salt", None)
    bare = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(bare.encode()).digest() == root


@hypothesis.given(sealed)
def test_the_canonical_set_reads_back_as_what_it_holds(found: list[Text]) -> None:
    read = json.loads(frozen.canonical("ab" * 16, found))
    assert [one["text"] for one in read["statements"]] == [one.text for one in found]
    assert [one["number"] for one in read["statements"]] == list(range(1, len(found) + 1))


def test_openings_come_first_then_seeds_as_sent_then_sealed_ones_by_their_seal() -> None:
    arranged = frozen.arrange(
        openings=[Text("b", Source.OPENING, by="2"), Text("a", Source.OPENING, by="1")],
        seeds=[Text("z", Source.SEED), Text("y", Source.SEED), Text("z", Source.SEED)],
        sealed=[Text("q", Source.SEALED, seal="ff"), Text("r", Source.SEALED, seal="0a")],
    )
    assert [one.text for one in arranged] == ["a", "b", "z", "y", "r", "q"]


# Set-up.


def test_a_party_is_shown_apart_only_where_it_and_everybody_beside_it_are_five() -> None:
    def split(*sizes: int) -> tuple[str, str | None]:
        return refusal(lambda: plans.check_people(replace(PLAN, by_party=True), sizes=sizes))

    assert {split(5, 5), split(5, 7, 0)} == {("", None)}
    refused = {split(5, 4), split(9), split(9, 0), split(5, 5, 4)}
    assert refused == {("party-too-small", "by_party")}


def test_a_round_takes_five_people_and_one_statement_each_below_thirteen() -> None:
    assert refusal(lambda: plans.check_people(PLAN, sizes=[2, 2])) == ("too-few-people", None)
    assert refusal(lambda: plans.check_people(PLAN, sizes=[3, 2])) == ("", None)
    two = Plan(title="x", question="y", quota=2)
    assert refusal(lambda: plans.check_people(two, sizes=[6, 6])) == ("quota-too-large", "quota")
    assert refusal(lambda: plans.check_people(two, sizes=[7, 6])) == ("", None)
    apart = Plan(title="x", question="y", by_party=True)
    assert refusal(lambda: plans.check_people(apart, sizes=[8, 4])) == ("party-too-small", "by_party")


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (Plan(title="x", question=" "), "question"),
        (Plan(title="x", question="y", template="party"), "template"),
        (Plan(title="x", question="y", quota=4), "quota"),
        (Plan(title="x", question="y", keep_days=0), "keep_days"),
        (Plan(title="x", question="y", writing_minutes=0), "writing_minutes"),
        (Plan(title="x", question="y", mode=Mode.DAYS), "writing_closes_at"),
        (
            Plan(title="x", question="y", mode=Mode.DAYS, opens_at=NOW + timedelta(hours=23),
                 writing_closes_at=NOW + timedelta(days=3), voting_closes_at=NOW + timedelta(days=4)),
            "opens_at",
        ),
        (
            Plan(title="x", question="y", mode=Mode.DAYS, writing_closes_at=NOW, voting_closes_at=NOW + timedelta(days=4)),
            "writing_closes_at",
        ),
        (
            Plan(title="x", question="y", mode=Mode.DAYS, writing_closes_at=NOW + timedelta(days=3),
                 voting_closes_at=NOW + timedelta(days=3)),
            "voting_closes_at",
        ),
    ],
)  # fmt: skip
def test_a_plan_that_does_not_fit_names_the_field(plan: Plan, field: str) -> None:
    assert refusal(lambda: plans.check_plan(plan, now=NOW)) == ("plan-does-not-fit", field)


def test_every_template_is_a_plan_that_fits() -> None:
    for template in plans.TEMPLATES:
        plan = Plan(title=template.title or "x", question=template.question or "y", template=template.key)
        plans.check_plan(plan, now=NOW)


# Time.


def test_a_tick_is_the_next_full_minute_in_a_room_and_six_in_the_morning_over_days() -> None:
    assert ticks.next_tick(Mode.ROOM, NOW) == NOW + timedelta(minutes=1)
    assert ticks.next_tick(Mode.ROOM, NOW + timedelta(seconds=59)) == NOW + timedelta(minutes=1)
    assert ticks.next_tick(Mode.DAYS, NOW) == datetime(2026, 11, 15, 6, tzinfo=UTC)
    assert ticks.next_tick(Mode.DAYS, datetime(2026, 11, 15, 6, tzinfo=UTC)) == datetime(
        2026, 11, 16, 6, tzinfo=UTC
    )


def test_the_reminder_comes_a_day_before_the_close_or_halfway() -> None:
    assert timing.reminder_at(opened_at=NOW, closes_at=NOW + timedelta(days=5)) == NOW + timedelta(days=4)
    assert timing.reminder_at(opened_at=NOW, closes_at=NOW + timedelta(days=1)) == NOW + timedelta(hours=12)


def test_a_phase_over_days_lasts_a_day_at_least() -> None:
    late = NOW + timedelta(hours=1)
    assert timing.closes_at(mode=Mode.DAYS, minutes=5, planned=late, now=NOW) == NOW + timedelta(days=1)
    assert timing.closes_at(mode=Mode.ROOM, minutes=5, planned=None, now=NOW) == NOW + timedelta(minutes=5)


def test_more_time_counts_from_the_close_or_from_now_if_that_has_passed() -> None:
    assert timing.later(NOW + timedelta(minutes=2), minutes=3, now=NOW) == NOW + timedelta(minutes=5)
    assert timing.later(NOW - timedelta(minutes=2), minutes=3, now=NOW) == NOW + timedelta(minutes=3)
    assert refusal(lambda: timing.check_more(0)) == ("time-unfit", "minutes")


# How many of us agree?


@hypothesis.given(st.integers(0, 5_000), st.integers(0, 900))
def test_each_statement_gets_six_guesses_where_people_suffice_and_nobody_guesses_too_often(
    n: int, m: int
) -> None:
    each = routing.ask_many_count(n, m)
    assert 0 <= each <= min(m, routing.MOST_ASKED)
    if n and m:
        assert each >= 1
        suffices = min(m, routing.MOST_ASKED) * n >= routing.GUESSES_WANTED * m
        assert not suffices or each * n >= routing.GUESSES_WANTED * m
        assert (each - 1) * n < routing.GUESSES_WANTED * m or each == 0


def test_in_a_small_round_everybody_guesses_on_almost_everything() -> None:
    assert [routing.ask_many_count(n, m) for n, m in ((8, 8), (5, 6), (12, 8), (300, 60), (1_921, 197))] == [
        6,
        6,
        4,
        2,
        1,
    ]


# Words and seeds.


def test_flags_hide_from_five_members_on_and_nothing_lowers_that() -> None:
    assert [hiding.is_hidden_by(count) for count in (0, 4, 5)] == [False, False, True]
    assert not hiding.is_hidden_by(4, k=1)


def test_a_statement_is_cleaned_and_what_cannot_be_stored_is_refused() -> None:
    assert words.check_statement("  “We   are\nlate.”  ") == '"We are late."'
    assert refusal(lambda: words.check_statement("x" * 281)) == ("text-too-long", "text")
    assert refusal(lambda: words.check_statement(" \n ")) == ("text-missing", "text")
    assert refusal(lambda: words.check_statement("a\u202eb")) == ("text-unreadable", "text")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "/\\evil.example", "ftp://x.example", "x" * 600]
)
def test_what_came_of_it_is_linked_by_addresses_that_lead_nowhere_else(address: str) -> None:
    assert refusal(lambda: words.check_link(title="x", address=address)) == ("address-unfit", "address")
    assert words.check_link(title=" x ", address="/c/launch/") == ("x", "/c/launch/")


def test_seeds_are_read_from_csv_and_json_in_their_order() -> None:
    plain = seeds.read_seeds(b"One.\r\nTwo, too.\r\n".replace(b"Two, too.", b'"Two, too."'))
    assert plain.texts == ("One.", "Two, too.")
    named = seeds.read_seeds(b"comment-id,comment-body,moderated\n3,One.,1\n4,Gone.,-1\n5,Two.,0\n")
    assert (named.texts, named.faults) == (("One.", "Two."), ())
    assert seeds.read_seeds(b'["One.", {"text": "Two."}]').texts == ("One.", "Two.")
    assert seeds.read_seeds('{"statements": [{"text": "Größe."}]}'.encode()).texts == ("Größe.",)


def test_every_line_that_does_not_fit_is_named() -> None:
    found = seeds.read_seeds(b"text\nOne.\n" + b"x" * 281 + b"\nOne.\n\n\xe2\x80\xaeTurned\n")
    assert found.texts == ("One.",)
    assert [(one.line, one.code) for one in found.faults] == [
        (3, "text-too-long"),
        (4, "text-twice"),
        (6, "text-unreadable"),
    ]
    with pytest.raises(Problem) as refused:
        seeds.check_whole(found)
    assert refused.value.params["line"] == 3
    assert refused.value.params["count"] == 3


@pytest.mark.parametrize(
    ("content", "words_of_it"),
    [
        (b"One.\n\xff\n", "Line 2"),
        (b"a,b\n1,2\n", "Name the column"),
        (b'text\n"One.\n', "Line"),
        (b"[1,\n2,", "Line 2"),
        (b'{"x": 1}', "no list"),
        (b"", "no statement"),
        (b"x" * 1_000_001, "larger"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(content: bytes, words_of_it: str) -> None:
    with pytest.raises(Problem) as refused:
        seeds.check_whole(seeds.read_seeds(content))
    assert refused.value.code == "seeds-unreadable"
    assert words_of_it in str(refused.value)


@hypothesis.given(st.binary(max_size=200))
def test_no_file_whatever_it_holds_does_more_than_be_refused(content: bytes) -> None:
    code, _ = refusal(lambda: seeds.read_seeds(content))
    assert code in ("", "seeds-unreadable")
