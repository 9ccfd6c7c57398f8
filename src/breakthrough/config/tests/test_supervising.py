"""A worker comes when there is work, and what it leaves behind when it dies is put in order."""

import subprocess
import uuid
from datetime import UTC, datetime

import pytest
from django_tasks_db.models import DBTaskResult

from breakthrough.background import tasks
from breakthrough.background.models import Job
from breakthrough.background.rules import State
from breakthrough.config.supervising import WorkerOnDemand

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 14, 9, 0, tzinfo=UTC)


class Child:
    """A worker process that exists only on paper."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self.returncode: int | None = None
        self.heard: list[str] = []
        self._stubborn = stubborn

    def poll(self) -> int | None:
        return self.returncode

    def terminate(self) -> None:
        self.heard.append("terminate")
        if not self._stubborn:
            self.returncode = 0

    def kill(self) -> None:
        self.heard.append("kill")
        self.returncode = -9

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            raise subprocess.TimeoutExpired("worker", timeout or 0)
        return self.returncode


class Nursery:
    """Starts children, and knows what time it is."""

    def __init__(self, *, stubborn: bool = False) -> None:
        self.children: list[Child] = []
        self.names: list[str] = []
        self.seconds = 0.0
        self.stubborn = stubborn
        self.watch = WorkerOnDemand(start_child=self.start, clock=lambda: NOW, monotonic=lambda: self.seconds)

    def start(self, name: str) -> "subprocess.Popen[bytes]":
        self.names.append(name)
        self.children.append(Child(stubborn=self.stubborn))
        return self.children[-1]  # type: ignore[return-value]

    def look(self, *, after: float = 2.0) -> None:
        self.seconds += after
        self.watch.tend()


def enqueue() -> None:
    tasks.run_job.enqueue(str(uuid.uuid4()))


def running_job(worker: str) -> Job:
    return Job.objects.create(
        kind="test.any", title="Any", made_at=NOW, claimed_at=NOW, beat_at=NOW, worker=worker
    )


def outcome_of(job: Job) -> State:
    return Job.objects.select_related("ending", "cancellation").get(pk=job.pk).state


def test_without_work_there_is_no_worker() -> None:
    nursery = Nursery()
    nursery.look()
    assert nursery.children == []


def test_waiting_work_starts_one_worker_and_no_second() -> None:
    nursery = Nursery()
    enqueue()
    nursery.look()
    enqueue()
    nursery.look()
    assert len(nursery.children) == 1


def test_a_worker_that_left_is_replaced_when_there_is_work_again() -> None:
    nursery = Nursery()
    enqueue()
    nursery.look()
    DBTaskResult.objects.all().delete()
    nursery.children[0].returncode = 0
    nursery.look()
    assert len(nursery.children) == 1
    enqueue()
    nursery.look()
    assert len(nursery.children) == 2
    assert len(set(nursery.names)) == 2


def test_the_job_of_a_worker_that_died_is_stopped_at_once() -> None:
    nursery = Nursery()
    enqueue()
    nursery.look()
    job = running_job(nursery.names[0])
    nursery.children[0].returncode = -9
    nursery.look()
    assert outcome_of(job) is State.STOPPED


def test_workers_that_die_at_once_are_started_less_and_less_often() -> None:
    nursery = Nursery()
    enqueue()
    for _ in range(60):
        nursery.look(after=1.0)
        nursery.children[-1].returncode = 1
    assert 4 <= len(nursery.children) <= 8


def test_a_job_of_another_machine_that_fell_silent_is_stopped_in_time() -> None:
    nursery = Nursery()
    job = running_job("elsewhere")
    Job.objects.filter(pk=job.pk).update(beat_at=datetime(2026, 11, 14, 8, 0, tzinfo=UTC))
    nursery.look(after=10.0)
    assert outcome_of(job) is State.RUNNING
    nursery.look(after=10.0)
    assert outcome_of(job) is State.STOPPED


@pytest.mark.parametrize("stubborn", [False, True])
def test_stopping_ends_the_worker_and_its_job(stubborn: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    nursery = Nursery(stubborn=stubborn)
    enqueue()
    nursery.look()
    job = running_job(nursery.names[0])
    monkeypatch.setattr(nursery.watch, "_thread", Quiet())
    nursery.watch.stop()
    assert nursery.children[0].heard == (["terminate", "kill"] if stubborn else ["terminate"])
    assert outcome_of(job) is State.STOPPED


class Quiet:
    """A thread that was never started."""

    def join(self, timeout: float | None = None) -> None:
        assert timeout is not None
