"""The rules as tables: who may do what to whom. No database, no clock."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.collaborations import rules
from breakthrough.collaborations.rules import Gathered, Standing
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role

NOON = datetime(2026, 11, 14, 12, tzinfo=UTC)
ACME, BOREALIS, CORVUS = 1, 2, 3


def someone(number: int, party: int, role: Role) -> Standing:
    return Standing(
        member=UUID(int=number), party=party, role=role, joined_at=NOON + timedelta(minutes=number)
    )


ALICE = someone(1, ACME, Role.FACILITATOR)
AMIR = someone(2, ACME, Role.LEADER)
ANNA = someone(3, ACME, Role.MEMBER)
LENA = someone(4, BOREALIS, Role.LEADER)
BOB = someone(5, BOREALIS, Role.MEMBER)
FAYE = someone(6, BOREALIS, Role.FACILITATOR)
OLAF = someone(7, BOREALIS, Role.OBSERVER)
CORA = someone(8, CORVUS, Role.MEMBER)  # Corvus has nobody who facilitates or leads
ALL = Gathered((ALICE, AMIR, ANNA, LENA, BOB, FAYE, OLAF, CORA))
ONE_FACILITATOR = Gathered((ALICE, AMIR, ANNA, LENA, BOB, OLAF, CORA))

FINE = ""


def outcome(check: Callable[..., None], *facts: object, **more: object) -> str:
    try:
        check(*facts, **more)
    except Problem as problem:
        return problem.code
    return FINE


@pytest.mark.parametrize(
    ("actor", "subject", "expected"),
    [
        (ALICE, ANNA, FINE),
        (AMIR, ANNA, FINE),
        (LENA, BOB, FINE),
        (LENA, OLAF, FINE),
        (LENA, FAYE, FINE),
        (ALICE, BOB, "own-party-only"),
        (FAYE, ANNA, "own-party-only"),
        (ALICE, LENA, "own-party-only"),
        (ALICE, CORA, "own-party-only"),
        (ANNA, AMIR, "own-party-only"),
        (BOB, OLAF, "own-party-only"),
        (OLAF, BOB, "own-party-only"),
        (ALICE, ALICE, "leave-instead"),
    ],
)
def test_only_stewards_of_the_own_party_remove(actor: Standing, subject: Standing, expected: str) -> None:
    assert outcome(rules.check_may_remove, actor, subject, ALL) == expected


def test_nobody_removes_the_last_facilitator() -> None:
    assert outcome(rules.check_may_remove, AMIR, ALICE, ONE_FACILITATOR) == "last-facilitator"
    assert outcome(rules.check_may_remove, AMIR, ALICE, ALL) == FINE


def test_the_last_facilitator_leaves_only_when_alone() -> None:
    assert outcome(rules.check_may_leave, ALICE, ONE_FACILITATOR) == "last-facilitator"
    assert outcome(rules.check_may_leave, ALICE, ALL) == FINE
    assert outcome(rules.check_may_leave, ALICE, Gathered((ALICE,))) == FINE
    assert outcome(rules.check_may_leave, BOB, ONE_FACILITATOR) == FINE


@pytest.mark.parametrize(
    ("actor", "subject", "role", "expected"),
    [
        (ALICE, ANNA, Role.LEADER, FINE),
        (LENA, BOB, Role.LEADER, FINE),
        (LENA, BOB, Role.OBSERVER, FINE),
        (LENA, LENA, Role.MEMBER, FINE),
        (ALICE, BOB, Role.LEADER, "own-party-only"),
        (ALICE, LENA, Role.MEMBER, "own-party-only"),
        (ALICE, CORA, Role.LEADER, FINE),
        (ALICE, CORA, Role.OBSERVER, "own-party-only"),
        (LENA, CORA, Role.LEADER, "own-party-only"),
        (BOB, BOB, Role.LEADER, "own-party-only"),
        (OLAF, OLAF, Role.MEMBER, "own-party-only"),
        (ALICE, ANNA, Role.FACILITATOR, "offer-facilitation"),
        (ALICE, ALICE, Role.MEMBER, FINE),
        (AMIR, ALICE, Role.MEMBER, "facilitators-step-down"),
        (LENA, FAYE, Role.MEMBER, "facilitators-step-down"),
    ],
)
def test_roles_are_chosen_within_the_party(
    actor: Standing, subject: Standing, role: Role, expected: str
) -> None:
    assert outcome(rules.check_may_change_role, actor, subject, role, ALL) == expected


def test_the_last_facilitator_does_not_step_down() -> None:
    assert (
        outcome(rules.check_may_change_role, ALICE, ALICE, Role.MEMBER, ONE_FACILITATOR) == "last-facilitator"
    )


@pytest.mark.parametrize(
    ("actor", "subject", "expected"),
    [
        (LENA, BOB, FINE),
        (ALICE, ANNA, FINE),
        (ALICE, BOB, "own-party-only"),
        (BOB, BOB, "own-party-only"),
        (ALICE, ALICE, "stewards-stay"),
        (LENA, LENA, "stewards-stay"),
        (ALICE, AMIR, "stewards-stay"),
    ],
)
def test_nobody_carries_a_stewards_role_into_another_party(
    actor: Standing, subject: Standing, expected: str
) -> None:
    assert outcome(rules.check_may_move, actor, subject) == expected


@pytest.mark.parametrize(
    ("actor", "subject", "expected"),
    [
        (ALICE, ANNA, FINE),
        (ALICE, LENA, FINE),
        (ALICE, CORA, FINE),
        (ALICE, BOB, "stewards-from-within"),
        (FAYE, BOB, FINE),
        (ALICE, FAYE, "facilitates-already"),
        (LENA, BOB, "facilitators-only"),
        (BOB, LENA, "facilitators-only"),
    ],
)
def test_facilitation_is_offered_without_reaching_into_a_party(
    actor: Standing, subject: Standing, expected: str
) -> None:
    assert outcome(rules.check_may_offer_facilitation, actor, subject, ALL) == expected


@pytest.mark.parametrize(
    ("actor", "party", "role", "is_shared", "expected"),
    [
        (ALICE, ACME, Role.MEMBER, True, FINE),
        (ALICE, BOREALIS, Role.MEMBER, True, FINE),
        (ALICE, BOREALIS, Role.OBSERVER, True, FINE),
        (LENA, BOREALIS, Role.MEMBER, True, FINE),
        (LENA, ACME, Role.MEMBER, True, "may-not-invite"),
        (BOB, BOREALIS, Role.MEMBER, True, "may-not-invite"),
        (OLAF, BOREALIS, Role.MEMBER, True, "may-not-invite"),
        (ALICE, ACME, Role.LEADER, True, "link-for-members-only"),
        (ALICE, ACME, Role.FACILITATOR, True, "link-for-members-only"),
        (ALICE, ACME, Role.LEADER, False, FINE),
        (ALICE, ACME, Role.FACILITATOR, False, FINE),
        (ALICE, BOREALIS, Role.LEADER, False, "stewards-from-within"),
        (ALICE, CORVUS, Role.LEADER, False, FINE),
        (ALICE, CORVUS, Role.FACILITATOR, False, FINE),
        (LENA, BOREALIS, Role.LEADER, False, FINE),
        (LENA, BOREALIS, Role.FACILITATOR, False, "facilitators-only"),
    ],
)
def test_invitations_bring_stewards_only_from_within(
    actor: Standing, party: int, role: Role, is_shared: bool, expected: str
) -> None:
    assert (
        outcome(rules.check_may_invite, actor, party=party, role=role, is_shared=is_shared, gathered=ALL)
        == expected
    )


@pytest.mark.parametrize(
    ("invited_as", "party", "inviter_party", "expected"),
    [
        (Role.MEMBER, BOREALIS, ACME, Role.MEMBER),
        (Role.OBSERVER, BOREALIS, None, Role.OBSERVER),
        (Role.LEADER, CORVUS, ACME, Role.LEADER),
        (Role.LEADER, BOREALIS, ACME, Role.MEMBER),
        (Role.FACILITATOR, BOREALIS, None, Role.MEMBER),
        (Role.LEADER, BOREALIS, BOREALIS, Role.LEADER),
    ],
)
def test_an_old_invitation_does_not_bring_a_steward_into_a_party_that_has_its_own(
    invited_as: Role, party: int, inviter_party: int | None, expected: Role
) -> None:
    assert (
        rules.role_on_joining(invited_as, party=party, inviter_party=inviter_party, gathered=ALL) == expected
    )


def test_who_was_removed_needs_a_later_invitation() -> None:
    before, after = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    assert (
        outcome(rules.check_may_come_back, was_removed=True, departed_at=NOON, invited_at=before) == "removed"
    )
    assert (
        outcome(rules.check_may_come_back, was_removed=True, departed_at=NOON, invited_at=NOON) == "removed"
    )
    assert outcome(rules.check_may_come_back, was_removed=True, departed_at=NOON, invited_at=after) == FINE
    assert outcome(rules.check_may_come_back, was_removed=False, departed_at=NOON, invited_at=before) == FINE


@pytest.mark.parametrize(
    ("actor", "party", "expected"),
    [
        (ALICE, ACME, True),
        (ALICE, BOREALIS, False),
        (ALICE, CORVUS, True),
        (LENA, BOREALIS, True),
        (LENA, CORVUS, False),
        (BOB, BOREALIS, False),
    ],
)
def test_a_party_is_named_by_its_own(actor: Standing, party: int, expected: bool) -> None:
    assert rules.may_rename_party(actor, party, ALL) is expected


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ([], "no-party"),
        (["Acme"], FINE),
        (["Acme", "ACME"], "party-named-twice"),
        (["Straße", "STRASSE"], "party-named-twice"),
        ([str(number) for number in range(12)], FINE),
        ([str(number) for number in range(13)], "too-many-parties"),
    ],
)
def test_one_to_twelve_parties_with_different_names(names: list[str], expected: str) -> None:
    assert outcome(rules.check_parties, names) == expected


def test_facilitation_passes_to_a_leader_first_then_to_whoever_came_first() -> None:
    assert rules.successor_of(ALICE, ALL) is None
    assert rules.successor_of(BOB, ONE_FACILITATOR) is None
    assert rules.successor_of(ALICE, ONE_FACILITATOR) == AMIR
    assert rules.successor_of(ALICE, Gathered((ALICE, OLAF, CORA, BOB))) == BOB
    assert rules.successor_of(ALICE, Gathered((ALICE, OLAF))) == OLAF
    assert rules.successor_of(ALICE, Gathered((ALICE,))) is None


def test_observers_do_not_see_who_is_here() -> None:
    assert outcome(rules.check_may_see_people, OLAF) == "observers-see-results"
    assert outcome(rules.check_may_see_people, BOB) == FINE


def test_somebody_who_is_gone_is_not_found() -> None:
    with pytest.raises(Problem) as refusal:
        ALL.standing(UUID(int=99))
    assert refusal.value.status == 404


def test_the_stronger_role_is_kept() -> None:
    assert rules.stronger(Role.MEMBER, Role.FACILITATOR) == Role.FACILITATOR
    assert rules.stronger(Role.OBSERVER, Role.MEMBER) == Role.MEMBER


PEOPLE = st.lists(
    st.builds(
        Standing,
        member=st.uuids(),
        party=st.integers(1, 3),
        role=st.sampled_from(list(Role)),
        joined_at=st.just(NOON),
    ),
    min_size=2,
    max_size=8,
    unique_by=lambda one: one.member,
)


@given(PEOPLE)
def test_no_party_can_ever_remove_move_or_demote_anothers_people(people: list[Standing]) -> None:
    gathered = Gathered(tuple(people))
    for actor in people:
        for subject in people:
            possible = rules.possibilities(actor, subject, gathered)
            if actor.party != subject.party:
                assert not possible.can_remove
                assert not possible.can_move
                # The one thing that crosses: a facilitator gives a party without stewards its first leader.
                assert set(possible.roles) <= {Role.LEADER}
                if possible.roles:
                    assert actor.role == Role.FACILITATOR
                    assert not gathered.has_steward(subject.party)


@given(PEOPLE)
def test_a_list_leads_to_a_choice_wherever_the_rules_leave_one(people: list[Standing]) -> None:
    gathered = Gathered(tuple(people))
    for actor in people:
        for subject in people:
            if rules.possibilities(actor, subject, gathered).has_any:
                assert rules.may_act_for(
                    actor, subject, party_has_steward=gathered.has_steward(subject.party)
                )


@given(PEOPLE)
def test_no_single_act_takes_the_last_facilitator_away(people: list[Standing]) -> None:
    gathered = Gathered(tuple(people))
    facilitators = [one for one in people if one.role == Role.FACILITATOR]
    for subject in facilitators if len(facilitators) == 1 else []:
        assert not rules.may_leave(subject, gathered)
        for actor in people:
            possible = rules.possibilities(actor, subject, gathered)
            assert not possible.can_remove
            assert not possible.roles
