"""From an empty installation to a reading, as Alice (facilitator), Bob (member, on a phone) and Gina (guest)."""

import json
import re
import urllib.request
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from breakthrough.config.demo import votes
from tests.journeys.conftest import Person, Server

pytestmark = pytest.mark.journey
AMBITION = "Ship the pilot to ten hospitals by spring, with one date that both of us own."
READING = 180_000  # milliseconds; the sampler runs on the same two cores as everything else


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("export")
    for name, text in votes.export_files().items():
        (folder / name).write_text(text, encoding="utf-8")
    return sorted(str(path) for path in folder.iterdir())


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def code_sent_to(server: Server, address: str) -> str:
    server.wait_for(f"Message to {re.escape(address)}")
    return server.wait_for(r"^\s*(\d{6})\s*$").group(1)


def space_of(page: Page) -> str:
    found = re.search(r"/c/[a-z0-9-]+/", page.url)
    assert found, page.url
    return found.group(0)


def test_three_people_go_from_nothing_to_a_reading(
    server: Server, person: Callable[..., Person], export: list[str], tmp_path: Path
) -> None:
    alice = _alice_takes_the_installation(server, person)
    space = _alice_starts_a_collaboration_by_keyboard(alice)
    bob = _bob_makes_an_account_and_joins_by_code(server, person, alice, space)
    _gina_joins_with_a_name_and_comes_back(server, person, alice, space)
    _alice_invites_a_list(alice, space)
    reading = _alice_brings_votes_in(alice, space, export)
    _alice_reads_searches_and_takes_it_along(alice, reading, tmp_path)
    _the_same_votes_are_recognised(alice, space, export)
    _bob_reads_on_his_phone_in_german_and_in_the_dark(bob, reading)
    _a_program_reads_with_bobs_key(server, bob, space)
    _alice_keeps_a_passkey_and_comes_back_with_it(alice)
    _charlie_finds_nothing(person, space, reading)
    _bob_leaves_and_the_journal_holds(alice, bob, space)


def _alice_takes_the_installation(server: Server, person: Callable[..., Person]) -> Person:
    alice = person("Alice")
    alice.page.goto("/")
    alice.look("home")
    alice.page.goto(server.wait_for(r"(http://\S+/people/first/\S+)").group(1))
    alice.look("first-start")
    alice.page.get_by_label("Your name").fill("Alice Ahrens")
    alice.page.get_by_label("E-mail address").fill("alice@acme.example")
    alice.page.get_by_role("button", name="Begin").click()
    expect(alice.page.get_by_role("heading", level=1)).to_have_text("Your collaborations")
    alice.look("no-collaborations-yet")
    return alice


def _alice_starts_a_collaboration_by_keyboard(alice: Person) -> str:
    page = alice.page
    page.get_by_role("link", name="Start a collaboration").click()
    alice.look("create")
    page.get_by_label("Name", exact=True).focus()
    page.keyboard.type("Launch together")
    press(page, "Tab")
    page.keyboard.type(AMBITION)
    press(page, "Tab")
    page.keyboard.type("Acme")
    press(page, "Tab")
    page.keyboard.type("Borealis")
    page.get_by_label("I also lead my party").focus()
    press(page, "Space")
    page.get_by_role("button", name="Start it").focus()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring the others in")
    alice.look("invite")
    return space_of(page)


def _bob_makes_an_account_and_joins_by_code(
    server: Server, person: Callable[..., Person], alice: Person, space: str
) -> Person:
    alice.page.goto(f"{space}invite")
    code = re.sub(r"\s", "", alice.page.locator(".code-letters").nth(1).inner_text())
    bob = person("Bob", width=360)
    page = bob.page
    page.goto("/people/sign-in")
    bob.look("sign-in")
    page.get_by_label("E-mail address").fill("bob@borealis.example")
    page.get_by_role("button", name="Send me a code").click()
    bob.look("sign-in-code")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Code").fill(code_sent_to(server, "bob@borealis.example"))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Your name").fill("Bob Berger")
    page.get_by_role("button", name="Make my account").click()
    page.goto("/join")
    page.get_by_label("Code").fill(f"{code[:3].lower()} {code[3:].lower()}")
    page.get_by_role("button", name="Go in").click()
    expect(page.get_by_text(AMBITION)).to_be_visible()
    bob.look("join-with-account")
    page.get_by_role("button", name=re.compile("Come in")).click()
    page.wait_for_url(re.compile(r"/c/"))
    bob.look("collaboration")
    return bob


def _gina_joins_with_a_name_and_comes_back(
    server: Server, person: Callable[..., Person], alice: Person, space: str
) -> None:
    alice.page.goto(f"{space}invite")
    alice.page.get_by_role("link", name=re.compile(r"Show it large\s*\(Acme\)")).click()
    expect(alice.page.get_by_role("img").first).to_be_visible()
    alice.look("present")
    link = _link_for(alice, space, 0)
    gina = person("Gina", width=360)
    gina.page.goto(link)
    gina.look("join-as-guest")
    gina.page.get_by_label("Your name").fill("Gina <b>Grün</b> 🌱")
    gina.page.get_by_role("button", name="Come in").click()
    gina.look("return-code")
    return_code = re.sub(r"\s", "", gina.page.get_by_label("Your return code").input_value())
    gina.page.get_by_role("link", name="I have it, go on").or_(
        gina.page.get_by_role("button", name="I have it, go on")
    ).click()
    expect(gina.page.get_by_text(AMBITION)).to_be_visible()
    gina.page.goto(f"{space}people")
    expect(gina.page.get_by_text("Gina <b>Grün</b> 🌱").first).to_be_visible()
    gina.look("people-as-guest")

    elsewhere = person("Gina on another device")
    elsewhere.page.goto("/people/return")
    elsewhere.page.get_by_label("Return code").fill(return_code.lower())
    elsewhere.page.get_by_role("button", name="Come back").click()
    elsewhere.page.goto(space)
    expect(elsewhere.page.get_by_text(AMBITION)).to_be_visible()
    _gina_becomes_an_account(server, elsewhere, space)


def _gina_becomes_an_account(server: Server, gina: Person, space: str) -> None:
    gina.page.goto("/people/me")
    gina.look("about-me-as-guest")
    gina.page.goto("/people/me/address")
    gina.page.get_by_label("E-mail address").fill("gina@acme.example")
    server.forget()
    gina.page.locator("main form .button-main").click()
    gina.page.get_by_label("Code").fill(code_sent_to(server, "gina@acme.example"))
    gina.page.locator("main form .button-main").click()
    expect(gina.page.get_by_text("gina@acme.example").first).to_be_visible()
    gina.page.goto(space)
    expect(gina.page.get_by_text(AMBITION)).to_be_visible()


def _link_for(alice: Person, space: str, place: int) -> str:
    alice.page.goto(f"{space}invite")
    return alice.page.locator("input[readonly]").nth(place).input_value()


def _alice_invites_a_list(alice: Person, space: str) -> None:
    page = alice.page
    page.goto(f"{space}invite")
    table = "name;email;party;role\nOlga;olga@borealis.example;Borealis;observer\nNobody;not an address;Acme;member\nX;x@y.example;Nowhere;member\n"
    page.get_by_label(re.compile("CSV file")).set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": ("\ufeff" + table).encode()}
    )
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("1 person"))
    expect(page.get_by_text("not an address").first).to_be_visible()
    expect(page.get_by_text("Nowhere").first).to_be_visible()
    alice.look("invite-preview")
    page.locator("main form .button-main").click()
    expect(page.get_by_text("olga@borealis.example").first).to_be_visible()
    page.get_by_label(re.compile("E-mail addresses")).fill("olga@borealis.example")
    page.get_by_role("button", name="Look at the list").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(re.compile("1 person"))


def _alice_brings_votes_in(alice: Person, space: str, export: list[str]) -> str:
    page = alice.page
    page.goto(f"{space}voice/")
    alice.look("voice-empty")
    page.goto(f"{space}voice/import")
    alice.look("voice-import")
    page.get_by_label("Files of votes").set_input_files(
        {
            "name": "participants-votes.csv",
            "mimeType": "text/csv",
            "buffer": b"participant,group-id,n-comments,n-votes,n-agree,n-disagree,1\n5,,0,1,1,0,maybe\n",
        }
    )
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_text("participants-votes.csv").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("maybe").first).to_be_visible()
    alice.look("voice-import-refused")
    page.goto(f"{space}voice/import")
    page.get_by_label("Files of votes").set_input_files(export)
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_text("164")).to_be_visible(timeout=60_000)
    alice.look("voice-findings")
    page.get_by_role("button", name="Bring the votes in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Working out what these people think", timeout=60_000
    )
    page.get_by_role("button", name="Stop this").click()
    expect(page.get_by_role("button", name="Start it again")).to_be_visible(timeout=60_000)
    alice.look("job-stopped")
    page.get_by_role("button", name="Start it again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What these people think", timeout=READING)
    return page.url


def _alice_reads_searches_and_takes_it_along(alice: Person, reading: str, folder: Path) -> None:
    page = alice.page
    for heading in ("Common ground", "Live tensions", "Bridging statements", "All statements"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    alice.look("reading")
    page.get_by_label("Find a statement").focus()
    page.keyboard.type("home care")
    press(page, "Enter")
    expect(page.get_by_text("Home care is told. It is not asked.").first).to_be_visible()
    page.goto(reading)
    page.get_by_role("link", name=re.compile("Agree")).first.focus()
    press(page, "Enter")
    expect(page.locator("th[aria-sort]").first).to_be_visible()
    page.goto(reading)
    with page.expect_download() as kept:
        page.get_by_role("link", name="Votes as ZIP").click()
    kept.value.save_as(folder / "votes.zip")
    with zipfile.ZipFile(folder / "votes.zip") as archive:
        assert "participants-votes.csv" in archive.namelist()
    with page.expect_download() as kept:
        page.get_by_role("link", name="Results as JSON").click()
    kept.value.save_as(folder / "reading.json")
    assert "participant" not in (folder / "reading.json").read_text(encoding="utf-8")
    page.goto(reading)
    page.get_by_role("link", name=re.compile("How this is worked out")).first.click()
    alice.look("method")
    page.goto(reading)
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('.shell-footer form')).display") == "none"
    page.emulate_media(media="screen")


def _the_same_votes_are_recognised(alice: Person, space: str, export: list[str]) -> None:
    page = alice.page
    page.goto(f"{space}voice/import")
    page.get_by_label("Files of votes").set_input_files(export)
    page.get_by_role("button", name="Look at the files").click()
    expect(page.get_by_text(re.compile("already here")).first).to_be_visible(timeout=60_000)
    alice.look("voice-already-here")


def _bob_reads_on_his_phone_in_german_and_in_the_dark(bob: Person, reading: str) -> None:
    page = bob.page
    page.goto(reading)
    page.get_by_role("button", name="Deutsch").click()
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_role("heading", level=1)).to_have_text("Was diese Menschen denken")
    bob.look("reading-german")
    page.get_by_role("button", name="Dunkel").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.goto("/people/me")
    bob.look("about-me-german")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def _a_program_reads_with_bobs_key(server: Server, bob: Person, space: str) -> None:
    page = bob.page
    page.goto("/people/me/keys")
    page.get_by_label("What is it for?").fill("weekly report")
    page.get_by_role("button", name="Make the key").click()
    key = page.locator("input[readonly]").first.input_value()
    bob.look("api-key")
    slug = space.split("/")[2]
    request = urllib.request.Request(  # noqa: S310 (the server that this test started)
        f"{server.address}/api/collaborations/{slug}/voice/rounds", headers={"Authorization": f"Bearer {key}"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 (the same)
        rounds = json.load(answer)
    assert len(rounds) == 1


def _alice_keeps_a_passkey_and_comes_back_with_it(alice: Person) -> None:
    page = alice.page
    device = alice.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                     "isUserVerified": True, "automaticPresenceSimulation": True}},
    )  # fmt: skip
    page.goto("/people/passkeys")
    alice.look("passkeys")
    page.get_by_label("Where is it kept?").fill("my laptop")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("my laptop").first).to_be_visible()
    page.goto("/people/sign-out")
    page.locator("main form .button-main").click()
    page.goto("/people/sign-in")
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your collaborations")


def _charlie_finds_nothing(person: Callable[..., Person], space: str, reading: str) -> None:
    charlie = person("Charlie")
    for address in (space, f"{space}people", reading):
        charlie.page.goto(address)
        expect(charlie.page).to_have_url(re.compile("/people/sign-in"))
    answer = charlie.page.goto("/c/no-such-place/people-and-more")
    assert answer
    assert answer.status == 404
    charlie.look("nothing-here")


def _bob_leaves_and_the_journal_holds(alice: Person, bob: Person, space: str) -> None:
    bob.page.goto(f"{space}departure")
    bob.look("leave")
    bob.page.locator("main form .button").first.click()
    bob.page.wait_for_load_state()
    alice.page.goto(f"{space}journal")
    expect(alice.page.get_by_text(re.compile("Chain intact"))).to_be_visible()
    expect(alice.page.get_by_text(re.compile("Bob Berger")).first).to_be_visible()
    alice.look("journal")
    alice.page.goto(f"{space}people")
    expect(alice.page.get_by_text("Bob Berger")).to_have_count(0)
    alice.look("people")
    alice.page.goto(f"{space}settings")
    alice.look("settings")


def test_joining_works_without_javascript(server: Server, person: Callable[..., Person]) -> None:
    plain = person("Plain", javascript=False)
    plain.page.goto("/join")
    plain.page.get_by_label("Code").fill("BBBBBB")
    plain.page.get_by_role("button", name="Go in").click()
    expect(plain.page.get_by_role("alert").or_(plain.page.locator(".error-summary")).first).to_be_visible()
