"""Three waves of a Pulse in a collaboration of two parties: thirteen people, two of them with real browsers; then what a board reads."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, Server, start_server, stop_server
from tests.journeys.test_straight_talk import Stage, run

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own with two waves behind it and a third in joining; Alice and Bob come with their browsers."""
    folder = tmp_path_factory.mktemp("waves")
    running = start_server(folder, "--no-worker")  # the clock of the earlier waves is the test's
    try:
        yield Stage(running, folder, run("three-waves", folder, running.address))
    finally:
        stop_server(running)


@pytest.fixture
def server(staged: Stage) -> Server:
    """The server that `person` opens browsers for."""
    return staged.server


def test_three_waves_end_in_a_page_that_a_board_can_read(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob, alice = person("Bob", width=360), person("Alice")
    phone, desk = staged.sit_down(bob, "bob"), staged.sit_down(alice, "alice")
    for page in (phone, desk):
        page.get_by_role("button", name="Use this device for sealed answers").click()
        expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    expect(desk.get_by_text("13 of 13 have their seal")).to_be_visible()
    alice.look("waves-joining")
    desk.get_by_role("button", name="Open the questions").click()
    for page in (phone, desk):
        _answer(page)
    run("answer-third-wave", staged.folder, staged.server.address, staged.made["round"])

    desk.reload()
    desk.get_by_role("button", name="Close the questions").click()
    expect(desk.get_by_text("Closing now.")).to_be_visible()
    run("count-third-wave", staged.folder, staged.server.address, staged.made["round"])

    desk.goto(staged.made["address"])
    expect(desk.get_by_role("heading", name="What moved")).to_be_visible()
    expect(desk.get_by_text("Still needed: 3 waves after it.")).to_have_count(0)
    expect(desk.get_by_text("It cannot be told yet whether anything moved.")).to_be_visible()
    desk.get_by_text("Where you stood in each wave", exact=True).click()
    expect(desk.get_by_text("One to four people joined or left between waves.")).to_be_visible()
    table = desk.get_by_role("table", name="Where you stood in each wave")
    expect(table.get_by_role("row")).to_have_count(4)
    alice.look("waves-results")
    desk.get_by_role("link", name="How we know").first.click()
    expect(desk).to_have_url(re.compile(r"/pulse/method#position$"))
    expect(desk.get_by_role("heading", name="The position", exact=True)).to_be_visible()

    phone.goto(staged.made["where"])
    expect(phone.get_by_text("In the wave before, of")).to_be_visible()
    expect(phone.get_by_role("heading", name="What your parties see differently")).to_be_visible()
    assert phone.get_by_role("link", name="How we know").count() >= 8, (
        "from every number one click to its method"
    )
    bob.look("waves-where")
    _check_print(phone)


def _answer(page: Page) -> None:
    """Answer all questions by keyboard, and seal."""
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    page.get_by_role("button", name="Begin").press("Enter")
    for place in range(23):
        expect(page.locator("[data-vote-said]")).to_be_focused()
        page.keyboard.press(str(3 + place % 3))
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("You have answered all 23 questions.")).to_be_visible()
    page.get_by_label("Now").check()
    page.get_by_role("button", name="Seal my answers").press("Enter")
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)


def _check_print(page: Page) -> None:
    """On paper there is nothing to press, and everything that is said is there; a few sheets hold it."""
    page.emulate_media(media="print")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_role("heading", name="What you feel, what shows")).to_be_visible()
    sheets = len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))
    assert 1 <= sheets <= 6
    page.emulate_media(media="screen")
