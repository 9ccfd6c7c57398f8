"""A device for sealed answers, on the real server: any page fetches, and the people side knows nothing more than that."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import ROOT, Person, Server, start_server, stop_server

pytestmark = pytest.mark.journey

PREPARE = """
from django.utils import timezone
from breakthrough.ballots import actions, plans
from breakthrough.ballots.tests import rehearsal
from breakthrough.collaborations.models import Collaboration, Member
collaboration, now = Collaboration.objects.get(), timezone.now()
rehearsal.gather(collaboration, per_party=3, now=now)
members = list(Member.objects.filter(collaboration=collaboration).select_related("person", "party"))
scopes = [plans.ScopePlan("voice", 1, 1200, "text", False), plans.ScopePlan("votes/1", 1, 2048, "vector", False)]
actions.prepare(
    collaboration=collaboration, actor=members[0], practice="voice", mode="days", scopes=scopes,
    content=b"A question", members=members, now=now,
)
print("prepared")
"""
READINESS = """
from breakthrough.ballots import queries
from breakthrough.ballots.models import Joining
print(queries.readiness(Joining.objects.get()))
"""


def run_on(folder: str, script: str) -> str:
    """Run a script beside the server, on the same data."""
    done = subprocess.run(
        [sys.executable, "-m", "breakthrough", "manage", "shell", "--no-imports", "-c", script],
        env={**{name: value for name, value in os.environ.items() if not name.startswith(("BREAKTHROUGH_", "DJANGO_"))}, "BREAKTHROUGH_DATA": folder, "BREAKTHROUGH_QUICKSTART": "1", "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip().splitlines()[-1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("installation"))


@pytest.fixture(scope="module")
def server(folder: str) -> Iterator[Server]:
    """A fresh installation whose folder the test knows."""
    running = start_server(Path(folder))
    yield running
    assert stop_server(running) == 0, running.printed


def test_any_page_on_the_home_device_fetches_from_the_real_server(
    server: Server, person: Callable[..., Person], folder: str
) -> None:
    alice = person("Alice")
    page = alice.page
    page.goto(server.wait_for(r"(http://\S+/people/first/\S+)").group(1))
    page.get_by_label("Your name").fill("Alice Ahrens")
    page.get_by_label("E-mail address").fill("alice@acme.example")
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("link", name="Start a collaboration").click()
    page.get_by_label("Name", exact=True).fill("Launch together")
    page.get_by_label("Ambition").fill("Ship the pilot to ten hospitals by spring.")
    page.get_by_label("Your own party").fill("Acme")
    page.get_by_label("Another party").first.fill("Borealis")
    page.get_by_label("I also lead my party").check()
    page.get_by_role("button", name="Start it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bring the others in")
    run_on(folder, PREPARE)
    assert "have=0, eligible=7" in run_on(folder, READINESS)
    page.goto("/")
    account = page.locator("script[data-sealed-account]").get_attribute("data-sealed-account")
    page.evaluate("account => localStorage.setItem(`sealed-home:${account}`, '1')", account)
    page.goto("/")
    for _ in range(100):
        page.wait_for_timeout(100)
        if not page.evaluate(
            "fetch('/api/ballots/waiting').then((answer) => answer.json()).then(({ waiting }) => waiting.length)"
        ):
            break
    assert "have=1, eligible=7" in run_on(folder, READINESS)
    assert page.evaluate("account => localStorage.getItem(`sealed-reported:${account}`)", account) == "true"
