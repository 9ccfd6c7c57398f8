"""One member's way through a round in a real browser: joining, writing, voting by keyboard, offline, without a script, over plain http.

Long, because its steps share one round, and starting one costs half a minute.
"""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Response, Route, expect

from tests.journeys.conftest import ROOT, Person, Server, start_server, stop_server
from tests.journeys.test_the_look import OWN_SCRIPT_BYTES, weigh

pytestmark = pytest.mark.journey
PAGE_BYTES = 100_000
STATEMENT = "We praise whoever speaks up, and then give them the extra work."
OWN_SCRIPTS = ("breakthrough.js", "voice.js", "sealed-visit.js", "sealed-worker.js")
KINDS = ("document", "stylesheet", "script", "font")


@dataclass
class Stage:
    """An installation with a round in it, and the way to bring it forward."""

    server: Server
    folder: Path
    made: dict[str, Any]

    def run(self, command: str) -> dict[str, Any]:
        """Bring the round forward."""
        return run(command, self.folder, self.made["round"])

    def sit_down(self, somebody: Person, name: str) -> Page:
        """Sign somebody in at their browser and go to the round."""
        cookie = {
            "name": self.made["cookie"],
            "value": self.made["cookies"][name],
            "url": self.server.address,
        }
        somebody.context.add_cookies([cookie])  # type: ignore[list-item]  # Playwright's own type
        somebody.page.goto(self.made["address"])
        return somebody.page


def run(command: str, folder: Path, *given: str) -> dict[str, Any]:
    """Run one command of `staging` against the installation."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.journeys.staging", command, str(folder), *given],
        capture_output=True, text=True, check=False, cwd=ROOT, env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A server of its own with a round that eleven people have joined; Bob comes with his browser."""
    folder = tmp_path_factory.mktemp("talk")
    running = start_server(folder)
    try:
        yield Stage(running, folder, run("begin", folder))
    finally:
        stop_server(running)


@pytest.fixture
def server(staged: Stage) -> Server:
    """The server that `person` opens browsers for."""
    return staged.server


REFUSALS = """() => ["innerHTML", "outerHTML"].map((sink) => {
  try {
    document.querySelector("h1")[sink] = "<b>smuggled</b>";
    return "taken";
  } catch (error) {
    return error.name;
  }
})"""


def refuse_smuggled_markup(somebody: Person, path: str) -> None:
    """Check that the page follows the round without a violation, and that no other string becomes markup there."""
    page = somebody.page
    assert not somebody.trouble
    assert page.evaluate(REFUSALS) == ["TypeError", "TypeError"], path
    assert page.get_by_text("smuggled").count() == 0
    somebody.trouble.clear()  # what the browser said about these refusals


def test_a_member_joins_writes_and_votes_by_keyboard(staged: Stage, person: Callable[..., Person]) -> None:
    bob = person("Bob", width=360)
    page = staged.sit_down(bob, "bob")
    expect(page.get_by_text("11 of 12 have their seal")).to_be_visible()
    page.get_by_role("button", name="Use this device for sealed answers").click()
    expect(page.get_by_text("Your seal is on this device.")).to_be_visible()
    expect(page.get_by_text("12 of 12 have their seal")).to_be_visible()
    bob.look("talk-joining")

    staged.run("open-writing")
    expect(page.get_by_text("The server cannot tell which of the 12 people wrote this")).to_be_visible()
    field = page.get_by_role("textbox", name="Your statement")
    expect(field).to_be_enabled()
    field.fill("Eve said this on 12 March!!")
    page.get_by_role("button", name="Seal it", exact=True).click()
    expect(page.get_by_text("Before you seal it: this could point to you")).to_be_visible()
    bob.look("talk-writing-tells")
    field.fill(STATEMENT)
    page.get_by_role("button", name="Seal it", exact=True).click()
    expect(page.get_by_text("Sealed.", exact=False).first).to_be_visible()
    expect(page.get_by_role("button", name="Change it")).to_be_visible()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=40_000)
    bob.look("talk-writing-sealed")
    refuse_smuggled_markup(bob, "writing")
    page.reload()
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=40_000)
    assert STATEMENT not in (field.input_value(), page.content()), (
        "whoever stands beside Bob reads nothing of his"
    )
    expect(field).to_have_value("")
    bob.look("talk-writing-veiled")
    page.get_by_role("button", name="Show what I wrote").press("Enter")
    expect(field).to_have_value(STATEMENT)
    expect(page.get_by_role("button", name="Change it")).to_be_visible()

    staged.run("open-voting")
    expect(page.get_by_role("button", name="Begin")).to_be_enabled()
    bob.look("talk-voting-intro")
    refuse_other_statements(bob, staged.made["address"])
    vote_by_keyboard(bob)


def vote_by_keyboard(bob: Person) -> None:
    """Vote on everything with keys alone, look back, seal, change, seal again."""
    page = bob.page
    expect(
        page.get_by_role("button", name="Begin")
    ).to_be_enabled()  # once the device has compared the statements
    page.get_by_role("button", name="Begin").press("Enter")
    said = page.locator("[data-vote-said]")
    expect(said).to_be_focused()
    first = said.text_content()
    page.keyboard.press("1")
    expect(page.get_by_role("button", name="Agree", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-say]")).to_have_text("Agree")
    page.keyboard.press("m")
    page.keyboard.press("5")
    expect(page.get_by_role("button", name="One to one")).to_have_attribute("aria-pressed", "true")
    bob.look("talk-voting-card")
    small = page.evaluate(
        "[...document.querySelectorAll('.vote-card .button')].filter((one) => one.offsetHeight && one.offsetHeight < 44).length"
    )
    assert small == 0, "every target of the card is 44 pixels high"
    page.keyboard.press("ArrowRight")
    expect(said).not_to_have_text(first or "")
    expect(page.locator("[data-say]")).to_have_text("Statement 2 of 12.")
    page.keyboard.press("ArrowLeft")
    expect(said).to_have_text(first or "")
    page.reload()
    expect(page.get_by_role("button", name="Go on voting")).to_be_enabled()
    expect(said).to_be_hidden()
    page.get_by_role("button", name="Go on voting").press("Enter")
    expect(said).to_have_text(first or "")
    for place in range(12):
        page.keyboard.press(("1", "2", "3")[place % 3])
        page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Your votes, before you seal them")).to_be_focused()
    expect(page.get_by_text("You have answered all 12 statements.")).to_be_visible()
    bob.look("talk-voting-summary")
    bob.context.set_offline(True)
    page.get_by_role("button", name="Seal my votes").press("Enter")
    expect(page.get_by_text("You are offline: it waits on this device", exact=False)).to_be_visible()
    bob.context.set_offline(False)
    expect(page.get_by_text("Sealed, and in the ballot box.")).to_be_visible(timeout=60_000)
    bob.look("talk-voting-sealed")
    page.reload()
    expect(page.get_by_role("heading", name="Your votes are sealed")).to_be_visible()
    page.get_by_role("button", name="Look at my votes, or change them").click()
    page.locator(".vote-again").first.click()
    expect(said).to_have_text(first or "")
    page.keyboard.press("2")
    expect(page.get_by_role("button", name="Disagree", exact=True)).to_have_attribute("aria-pressed", "true")
    forget_by_keyboard(bob)


def forget_by_keyboard(bob: Person) -> None:
    """Have the device forget the round, with keys alone, after reading what that costs."""
    page = bob.page
    page.reload()
    expect(page.get_by_role("heading", name="Your votes are sealed")).to_be_visible()
    here = page.locator("[data-step='sealed']")
    here.locator("summary").filter(has_text="forget the round").press("Enter")
    expect(here.get_by_text("you can no longer change it", exact=False)).to_be_visible()
    bob.look("talk-forget")
    here.get_by_role("button", name="Forget this round for good").press("Enter")
    expect(page.get_by_text("This device forgot this round")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Your seal was fetched already", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="To the list of this round", exact=False)).to_be_visible()


def test_where_people_write_or_vote_a_page_follows_the_round_and_no_smuggled_string_becomes_markup(
    staged: Stage, person: Callable[..., Person]
) -> None:
    bob = person("Bob")
    policy: list[str] = []
    bob.page.on(
        "response",
        lambda answer: (
            policy.append(answer.headers.get("content-security-policy", ""))
            if staged.made["address"] in answer.url and answer.request.resource_type == "document"
            else None
        ),
    )
    page = staged.sit_down(bob, "bob")
    assert "require-trusted-types-for 'script'" in policy[-1]
    # The round goes on: the page takes its own server's fragment, whichever way it is swapped in.
    page.evaluate("document.querySelector('#follow').replaceChildren()")
    page.evaluate(
        "document.querySelector('[data-follow]').dispatchEvent(new CustomEvent('live:changed', {bubbles: true}))"
    )
    expect(page.locator("#follow > *").first).to_be_attached()
    refuse_smuggled_markup(bob, "voting")


def _lie(body: str, name: str) -> str:
    """Return the voting page as a server would send it that shows one person something else."""
    start = body.index(">", body.index('id="voice-page"')) + 1
    page = json.loads(body[start : (end := body.index("</script>", start))])
    said = page["statements"]
    if name == "swapped":
        said[0]["text"], said[1]["text"] = said[1]["text"], said[0]["text"]
    elif name == "dropped":
        said.pop()
    elif name == "added":
        said.append(said[0] | {"text": "Bob is the reason."})
    elif name == "reworded":
        said[2]["text"] += " Not."
    else:
        assert name == "the same"
    words = json.dumps(page).replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return body[:start] + words + body[end:]


def _lying(name: str) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        found = route.fetch()
        route.fulfill(response=found, body=_lie(found.text(), name))

    return answer


def refuse_other_statements(bob: Person, address: str) -> None:
    """Show one person other statements than everybody: they cannot begin, and read why. Then the true ones again."""
    page = bob.page
    begin = page.get_by_role("button", name="Begin")
    alarm = page.get_by_text("These are not the statements that everybody votes on", exact=False)
    for name in ("swapped", "dropped", "added", "reworded", "the same"):
        page.unroute_all()
        page.route(address, _lying(name))
        page.reload()
        if name == "the same":
            expect(begin).to_be_enabled()
            expect(alarm).to_be_hidden()
        else:
            expect(alarm).to_be_visible()
            expect(begin).to_be_disabled()
            bob.look(f"talk-voting-{name}")
    page.unroute_all()
    page.reload()


def test_the_voting_page_is_light(staged: Stage, person: Callable[..., Person]) -> None:
    somebody = person("Alice")
    answers: list[Response] = []
    somebody.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright marks the function it is given)
    page = staged.sit_down(somebody, "alice")
    page.wait_for_timeout(1_500)
    kept = [one for one in answers if one.ok and one.request.resource_type in KINDS]
    weights = {one.url: weigh(one) for one in kept if "sealed-worker" not in one.url}
    built = ROOT / "src" / "breakthrough" / "web" / "built"
    packed = {name: len(gzip.compress((built / name).read_bytes(), 6)) for name in OWN_SCRIPTS}
    assert sum(packed.values()) < OWN_SCRIPT_BYTES, packed
    assert sum(weights.values()) + packed["sealed-worker.js"] < PAGE_BYTES, weights


def test_the_voting_page_follows_the_round_when_there_is_more_time(
    staged: Stage, person: Callable[..., Person]
) -> None:
    wall, page = staged.sit_down(person("Alice"), "alice"), staged.sit_down(person("Bob"), "bob")
    clock = page.locator("#follow time")
    before = clock.get_attribute("datetime")
    wall.get_by_role("button", name="5 more minutes").click()
    expect(clock).not_to_have_attribute("datetime", before or "", timeout=3_000)


def test_without_a_script_the_page_says_that_sealing_needs_one(
    staged: Stage, person: Callable[..., Person]
) -> None:
    page = staged.sit_down(person("Alice", javascript=False), "alice")
    expect(page.get_by_text("needs JavaScript for it", exact=False)).to_be_visible()
    expect(page.locator("textarea:visible")).to_have_count(0)
    page.goto(f"{staged.made['address']}/statements")
    expect(page.get_by_role("heading", name="What was said")).to_be_visible()


def test_the_wall_follows_and_can_be_read_from_afar(staged: Stage, person: Callable[..., Person]) -> None:
    alice = person("Alice")
    page = staged.sit_down(alice, "alice")
    page.goto(f"{staged.made['address']}/wall")
    expect(page.locator(".wall-stage")).to_be_visible()
    size = page.locator("h1").evaluate("(one) => parseFloat(getComputedStyle(one).fontSize)")
    assert size >= 40
    alice.look("talk-wall")
