"""The sealed client in the system's Firefox: a whole round of Straight talk on the real server, and the client's own tests once more.

Bob has Firefox; the others are simulated, with real seals, at the real box.
"""

import asyncio
import os
import secrets
import threading
from collections.abc import Coroutine, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, TypeVar

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from breakthrough.ballotbox.protocol.bodies import Vector
from tests.journeys import test_eight_in_a_room as eight
from tests.journeys import test_sealed_client as client
from tests.journeys.conftest import PICTURES, ROOT, Person, Server, start_server, stop_server
from tests.journeys.test_straight_talk import refuse_smuggled_markup, run
from tests.sealed import crowd

pytestmark = pytest.mark.journey

Done = TypeVar("Done")
PEOPLE = 6
SEED = "We plan the launch in one house and hear of it in the other."
FIRST, BETTER = "Nobody reads the risk list.", "Nobody reads the risk list before the steering group."
SENT = 45_000  # milliseconds: a browser sends after a random time of up to twenty seconds
CLOSED = 60_000  # the close, the release, the reading


# What the client's own journey shows of Chromium, shown of Firefox.
planes, somebody = client.planes, client.somebody
for _name in (
    "test_closing_the_tab_between_blinding_and_finalizing_loses_nothing",
    "test_a_lost_reply_an_absent_box_and_a_wiped_box_end_with_the_same_bytes_stored_once",
    "test_what_is_sealed_offline_is_sent_when_the_network_is_back",
    "test_after_the_release_an_author_can_say_it_better_or_take_it_back",
    "test_forgetting_leaves_the_store_of_the_account_empty",
    "test_two_tabs_fetch_once_send_once_and_show_the_same",
    "test_private_keys_cannot_be_exported",
):
    globals()[_name] = getattr(client, _name)


@pytest.fixture
def browser(firefox: Browser) -> Browser:
    """What `somebody` has on their device."""
    return firefox


class Room:
    """Simulated people at a real server, called from a test that waits for them."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.folder, self.server = folder, server
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever)
        self.thread.start()
        self.wire = crowd.Wire(int(server.address.rpartition(":")[2]))
        environment = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT / "src"),
            "BREAKTHROUGH_QUICKSTART": "1",
        }
        self.crowd = crowd.gather(
            {**environment, "BREAKTHROUGH_DATA": str(folder)},
            PEOPLE + 1,
            wire=self.wire,
            box=self.wire,
            root=ROOT,
        )
        self.bob, *_ = self.crowd.people[1:]
        self.others = [one for one in self.crowd.people if one is not self.bob]

    def do(self, act: Coroutine[Any, Any, Done]) -> Done:
        """Let them do something, and wait until it is done."""
        waiting: Future[Done] = asyncio.run_coroutine_threadsafe(act, self.loop)
        return waiting.result(timeout=60)

    def close_soon(self) -> None:
        """Close what is open without waiting for half a minute."""
        run("close-soon", self.folder, self.crowd.round)

    def leave(self) -> None:
        self.do(self.wire.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(timeout=10)
        self.loop.close()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """A server of its own with seven people, one of them without a browser so far."""
    running = start_server(tmp_path)
    try:
        there = Room(tmp_path, running)
        yield there
        there.leave()
    finally:
        stop_server(running)


@pytest.fixture
def bob(room: Room, firefox: Browser) -> Iterator[Person]:
    """Bob at his Firefox; nothing may break, no policy be violated, no other host be asked."""
    address = room.server.address
    context = firefox.new_context(base_url=address, viewport={"width": 360, "height": 800}, locale="en-GB")
    context.set_default_timeout(15_000)
    name, _, session = room.bob.cookie.partition("=")
    context.add_cookies([{"name": name, "value": session, "url": address}])
    bob = Person("Bob", context, context.new_page(), [], [])
    bob.page.on("request", lambda request: bob.requests.append(request.url))
    bob.page.on("pageerror", lambda error: bob.trouble.append(str(error)))
    bob.page.on("console", lambda said: bob.trouble.append(said.text) if said.type == "error" else None)
    yield bob
    context.close()
    assert not [url for url in bob.requests if not url.startswith((address, "data:", "blob:"))]
    assert not bob.trouble


def test_a_whole_round_of_straight_talk_in_firefox(bob: Person, room: Room) -> None:
    page = bob.page
    room.do(room.crowd.begin(seeds=[SEED], by_party=False))
    for one in room.others:
        room.do(room.crowd.join(one))
    address = f"/c/{room.crowd.slug}/voice/{room.crowd.round}"
    fetch_seal(page, address)
    take_picture(bob, "firefox-joining")
    room.do(room.crowd.talk("POST", f"/{room.crowd.round}/writing"))
    write(bob, room)
    room.close_soon()
    room.do(room.crowd.until("statements"))
    room.do(room.crowd.talk("POST", f"/{room.crowd.round}/voting"))
    vote(bob, room)
    room.close_soon()
    expect(page.get_by_role("link", name="Read all statements, and answer")).to_be_visible(timeout=CLOSED)
    take_picture(bob, "firefox-results")
    find_own(page, address)
    take_picture(bob, "firefox-mine")
    forget(page, address)


def fetch_seal(page: Page, address: str) -> None:
    """What was blinded does not come through and the page is loaded anew: it is asked for again, and gets its seal."""
    reached: list[str] = []

    def lose(route: Route) -> None:
        route.abort()
        reached.append(route.request.url)

    page.goto(address)
    page.context.route("**/credentials", lose)
    page.get_by_role("button", name="Use this device for sealed answers").click()
    for _ in range(300):
        if reached:
            break
        page.wait_for_timeout(50)
    look = (
        client.STORE
        % "kept.credentials.map((one) => [one.message.join(), 'blinding' in one, 'signature' in one, one.pair.privateKey.extractable])"
    )
    before = page.evaluate(look, account_on(page))
    assert [one[1:] for one in before] == [[True, False, False]] * 2
    page.context.unroute("**/credentials")
    page.reload()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible(timeout=30_000)
    after = page.evaluate(look, account_on(page))
    assert after == [[one[0], False, True, False] for one in before]


def write(bob: Person, room: Room) -> None:
    """Bob seals a statement and says it better; the others say theirs."""
    page = bob.page
    eight.write(page, FIRST)
    page.get_by_role("button", name="Change it").click()
    eight.write(page, BETTER)
    for number, one in enumerate(room.others):
        room.do(room.crowd.give(one, "voice", f"What person {number} holds."))
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=SENT)
    refuse_smuggled_markup(bob, "writing")
    page.wait_for_timeout(300)
    bob.trouble.clear()  # what the page said about these refusals


def vote(bob: Person, room: Room) -> None:
    """Bob votes by keys, the others over the wire."""
    page = bob.page
    page.get_by_role("button", name="Begin").click(timeout=30_000)
    take_picture(bob, "firefox-voting")
    root, count = room.do(room.crowd.frozen())
    for number in range(count):
        for key in ("12"[number % 2], "6", "7", "ArrowRight"):
            page.keyboard.press(key)
    page.get_by_role("button", name="Seal my votes").click()
    for one in room.others:
        codes = tuple(secrets.choice((0, 1, 2)) + 8 * secrets.choice((1, 2, 3)) for _ in range(count))
        room.do(room.crowd.give(one, "votes/1", Vector(root, codes)))
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=SENT)


def find_own(page: Page, address: str) -> None:
    """Bob's device knows his statement on the board, in its last words."""
    page.goto(f"{address}/statements")
    page.get_by_role("button", name="Check that mine are in").click()
    expect(page.locator("[data-mine-status]")).to_contain_text("is in", timeout=30_000)
    page.get_by_role("button", name="Show mine").click()
    marked = page.locator("li", has=page.locator(".voice-mine-mark"))
    expect(marked).to_have_count(1)
    expect(marked).to_contain_text(BETTER)
    expect(page.get_by_text(FIRST, exact=True)).to_have_count(0)


def forget(page: Page, address: str) -> None:
    """Nothing of the round stays on the device."""
    page.locator("summary").filter(has_text="forget the round").first.click()
    page.get_by_role("button", name="Forget this round for good").first.click()
    expect(page.get_by_text("This device forgot this round").first).to_be_visible()
    assert set(page.evaluate(client.COUNTS, account_on(page)).values()) == {0}


def take_picture(bob: Person, title: str) -> None:
    """Take a picture at both widths, and check that nothing is wider than the page. (axe runs in Chromium.)"""
    page, before = bob.page, len(bob.trouble)
    PICTURES.mkdir(parents=True, exist_ok=True)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(60)
        page.screenshot(path=str(PICTURES / f"{title}-{width}.png"), full_page=True, caret="initial")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{title} is {wider} pixels wider than the screen at {width}"
    page.wait_for_timeout(300)
    del bob.trouble[before:]  # taking it puts a style into the page, which the page refuses


def account_on(page: Page) -> str:
    """Return the name under which this device keeps what is Bob's."""
    return str(page.locator("script[data-sealed-account]").get_attribute("data-sealed-account"))
