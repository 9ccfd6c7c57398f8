"""A person's part in collaborations: told, carried over, taken out."""

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest

from breakthrough.collaborations import actions, journal, queries, registry
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Invitation, Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.people import queries as people_queries
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.conftest import Space


def exported(person: Person) -> Any:
    return json.loads(json.dumps(people_queries.export_of(person)))


def test_the_export_tells_memberships_and_own_lines(
    space: "Space", alice: Person, bob: Person, now: datetime
) -> None:
    actions.leave(member=space.bob, now=now)
    told = exported(bob)
    (membership,) = told["memberships"]
    assert (membership["collaboration"], membership["party"], membership["role"]) == (
        "Launch together",
        "Borealis",
        "member",
    )
    assert membership["left_at"] == now.isoformat()
    assert [line["verb"] for line in membership["journal"]] == ["member.joined", "member.left"]
    assert "Lena" not in json.dumps(told)
    assert exported(alice)["memberships"][0]["ambition_versions"] == [
        {"number": 1, "text": "One launch that both companies are proud of."}
    ]


def test_the_export_tells_invitations_to_ones_address(space: "Space", charlie: Person, now: datetime) -> None:
    invitees = [Invitee("charlie@elsewhere.example", "Charlie", space.acme, Role.MEMBER)]
    actions.invite_people(member=space.alice, invitees=invitees, now=now)
    assert exported(charlie)["invitations"] == [
        {
            "collaboration": "Launch together",
            "address": "charlie@elsewhere.example",
            "name": "Charlie",
            "at": now.isoformat(),
        }
    ]


def test_a_guests_membership_goes_over_to_their_account(
    space: "Space", gina: Person, charlie: Person, now: datetime
) -> None:
    people_actions.merge_guest(guest=gina, account=charlie, now=now)
    member = Member.objects.get(pk=space.gina.pk)
    assert member.person == charlie
    assert queries.find_present_member(charlie, space.collaboration) == member


def test_who_was_here_twice_is_here_once_with_the_stronger_role_and_its_party(
    space: "Space", gina: Person, bob: Person, now: datetime
) -> None:
    actions.change_role(member=space.alice, subject=space.gina, role=Role.LEADER, now=now)
    people_actions.merge_guest(guest=gina, account=bob, now=now)
    kept = queries.find_present_member(bob, space.collaboration)
    assert kept is not None
    assert (kept.pk, kept.role, kept.party) == (space.bob.pk, Role.LEADER, space.acme)
    assert len(queries.gather(space.collaboration).standings) == 3
    assert journal.verify(space.collaboration).broken_at is None


def test_the_weaker_of_two_memberships_gives_way(
    space: "Space", gina: Person, lena: Person, now: datetime
) -> None:
    people_actions.merge_guest(guest=gina, account=lena, now=now)
    kept = queries.find_present_member(lena, space.collaboration)
    assert kept is not None
    assert (kept.pk, kept.role, kept.party) == (space.lena.pk, Role.LEADER, space.borealis)


def test_a_guest_who_is_in_brings_the_account_that_had_left_back(
    space: "Space", gina: Person, bob: Person, now: datetime
) -> None:
    actions.leave(member=space.bob, now=now)
    people_actions.merge_guest(guest=gina, account=bob, now=now)
    kept = queries.find_present_member(bob, space.collaboration)
    assert kept is not None
    assert kept.party == space.acme


def test_a_last_facilitator_who_was_a_guest_stays_one_after_merging(
    space: "Space", gina: Person, bob: Person, now: datetime
) -> None:
    actions.offer_facilitation(member=space.alice, subject=space.gina, hands_over=True, now=now)
    actions.accept_facilitation(member=space.gina, now=now)
    people_actions.merge_guest(guest=gina, account=bob, now=now)
    kept = queries.find_present_member(bob, space.collaboration)
    assert kept is not None
    assert kept.facilitates


def test_deleting_oneself_leaves_nothing_that_identifies(space: "Space", bob: Person, now: datetime) -> None:
    actions.invite_people(
        member=space.alice,
        invitees=[Invitee("dana@x.example", "Dana Bobson", space.borealis, Role.MEMBER)],
        now=now,
    )
    personal = Invitation.objects.get(address="dana@x.example")
    dana = people_actions.make_guest(name="Dana Bobson", now=now)
    actions.join(person=dana, invitation=personal, now=now)
    people_actions.erase_person(person=dana, now=now)
    stored = str([list(model.objects.values()) for model in (Invitation, Member, Person)])
    for trace in ("Dana", "dana@", "Bobson"):
        assert trace not in stored
    with pytest.raises(Problem):
        queries.get_subject(space.alice, Member.objects.get(person=dana).pk)


def test_an_open_invitation_to_a_deleted_address_is_gone(
    space: "Space", charlie: Person, now: datetime
) -> None:
    invitees = [Invitee("charlie@elsewhere.example", "Charlie", space.acme, Role.MEMBER)]
    actions.invite_people(member=space.alice, invitees=invitees, now=now)
    people_actions.erase_person(person=charlie, now=now)
    assert not Invitation.objects.filter(address__isnull=False).exists()


def test_facilitation_passes_on_when_the_last_facilitator_deletes_themselves(
    space: "Space", alice: Person, now: datetime
) -> None:
    people_actions.erase_person(person=alice, now=now)
    lena = Member.objects.get(pk=space.lena.pk)
    assert (lena.role, lena.also_leads) == (Role.FACILITATOR, True)
    assert [entry.verb for entry in queries.get_journal(lena).entries[:2]] == [
        "facilitation.passed_on",
        "member.erased",
    ]
    assert journal.verify(space.collaboration).broken_at is None


def test_the_doors_close_when_the_last_person_deletes_themselves(alice: Person, now: datetime) -> None:
    member = actions.create_collaboration(
        person=alice, name="Solo", ambition="x", parties=["A"], own_party="A", leads=False, now=now
    )
    people_actions.erase_person(person=alice, now=now)
    assert not Invitation.objects.filter(collaboration=member.collaboration, revocation__isnull=True).exists()


def test_other_floors_take_part(space: "Space", gina: Person, bob: Person, now: datetime) -> None:
    seen: list[tuple[object, ...]] = []
    registry.register_member_records(
        "things",
        export=lambda member: {"of": str(member.pk)},
        merge=lambda guest, kept, at: seen.append(("merge", guest.pk, kept.pk, at)),
        erase=lambda member, at: seen.append(("erase", member.pk, at)),
    )
    try:
        memberships = exported(bob)["memberships"]
        people_actions.merge_guest(guest=gina, account=bob, now=now)
        people_actions.erase_person(person=bob, now=now)
    finally:
        registry._records[:] = [one for one in registry._records if one.name != "things"]
    assert memberships[0]["things"] == {"of": str(space.bob.pk)}
    assert seen == [("merge", space.gina.pk, space.bob.pk, now), ("erase", space.bob.pk, now)]
