"""From a sealed sentence to a kept promise and a lifted reservation: the whole thread stands on one page, up and down."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from breakthrough.collaborations.models import Member
from breakthrough.practices.alignment import actions as alignment
from breakthrough.practices.alignment.models import Text
from breakthrough.practices.alignment.rules.reservations import AnswerKind
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.promises import actions as promises
from breakthrough.practices.promises import queries as promise_queries
from breakthrough.practices.promises import rules
from breakthrough.practices.promises.models import Promise
from breakthrough.practices.voice import actions as voice
from breakthrough.practices.voice.queries import key_of
from breakthrough.rounds import threads, whole_threads
from breakthrough.rounds.models import Round
from tests.world import World

pytestmark = pytest.mark.django_db
Clients = Callable[[str], Client]
SENTENCE = "We are all late."
DOUBT = "Nobody says early that they will be late."
LIFTS = "We agree on a day to say so."
CHANGED = "We launch in May, and say by Thursday what slips."
PROMISED = "Ask everybody on Thursdays what slips."


@pytest.fixture
def text(world: World) -> Text:
    """What they align on, without a round under way."""
    return alignment.begin_text(
        member=member_of(world, "alice"), title="Early word", body="We launch in May.", now=timezone.now()
    )


def member_of(world: World, name: str) -> Member:
    return Member.objects.get(pk=world.places[name])


def statement_of(world: World) -> tuple[str, str]:
    return "voice", key_of(uuid.UUID(world.places["said"]), 2)


def read(page: str) -> str:
    """The main part of a page as one reads it: without markup, blanks put together."""
    main = page[page.index("<main") : page.index("</main>")]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def in_order(text: str, *parts: str) -> bool:
    """Say whether the parts stand in the text one after the other."""
    at = 0
    for part in parts:
        at = text.find(part, at)
        if at < 0:
            return False
        at += len(part)
    return True


def begin_promise(world: World, origin: tuple[str, str], what: str = PROMISED) -> Promise:
    alice = member_of(world, "alice")
    (promise,) = promises.ask(
        member=alice,
        event=rules.Event.REQUEST,
        recipients=promise_queries.get_recipients(alice, [world.places["bob"]]),
        what=what,
        due_date=(timezone.now() + timedelta(days=10)).date(),
        origin=origin,
        now=timezone.now(),
    )
    return promise


def test_a_sealed_sentence_is_followed_to_a_kept_promise_and_a_lifted_reservation_on_one_page(
    world: World, clients: Clients, text: Text
) -> None:
    slug, said = world.places["slug"], world.places["said"]
    alice, bob, gina = clients("alice"), clients("bob"), clients("gina")
    statement = f"/c/{slug}/voice/{said}/statements/2"
    practice, key = statement_of(world)

    # Bob makes a reservation of the sealed sentence; a new version answers it.
    raised = bob.post(
        f"/c/{slug}/alignment/texts/{text.pk}/reservations",
        {"what": DOUBT, "lifts_when": LIFTS, "origin": f"{practice}:{key}"},
    )
    assert raised.status_code == 303, raised.content.decode()[:1500]
    reservation = raised["Location"]
    number = int(reservation.rsplit("/", 1)[1])
    alignment.write_version(
        member=member_of(world, "alice"),
        text=text,
        body=CHANGED,
        note="A day to say it",
        answers=[alignment.Answer(reservation=number, part="", words="Thursday it is.")],
        now=timezone.now(),
    )
    # A promise comes of the reservation, is given, done, and kept; then Bob lifts it.
    offered = alice.post(
        f"/c/{slug}/promises/request",
        {
            "to_1": world.places["lena"],
            "what": PROMISED,
            "due_date": (timezone.now() + timedelta(days=20)).date().isoformat(),
            "origin": f"alignment:{text.pk}:{number}",
        },
    )
    promise = offered["Location"]
    for browser, event, seen in ((clients("lena"), "promise", 1), (clients("lena"), "report_done", 2)):
        assert browser.post(f"{promise}/steps", {"event": event, "seen": seen}).status_code == 303
    assert alice.post(f"{promise}/steps", {"event": "accept", "seen": 3}).status_code == 303
    assert bob.post(f"{reservation}/steps", {"event": "lift", "words": "That helps."}).status_code == 303

    # The statement, the reservation and the promise lead to the same page, and so does the round to all of it.
    for page in (statement, reservation, promise):
        (address,) = set(re.findall(rf'href="(/c/{slug}/came-of/[^"]+)"', gina.get(page).content.decode()))
        shown = gina.get(address)
        assert shown.status_code == 200
        words = read(shown.content.decode())
        assert in_order(
            words,
            "Before we decide",  # the round it was said in
            "Sealed statement",
            SENTENCE,
            "Reservation · Bob Yttersten",
            DOUBT,
            "lifted",
            "Answered by a change, in version 2 · Alice Jurnikow",
            "Thursday it is.",
            "Lifted by whoever raised it · Bob Yttersten",
            "That helps.",
            "Promise · Lena Ockerwald for Alice Jurnikow",
            PROMISED,
            "Kept",
            "Alice Jurnikow asked for this.",
            "Lena Ockerwald promised it.",
            "Lena Ockerwald said that it is done.",
            "Alice Jurnikow said yes: it is kept.",
        ), words
        links = set(re.findall(r'href="([^"]+)"', shown.content.decode()))
        assert {statement, reservation, promise, f"/c/{slug}/alignment/texts/{text.pk}/versions/2"} <= links
        assert words.count("you came from here") == 1
    given = gina.get(f"/api/collaborations/{slug}/threads/alignment/{text.pk}:{number}").json()
    assert [(one["depth"], one["kind"], one["standing"], one["is_here"]) for one in given["things"]] == [
        (0, "Sealed statement", "", False),
        (1, "Reservation", "lifted", True),
        (2, "Promise", "Kept", False),
    ]
    assert (given["things"][0]["by"], given["things"][0]["at"]) == ("", None)
    (address,) = re.findall(
        rf'href="(/c/{slug}/came-of/[^"]+)"',
        gina.get(f"/c/{slug}/voice/{said}/statements").content.decode(),
    )
    assert in_order(read(gina.get(address).content.decode()), SENTENCE, DOUBT, PROMISED, "Kept")


def test_nobody_and_no_time_stands_beside_sealed_words(world: World, clients: Clients, text: Text) -> None:
    voice.reply(
        member=member_of(world, "alice"),
        round=Round.objects.get(pk=world.places["said"]),
        number=2,
        text="Heard.",
        now=timezone.now(),
    )
    whole = whole_threads.gather(member_of(world, "gina"), *statement_of(world))
    assert whole
    assert (whole.root.source.by, whole.root.source.at) == ("", None)
    assert [one.said for one in whole.root.happenings] == ["Yes.", "Heard."]


def test_hidden_words_stand_in_no_thread_and_on_no_promise_that_came_of_them(
    world: World, clients: Clients
) -> None:
    promise = begin_promise(world, statement_of(world))
    address = threads.address_of(member_of(world, "bob"), "promises", str(promise.pk))
    page = f"/c/{world.places['slug']}/promises/p/{promise.pk}"
    assert SENTENCE in clients("bob").get(address).content.decode()
    voice.hide(
        member=member_of(world, "alice"),
        round=Round.objects.get(pk=world.places["said"]),
        number=2,
        reason="It names somebody.",
        now=timezone.now(),
    )
    for place in (address, page):
        shown = clients("bob").get(place).content.decode()
        assert SENTENCE not in shown
        assert "The words of statement 2 are hidden." in shown


def test_observers_read_what_was_released_and_nothing_of_what_people_made_of_it(
    world: World, clients: Clients
) -> None:
    promise = begin_promise(world, statement_of(world))
    olga = clients("olga")
    member = member_of(world, "olga")
    page = olga.get(threads.address_of(member, *statement_of(world)))
    assert SENTENCE in page.content.decode()
    assert "Promise · " not in read(page.content.decode())
    assert olga.get(threads.address_of(member, "promises", str(promise.pk))).status_code == 404


def test_what_does_not_exist_or_is_of_another_space_has_no_thread(world: World, clients: Clients) -> None:
    bob = member_of(world, "bob")
    for practice, key in (
        ("voice", f"{world.places['said']}/99"),
        ("voice", f"{world.places['talk']}/1"),
        ("alignment", f"{uuid.uuid4()}:1"),
        ("alignment", f"{world.places['text']}:x"),
        ("promises", str(uuid.uuid4())),
        ("nothing", "1"),
    ):
        assert clients("bob").get(threads.address_of(bob, practice, key)).status_code == 404
    assert clients("charlie").get(threads.address_of(bob, *statement_of(world))).status_code == 404


def test_a_thread_takes_as_many_queries_however_much_came_of_it_and_counts_what_it_leaves_out(
    world: World, text: Text
) -> None:
    bob = member_of(world, "bob")
    origin = statement_of(world)

    def grow(count: int) -> None:
        for number in range(count):
            made = alignment.raise_named(
                member=bob, text=text, words=Words(f"Doubt {number}"), origin=origin, now=timezone.now()
            )
            alignment.answer(
                member=bob,
                text=text,
                number=made.number,
                kind=AnswerKind.REPLY,
                words="Heard.",
                now=timezone.now(),
            )
            begin_promise(world, ("alignment", f"{text.pk}:{made.number}"), f"Part {number}")
            begin_promise(world, origin, f"Directly {number}")

    def count(place: tuple[str, str]) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert whole_threads.gather(bob, *place)
        return len(asked)

    grow(1)
    first = Promise.objects.get(what="Part 0")
    places = (origin, ("alignment", f"{text.pk}:1"), ("promises", str(first.pk)), ("alignment", str(text.pk)))
    few = [count(place) for place in places]
    grow(16)
    assert [count(place) for place in places] == few
    assert max(few) <= 40, few

    whole = whole_threads.gather(bob, *origin)
    assert whole
    assert len(whole.root.below) == whole_threads.MOST_BELOW
    assert whole.root.more_below == 34 - whole_threads.MOST_BELOW


def test_the_thing_one_came_from_is_never_left_out(world: World, text: Text) -> None:
    bob, origin = member_of(world, "bob"), statement_of(world)
    made = [begin_promise(world, origin, f"Directly {number}") for number in range(20)]
    whole = whole_threads.gather(bob, "promises", str(made[-1].pk))
    assert whole
    assert [one.is_here for one in whole.root.below].count(True) == 1
    assert len(whole.root.below) + whole.root.more_below == 20
