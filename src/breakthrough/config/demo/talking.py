"""The two rounds of Straight talk: one from its first day to what came of it, one in which people are joining now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from breakthrough.ballotbox.protocol.bodies import Vector
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots.models import Joining
from breakthrough.collaborations.models import Member
from breakthrough.config.demo import answers, sealing, talk
from breakthrough.config.demo.sealing import Device, Give
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.jobs import talks as jobs
from breakthrough.practices.voice.rules import codes
from breakthrough.practices.voice.rules.plans import Mode, Plan
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.rounds.models import Round

JOINING, WRITING, VOTING = timedelta(days=2), timedelta(days=3), timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people of the story by name, who facilitates, and the way into the box."""

    people: Mapping[str, Member]
    host: Member
    give: Give


def hold_talk(cast: Cast, *, began: datetime) -> Round:
    """Return the finished round: eight days of it from `began`, and what people made of it afterwards."""
    kept, devices = _prepare_talk(cast, began=began)
    opened = began + JOINING
    actions.open_writing(member=cast.host, round=kept, now=opened)
    for device, sealed in zip(devices, talk.SEALED, strict=False):
        device.say(cast.give, queries.WRITING, "put", sealed.text)
    for device in devices[len(talk.SEALED) :]:
        device.say(cast.give, queries.WRITING, "blank")
    frozen = close(kept, queries.WRITING, now=opened + WRITING)  # voting opens with it
    _hide(cast, kept, now=frozen + timedelta(hours=5))
    _vote(cast, kept, devices)
    released = close(kept, queries.VOTING, now=frozen + VOTING)
    _answer(cast, kept, released=released)
    _write_later(cast, kept, devices[_place_of(talk.LATER_WORDS[0])], now=released + timedelta(days=6))
    return kept


def begin_next(cast: Cast, *, now: datetime) -> Round:
    """Return a round in joining: prepared yesterday, opening the day after tomorrow; not everybody has a seal yet."""
    began = now - timedelta(days=1)
    plan = _plan(talk.NEXT_TITLE, talk.NEXT_QUESTION, began=began, joining=timedelta(days=3))
    kept = actions.begin_talk(member=cast.host, plan=plan, now=began)
    actions.prepare(member=cast.host, round=kept, now=began + timedelta(hours=1))
    _open_as_leaders(cast, kept, talk.NEXT_OPENINGS, now=began + timedelta(hours=6))
    # Whoever a visitor can be has no seal yet: their browser fetches it.
    without = {member.pk for member in cast.people.values() if str(member.person) in talk.DOORS}
    roster = [one for one in _roster(kept) if one.pk not in without]
    for member in spread(roster)[: talk.NEXT_SEALS]:
        sealing.fetch_seals(joining_of(kept), member)
    return kept


def find_number(cast: Cast, kept: Round, text: str) -> int:
    """Return the number of the statement with these words; the order of statements is chance."""
    return next(one.number for one in queries.list_said(cast.host, kept.pk) if one.text == text)


def spread(roster: Sequence[Member]) -> list[Member]:
    """Return people in an order in which every party comes up in turn: the first of each, the second of each, and so on."""
    places: dict[int, int] = {}
    keyed = []
    for member in roster:
        places[member.party_id] = places.get(member.party_id, 0) + 1
        keyed.append((places[member.party_id], member.party_id, member))
    return [member for _place, _party, member in sorted(keyed, key=lambda one: one[:2])]


def _prepare_talk(cast: Cast, *, began: datetime) -> tuple[Round, list[Device]]:
    plan = _plan(talk.TITLE, talk.QUESTION, began=began, joining=JOINING)
    kept = actions.begin_talk(member=cast.host, plan=plan, now=began)
    actions.prepare(member=cast.host, round=kept, now=began + timedelta(minutes=20))
    _open_as_leaders(cast, kept, talk.OPENINGS, now=began + timedelta(hours=9))
    joining = joining_of(kept)
    return kept, [sealing.fetch_seals(joining, one) for one in spread(_roster(kept))[: talk.SEALS]]


def _plan(title: str, question: str, *, began: datetime, joining: timedelta) -> Plan:
    opens_at = began + joining
    return Plan(
        title=title,
        question=question,
        mode=Mode.DAYS,
        by_party=True,
        opens_at=opens_at,
        writing_closes_at=opens_at + WRITING,
        voting_closes_at=opens_at + WRITING + VOTING,
    )


def _open_as_leaders(cast: Cast, kept: Round, openings: Mapping[str, str], *, now: datetime) -> None:
    for number, (name, text) in enumerate(openings.items()):
        actions.write_opening(
            member=cast.people[name], round=kept, text=text, now=now + timedelta(hours=number)
        )


def close(kept: Round, label: str, *, now: datetime) -> datetime:
    """Close a scope as the clock would and keep what comes out of it; return when."""
    closes_at = actions.close(member=None, round=kept, now=now)
    setup = queries.find_setup(kept)
    assert setup is not None  # noqa: S101 (the round was prepared above)
    ballot_actions.close_scope(joining=queries.get_joining(setup), label=label, now=closes_at)
    jobs.fetch(round=kept, label=label, clock=lambda: closes_at, on_progress=lambda _share, _words: None)
    return closes_at


def _hide(cast: Cast, kept: Round, *, now: datetime) -> None:
    number = find_number(cast, kept, talk.NAMED)
    actions.hide(member=cast.host, round=kept, number=number, reason=talk.HIDING_REASON, now=now)


def _vote(cast: Cast, kept: Round, devices: Sequence[Device]) -> None:
    said = queries.list_said(cast.host, kept.pk)
    voters = devices[: talk.VOTERS]
    rows = answers.draw(
        [one.text for one in said if not one.is_hidden],
        parties=[device.party - 1 for device in voters],
        eligible=len(_roster(kept)),
    )
    root = bytes.fromhex(queries.get_talk(cast.host, kept.pk).root)
    for device, row in zip(voters, rows, strict=True):
        given = iter(row)
        spoken = tuple(None if one.is_hidden else _code(next(given)) for one in said)
        device.say(cast.give, queries.VOTING, "put", Vector(root, spoken))
    for device in devices[talk.VOTERS :]:
        device.say(cast.give, queries.VOTING, "blank")


def _code(answer: codes.Answer | None) -> int | None:
    return None if answer is None else codes.encode(answer)


def _answer(cast: Cast, kept: Round, *, released: datetime) -> None:
    for place, said in enumerate(talk.REPLIES):
        actions.reply(
            member=cast.people[said.by],
            round=kept,
            number=find_number(cast, kept, said.to),
            text=said.text,
            now=released + timedelta(days=said.day, minutes=47 * place),
        )
    came = talk.CAME_OF_IT
    actions.link_outcome(
        member=cast.people[came.by],
        round=kept,
        number=find_number(cast, kept, came.to),
        kind=Kind.CHANGE,
        title=came.text,
        now=released + timedelta(days=came.day),
    )


def _write_later(cast: Cast, kept: Round, device: Device, *, now: datetime) -> None:
    """An author says more under the same seal; it shows at the next tick, and nobody learns who it is."""
    device.say(cast.give, queries.WRITING, "replace", talk.LATER_WORDS[1], seq=2)
    ballot_actions.tick(joining=joining_of(kept), label=queries.WRITING, now=now)
    jobs.fetch(round=kept, label=queries.WRITING, clock=lambda: now, on_progress=lambda _share, _words: None)


def _place_of(text: str) -> int:
    return [one.text for one in talk.SEALED].index(text)


def joining_of(kept: Round) -> Joining:
    """Return the joining of a prepared round."""
    setup = queries.find_setup(kept)
    assert setup is not None  # noqa: S101 (every round here was prepared)
    return queries.get_joining(setup)


def _roster(kept: Round) -> list[Member]:
    setup = queries.find_setup(kept)
    return [] if setup is None else queries.list_roster(setup)
