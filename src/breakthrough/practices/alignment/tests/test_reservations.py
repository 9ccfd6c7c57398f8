"""Reservations between those who raise and those who answer: what stands, who can no longer be reached, when nobody talks."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from breakthrough.collaborations import actions as collaboration_actions
from breakthrough.kernel.problem import Problem
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.rules.adoption import Kind, Rule
from breakthrough.practices.alignment.rules.plans import KEEP_DAYS, Plan
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, State
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests import staged
from breakthrough.practices.alignment.tests.rehearsals import BODY, Rehearsal, stance
from breakthrough.practices.alignment.tests.test_life import SEALED, all_named

if TYPE_CHECKING:
    from django.test import Client

    from breakthrough.collaborations.models import Member
    from breakthrough.conftest import Space
    from breakthrough.practices.alignment.models import Text
    from breakthrough.rounds.models import Round

pytestmark = pytest.mark.django_db(transaction=True)

ClientOf = Callable[[Any], "Client"]
BLOCK = Words("Spring is too early.", "", is_block=True, reason="Patients would wait.")


@pytest.fixture
def text(space: "Space", now: Any) -> "Text":
    """A text of the cast."""
    return actions.begin_text(member=space.alice, title="Home by spring", body=BODY, now=now)


def adopt(member: "Member", kept: "Round", now: Any) -> None:
    actions.conclude(member=member, round=kept, kind=Kind.ADOPTED, text="We do it.", now=now)


def reply(member: "Member", text: "Text", number: int, now: Any) -> None:
    actions.answer(
        member=member, text=text, number=number, kind=AnswerKind.REPLY, words="We looked at it.", now=now
    )


def verbs(space: "Space") -> list[str]:
    from breakthrough.collaborations.models import JournalEntry

    found = JournalEntry.objects.filter(collaboration=space.collaboration).order_by("number")
    return list(found.values_list("verb", flat=True))


def test_a_block_that_its_raiser_let_stand_is_no_block_again_because_somebody_replies(
    space: "Space", text: "Text", now: Any
) -> None:
    kept = staged.release(space.alice, text, people=8, now=now)
    raised = actions.raise_named(member=space.bob, text=text, words=BLOCK, now=now)
    actions.say_as_raiser(member=space.bob, text=text, number=raised.number, event=Event.LET_STAND, now=now)
    reply(space.alice, text, raised.number, now)
    found = queries.get_raised(space.bob, text.pk, raised.number)
    assert (found.state, found.is_open_block, len(found.told)) == (State.STANDS, False, 2)
    adopt(space.alice, kept, now)
    reply(space.lena, text, raised.number, now)
    assert queries.list_texts(space.alice)[0].open_count == 0, "an adopted text waits for nobody"
    actions.say_as_raiser(member=space.bob, text=text, number=raised.number, event=Event.NOT_ENOUGH, now=now)
    assert queries.get_raised(space.bob, text.pk, raised.number).is_open_block, "its raiser says otherwise"


def test_a_block_whose_raiser_left_stands_openly_marked_and_keeps_nothing_from_being_adopted(
    space: "Space", text: "Text", now: Any, client_of: ClientOf
) -> None:
    kept = staged.release(space.alice, text, people=8, now=now)
    raised = actions.raise_named(member=space.bob, text=text, words=BLOCK, now=now)
    with pytest.raises(Problem):
        adopt(space.alice, kept, now)
    collaboration_actions.leave(member=space.bob, now=now)
    found = queries.get_raised(space.alice, text.pk, raised.number)
    assert (found.state, found.is_unreachable, found.is_open_block) == (State.STANDS, True, False)
    adopt(space.alice, kept, now)
    found = queries.get_raised(space.alice, text.pk, raised.number)
    assert [one.event for one in found.told] == [Event.UNREACHABLE]
    assert verbs(space).count("alignment.authors_unreachable") == 1
    client = client_of(space.alice.person)
    shown = client.get(f"/c/{space.slug}/alignment/texts/{text.pk}").content.decode()
    assert "1 reservation stands openly beside it. The author of 1 of them can no longer be reached." in shown
    for page in (f"texts/{text.pk}", f"{kept.pk}"):
        shown = client.get(f"/c/{space.slug}/alignment/{page}").content.decode()
        assert "its author can no longer be reached" in shown, page
    own = client.get(f"/c/{space.slug}/alignment/texts/{text.pk}/reservations/{raised.number}")
    assert "Whoever raised it is no longer here." in own.content.decode()
    assert (
        "The author of these reservations can no longer be reached"
        in client.get(f"/c/{space.slug}/journal").content.decode()
    )


def test_removing_somebody_clears_no_way_in_the_talk_that_is_on_and_whoever_comes_back_can_speak(
    space: "Space", text: "Text", now: Any
) -> None:
    from breakthrough.collaborations.models import Departure
    from breakthrough.practices.alignment.models import Setup, StepRecord
    from breakthrough.practices.alignment.rules.phases import Step

    kept = staged.release(space.alice, text, people=8, now=now)
    raised = actions.raise_named(member=space.gina, text=text, words=BLOCK, now=now)
    removed_at = now + timedelta(hours=1)
    Departure.objects.create(member=space.gina, by=space.alice, at=removed_at)
    with pytest.raises(Problem, match="A block is open"):
        adopt(space.alice, kept, removed_at)
    assert not queries.get_raised(space.alice, text.pk, raised.number).is_unreachable
    actions.conclude(
        member=space.alice, round=kept, kind=Kind.NOT_ALIGNED, would_take="Time.", now=removed_at
    )
    later = staged.release(space.alice, text, people=8, now=removed_at + timedelta(days=1))
    StepRecord.objects.get_or_create(
        setup=Setup.objects.get(round=later),
        step=Step.PREPARED.value,
        defaults={"at": removed_at + timedelta(days=1)},
    )
    assert queries.get_raised(space.alice, text.pk, raised.number).is_unreachable
    Departure.objects.all().delete()
    assert queries.get_raised(space.alice, text.pk, raised.number).is_open_block, "whoever is back is heard"


def test_a_block_of_somebody_who_deleted_themselves_is_marked_at_once(
    space: "Space", text: "Text", now: Any
) -> None:
    from breakthrough.people import actions as people_actions

    raised = actions.raise_named(member=space.gina, text=text, words=BLOCK, now=now)
    people_actions.erase_person(person=space.gina.person, now=now)
    found = queries.get_raised(space.alice, text.pk, raised.number)
    assert (found.is_open_block, found.told[-1].event) == (False, Event.UNREACHABLE)
    assert "alignment.authors_unreachable" in verbs(space)


def test_a_sealed_block_blocks_until_its_seal_has_ended_and_then_stands_marked(
    rehearsed: Rehearsal, space: "Space"
) -> None:
    text = rehearsed.write()
    kept = rehearsed.begin(text, Plan(rule=Rule.NO_BLOCK))
    rehearsed.through(kept, [stance(purpose=80)] * 12, all_named(rehearsed), (*SEALED[:4], BLOCK))
    block = next(one for one in queries.list_raised(rehearsed.host, text) if one.is_block)
    rehearsed.clock.go(timedelta(days=KEEP_DAYS - 2))
    with pytest.raises(Problem, match="A block is open"):
        adopt(rehearsed.host, kept, rehearsed.clock.now)
    rehearsed.clock.go(timedelta(days=4))
    found = queries.get_raised(rehearsed.host, text.pk, block.number)
    assert (found.state, found.is_unreachable, found.told[-1].event) == (
        State.STANDS,
        True,
        Event.UNREACHABLE,
    )
    assert verbs(space).count("alignment.authors_unreachable") == 1, "five reservations, one line"
    adopt(rehearsed.host, kept, rehearsed.clock.now)
    assert verbs(space).count("alignment.authors_unreachable") == 1


def test_nobody_raises_or_answers_by_name_while_the_sealed_or_the_named_part_runs(
    rehearsed: Rehearsal, space: "Space", client_of: ClientOf
) -> None:
    text = rehearsed.write()
    early = actions.raise_named(
        member=space.bob, text=text, words=Words("Who pays is open."), now=rehearsed.clock.now
    )
    kept = rehearsed.begin(text)
    rehearsed.prepare(kept)
    reply(space.alice, text, early.number, rehearsed.clock.now)
    rehearsed.open(kept)
    rehearsed.seal(kept, [stance()] * 12)
    client, page = client_of(space.bob.person), f"/c/{space.slug}/alignment/texts/{text.pk}"

    def is_quiet() -> None:
        acts: tuple[Callable[[], Any], ...] = (
            lambda: actions.raise_named(member=space.bob, text=text, words=BLOCK, now=rehearsed.clock.now),
            lambda: reply(space.alice, text, early.number, rehearsed.clock.now),
            lambda: actions.link_change(
                member=space.alice,
                version=queries.newest_of(text),
                answer=actions.Answer(early.number, "So."),
                now=rehearsed.clock.now,
            ),
        )
        for act in acts:
            with pytest.raises(Problem) as refused:
                act()
            assert refused.value.code == "no-talk-between"
            assert refused.value.params["when"]
        assert client.post(f"{page}/reservations", {"what": "So."}).status_code == 422
        for address in (page, f"{page}/reservations", f"{page}/reservations/{early.number}"):
            shown = client.get(address).content.decode()
            assert "without talk between" in shown, address
            assert "Answer with my name" not in shown
            assert "Raise it with my name" not in shown

    is_quiet()
    rehearsed.close_sealed(kept)
    rehearsed.name(kept, all_named(rehearsed))
    is_quiet()
    rehearsed.close_named(kept)
    actions.raise_named(member=space.bob, text=text, words=BLOCK, now=rehearsed.clock.now)
    reply(space.alice, text, early.number, rehearsed.clock.now)
    assert "Answer with my name" in client.get(f"{page}/reservations/{early.number}").content.decode()


def test_adopting_and_opening_ask_the_database_as_often_for_sixty_reservations_as_for_six(
    space: "Space", now: Any
) -> None:
    counts: dict[int, tuple[int, int]] = {}
    for many in (6, 60):
        text = actions.begin_text(member=space.alice, title=f"Of {many}", body=BODY, now=now)
        words = [Words(f"Reservation {number}.") for number in range(many)]
        kept = staged.release(space.alice, text, people=8, now=now, words=words)
        for number in range(many):
            block = actions.raise_named(
                member=space.bob, text=text, words=Words(f"{BLOCK.what} {number}", "", True, "So."), now=now
            )
            actions.say_as_raiser(
                member=space.bob, text=text, number=block.number, event=Event.LET_STAND, now=now
            )
        setup = queries.find_setup(kept)
        assert setup
        with CaptureQueriesContext(connection) as opening:
            actions.context_of(setup)
        with CaptureQueriesContext(connection) as adopting:
            adopt(space.alice, kept, now)
        counts[many] = (len(opening), len(adopting))
        assert {one.state for one in queries.list_raised(space.alice, text)} == {State.STANDS}
    assert counts[6] == counts[60], counts


def promise_from(client: "Client", space: "Space", key: str, of: "Member", what: str) -> str:
    """Ask somebody for a promise because of a reservation, on the page, and return its address."""
    due = "2027-03-01"
    answer = client.post(
        f"/c/{space.slug}/promises/request",
        {"to_1": str(of.pk), "what": what, "due_date": due, "origin": f"alignment:{key}"},
    )
    assert answer.status_code == 303, answer.content.decode()[-2000:]
    return str(answer["Location"])


def test_only_a_promise_that_came_of_a_reservation_and_holds_answers_it(
    space: "Space", text: "Text", now: Any, client_of: ClientOf
) -> None:
    alice, lena = client_of(space.alice.person), client_of(space.lena.person)
    raised = actions.raise_named(member=space.bob, text=text, words=Words("Who pays is open."), now=now)
    other = actions.raise_named(member=space.bob, text=text, words=Words("And the nights."), now=now)
    page = f"/c/{space.slug}/alignment/texts/{text.pk}/reservations/{raised.number}"
    assert "Which promise?" not in alice.get(page).content.decode()
    foreign = promise_from(alice, space, f"{text.pk}:{other.number}", space.lena, "Staff the nights.")
    for address in ("", "https://example.org/we-promise", foreign):
        refused = alice.post(f"{page}/answers", {"kind": "promise", "words": "Sure.", "address": address})
        assert refused.status_code == 422
        with pytest.raises(Problem) as problem:
            actions.answer(
                member=space.alice,
                text=text,
                number=raised.number,
                kind=AnswerKind.PROMISE,
                words="Sure.",
                address=address,
                now=now,
            )
        assert problem.value.code == "promise-unknown"
    promise = promise_from(alice, space, f"{text.pk}:{raised.number}", space.lena, "Say who pays.")
    assert "Which promise?" in alice.get(page).content.decode()
    assert alice.post(f"{page}/answers", {"kind": "promise", "address": promise}).status_code == 303
    assert queries.get_raised(space.bob, text.pk, raised.number).state is State.ANSWERED
    assert "Say who pays.</a> · Asked, no answer yet" in alice.get(page).content.decode()

    assert lena.post(f"{promise}/steps", {"event": "decline", "seen": "1"}).status_code == 303
    found = queries.get_raised(space.bob, text.pk, raised.number)
    assert (found.state, found.told[-1].event) == (State.OPEN, Event.FELL_THROUGH)
    shown = alice.get(page).content.decode()
    assert "The promise that answered it does not hold" in shown
    assert "Which promise?" not in shown, "what was declined answers nothing"
    assert "alignment.reservation_fell_through" in verbs(space)
    assert queries.get_raised(space.bob, text.pk, other.number).told == ()


def test_a_reservation_that_its_raiser_let_stand_stays_so_when_the_promise_falls_through(
    space: "Space", text: "Text", now: Any, client_of: ClientOf
) -> None:
    alice = client_of(space.alice.person)
    raised = actions.raise_named(member=space.bob, text=text, words=BLOCK, now=now)
    promise = promise_from(alice, space, f"{text.pk}:{raised.number}", space.lena, "Say who pays.")
    actions.answer(
        member=space.alice,
        text=text,
        number=raised.number,
        kind=AnswerKind.PROMISE,
        address=promise,
        now=now,
    )
    actions.say_as_raiser(member=space.bob, text=text, number=raised.number, event=Event.LET_STAND, now=now)
    assert alice.post(f"{promise}/steps", {"event": "withdraw", "seen": "1"}).status_code == 303
    found = queries.get_raised(space.bob, text.pk, raised.number)
    assert (found.state, found.told[-1].event) == (State.STANDS, Event.FELL_THROUGH)


def test_the_author_of_the_next_version_says_right_there_which_part_answers_what_and_how(
    space: "Space", text: "Text", now: Any, client_of: ClientOf
) -> None:
    alice = client_of(space.alice.person)
    for words in ("Who pays is open.", "The nights are missing.", "The date is early."):
        actions.raise_named(member=space.bob, text=text, words=Words(words, "it says so"), now=now)
    page = f"/c/{space.slug}/alignment/texts/{text.pk}"
    shown = alice.get(f"{page}/next").content.decode()
    for words in ("By which part?", "How?", "Part 2: We decide together who pays.", "Part 4, added"):
        assert words in shown, words
    body = BODY.replace("who pays", "that both pay half") + "\n\nThe nights are staffed by two."
    for place, said in (("9", "has no part 9"), ("1", "have not changed")):
        refused = alice.post(f"{page}/next", {"body": body, "seen": "1", "part_1": place})
        assert refused.status_code == 422
        assert said in refused.content.decode()
        assert "that both pay half" in refused.content.decode(), "nothing typed is lost"
    sent = {
        "body": body,
        "seen": "1",
        "part_1": "2",
        "answers_1": "Half each.",
        "part_2": "4",
        "part_3": "0",
        "answers_3": "We keep it.",
    }
    assert alice.post(f"{page}/next", sent).status_code == 303
    found = queries.list_changes(space.alice, text.pk, 2)
    assert [[one.number for one in line.answers] for line in found] == [[], [1], [], [2]]
    told = [one.told[-1] for one in queries.list_raised(space.bob, text)]
    assert [one.words for one in told] == ["Half each.", "", "We keep it."]
    assert [bool(one.part) for one in told] == [True, True, False]
    version = alice.get(f"{page}/versions/2").content.decode()
    assert "The whole version answers" in version
    asked = alice.get(f"{page}/versions/2?part={found[1].change.mark}").content.decode()
    assert 'name="words"' in asked
    linked = {"reservation": "3", "part": found[1].change.mark, "words": "Half of it."}
    assert alice.post(f"{page}/versions/2/answers", linked).status_code == 303
    assert queries.get_raised(space.bob, text.pk, 3).told[-1].words == "Half of it."


def test_a_named_raiser_gets_one_letter_for_each_answer_and_none_for_their_own(
    rehearsed: Rehearsal, space: "Space", mailoutbox: list[Any]
) -> None:
    text, go = rehearsed.write(), timedelta(minutes=1)
    raised = actions.raise_named(
        member=space.bob, text=text, words=Words("Who pays is open."), now=rehearsed.clock.now
    )
    reply(space.bob, text, raised.number, rehearsed.clock.now)
    rehearsed.clock.go(go)
    assert mailoutbox == []
    reply(space.alice, text, raised.number, rehearsed.clock.now)
    rehearsed.clock.go(go)
    assert [one.to for one in mailoutbox] == [[space.bob.person.email]]
    assert mailoutbox[0].subject == "Your reservation was answered: Home by spring"
    for words in (
        "Alice answered",
        "Who pays is open.",
        "We looked at it.",
        f"/reservations/{raised.number}",
    ):
        assert words in mailoutbox[0].body
    from breakthrough.background import work
    from breakthrough.practices.alignment.models import SaidAbout

    last = SaidAbout.objects.latest("pk").pk
    work.start("alignment.tell-answered", {"said": last}, owner=None, topic=None, now=rehearsed.clock.now)
    rehearsed.clock.go(go)
    assert len(mailoutbox) == 1, "a job that runs again writes nothing again"
    collaboration_actions.leave(member=space.bob, now=rehearsed.clock.now)
    reply(space.lena, text, raised.number, rehearsed.clock.now)
    rehearsed.clock.go(go)
    assert len(mailoutbox) == 1, "nobody writes to those who left"


def test_everybody_but_its_writer_gets_one_letter_about_a_version_and_none_for_a_slip_of_the_pen(
    rehearsed: Rehearsal, space: "Space", mailoutbox: list[Any]
) -> None:
    from breakthrough.collaborations.models import Member

    text = rehearsed.write()
    actions.raise_named(
        member=space.bob, text=text, words=Words("Who pays is open."), now=rehearsed.clock.now
    )
    Member.objects.filter(pk=space.lena.pk).update(role="observer")
    answers = [actions.Answer(1, "Half each.")]
    first = BODY.replace("early", "within a day")
    for body in (first, first.replace("who pays", "that both pay half")):
        actions.write_version(
            member=space.alice,
            text=text,
            body=body,
            note="Half each",
            answers=answers,
            now=rehearsed.clock.now,
        )
        rehearsed.clock.go(timedelta(minutes=5))
    assert mailoutbox == []
    rehearsed.clock.go(timedelta(minutes=15))
    assert [one.to for one in mailoutbox] == [[space.bob.person.email]], "not the writer, not an observer"
    assert mailoutbox[0].subject == "Version 3: Home by spring"
    for words in (
        "Alice wrote version 3",
        "Half each",
        "- We decide together that both pay half.",
        "- We say within a day what slips.",  # of the version before it, which nobody was told of
        "1. Who pays is open. (yours: only you can say whether that is enough)",
        "You are asked again about the parts that changed",
    ):
        assert words in mailoutbox[0].body, words
    assert "By spring everybody goes home" not in mailoutbox[0].body, "only what changed"
    rehearsed.clock.go(timedelta(days=3))
    assert len(mailoutbox) == 1


def test_disagree_and_commit_offers_its_rule_and_a_day_and_the_text_shows_how_it_ended(
    space: "Space", now: Any, client_of: ClientOf
) -> None:
    from django.utils import timezone

    alice = client_of(space.alice.person)
    text = actions.begin_text(member=space.alice, title="We try it", body=BODY, template="commit", now=now)
    page = f"/c/{space.slug}/alignment/texts/{text.pk}"
    planned = alice.get(f"{page}/rounds")
    assert planned.context["form"]["rule"].value() == Rule.NAMED.value
    kept = staged.release(space.alice, text, people=8, now=now)
    day = timezone.localdate() + timedelta(days=60)
    assert f'value="{day.isoformat()}"' in alice.get(f"/c/{space.slug}/alignment/{kept.pk}").content.decode()
    actions.conclude(
        member=space.alice,
        round=kept,
        kind=Kind.ADOPTED,
        text="All of us make it work until May.",
        review_date=day,
        now=now,
    )
    shown = alice.get(page).content.decode()
    assert "All of us make it work until May." in shown
    assert "Looked at again on" in shown
    ambition = actions.begin_text(member=space.alice, title="Far", body=BODY, now=now)
    offered = alice.get(f"/c/{space.slug}/alignment/texts/{ambition.pk}/rounds").context["form"]
    assert offered["rule"].value() == Rule.TIPPED.value
