"""Announcements are part of the change they announce."""

import pytest
from django.db import transaction

from breakthrough.live import announcements
from breakthrough.live.models import Announcement

pytestmark = pytest.mark.django_db


def test_an_announcement_is_a_row_with_a_growing_version() -> None:
    announcements.announce_on_commit("round:1")
    announcements.announce_on_commit("round:1", kind="progress")
    first, second = Announcement.objects.all()
    assert (first.topic, first.kind, second.kind) == ("round:1", "changed", "progress")
    assert second.pk > first.pk
    assert first.at is not None


def test_a_change_that_is_rolled_back_announces_nothing() -> None:
    with transaction.atomic():
        announcements.announce_on_commit("round:1")
        transaction.set_rollback(True)
    assert not Announcement.objects.exists()


def test_the_poller_is_woken_by_the_commit_and_not_before(
    django_capture_on_commit_callbacks: object,
) -> None:
    announcements.look_now.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        announcements.announce_on_commit("round:1")
        assert not announcements.look_now.is_set()
    assert announcements.look_now.is_set()


@pytest.mark.parametrize(
    "topic", ["", "round", "round:", "Round:1", "round:1\n", "round:a b", "round:" + "1" * 81]
)
def test_a_topic_that_is_no_topic_is_a_mistake_in_code(topic: str) -> None:
    with pytest.raises(ValueError, match="topic"):
        announcements.announce_on_commit(topic)


@pytest.mark.parametrize("kind", ["", "Changed", "two words", "k" * 41])
def test_a_kind_that_is_no_word_is_a_mistake_in_code(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        announcements.announce_on_commit("round:1", kind=kind)
