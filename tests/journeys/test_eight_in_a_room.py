"""Eight people with a browser each, a leader among them, run a whole round live; then anybody checks its boards.

Nothing is staged but the eight sessions: the round is begun, joined, written, voted and read through the pages, and the
boards are downloaded and given to `breakthrough verify`.
"""

import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import test_straight_talk as steps
from tests.journeys.conftest import ROOT, Person, Server, start_server, stop_server

pytestmark = pytest.mark.journey

UNSAID = "What many of you hold, and few would say"
QUESTION = "What do we not say about the launch?"
SAID = {
    "Alice": "We plan the launch in one house and hear of it in the other.",
    "Lena": "I have known for a month that the date is wrong.",
    "Ada": "Whoever brings bad news gets the extra work.",
    "Ben": "The pilot numbers are softer than the slides.",
    "Cleo": "We count hours instead of trusting each other.",
    "Eve": "The night shifts were decided without the people who work them.",
    "Finn": "Nobody reads the risk list before the steering group.",
    "Gus": "I would rather be asked before the plan is drawn.",
}
OPENING = "I lead, and I have been silent about the date."
STATEMENTS = [OPENING, *SAID.values()]
FETCH = (
    "async (place) => [...new Uint8Array(await (await fetch(place, {credentials: 'omit'})).arrayBuffer())]"
)
FAR = 40  # CSS pixels: what can be read from the back of a room
SENT = 45_000  # milliseconds: a browser sends after a random time of up to twenty seconds
CLOSED = 120_000  # the announced thirty seconds, the release, the reading


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Any]]]:
    """A server with eight people in one space, and no round."""
    folder = tmp_path_factory.mktemp("eight")
    running = start_server(folder)
    try:
        yield running, steps.run("gather", folder)
    finally:
        stop_server(running)


@pytest.fixture
def server(installation: tuple[Server, dict[str, Any]]) -> Server:
    """The server that `person` opens browsers for."""
    return installation[0]


@pytest.fixture
def room(installation: tuple[Server, dict[str, Any]], person: Callable[..., Person]) -> dict[str, Person]:
    """Eight signed-in browsers, phones but for the facilitator's, each on the collaboration's page."""
    running, made = installation
    people = {}
    for name, session in made["cookies"].items():
        people[name] = person(name, width=1280 if name == "Alice" else 360)
        people[name].context.add_cookies([{"name": made["cookie"], "value": session, "url": running.address}])
        people[name].page.goto(f"/c/{made['slug']}/")
    return people


def test_a_whole_round_and_then_its_boards_are_checked(room: dict[str, Person], tmp_path: Path) -> None:
    wall = room["Alice"].page
    address = begin(room)
    join(room, address)
    digest = pin_card(room["Gus"].page)
    wall.get_by_role("button", name="Open writing").click()
    for name, somebody in room.items():
        write(somebody.page, SAID[name])
    wait_until_sent(room)
    wall.get_by_role("button", name="Close writing").click()
    expect(wall.get_by_role("button", name="Open voting")).to_be_visible(timeout=CLOSED)
    for text in STATEMENTS:
        expect(wall.get_by_text(text)).to_be_visible()
    wall.get_by_role("button", name="Open voting").click()
    for place, somebody in enumerate(room.values()):
        vote(somebody.page, place)
    wait_until_sent(room)
    wall.get_by_role("button", name="Close voting").click()
    expect(wall.get_by_role("link", name="Read all statements, and answer")).to_be_visible(timeout=CLOSED)
    read_and_answer(room, address)
    reveal(room["Alice"], address)
    wall.goto(address)
    check_boards(wall, tmp_path, digest)


def begin(room: dict[str, Person]) -> str:
    """Begin a round with one question; Lena, who leads, goes first by name; then people may join. Returns its address."""
    page, lena = room["Alice"].page, room["Lena"].page
    page.get_by_role("link", name="Straight talk").first.click()
    page.get_by_role("link", name="Begin a round").first.click()
    page.get_by_role("textbox", name="What do you want to hear?").fill(QUESTION)
    page.locator("form.voice-begin button.button-main").click()
    expect(page.get_by_role("button", name="Let people join")).to_be_visible()
    lena.goto(page.url)
    lena.get_by_role("textbox", name="Your opening statement").fill(OPENING)
    lena.get_by_role("button", name="Put it in with my name").click()
    expect(lena.get_by_role("button", name="Change my opening")).to_be_visible()
    page.get_by_role("button", name="Let people join").click()
    expect(page.get_by_text("0 of 8 have their seal")).to_be_visible()
    return page.url


def join(room: dict[str, Person], address: str) -> None:
    """Everybody opens the round once and says that this device is theirs."""
    words = None
    for somebody in room.values():
        page = somebody.page
        page.goto(address)
        page.get_by_role("button", name="Use this device for sealed answers").click()
        expect(page.get_by_text("Your seal is on this device.")).to_be_visible(timeout=30_000)
        shown = page.locator(".voice-words").first.inner_text()
        assert words in {None, shown}, "everybody sees the same four words"
        words = shown
    expect(room["Alice"].page.get_by_text("8 of 8 have their seal")).to_be_visible()


def pin_card(page: Page) -> str:
    """Return the digest of the card as the box serves it while people join, before anybody has said a word."""
    config = json.loads(page.locator("#sealed-config").text_content() or "")
    card = bytes(page.evaluate(FETCH, f"{config['box']}/{config['round']}/card"))
    return hashlib.sha256(card).hexdigest()


def write(page: Page, text: str) -> None:
    """Seal one statement; the page went on by itself."""
    field = page.get_by_role("textbox", name="Your statement")
    expect(field).to_be_enabled(timeout=30_000)
    field.fill(text)
    page.get_by_role("button", name="Seal it", exact=True).click()
    anyway = page.get_by_role("button", name="Seal it as it is")
    expect(anyway.or_(page.get_by_role("button", name="Change it")).first).to_be_visible()
    if anyway.is_visible():
        anyway.click()
    expect(page.get_by_role("button", name="Change it")).to_be_visible()


def vote(page: Page, place: int) -> None:
    """Vote by keys: all agree with most of it and would say it only here; every third person parts at every fourth."""
    page.get_by_role("button", name="Begin").click(timeout=30_000)
    for number in range(len(STATEMENTS)):
        page.keyboard.press("2" if place % 3 == 0 and number % 4 == 0 else "1")
        page.keyboard.press("6")
        page.keyboard.press("7")
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Seal my votes").click()


def wait_until_sent(room: dict[str, Person]) -> None:
    """Everybody's envelope is in the box."""
    for somebody in room.values():
        expect(somebody.page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=SENT)


def read_and_answer(room: dict[str, Person], address: str) -> None:
    """Everybody reads the same unsaid; Ada's device knows hers; Lena's opening has her name; she answers Ada by name."""
    for name in ("Alice", "Gus"):
        page = room[name].page
        expect(page.get_by_role("heading", name=UNSAID)).to_be_visible(timeout=30_000)
        expect(
            page.get_by_text("More than half of you agree with them. Few of you would say so in the room.")
        ).to_be_visible()
        assert page.locator(".voice-unsaid-line").count() == len(STATEMENTS)
        expect(page.get_by_text("Held by nearly all.").first).to_be_visible()
    ada, lena = room["Ada"], room["Lena"]
    ada.page.goto(f"{address}/statements")
    ada.page.get_by_role("button", name="Check that mine are in").click()
    expect(ada.page.locator("[data-mine-status]")).to_contain_text("is in", timeout=30_000)
    ada.page.get_by_role("button", name="Show mine").click()
    marked = ada.page.locator("li", has=ada.page.locator(".voice-mine-mark"))
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(SAID["Ada"])
    lena.page.goto(f"{address}/statements")
    expect(lena.page.locator("li", has_text=OPENING)).to_contain_text("Lena")
    line = lena.page.locator("li", has_text=SAID["Ada"])
    line.get_by_role("link").first.click()
    lena.page.get_by_role("textbox", name="Your reply").fill(
        "You are right. From Monday, whoever says it first is thanked first."
    )
    lena.page.get_by_role("button", name="Reply with my name").click()
    expect(lena.page.get_by_text("From Monday, whoever says it first")).to_be_visible()
    for somebody, title in ((room["Alice"], "eight-results"), (lena, "eight-answered"), (ada, "eight-mine")):
        somebody.look(title)


def reveal(alice: Person, address: str) -> None:
    """The wall shows the unsaid one by one, in words that can be read from the back of the room."""
    page = alice.page
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{address}/wall")
    expect(page.get_by_role("heading", level=1)).to_have_text(UNSAID)
    assert size_of(page, "h1") >= FAR
    page.get_by_role("link", name="Show the first one").click()
    expect(page.get_by_text("The unsaid, 1 of 9")).to_be_visible()
    assert page.locator(".reveal-said").inner_text().strip() in STATEMENTS
    assert size_of(page, ".reveal-said") >= FAR
    assert size_of(page, ".reveal-words") >= FAR
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    alice.look("eight-wall")
    page.set_viewport_size({"width": 1280, "height": 900})


def size_of(page: Page, selector: str) -> float:
    """Return how large the letters of the first such element are, in CSS pixels."""
    size: float = page.locator(selector).first.evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    return size


def check_boards(page: Page, folder: Path, digest: str) -> None:
    """Download both boards and the list as anybody can, and check them without the server against the card that was pinned
    before anybody wrote; a changed board, another card and another list are refused.
    """
    page.get_by_role("link", name="Boards, and how to check them").click()
    expect(page.get_by_role("heading", name="The boards")).to_be_visible()
    links = page.locator("a[href*='/boards/']")
    addresses = [links.nth(number).get_attribute("href") for number in range(links.count())]
    assert len(addresses) == 2
    expect(page.get_by_text(digest).first).to_be_attached()
    roster, other = folder / "roster.cbor", folder / "other.cbor"
    roster.write_bytes(page.request.get(f"{page.url.split('#')[0].rstrip('/')}/roster.cbor").body())
    other.write_bytes(roster.read_bytes() + b"\0")
    turned = digest[::-1]
    for number, address in enumerate(addresses):
        board = folder / f"board-{number}.json"
        board.write_bytes(page.request.get(str(address)).body())
        assert verify(board, "--digest", digest, "--roster", str(roster)) == 0
        assert verify(board, "--digest", turned, "--roster", str(roster)) == 1
        assert verify(board, "--digest", digest, "--roster", str(other)) == 1
        changed = json.loads(board.read_bytes())
        changed["items"].pop()
        board.write_text(json.dumps(changed), encoding="utf-8")
        assert verify(board, "--digest", digest, "--roster", str(roster)) == 1


def verify(board: Path, *more: str) -> int:
    """Return how `breakthrough verify` judges a board."""
    command = [sys.executable, "-m", "breakthrough", "verify", str(board), *more]
    return subprocess.run(
        command, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "src"), "PATH": ""}, check=False
    ).returncode
