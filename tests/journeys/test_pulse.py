"""One member answers a Pulse by keyboard on a small phone; and the pages of a Pulse that is over."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Person, Server, start_server, stop_server
from tests.journeys.test_straight_talk import Stage, run

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own with a Pulse that eleven people have joined; Bob comes with his browser."""
    folder = tmp_path_factory.mktemp("pulse")
    running = start_server(folder)
    try:
        yield Stage(running, folder, run("begin-pulse", folder))
    finally:
        stop_server(running)


@pytest.fixture
def server(staged: Stage) -> Server:
    """The server that `person` opens browsers for."""
    return staged.server


def test_a_member_answers_by_keyboard_and_changes_their_mind(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob = person("Bob", width=360)
    page = staged.sit_down(bob, "bob")
    page.get_by_role("button", name="Use this device for sealed answers").click()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    bob.look("pulse-joining")
    staged.run("open-answering")
    expect(page.get_by_text("The server cannot tell which of the").first).to_be_visible()
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    bob.look("pulse-intro")

    page.get_by_role("button", name="Begin").press("Enter")
    said = page.locator("[data-vote-said]")
    expect(said).to_be_focused()
    expect(page.get_by_text("In the last four weeks, in this work together…").last).to_be_visible()
    page.keyboard.press("5")
    expect(page.get_by_role("button", name="More than half", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    expect(page.locator("[data-say]")).to_have_text("More than half")
    bob.look("pulse-card")
    small = page.evaluate(
        "[...document.querySelectorAll('.vote-card .button')].filter((one) => one.offsetHeight && one.offsetHeight < 44).length"
    )
    assert small == 0, "every target of the card is 44 pixels high"
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-say]")).to_have_text("Question 2 of 23.")
    page.keyboard.press("0")
    expect(page.get_by_role("button", name="Not seen")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text("I say what I really think, even when it may not be welcome.")
    page.reload()
    page.get_by_role("button", name="Go on").press("Enter")
    expect(said).to_have_text("I say what I really think, even when it may not be welcome.")
    expect(page.get_by_role("button", name="More than half", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("ArrowRight")
    for place in range(1, 23):
        if place > 1:
            page.keyboard.press(str(1 + place % 7))
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Your answers, before you seal them")).to_be_focused()
    expect(page.get_by_text("You have answered all 23 questions.")).to_be_visible()
    bob.look("pulse-summary")
    page.get_by_role("button", name="Seal my answers").press("Enter")
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    bob.look("pulse-sealed")
    page.get_by_role("button", name="Look at my answers, or change them").click()
    page.locator(".vote-again").first.click()
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Almost never")).to_have_attribute("aria-pressed", "true")


def test_the_result_reads_aloud_what_it_means(staged: Stage, person: Callable[..., Person]) -> None:
    alice = person("Alice")
    page = staged.sit_down(alice, "alice")
    page.goto(staged.made["over"])
    expect(page.get_by_role("heading", name="What to do next, and why")).to_be_visible()
    alice.look("pulse-results")
    for name, address in (
        ("pulse-waves", f"{staged.made['over']}/waves"),
        ("pulse-method", f"{staged.made['space']}/method"),
        ("pulse-begin", f"{staged.made['space']}/begin"),
        ("pulse-index", f"{staged.made['space']}/"),
    ):
        page.goto(address)
        alice.look(name)
