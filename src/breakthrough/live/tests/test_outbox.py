"""The outbox is read in order and nothing that commits late is missed."""

from datetime import UTC, datetime, timedelta

import pytest

from breakthrough.live import outbox
from breakthrough.live.models import Announcement

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


def announce(*versions: int, topic: str = "round:1") -> None:
    for version in versions:
        Announcement.objects.create(pk=version, topic=topic, kind="changed")


def numbers(batch: outbox.Batch) -> list[int]:
    return [one.version for one in batch.news]


def test_an_empty_outbox_is_nothing_to_tell() -> None:
    batch = outbox.Outbox().read()
    assert (numbers(batch), batch.watermark, batch.floor) == ([], 0, 0)


def test_each_announcement_is_read_once_and_in_order() -> None:
    box = outbox.Outbox()
    announce(40, 41)
    assert numbers(box.read()) == [40, 41]
    assert numbers(box.read()) == []
    announce(42, 43)
    batch = box.read()
    assert (numbers(batch), batch.watermark, batch.floor) == ([42, 43], 43, 39)


def test_a_version_that_commits_late_holds_the_watermark_back_and_is_read_when_it_comes() -> None:
    box = outbox.Outbox()
    announce(10)
    box.read()
    announce(12)
    batch = box.read()
    assert (numbers(batch), batch.watermark) == ([12], 10)
    announce(11, 13)
    batch = box.read()
    assert (numbers(batch), batch.watermark) == ([11, 13], 13)


def test_a_version_that_never_comes_is_given_up_after_a_minute() -> None:
    seconds = [0.0]
    box = outbox.Outbox(monotonic=lambda: seconds[0])
    announce(10)
    box.read()
    announce(12)
    assert box.read().watermark == 10
    seconds[0] = outbox.LATEST_SECONDS + 1
    assert box.read().watermark == 12


def test_more_than_one_page_of_announcements_is_read_in_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "AT_ONCE", 3)
    box = outbox.Outbox()
    box.read()
    announce(*range(1, 11))
    assert numbers(box.read()) == list(range(1, 11))


def test_pruning_keeps_a_day_and_always_the_newest() -> None:
    announce(1, 2, 3)
    Announcement.objects.update(at=NOW - timedelta(days=2))
    assert outbox.prune(now=NOW) == 2
    assert [one.pk for one in Announcement.objects.all()] == [3]
    announce(4)
    Announcement.objects.filter(pk=4).update(at=NOW - timedelta(hours=23))
    assert outbox.prune(now=NOW) == 1
    assert [one.pk for one in Announcement.objects.all()] == [4]
