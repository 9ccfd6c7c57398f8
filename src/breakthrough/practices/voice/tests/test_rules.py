"""Who may do what, and the small texts."""

import pytest

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.voice import rules


@pytest.mark.parametrize("role", [Role.FACILITATOR, None])
def test_facilitators_and_the_operator_bring_votes_in(role: Role | None) -> None:
    rules.check_may_import(role)


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER, Role.OBSERVER])
def test_nobody_else_brings_votes_in(role: Role) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_may_import(role)
    assert refused.value.status == 403


def test_everyone_but_an_observer_may_take_the_votes() -> None:
    for role in (Role.FACILITATOR, Role.LEADER, Role.MEMBER):
        rules.check_may_export_votes(role)
    with pytest.raises(Problem):
        rules.check_may_export_votes(Role.OBSERVER)


def test_what_is_imported_must_be_what_was_looked_at() -> None:
    rules.check_same_content(content_hash="a", expected=None)
    rules.check_same_content(content_hash="a", expected="a")
    with pytest.raises(Problem):
        rules.check_same_content(content_hash="a", expected="b")


def test_long_texts_are_cut_with_a_mark_and_nul_is_taken_out() -> None:
    assert rules.shorten(" a\0b ", limit=10) == "ab"
    assert rules.shorten("x" * 11, limit=10) == "x" * 9 + "…"


def test_the_names_of_the_files_are_those_of_the_exchange_format() -> None:
    from breakthrough.measures.opinion import exchange

    assert rules.FILES == exchange.FILES
