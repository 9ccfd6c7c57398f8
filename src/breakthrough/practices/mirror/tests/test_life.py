"""A Mirror from draft to result, with the real ballot box, the jobs and the clock."""

import json
import urllib.parse
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from breakthrough.ballots.models import ReleasedBoard
from breakthrough.collaborations.models import JournalEntry
from breakthrough.evidence.models import Reading
from breakthrough.kernel.problem import Problem
from breakthrough.practices.mirror import actions, queries
from breakthrough.practices.mirror.models import Letter, Reflection
from breakthrough.practices.mirror.rules.plans import Mode, Plan
from breakthrough.practices.mirror.tests.mirrors import LOW, OWN, Rehearsal
from breakthrough.rounds import sealed

ClientOf = Callable[..., Client]


def test_a_mirror_goes_from_the_draft_to_a_page_that_only_its_leader_reads(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 10)
    assert counted.phase(kept) == "released"
    text = (
        client_of(counted.lena.person).get(f"/c/{kept.collaboration.slug}/mirror/{kept.pk}").content.decode()
    )
    for words in (
        "Where you and the others differ",
        "Only you see this page.",
        "You see yourself higher than the others see you, by 3.5",
        "You expected higher answers than came, by 2.5",
        "We cannot tell: the differences here are within what chance does.",
        "From between 8 and 12 people",
        "mirror.facets/1",
        "Nothing so far, and it can stay that way.",
    ):
        assert words in text, words


def test_the_result_is_not_on_the_board_for_anybody_to_read_and_its_key_is_thrown_away(
    counted: Rehearsal,
) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    key = counted.setup(kept).reading_key
    assert len(bytes.fromhex(key)) == 32
    counted.open(kept)
    counted.answer(kept, [LOW] * 10)
    counted.close(kept)
    board = ReleasedBoard.objects.get()
    assert set(board.reading or ()) == {"format", "nonce", "locked"}
    assert set(json.loads(bytes(board.written))["results"]) == {"format", "nonce", "locked"}
    assert b"openness" not in bytes(board.written)
    assert counted.setup(kept).reading_key == ""
    assert not Reading.objects.exists(), "a mirror is not among everybody's readings"
    assert not JournalEntry.objects.filter(verb="reading.stored").exists()
    assert key not in json.dumps(list(JournalEntry.objects.values_list("facts", flat=True)), default=str)


def test_five_others_are_enough_and_the_leader_is_never_on_the_list(counted: Rehearsal) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    roster = queries.list_roster(counted.setup(kept))
    assert counted.lena not in roster
    assert counted.olga not in roster
    assert {counted.space.alice, counted.otto, counted.space.bob} <= set(roster)
    assert len(roster) == 10
    counted.open(kept)
    counted.answer(kept, [LOW] * 5)
    counted.close(kept)
    reading = Reflection.objects.get().value
    assert (reading["status"], reading["reason"], reading["n_band"]) == ("shown", "low_response", "5-7")


def test_few_answers_are_held_and_nobody_sees_anything_not_even_the_leader(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 4)
    assert counted.phase(kept) == "held"
    assert not Reflection.objects.exists()
    for person in (counted.lena.person, counted.space.bob.person):
        text = client_of(person).get(f"/c/{kept.collaboration.slug}/mirror/{kept.pk}").content.decode()
        assert "Not enough answers to show this safely. Nothing was shown." in text
        assert "not even to the one who asked" in text
    assert client_of(counted.lena.person).get(
        f"/api/collaborations/{kept.collaboration.slug}/mirror/mirrors/{kept.pk}/result"
    ).status_code == 404  # fmt: skip
    for door in (actions.show_facets, actions.pledge):
        more = {"facets": ["openness"]} if door is actions.show_facets else {"words": "Listen"}
        with pytest.raises(Problem, match="not there yet"):
            door(member=counted.lena, round=kept, now=counted.clock.now, **more)


def test_when_people_cannot_say_the_leader_gets_a_kind_page_without_numbers(
    counted: Rehearsal, client_of: ClientOf
) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 4 + [[0] * 8] * 6)
    assert counted.phase(kept) == "released"
    text = (
        client_of(counted.lena.person).get(f"/c/{kept.collaboration.slug}/mirror/{kept.pk}").content.decode()
    )
    assert "Too few to show" in text
    assert "that is no judgement" in text
    assert "What do you want to show?" not in text
    with pytest.raises(Problem, match="no numbers"):
        actions.show_facets(member=counted.lena, round=kept, facets=["openness"], now=counted.clock.now)


def test_what_the_leader_says_comes_first_and_stays(counted: Rehearsal) -> None:
    begun = actions.begin_mirror(
        member=counted.lena, plan=Plan(title="Mirror", mode=Mode.ROOM), now=counted.clock.now
    )
    with pytest.raises(Problem, match="Say first"):
        actions.prepare(member=counted.lena, round=begun, now=counted.clock.now)
    actions.say_first(member=counted.lena, round=begun, own=OWN)
    with pytest.raises(Problem, match="Say first"):
        actions.prepare(member=counted.lena, round=begun, now=counted.clock.now)
    actions.say_first(member=counted.lena, round=begun, predicted=OWN)
    counted.prepare(begun)
    with pytest.raises(Problem, match="not there yet, or past it"):
        actions.say_first(member=counted.lena, round=begun, own=[1] * 8)


def test_fewer_than_five_others_are_refused_with_a_sentence_that_says_what_to_do(
    counted: Rehearsal,
) -> None:
    from breakthrough.collaborations.models import Departure, Member

    kept = counted.begin()
    others = Member.objects.filter(collaboration=kept.collaboration).exclude(pk=counted.lena.pk)
    for one in list(others.exclude(role="observer"))[4:]:
        Departure.objects.create(member=one, by=one, at=counted.clock.now)
    with pytest.raises(Problem, match="at least 5 people besides you") as refusal:
        actions.prepare(member=counted.lena, round=kept, now=counted.clock.now)
    assert refusal.value.code == "too-few-others"


def test_over_days_the_clock_opens_reminds_everybody_once_and_closes(counted: Rehearsal) -> None:
    kept = counted.begin(mode=Mode.DAYS, open_days=3)
    counted.prepare(kept)
    counted.clock.go(timedelta(hours=25))
    assert counted.phase(kept) == "open"
    counted.answer(kept, [LOW] * 10)
    counted.clock.go(timedelta(days=4))
    assert counted.phase(kept) == "released"
    assert list(Letter.objects.order_by("pk").values_list("kind", flat=True)) == [
        "joining", "open", "reminder", "results",
    ]  # fmt: skip
    for words in ("closes soon", "answers are counted"):
        sent = [one for one in mail.outbox if words in one.subject]
        assert len(sent) == 4  # everybody with an address: Alice, Bob, Otto, and Lena herself
        assert len({(one.subject, one.body) for one in sent}) == 1
    assert not any("3.5" in one.body or "openness" in one.body.lower() for one in mail.outbox)


def test_showing_and_pledging_are_written_about_once_to_everybody_alike(counted: Rehearsal) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 10)
    actions.show_facets(member=counted.lena, round=kept, facets=["openness"], now=counted.clock.now)
    actions.show_facets(member=counted.lena, round=kept, facets=["openness"], now=counted.clock.now)
    actions.pledge(member=counted.lena, round=kept, words="I speak last.", now=counted.clock.now)
    counted.clock.go(timedelta(minutes=1))
    assert len([one for one in mail.outbox if "something to read" in one.subject]) == 4
    verbs = list(JournalEntry.objects.filter(verb__startswith="mirror.").values_list("verb", flat=True))
    assert (verbs.count("mirror.shown"), verbs.count("mirror.pledged")) == (1, 1)
    with pytest.raises(Problem, match="stands already"):
        actions.pledge(member=counted.lena, round=kept, words="And more.", now=counted.clock.now)


def test_a_restart_gives_new_words_and_a_new_key_and_keeps_what_was_said(counted: Rehearsal) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    words, key = sealed.find_words(queries.find_setup(kept)).card, counted.setup(kept).reading_key
    actions.restart(member=counted.lena, round=kept, now=counted.clock.now)
    assert counted.phase(kept) == "draft"
    assert counted.setup(kept).own == OWN
    with pytest.raises(Problem, match="asked to join"):
        actions.discard_mirror(member=counted.lena, round=kept, now=counted.clock.now)
    counted.prepare(kept)
    assert sealed.find_words(queries.find_setup(kept)).card != words
    assert counted.setup(kept).reading_key != key
    assert queries.get_mirror(counted.lena, kept.pk).restarts == 1


def test_a_job_that_runs_twice_and_a_worker_that_was_lost_change_nothing(counted: Rehearsal) -> None:
    from breakthrough.practices.mirror import jobs

    class Progress:
        def report(self, *_said: object) -> None: ...

    kept = counted.begin()
    counted.through(kept, [LOW] * 10)
    stored = Reflection.objects.get()
    jobs.release(Progress(), {"round": str(kept.pk)})  # type: ignore[arg-type]
    assert Reflection.objects.get().value == stored.value
    assert counted.phase(kept) == "released"


def test_a_leader_who_is_erased_leaves_nothing_behind(counted: Rehearsal, client_of: ClientOf) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 10)
    actions.show_facets(member=counted.lena, round=kept, facets=["openness"], now=counted.clock.now)
    actions.pledge(member=counted.lena, round=kept, words="I speak last.", now=counted.clock.now)
    draft = counted.begin(title="Another")
    actions.erase_records(counted.lena, counted.clock.now)
    setup = counted.setup(kept)
    assert (setup.own, setup.predicted, setup.leader, setup.reading_key) == ([], [], None, "")
    assert not Reflection.objects.exists()
    assert queries.find_setup(draft) is None
    text = (
        client_of(counted.space.bob.person)
        .get(f"/c/{kept.collaboration.slug}/mirror/{kept.pk}")
        .content.decode()
    )
    assert "This mirror is over" in text
    assert "I speak last" not in text


def test_a_leader_who_is_erased_while_others_answer_gets_no_result(counted: Rehearsal) -> None:
    kept = counted.begin()
    counted.prepare(kept)
    counted.open(kept)
    counted.answer(kept, [LOW] * 10)
    actions.erase_records(counted.lena, counted.clock.now)
    assert queries.get_mirror(counted.space.bob, kept.pk).is_closing, "nobody answers what nobody will read"
    counted.clock.go(timedelta(hours=1))
    assert not Reflection.objects.exists()
    assert queries.get_mirror(counted.space.bob, kept.pk).phase.value == "released"
    board = ReleasedBoard.objects.get()
    assert set(board.reading or ()) == {"format"}


def test_a_mirror_that_has_not_opened_goes_with_its_leader(counted: Rehearsal) -> None:
    from breakthrough.ballots.models import Voiding

    kept = counted.begin()
    counted.prepare(kept)
    actions.erase_records(counted.lena, counted.clock.now)
    assert sealed.find_round_for_job(kept.pk, practice="mirror") is None
    assert Voiding.objects.count() == 1
    counted.clock.go(timedelta(days=30))


def test_a_leader_with_two_memberships_goes_on_with_the_one_that_stays(counted: Rehearsal) -> None:
    from breakthrough.ballots import portable

    kept = counted.begin()
    counted.prepare(kept)
    for merge in (portable.merge, actions.merge_records):
        merge(counted.lena, counted.otto, counted.clock.now)
    with pytest.raises(Problem, match="belongs to the one who looks into it"):
        counted.open(kept)
    actions.open_answering(member=counted.otto, round=kept, now=counted.clock.now)
    assert queries.get_mirror(counted.otto, kept.pk).is_own


def test_the_box_takes_no_orders_for_a_mirror_from_anybody_else(counted: Rehearsal) -> None:
    from breakthrough.ballots import actions as ballot_actions

    kept = counted.begin()
    counted.prepare(kept)
    joining = queries.get_joining(counted.setup(kept))
    for somebody in (counted.space.alice, counted.otto, counted.space.bob):
        with pytest.raises(Problem) as refusal:
            ballot_actions.void(joining=joining, actor=somebody, now=counted.clock.now)
        assert refusal.value.code == "run-by-another"


def test_a_pledge_becomes_a_promise_that_points_back(counted: Rehearsal, client_of: ClientOf) -> None:
    kept = counted.begin()
    counted.through(kept, [LOW] * 10)
    slug = kept.collaboration.slug
    lena, bob = client_of(counted.lena.person), client_of(counted.space.bob.person)
    lena.post(f"/c/{slug}/mirror/{kept.pk}/pledge", {"words": "In our Monday meeting I speak last."})
    page = lena.get(f"/c/{slug}/mirror/{kept.pk}").content.decode()
    origin = f"mirror:{kept.pk}"
    offer = f"/c/{slug}/promises/offer?from={urllib.parse.quote(origin, safe='')}"
    assert offer in page
    assert "In our Monday meeting I speak last." in lena.get(offer).content.decode()
    due = (counted.clock.now + timedelta(days=30)).date().isoformat()
    sent = lena.post(
        f"/c/{slug}/promises/offer",
        {
            "to_1": str(counted.space.bob.pk),
            "what": "I speak last on Mondays",
            "due_date": due,
            "origin": origin,
        },
    )
    assert sent.status_code == 303, sent.content.decode()
    assert "I speak last on Mondays" in bob.get(f"/c/{slug}/mirror/{kept.pk}").content.decode()
    promise = bob.get(sent["Location"]).content.decode()
    assert "In our Monday meeting I speak last." in promise
    assert f"/c/{slug}/mirror/{kept.pk}" in promise
