"""Waves that follow each other, with the real ballot box: people come and go, and what moved is told only where it is safe."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from breakthrough.collaborations import actions as collaboration_actions
from breakthrough.evidence.models import Reading
from breakthrough.measures.pulse import change
from breakthrough.measures.pulse.results import PulseReading
from breakthrough.practices.pulse import actions, queries
from breakthrough.practices.pulse.models import Setup
from breakthrough.practices.pulse.readings import released
from breakthrough.practices.pulse.rules import waves
from breakthrough.practices.pulse.rules.plans import Mode, Rhythm
from breakthrough.practices.pulse.tests import staged
from breakthrough.practices.pulse.tests.pulses import Rehearsal, middling_answers
from breakthrough.rounds.models import Round

ClientOf = Callable[..., Client]


def test_three_waves_of_thirteen_people_stand_beside_each_other_and_nothing_is_subtracted(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    _come(counted, "acme", "Ada")
    first = counted.begin(mode=Mode.DAYS, open_days=2, rhythm=Rhythm.FOUR_WEEKS)
    counted.prepare(first)
    turn = counted.clock.now.date() + timedelta(days=20)
    actions.set_turning_point(
        member=counted.host, round=first, on=turn, words="Everybody writes before anybody speaks.", now=counted.clock.now
    )  # fmt: skip
    _answer(counted, first)
    assert _pulse(first).partition == ((0,), (1,))

    # Two people of one party leave: it has four left, so nothing is told by party.
    for one in [one for one in counted.people if one.party.name == "Borealis"][-2:]:
        collaboration_actions.leave(member=one, now=counted.clock.now)
    second = _next(counted, 2)
    _answer(counted, second)
    assert _pulse(second).parties == ()

    # Three people come: both parties are large enough again, and what the facilitator wished for holds again.
    for name in ("Eve", "Finn", "Gus"):
        _come(counted, "borealis", name)
    third = _next(counted, 3)
    assert counted.setup(third).by_party
    _answer(counted, third)
    assert len(_pulse(third).parties) == 2

    bob = client_of(counted.people[2].person)
    page = _page(bob, third)
    assert "Everybody writes before anybody speaks." in page
    assert "wave 1 before it, waves 2, 3 after it" in page
    assert "can never be told: it takes three waves before it" in page
    assert "Where you stood in each wave" in page
    assert "One to four people joined or left between waves." in page
    assert "Mean after minus mean before" not in page
    assert page.count("From between 8 and 12 people") >= 1

    api = f"/api/collaborations/{first.collaboration.slug}/pulse/waves/{third.pk}"
    series = bob.get(f"{api}/series").json()
    (told,) = series["turns"]
    assert (told["before"], told["after"], told["standing"], told["lacking_before"]) == (
        [1],
        [2, 3],
        "never",
        2,
    )
    assert bob.get(f"{api}/change").status_code == 404

    where = bob.get(reverse("evidence:where", args=[first.collaboration.slug])).content.decode()
    assert "In the wave before, of" in where
    assert "One to four people joined or left between waves." in where
    assert "In the wave before: " not in where, "a mean beside another would be the answers of a few people"


def test_what_moved_is_said_with_three_waves_on_either_side(counted: Rehearsal, client_of: ClientOf) -> None:
    turn = counted.clock.now.date() + timedelta(weeks=12)
    last = _waves(counted, 6, turn=turn)
    (told,) = released.turns_of(Reading.objects.get(round=last, measure="change"))
    moved = {one.key for one in told.changes if one.is_claimed}
    assert "SAY" in moved
    assert "AGENDA" not in moved
    bob = client_of(counted.people[2].person)
    page = _page(bob, last)
    assert "Speaking up: more than before, by" in page
    assert "waves 1, 2, 3 before it, waves 4, 5, 6 after it" in page
    assert "Read it as a question." in page
    where = bob.get(reverse("evidence:where", args=[last.collaboration.slug])).content.decode()
    assert "(We read every plan together.) it moved. Speaking up: more than before, by" in where
    assert "No change is read from this." in where  # of what did not move
    api = f"/api/collaborations/{last.collaboration.slug}/pulse/waves/{last.pk}"
    assert bob.get(f"{api}/series").json()["turns"][0]["standing"] == "told"
    changes = bob.get(f"{api}/change").json()["value"]["turns"][0]["changes"]
    assert {one["key"] for one in changes if one["is_claimed"]} == moved
    first = Setup.objects.get(number=1).round
    assert "waves 1 before it" not in _page(bob, first)
    assert "wave 1 before it" in _page(bob, first), "an earlier page tells what was known then"


def test_one_person_who_left_between_waves_ends_every_difference(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    turn = counted.clock.now.date() + timedelta(weeks=12)
    last = _waves(counted, 6, turn=turn, leaves_after=5)
    (told,) = released.turns_of(Reading.objects.get(round=last, measure="change"))
    assert {one.reason for one in told.changes} == {"remainder_too_small"}
    assert all(one.difference is None and one.wide is None and one.rise is None for one in told.changes)
    bob = client_of(counted.people[2].person)
    assert "We cannot tell whether anything moved." in _page(bob, last)
    assert "One to four people joined or left between waves." in _page(bob, last)
    where = bob.get(reverse("evidence:where", args=[last.collaboration.slug])).content.decode()
    assert "it moved." not in where
    assert "In the wave before: " not in where


def test_a_look_at_where_we_are_is_a_look_at_the_waves_that_stand_there(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    last = _waves(counted, 3, turn=counted.clock.now.date() + timedelta(weeks=40))
    series = counted.setup(last).series
    assert series
    assert queries.list_looked(series) == [False] * 3
    bob = client_of(counted.people[2].person)
    address = reverse("evidence:where", args=[last.collaboration.slug])
    bob.head(address)
    assert not any(queries.list_looked(series))
    bob.get(address)
    assert queries.list_looked(series) == [False, True, True]


@pytest.mark.parametrize(("differing", "expected"), [(0, True), (1, False), (4, False), (5, True)])
def test_pages_and_the_measure_hold_to_the_same_rule_of_who_may_be_compared(
    differing: int, expected: bool
) -> None:
    first = frozenset(str(one) for one in range(9))
    second = frozenset(str(one) for one in range(differing, 9))
    assert waves.may_compare(first, second) is change.may_compare(first, second) is expected


def _come(counted: Rehearsal, party: str, name: str) -> None:
    way = counted.host.collaboration.parties.get(name=party.capitalize()).invitations.get(
        code__isnull=False, revocation__isnull=True
    )
    counted.people.append(
        collaboration_actions.join_as_guest(name=name, invitation=way, now=counted.clock.now)[0]
    )


def _next(counted: Rehearsal, number: int) -> Round:
    """Let time pass until the wave has begun, and let everybody's browser fetch its seal."""
    series = Setup.objects.get(number=number - 1).series
    assert series
    counted.clock.go(series.next_at - counted.clock.now + timedelta(minutes=1))
    wave = Setup.objects.get(number=number).round
    counted.join(wave)
    return wave


def _answer(counted: Rehearsal, wave: Round) -> None:
    counted.clock.go(timedelta(hours=25))
    counted.answer(wave, [middling_answers(person) for person in range(len(counted.browsers))])
    counted.clock.go(timedelta(days=3))
    actions.note_look(round=wave, now=counted.clock.now)


def _waves(counted: Rehearsal, count: int, *, turn: date, leaves_after: int | None = None) -> Round:
    """Return the last of so many waves whose lists are real and whose answers went to the tally directly; the last three speak up more."""
    first = counted.begin(mode=Mode.DAYS, rhythm=Rhythm.FOUR_WEEKS)
    made = first
    for number in range(1, count + 1):
        if number > 1:
            made = counted.begin(mode=Mode.DAYS, rhythm=Rhythm.FOUR_WEEKS)
            Setup.objects.filter(round=made).update(series=counted.setup(first).series, number=number)
        actions.prepare(member=counted.host, round=made, now=counted.clock.now)
        if number == 1:
            actions.set_turning_point(
                member=counted.host, round=first, on=turn, words="We read every plan together.", now=counted.clock.now
            )  # fmt: skip
        rows = [_spoken(person, is_late=number > 3) for person in range(12)]
        staged.count(made, rows, now=counted.clock.now, draws=False)
        counted.clock.now += timedelta(weeks=4)
        if number == leaves_after:
            collaboration_actions.leave(member=counted.people[-1], now=counted.clock.now)
    return made


def _spoken(person: int, *, is_late: bool) -> list[int]:
    row = middling_answers(person)
    if is_late:
        row[0], row[1], row[2] = 7, 1, 6  # the second question is a reversed one
    return row


def _pulse(wave: Round) -> PulseReading:
    return released.pulse_of(Reading.objects.get(round=wave, measure="pulse"))


def _page(client: Client, wave: Round) -> str:
    return client.get(f"/c/{wave.collaboration.slug}/pulse/{wave.pk}").content.decode()
