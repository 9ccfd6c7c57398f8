"""Ways in: links, codes, e-mail, lists. Nobody is mailed twice."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from breakthrough.background.models import Job
from breakthrough.collaborations import actions, invitation_cards, links, people_lists, queries, review
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Invitation, Mailing
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.people.models import Person
from breakthrough.people.rules import clean_address

if TYPE_CHECKING:
    from breakthrough.conftest import Space

HOUR = timedelta(hours=1)


def code_of(refusal: "pytest.ExceptionInfo[Problem]") -> str:
    return refusal.value.code


def invite(space: "Space", *addresses: str, now: datetime) -> list[Invitation]:
    people = [Invitee(address, "", space.borealis, Role.MEMBER) for address in addresses]
    return actions.invite_people(member=space.alice, invitees=people, now=now)


def test_a_link_opens_its_own_invitation_only(space: "Space") -> None:
    invitation = space.link_to(space.acme)
    token = links.token_of(invitation.pk)
    assert queries.get_open_invitation(token) == invitation
    assert links.address_of(invitation.pk) == f"http://localhost:8000/join/{token}"
    other = links.token_of(space.link_to(space.borealis).pk)
    forged = token[:22] + other[22:]
    for wrong in (forged, token[:-1], token + "A", "", "é" * 40, "\0" * 40, token.swapcase()):
        with pytest.raises(Problem) as refusal:
            queries.get_open_invitation(wrong)
        assert code_of(refusal) == "not-found"


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading_of_links(text: str) -> None:
    assert links.find_invitation_id(text) is None


def test_no_stored_row_holds_what_a_link_needs(space: "Space") -> None:
    token = links.token_of(space.link_to(space.acme).pk)
    stored = str(list(Invitation.objects.values()))
    assert token not in stored
    assert token[22:] not in stored


def test_a_code_is_read_however_it_is_typed(space: "Space") -> None:
    invitation = space.link_to(space.acme)
    code = invitation.code or ""
    for typed in (code, code.lower(), f" {code[:3]}-{code[3:]} ", " ".join(code)):
        assert queries.find_invitation_by_code(typed) == invitation
    for wrong in ("", "ABC", code + "X", "😀" * 6, "x" * 10_000, "\0" * 6):
        assert queries.find_invitation_by_code(wrong) is None


def test_renewing_a_link_closes_the_one_before(space: "Space", now: datetime) -> None:
    before = space.link_to(space.acme)
    after = actions.make_link(member=space.alice, party=space.acme, role=Role.MEMBER, now=now)
    assert queries.find_invitation_by_code(before.code or "") is None
    assert queries.find_invitation_by_code(after.code or "") == after
    with pytest.raises(Problem) as refusal:
        queries.get_open_invitation(links.token_of(before.pk))
    assert (code_of(refusal), refusal.value.status) == ("invitation-taken-back", 410)


def test_a_link_for_observers_stands_beside_the_one_for_members(
    space: "Space", charlie: Person, now: datetime
) -> None:
    invitation = actions.make_link(member=space.alice, party=space.acme, role=Role.OBSERVER, now=now)
    assert len(queries.list_shared_invitations(space.alice)) == 3
    assert actions.join(person=charlie, invitation=invitation, now=now).observes


def test_a_leader_invites_to_their_own_party_only(space: "Space", now: datetime) -> None:
    actions.make_link(member=space.lena, party=space.borealis, role=Role.MEMBER, now=now)
    for refused in (
        lambda: actions.make_link(member=space.lena, party=space.acme, role=Role.MEMBER, now=now),
        lambda: actions.take_back(member=space.lena, invitation=space.link_to(space.acme), now=now),
        lambda: actions.make_link(member=space.bob, party=space.borealis, role=Role.MEMBER, now=now),
    ):
        with pytest.raises(Problem) as refusal:
            refused()
        assert code_of(refusal) == "may-not-invite"


def test_inviting_again_mails_only_the_people_who_are_fresh(
    space: "Space", now: datetime, send_waiting: Callable[[], None]
) -> None:
    invite(space, "dana@x.example", "eli@x.example", now=now)
    send_waiting()
    assert sorted(message.to[0] for message in mail.outbox) == ["dana@x.example", "eli@x.example"]
    made = invite(space, "dana@x.example", "fay@x.example", "bob@borealis.example", now=now + HOUR)
    send_waiting()
    assert [one.address for one in made] == ["fay@x.example"]
    assert [message.to[0] for message in mail.outbox[2:]] == ["fay@x.example"]


def test_running_the_mail_job_twice_mails_nobody_twice(
    space: "Space", now: datetime, send_waiting: Callable[[], None]
) -> None:
    from breakthrough.background.progress import Progress
    from breakthrough.collaborations.jobs import send_invitations

    invite(space, "dana@x.example", now=now)
    send_waiting()
    job = Job.objects.get()
    progress = Progress(job=job, clock=lambda: now, interruption=threading.Event())
    assert send_invitations(progress, job.payload) == {"sent": 0, "failed": 0}
    assert len(mail.outbox) == 1


def test_pressing_send_again_mails_once_more(
    space: "Space", now: datetime, send_waiting: Callable[[], None]
) -> None:
    (invitation,) = invite(space, "dana@x.example", now=now)
    with pytest.raises(Problem) as refusal:
        actions.send_again(member=space.alice, invitation=invitation, now=now)
    assert code_of(refusal) == "on-its-way"
    send_waiting()
    actions.send_again(member=space.alice, invitation=invitation, now=now + HOUR)
    send_waiting()
    assert [message.to for message in mail.outbox] == [["dana@x.example"]] * 2
    assert mail.outbox[0].body == mail.outbox[1].body


def test_a_mail_server_that_refuses_is_told_and_not_tried_again_by_itself(
    space: "Space", now: datetime, send_waiting: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*parts: object) -> None:
        raise ConnectionRefusedError

    invite(space, "dana@x.example", now=now)
    monkeypatch.setattr("django.core.mail.send_mail", refuse)
    send_waiting()
    mailing = Mailing.objects.get()
    assert mailing.tried_at is not None
    assert mailing.sent_at is None


def test_the_letter_says_who_invites_to_what_and_holds_the_link(
    space: "Space", now: datetime, send_waiting: Callable[[], None]
) -> None:
    invitees = [Invitee("dana@x.example", "Dana", space.borealis, Role.MEMBER)]
    (invitation,) = actions.invite_people(member=space.alice, invitees=invitees, now=now)
    send_waiting()
    (message,) = mail.outbox
    assert message.subject == "You are invited: Launch together"
    for part in (
        "Hello Dana,",
        "Alice invites you",
        "for Borealis",
        "One launch that both",
        links.address_of(invitation.pk),
    ):
        assert part in message.body
    assert "&" not in message.body


def test_a_personal_invitation_works_once(space: "Space", charlie: Person, now: datetime) -> None:
    (invitation,) = invite(space, "dana@x.example", now=now)
    actions.join(person=charlie, invitation=invitation, now=now)
    other = people_actions.make_guest(name="Other", now=now)
    with pytest.raises(Problem) as refusal:
        actions.join(person=other, invitation=invitation, now=now)
    assert (code_of(refusal), refusal.value.status) == ("invitation-used", 410)
    with pytest.raises(Problem) as refusal:
        actions.take_back(member=space.alice, invitation=invitation, now=now)
    assert refusal.value.status == 409
    with pytest.raises(Problem) as refusal:
        actions.send_again(member=space.alice, invitation=invitation, now=now)
    assert code_of(refusal) == "nothing-to-send"


def test_an_invitation_that_was_taken_back_can_be_made_again(
    space: "Space", now: datetime, send_waiting: Callable[[], None]
) -> None:
    (before,) = invite(space, "dana@x.example", now=now)
    actions.take_back(member=space.alice, invitation=before, now=now)
    send_waiting()
    assert mail.outbox == []
    (after,) = invite(space, "dana@x.example", now=now + HOUR)
    assert after.pk != before.pk
    send_waiting()
    assert len(mail.outbox) == 1


def test_who_left_can_be_invited_again(space: "Space", charlie: Person, now: datetime) -> None:
    (invitation,) = invite(space, "dana@x.example", now=now)
    member = actions.join(person=charlie, invitation=invitation, now=now)
    assert invite(space, "dana@x.example", now=now) == []
    actions.leave(member=member, now=now)
    assert len(invite(space, "dana@x.example", now=now)) == 1


def test_an_early_invitation_as_leader_brings_a_member_once_the_party_has_its_own(
    space: "Space", charlie: Person, now: datetime
) -> None:
    corvus = actions.add_party(member=space.alice, name="Corvus", now=now)
    reserve, first = actions.invite_people(
        member=space.alice,
        invitees=[
            Invitee("reserve@x.example", "", corvus, Role.LEADER),
            Invitee("first@x.example", "", corvus, Role.LEADER),
        ],
        now=now,
    )
    assert (
        actions.join(person=people_actions.make_guest(name="First", now=now), invitation=first, now=now).role
        == Role.LEADER
    )
    assert actions.join(person=charlie, invitation=reserve, now=now).role == Role.MEMBER


def test_a_list_is_held_against_the_collaboration_line_by_line(space: "Space", now: datetime) -> None:
    invite(space, "known@x.example", now=now)
    content = (
        "email,name,party,role\n"
        "a@x.example,Ann,acme,\n"
        "b@x.example,Ben,Nowhere,member\n"
        "c@x.example,Cy,Borealis,leader\n"
        "d@x.example,Di,Borealis,king\n"
        "known@x.example,Known,Borealis,\n"
        "bob@borealis.example,Bob,Borealis,\n"
        "e@x.example,,,\n"
        f"f@x.example,{'x' * 81},Acme,\n"
        "g@x.example,Gil,Acme,Observer\n"
    )
    listing = people_lists.read_file(content.encode(), clean_address=clean_address)
    found = review.review(space.alice, listing, party=None, role=Role.MEMBER)
    assert [(one.address, one.party.name, one.role) for one in found.ready] == [
        ("a@x.example", "Acme", Role.MEMBER),
        ("g@x.example", "Acme", Role.OBSERVER),
    ]
    assert [entry.address for entry in found.invited] == ["known@x.example"]
    assert [entry.address for entry in found.inside] == ["bob@borealis.example"]
    assert [bad.line for bad in found.bad_lines] == [3, 4, 5, 8, 9]
    assert found.bad_lines[0].params["parties"] == "Acme, Borealis"


def test_the_picture_has_nothing_the_content_policy_forbids(space: "Space") -> None:
    card = invitation_cards.card_of(space.link_to(space.acme))
    assert card.picture.startswith("<svg viewBox=")
    for forbidden in ("style", "class", "script", "http"):
        assert forbidden not in card.picture
