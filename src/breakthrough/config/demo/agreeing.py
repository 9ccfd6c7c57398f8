"""The round of Alignment: a text in two versions, sealed and named stances, reservations lifted or let stand, and what was adopted."""

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.urls import reverse

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.models import Joining
from breakthrough.collaborations.models import Member
from breakthrough.config.demo import agreed, promised, promising, sealing, talking
from breakthrough.config.demo.promised import Asked
from breakthrough.config.demo.promising import Moment
from breakthrough.config.demo.sealing import Device
from breakthrough.config.demo.talking import Cast
from breakthrough.measures.alignment.stances import to_codes
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.jobs import rounds as jobs
from breakthrough.practices.alignment.models import Setup, Text
from breakthrough.practices.alignment.rules import parts, plans, texts
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.plans import Mode, Plan
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event
from breakthrough.practices.promises import queries as promise_queries
from breakthrough.rounds.models import Round

_DAY = timedelta(days=1)
_OPENS, _SEALED_CLOSES, _NAMED_CLOSES = timedelta(hours=26), timedelta(days=3), timedelta(days=5)


@dataclass(slots=True)
class _Agreement:
    """The text and its round while they come about."""

    cast: Cast
    talked: Round
    text: Text = field(init=False)
    kept: Round = field(init=False)
    devices: list[Device] = field(default_factory=list)
    promises: dict[str, promise_queries.Promise] = field(default_factory=dict)


def list_agreement(cast: Cast, *, talked: Round, now: datetime) -> list[Moment]:
    """Return what happens until the text is adopted, and when."""
    one = _Agreement(cast, talked)
    released = now - promised.RESULTS
    began = released + agreed.BEGAN * _DAY

    def on(day: int, *, hours: int = 2) -> datetime:
        return released + timedelta(days=day, hours=hours)

    moments: list[tuple[datetime, functools.partial[None]]] = [
        (on(agreed.WRITTEN), functools.partial(_write, one)),
        (on(agreed.RAISED), functools.partial(_raise_named, one)),
        (on(agreed.REWRITTEN), functools.partial(_rewrite, one)),
        (began, functools.partial(_prepare, one)),
        (began + _OPENS, functools.partial(_seal, one)),
        (began + _SEALED_CLOSES, functools.partial(_close_sealed, one)),
        (began + _SEALED_CLOSES + timedelta(hours=1), functools.partial(_take_stances, one)),
        (began + _NAMED_CLOSES, functools.partial(_open_box, one)),
        (on(agreed.NAMED.lifted_on), functools.partial(_lift_named, one)),
        (on(agreed.TAKEN_UP), functools.partial(_speak_sealed, one)),
        (on(agreed.CONCLUDED), functools.partial(_adopt, one, released + agreed.REVIEWED * _DAY)),
    ]
    moments += [(on(each.day, hours=3), functools.partial(_reply, one, each)) for each in agreed.REPLIES]
    for words, asked in agreed.PROMISES:
        moments.append((on(asked.day, hours=4), functools.partial(_ask, one, words, asked, released)))
        moments += [
            (on(step.day, hours=5 + place), functools.partial(_say, one, words, asked, step, released))
            for place, step in enumerate(asked.steps)
        ]
    return [(at, functools.partial(do, at)) for at, do in moments]


def _write(one: _Agreement, at: datetime) -> None:
    one.text = actions.begin_text(
        member=one.cast.host, title=agreed.TITLE, body=agreed.VERSIONS[0], template=agreed.TEMPLATE, now=at
    )


def _raise_named(one: _Agreement, at: datetime) -> None:
    named, number = agreed.NAMED, talking.find_number(one.cast, one.talked, agreed.NAMED.said)
    actions.raise_named(
        member=one.cast.people[named.by],
        text=one.text,
        words=named.words,
        origin=(one.talked.practice, f"{one.talked.pk}/{number}"),
        now=at,
    )


def _rewrite(one: _Agreement, at: datetime) -> None:
    body = agreed.VERSIONS[1]
    answer = actions.Answer(
        reservation=_number(one, agreed.NAMED.words),
        words=agreed.NAMED.answer,
        part=parts.split(body)[0].mark,
    )
    actions.write_version(
        member=one.cast.host, text=one.text, body=body, note=agreed.NOTE, answers=[answer], now=at
    )


def _prepare(one: _Agreement, at: datetime) -> None:
    plan = Plan(
        mode=Mode.DAYS,
        by_party=True,
        opens_at=at + _OPENS,
        sealed_closes_at=at + _SEALED_CLOSES,
        named_closes_at=at + _NAMED_CLOSES,
    )
    one.kept = actions.begin_round(member=one.cast.host, text=one.text, plan=plan, now=at)
    actions.prepare(member=one.cast.host, round=one.kept, now=at)
    people = talking.spread(_roster(one))[: agreed.SEALERS]
    one.devices = [sealing.fetch_seals(_joining(one), member) for member in people]


def _seal(one: _Agreement, at: datetime) -> None:
    actions.open_sealed(member=None, round=one.kept, now=at)
    setup = _setup(one)
    root = plans.root_of(round_hex=_joining(one).pk.hex, number=setup.version.number, body=setup.version.body)
    stances = agreed.draw_sealed([device.party - 1 for device in one.devices])
    for device, stance in zip(one.devices, stances, strict=True):
        device.say(one.cast.give, queries.STANCE, "put", Vector(root, tuple(to_codes(stance))))
    for device, words in zip(one.devices, agreed.SEALED, strict=False):
        device.say(one.cast.give, queries.RESERVATION, "put", texts.write_sealed(words))
    for device in one.devices[len(agreed.SEALED) :]:
        device.say(one.cast.give, queries.RESERVATION, "blank")


def _close_sealed(one: _Agreement, at: datetime) -> None:
    closes_at = actions.close_sealed(member=None, round=one.kept, now=at)
    for label in (queries.STANCE, queries.RESERVATION):
        ballot_actions.close_scope(joining=_joining(one), label=label, now=closes_at)


def _take_stances(one: _Agreement, at: datetime) -> None:
    """Whoever leads goes first; the others follow in the hours after."""
    people = talking.spread(_roster(one))[: agreed.NAMERS]
    people.sort(key=lambda member: not member.leads)
    order = sorted({member.party_id for member in people})
    drawn = agreed.draw_named([order.index(member.party_id) for member in people])
    for place, (member, one_drawn) in enumerate(zip(people, drawn, strict=True)):
        position, weight = agreed.OWN_STANCES.get(str(member.person), one_drawn)
        actions.take_stance(
            member=member,
            round=one.kept,
            position=position,
            weight=weight,
            now=at + timedelta(minutes=7 * place),
        )


def _open_box(one: _Agreement, at: datetime) -> None:
    actions.close_named(member=None, round=one.kept, now=at)
    for label in (queries.STANCE, queries.RESERVATION):
        _fetch(one, label, at)


def _reply(one: _Agreement, reply: agreed.Reply, at: datetime) -> None:
    _answer(one, reply.by, reply.to, AnswerKind.REPLY, at, words=reply.text)


def _ask(one: _Agreement, words: texts.Words, asked: Asked, released: datetime, at: datetime) -> None:
    origin = (queries.PRACTICE, f"{one.text.pk}:{_number(one, words)}")
    one.promises[asked.what] = promising.ask(one.cast, asked, origin=origin, released=released, now=at)


def _say(
    one: _Agreement, words: texts.Words, asked: Asked, step: promised.Step, released: datetime, at: datetime
) -> None:
    made = one.promises[asked.what]
    promising.say(one.cast, made, step, released=released, now=at)
    if step is asked.steps[0]:
        address = reverse("promises:promise", args=[one.text.collaboration.slug, made.pk])
        _answer(one, asked.to, words, AnswerKind.PROMISE, at, words=asked.what, address=address)


def _lift_named(one: _Agreement, at: datetime) -> None:
    actions.say_as_raiser(
        member=one.cast.people[agreed.NAMED.by],
        text=one.text,
        number=_number(one, agreed.NAMED.words),
        event=Event.LIFT,
        words=agreed.NAMED.lifted,
        now=at,
    )


def _speak_sealed(one: _Agreement, at: datetime) -> None:
    """Three who raised something sealed speak again with the key on their device; all of it shows at the same tick."""
    give, label = one.cast.give, queries.RESERVATION
    lifts, stands, takes_back = (
        one.devices[agreed.SEALED.index(words)]
        for words in (agreed.ROUND_ON_ELM, agreed.WHOSE_FAULT, agreed.LAMINATED)
    )
    lifts.say(give, label, "lift", seq=2)
    stands.say(give, label, "replace", f"{texts.STANDS_LINE}\n{agreed.STANDS}", seq=2)
    takes_back.say(give, label, "withdraw", seq=2)
    ballot_actions.tick(joining=_joining(one), label=label, now=at)
    _fetch(one, label, at)


def _adopt(one: _Agreement, review: datetime, at: datetime) -> None:
    actions.conclude(
        member=one.cast.host,
        round=one.kept,
        kind=Kind.ADOPTED,
        text=agreed.OUTCOME,
        review_date=review.date(),
        now=at,
    )


def _answer(
    one: _Agreement,
    by: str,
    to: texts.Words,
    kind: AnswerKind,
    at: datetime,
    *,
    words: str,
    address: str = "",
) -> None:
    actions.answer(
        member=one.cast.people[by],
        text=one.text,
        number=_number(one, to),
        kind=kind,
        words=words,
        address=address,
        now=at,
    )


def _fetch(one: _Agreement, label: str, at: datetime) -> None:
    jobs.fetch(round=one.kept, label=label, clock=lambda: at, on_progress=lambda _share, _words: None)


def _number(one: _Agreement, words: texts.Words) -> int:
    """The number of the reservation with these words; the order of sealed ones is chance."""
    raised = queries.list_raised(one.cast.host, one.text)
    return next(each.number for each in raised if each.what == words.what)


def _setup(one: _Agreement) -> Setup:
    found = queries.find_setup(one.kept)
    assert found is not None  # noqa: S101 (the round was prepared above)
    return found


def _joining(one: _Agreement) -> Joining:
    return queries.get_joining(_setup(one))


def _roster(one: _Agreement) -> Sequence[Member]:
    return queries.list_roster(_setup(one))
