"""The copy of the program that a device keeps, in a real Chromium: what it is given later at the server, and what the person decides."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Route

from breakthrough.ballots import program
from tests.journeys.test_sealed_client import Sealed, Somebody
from tests.sealed import planes as two_planes
from tests.sealed.planes import Planes, Sitting

pytestmark = pytest.mark.journey
LEFT = """async () => ({
  caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""
KEPT = """async () => {
  const cache = await caches.open("sealed-pin");
  return (await cache.keys()).map(({ url }) => new URL(url).pathname).sort();
}"""
CHANGED = b"\nself.changed = true;\n"
MARK = "Boolean(self.changed)"


@pytest.fixture
def planes(tmp_path: Path) -> Iterator[Planes]:
    """Both planes, running; the people side says which program it offers."""
    with two_planes.serve(tmp_path) as running:
        running.names_its_code = True
        yield running


@pytest.fixture
def bob(browser: Browser, planes: Planes) -> Iterator[Somebody]:
    """Bob with a browser of his own; no page may have had trouble or broken its content security policy."""
    bob = Somebody(browser, planes, "Bob")
    yield bob
    for page in bob.context.pages:
        if page.url.startswith(f"{planes.address}/sealed/"):
            assert page.evaluate("window.violations") == []
    bob.context.close()
    assert not bob.trouble


def pinned(bob: Somebody, sitting: Sitting) -> Sealed:
    """Let Bob's device use the program for the first time, and come back; the page is now the copy's."""
    sealed = bob.join(sitting)
    sealed.wait_for("state.ready === 'ready' && state.program?.isAsked === false")
    sealed.reload()
    sealed.wait_for("state.ready === 'ready'")
    assert sealed.page.evaluate("Boolean(navigator.serviceWorker.controller)")
    return sealed


def offered(planes: Planes) -> str:
    return program.hash_of_all(planes.code())


def test_the_first_use_keeps_exactly_the_scripts_that_the_server_named(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = bob.visit(sitting)
    assert sealed.ready == "not-home"
    assert sealed.page.evaluate(LEFT) == {"caches": [], "workers": 0}, "not a device for sealed answers yet"
    sealed = pinned(bob, sitting)
    assert sealed.state["program"] == {
        "before": offered(planes),
        "now": offered(planes),
        "isAsked": False,
        "keeper": False,
    }
    expected = ["/sealed-pin/list", *(f"/sealed-pin/{checksum}" for checksum in planes.code().values())]
    assert sealed.page.evaluate(KEPT) == sorted(expected)
    asked: list[Any] = []
    sealed.page.on("response", lambda answer: asked.append(answer))  # noqa: PLW0108 (Playwright marks the function it is given)
    sealed.reload()
    by_keeper = {one.url.removeprefix(planes.address) for one in asked if one.from_service_worker}
    assert by_keeper == {"/static/built/sealed-client.js", "/static/built/sealed-worker.js"}


def test_nothing_is_sealed_with_another_program_before_the_person_takes_it(
    planes: Planes, bob: Somebody
) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.open(sitting)
    before = offered(planes)
    planes.appended["sealed-client.js"] = CHANGED
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.state["program"] == {
        "before": before,
        "now": offered(planes),
        "isAsked": True,
        "keeper": False,
    }
    assert not sealed.page.evaluate(MARK), "the old program asks"
    assert sealed.do("put(0, 'Said.', 'now')") == "program-changed"
    assert planes.received == []
    sealed.do("acceptProgram()")
    sealed.reload()
    assert sealed.page.evaluate(MARK)
    assert sealed.state["program"]["before"] == offered(planes)
    assert sealed.do("put(0, 'Said.', 'now')") == "done"
    sealed.stage("stored")


def test_whoever_stays_runs_the_bytes_from_before_and_is_not_asked_again_until_there_is_a_third(
    planes: Planes, bob: Somebody
) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.open(sitting)
    planes.appended = {"sealed-client.js": CHANGED, "sealed-worker.js": b"\nthrow new Error('spy');\n"}
    sealed.reload()
    assert sealed.page.evaluate("sealed.stay()") is True
    sealed.wait_for("state.ready === 'ready'")
    assert sealed.do("put(0, 'Said.', 'now')") == "done"
    sealed.stage("stored")
    sealed.reload()
    assert sealed.ready == "ready"
    assert not sealed.page.evaluate(MARK)
    assert sealed.state["program"]["before"] != sealed.state["program"]["now"]
    planes.appended["sealed-client.js"] += b"//\n"
    sealed.reload()
    assert sealed.ready == "changed"


def test_scripts_changed_behind_the_back_of_the_list_do_not_run(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.open(sitting)
    planes.claims = planes.code()
    planes.appended = {"sealed-client.js": CHANGED, "sealed-worker.js": b"\nthrow new Error('spy');\n"}
    sealed.reload()
    assert sealed.ready == "ready"
    assert not sealed.page.evaluate(MARK)
    assert sealed.do("put(0, 'Said.', 'now')") == "done"
    sealed.stage("stored")


def test_a_program_that_does_not_arrive_as_announced_is_not_taken(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.claims = planes.code() | {"built/sealed-worker.js": "00" * 32}
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.do("acceptProgram()") != "done"
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.page.evaluate("sealed.stay()") is True
    sealed.wait_for("state.ready === 'ready'")


def test_forgetting_takes_the_copy_away(planes: Planes, bob: Somebody) -> None:
    sealed = pinned(bob, planes.publish(two_planes.sit()))
    assert sealed.do("forget()") == "done"
    assert sealed.ready == "forgotten"
    assert "program" not in sealed.state
    assert sealed.page.evaluate(LEFT) == {"caches": [], "workers": 0}
    assert set(sealed.counts().values()) == {0}


def test_a_broken_copy_or_a_lost_keeper_leaves_an_ordinary_page(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.open(sitting)
    sealed.page.evaluate(
        "async () => { const cache = await caches.open('sealed-pin'); "
        "for (const key of await cache.keys()) if (!key.url.endsWith('list')) await cache.put(key, new Response('broken(')); }"
    )
    sealed.reload()
    assert sealed.ready == "ready"
    sealed.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((registration) => registration.unregister())"
    )
    sealed.reload()
    assert sealed.ready == "ready"
    assert sealed.do("put(0, 'Said.', 'now')") == "done"
    sealed.stage("stored")


def test_a_browser_that_refuses_the_keeper_seals_as_before(planes: Planes, browser: Browser) -> None:
    somebody = Somebody(browser, planes, "Bob")
    somebody.context.route("**/sealed-keeper.js", lambda route: route.fulfill(status=500))
    sitting = planes.publish(two_planes.sit())
    sealed = somebody.join(sitting)
    sealed.wait_for("state.ready === 'ready'")
    planes.open(sitting)
    sealed.reload()
    sealed.wait_for("state.ready === 'ready'")
    assert sealed.do("put(0, 'Said.', 'now')") == "done"
    sealed.stage("stored")
    somebody.context.close()


def test_envelopes_of_an_earlier_program_are_kept_and_sent_by_the_next(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.open(sitting)
    sealed.reload()
    planes.box_is_away = True
    assert sealed.do("put(0, 'From before.', 'now')") == "done"
    planes.appended["sealed-client.js"] = CHANGED
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.counts()["sendings"] == 1
    sealed.do("acceptProgram()")
    planes.box_is_away = False
    sealed.reload()
    sealed.stage("stored")


def test_another_keeper_without_an_announced_change_is_said_once_it_arrives(
    planes: Planes, bob: Somebody
) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.claims = planes.code()
    planes.appended["sealed-keeper.js"] = b"\nself.skipWaiting();\n"
    sealed.page.evaluate(
        "navigator.serviceWorker.getRegistration().then((registration) => registration.update()).then(() => 1)"
    )
    sealed.wait_for("state.ready === 'changed'")
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.state["program"]["keeper"] is True


def test_an_announced_change_of_the_keeper_is_one_question(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())
    sealed = pinned(bob, sitting)
    planes.appended["sealed-keeper.js"] = b"\n// newer\n"
    sealed.reload()
    assert sealed.ready == "changed"
    assert sealed.state["program"]["keeper"] is False
    assert sealed.do("acceptProgram()") == "done"
    for _ in range(3):
        sealed.reload()
        sealed.wait_for("state.ready === 'ready'")
        sealed.page.wait_for_timeout(300)
        assert sealed.ready == "ready"


def test_over_plain_http_there_is_no_keeper_and_no_trouble(planes: Planes, bob: Somebody) -> None:
    sitting = planes.publish(two_planes.sit())

    def answer(route: Route) -> None:
        route.fulfill(
            response=route.fetch(url=route.request.url.replace("http://plain.example", planes.address))
        )

    page = bob.context.new_page()
    page.on("pageerror", lambda error: bob.trouble.append(str(error)))
    page.route("http://plain.example/**", answer)
    page.goto(f"http://plain.example/sealed/{sitting.id}/voice")
    assert page.evaluate("opened") == "no-secure-origin"
    assert page.evaluate("[typeof caches, typeof navigator.serviceWorker]") == ["undefined", "undefined"]
    page.goto("http://plain.example/elsewhere")
    page.wait_for_timeout(300)
