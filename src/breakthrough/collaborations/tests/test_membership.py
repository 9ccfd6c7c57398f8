"""Coming, going, roles and facilitation, through the actions."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from breakthrough.collaborations import access, actions, queries
from breakthrough.collaborations.models import Departure, FacilitationOffer, JournalEntry, Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space

LATER = timedelta(hours=1)


def verbs(space: "Space") -> list[str]:
    return list(JournalEntry.objects.filter(collaboration=space.collaboration).values_list("verb", flat=True))


def again(member: Member) -> Member:
    return Member.objects.select_related("collaboration", "party", "person").get(pk=member.pk)


class refused:  # noqa: N801 (reads as a sentence in a test)
    """Expects a Problem with this code."""

    def __init__(self, code: str) -> None:
        self.code = code

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, problem: object, trace: object) -> bool:
        assert isinstance(problem, Problem), f"nothing was refused; expected {self.code}"
        assert problem.code == self.code
        return True


def test_whoever_creates_a_collaboration_facilitates_it(alice: Person, now: datetime) -> None:
    member = actions.create_collaboration(
        person=alice,
        name=" Launch  together ",
        ambition="One launch.",
        parties=["Acme", "Borealis"],
        own_party="acme",
        leads=True,
        now=now,
    )
    assert (member.role, member.also_leads, member.leads, member.party.name) == (
        Role.FACILITATOR,
        True,
        True,
        "Acme",
    )
    assert member.collaboration.name == "Launch together"
    assert [party.invitations.count() for party in queries.list_parties(member)] == [1, 1]
    assert access.get_member(alice, member.collaboration.slug) == member


def test_addresses_do_not_tell_whether_a_name_is_taken(alice: Person, now: datetime) -> None:
    slugs = {
        actions.create_collaboration(
            person=alice, name="Launch", ambition="x", parties=["A"], own_party="A", leads=False, now=now
        ).collaboration.slug
        for _ in range(3)
    }
    assert len(slugs) == 3
    assert all(slug.startswith("launch-") and len(slug) == len("launch-") + 5 for slug in slugs)


def test_nothing_is_stored_when_the_own_party_is_not_among_the_parties(alice: Person, now: datetime) -> None:
    with refused("own-party-unknown"):
        actions.create_collaboration(
            person=alice, name="Launch", ambition="x", parties=["A"], own_party="B", leads=False, now=now
        )
    assert not Member.objects.exists()


def test_joining_twice_changes_nothing(space: "Space", bob: Person, now: datetime) -> None:
    lines = len(verbs(space))
    assert actions.join(person=bob, invitation=space.link_to(space.acme), now=now + LATER) == space.bob
    assert again(space.bob).party == space.borealis
    assert len(verbs(space)) == lines


def test_who_left_comes_back_by_the_same_link(space: "Space", bob: Person, now: datetime) -> None:
    link = space.link_to(space.borealis)
    actions.leave(member=space.bob, now=now)
    assert queries.find_present_member(bob, space.collaboration) is None
    assert actions.join(person=bob, invitation=link, now=now + LATER).pk == space.bob.pk
    assert not Departure.objects.exists()
    assert verbs(space)[-2:] == ["member.left", "member.came_back"]


def test_who_was_removed_needs_a_later_invitation(space: "Space", bob: Person, now: datetime) -> None:
    link = space.link_to(space.borealis)
    actions.remove(member=space.lena, subject=space.bob, now=now + LATER)
    with refused("removed"):
        actions.join(person=bob, invitation=link, now=now + 2 * LATER)
    fresh = actions.make_link(member=space.lena, party=space.borealis, role=Role.MEMBER, now=now + 2 * LATER)
    assert actions.join(person=bob, invitation=fresh, now=now + 2 * LATER).role == Role.MEMBER


def test_a_leader_who_comes_back_by_a_link_is_a_member(space: "Space", lena: Person, now: datetime) -> None:
    link = space.link_to(space.borealis)
    actions.leave(member=space.lena, now=now)
    assert actions.join(person=lena, invitation=link, now=now).role == Role.MEMBER


def test_a_member_of_another_party_cannot_remove_people(space: "Space", now: datetime) -> None:
    with refused("own-party-only"):
        actions.remove(member=space.alice, subject=space.bob, now=now)
    with refused("own-party-only"):
        actions.remove(member=space.gina, subject=space.bob, now=now)
    assert not Departure.objects.exists()


def test_a_party_without_stewards_gets_its_first_leader_from_a_facilitator_and_then_decides_itself(
    space: "Space", now: datetime
) -> None:
    actions.change_role(member=space.lena, subject=space.lena, role=Role.MEMBER, now=now)
    actions.change_role(member=space.alice, subject=space.bob, role=Role.LEADER, now=now)
    with refused("own-party-only"):
        actions.change_role(member=space.alice, subject=space.lena, role=Role.LEADER, now=now)
    actions.change_role(member=again(space.bob), subject=again(space.lena), role=Role.LEADER, now=now)
    assert again(space.lena).role == Role.LEADER


def test_rules_judge_what_is_so_now_and_not_what_a_page_loaded_earlier(space: "Space", now: datetime) -> None:
    stale = again(space.lena)
    actions.change_role(member=space.lena, subject=space.lena, role=Role.MEMBER, now=now)
    with refused("own-party-only"):
        actions.remove(member=stale, subject=space.bob, now=now)


def test_somebody_who_left_in_the_meantime_can_do_nothing(space: "Space", now: datetime) -> None:
    stale = again(space.lena)
    actions.leave(member=space.lena, now=now)
    with refused("not-in-any-more"):
        actions.remove(member=stale, subject=space.bob, now=now)


def test_facilitation_takes_effect_only_when_accepted(space: "Space", now: datetime) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.lena, hands_over=False, now=now)
    assert again(space.lena).role == Role.LEADER
    actions.accept_facilitation(member=again(space.lena), now=now)
    lena = again(space.lena)
    assert (lena.role, lena.also_leads) == (Role.FACILITATOR, True)
    assert again(space.alice).role == Role.FACILITATOR
    assert not FacilitationOffer.objects.exists()
    assert verbs(space)[-2:] == ["facilitation.offered", "facilitation.accepted"]


def test_handing_over_lays_facilitation_down_on_acceptance(space: "Space", now: datetime) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.gina, hands_over=True, now=now)
    actions.accept_facilitation(member=again(space.gina), now=now)
    assert again(space.gina).role == Role.FACILITATOR
    assert again(space.alice).role == Role.MEMBER
    actions.leave(member=again(space.alice), now=now)


def test_declining_changes_nothing(space: "Space", now: datetime) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.gina, hands_over=True, now=now)
    actions.decline_facilitation(member=space.gina, now=now)
    assert again(space.gina).role == Role.MEMBER
    with refused("no-offer"):
        actions.accept_facilitation(member=space.gina, now=now)


def test_an_offer_of_somebody_who_no_longer_facilitates_is_gone(space: "Space", now: datetime) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.lena, hands_over=False, now=now)
    actions.accept_facilitation(member=again(space.lena), now=now)
    actions.offer_facilitation(member=space.alice, subject=space.gina, hands_over=False, now=now)
    actions.change_role(member=space.alice, subject=again(space.alice), role=Role.MEMBER, now=now)
    with refused("no-offer"):
        actions.accept_facilitation(member=space.gina, now=now)


def test_an_offer_can_be_taken_back(space: "Space", now: datetime) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.gina, hands_over=False, now=now)
    actions.withdraw_offer(member=space.alice, subject=space.gina, now=now)
    with refused("no-offer"):
        actions.decline_facilitation(member=space.gina, now=now)


def test_the_last_facilitator_cannot_leave_while_others_are_here(space: "Space", now: datetime) -> None:
    with refused("last-facilitator"):
        actions.leave(member=space.alice, now=now)


def test_when_the_last_person_leaves_the_doors_close(alice: Person, bob: Person, now: datetime) -> None:
    member = actions.create_collaboration(
        person=alice, name="Solo", ambition="x", parties=["A"], own_party="A", leads=False, now=now
    )
    link = member.party.invitations.get()
    actions.leave(member=member, now=now)
    with refused("invitation-taken-back"):
        actions.join(person=bob, invitation=link, now=now)


def test_somebody_moves_to_another_party_through_a_steward_of_their_own(
    space: "Space", now: datetime
) -> None:
    with refused("own-party-only"):
        actions.move(member=space.alice, subject=space.bob, party=space.acme, now=now)
    actions.move(member=space.lena, subject=space.bob, party=space.acme, now=now)
    assert again(space.bob).party == space.acme
    with refused("own-party-only"):
        actions.move(member=space.lena, subject=again(space.bob), party=space.borealis, now=now)


def test_the_ambition_keeps_its_earlier_wordings(space: "Space", now: datetime) -> None:
    actions.change_ambition(member=space.alice, ambition="Two launches.", now=now)
    actions.change_ambition(member=space.alice, ambition="Two launches.", now=now)
    assert [(one.number, one.text[:3]) for one in queries.list_ambition_versions(space.alice)] == [
        (2, "Two"),
        (1, "One"),
    ]
    assert verbs(space)[-1] == "ambition.changed"
    with refused("facilitators-only"):
        actions.change_ambition(member=space.lena, ambition="Mine.", now=now)


def test_parties_are_added_by_facilitators_and_named_by_their_own(space: "Space", now: datetime) -> None:
    corvus = actions.add_party(member=space.alice, name="Corvus", now=now)
    assert corvus.invitations.count() == 1
    actions.rename_party(member=space.alice, party=corvus, name="Corvus AG", now=now)
    with refused("own-party-only"):
        actions.rename_party(member=space.alice, party=space.borealis, name="Them", now=now)
    with refused("party-named-twice"):
        actions.rename_party(member=space.lena, party=space.borealis, name="ACME", now=now)
    actions.rename_party(member=space.lena, party=space.borealis, name="borealis", now=now)


def test_no_journal_line_holds_a_name_or_an_address(space: "Space", now: datetime) -> None:
    party = space.borealis
    actions.invite_people(
        member=space.alice, invitees=[actions.Invitee("dana@x.example", "Dana", party, Role.MEMBER)], now=now
    )
    actions.change_ambition(member=space.alice, ambition="With Dana of Borealis", now=now)
    written = str(list(JournalEntry.objects.values_list("facts", flat=True)))
    for word in ("Alice", "Lena", "Bob", "Gina", "Dana", "dana@", "Borealis", "example"):
        assert word not in written
