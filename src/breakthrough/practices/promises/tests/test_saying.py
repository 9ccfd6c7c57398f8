"""The actions: rows for every step, what the promise repeats of them, journal, clock, records of members."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from breakthrough.background.models import Appointment, Job
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import JournalEntry
from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem
from breakthrough.live.models import Announcement
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.models import (
    Promise,
    PromiseFeed,
    PromiseNotices,
    PromiseStep,
    PromiseTerms,
    Proof,
)
from breakthrough.practices.promises.tests.conftest import DUE

pytestmark = pytest.mark.django_db
Ask = Callable[..., Promise]
Say = Callable[..., Promise]
LATER = date(2026, 12, 11)


def check_repeats_its_steps(promise: Promise) -> None:
    """What a promise repeats for reading fast is what its steps say."""
    steps = queries.list_steps(promise)
    standing = queries.standing_of(steps)
    terms = PromiseTerms.objects.get(promise=promise, version=standing.terms)
    assert promise.state == standing.state
    assert promise.waits_for == (standing.waits_for or "")
    assert (promise.terms_version, promise.what, promise.due_date) == (
        terms.version,
        terms.what,
        terms.due_date,
    )
    assert promise.step_count == len(steps) == promise.steps.count()
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))


def test_a_request_is_countered_promised_renegotiated_kept_and_accepted(
    space: Space, ask: Ask, say: Say, now: datetime
) -> None:
    promise = ask(words="They wait for us.")
    say(
        promise,
        space.bob,
        "counter",
        due_date=LATER,
        what="Send two dates to the hospitals.",
        words="Three is too many.",
    )
    promise = say(promise, space.alice, "agree")
    assert (promise.state, promise.what, promise.due_date) == (
        "promised",
        "Send two dates to the hospitals.",
        LATER,
    )
    say(promise, space.bob, "propose_change", due_date=LATER + timedelta(days=7), reason="waiting")
    promise = say(promise, space.alice, "agree_change")
    assert promise.due_date == LATER + timedelta(days=7)
    say(promise, space.bob, "report_done", link="https://dates.example/two")
    say(promise, space.alice, "return")
    say(promise, space.bob, "report_done")
    promise = say(promise, space.alice, "accept")
    assert promise.state == "kept"
    check_repeats_its_steps(promise)
    assert [step.by for step in promise.steps.all()] == [
        space.alice, space.bob, space.alice, space.bob, space.alice, space.bob, space.alice, space.bob, space.alice
    ]  # fmt: skip
    assert promise.steps.get(number=2).words == "Three is too many."
    assert Proof.objects.get().address == "https://dates.example/two"
    verbs = JournalEntry.objects.filter(verb__startswith="promise.").values_list("verb", flat=True)
    assert list(verbs)[:3] == ["promise.request", "promise.counter", "promise.agree"]
    assert journal.verify(space.collaboration).broken_at is None
    assert Announcement.objects.filter(topic=f"promise:{promise.pk}").count() == 9


def test_an_offer_becomes_a_promise_of_the_one_who_offered(space: Space, ask: Ask, say: Say) -> None:
    promise = ask(space.bob, space.alice, is_offer=True, difficulty=2)
    assert (promise.performer, promise.customer, promise.state) == (space.bob, space.alice, "offered")
    promise = say(promise, space.alice, "accept")
    assert (promise.state, promise.difficulty) == ("promised", 2)


def test_a_party_is_asked_and_one_of_it_promises(space: Space, ask: Ask, say: Say) -> None:
    promise = ask(to=f"party-{space.borealis.pk}")
    assert (promise.performer, promise.performer_party) == (None, space.borealis)
    with pytest.raises(Problem):
        say(promise, space.gina, "promise")
    with pytest.raises(Problem):
        say(promise, space.bob, "decline")
    promise = say(promise, space.bob, "promise")
    assert promise.performer == space.bob
    with pytest.raises(Problem) as refused:
        say(promise, space.lena, "report_done")
    assert refused.value.code == "not-your-promise"


def test_several_are_asked_at_once_and_each_stands_alone(space: Space, now: datetime, say: Say) -> None:
    keys = [str(space.bob.pk), str(space.lena.pk), f"party-{space.acme.pk}"]
    made = actions.ask(
        member=space.alice, event=rules.Event.REQUEST, recipients=queries.get_recipients(space.alice, keys),
        what="Read the draft.", due_date=DUE, now=now,
    )  # fmt: skip
    assert len(made) == 3
    say(made[0], space.bob, "promise")
    say(made[1], space.lena, "decline")
    assert {one.state for one in queries.list_together(made[2])} == {"promised", "declined"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"due_date": date(2026, 11, 12)}, "due-in-the-past"),
        ({"what": "  "}, "nothing-written"),
        ({"what": "x" * 501}, "too-long"),
        ({"origin": ("voice", "nothing")}, "origin-unknown"),
        ({"to": "party-999999"}, "recipient-unknown"),
    ],
)
def test_what_cannot_be_asked_is_refused_and_leaves_nothing(
    ask: Ask, changes: dict[str, Any], code: str
) -> None:
    with pytest.raises(Problem) as refused:
        ask(**changes)
    assert refused.value.code == code
    assert not Promise.objects.exists()


def test_nobody_asks_themselves_and_terms_that_change_nothing_are_no_other_terms(
    space: Space, ask: Ask, say: Say
) -> None:
    with pytest.raises(Problem) as refused:
        ask(space.alice, space.alice)
    assert refused.value.code == "ask-somebody-else"
    with pytest.raises(Problem) as unchanged:
        say(ask(), space.bob, "counter")
    assert unchanged.value.code == "nothing-changed"


def test_a_refused_step_changes_nothing(space: Space, ask: Ask, say: Say) -> None:
    promise = ask()
    for member, event in ((space.alice, "promise"), (space.bob, "withdraw"), (space.bob, "report_done")):
        with pytest.raises(Problem):
            say(promise, member, event)
    with pytest.raises(Problem) as wordless:
        say(say(promise, space.bob, "promise"), space.bob, "warn", words=" ")
    assert wordless.value.code == "nothing-written"
    promise.refresh_from_db()
    assert promise.step_count == 2
    check_repeats_its_steps(promise)


def test_a_promise_points_back_to_the_round_it_came_from(space: Space, ask: Ask, now: datetime) -> None:
    from breakthrough.rounds import actions as round_actions
    from breakthrough.rounds import threads

    begun = round_actions.begin_round(
        collaboration=space.collaboration, actor=space.alice, practice="voice", title="What is not said", question="", now=now
    )  # fmt: skip
    promise = ask(origin=("voice", str(begun.pk)))
    assert (promise.origin.title, promise.origin.address) == (
        "What is not said",
        f"/c/{space.slug}/voice/{begun.pk}",
    )
    (follow,) = threads.list_follows(space.bob, "voice", str(begun.pk))
    assert follow.title == promise.what
    assert [one.title for one in threads.trace(space.bob, "voice", str(begun.pk))] == ["What is not said"]
    beginnings = threads.list_beginnings(space.bob, "voice", str(begun.pk))
    assert f"/c/{space.slug}/promises/request?from=voice%3A{begun.pk}" in [one.address for one in beginnings]


def test_another_practice_can_have_its_things_pointed_to_and_traced(space: Space, monkeypatch: Any) -> None:
    from breakthrough.rounds import threads

    monkeypatch.setattr(threads, "_sources", {})
    things = {
        "r1": threads.Source("alignment", "r1", "The date is too early", "/r1", ("voice", "s1")),
    }
    threads.register_source("alignment", lambda _member, key: things.get(key))
    threads.register_source(
        "voice", lambda _member, key: threads.Source("voice", key, "A sealed sentence", "/s1", ("voice", key))
    )
    assert [one.title for one in threads.trace(space.bob, "alignment", "r1")] == [
        "The date is too early",
        "A sealed sentence",
    ]
    assert threads.trace(space.bob, "alignment", "r2") == []
    assert threads.parse("alignment:r1") == ("alignment", "r1")
    assert threads.parse("alignment:") is None


def test_what_nobody_answers_ends_by_the_clock_and_is_no_no(space: Space, ask: Ask, now: datetime) -> None:
    promise = ask()
    appointment = Appointment.objects.get(key=f"promises:{promise.pk}")
    assert appointment.at == promise.answer_by == now + timedelta(days=7)
    assert actions.look_after(promise_id=promise.pk, now=now)[1] is None
    actions.look_after(promise_id=promise.pk, now=promise.answer_by)
    promise.refresh_from_db()
    assert promise.state == "lapsed"
    step = promise.steps.get(number=2)
    assert (step.side, step.by) == ("system", None)
    assert not Appointment.objects.filter(key=f"promises:{promise.pk}").exists()
    check_repeats_its_steps(promise)


def test_what_nobody_reports_is_closed_a_month_after_its_day(space: Space, ask: Ask, say: Say) -> None:
    promise = say(ask(), space.bob, "promise")
    end = rules.due_at(DUE) + timedelta(days=30)
    assert actions.look_after(promise_id=promise.pk, now=end - timedelta(hours=1))[1] is rules.Call.DUE
    assert Appointment.objects.get(key=f"promises:{promise.pk}").at == end
    assert actions.look_after(promise_id=promise.pk, now=end)[1] is None
    promise.refresh_from_db()
    assert promise.state == "not_kept"
    assert actions.look_after(promise_id=promise.pk, now=end)[1] is None


def test_stored_conversations_are_what_their_steps_say_whatever_people_try(
    space: Space, ask: Ask, say: Say
) -> None:
    names, refusals = ("alice", "bob", "lena", "gina"), set[int]()

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.booleans(),
        st.lists(
            st.tuples(st.sampled_from(names), st.sampled_from(rules.Event), st.integers(1, 60)), max_size=14
        ),
    )
    def walk(is_party: bool, tries: list[tuple[str, rules.Event, int]]) -> None:
        promise = ask(to=f"party-{space.borealis.pk}" if is_party else None)
        taken = 1
        for name, event, days in tries:
            try:
                say(
                    promise,
                    getattr(space, name),
                    event,
                    due_date=DUE + timedelta(days=days),
                    what=f"In {days} days",
                )
                taken += 1
            except Problem as problem:
                refusals.add(problem.status)
            promise = queries.with_sides().get(pk=promise.pk)
            assert promise.step_count == taken
            check_repeats_its_steps(promise)
        assert promise.customer == space.alice
        assert (
            promise.performer in {None, space.bob, space.lena} if is_party else promise.performer == space.bob
        )

    walk()
    assert refusals <= {403, 409, 422}


def test_a_member_takes_their_promises_along_and_leaves_no_words_behind(
    space: Space, ask: Ask, say: Say, now: datetime
) -> None:
    from breakthrough.people import actions as people_actions
    from breakthrough.people import queries as people_queries

    promise = say(ask(), space.bob, "promise", words="My words.")
    say(promise, space.bob, "report_done", link="https://bob.example")
    actions.make_feed(member=space.bob, now=now)
    actions.change_notices(member=space.bob, each_step=False, digest_weekday=None)
    told: Any = people_queries.export_of(space.bob.person)["memberships"]
    ours = told[0]["promises"]
    assert [said["words"] for said in ours["promises"][0]["said"]] == ["My words.", ""]
    assert ours["promises"][0]["links"][0]["address"] == "https://bob.example"
    assert ours["digest_weekday"] is None
    people_actions.erase_person(person=space.bob.person, now=now)
    assert not PromiseStep.objects.filter(by=space.bob).exclude(words="").exists()
    assert not any(kept.objects.exists() for kept in (Proof, PromiseFeed, PromiseNotices))
    promise.refresh_from_db()
    assert promise.what == "Send the three dates to the hospitals."
    check_repeats_its_steps(promise)


def test_a_guest_who_becomes_an_account_keeps_their_promises(
    space: Space, ask: Ask, say: Say, now: datetime
) -> None:
    from breakthrough.people import actions as people_actions

    promise = say(ask(to=space.gina), space.gina, "promise")
    people_actions.merge_guest(guest=space.gina.person, account=space.bob.person, now=now)
    promise.refresh_from_db()
    assert promise.performer == space.bob
    assert promise.steps.get(number=2).by == space.bob
    say(promise, space.bob, "report_done")


def test_every_step_has_its_letter_waiting_and_its_sentence(space: Space, ask: Ask, say: Say) -> None:
    from breakthrough.practices.promises.apps import SENTENCES

    promise = say(ask(), space.bob, "promise")
    steps = list(promise.steps.values_list("pk", flat=True))
    assert {job.payload["step"] for job in Job.objects.filter(kind="promises.tell")} == set(steps)
    assert {f"promise.{event}" for event in rules.Event} <= set(SENTENCES)
