"""The page and the JSON door to a job: its owner only, in words, with a way to stop it and a way on."""

import json
from collections.abc import Mapping

import pytest
from django.test import Client

from breakthrough.background import actions, runner
from breakthrough.background.kinds import Json
from breakthrough.background.models import Cancellation, Job
from breakthrough.background.progress import Progress
from breakthrough.background.tests.conftest import NOW, Begin, Clock
from breakthrough.kernel.problem import Problem
from breakthrough.people.models import Person

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def doing(report: Progress, payload: Mapping[str, Json]) -> Json:
    return {"next": "/people/me"}


def nothing(report: Progress, payload: Mapping[str, Json]) -> Json:
    return None


def leading_away(report: Progress, payload: Mapping[str, Json]) -> Json:
    return {"next": "//elsewhere.example/"}


def refusing(report: Progress, payload: Mapping[str, Json]) -> Json:
    raise Problem(
        "no-votes", status=422, words="The file %(name)s has no votes.", params={"name": "<b>votes.csv"}
    )


@pytest.fixture
def browser(alice: Person) -> Client:
    browser = Client()
    browser.force_login(alice)
    return browser


@pytest.fixture
def stranger(charlie: Person) -> Client:
    browser = Client()
    browser.force_login(charlie)
    return browser


def test_a_waiting_job_shows_that_it_waits_and_can_be_stopped(
    begin: Begin, browser: Client, alice: Person
) -> None:
    job = begin(doing, owner=alice.pk)
    page = browser.get(f"/jobs/{job.pk}")
    text = page.content.decode()
    assert page.status_code == 200
    assert "Waiting for its turn." in text
    assert f'action="/jobs/{job.pk}/cancellation"' in text
    assert 'data-live="/live/' in text
    assert '<noscript><meta http-equiv="refresh"' in text


def test_a_running_job_shows_how_far_it_is(begin: Begin, browser: Client, alice: Person) -> None:
    job = begin(doing, owner=alice.pk)
    Job.objects.filter(pk=job.pk).update(
        claimed_at=NOW, beat_at=NOW, share=0.25, words="Reading line %(line)d", params={"line": 12}
    )
    fragment = browser.get(f"/jobs/{job.pk}", headers=HTMX)
    text = fragment.content.decode()
    assert "Reading line 12" in text
    assert 'value="25"' in text
    assert "<html" not in text
    assert "HX-Redirect" not in fragment


def test_a_finished_job_leads_on_with_and_without_a_script(
    begin: Begin, browser: Client, alice: Person, clock: Clock
) -> None:
    job = begin(doing, owner=alice.pk)
    runner.run(job.pk, worker="w", clock=clock)
    assert browser.get(f"/jobs/{job.pk}")["Location"] == "/people/me"
    assert browser.get(f"/jobs/{job.pk}", headers=HTMX)["HX-Redirect"] == "/people/me"


def test_a_job_never_leads_to_another_site(
    begin: Begin, browser: Client, alice: Person, clock: Clock
) -> None:
    job = begin(leading_away, owner=alice.pk)
    runner.run(job.pk, worker="w", clock=clock)
    page = browser.get(f"/jobs/{job.pk}")
    assert page.status_code == 200
    assert "elsewhere" not in page.content.decode()
    assert browser.get(f"/jobs/{job.pk}", headers=HTMX)["HX-Redirect"] == f"/jobs/{job.pk}"


def test_a_job_that_leads_nowhere_says_that_it_is_done(
    begin: Begin, browser: Client, alice: Person, clock: Clock
) -> None:
    job = begin(nothing, owner=alice.pk)
    runner.run(job.pk, worker="w", clock=clock)
    text = browser.get(f"/jobs/{job.pk}").content.decode()
    assert "Done." in text
    assert "data-live" not in text
    assert "Start it again" not in text


def test_a_refusal_is_shown_in_words_and_escaped(
    begin: Begin, browser: Client, alice: Person, clock: Clock
) -> None:
    job = begin(refusing, owner=alice.pk)
    runner.run(job.pk, worker="w", clock=clock)
    text = browser.get(f"/jobs/{job.pk}").content.decode()
    assert "The file &lt;b&gt;votes.csv has no votes." in text
    assert "Start it again" not in text


def test_stopping_leads_back_to_the_job(begin: Begin, browser: Client, alice: Person) -> None:
    job = begin(doing, owner=alice.pk)
    answer = browser.post(f"/jobs/{job.pk}/cancellation")
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{job.pk}")
    assert "You stopped this before it was finished." in browser.get(f"/jobs/{job.pk}").content.decode()
    assert browser.post(f"/jobs/{job.pk}/cancellation").status_code == 409


def test_an_interrupted_job_can_be_started_again(begin: Begin, browser: Client, alice: Person) -> None:
    job = begin(doing, owner=alice.pk)
    Job.objects.filter(pk=job.pk).update(claimed_at=NOW, beat_at=NOW, worker="gone")
    actions.end_silent(now=NOW, worker="gone")
    text = browser.get(f"/jobs/{job.pk}").content.decode()
    assert "This was interrupted before it was finished." in text
    assert f'action="/jobs/{job.pk}/repetition"' in text
    answer = browser.post(f"/jobs/{job.pk}/repetition")
    again = Job.objects.exclude(pk=job.pk).get()
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{again.pk}")
    assert again.owner == alice.pk


@pytest.mark.parametrize("way", ["", "/cancellation", "/repetition"])
def test_nobody_but_the_owner_can_see_or_touch_a_job(
    begin: Begin, stranger: Client, alice: Person, way: str
) -> None:
    job = begin(doing, owner=alice.pk)
    ask = stranger.post if way else stranger.get
    assert ask(f"/jobs/{job.pk}{way}").status_code == 404
    assert ask(f"/api/jobs/{job.pk}{way}").status_code == 404
    assert not Cancellation.objects.exists()


def test_a_job_of_the_operator_belongs_to_nobody(begin: Begin, browser: Client) -> None:
    job = begin(doing, owner=None)
    assert browser.get(f"/jobs/{job.pk}").status_code == 404


@pytest.mark.parametrize("way", ["", "/cancellation", "/repetition"])
def test_signed_out_people_are_asked_to_sign_in(begin: Begin, alice: Person, way: str) -> None:
    job = begin(doing, owner=alice.pk)
    ask = Client().post if way else Client().get
    answer = ask(f"/jobs/{job.pk}{way}")
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"] or "sign_in" in answer["Location"]
    assert ask(f"/api/jobs/{job.pk}{way}").status_code == 401


@pytest.mark.parametrize(
    "wrong", ["1", "x" * 10_000, "5f0c7a52-97ab-4d0e-8a43-1c1f0b0a2e11", "%00", "\u202e"]
)
def test_an_address_that_is_no_job_is_not_found(browser: Client, wrong: str) -> None:
    assert browser.get(f"/jobs/{wrong}").status_code == 404
    assert browser.get(f"/api/jobs/{wrong}").status_code == 404


def test_a_job_page_only_changes_by_post(begin: Begin, browser: Client, alice: Person) -> None:
    job = begin(doing, owner=alice.pk)
    assert browser.get(f"/jobs/{job.pk}/cancellation").status_code == 405
    assert browser.post(f"/jobs/{job.pk}").status_code == 405


def test_the_api_tells_the_same(begin: Begin, browser: Client, alice: Person, clock: Clock) -> None:
    job = begin(refusing, owner=alice.pk)
    waiting = browser.get(f"/api/jobs/{job.pk}").json()
    assert (waiting["state"], waiting["share"], waiting["problem"]) == ("waiting", None, None)
    runner.run(job.pk, worker="w", clock=clock)
    over = browser.get(f"/api/jobs/{job.pk}").json()
    assert over["state"] == "refused"
    assert over["problem"] == {
        "type": "/problems/no-votes",
        "status": 422,
        "detail": "The file <b>votes.csv has no votes.",
    }
    assert over["ended_at"] is not None


def test_the_api_stops_and_repeats(begin: Begin, browser: Client, alice: Person) -> None:
    job = begin(doing, owner=alice.pk)
    stopped = browser.post(f"/api/jobs/{job.pk}/cancellation")
    assert (stopped.status_code, stopped.json()["state"]) == (200, "cancelled")
    twice = browser.post(f"/api/jobs/{job.pk}/cancellation")
    assert (twice.status_code, json.loads(twice.content)["type"]) == (409, "/problems/job-over")
    again = browser.post(f"/api/jobs/{job.pk}/repetition")
    assert (again.status_code, again.json()["state"]) == (201, "waiting")
    assert again.json()["id"] != str(job.pk)


def test_looking_at_a_job_costs_the_same_at_every_stage(
    begin: Begin, browser: Client, alice: Person, django_assert_num_queries: object
) -> None:
    job = begin(doing, owner=alice.pk)
    browser.get(f"/jobs/{job.pk}")
    with django_assert_num_queries(3):  # type: ignore[operator] # session, person, job with its records
        browser.get(f"/jobs/{job.pk}")
    actions.cancel_job(job=job, now=NOW)
    with django_assert_num_queries(3):  # type: ignore[operator]
        browser.get(f"/jobs/{job.pk}")
