"""Two people at two browsers: a request is countered, promised, renegotiated, kept and accepted; another one is declined."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Person, Server

pytestmark = pytest.mark.journey
WHAT = "Send the three possible dates to all ten hospitals."


def day(days: int) -> str:
    return (datetime.now(UTC) + timedelta(days=days)).date().isoformat()


def test_a_promise_between_two_people_from_the_question_to_the_yes(
    server: Server, person: Callable[..., Person]
) -> None:
    alice, space = _alice_begins(server, person)
    bob = _bob_comes_in(person, alice, space)
    promise = _alice_asks(alice, space)
    _bob_proposes_another_day(bob, space)
    _alice_agrees(alice, promise)
    _bob_renegotiates_early(bob, promise)
    _alice_sees_it_and_agrees_to_the_change(alice, promise)
    _bob_says_that_it_is_done(bob, promise)
    _alice_says_that_it_is_kept(alice, space, promise)
    _bob_declines_another_one_without_a_reason(alice, bob, space)
    _everybody_finds_it_on_the_board(alice, bob, space)
    _bob_takes_his_promises_into_his_calendar(bob, space)
    _alice_looks_back_and_is_told_that_nobody_can_tell_yet(alice, space)


def _alice_begins(server: Server, person: Callable[..., Person]) -> tuple[Person, str]:
    alice = person("Alice")
    page = alice.page
    page.goto(server.wait_for(r"(http://\S+/people/first/\S+)").group(1))
    page.get_by_label("Your name").fill("Alice Ahrens")
    page.get_by_label("E-mail address").fill("alice@acme.example")
    page.get_by_role("button", name="Begin").click()
    page.goto("/c/create")
    page.get_by_label("Name", exact=True).fill("Launch together")
    page.get_by_label("Ambition").fill("Ship the pilot to ten hospitals by spring.")
    page.get_by_label("Your own party").fill("Acme")
    page.get_by_label("Another party").first.fill("Borealis")
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring the others in")
    found = re.search(r"/c/[a-z0-9-]+/", page.url)
    assert found
    page.goto(f"{found[0]}promises/")
    expect(page.get_by_text("Nothing open between you and the others")).to_be_visible()
    alice.look("promises-empty")
    page.goto(f"{found[0]}promises/board")
    alice.look("promises-board-empty")
    page.goto(f"{found[0]}promises/reading")
    alice.look("promises-reading-empty")
    return alice, found[0]


def _bob_comes_in(person: Callable[..., Person], alice: Person, space: str) -> Person:
    alice.page.goto(f"{space}invite")
    link = alice.page.locator("input[readonly]").nth(1).input_value()
    bob = person("Bob", width=360)
    bob.page.goto(link)
    bob.page.get_by_label("Your name").fill("Bob Berger")
    bob.page.get_by_role("button", name="Come in").click()
    bob.page.goto(space)
    expect(bob.page.get_by_role("link", name="Promises")).to_be_visible()
    return bob


def _alice_asks(alice: Person, space: str) -> str:
    page = alice.page
    page.goto(f"{space}promises/request")
    alice.look("promises-request")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".error-summary")).to_be_focused()
    alice.look("promises-request-refused")
    page.get_by_label("Whom do you ask?").select_option(label="Bob Berger")
    page.get_by_label("What do you ask for?").fill(WHAT)
    page.get_by_label("By when?").fill(day(10))
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(WHAT)
    alice.look("promise-asked")
    return page.url


def _bob_proposes_another_day(bob: Person, space: str) -> None:
    page = bob.page
    page.goto(f"{space}promises/")
    expect(page.get_by_role("heading", name="Waiting for your answer")).to_be_visible()
    bob.look("promises-mine-to-answer")
    page.get_by_role("link", name=WHAT).click()
    bob.look("promise-to-answer")
    page.locator("summary", has_text="Propose other terms").click()
    _form(page, "counter").get_by_label("By when?").fill(day(14))
    _form(page, "counter").get_by_label("Your words").fill("Two of them are closed next week.")
    _form(page, "counter").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Bob Berger proposed other terms.")).to_be_visible()


def _alice_agrees(alice: Person, promise: str) -> None:
    page = alice.page
    page.goto(promise)
    expect(page.locator("#said").get_by_text("Two of them are closed next week.")).to_be_visible()
    _form(page, "agree").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Alice Ahrens agreed. It is a promise now.")).to_be_visible()


def _bob_renegotiates_early(bob: Person, promise: str) -> None:
    page = bob.page
    page.goto(promise)
    bob.look("promise-given")
    page.locator("summary", has_text="Propose a change").click()
    _form(page, "propose_change").get_by_label("By when?").fill(day(17))
    _form(page, "propose_change").get_by_label("Why?").select_option(label="Waiting for somebody else")
    _form(page, "propose_change").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Bob Berger proposed a change.")).to_be_visible()


def _alice_sees_it_and_agrees_to_the_change(alice: Person, promise: str) -> None:
    page = alice.page
    expect(page.locator("#said").get_by_text("Something was said just now.")).to_be_visible()
    page.get_by_role("link", name="Load the page again to answer").click()
    alice.look("promise-change-proposed")
    _form(page, "agree_change").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Alice Ahrens agreed to the change.")).to_be_visible()
    assert page.url.split("#")[0] == promise


def _bob_says_that_it_is_done(bob: Person, promise: str) -> None:
    page = bob.page
    page.goto(promise)
    _form(page, "report_done").get_by_label("Where can one see it?").fill("https://dates.example/three")
    _form(page, "report_done").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Bob Berger said that it is done.")).to_be_visible()


def _alice_says_that_it_is_kept(alice: Person, space: str, promise: str) -> None:
    page = alice.page
    page.goto(f"{space}promises/")
    expect(page.get_by_role("heading", name="Waiting for your yes")).to_be_visible()
    alice.look("promises-mine-to-accept")
    page.goto(promise)
    _form(page, "accept").get_by_role("button", name="Yes, it is kept").click()
    expect(page.locator("#said").get_by_text("Alice Ahrens said yes: it is kept.")).to_be_visible()
    expect(page.get_by_role("heading", name="What you can do now")).to_have_count(0)
    alice.look("promise-kept")


def _bob_declines_another_one_without_a_reason(alice: Person, bob: Person, space: str) -> None:
    alice.page.goto(f"{space}promises/request")
    alice.page.get_by_label("Whom do you ask?").select_option(label="Somebody of Borealis")
    alice.page.get_by_role("button", name="Ask one more").click()
    alice.page.get_by_label("And to whom?").select_option(label="Bob Berger")
    alice.page.get_by_label("What do you ask for?").fill("Write the protocol of every meeting.")
    alice.page.get_by_label("By when?").fill(day(5))
    alice.page.get_by_role("button", name="Ask", exact=True).click()
    expect(alice.page.get_by_role("heading", name="Asked in the same breath")).to_be_visible()
    alice.look("promise-several")
    page = bob.page
    page.goto(f"{space}promises/")
    page.get_by_role("link", name="Write the protocol of every meeting.").first.click()
    page.locator("summary", has_text="No, not this").click()
    _form(page, "decline").get_by_role("button").click()
    expect(page.locator("#said").get_by_text("Bob Berger declined.")).to_be_visible()
    bob.look("promise-declined")


def _everybody_finds_it_on_the_board(alice: Person, bob: Person, space: str) -> None:
    page = bob.page
    page.goto(f"{space}promises/board?show=kept")
    expect(page.get_by_role("link", name=WHAT)).to_be_visible()
    bob.look("promises-board")
    page.get_by_label("Find a promise").fill("hospitals")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("1 promise", exact=True)).to_be_visible()
    page.goto(f"{space}promises/offer")
    bob.look("promises-offer")
    page.goto(f"{space}promises/method")
    bob.look("promises-method")
    alice.page.goto(f"{space}journal")
    expect(alice.page.get_by_text("Chain intact")).to_be_visible()


def _bob_takes_his_promises_into_his_calendar(bob: Person, space: str) -> None:
    page = bob.page
    page.goto(f"{space}promises/letters")
    page.get_by_role("button", name="Make an address").click()
    expect(page.get_by_label("Your calendar’s address")).to_have_value(re.compile(r"\.ics$"))
    bob.look("promises-letters")


def _alice_looks_back_and_is_told_that_nobody_can_tell_yet(alice: Person, space: str) -> None:
    page = alice.page
    page.goto(f"{space}promises/reading")
    page.get_by_role("button", name="Work it out").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Do we do what we promised?", timeout=60_000)
    expect(page.get_by_text("There is not enough here yet to say anything")).to_be_visible()
    alice.look("promises-reading")


def _form(page: Page, event: str) -> Page:
    """Return the form of an event, as a place to look in."""
    return page.locator("form", has=page.locator(f"input[name=event][value={event}]"))  # type: ignore[return-value]  # close enough
