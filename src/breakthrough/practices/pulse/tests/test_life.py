"""A Pulse from draft to results, with the real ballot box, the jobs and the clock; and waves that come back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from breakthrough.collaborations.models import JournalEntry
from breakthrough.evidence.models import Chart, Reading
from breakthrough.kernel.problem import Problem
from breakthrough.practices.pulse import actions, queries
from breakthrough.practices.pulse.models import Letter, SeriesEnd, Setup
from breakthrough.practices.pulse.readings import released
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.plans import Mode, Rhythm
from breakthrough.practices.pulse.tests.pulses import Rehearsal, high_answers, middling_answers
from breakthrough.rounds import sealed
from breakthrough.rounds.models import Round

ClientOf = Callable[..., Client]


def test_a_pulse_goes_from_the_draft_to_a_page_that_reads_aloud(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    kept = counted.begin(own=("Our tools help us.",))
    counted.through(kept, [high_answers(person, own=1) for person in range(12)])
    assert counted.phase(kept) == "released"
    reading = Reading.objects.get(round=kept)
    pulse = released.pulse_of(reading)
    assert (reading.measure, reading.method, pulse.n_band) == ("pulse", "pulse.position/gt-1", "8-12")
    assert pulse.partition == ((0,), (1,))
    assert len(pulse.parties) == 2
    assert pulse.position.lean == "B"
    assert released.own_of(reading)[0].mean is not None
    assert set(Chart.objects.values_list("key", flat=True)) == {"position", "levels"}
    bob = client_of(counted.people[2].person)
    text = bob.get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}").content.decode()
    assert "High on nearly everything" in text
    assert "so does a group that simply likes itself" in text
    assert "From between 8 and 12 people" in text
    assert text.index("How likely each pattern is") < text.index("What cannot be told yet")
    assert "What to do next, and why" in text
    assert "Our tools help us." in text
    assert "Acme" in text
    where = bob.get(f"/c/{kept.collaboration.slug}/where").content.decode()
    for words in (
        "High on nearly everything",
        "Speaking up",
        "What you feel, Pulse",
        "on seven points",
        "<svg",
    ):
        assert words in where
    assert (
        where.count("Method pulse.position/gt-1") == 8
    )  # the position, six dimensions, and differences between parties
    exported = bob.get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}/reading.json").json()
    assert "lean" not in exported["value"]["pulse"]["position"]
    assert "shadow" not in exported["value"]["pulse"]["position"]
    assert "shadow" not in text


def test_what_was_answered_before_a_change_of_mind_does_not_count(counted: Rehearsal) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    counted.open(kept)
    counted.answer(kept, [[1] * 23 for _ in range(12)])
    counted.answer(kept, [middling_answers(person) for person in range(12)])
    counted.close(kept)
    pulse = released.pulse_of(Reading.objects.get(round=kept))
    assert all(one.mean is not None and 3 <= one.mean.value <= 5 for one in pulse.dimensions)


def test_few_answers_are_held_and_nobody_sees_anything(counted: Rehearsal, client_of: ClientOf) -> None:
    kept = counted.begin()
    counted.through(kept, [high_answers(person) for person in range(4)])
    assert counted.phase(kept) == "held"
    assert not Reading.objects.exists()
    text = client_of(counted.host.person).get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}")
    assert "Not enough answers to show this safely. Nothing was shown." in text.content.decode()


def test_when_half_stay_silent_nothing_is_said_about_the_position(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    kept = counted.begin()
    counted.through(kept, [high_answers(person) for person in range(7)])
    text = client_of(counted.host.person).get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}")
    assert "7 of 12 answered. Those who stay silent often differ" in text.content.decode()
    assert "Too few answered to say much" in text.content.decode()
    assert "How likely each pattern is" not in text.content.decode()


def test_three_taps_are_read_one_by_one(counted: Rehearsal, client_of: ClientOf) -> None:
    kept = counted.begin(kind=Kind.MICRO, minutes=5)
    counted.through(kept, [[1, 0, 2]] * 6 + [[3, 2, 4]] * 6)
    reading = Reading.objects.get(round=kept)
    first, second, third = released.micro_of(reading)
    assert (first.mean and first.mean.value, second.n_band) == (1.0, "5-7")
    assert third.mean
    text = client_of(counted.host.person).get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}")
    assert "What this week was like" in text.content.decode()


def test_over_days_the_clock_opens_reminds_everybody_once_and_closes(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(mode=Mode.DAYS, kind=Kind.MICRO, open_days=3)
    rehearsed.prepare(kept)
    rehearsed.clock.go(timedelta(hours=25))
    assert rehearsed.phase(kept) == "open"
    rehearsed.answer(kept, [[1, 1, 1]] * 12)
    rehearsed.clock.go(timedelta(days=4))
    assert rehearsed.phase(kept) == "released"
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == [
        "joining", "open", "reminder", "results",
    ]  # fmt: skip
    reminders = [one for one in mail.outbox if "closes soon" in one.subject]
    assert len(reminders) == 3  # everybody with an address: Alice, Lena, Bob
    assert len({(one.subject, one.body) for one in reminders}) == 1


def test_waves_come_back_and_stop_when_nobody_looks_at_two_results_in_a_row(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(mode=Mode.DAYS, kind=Kind.MICRO, open_days=2, rhythm=Rhythm.WEEKLY)
    rehearsed.prepare(kept)
    _answer_a_week(rehearsed, kept)
    second = Round.objects.get(pk=Setup.objects.get(number=2).round_id)
    actions.note_look(round=kept, now=rehearsed.clock.now)
    for number in (2, 3):
        wave = Round.objects.get(pk=Setup.objects.get(number=number).round_id)
        rehearsed.join(wave)
        _answer_a_week(rehearsed, wave)
    assert Setup.objects.count() == 3
    assert SeriesEnd.objects.get().reason == "unseen"
    assert JournalEntry.objects.filter(verb="pulse.series_unseen").exists()
    series = queries.waves_of(rehearsed.host, second.pk)
    assert series
    assert (series.coming, [one.number for one in series.waves]) == ((), [1, 2, 3])
    with pytest.raises(Problem, match="stopped already"):
        actions.stop_series(member=rehearsed.host, round=kept, now=rehearsed.clock.now)


def test_looking_at_a_result_is_noted_once_and_without_a_name(
    rehearsed: Rehearsal, client_of: ClientOf
) -> None:
    kept = rehearsed.begin(kind=Kind.MICRO)
    rehearsed.through(kept, [[1, 1, 1]] * 12)
    setup = rehearsed.setup(kept)
    assert not hasattr(setup, "look")
    for person in (rehearsed.people[2].person, rehearsed.host.person):
        client_of(person).get(f"/c/{kept.collaboration.slug}/pulse/{kept.pk}")
    look = rehearsed.setup(kept).look
    assert {one.name for one in type(look)._meta.get_fields()} == {"id", "setup", "at"}


def test_a_restart_gives_new_words_and_keeps_the_series(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(mode=Mode.DAYS, rhythm=Rhythm.FOUR_WEEKS)
    rehearsed.prepare(kept)
    before = sealed.find_words(queries.find_setup(kept)).card
    actions.restart(member=rehearsed.host, round=kept, now=rehearsed.clock.now)
    assert rehearsed.phase(kept) == "draft"
    with pytest.raises(Problem, match="asked to join"):
        actions.discard_pulse(member=rehearsed.host, round=kept, now=rehearsed.clock.now)
    rehearsed.prepare(kept)
    assert sealed.find_words(queries.find_setup(kept)).card != before
    wave = queries.get_wave(rehearsed.host, kept.pk)
    assert (wave.restarts, wave.number, wave.is_recurring) == (1, 1, True)


def _answer_a_week(rehearsed: Rehearsal, wave: Round) -> None:
    rehearsed.clock.go(timedelta(hours=25))
    rehearsed.answer(wave, [[1, 1, 1]] * 12)
    rehearsed.clock.go(timedelta(days=6))
