"""Eight people with a browser each go from a first draft to an adopted text: sealed, by name, reservations, and one lifted by the
device that raised it. Nothing is staged but the eight sessions and the moment at which raisers' words are shown."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import test_straight_talk as steps
from tests.journeys.conftest import Person, Server, start_server, stop_server

pytestmark = pytest.mark.journey

HELD = {
    name: f"What {word} us is missing."
    for name, word in zip(
        ("Alice", "Lena", "Ada", "Ben", "Cleo", "Eve", "Finn", "Gus"),
        ("binds", "carries", "frees", "feeds", "holds", "moves", "pays", "warms"),
        strict=True,
    )
}
SENT = 45_000  # milliseconds: a browser sends after a random time of up to twenty seconds
CLOSED = 120_000  # the announced thirty seconds, the release, the reading


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Any], Path]]:
    """A server with eight people in one space, and no text."""
    folder = tmp_path_factory.mktemp("aligned")
    running = start_server(folder)
    try:
        yield running, steps.run("gather", folder), folder
    finally:
        stop_server(running)


@pytest.fixture
def server(installation: tuple[Server, dict[str, Any], Path]) -> Server:
    """The server that `person` opens browsers for."""
    return installation[0]


@pytest.fixture
def room(
    installation: tuple[Server, dict[str, Any], Path], person: Callable[..., Person]
) -> dict[str, Person]:
    """Eight signed-in browsers, phones but for the facilitator's, each on the collaboration's page."""
    running, made, _ = installation
    people = {}
    for name, session in made["cookies"].items():
        people[name] = person(name, width=1280 if name == "Alice" else 360)
        people[name].context.add_cookies([{"name": made["cookie"], "value": session, "url": running.address}])
        people[name].page.goto(f"/c/{made['slug']}/")
    return people


def test_from_a_first_draft_to_an_adopted_text(
    room: dict[str, Person], installation: tuple[Server, dict[str, Any], Path]
) -> None:
    alice = room["Alice"].page
    address = begin(alice)
    for somebody in room.values():
        somebody.page.goto(address)
        somebody.page.get_by_role("button", name="Use this device for sealed answers").click()
        expect(somebody.page.get_by_text("Your seal is on this device.")).to_be_visible(timeout=30_000)
    alice.get_by_role("button", name="Open the sealed part").click()
    for somebody in room.values():
        seal_stance(somebody.page)
    wait_until_sent(room)
    for name, somebody in room.items():
        seal_reservation(somebody.page, HELD[name])
    wait_until_sent(room)
    alice.goto(address)
    alice.get_by_role("button", name="Close the sealed part").click()
    expect(alice.get_by_role("heading", name="Now with your name")).to_be_visible(timeout=CLOSED)
    for somebody in room.values():
        take_stance(somebody.page, address)
    expect(alice.get_by_text("8 of 8 have given a named stance.")).to_be_visible(timeout=30_000)
    alice.get_by_role("button", name="Show where we stand").click()
    expect(alice.get_by_role("heading", name="What it would take")).to_be_visible(timeout=CLOSED)
    for words in HELD.values():
        expect(alice.get_by_role("link", name=words)).to_be_visible()
    lift(room["Ada"], address, HELD["Ada"])
    folder = installation[2]
    assert steps.run("tick-reservations", folder, address.rsplit("/", 1)[1])["came"]
    expect(alice.get_by_role("link", name=HELD["Ada"])).to_have_count(0, timeout=60_000)
    alice.get_by_label("It is adopted").check()
    alice.get_by_label("What do you hold yourselves to now?").fill(
        "We begin in May, and say so to everybody."
    )
    alice.get_by_role("button", name="Put this on record").click()
    expect(alice.get_by_role("heading", name="Adopted")).to_be_visible()
    expect(alice.get_by_text("stands, openly")).to_have_count(7)
    room["Alice"].look("room-adopted")


def begin(page: Page) -> str:
    """Write a text, ask where everybody stands, let people join, and return the round's address."""
    page.get_by_role("link", name="Alignment").first.click()
    page.get_by_role("link", name="Write a text").first.click()
    page.get_by_label("The text").fill("We begin in May.\n\nWe say early what slips.")
    page.get_by_role("button", name="Keep it as version 1").click()
    page.get_by_role("link", name="Ask where we stand").click()
    page.get_by_label("No open block", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Let people join").click()
    expect(page.get_by_text("0 of 8 have their seal")).to_be_visible()
    return page.url


def seal_stance(page: Page) -> None:
    """Answer the first two questions, skip the others, seal it; the page went on by itself."""
    page.get_by_role("button", name="Begin").click(timeout=30_000)
    for number, choice in enumerate(("Rather yes", "8", None, None, None, None, None)):
        question = page.locator(f"[data-step=q{number}]")
        if choice:
            question.get_by_role("radio", name=choice, exact=True).check()
        question.locator("[data-next]").click()
    page.get_by_role("button", name="Seal my stance").click()
    expect(page.get_by_role("heading", name="Your stance is sealed")).to_be_visible()


def seal_reservation(page: Page, words: str) -> None:
    """Seal what holds one back."""
    page.get_by_role("link", name="Seal a reservation").click()
    page.get_by_label("What keeps you from being all in?").fill(words)
    expect(page.get_by_role("button", name="Seal it")).to_be_enabled(timeout=30_000)
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()


def take_stance(page: Page, address: str) -> None:
    """Say with one's name where one stands."""
    page.goto(address)
    page.get_by_role("radio", name="Rather yes").check()
    page.get_by_role("radio", name="8", exact=True).check()
    page.get_by_role("button", name="This is where I stand").click()
    expect(page.get_by_text("Rather yes, weight 8 of 10")).to_be_visible()


def lift(somebody: Person, address: str, words: str) -> None:
    """Find one's own reservation by the key on this device, and lift it."""
    page = somebody.page
    page.goto(address)
    page.get_by_role("link", name=words).click()
    page.get_by_role("button", name="I raised it: look on this device").click()
    page.get_by_role("button", name="Lift my reservation").click(timeout=30_000)
    expect(page.get_by_text("waits for the next announced time")).to_be_visible(timeout=30_000)
    page.wait_for_timeout(25_000)  # the device sends it at a random moment of twenty seconds
    somebody.look("room-lifted")


def wait_until_sent(room: dict[str, Person]) -> None:
    """Everybody's envelope is in the box."""
    for somebody in room.values():
        expect(somebody.page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=SENT)
