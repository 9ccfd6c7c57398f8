"""Makes the story through the same actions that pages use, so that a demo can never be something the product cannot do."""

from datetime import datetime, timedelta

from django.db import transaction

from breakthrough.collaborations import actions, links, queries
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.config.demo import story, votes
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.practices.voice import actions as voice_actions

VISITOR = "visitor@example.org"
BEGAN = timedelta(weeks=8)
SURVEYED = timedelta(weeks=2)


@transaction.atomic
def make_demo(*, now: datetime) -> str | None:
    """Make the demo collaboration once; return the link by which its visitor joins as a facilitator, or None if it is there."""
    if Collaboration.objects.filter(slug__startswith=f"{story.SLUG}-").exists():
        return None
    began = now - BEGAN
    founder = _begin(began)
    _fill(founder, began)
    voice_round = voice_actions.import_votes(
        collaboration=founder.collaboration,
        actor=founder,
        files={name: text.encode() for name, text in votes.export_files().items()},
        now=now - SURVEYED,
    )
    voice_actions.start_reading(round=voice_round, owner=founder.person_id, now=now)
    visitor = Invitee(address=VISITOR, name="", party=founder.party, role=Role.FACILITATOR)
    (invitation,) = actions.invite_people(member=founder, invitees=[visitor], now=now)
    return links.address_of(invitation.pk)


def _begin(began: datetime) -> Member:
    first = story.PARTIES[0]
    person = people_actions.make_guest(name=first.people[0], now=began)
    return actions.create_collaboration(
        person=person,
        name=story.NAME,
        ambition=story.AMBITION,
        parties=[party.name for party in story.PARTIES],
        own_party=first.name,
        leads=False,
        now=began,
    )


def _fill(founder: Member, began: datetime) -> None:
    doors = {invitation.party.name: invitation for invitation in queries.list_shared_invitations(founder)}
    for place, party in enumerate(story.PARTIES):
        stewards, steward = (party.roles[1:] if place == 0 else party.roles), founder
        for number, name in enumerate(party.people[1:] if place == 0 else party.people):
            joined_at = began + timedelta(days=1 + number % 6, minutes=17 * number + 5 * place)
            member, _ = actions.join_as_guest(name=name, invitation=doors[party.name], now=joined_at)
            if number < len(stewards):
                steward = _make_steward(
                    steward, member, Role(stewards[number]), now=joined_at + timedelta(hours=2)
                )


def _make_steward(by: Member, member: Member, role: Role, *, now: datetime) -> Member:
    """Return who looks after the party from then on: no party chooses the leaders of another that has stewards."""
    if role == Role.FACILITATOR:
        actions.offer_facilitation(member=by, subject=member, hands_over=False, now=now)
        return actions.accept_facilitation(member=member, now=now)
    actions.change_role(member=by, subject=member, role=role, now=now)
    return by
