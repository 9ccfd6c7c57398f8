"""The same mail to all: also where a worker is killed in the middle, or the mail server does not take one."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from breakthrough.background.models import Appointment
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.tests.talks import Rehearsal
from breakthrough.rounds import letters

TEXTS = [f"We do not say sentence {number}." for number in range(6)]
VOTES = [[Answer("agree")] * 6 for _ in range(6)]
RESULTS = "The results are there"


def results_by_address() -> Counter[str]:
    """How many letters about the results each address got."""
    return Counter(one.to[0] for one in mail.outbox if one.subject.startswith(RESULTS))


def roster_of(rehearsed: Rehearsal) -> dict[str, int]:
    """Everybody with an address, one letter each."""
    return {str(one.person.email): 1 for one in rehearsed.people if one.person.email}


def to_results(rehearsed: Rehearsal) -> None:
    """Go to the end of a live round, of which the results are written about."""
    rehearsed.through(rehearsed.begin(), TEXTS, VOTES)


@pytest.mark.parametrize("killed_at", [0, 1, 2])
def test_a_worker_killed_in_the_middle_leaves_letters_that_another_one_sends(
    rehearsed: Rehearsal, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    send, calls = EmailBackend.send_messages, [0]

    def killed(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        calls[0] += 1
        if calls[0] == killed_at + 1:
            raise SystemExit("killed")
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", killed)
    with pytest.raises(SystemExit):
        to_results(rehearsed)
    assert sum(results_by_address().values()) == killed_at
    rehearsed.clock.go(timedelta(minutes=11))
    assert results_by_address() == roster_of(rehearsed)
    assert len({one.body for one in mail.outbox if one.subject.startswith(RESULTS)}) == 1
    rehearsed.clock.go(timedelta(days=1))
    assert results_by_address() == roster_of(rehearsed)
    assert not Appointment.objects.filter(kind="voice.send-letter").exists()


def test_a_worker_killed_before_it_wrote_anything_down_is_made_up_for(
    rehearsed: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim, calls = letters.claim, [0]

    def killed(*given: Any, **further: Any) -> bool:
        calls[0] += 1
        if calls[0] == 1:
            raise SystemExit("killed")
        return claim(*given, **further)

    monkeypatch.setattr(letters, "claim", killed)
    with pytest.raises(SystemExit):
        to_results(rehearsed)
    rehearsed.clock.go(timedelta(minutes=11))
    assert results_by_address() == roster_of(rehearsed)


def test_a_letter_that_the_server_did_not_take_is_tried_again_and_the_others_are_not(
    rehearsed: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    send, refused = EmailBackend.send_messages, min(roster_of(rehearsed))
    tries = [0]

    def picky(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        if messages[0].to == [refused]:
            tries[0] += 1
            if tries[0] < 3:
                raise ConnectionRefusedError
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", picky)
    to_results(rehearsed)
    rehearsed.clock.go(timedelta(hours=2))
    assert results_by_address() == roster_of(rehearsed)
    assert tries == [3]
    assert not Appointment.objects.filter(kind="voice.send-letter").exists()


def test_an_address_that_never_takes_a_letter_is_given_up(
    rehearsed: Rehearsal, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = [0]

    def never(backend: EmailBackend, messages: list[mail.EmailMessage]) -> int:
        tries[0] += 1
        raise ConnectionRefusedError

    monkeypatch.setattr(EmailBackend, "send_messages", never)
    to_results(rehearsed)
    rehearsed.clock.go(timedelta(days=2))
    assert not results_by_address()
    assert tries == [6 * len(roster_of(rehearsed))]
    assert not Appointment.objects.filter(kind="voice.send-letter").exists()
