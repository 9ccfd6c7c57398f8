"""Texts, differences, what is carried over, and the group's own rule."""

import dataclasses
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.rules import (
    adoption,
    carrying,
    differences,
    parts,
    plans,
    stances,
    standing,
    texts,
)
from breakthrough.practices.alignment.rules.adoption import Found, Kind, Rule
from breakthrough.practices.alignment.rules.carrying import Carried, Given
from breakthrough.practices.alignment.rules.phases import Phase
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.standing import Act, Facts

WORDS = st.lists(
    st.sampled_from(
        ["we", "will", "keep", "the", "care", "at", "home", "by", "spring", "and", "say", "so", "\n\n"]
    ),
    max_size=60,
)


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(one.kind.value, one.text) for one in differences.compare_words(before, after)]


def test_what_changed_is_told_word_by_word() -> None:
    assert told("We go home by spring.", "We go home by late summer.") == [
        ("same", "We go home by "),
        ("removed", "spring."),
        ("added", "late summer."),
    ]
    assert told("Same words", "Same words") == [("same", "Same words")]
    assert told("", "New") == [("added", "New")]
    assert told("Gone", "") == [("removed", "Gone")]


@given(WORDS, WORDS)
def test_both_texts_can_be_put_together_again(before: list[str], after: list[str]) -> None:
    one, two = " ".join(before), " ".join(after)
    found = differences.compare_words(one, two)
    stayed = [stretch for stretch in found if stretch.kind is not differences.Kind.REMOVED]
    assert "".join(stretch.text for stretch in stayed) == two
    older = [stretch for stretch in found if stretch.kind is not differences.Kind.ADDED]
    assert " ".join(stretch.text for stretch in older).split() == one.split()


def test_parts_are_told_apart_by_their_words_alone() -> None:
    before = "We go home.\n\nWe say so.\n\nWe stop."
    after = "We  go home.\n\nWe say so early.\n\nWe begin.\n\nWe rest."
    assert [change.kind.value for change in differences.compare(before, after)] == [
        "same",
        "changed",
        "changed",
        "added",
    ]
    assert parts.split("a\n\n \n\nb ")[1].text == "b"
    assert parts.split(" \n\n ") == ()
    assert differences.is_same("a b\n\nc", "a  b\r\n\r\nc")
    assert not differences.is_same("a", "b")


def given_on(version: int, body: str, *, position: int = 1, weight: int = 8) -> Given:
    marks = tuple(one.mark for one in parts.split(body))
    return Given(version, marks, position, weight, dict.fromkeys(marks, position))


def marks_of(body: str) -> tuple[str, ...]:
    return tuple(one.mark for one in parts.split(body))


def test_a_stance_on_unchanged_parts_stays_and_the_others_are_asked_again() -> None:
    earlier = given_on(1, "We go home.\n\nWe say so.")
    now = carrying.carry([earlier], version=2, marks=marks_of("We go home.\n\nWe say so early."))
    assert now.how is Carried.ASKED_AGAIN
    assert list(now.kept.values()) == [1]
    assert now.asked == marks_of("We say so early.")
    assert now.position is None
    assert now.weight is None
    assert not now.counts


def test_nobody_counts_as_supporting_words_they_have_not_seen() -> None:
    assert not carrying.carry([given_on(1, "a")], version=2, marks=marks_of("a\n\nb")).counts
    assert not carrying.carry(
        [given_on(1, "a\n\nb")], version=2, marks=marks_of("a")
    ).counts  # a part was taken out
    assert not carrying.carry([], version=1, marks=marks_of("a")).counts
    assert not carrying.carry(
        [given_on(2, "a")], version=1, marks=marks_of("a")
    ).counts  # a later stance says nothing of it
    same = carrying.carry([given_on(1, "a\n\nb", position=-1, weight=9)], version=3, marks=marks_of("a\n\nb"))
    assert same.how is Carried.SAME_WORDS
    assert (same.position, same.weight) == (-1, 9)


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True), min_size=1, max_size=5),
    st.data(),
)
def test_a_stance_counts_for_exactly_the_words_it_was_given_on(
    bodies: list[list[str]], data: st.DataObject
) -> None:
    given: list[Given] = []
    for number, body in enumerate(bodies, start=1):
        if data.draw(st.booleans()):
            given.append(given_on(number, "\n\n".join(body)))
        found = carrying.carry(given, version=number, marks=marks_of("\n\n".join(body)))
        seen = bool(given) and given[-1].marks == marks_of("\n\n".join(body))
        assert found.counts == seen
        known = {mark for one in given for mark in one.marks}
        assert set(found.asked) == set(marks_of("\n\n".join(body))) - known


def test_a_stance_of_an_earlier_round_is_no_stance_in_this_one() -> None:
    earlier = given_on(1, "a\n\nb", position=2, weight=9)
    found = carrying.carry([earlier], version=1, marks=marks_of("a\n\nb"))
    assert found.how is Carried.SAME_WORDS
    here = dataclasses.replace(earlier, position=-1, is_this_round=True)
    assert carrying.carry([earlier, here], version=1, marks=marks_of("a\n\nb")).how is Carried.OWN


def test_what_stays_of_stances_is_counted_part_by_part() -> None:
    before, after = marks_of("We go home.\n\nWe say so."), marks_of("We go home.\n\nWe say so early.")
    known = {1: before, 2: after}
    found = carrying.count({(1,): 4, (1, 2): 1}, known=known, marks=after)
    assert found
    assert (found.people, found.whole, found.asked) == (5, 1, 4)
    assert [(one.stays, one.asked) for one in found.parts] == [(5, 0), (1, 4)]
    assert carrying.count({(1,): 4}, known=known, marks=after) is None


@given(
    st.lists(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True), min_size=1, max_size=4),
    st.data(),
)
def test_the_count_is_what_each_stance_comes_to(bodies: list[list[str]], data: st.DataObject) -> None:
    known = {number: marks_of("\n\n".join(body)) for number, body in enumerate(bodies, start=1)}
    newest = len(bodies)
    some = st.lists(st.sampled_from(sorted(known)), min_size=1, unique=True).map(
        lambda one: tuple(sorted(one))
    )
    stood = data.draw(st.lists(some, min_size=5, max_size=9))
    found = carrying.count(Counter(stood), known=known, marks=known[newest])
    carries = [
        carrying.carry(
            [given_on(number, "\n\n".join(bodies[number - 1])) for number in one],
            version=newest,
            marks=known[newest],
        )
        for one in stood
    ]
    assert found
    assert found.whole == sum(one.counts for one in carries)
    assert {one.mark: one.stays for one in found.parts} == {
        mark: sum(mark in one.kept for one in carries) for mark in known[newest]
    }


def test_only_where_somebody_stood_elsewhere_on_a_part_is_it_carried_into_their_next_answer() -> None:
    first, second, third = marks_of("a\n\nb\n\nc")
    given = Given(1, (first, second, third), -2, 3, {first: -2, second: 1, third: -2})
    found = carrying.carry([given], version=2, marks=[first, second])
    assert found.apart == {second: 1}
    changed = Given(1, (first, second, third), 1, 8, {first: 1, second: 1, third: -1})
    assert carrying.carry([given, changed], version=2, marks=[first, second]).apart == {}


def test_a_stance_may_differ_on_one_part() -> None:
    found = stances.check_stance(position=2, weight=7, by_part={"b": -1}, marks=["a", "b", "c"])
    assert found == {"a": 2, "b": -1, "c": 2}
    wrong: list[dict[str, Any]] = [{"position": 3}, {"weight": 11}, {"by_part": {"x": 1}}]
    for one in wrong:
        given: dict[str, Any] = {"position": 1, "weight": 1, "by_part": {}, "marks": ["a"], **one}
        with pytest.raises(Problem):
            stances.check_stance(**given)


def test_a_sealed_reservation_comes_back_as_it_was_written() -> None:
    for words in (
        texts.Words("The plan leaves out nights.", "we staff nights", True, "Patients would be alone."),
        texts.Words("The plan leaves out nights.", "we staff nights"),
        texts.Words("The plan leaves out nights."),
    ):
        assert texts.read_sealed(texts.write_sealed(words)) == words
    assert texts.read_sealed("Only words") == texts.Words("Only words")
    assert not texts.read_sealed(
        "What\n--- lifts when\n\n--- block\n "
    ).is_block  # a block without a reason is none
    assert texts.read_sealed(f"What\n{texts.LIFTS_LINE}") == texts.Words("What")


@given(st.text(max_size=400))
def test_whatever_was_sealed_can_be_read(text: str) -> None:
    found = texts.read_sealed(text)
    assert len(found.what) <= texts.WHAT_LENGTH
    assert bool(found.reason) == found.is_block


def test_a_block_needs_a_reason() -> None:
    with pytest.raises(Problem) as refused:
        texts.check_reservation(texts.Words("No.", "", True, " "))
    assert refused.value.code == "block-needs-reason"


READY = Found(open_blocks=0, tips="every_party", behind_by_name=8, people=8)


@pytest.mark.parametrize(
    ("rule", "found", "is_adopted"),
    [
        (Rule.TIPPED, READY, True),
        (Rule.TIPPED, Found(0, "whole_group", 8, 8, is_together=True), True),
        (Rule.TIPPED, Found(1, "whole_group", 8, 8, is_together=True), False),
        (Rule.TIPPED, Found(1, "every_party", 8, 8), False),
        (Rule.TIPPED, Found(0, "not_yet", 8, 8), False),
        (Rule.TIPPED, Found(0, "cannot_tell", 8, 8), False),
        (Rule.TIPPED, Found(0, None, 8, 8), False),
        (Rule.NAMED, Found(0, None, 8, 8), True),
        (Rule.NAMED, Found(0, "every_party", 7, 8), False),
        (Rule.NO_BLOCK, Found(0, None, 0, 8), True),
        (Rule.NO_BLOCK, Found(1, None, 8, 8), False),
    ],
)
def test_a_text_is_adopted_when_the_groups_own_rule_says_so(
    rule: Rule, found: Found, is_adopted: bool
) -> None:
    assert (adoption.list_missing(rule, found) == []) is is_adopted


def test_what_tips_together_is_never_said_of_every_party() -> None:
    together = Found(0, "whole_group", 8, 8, is_together=True)
    assert adoption.list_said_openly(Rule.TIPPED, together) == [adoption.TOGETHER_WORDS]
    assert adoption.list_said_openly(Rule.TIPPED, READY) == []
    assert adoption.list_said_openly(Rule.NO_BLOCK, together) == []
    for tips in ("not_yet", "cannot_tell"):
        (missing,) = adoption.list_missing(Rule.TIPPED, Found(0, tips, 8, 8, is_together=True))
        assert "party" not in missing
        assert "together" in missing


def test_a_reading_of_the_first_method_is_read_as_what_it_was_of() -> None:
    def stored(method: str, *cells: bool, condition: str = "every_party") -> dict[str, Any]:
        by_cell = [{"is_rest": is_rest} for is_rest in cells]
        return {"method": method, "tipping": {"condition": condition, "by_cell": by_cell}}

    assert adoption.tips_of(stored("alignment.stances/1")) == ("whole_group", True)
    assert adoption.tips_of(stored("alignment.stances/1", False, True)) == ("whole_group", False)
    assert adoption.tips_of(stored("alignment.stances/1", False, False)) == ("every_party", False)
    assert adoption.tips_of(stored("alignment.stances/2")) == ("every_party", False)
    assert adoption.tips_of(stored("alignment.stances/1", condition="not_yet")) == ("not_yet", True)
    assert adoption.tips_of(None) == (None, False)


def test_an_end_says_what_was_agreed_or_what_it_would_take() -> None:
    adoption.check_outcome(Kind.NEXT_VERSION, text="", would_take="")
    for kind in (Kind.ADOPTED, Kind.NOT_ALIGNED):
        with pytest.raises(Problem):
            adoption.check_outcome(kind, text=" ", would_take=" ")


def test_leaders_go_first_and_nobody_sees_names_before_giving_their_own() -> None:
    leader = Facts(Role.LEADER, leads=True, takes_part=True, phase=Phase.JOINING)
    member = Facts(Role.MEMBER, leads=False, takes_part=True, phase=Phase.JOINING)
    assert standing.may(Act.TAKE_STANCE, leader)
    assert not standing.may(Act.TAKE_STANCE, member)
    assert not standing.may_see_stances(Phase.NAMED, has_own=False, takes_part=True)
    assert standing.may_see_stances(Phase.NAMED, has_own=True, takes_part=True)
    assert not standing.may_see_stances(Phase.SEALED, has_own=True, takes_part=True)
    assert standing.may_see_stances(Phase.TALK, has_own=False, takes_part=False)


def test_results_by_party_need_five_in_every_party_and_five_beside_it() -> None:
    plans.check_people(Plan(by_party=True), sizes=[5, 6])
    for sizes in ([5, 4], [9], [9, 0], [5, 5, 4]):
        with pytest.raises(Problem) as refused:
            plans.check_people(Plan(by_party=True), sizes=sizes)
        assert refused.value.code == "party-too-small"
