"""A leader holds a mirror up to herself; five others answer on their phones; she sees it first and shows them some of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import test_straight_talk as steps
from tests.journeys.conftest import Person, Server, start_server, stop_server

pytestmark = pytest.mark.journey

OTHERS = ("Alice", "Ada", "Ben", "Eve", "Finn")
OWN = (7, 7, 4, 4, 4, 4, 4, 4)
ANSWERED = (2, 2, 4, 4, 4, 4, 4, 4)
PLEDGE = "In our Monday meeting I speak last."
SENT = 45_000  # milliseconds: a browser sends after a random time of up to twenty seconds
CLOSED = 120_000  # the announced thirty seconds, the release


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, dict[str, Any]]]:
    """A server with eight people in one space, Lena leading one party."""
    folder = tmp_path_factory.mktemp("mirror")
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
    """Lena, five others who answer, and Gus, who does not: signed in on phones, on the collaboration's page."""
    running, made = installation
    people = {}
    for name in ("Lena", *OTHERS, "Gus"):
        people[name] = person(name, width=360)
        cookie = {"name": made["cookie"], "value": made["cookies"][name], "url": running.address}
        people[name].context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own type
        people[name].page.goto(f"/c/{made['slug']}/")
    return people


def test_a_leader_looks_into_a_mirror_first_and_shows_what_she_chooses(room: dict[str, Person]) -> None:
    lena = room["Lena"]
    address = begin(lena)
    for name in OTHERS:
        page = room[name].page
        page.goto(address)
        page.get_by_role("button", name="Use this device for sealed answers").click()
        expect(page.get_by_text("Your seal is on this device.")).to_be_visible(timeout=30_000)
    room["Ada"].look("mirror-joining")
    expect(lena.page.get_by_text("5 of 7 have their seal")).to_be_visible()
    lena.look("mirror-joining-leader")
    lena.page.get_by_role("button", name="Open the questions").press("Enter")
    expect(lena.page.get_by_role("heading", name="The others are answering")).to_be_visible()
    lena.look("mirror-open-leader")
    for name in OTHERS:
        answer(room[name], looks=name == "Ada")
    for name in OTHERS:
        expect(room[name].page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=SENT)
    room["Ada"].look("mirror-sealed")
    lena.page.get_by_role("button", name="Close the questions").press("Enter")
    expect(lena.page.get_by_text("Only you see this page.")).to_be_visible(timeout=CLOSED)
    read_first(room, address)
    show_some(lena)
    read_what_is_shown(room, address)


def begin(lena: Person) -> str:
    """Say one's own first, by keyboard, then let people join; return the mirror's address."""
    page = lena.page
    page.get_by_role("link", name="Mirror").first.click()
    lena.look("mirror-index-empty")
    page.get_by_role("link", name="Begin a mirror").first.click()
    page.get_by_role("radio", name="Live, everybody at once").check()
    lena.look("mirror-begin")
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_role("heading", name="How do you see yourself?")).to_be_visible()
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Answer this sentence or the next one.").first).to_be_visible()
    lena.look("mirror-own-wrong")
    say(page, OWN, "own")
    lena.look("mirror-own")
    page.get_by_role("button", name="Go on").press("Enter")
    expect(page.get_by_role("heading", name="What will the others answer?")).to_be_visible()
    say(page, OWN, "predicted")
    page.get_by_role("button", name="Keep this").press("Enter")
    expect(page.get_by_text("7 people besides you")).to_be_visible()
    lena.look("mirror-draft")
    page.get_by_role("button", name="Let people join").press("Enter")
    expect(page.get_by_text("0 of 7 have their seal")).to_be_visible()
    return page.url


def say(page: Page, codes: tuple[int, ...], view: str) -> None:
    """Answer eight rows by keyboard: the space bar takes an answer, arrows go along the row."""
    for place, code in enumerate(codes):
        page.locator(f"#id_{view}_{place}_0").focus()
        page.keyboard.press("Space")
        for _ in range(code - 1):
            page.keyboard.press("ArrowRight")
        expect(page.locator(f"#id_{view}_{place}_{code - 1}")).to_be_checked()
    small = page.evaluate(
        "[...document.querySelectorAll('.mirror-step')].filter((one) => one.offsetHeight < 44).length"
    )
    assert small == 0, "every target of a row is 44 pixels high"


def answer(somebody: Person, *, looks: bool) -> None:
    """Answer eight sentences by keyboard and seal them; the page went on by itself."""
    page = somebody.page
    expect(page.get_by_role("heading", name="How does Lena lead?")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("button", name="Begin")).to_be_enabled(timeout=30_000)
    if looks:
        somebody.look("mirror-intro")
    page.get_by_role("button", name="Begin").press("Enter")
    expect(page.get_by_text("About Lena. This person…").last).to_be_visible()
    for place, code in enumerate(ANSWERED):
        page.keyboard.press(str(code))
        if looks and place == 0:
            somebody.look("mirror-card")
            page.keyboard.press("ArrowRight")
            page.keyboard.press("0")
            expect(page.get_by_role("button", name="Not seen")).to_have_attribute("aria-pressed", "true")
            page.keyboard.press("ArrowLeft")
            page.reload()
            page.get_by_role("button", name="Go on").press("Enter")
            expect(page.locator("[data-vote-said]")).to_have_text("asks for views before giving their own.")
            expect(page.get_by_role("button", name="Almost never")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("You have answered all 8 sentences.")).to_be_visible()
    if looks:
        somebody.look("mirror-summary")
    page.get_by_role("button", name="Seal my answers").press("Enter")


def read_first(room: dict[str, Person], address: str) -> None:
    """Lena has the result; nobody else does."""
    page = room["Lena"].page
    expect(page.get_by_text("You see yourself higher than the others see you, by 5")).to_be_visible()
    expect(
        page.get_by_text("We cannot tell: the differences here are within what chance does.").first
    ).to_be_visible()
    room["Lena"].look("mirror-result")
    ada = room["Ada"]
    expect(ada.page.get_by_role("heading", name="The result is with Lena")).to_be_visible(timeout=30_000)
    ada.look("mirror-kept")
    room["Gus"].page.goto(address)
    expect(room["Gus"].page.get_by_role("heading", name="The result is with Lena")).to_be_visible()
    for name in (*OTHERS, "Gus"):
        assert "Openness" not in room[name].page.content()


def show_some(lena: Person) -> None:
    """Show one facet of four, and pledge."""
    page = lena.page
    page.get_by_role("checkbox", name="Openness, not control").press("Space")
    page.get_by_role("button", name="Show what I chose").press("Enter")
    expect(page.get_by_text("Those who take part can read it now.")).to_be_visible()
    page.get_by_role("textbox", name="What will you do differently?").fill(PLEDGE)
    page.get_by_role("button", name="Say it to those who took part").press("Enter")
    expect(page.get_by_text("Your pledge stands.")).to_be_visible()
    lena.look("mirror-shown-leader")
    page.get_by_role("link", name="Offer a promise").click()
    expect(page.get_by_text(PLEDGE)).to_be_visible()
    lena.look("mirror-promise")


def read_what_is_shown(room: dict[str, Person], address: str) -> None:
    """Ada reads the facet and the pledge, and nothing else."""
    ada = room["Ada"]
    ada.page.goto(address)
    expect(ada.page.get_by_role("heading", name="What Lena shows you")).to_be_visible()
    expect(ada.page.get_by_text(PLEDGE)).to_be_visible()
    expect(ada.page.get_by_text("The own view is higher than your answers, by 5")).to_be_visible()
    assert "Safe to fail" not in ada.page.content()
    ada.look("mirror-shown")
    ada.page.goto(f"{address.rpartition('/')[0]}/method")
    ada.look("mirror-method")
    ada.page.goto(f"{address.rpartition('/')[0]}/")
    expect(ada.page.get_by_text("answered")).to_be_visible()
    ada.look("mirror-index")
