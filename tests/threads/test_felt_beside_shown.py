"""After a round of Alignment, "Where we are" lays what people feel about it beside whether the promises hold that came of it."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from breakthrough.background import runner
from breakthrough.collaborations.models import Member
from breakthrough.measures.alignment import results
from breakthrough.practices.alignment import actions as alignment
from breakthrough.practices.alignment.models import Text
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests import staged
from breakthrough.practices.promises import actions as promises
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.models import Promise
from breakthrough.rounds import whole_threads
from breakthrough.rounds.models import Round
from tests.world import World

pytestmark = pytest.mark.django_db
Clients = Callable[[str], Client]
BEHIND = "put their weight behind it"


def member_of(world: World, name: str) -> Member:
    return Member.objects.get(person__name__startswith=name, collaboration__slug=world.places["slug"])


def article(page: str, title: str) -> str:
    """What "Where we are" says of one topic, as one reads it."""
    (found,) = (
        one for one in re.findall(r"<article.*?</article>", page, flags=re.DOTALL) if f">{title}</h3>" in one
    )
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", found)).split())


class Story:
    """Promises that come of a reservation, asked three weeks ago."""

    def __init__(self, world: World, origin: tuple[str, str]) -> None:
        self.alice, self.origin, self.now = member_of(world, "Alice"), origin, timezone.now()

    def ask(self, of: Member, what: str, by: Member | None = None) -> Promise:
        """Ask somebody for something that was due ten days ago."""
        asker = by or self.alice
        (made,) = promises.ask(
            member=asker,
            event=rules.Event.REQUEST,
            recipients=queries.get_recipients(asker, [str(of.pk)]),
            what=what,
            due_date=self.day(-10),
            origin=self.origin,
            now=self.at(-21),
        )
        return made

    def say(self, promise: Promise, who: Member, event: str, day: int, due: date | None = None) -> None:
        """Say something in it, so many days from now."""
        promises.take_step(
            member=who,
            promise=promise,
            event=rules.Event(event),
            seen=None,
            what=promise.what if due else "",
            due_date=due,
            now=self.at(day),
        )

    def keep(self, of: Member, what: str, by: Member | None = None) -> None:
        """Ask for something that is promised, done in time and accepted."""
        made = self.ask(of, what, by)
        self.say(made, of, "promise", -20)
        self.say(made, of, "report_done", -12)
        self.say(made, by or self.alice, "accept", -11)

    def at(self, day: int) -> datetime:
        return self.now + timedelta(days=day)

    def day(self, day: int) -> date:
        return self.at(day).date()


@pytest.fixture
def story(world: World) -> Story:
    """A text of which the sealed stances are out, adopted; of its reservation one promise is kept, one moved, one declined."""
    alice, bob, lena = (member_of(world, name) for name in ("Alice", "Bob", "Lena"))
    then = timezone.now() - timedelta(days=22)
    text: Text = alignment.begin_text(member=alice, title="Nights", body="We share the nights.", now=then)
    asked: Round = staged.release(alice, text, people=9, now=then)
    raised = alignment.raise_named(member=bob, text=text, words=Words("Nobody asked the nights."), now=then)
    story = Story(world, ("alignment", f"{text.pk}:{raised.number}"))
    story.keep(bob, "Ask the night shift.")
    moved = story.ask(lena, "Write the plan for the nights.")
    story.say(moved, lena, "promise", -20)
    story.say(moved, lena, "propose_change", -17, due=story.day(9))
    story.say(moved, alice, "agree_change", -16)
    story.say(
        story.ask(member_of(world, "Gina"), "Take every night in May."),
        member_of(world, "Gina"),
        "decline",
        -20,
    )
    alignment.conclude(member=alice, round=asked, kind=Kind.ADOPTED, text="We share them.", now=story.now)
    return story


def look_back(story: Story) -> None:
    _kept, job = promises.look_back(member=story.alice, title="After the nights", now=timezone.now())
    runner.run(job.pk, worker="test", clock=timezone.now)


def test_what_people_feel_stands_beside_promises_of_which_too_few_came_due_to_tell(
    world: World, clients: Clients, story: Story
) -> None:
    look_back(story)
    page = clients("bob").get(f"/c/{world.places['slug']}/where").content.decode()
    felt, shown = article(page, "All in"), article(page, "Promises")
    assert BEHIND in felt
    assert "What you feel, Alignment" in felt
    assert "What shows, Promises" in shown
    assert "not known yet" in shown
    assert "One promise has come due so far. A share is shown from ten on" in shown, (
        "the one that was moved in time is not due yet, and a no is no broken promise"
    )
    whole = whole_threads.gather(story.alice, *story.origin)
    assert whole
    standings = {one.source.title: one.source.standing for one in whole.root.below}
    assert standings["Ask the night shift."] == "Kept"
    assert standings["Take every night in May."] == "Declined"
    assert standings["Write the plan for the nights."].startswith("Promised · due ")
    assert "the day is over" not in standings["Write the plan for the nights."]


def test_with_ten_that_came_due_in_the_hands_of_five_the_share_stands_beside_what_people_feel(
    world: World, clients: Clients, story: Story
) -> None:
    alice = story.alice
    for number, name in enumerate(("Lena", "Gina", "Frida", "Bob", "Lena", "Gina", "Frida", "Bob")):
        story.keep(member_of(world, name), f"Part {number}")
    story.keep(alice, "Be there on the first night.", by=member_of(world, "Bob"))
    look_back(story)
    page = clients("bob").get(f"/c/{world.places['slug']}/where").content.decode()
    felt, shown = article(page, "All in"), article(page, "Promises")
    assert BEHIND in felt
    assert "kept in time" in shown
    assert "Of 10 promises that came due" in shown
    assert "From 10 promises, in the hands of 5-7 people" in shown, "how many people is a band"
    assert "Method promises.kept/1" in shown
    assert f"Method {results.METHOD}" in felt
    assert "Part 1" not in shown
    assert not re.search(r"Gina|Frida|Lena", shown), "no number of one person, and no name beside it"
