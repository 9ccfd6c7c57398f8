"""Work that starts by the clock: once, late rather than never, and not at all when it was taken back."""

from datetime import timedelta

import pytest

from breakthrough.background import appointments, kinds, queries, work
from breakthrough.background.models import Appointment, Job
from breakthrough.background.tests.conftest import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    work.kind("test.ring", title="Ringing")(lambda progress, payload: None)


def test_nothing_starts_before_its_time() -> None:
    work.appoint("test.ring", {"bell": 1}, key="bell:1", at=LATER)
    assert appointments.start_due(now=LATER - timedelta(seconds=1)) == 0
    assert not Job.objects.exists()


def test_what_is_due_starts_once() -> None:
    work.appoint("test.ring", {"bell": 1}, key="bell:1", at=LATER, topic="round:1")
    assert appointments.start_due(now=LATER) == 1
    assert appointments.start_due(now=LATER) == 0
    job = Job.objects.get()
    assert (job.kind, job.payload, job.topic, job.owner) == ("test.ring", {"bell": 1}, "round:1", None)
    assert queries.is_any_waiting()


def test_what_was_due_while_nothing_ran_starts_late() -> None:
    work.appoint("test.ring", {"bell": 1}, key="bell:1", at=LATER)
    assert appointments.start_due(now=LATER + timedelta(days=3)) == 1


def test_making_it_again_moves_it() -> None:
    work.appoint("test.ring", {"bell": 1}, key="bell:1", at=LATER)
    work.appoint("test.ring", {"bell": 2}, key="bell:1", at=LATER + timedelta(hours=1))
    assert appointments.start_due(now=LATER) == 0
    assert appointments.start_due(now=LATER + timedelta(hours=1)) == 1
    assert Job.objects.get().payload == {"bell": 2}


def test_what_was_taken_back_never_starts() -> None:
    work.appoint("test.ring", {"bell": 1}, key="bell:1", at=LATER)
    assert work.cancel_appointment("bell:1")
    assert not work.cancel_appointment("bell:1")
    assert appointments.start_due(now=LATER) == 0


def test_an_unknown_kind_is_refused_when_the_appointment_is_made() -> None:
    with pytest.raises(LookupError):
        work.appoint("test.unknown", {}, key="bell:1", at=LATER)
    assert not Appointment.objects.exists()
