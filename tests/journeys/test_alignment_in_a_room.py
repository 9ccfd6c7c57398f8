"""Six people of two organisations, with a browser each, go from a first draft with hidden doubts to an adopted third version: two
reservations lifted by the devices that raised them, one that stands, three promises of which one is kept, one renegotiated, one
declined. Nothing is staged but the sessions and the moment at which raisers' words are shown.

Over 150 lines because it is one story.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys import test_straight_talk as steps
from tests.journeys.conftest import Person, Server, start_server, stop_server

pytestmark = pytest.mark.journey

PEOPLE = ("Alice", "Ada", "Ben", "Lena", "Eve", "Finn")
FIRST = "We begin in May.\n\nWe decide together who pays.\n\nWe say early what slips."
SECOND = FIRST.replace("decide together who pays", "pay half each")
THIRD = f"{SECOND}\n\nThe night shift is asked before we begin."
DOUBTS = {
    "Ada": ("Nobody has asked the night shift.", "they have been asked"),
    "Ben": ("It is open who pays, and that always ends with us.", "the text says it"),
    "Finn": ("The date is too early.", ""),
    "Lena": ("I would rather begin in my own house.", ""),
    "Eve": ("We have too much on our desks.", ""),
}
SENT_AFTER = 22.0  # seconds: a browser sends after a random time of up to twenty
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
    """Six signed-in browsers, phones but for the facilitator's."""
    running, made, _ = installation
    people = {}
    for name in PEOPLE:
        people[name] = person(name, width=1280 if name == "Alice" else 360)
        cookie = {"name": made["cookie"], "value": made["cookies"][name], "url": running.address}
        people[name].context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own type
    return people


def test_from_a_first_draft_with_hidden_doubts_to_an_adopted_third_version(
    room: dict[str, Person], installation: tuple[Server, dict[str, Any], Path]
) -> None:
    _running, made, folder = installation
    space = f"/c/{made['slug']}"
    alice = room["Alice"].page
    text = write_first(alice, space)
    first = ask(alice, text)
    join(room, first)
    seal(room, DOUBTS)
    say_by_name(room, first)
    for words, _lifts in DOUBTS.values():
        expect(alice.get_by_role("link", name=words)).to_be_visible()
    reservations = {
        name: address_of(alice.get_by_role("link", name=words)) for name, (words, _) in DOUBTS.items()
    }

    write_next(alice, text, SECOND, DOUBTS["Ben"][0], "Half each, from the first day.")
    keep_a_promise(room, reservations["Ada"])
    renegotiate_a_promise(room, reservations["Ben"])
    decline_a_promise(room, reservations["Finn"])
    write_next(alice, text, THIRD, DOUBTS["Ada"][0], "It is in the text now.")
    for name in ("Ada", "Ben"):
        say_with_the_key(room[name], reservations[name], "Lift my reservation")
    for name in ("Lena", "Eve"):
        say_with_the_key(room[name], reservations[name], "Take it back")
    lifted = time.monotonic()
    second = ask(alice, text)
    time.sleep(max(0.0, SENT_AFTER - (time.monotonic() - lifted)))
    assert steps.run("tick-reservations", folder, first.rsplit("/", 1)[1])["came"]
    join(room, second)
    seal(room, {})
    say_by_name(room, second)
    adopt(alice)
    expect(alice.get_by_text("stands, openly")).to_have_count(1)
    room["Alice"].look("room-adopted")
    look_back(room, space, text, reservations["Ada"])


def write_first(page: Page, space: str) -> str:
    """Write a text and return its address."""
    page.goto(f"{space}/alignment/begin")
    page.get_by_label("What is it about?").fill("Home by spring")
    page.get_by_label("The text").fill(FIRST)
    page.get_by_role("button", name="Keep it as version 1").click()
    expect(page.get_by_role("link", name="Ask where we stand")).to_be_visible()
    return page.url


def ask(page: Page, text: str) -> str:
    """Begin a round about the newest version, let people join, and return its address."""
    page.goto(f"{text}/rounds")
    page.get_by_label("No open block", exact=True).check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Let people join").click()
    expect(page.get_by_text("of 8 have their seal")).to_be_visible()
    return page.url


def join(room: dict[str, Person], address: str) -> None:
    """Everybody opens the round once; the first time they say that this device is theirs."""
    for somebody in room.values():
        page = somebody.page
        page.goto(address)
        use, ready = (
            page.get_by_role("button", name="Use this device"),
            page.get_by_text("Your seal is on this device."),
        )
        expect(use.or_(ready).first).to_be_visible(timeout=30_000)
        if use.is_visible():
            use.click()
        expect(ready).to_be_visible(timeout=30_000)
    expect(room["Alice"].page.get_by_text("6 of 8 have their seal")).to_be_visible()
    room["Alice"].page.get_by_role("button", name="Open the sealed part").click()


def seal(room: dict[str, Person], doubts: dict[str, tuple[str, str]]) -> None:
    """Everybody seals a stance, some also a reservation; what waits on the devices is sent when the close is announced."""
    for name, somebody in room.items():
        seal_stance(somebody.page, ("Rather no", "3") if name in doubts else ("Rather yes", "8"))
        if name in doubts:
            seal_reservation(somebody.page, *doubts[name])
    alice = room["Alice"].page
    alice.get_by_role("button", name="Close the sealed part").click()
    expect(alice.get_by_role("heading", name="Now with your name")).to_be_visible(timeout=CLOSED)


def seal_stance(page: Page, answers: tuple[str, str]) -> None:
    """Answer the first two questions, skip the others, seal it; the page went on by itself."""
    page.get_by_role("button", name="Begin").click(timeout=30_000)
    for number, choice in enumerate((*answers, None, None, None, None, None)):
        question = page.locator(f"[data-step=q{number}]")
        if choice:
            question.get_by_role("radio", name=choice, exact=True).check()
        question.locator("[data-next]").click()
    page.get_by_role("button", name="Seal my stance").click()
    expect(page.get_by_role("heading", name="Your stance is sealed")).to_be_visible()


def seal_reservation(page: Page, words: str, lifts: str) -> None:
    """Seal what holds one back; a name in it would be pointed out first."""
    page.get_by_role("link", name="Seal a reservation").click()
    page.get_by_label("What keeps you from being all in?").fill(f"{words} Ask Gus.")
    page.get_by_label("It lifts when").fill(lifts)
    expect(page.get_by_role("button", name="Seal it")).to_be_enabled(timeout=30_000)
    page.get_by_role("button", name="Seal it").click()
    expect(page.get_by_text("is the name of somebody on the list.")).to_be_visible()
    page.get_by_label("What keeps you from being all in?").fill(words)
    page.get_by_role("button", name="Seal it", exact=True).click()
    expect(page.get_by_role("button", name="Take it back")).to_be_visible()


def say_by_name(room: dict[str, Person], address: str) -> None:
    """Everybody says with their name where they stand; then everything is shown at once."""
    for somebody in room.values():
        page = somebody.page
        page.goto(address)
        page.get_by_role("radio", name="Rather yes").check()
        page.get_by_role("radio", name="8", exact=True).check()
        page.get_by_role("button", name="This is where I stand").click()
        expect(page.get_by_text("Rather yes, weight 8 of 10")).to_be_visible()
    alice = room["Alice"].page
    alice.get_by_role("button", name="Show where we stand").click()
    expect(alice.get_by_role("heading", name="What it would take")).to_be_visible(timeout=CLOSED)


def write_next(page: Page, text: str, body: str, reservation: str, how: str) -> None:
    """Write the next version and say which reservation it answers, and how."""
    page.goto(f"{text}/next")
    page.get_by_label("The text").fill(body)
    page.get_by_role("group", name=reservation).get_by_label("How?").fill(how)
    page.get_by_role("button", name="Keep this version").click()
    expect(page.get_by_role("heading", name="The whole version answers")).to_be_visible()
    expect(page.get_by_role("link", name=reservation).first).to_be_visible()


def request(alice: Page, reservation: str, *, of: str, what: str) -> str:
    """Ask somebody for a promise because of a reservation, and return its address."""
    alice.goto(reservation)
    alice.get_by_role("link", name="Ask for a promise").click()
    alice.get_by_label("Whom do you ask?").select_option(label=of)
    alice.get_by_label("What do you ask for?").fill(what)
    alice.get_by_label("By when?").fill((datetime.now(UTC) + timedelta(days=10)).date().isoformat())
    alice.get_by_role("button", name="Ask", exact=True).click()
    expect(alice.get_by_role("heading", level=1)).to_have_text(what)
    return alice.url


def form(page: Page, event: str) -> Locator:
    """Return the form of something that can be said of a promise."""
    return page.locator("form", has=page.locator(f"input[name=event][value={event}]"))


def keep_a_promise(room: dict[str, Person], reservation: str) -> None:
    """Lena promises, does it and says so; Alice says yes, and that it answers the reservation."""
    alice, lena = room["Alice"].page, room["Lena"].page
    promise = request(alice, reservation, of="Lena", what="Ask the night shift, in person.")
    lena.goto(promise)
    form(lena, "promise").get_by_role("button").click()
    form(lena, "report_done").get_by_role("button").click()
    expect(lena.locator("#said").get_by_text("Lena said that it is done.")).to_be_visible()
    alice.goto(promise)
    form(alice, "accept").get_by_role("button", name="Yes, it is kept").click()
    expect(alice.locator("#said").get_by_text("Alice said yes: it is kept.")).to_be_visible()
    alice.goto(reservation)
    alice.get_by_role("button", name="This answers it").click()
    expect(alice.get_by_text("answered, not lifted")).to_be_visible()


def renegotiate_a_promise(room: dict[str, Person], reservation: str) -> None:
    """Eve promises, says early that it will be later, and Alice agrees."""
    alice, eve = room["Alice"].page, room["Eve"].page
    promise = request(alice, reservation, of="Eve", what="Write down what half each means.")
    eve.goto(promise)
    form(eve, "promise").get_by_role("button").click()
    eve.locator("summary", has_text="Propose a change").click()
    change = form(eve, "propose_change")
    change.get_by_label("By when?").fill((datetime.now(UTC) + timedelta(days=17)).date().isoformat())
    change.get_by_role("button").click()
    expect(eve.locator("#said").get_by_text("Eve proposed a change.")).to_be_visible()
    alice.goto(promise)
    form(alice, "agree_change").get_by_role("button").click()
    expect(alice.locator("#said").get_by_text("Alice agreed to the change.")).to_be_visible()


def decline_a_promise(room: dict[str, Person], reservation: str) -> None:
    """Finn is free to say no."""
    promise = request(room["Alice"].page, reservation, of="Finn", what="Find a date after May.")
    finn = room["Finn"].page
    finn.goto(promise)
    finn.locator("summary", has_text="No, not this").click()
    form(finn, "decline").get_by_role("button").click()
    expect(finn.locator("#said").get_by_text("Finn declined.")).to_be_visible()


def say_with_the_key(somebody: Person, reservation: str, words: str) -> None:
    """Find one's own reservation by the key on this device, and say something of it."""
    page = somebody.page
    page.goto(reservation)
    page.get_by_role("button", name="I raised it: look on this device").click()
    page.get_by_role("button", name=words).click(timeout=30_000)
    expect(page.get_by_text("waits for the next announced time")).to_be_visible(timeout=30_000)


def adopt(page: Page) -> None:
    """Put on record that the version is adopted, and when it is looked at again."""
    page.get_by_label("It is adopted").check()
    page.get_by_label("What do you hold yourselves to now?").fill("We begin in May, and say so to everybody.")
    page.get_by_label("Look at it again on").fill((datetime.now(UTC) + timedelta(days=90)).date().isoformat())
    page.get_by_role("button", name="Put this on record").click()
    expect(page.get_by_role("heading", name="Adopted")).to_be_visible()


def look_back(room: dict[str, Person], space: str, text: str, reservation: str) -> None:
    """The text tells what was lifted, a reservation what became of it, and "Where we are" how far people are behind it and how promises stand."""
    ada = room["Ada"].page
    ada.goto(text)
    expect(ada.get_by_text("4 that are lifted or taken back")).to_be_visible()
    expect(ada.get_by_text("Adopted").first).to_be_visible()
    ada.goto(reservation)
    expect(ada.get_by_text("Lifted by whoever raised it")).to_be_visible()
    ada.get_by_role("link", name="Ask the night shift, in person.").first.click()
    expect(ada.get_by_role("link", name=DOUBTS["Ada"][0])).to_be_visible()
    alice = room["Alice"].page
    alice.goto(f"{space}/promises/reading")
    alice.get_by_label("Name of this look back").fill("The first weeks")
    alice.get_by_role("button", name="Work it out").click()
    expect(alice.get_by_role("heading", name="The counts behind it")).to_be_visible(timeout=CLOSED)
    ada.goto(f"{space}/where")
    expect(ada.get_by_text("put their weight behind it").first).to_be_visible()
    expect(ada.get_by_text("What shows, Promises")).to_be_visible()
    room["Ada"].look("room-where")


def address_of(link: Locator) -> str:
    """Return where a link leads."""
    found = link.get_attribute("href")
    assert found
    return found
