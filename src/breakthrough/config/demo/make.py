"""Makes the story through the same actions that pages use, so that a demo can never be something the product cannot do."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from breakthrough.collaborations import actions, links, queries
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.config.demo import agreeing, promised, promising, pulsing, story, talk, talking, votes
from breakthrough.config.demo.sealing import Give
from breakthrough.config.demo.talking import Cast
from breakthrough.kernel.roles import Role
from breakthrough.people import actions as people_actions
from breakthrough.practices.promises import actions as promises_actions
from breakthrough.practices.voice import actions as voice_actions

VISITOR = "visitor@example.org"
BEGAN = timedelta(weeks=8)
SURVEYED = timedelta(weeks=7)
FELT = timedelta(days=47)
TALKED = timedelta(weeks=5)


@dataclass(frozen=True, slots=True)
class Doors:
    """The ways in: a link for somebody who facilitates, and return codes of people of the story by name."""

    link: str
    return_page: str
    codes: dict[str, str]


def is_there() -> bool:
    """Whether the demo collaboration was made before."""
    return Collaboration.objects.filter(slug__startswith=f"{story.SLUG}-").exists()


@transaction.atomic
def make_demo(*, give: Give, now: datetime) -> Doors | None:
    """Make the demo collaboration once, with what is sealed brought to the box by `give`; return the ways in, or None if it is there."""
    if is_there():
        return None
    today = _last_morning(now)
    began = today - BEGAN
    founder = _begin(began)
    people = _fill(founder, began)
    _survey(founder, began=today - SURVEYED, now=now)
    cast = Cast(people=people, host=founder, give=give)
    first = pulsing.take_first_wave(cast, began=today - FELT)
    talked = talking.hold_talk(cast, began=today - TALKED)
    meanwhile = [
        *pulsing.list_second_wave(cast, first, now=today),
        *agreeing.list_agreement(cast, talked=talked, now=today),
    ]
    promising.promise_all(cast, talked=talked, now=today, meanwhile=meanwhile)
    promises_actions.look_back(member=founder, title=promised.LOOK_BACK, now=today)
    talking.begin_next(cast, now=today)
    return _open_doors(cast, now=now)


def _last_morning(now: datetime) -> datetime:
    """Nine o'clock, today or yesterday: the story is told from there, so that things happen at hours at which they do."""
    morning = now.replace(hour=9, minute=0, second=0, microsecond=0)
    return morning if morning <= now else morning - timedelta(days=1)


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


def _fill(founder: Member, began: datetime) -> dict[str, Member]:
    doors = {invitation.party.name: invitation for invitation in queries.list_shared_invitations(founder)}
    people = {str(founder.person): founder}
    for place, party in enumerate(story.PARTIES):
        stewards, steward = (party.roles[1:] if place == 0 else party.roles), founder
        for number, name in enumerate(party.people[1:] if place == 0 else party.people):
            joined_at = began + timedelta(days=1 + number % 6, minutes=17 * number + 5 * place)
            member, _ = actions.join_as_guest(name=name, invitation=doors[party.name], now=joined_at)
            if number < len(stewards):
                steward = _make_steward(
                    steward, member, Role(stewards[number]), now=joined_at + timedelta(hours=2)
                )
            people[name] = member
    return {name: _as_it_stands(member) for name, member in people.items()}


def _as_it_stands(member: Member) -> Member:
    found = queries.find_present_member(member.person, member.collaboration)
    assert found is not None  # noqa: S101 (joined above)
    return found


def _make_steward(by: Member, member: Member, role: Role, *, now: datetime) -> Member:
    """Return who looks after the party from then on: no party chooses the leaders of another that has stewards."""
    if role == Role.FACILITATOR:
        actions.offer_facilitation(member=by, subject=member, hands_over=False, now=now)
        return actions.accept_facilitation(member=member, now=now)
    actions.change_role(member=by, subject=member, role=role, now=now)
    return by


def _survey(founder: Member, *, began: datetime, now: datetime) -> None:
    """An earlier conversation of many more people, brought in at the start; a worker reads it once there is one."""
    voice_round = voice_actions.import_votes(
        collaboration=founder.collaboration,
        actor=founder,
        files={name: text.encode() for name, text in votes.export_files().items()},
        now=began,
    )
    voice_actions.start_reading(round=voice_round, owner=founder.person_id, now=now)


def _open_doors(cast: Cast, *, now: datetime) -> Doors:
    visitor = Invitee(address=VISITOR, name="", party=cast.host.party, role=Role.FACILITATOR)
    (invitation,) = actions.invite_people(member=cast.host, invitees=[visitor], now=now)
    space = reverse("collaborations:show", args=[cast.host.collaboration.slug])
    return Doors(
        link=links.address_of(invitation.pk),
        return_page=f"{settings.ADDRESS}{reverse('people:return')}?{urlencode({'next': space})}",
        codes={
            f"{name}, {standing}": people_actions.renew_return_code(person=cast.people[name].person, now=now)
            for name, standing in talk.DOORS.items()
        },
    )
