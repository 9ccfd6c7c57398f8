"""A round on the real server that is killed (-9) in every phase, seen from one member's browser; and their copy of the program."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from breakthrough.ballots import program
from tests.journeys.conftest import Person, Server, kill_server, start_server, stop_server
from tests.journeys.test_straight_talk import Stage, run

pytestmark = pytest.mark.journey
STATEMENT = "We say yes in the meeting, and no in the corridor."
CONTROLLED = "Boolean(navigator.serviceWorker.controller)"
SCRIPTS = "[...document.scripts].map((one) => one.src).filter(Boolean)"
# The device used another program before: its `voice.js` ended with a line that the server's has not.
MAKE_OLD = """async () => {
  const cache = await caches.open("sealed-pin");
  const list = await (await cache.match("/sealed-pin/list")).json();
  const text = await (await cache.match(`/sealed-pin/${list.files["built/voice.js"]}`)).text();
  const bytes = new TextEncoder().encode(text + "\\ndocument.documentElement.dataset.before = 'yes';\\n");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hash = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  await cache.put(`/sealed-pin/${hash}`, new Response(bytes));
  list.files["built/voice.js"] = hash;
  await cache.put("/sealed-pin/list", new Response(JSON.stringify(list)));
}"""


@pytest.fixture
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own with a round that eleven people have joined; Bob comes with his browser."""
    folder = tmp_path_factory.mktemp("talk")
    stage = Stage(start_server(folder), folder, {})
    try:
        stage.made.update(run("begin", folder))
        yield stage
    finally:
        stop_server(stage.server)


@pytest.fixture
def server(staged: Stage) -> Server:
    """The server that `person` opens browsers for."""
    return staged.server


def cut_the_power(staged: Stage) -> None:
    """Kill the server without a word, and start it again at the same address."""
    port = int(staged.server.address.rpartition(":")[2])
    kill_server(staged.server)
    staged.server = start_server(staged.folder, port=port)


def kept(page: Page) -> Any:
    """Return the list of what the device keeps, once there is one."""
    for _ in range(200):
        found = page.evaluate("caches.match('/sealed-pin/list').then((list) => list ? list.json() : null)")
        if found:
            return found
        page.wait_for_timeout(50)
    raise AssertionError("nothing was kept")


def test_a_server_that_is_killed_in_every_phase_loses_nothing(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob = person("Bob", width=360)
    page = staged.sit_down(bob, "bob")
    cut_the_power(staged)  # before the seal
    page.reload()
    page.get_by_role("button", name="Use this device for sealed answers").click()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    cut_the_power(staged)  # joining
    staged.run("open-writing")
    page.reload()
    expect(page.get_by_role("textbox", name="Your statement")).to_be_enabled()
    cut_the_power(staged)  # writing
    page.get_by_role("textbox", name="Your statement").fill(STATEMENT)
    page.get_by_role("button", name="Seal it", exact=True).click()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    cut_the_power(staged)  # with something in the box
    page.reload()
    expect(page.get_by_role("button", name="Show what I wrote")).to_be_visible()
    staged.run("open-voting")
    cut_the_power(staged)  # closed, released, voting
    page.reload()
    page.get_by_role("button", name="Begin").click()
    for _ in range(12):
        page.keyboard.press("1")
        page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="Seal my votes").click()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    cut_the_power(staged)  # with votes in the box
    page.reload()
    expect(page.get_by_role("heading", name="Your votes are sealed")).to_be_visible()
    bob.trouble.clear()  # the browser says of each power cut that the server was away


def test_the_page_asks_in_plain_words_before_another_program_is_used(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob = person("Bob", width=360)
    page = staged.sit_down(bob, "bob")
    page.get_by_role("button", name="Use this device for sealed answers").click()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    files = kept(page)["files"]
    assert files == dict(program.list_scripts())
    staged.run("open-writing")
    page.reload()
    assert page.evaluate(CONTROLLED)
    named = [url.removeprefix(f"{staged.server.address}/static/") for url in page.evaluate(SCRIPTS)]
    assert {name for name in map(plain, named) if name not in files} == set(), (
        "every script of the page is kept"
    )
    expect(page.get_by_text("Your device keeps its own copy of")).to_be_visible()

    page.evaluate(MAKE_OLD)
    page.reload()
    notice = page.get_by_text("The server offers another program for this page")
    expect(notice).to_be_visible()
    expect(page.get_by_text(program.hash_of_all(program.list_scripts()))).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.before") == "yes", "the kept bytes ask"
    field = page.get_by_role("textbox", name="Your statement")
    expect(field).to_be_hidden()
    bob.look("sealed-program-changed")
    page.get_by_role("button", name="Stay with the one I have").click()
    expect(notice).to_be_hidden()
    expect(page.get_by_text("You stay with the program from before")).to_be_visible()
    expect(field).to_be_enabled()
    bob.look("sealed-program-stayed")
    page.reload()
    expect(page.get_by_text("You stay with the program from before")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.before") == "yes"
    page.get_by_role("button", name="Use the new one").last.click()
    expect(page.get_by_text("Your device keeps its own copy of")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.before ?? null") is None
    assert kept(page)["files"] == files
    field.fill(STATEMENT)
    page.get_by_role("button", name="Seal it", exact=True).click()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    page.goto("/about/code")
    expect(page.get_by_text(program.hash_of_all(program.list_scripts()))).to_be_visible()
    bob.look("about-code")


def plain(address: str) -> str:
    """Return the name of a script without the mark that the server puts into addresses."""
    parts = address.split(".")
    return ".".join([*parts[:-2], parts[-1]]) if len(parts[-2]) == 12 else address
