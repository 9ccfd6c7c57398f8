"""The life of a round, who sees it, and the registry of practices."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.rounds import actions, portable, queries, registry, rules
from breakthrough.rounds.models import Closure, Round

CARD = registry.Practice(
    name="testing", title="Testing", question="Does it hold?", not_for="Nothing.", begin_words="Begin"
)


def _begin(space: Space, now: Any, **given: Any) -> Round:
    values: dict[str, Any] = {
        "actor": space.alice,
        "practice": "voice",
        "title": " Our round ",
        "question": "",
    }
    return actions.begin_round(collaboration=space.collaboration, now=now, **(values | given))


@pytest.mark.parametrize("role", [Role.LEADER, Role.MEMBER, Role.OBSERVER])
def test_only_a_facilitator_or_the_operator_begins_a_round(role: Role) -> None:
    rules.check_may_begin(Role.FACILITATOR)
    rules.check_may_begin(None)
    with pytest.raises(Problem) as refused:
        rules.check_may_begin(role)
    assert refused.value.status == 403


def test_an_observer_sees_closed_rounds_only() -> None:
    assert rules.may_see(rules.RoundFacts(role=Role.OBSERVER, is_closed=True))
    assert not rules.may_see(rules.RoundFacts(role=Role.OBSERVER, is_closed=False))
    assert rules.may_see(rules.RoundFacts(role=Role.MEMBER, is_closed=False))


@pytest.mark.parametrize(
    ("title", "question"),
    [("", ""), ("  ", ""), ("x" * 201, ""), ("a\0b", ""), ("fine", "q" * 4001), ("fine", "\0")],
)
def test_words_that_cannot_be_shown_are_refused(title: str, question: str) -> None:
    with pytest.raises(Problem) as refused:
        rules.check_words(title=title, question=question)
    assert refused.value.status == 422


def test_a_round_is_begun_closed_once_and_both_are_in_the_journal(space: Space, now: Any) -> None:
    begun = _begin(space, now)
    assert (begun.title, begun.is_closed) == ("Our round", False)
    actions.close_round(round=begun, actor=space.alice, now=now)
    with pytest.raises(Problem) as refused:
        actions.close_round(round=begun, actor=space.alice, now=now)
    assert (refused.value.status, Closure.objects.count()) == (409, 1)
    assert list(
        space.collaboration.journal.filter(verb__startswith="round.").values_list("verb", flat=True)
    ) == ["round.begun", "round.closed"]


def test_a_round_of_an_unknown_practice_cannot_begin(space: Space, now: Any) -> None:
    with pytest.raises(Problem) as refused:
        _begin(space, now, practice="nothing")
    assert refused.value.status == 404


def test_rounds_are_had_through_a_member_of_their_collaboration_only(
    space: Space, now: Any, charlie: Any
) -> None:
    from breakthrough.collaborations import actions as spaces

    begun = _begin(space, now)
    outsider = spaces.create_collaboration(
        person=charlie, name="Other", ambition="Else", parties=["One"], own_party="One", leads=False, now=now
    )
    assert queries.get_round(space.bob, begun.pk) == begun
    assert queries.list_rounds(outsider) == []
    for member, round_id, practice in (
        (outsider, begun.pk, None),
        (space.bob, uuid.uuid4(), None),
        (space.bob, begun.pk, "else"),
    ):
        with pytest.raises(Problem) as refused:
            queries.get_round(member, round_id, practice=practice)
        assert refused.value.status == 404


def test_the_collaboration_lists_practices_with_their_questions(
    space: Space, now: Any, client_of: Callable[[Any], Client]
) -> None:
    _begin(space, now, title="<b>Bold</b>")
    page = client_of(space.bob.person).get(f"/c/{space.slug}/").content.decode()
    assert "What is not being said, and what do these people think?" in page
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page
    assert "still open" in page
    type(space.bob).objects.filter(pk=space.bob.pk).update(role=Role.OBSERVER)
    page = client_of(space.bob.person).get(f"/c/{space.slug}/").content.decode()
    assert "Bold" not in page
    assert "Nothing is released yet" in page


def test_a_practice_registers_once_and_two_of_one_name_are_a_mistake() -> None:
    registry.register(CARD)
    try:
        registry.register(CARD)
        assert registry.get_practice("testing") == CARD
        assert CARD in registry.list_practices()
        with pytest.raises(ValueError, match="two practices"):
            registry.register(
                registry.Practice(name="testing", title="Other", question="", not_for="", begin_words="")
            )
    finally:
        registry._practices.pop("testing")
    with pytest.raises(ValueError, match="folder"):
        registry.Practice(name="Not A Folder", title="", question="", not_for="", begin_words="")


def test_rounds_follow_a_membership_that_is_joined_to_another_and_forget_one_that_is_erased(
    space: Space, now: Any
) -> None:
    begun = _begin(space, now)
    actions.close_round(round=begun, actor=space.alice, now=now)
    assert portable.export(space.alice) == [
        {"practice": "voice", "title": "Our round", "begun_at": now.isoformat()}
    ]
    portable.merge(space.alice, space.bob, now)
    begun.refresh_from_db()
    assert (begun.made_by, Closure.objects.get().by) == (space.bob, space.bob)
    portable.erase(space.bob, now)
    begun.refresh_from_db()
    assert (begun.made_by, Closure.objects.get().by) == (None, None)
