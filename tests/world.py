"""A space with one of everything in it, made by the real actions: what the tests of doors walk through.

The cast has surnames here that stand nowhere else, so that finding one on a page means that a person got out.
"""

import functools
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client
    from django.test.client import ClientHandler

    from breakthrough.collaborations.models import Member
    from breakthrough.people.models import Person
    from breakthrough.rounds.models import Round

ROLES = ("nobody", "charlie", "olga", "gina", "bob", "lena", "alice")
NAMES = {
    "charlie": "Charlie Umbrevik",
    "olga": "Olga Zwirnfeld",
    "gina": "Gina Quendling",
    "bob": "Bob Yttersten",
    "lena": "Lena Ockerwald",
    "alice": "Alice Jurnikow",
}
AMBITION = "One launch that both companies are proud of, by the Kestrel bridge."


@dataclass(frozen=True, slots=True)
class World:
    """`places` fill addresses and bodies; `sessions` and `keys` are the browser session and the API key of each role.

    Acme: Alice (facilitator), Gina (guest). Borealis: Lena (leader), Bob (member), Olga (observer). Charlie is in neither.
    Frida, a guest of Acme, is there because sealed rounds need five.
    """

    places: Mapping[str, str]
    sessions: Mapping[str, str]
    keys: Mapping[str, str]


def fresh_client(*, enforce_csrf_checks: bool = False) -> "Client":
    """Return a browser that nobody used; the chain of middleware behind it is made once, as a server makes it."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    client.handler = _handler(enforce_csrf_checks)
    return client


@functools.cache
def _handler(enforce_csrf_checks: bool) -> "ClientHandler":
    from django.test.client import ClientHandler

    handler = ClientHandler(enforce_csrf_checks=enforce_csrf_checks)
    handler.load_middleware()
    return handler


def make_world(now: datetime) -> World:
    """Make the space, inside the caller's transaction."""
    from breakthrough.people import actions as people_actions

    people = {
        role: people_actions.make_guest(name=name, now=now)
        if role == "gina"
        else people_actions.make_account(address=f"{role}@{role}.example", name=name, now=now)
        for role, name in NAMES.items()
    }
    members = _gather(people, now)
    places = {
        "chart": "map",
        "problem_code": "not-signed-in",
        **{role: str(member.pk) for role, member in members.items()},
        **_ways_in(members, now),
        **_rounds(members, now),
        **_sealed_rounds(members, now),
        **_promises(members, now),
        **_pulses(members["alice"], now),
        **_alignments(members, now),
        **_mirrors(members, now),
        **_own_things(people["alice"], members["alice"], now),
    }
    return World(
        places=MappingProxyType(places),
        sessions=MappingProxyType({role: _session_of(person) for role, person in people.items()}),
        keys=MappingProxyType(
            {
                role: people_actions.make_api_key(person=person, name="test", now=now)[1]
                for role, person in people.items()
            }
        ),
    )


def _gather(people: "Mapping[str, Person]", now: datetime) -> "dict[str, Member]":
    from breakthrough.collaborations import actions
    from breakthrough.kernel.roles import Role

    alice = actions.create_collaboration(
        person=people["alice"],
        name="Lantern crossing",
        ambition=AMBITION,
        parties=["Acme", "Borealis"],
        own_party="Acme",
        leads=False,
        now=now,
    )
    acme, borealis = (party.invitations.get() for party in alice.collaboration.parties.all())
    lena = actions.join(person=people["lena"], invitation=borealis, now=now)
    actions.change_role(member=alice, subject=lena, role=Role.LEADER, now=now)
    bob = actions.join(person=people["bob"], invitation=borealis, now=now)
    gina = actions.join(person=people["gina"], invitation=acme, now=now)
    olga = actions.join(person=people["olga"], invitation=borealis, now=now)
    actions.change_role(member=lena, subject=olga, role=Role.OBSERVER, now=now)
    actions.offer_facilitation(member=alice, subject=lena, hands_over=False, now=now)
    return {"alice": alice, "lena": lena, "bob": bob, "gina": gina, "olga": olga}


def _ways_in(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    from breakthrough.collaborations import actions, links
    from breakthrough.collaborations.models import Mailing
    from breakthrough.kernel.roles import Role

    alice, borealis = members["alice"], members["lena"].party
    shared = borealis.invitations.get(code__isnull=False, role=Role.MEMBER)
    invitee = actions.Invitee("dora@dora.example", "Dora Vexhaven", borealis, Role.MEMBER)
    (personal,) = actions.invite_people(member=alice, invitees=[invitee], now=now)
    Mailing.objects.filter(invitation=personal).update(tried_at=now, sent_at=now)
    return {
        "slug": alice.collaboration.slug,
        "acme": str(alice.party_id),
        "borealis": str(borealis.pk),
        "shared": str(shared.pk),
        "acme_shared": str(alice.party.invitations.get().pk),
        "personal": str(personal.pk),
        "code": str(shared.code),
        "token": links.token_of(shared.pk),
    }


def _rounds(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.opinion import encoding
    from breakthrough.practices.voice import actions, charts
    from breakthrough.practices.voice.tests import conftest as conversations
    from breakthrough.practices.voice.tests import made_up
    from breakthrough.rounds import actions as round_actions

    alice = members["alice"]
    closed = actions.import_votes(
        collaboration=alice.collaboration, actor=alice, files=conversations.make_files(12), now=now
    )
    opinion = made_up.grouped()
    evidence_actions.store_reading(
        round=closed,
        measure="opinion",
        method=opinion.method,
        seed=opinion.seed,
        status=opinion.status,
        fingerprint=opinion.fingerprint,
        value=encoding.to_json(opinion),
        drawings=list(charts.draw(opinion)),
        now=now,
    )
    begun = round_actions.begin_round(
        collaboration=alice.collaboration,
        actor=alice,
        practice="voice",
        title="Not closed",
        question="",
        now=now,
    )
    talk, said = _talks(alice, members, now)
    upload = actions.keep_upload(member=alice, files=conversations.make_files(8), now=now)
    check = actions.check_upload(upload_id=upload.pk, now=now)
    assert check.findings
    return {
        "round": str(closed.pk),
        "open_round": str(begun.pk),
        "talk": str(talk.pk),
        "said": str(said.pk),
        "number": "1",
        "label": "voice",
        "reply_id": str(_reply(said, alice, now)),
        "of_voice": "voice",
        "of_promises": "promises",
        "statement": f"{said.pk}/2",
        "upload": str(upload.pk),
        "expected": check.findings["content_hash"],
    }


def _talks(alice: "Member", members: "Mapping[str, Member]", now: datetime) -> "tuple[Round, Round]":
    """Return a draft of Straight talk, and a round that is over: its rows are written here, since no ballot box runs."""
    from breakthrough.practices.voice import actions
    from breakthrough.practices.voice.models import Setup, Statement, StepRecord
    from breakthrough.practices.voice.rules.phases import Step
    from breakthrough.practices.voice.rules.plans import Plan
    from breakthrough.rounds import actions as round_actions

    plan = Plan(title="Before we decide", question="What do we not say?")
    away = [members["gina"].pk]  # too few take part to prepare it, which would need a ballot box
    draft, over = (actions.begin_talk(member=alice, plan=plan, left_out=away, now=now) for _ in range(2))
    setup = Setup.objects.get(round=over)
    for step in Step:
        if step not in (Step.TEXTS_HELD, Step.HELD, Step.ENDED):
            StepRecord.objects.create(setup=setup, step=step.value, at=now)
    Statement.objects.create(setup=setup, number=1, text="I was late.", source="opening", by=members["lena"])
    Statement.objects.create(setup=setup, number=2, text="We are all late.", source="sealed", seal="ab" * 32)
    round_actions.close_round(round=over, actor=alice, now=now)
    return draft, over


def _pulses(alice: "Member", now: datetime) -> dict[str, str]:
    """Return a draft of a Pulse, and the first wave of a series with its reading: rows are written here, since no ballot box runs."""
    from breakthrough.practices.pulse import actions
    from breakthrough.practices.pulse.rules.plans import Plan
    from breakthrough.practices.pulse.tests import staged

    draft = actions.begin_pulse(member=alice, plan=Plan(title="Pulse in winter"), now=now)
    return {
        "pulse_draft": str(draft.pk),
        "pulse": str(staged.release(alice, people=12, now=now).pk),
        "pulse_chart": "position",
    }


def _alignments(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    """Return an adopted text with a reservation of Bob's and its round, a text in draft with one, and one that is talked about."""
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.alignment.rules.adoption import Kind
    from breakthrough.practices.alignment.rules.plans import Plan
    from breakthrough.practices.alignment.rules.texts import Words
    from breakthrough.practices.alignment.tests import staged

    alice = members["alice"]
    adopted, drafted, talked = (
        actions.begin_text(member=alice, title=title, body="We launch in May.", now=now)
        for title in ("Together in May", "How we decide", "What we decide")
    )
    for text in (adopted, drafted):
        actions.raise_named(member=members["bob"], text=text, words=Words("May is early."), now=now)
    over = staged.release(alice, adopted, people=8, now=now)
    actions.conclude(member=alice, round=over, kind=Kind.ADOPTED, text="May it is.", now=now)
    away = [members["gina"].pk]  # too few take part to prepare it, which would need a ballot box
    draft = actions.begin_round(member=alice, text=drafted, plan=Plan(), left_out=away, now=now)
    return {
        "text": str(adopted.pk),
        "drafted": str(drafted.pk),
        "talked": str(talked.pk),
        "ask": str(over.pk),
        "ask_draft": str(draft.pk),
        "ask_talk": str(staged.release(alice, talked, people=8, now=now).pk),
    }


def _mirrors(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    """Return a draft of a Mirror of Lena's, and one that is over with its result: rows are written here, since no ballot box runs."""
    from breakthrough.practices.mirror.tests import staged

    lena = members["lena"]
    lena.refresh_from_db()  # since she joined, she was made a leader
    over = staged.release(lena, answers=[staged.LOW] * 8, now=now)
    staged.give_list(over, [members[name] for name in ("alice", "bob", "gina")], now=now)
    return {"mirror_draft": str(staged.draft(lena, now=now).pk), "mirror": str(over.pk)}


def _reply(said: "Round", member: "Member", now: datetime) -> int:
    from breakthrough.practices.voice import actions

    return actions.reply(member=member, round=said, number=2, text="Yes.", now=now).pk


def _sealed_rounds(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    """Make one sealed round in joining and one that is released, with the real box for as long as that takes."""
    import tempfile
    from datetime import timedelta
    from pathlib import Path

    import pytest

    from breakthrough.ballots import actions
    from breakthrough.ballots.tests import rehearsal
    from breakthrough.collaborations import actions as collaboration_actions

    alice = members["alice"]
    shared = alice.party.invitations.get(code__isnull=False)
    frida, _code = collaboration_actions.join_as_guest(name="Frida Tolvanius", invitation=shared, now=now)
    people = [*(one for role, one in members.items() if role != "olga"), frida]
    with (
        tempfile.TemporaryDirectory() as folder,
        pytest.MonkeyPatch.context() as patch,
        rehearsal.stage(patch, Path(folder)) as stage,
    ):
        released, joining = (
            actions.prepare(
                collaboration=alice.collaboration,
                actor=alice,
                practice="voice",
                mode="room",
                scopes=[rehearsal.VOICE],
                content=b"What do we not say?",
                members=people,
                now=now,
            )
            for _ in range(2)
        )
        browsers = [rehearsal.join(released, member) for member in people]
        actions.open_scope(joining=released, label="voice", actor=alice, now=now)
        for browser in browsers:
            stage.office.receive_now(released.round_bytes, browser.seal("voice", "Sealed words."))
        actions.announce_closing(joining=released, label="voice", actor=alice, now=now)
        closed_at = now + timedelta(seconds=30)
        actions.close_scope(joining=released, label="voice", now=closed_at)
        actions.release_scope(joining=released, label="voice", context={}, now=closed_at)
    return {"joining": str(joining.pk), "released": str(released.pk), "label": "voice"}


def _promises(members: "Mapping[str, Member]", now: datetime) -> dict[str, str]:
    """Alice has asked Bob; eight days ago she looked back."""
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.measures.promises import reading
    from breakthrough.practices.promises import actions, charts, queries, rules
    from breakthrough.practices.promises.tests import made_up

    alice, due = members["alice"], (now + timedelta(days=14)).date()
    (promise,) = actions.ask(
        member=alice,
        event=rules.Event.REQUEST,
        recipients=queries.get_recipients(alice, [str(members["bob"].pk)]),
        what="Walk the Kestrel bridge with us.",
        due_date=due,
        now=now,
    )
    earlier = now - timedelta(days=8)
    look_back, _job = actions.look_back(member=alice, title="How they held", now=earlier)
    made, names = made_up.full(), [["Acme"], ["Borealis"]]
    evidence_actions.store_reading(
        round=look_back,
        measure="promises",
        method=made.method,
        seed=0,
        status=made.status,
        fingerprint="0" * 64,
        value={"reading": reading.encode(made), "names": names},
        drawings=list(charts.draw(made, names)),
        now=earlier,
    )
    return {
        "promise": str(promise.pk),
        "due": due.isoformat(),
        "look_back": str(look_back.pk),
        "flow": "flow",
        "act_token": "nothing",
        "feed_secret": "nothing",
    }


def _own_things(person: "Person", member: "Member", now: datetime) -> dict[str, str]:
    from breakthrough.background import runner, work
    from breakthrough.background.rules import State
    from breakthrough.people import actions
    from breakthrough.people.ceremony import Credential

    waiting, stopped = (
        work.start("voice.read", {"round": str(uuid.uuid4())}, owner=person.pk, topic=None, now=now)
        for _ in range(2)
    )
    runner.end(stopped, State.STOPPED, now=now)
    key, _secret = actions.make_api_key(person=person, name="weekly report", now=now)
    passkey = actions.keep_passkey(
        person=person, name="my phone", credential=Credential("credential-of-alice", PUBLIC_PART, 0), now=now
    )
    offer = actions.offer_first_owner(now=now)
    assert offer
    return {
        "job": str(waiting.pk),
        "stopped_job": str(stopped.pk),
        "key": str(key.pk),
        "passkey": str(passkey.pk),
        "secret": offer.rsplit("/", 1)[1],
    }


# A credential as an authenticator hands it out; its key is the generator of the curve P-256.
PUBLIC_PART = (
    "AAAAAAAAAAAAAAAAAAAAAAAEY3JlZKUBAgMmIAEhWCBrF9Hy4SxCR_i85uVjpEDydwN9gS3rM6D0oTlF2JjCliJYIE_jQuL-"
    "Gn-bjufrSnwPnhYrzjNXazFezsu2QGg3v1H1"
)


def _session_of(person: "Person") -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.cookies[settings.SESSION_COOKIE_NAME].value
