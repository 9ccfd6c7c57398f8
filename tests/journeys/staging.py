"""Brings a round of Straight talk forward on a running installation, as its facilitator would, for one real browser.

Run as a program: `python -m tests.journeys.staging COMMAND DATA [ROUND]`. Everything is real but the other eleven people: their
seals are rows, because their browsers are not here. Their statements are put in when the writing is over.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any


def begin() -> dict[str, Any]:
    """Make the space and a round in joining; everybody has a seal but Bob, whose browser fetches its own."""
    from django.utils import timezone

    from breakthrough.practices.voice.tests import staged

    now = timezone.now()
    facilitator, member = _gather(now)
    begun = staged.stage(facilitator, "joining", now=now, writing_minutes=60, voting_minutes=60)
    staged.give_seals(begun, but_for=member)
    return told(begun, facilitator, member)


def begin_pulse() -> dict[str, Any]:
    """Make the space and a Pulse in joining, likewise; and one that is over, to look at."""
    from django.utils import timezone

    from breakthrough.practices.pulse import actions
    from breakthrough.practices.pulse.rules.plans import Mode, Plan
    from breakthrough.practices.pulse.tests import staged

    now = timezone.now()
    facilitator, member = _gather(now)
    plan = Plan(title="How we work in November", mode=Mode.ROOM, minutes=60)
    begun = actions.begin_pulse(member=facilitator, plan=plan, now=now)
    actions.prepare(member=facilitator, round=begun, now=now)
    staged.give_seals(begun, but_for=member)
    over = staged.release(facilitator, people=14, now=now, by_party=True)
    space = f"/c/{facilitator.collaboration.slug}/pulse"
    return {**told(begun, facilitator, member), "space": space, "over": f"{space}/{over.pk}"}


def open_answering(round_id: str) -> dict[str, Any]:
    """Open a Pulse at the real box."""
    from django.utils import timezone

    from breakthrough.practices.pulse import actions

    kept, facilitator = _find(round_id)
    actions.open_answering(member=facilitator, round=kept, now=timezone.now())
    return {}


def begin_alignment() -> dict[str, Any]:
    """Make the space and a round of Alignment in joining, likewise; and a text in its second version with a round in its talk."""
    from django.utils import timezone

    from breakthrough.collaborations.models import Member
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.alignment.rules.plans import Plan
    from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event
    from breakthrough.practices.alignment.rules.texts import Words
    from breakthrough.practices.alignment.tests import staged

    now = timezone.now()
    facilitator, member = _gather(now)
    body = (
        "By next spring every person who leaves the hospital comes home to care that is already there.\n\n"
        "We decide together who pays for the first weeks.\n\nWhoever sees that something slips says so the same day."
    )
    text = actions.begin_text(member=facilitator, title="Home with care in place", body=body, now=now)
    begun = actions.begin_round(
        member=facilitator, text=text, plan=Plan(sealed_minutes=60, named_minutes=60), now=now
    )
    actions.prepare(member=facilitator, round=begun, now=now)
    staged.give_seals(begun, but_for=member)

    second = actions.begin_text(
        member=facilitator, title="How we decide", body=body, template="working-agreement", now=now
    )
    for who, words in (
        (member, Words("It is open who pays, and that always ends with us.", "the text says who pays what")),
        (facilitator, Words("The same day is not possible on weekends.", "weekends are named")),
        (member, Words("Spring is too early for the nights.", "", True, "Patients would be alone at night.")),
    ):
        actions.raise_named(member=who, text=second, words=words, now=now)
    newer = body.replace(
        "together who pays for the first weeks", "now that both sides pay half of the first four weeks"
    )
    actions.write_version(
        member=facilitator,
        text=second,
        body=newer,
        note="Both pay half, for four weeks",
        answers=[actions.Answer(1, "Half each, written down.")],
        now=now,
    )
    actions.say_as_raiser(
        member=member, text=second, number=1, event=Event.LIFT, words="That was it.", now=now
    )
    actions.answer(
        member=facilitator,
        text=second,
        number=3,
        kind=AnswerKind.REPLY,
        words="We staff two nights first.",
        now=now,
    )
    over = staged.release(
        facilitator,
        second,
        people=14,
        now=now,
        cells=[1, 2] * 7,
        is_prepared=True,
        words=[
            Words("I nod in the meeting and do not believe the date.", "somebody shows the steps to May"),
            Words("My own team has not been asked.", "they have been asked"),
        ],
    )
    others = Member.objects.filter(collaboration=facilitator.collaboration).exclude(pk=facilitator.pk)
    some = [facilitator, *others.order_by("person__name")[:5]]
    for one, (position, weight) in zip(some, ((2, 9), (-1, 8), (1, 7), (1, 4), (0, 6), (2, 8)), strict=True):
        actions.take_stance(member=one, round=over, position=position, weight=weight, now=now)
    space = f"/c/{facilitator.collaboration.slug}/alignment"
    return {
        **told(begun, facilitator, member),
        "space": space,
        "over": f"{space}/{over.pk}",
        "text": f"{space}/texts/{second.pk}",
        "first": f"{space}/texts/{text.pk}",
    }


def open_stances(round_id: str) -> dict[str, Any]:
    """Open the sealed part of a round of Alignment at the real box."""
    from django.utils import timezone

    from breakthrough.practices.alignment import actions

    kept, facilitator = _find(round_id)
    actions.open_sealed(member=facilitator, round=kept, now=timezone.now())
    return {}


def tick_reservations(round_id: str) -> dict[str, Any]:
    """Let the announced moment come at which everybody sees what raisers of sealed reservations said."""
    from django.utils import timezone

    from breakthrough.ballots import actions
    from breakthrough.ballots.models import Joining
    from breakthrough.practices.alignment.models import Setup

    joining_id = Setup.objects.get(round_id=round_id).joining_id
    assert joining_id
    joining = Joining.objects.get(pk=joining_id)
    return {"came": actions.tick(joining=joining, label="reservation", now=timezone.now()) is not None}


def _gather(now: datetime) -> tuple[Any, Any]:
    """Return Alice and Bob of a space of twelve."""
    from breakthrough.collaborations import actions
    from breakthrough.people import actions as people
    from breakthrough.practices.voice.tests import staged

    alice, bob = (
        people.make_account(address=f"{name}@{name}.example", name=name.capitalize(), now=now)
        for name in ("alice", "bob")
    )
    facilitator = actions.create_collaboration(
        person=alice,
        name="Launch together",
        ambition="One launch that both companies are proud of.",
        parties=["Acme", "Borealis"],
        own_party="Acme",
        leads=False,
        now=now,
    )
    acme, borealis = facilitator.collaboration.parties.all()
    member = actions.join(person=bob, invitation=borealis.invitations.get(), now=now)
    staged.fill_up(acme, ["Ada", "Ben", "Cleo", "Dan", "Ines"], now)
    staged.fill_up(borealis, ["Eve", "Finn", "Gus", "Hana", "Milo"], now)
    return facilitator, member


def told(begun: Any, facilitator: Any, member: Any) -> dict[str, Any]:
    """Return where the round is, and how Alice and Bob are signed in."""
    from django.conf import settings
    from django.test import Client

    cookies = {}
    for name, one in (("alice", facilitator), ("bob", member)):
        client = Client()
        client.force_login(one.person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {
        "address": f"/c/{facilitator.collaboration.slug}/{begun.practice}/{begun.pk}",
        "round": str(begun.pk),
        "cookie": settings.SESSION_COOKIE_NAME,
        "cookies": cookies,
    }


def gather() -> dict[str, Any]:
    """Make a space of eight people of two parties, Lena leading one of them; return each one's session."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from breakthrough.collaborations import actions
    from breakthrough.kernel.roles import Role
    from breakthrough.people import actions as people

    now = timezone.now()
    alice = actions.create_collaboration(
        person=people.make_account(address="alice@alice.example", name="Alice", now=now),
        name="Launch together",
        ambition="One launch that both companies are proud of.",
        parties=["Acme", "Borealis"],
        own_party="Acme",
        leads=False,
        now=now,
    )
    acme, borealis = (party.invitations.get() for party in alice.collaboration.parties.all())
    members = {"Alice": alice}
    lena = people.make_account(address="lena@lena.example", name="Lena", now=now)
    members["Lena"] = actions.join(person=lena, invitation=borealis, now=now)
    actions.change_role(member=alice, subject=members["Lena"], role=Role.LEADER, now=now)
    for name, way in (
        ("Ada", acme),
        ("Ben", acme),
        ("Cleo", acme),
        ("Eve", borealis),
        ("Finn", borealis),
        ("Gus", borealis),
    ):
        members[name] = actions.join_as_guest(name=name, invitation=way, now=now)[0]
    cookies = {}
    for name, member in members.items():
        client = Client()
        client.force_login(member.person, backend=settings.AUTHENTICATION_BACKENDS[0])
        cookies[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"slug": alice.collaboration.slug, "cookie": settings.SESSION_COOKIE_NAME, "cookies": cookies}


def open_writing(round_id: str) -> dict[str, Any]:
    """Open writing at the real box."""
    from django.utils import timezone

    from breakthrough.practices.voice import actions

    kept, facilitator = _find(round_id)
    actions.open_writing(member=facilitator, round=kept, now=timezone.now())
    return {}


def open_voting(round_id: str) -> dict[str, Any]:
    """Close writing, put the others' statements in, and open voting at the real box."""
    from django.utils import timezone

    from breakthrough.practices.voice import actions
    from breakthrough.practices.voice.tests import staged

    kept, facilitator = _find(round_id)
    staged.freeze(kept, timezone.now() - timedelta(seconds=1))
    actions.open_voting(member=facilitator, round=kept, now=timezone.now())
    return {}


def close_soon(round_id: str) -> dict[str, Any]:
    """Close what is open in a few seconds, as if its close had been announced earlier in the half minute."""
    from django.utils import timezone

    from breakthrough.practices.voice import actions

    kept, facilitator = _find(round_id)
    actions.close(member=facilitator, round=kept, now=timezone.now() - timedelta(seconds=26))
    return {}


def _find(round_id: str) -> tuple[Any, Any]:
    from breakthrough.collaborations.models import Member
    from breakthrough.rounds.models import Round

    kept = Round.objects.select_related("collaboration").get(pk=round_id)
    return kept, Member.objects.get(collaboration=kept.collaboration, role="facilitator")


def main(command: str, folder: str, *given: str) -> None:
    """Set Django up for the installation in `folder`, run the command, print what it returns as JSON."""
    os.environ.update(
        BREAKTHROUGH_DATA=folder,
        BREAKTHROUGH_QUICKSTART="1",
        DJANGO_SETTINGS_MODULE="breakthrough.config.settings",
    )
    import django

    django.setup()
    from tests.journeys import staged_waves

    known = {
        "three-waves": lambda address: staged_waves.begin_three_waves(address, folder),
        "answer-third-wave": lambda address, kept: staged_waves.answer_third_wave(address, folder, kept),
        "count-third-wave": lambda address, kept: staged_waves.count_third_wave(address, folder, kept),
        "begin": begin,
        "gather": gather,
        "begin-pulse": begin_pulse,
        "open-answering": open_answering,
        "begin-alignment": begin_alignment,
        "open-stances": open_stances,
        "tick-reservations": tick_reservations,
        "open-writing": open_writing,
        "open-voting": open_voting,
        "close-soon": close_soon,
    }
    print(json.dumps(known[command](*given)))  # type: ignore[operator]  # noqa: T201 (its caller reads it)


if __name__ == "__main__":
    main(*sys.argv[1:])
