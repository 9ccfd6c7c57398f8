"""A job from start to end: done, refused, failed, cancelled, stopped, and never twice."""

import logging
import threading
import uuid
from collections.abc import Mapping
from datetime import timedelta

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from breakthrough.background import actions, kinds, progress, queries, runner, work
from breakthrough.background.kinds import Json
from breakthrough.background.models import Cancellation, Ending, Job
from breakthrough.background.progress import Interrupted, Progress
from breakthrough.background.rules import State
from breakthrough.background.tests.conftest import NOW, OWNER, Begin, Clock
from breakthrough.kernel.problem import Problem
from breakthrough.live.models import Announcement

pytestmark = pytest.mark.django_db


def fresh(job: Job) -> Job:
    return queries.get_job(OWNER, job.pk)


def doing(report: Progress, payload: Mapping[str, Json]) -> Json:
    report.report(0.5, "Reading line %(line)d", line=12)
    return {"next": "/c/there", "size": payload["size"]}


def test_a_job_runs_and_keeps_its_result(begin: Begin, clock: Clock) -> None:
    job = begin(doing, topic="round:1")
    assert job.state is State.WAITING
    runner.run(job.pk, worker="w", clock=clock)
    job = fresh(job)
    assert job.state is State.DONE
    assert job.ending.result == {"next": "/c/there", "size": 3}
    assert (job.share, job.words, job.params) == (1.0, "Reading line %(line)d", {"line": 12})
    told = [(one.topic, one.kind) for one in Announcement.objects.all()]
    mine = f"job:{job.pk}"
    assert told == [(mine, "progress"), (mine, "progress"), (mine, "ended"), ("round:1", "changed")]


def test_job_and_task_are_written_together_or_not_at_all(begin: Begin) -> None:
    job = begin(doing)
    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [str(job.pk)]
    assert queries.is_any_waiting()


def test_a_worker_is_called_only_when_the_job_is_committed(
    begin: Begin, django_capture_on_commit_callbacks: object
) -> None:
    actions.arrived.clear()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        begin(doing)
        assert not actions.arrived.is_set()
    assert actions.arrived.is_set()


def test_a_refusal_is_kept_in_words(begin: Begin, clock: Clock) -> None:
    def refusing(report: Progress, payload: Mapping[str, Json]) -> Json:
        raise Problem(
            "no-votes", status=422, words="The file %(name)s has no votes.", params={"name": "votes.csv"}
        )

    job = begin(refusing)
    runner.run(job.pk, worker="w", clock=clock)
    ending = fresh(job).ending
    assert ending.outcome == State.REFUSED
    assert ending.problem == {
        "code": "no-votes",
        "status": 422,
        "words": "The file %(name)s has no votes.",
        "params": {"name": "votes.csv"},
        "field": None,
    }


@pytest.mark.parametrize("result", [object(), float("nan"), {1, 2}])
def test_a_result_that_is_no_json_is_our_mistake(
    begin: Begin, clock: Clock, result: Json, caplog: pytest.LogCaptureFixture
) -> None:
    def strange(report: Progress, payload: Mapping[str, Json]) -> Json:
        return result

    job = begin(strange)
    with caught(caplog):
        runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).state is State.FAILED


def test_a_crash_is_logged_and_never_shown(
    begin: Begin, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    def crashing(report: Progress, payload: Mapping[str, Json]) -> Json:
        raise RuntimeError("secret detail")

    job = begin(crashing)
    with caught(caplog):
        runner.run(job.pk, worker="w", clock=clock)
    ending = fresh(job).ending
    assert (ending.outcome, ending.problem, ending.result) == (State.FAILED, None, None)
    assert "secret detail" in caplog.text


def test_a_running_job_stops_at_its_next_report(
    begin: Begin, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "REPORT_SECONDS", 0.0)
    reached: list[str] = []

    def long(report: Progress, payload: Mapping[str, Json]) -> Json:
        report.report(0.1, "One")
        actions.cancel_job(job=job, now=NOW)
        assert fresh(job).state is State.CANCELLING
        actions.cancel_job(job=job, now=NOW)
        reached.append("before")
        report.report(0.2, "Two")
        reached.append("after")
        return None

    job = begin(long)
    runner.run(job.pk, worker="w", clock=clock)
    assert reached == ["before"]
    assert fresh(job).state is State.CANCELLED
    assert Cancellation.objects.count() == 1


def test_a_waiting_job_that_is_cancelled_never_runs(begin: Begin, clock: Clock) -> None:
    job = begin(doing)
    actions.cancel_job(job=job, now=NOW)
    assert fresh(job).state is State.CANCELLED
    runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).claimed_at is None


def test_a_job_that_is_over_cannot_be_cancelled(begin: Begin, clock: Clock) -> None:
    job = begin(doing)
    runner.run(job.pk, worker="w", clock=clock)
    with pytest.raises(Problem, match="already ended"):
        actions.cancel_job(job=job, now=NOW)


def test_a_job_never_runs_twice(begin: Begin, clock: Clock) -> None:
    runs = []

    def counting(report: Progress, payload: Mapping[str, Json]) -> Json:
        runs.append(1)
        runner.run(job.pk, worker="another", clock=clock)
        return None

    job = begin(counting)
    runner.run(job.pk, worker="w", clock=clock)
    runner.run(job.pk, worker="w", clock=clock)
    assert runs == [1]
    assert fresh(job).worker == "w"


def test_starting_the_same_work_twice_while_it_waits_is_one_job(begin: Begin, clock: Clock) -> None:
    first, second = begin(doing), begin(doing)
    assert first.pk == second.pk
    assert DBTaskResult.objects.count() == 1
    runner.run(first.pk, worker="w", clock=clock)
    assert begin(doing).pk != first.pk


def test_a_job_of_another_owner_is_another_job(begin: Begin) -> None:
    assert begin(doing).pk != begin(doing, owner=uuid.UUID(int=8)).pk


def test_a_worker_that_is_shut_down_leaves_a_job_that_can_be_started_again(
    begin: Begin, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "interruption", threading.Event())

    def interrupted(report: Progress, payload: Mapping[str, Json]) -> Json:
        runner.interruption.set()
        report.report(0.5, "Half")
        return None

    job = begin(interrupted)
    runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).state is State.STOPPED
    again = actions.repeat_job(job=fresh(job), now=NOW)
    assert again.pk != job.pk
    assert (again.kind, again.payload, again.owner) == (job.kind, job.payload, job.owner)
    assert again.state is State.WAITING
    assert issubclass(Interrupted, work.Cancelled)


def test_a_worker_killed_at_work_leaves_a_stopped_job(begin: Begin, clock: Clock) -> None:
    def killed(report: Progress, payload: Mapping[str, Json]) -> Json:
        raise SystemExit(1)

    job = begin(killed)
    with pytest.raises(SystemExit):
        runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).state is State.STOPPED


def test_a_job_whose_worker_fell_silent_is_stopped_after_a_minute(begin: Begin, clock: Clock) -> None:
    job = begin(doing)
    Job.objects.filter(pk=job.pk).update(claimed_at=NOW, beat_at=NOW, worker="w")
    assert actions.end_silent(now=NOW + timedelta(seconds=59)) == 0
    assert actions.end_silent(now=NOW + timedelta(seconds=61)) == 1
    assert fresh(job).state is State.STOPPED
    assert actions.end_silent(now=NOW + timedelta(seconds=90)) == 0


def test_jobs_of_a_worker_known_to_be_gone_are_stopped_at_once(begin: Begin, clock: Clock) -> None:
    job = begin(doing)
    Job.objects.filter(pk=job.pk).update(claimed_at=NOW, beat_at=NOW, worker="gone")
    assert actions.end_silent(now=NOW, worker="another") == 0
    assert actions.end_silent(now=NOW, worker="gone") == 1
    assert fresh(job).state is State.STOPPED


def test_a_silent_job_that_was_asked_to_stop_is_cancelled(begin: Begin) -> None:
    job = begin(doing)
    Job.objects.filter(pk=job.pk).update(claimed_at=NOW, beat_at=NOW, worker="gone")
    actions.cancel_job(job=job, now=NOW)
    actions.end_silent(now=NOW, worker="gone")
    assert fresh(job).state is State.CANCELLED


def test_a_worker_that_was_only_slow_still_delivers_its_result(begin: Begin, clock: Clock) -> None:
    def slow(report: Progress, payload: Mapping[str, Json]) -> Json:
        actions.end_silent(now=NOW + timedelta(hours=1))
        assert fresh(job).state is State.STOPPED
        return "done after all"

    job = begin(slow)
    runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).state is State.DONE
    assert fresh(job).ending.result == "done after all"


def test_a_task_lost_between_queue_and_job_is_put_back(begin: Begin) -> None:
    job = begin(doing)
    DBTaskResult.objects.update(status="RUNNING")
    actions.end_silent(now=NOW + timedelta(seconds=30))
    assert not queries.is_any_waiting()
    actions.end_silent(now=NOW + timedelta(seconds=90))
    actions.end_silent(now=NOW + timedelta(seconds=91))
    assert DBTaskResult.objects.ready().get().args_kwargs["args"] == [str(job.pk)]


def test_reports_between_two_half_seconds_cost_nothing(
    begin: Begin, clock: Clock, django_assert_num_queries: object
) -> None:
    seconds = [0.0]

    def busy(_: Progress, payload: Mapping[str, Json]) -> Json:
        report = Progress(job=job, clock=clock, interruption=threading.Event(), monotonic=lambda: seconds[0])
        report.report(0.1, "One")
        with django_assert_num_queries(0):  # type: ignore[operator]
            for _step in range(100):
                report.report(0.2, "Two")
        seconds[0] = 0.6
        report.report(7.0, "Three")
        return None

    job = begin(busy)
    runner.run(job.pk, worker="w", clock=clock)
    assert fresh(job).words == "Three"


@pytest.mark.parametrize(("share", "kept"), [(-1.0, 0.0), (2.0, 1.0), (None, None), (0.25, 0.25)])
def test_a_share_is_kept_between_nothing_and_all(
    begin: Begin, clock: Clock, share: float | None, kept: float | None
) -> None:
    seen = []

    def measuring(report: Progress, payload: Mapping[str, Json]) -> Json:
        report.report(share, "At it")
        seen.append(fresh(job).share)
        return None

    job = begin(measuring)
    runner.run(job.pk, worker="w", clock=clock)
    assert seen == [kept]


def test_a_kind_nobody_knows_cannot_be_started(db: None) -> None:
    with pytest.raises(LookupError):
        work.start("nowhere.nothing", {}, owner=None, topic=None, now=NOW)


def test_two_kinds_cannot_share_a_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})
    work.kind("test.same")(doing)
    work.kind("test.same")(doing)

    def other(report: Progress, payload: Mapping[str, Json]) -> Json:
        return None

    with pytest.raises(ValueError, match="two kinds"):
        work.kind("test.same")(other)


def test_old_endings_are_forgotten_after_a_month(begin: Begin, clock: Clock) -> None:
    job = begin(doing)
    runner.run(job.pk, worker="w", clock=clock)
    assert actions.forget_ended(now=NOW + timedelta(days=29)) == 0
    assert actions.forget_ended(now=NOW + timedelta(days=31)) == 1
    assert not Job.objects.exists()
    assert not Ending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_beats_while_it_works(begin: Begin, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.02)
    beats: list[object] = []

    def patient(report: Progress, payload: Mapping[str, Json]) -> Json:
        for _ in range(200):
            beats.append(fresh(job).beat_at)
            if len(set(beats)) > 2:
                break
            threading.Event().wait(0.02)
        return None

    job = begin(patient)
    runner.run(job.pk, worker="w", clock=clock, beating=True)
    assert fresh(job).state is State.DONE
    assert len(set(beats)) > 2


@pytest.mark.django_db(transaction=True)
def test_the_queue_runs_jobs_through_the_library_worker(begin: Begin) -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    job = begin(doing)
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="the-worker",
        excluded_queue_names=[],
    )
    worker.run()
    job = fresh(job)
    assert job.state is State.DONE
    assert job.worker == "the-worker"
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    connection.close()


class caught:  # noqa: N801 (reads as a word: with caught(caplog))
    """Let the house's loggers reach caplog, although they do not propagate."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.handler = caplog.handler
        self.logger = logging.getLogger("breakthrough")

    def __enter__(self) -> None:
        self.logger.addHandler(self.handler)

    def __exit__(self, *_: object) -> None:
        self.logger.removeHandler(self.handler)
