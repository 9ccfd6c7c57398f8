"""A stance with one thumb in two minutes on a small phone; and the pages of a text, its changes, its reservations, its results."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, Server, start_server, stop_server
from tests.journeys.test_straight_talk import Stage, run

pytestmark = pytest.mark.journey

TWO_MINUTES = 120


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own with a round that eleven people have joined; Bob comes with his browser."""
    folder = tmp_path_factory.mktemp("alignment")
    running = start_server(folder)
    try:
        yield Stage(running, folder, run("begin-alignment", folder))
    finally:
        stop_server(running)


@pytest.fixture
def server(staged: Stage) -> Server:
    """The server that `person` opens browsers for."""
    return staged.server


def choose(page: Page, words: str) -> None:
    page.locator(".alignment-question:not([hidden])").get_by_role("radio", name=words, exact=True).check()


def go_on(page: Page) -> None:
    page.locator(".alignment-question:not([hidden]) [data-next]").click()


def test_a_stance_takes_one_thumb_and_less_than_two_minutes(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob = person("Bob", width=360, has_touch=True)
    page = staged.sit_down(bob, "bob")
    page.get_by_role("button", name="Use this device for sealed answers").click()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    bob.look("alignment-joining")
    staged.run("open-stances")
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    bob.look("alignment-intro")
    begun = time.monotonic()
    page.get_by_role("button", name="Begin").click()
    choose(page, "Rather no")
    looked = time.monotonic()
    bob.look("alignment-position")
    small = page.evaluate(
        "[...document.querySelectorAll('.alignment-question:not([hidden]) .alignment-option')].filter((one) => one.offsetHeight < 44).length"
    )
    assert small == 0, "every target is 44 pixels high"
    begun += time.monotonic() - looked
    go_on(page)
    choose(page, "8")
    bob.look("alignment-weight")
    go_on(page)
    choose(page, "In my own words")
    page.reload()
    expect(page.get_by_role("radio", name="In my own words", exact=True)).to_be_checked()
    go_on(page)
    choose(page, "Only here")
    go_on(page)
    choose(page, "6")
    go_on(page)
    more = page.get_by_role("button", name="10 more: The purpose of it")
    wrong = page.get_by_role("checkbox", name="I spread nothing: it is the wrong purpose")
    wrong.check()
    expect(page.locator(".alignment-question:not([hidden]) [data-next]")).to_have_text("Next")
    for _ in range(6):
        more.click()
    expect(wrong).not_to_be_checked()
    go_on(page)
    expect(page.get_by_text("Spread all 100 points")).to_be_visible()
    for _ in range(4):
        page.get_by_role("button", name="10 more: Doubts about the plan").click()
    expect(page.get_by_text("All 100 points are spread")).to_be_visible()
    bob.look("alignment-points")
    go_on(page)
    expect(page.locator(".alignment-question:not([hidden]) [data-next]")).to_have_text("Skip this one")
    bob.look("alignment-waiting")
    go_on(page)
    expect(page.get_by_role("heading", name="Your stance, before you seal it")).to_be_focused()
    expect(page.get_by_text("The purpose of it 60 · Doubts about the plan 40")).to_be_visible()
    bob.look("alignment-summary")
    page.get_by_role("button", name="Seal my stance").click()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    assert time.monotonic() - begun < TWO_MINUTES
    bob.look("alignment-sealed")

    page.get_by_role("link", name="Seal a reservation").click()
    page.get_by_label("What keeps you from being all in?").fill("I do not believe the date.")
    page.get_by_label("It lifts when").fill("somebody shows the steps to May")
    page.get_by_label("This is a block").check()
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("A block needs a reason").first).to_be_visible()
    page.get_by_label("The reason: what would go wrong").fill("Patients would wait.")
    bob.look("alignment-reservation-sealing")
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    page.reload()
    expect(page.get_by_label("What keeps you from being all in?")).to_have_value("I do not believe the date.")
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()


def test_the_pages_read_aloud_where_a_group_stands(staged: Stage, person: Callable[..., Person]) -> None:
    alice = person("Alice")
    page = staged.sit_down(alice, "alice")
    page.goto(staged.made["over"])
    expect(page.get_by_role("heading", name="Purpose against reservations")).to_be_visible()
    alice.look("alignment-results")
    page.get_by_text("I stand elsewhere now").click()
    page.get_by_text("I stand elsewhere on one part").click()
    alice.look("alignment-named")
    for name, address in (
        ("alignment-wall", f"{staged.made['over']}/wall?step=1"),
        ("alignment-wall-agreement", f"{staged.made['over']}/wall?step=2"),
        ("alignment-text", staged.made["text"]),
        ("alignment-version", f"{staged.made['text']}/versions/2"),
        ("alignment-reservation", f"{staged.made['text']}/reservations/3"),
        ("alignment-raise", f"{staged.made['text']}/reservations"),
        ("alignment-next", f"{staged.made['text']}/next"),
        ("alignment-plan", f"{staged.made['text']}/rounds"),
        ("alignment-begin", f"{staged.made['space']}/begin"),
        ("alignment-index", f"{staged.made['space']}/"),
        ("alignment-method", f"{staged.made['space']}/method"),
    ):
        page.goto(address)
        alice.look(name)
