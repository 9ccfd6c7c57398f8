"""A round of Straight talk from draft to results, with the real ballot box, the jobs and the clock."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.models import JournalEntry
from breakthrough.evidence.models import Chart, Reading
from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.models import Flag
from breakthrough.practices.voice.readings import released, unsaid
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.tests.talks import Rehearsal
from breakthrough.rounds.models import Round

TEXTS = [f"We do not say sentence {number}." for number in range(6)]


def rows(people: int, statements: int) -> list[list[Answer | None]]:
    """Two thirds agree with everything and say it only here; most think few do."""
    return [
        [
            Answer(
                "agree" if person % 3 else "disagree", matters=person % 2 == 0, aloud="only_here", many="few"
            )
            for _ in range(statements)
        ]
        for person in range(people)
    ]


def test_a_round_goes_from_the_draft_to_its_results(counted: Rehearsal) -> None:
    kept = counted.begin()
    assert counted.phase(kept) == "draft"
    actions.set_seeds(member=counted.host, round=kept, texts=["A seed from outside."], now=counted.clock.now)
    counted.prepare(kept)
    talk = queries.get_talk(counted.host, kept.pk)
    assert (talk.phase.value, talk.readiness and talk.readiness.have) == ("joining", 12)
    counted.open(kept)
    lena = next(one for one in counted.people if one.leads)
    actions.write_opening(member=lena, round=kept, text="I was late, and I knew it.", now=counted.clock.now)
    counted.write(kept, *TEXTS)
    counted.close(kept)
    assert counted.phase(kept) == "statements"
    said = queries.list_said(counted.host, kept.pk)
    assert [one.source.value for one in said] == ["opening", "seed", *["sealed"] * 6]
    assert {one.text for one in said if one.source.value == "sealed"} == set(TEXTS)
    assert [one.seal for one in said[2:]] == sorted(one.seal for one in said[2:])
    assert (said[0].by, [one.by for one in said[1:]]) == (str(lena.person), [""] * 7)
    counted.open_voting(kept)
    counted.vote(kept, rows(12, 8))
    counted.close(kept)
    assert counted.phase(kept) == "released"
    results = queries.results_of(counted.host, queries.get_talk(counted.host, kept.pk))
    assert results.opinion is not None
    assert results.unsaid is not None
    assert results.opinion.fingerprint is None
    opinion = released.opinion_of(results.opinion)
    assert (opinion.status, opinion.person_band) == ("shown", "8-12")
    assert {one.statement for one in opinion.shares} == {str(number) for number in range(1, 9)}
    found = unsaid.unsaid_of(results.unsaid)
    line = found.find(3)
    assert line is not None
    assert line.reading.opposite_sides is True
    assert line.reading.held is not None
    assert line.matters is not None
    assert Chart.objects.filter(reading=results.opinion, key="shares").exists()
    assert kept.pk in {one.pk for one in queries.list_rounds(counted.host) if one.is_closed}


def test_nothing_in_the_rows_of_a_sealed_statement_tells_when_or_who(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    rehearsed.said(kept, *TEXTS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM voice_statement WHERE source = 'sealed'")
        names = [column[0] for column in cursor.description or ()]
        found = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    assert set(names) == {"id", "number", "text", "salt", "source", "seal", "by_id", "setup_id"}
    assert all(row["by_id"] is None for row in found)
    assert [row["seal"] for row in sorted(found, key=lambda row: row["id"])] == sorted(
        row["seal"] for row in found
    )


def test_too_few_statements_end_the_round_kindly_and_nothing_is_shown(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    rehearsed.said(kept, *TEXTS[:4])
    assert rehearsed.phase(kept) == "held"
    assert queries.list_said(rehearsed.host, kept.pk) == []
    talk = queries.get_talk(rehearsed.host, kept.pk)
    assert queries.results_of(rehearsed.host, talk).is_held


def test_seeds_go_on_to_the_votes_when_too_few_wrote(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    actions.set_seeds(member=rehearsed.host, round=kept, texts=["One.", "Two."], now=rehearsed.clock.now)
    rehearsed.said(kept, *TEXTS[:2])
    assert rehearsed.phase(kept) == "statements"
    assert [one.text for one in queries.list_said(rehearsed.host, kept.pk)] == ["One.", "Two."]


def test_too_few_votes_hold_the_results_and_keep_the_statements(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    rehearsed.through(kept, TEXTS, rows(4, 6))
    assert rehearsed.phase(kept) == "held"
    assert Reading.objects.count() == 0
    assert len(queries.list_said(rehearsed.host, kept.pk)) == 6


def test_a_restart_makes_a_fresh_card_and_everybody_sees_how_often(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin()
    rehearsed.prepare(kept)
    first = rehearsed.setup(kept).joining_id
    actions.restart(member=rehearsed.host, round=kept, now=rehearsed.clock.now)
    assert rehearsed.phase(kept) == "draft"
    rehearsed.prepare(kept)
    setup = rehearsed.setup(kept)
    assert setup.joining_id != first
    assert queries.get_joining(setup).restarts == 1
    assert queries.get_talk(rehearsed.host, kept.pk).restarts == 1
    rehearsed.open(kept)
    with pytest.raises(Problem) as refused:
        actions.restart(member=rehearsed.host, round=kept, now=rehearsed.clock.now)
    assert refused.value.code == "phase-order"


def told_close(rehearsed: Rehearsal, kept: Round) -> datetime:
    """Return when the present phase closes, as a browser on any page is told."""
    (open_scope,) = ballot_queries.list_waiting(rehearsed.host.person)
    return datetime.fromisoformat(str(ballot_queries.moment_of(open_scope)["closesAt"]))


def test_more_time_moves_the_close_until_it_is_announced(rehearsed: Rehearsal) -> None:
    kept, clock = rehearsed.begin(rehearsed.plan(writing_minutes=5)), rehearsed.clock
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    begun = clock.now
    clock.go(timedelta(minutes=4))
    moved = actions.give_time(member=rehearsed.host, round=kept, minutes=3, now=clock.now)
    assert moved == begun + timedelta(minutes=8)
    clock.go(timedelta(minutes=2))
    talk = queries.get_talk(rehearsed.host, kept.pk)
    assert (talk.phase.value, talk.is_closing, talk.closes_at) == ("writing", False, moved)
    assert told_close(rehearsed, kept) == moved
    actions.close(member=rehearsed.host, round=kept, now=clock.now)
    with pytest.raises(Problem) as refused:
        actions.give_time(member=rehearsed.host, round=kept, minutes=3, now=clock.now)
    assert refused.value.code == "already-closing"


def test_the_clock_closes_what_nobody_closes(rehearsed: Rehearsal) -> None:
    kept = rehearsed.begin(rehearsed.plan(writing_minutes=5))
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    rehearsed.write(kept, *TEXTS)
    rehearsed.clock.go(timedelta(minutes=7))
    assert rehearsed.phase(kept) == "statements"


def test_a_round_over_days_runs_by_the_clock_alone(rehearsed: Rehearsal) -> None:
    kept, clock = rehearsed.begin(rehearsed.days()), rehearsed.clock
    rehearsed.prepare(kept)
    clock.go(timedelta(hours=24))
    assert rehearsed.phase(kept) == "joining"
    clock.go(timedelta(hours=2))
    assert rehearsed.phase(kept) == "writing"
    assert told_close(rehearsed, kept) == rehearsed.setup(kept).writing_closes_at
    rehearsed.write(kept, *TEXTS)
    clock.go(timedelta(days=2))
    assert rehearsed.phase(kept) == "voting"
    assert told_close(rehearsed, kept) == rehearsed.setup(kept).voting_closes_at
    rehearsed.vote(kept, rows(12, 6))
    clock.go(timedelta(days=3))
    assert rehearsed.phase(kept) == "released"
    actions.flag(member=rehearsed.people[2], round=kept, number=1, now=clock.now)
    clock.go(timedelta(days=91))
    assert rehearsed.phase(kept) == "ended"
    assert not Flag.objects.exists(), "who flagged what is forgotten with the seals"
    assert len(queries.list_said(rehearsed.host, kept.pk)) == 6


def test_too_few_seals_at_the_planned_time_wait_an_hour_more(rehearsed: Rehearsal) -> None:
    from breakthrough.ballots.tests import rehearsal

    kept, clock = rehearsed.begin(rehearsed.days()), rehearsed.clock
    actions.prepare(member=rehearsed.host, round=kept, now=clock.now)
    clock.go(timedelta(hours=25, minutes=10))
    assert rehearsed.phase(kept) == "joining"
    joining = queries.get_joining(rehearsed.setup(kept))
    rehearsed.browsers = [rehearsal.join(joining, one) for one in rehearsed.people[:5]]
    clock.go(timedelta(hours=1))
    assert rehearsed.phase(kept) == "writing"


def test_whoever_leaves_before_the_opening_is_a_reason_to_restart_and_after_it_none(
    rehearsed: Rehearsal,
) -> None:
    from breakthrough.collaborations import actions as collaboration_actions

    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.prepare(kept)
    gone = rehearsed.people[-1]
    collaboration_actions.leave(member=gone, now=clock.now)
    with pytest.raises(Problem) as refused:
        rehearsed.open(kept)
    assert refused.value.code == "roster-changed"
    actions.restart(member=rehearsed.host, round=kept, now=clock.now)
    rehearsed.prepare(kept)
    assert len(queries.get_talk(rehearsed.host, kept.pk).taking_part) == 11
    rehearsed.open(kept)
    rehearsed.write(kept, *TEXTS)
    collaboration_actions.leave(member=rehearsed.people[-2], now=clock.now)
    rehearsed.close(kept)
    assert {one.text for one in queries.list_said(rehearsed.host, kept.pk)} == set(TEXTS)
    rehearsed.open_voting(kept)
    rehearsed.vote(kept, rows(11, 6))
    rehearsed.close(kept)
    assert rehearsed.phase(kept) == "released"


def test_facilitation_can_change_hands_in_the_middle_of_a_round(rehearsed: Rehearsal) -> None:
    from breakthrough.collaborations import actions as collaboration_actions
    from breakthrough.collaborations.models import Member

    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    lena = next(one for one in rehearsed.people if one.leads)
    collaboration_actions.offer_facilitation(
        member=rehearsed.host, subject=lena, hands_over=True, now=clock.now
    )
    collaboration_actions.accept_facilitation(member=lena, now=clock.now)
    former, successor = (
        Member.objects.select_related("collaboration", "person").get(pk=one.pk)
        for one in (rehearsed.host, lena)
    )
    with pytest.raises(Problem) as refused:
        actions.close(member=former, round=kept, now=clock.now)
    assert refused.value.code == "facilitators-run-talks"
    rehearsed.write(kept, *TEXTS)
    rehearsed.host = successor
    rehearsed.close(kept)
    assert rehearsed.phase(kept) == "statements"


def test_puppets_on_the_list_are_there_for_everyone_to_see_and_marked(rehearsed: Rehearsal) -> None:
    from breakthrough.ballots import queries as ballot_queries
    from breakthrough.ballots.tests import rehearsal

    first = rehearsed.begin()
    rehearsed.said(first, *TEXTS)
    puppets = rehearsal.gather(rehearsed.host.collaboration, per_party=3, now=rehearsed.clock.now)
    second = rehearsed.begin()
    rehearsed.prepare(second)
    talk = queries.get_talk(rehearsed.host, second.pk)
    assert len(talk.taking_part) == 18
    roster = ballot_queries.list_rows(queries.get_joining(rehearsed.setup(second)))
    assert sorted(one.name for one in roster if one.is_new) == sorted(str(one.person) for one in puppets)


def test_the_journal_tells_the_whole_life_and_the_fingerprint_of_the_statements(rehearsed: Rehearsal) -> None:
    from breakthrough.collaborations import journal

    kept = rehearsed.begin()
    rehearsed.through(kept, TEXTS, rows(12, 6))
    verbs = list(
        JournalEntry.objects.filter(verb__startswith="voice.")
        .order_by("number")
        .values_list("verb", flat=True)
    )
    assert verbs == [
        "voice.prepared",
        "voice.writing_opened",
        "voice.writing_closing",
        "voice.writing_closed",
        "voice.frozen",
        "voice.voting_opened",
        "voice.voting_closing",
        "voice.voting_closed",
        "voice.released",
    ]
    frozen = JournalEntry.objects.get(verb="voice.frozen")
    assert frozen.facts["root"] == rehearsed.setup(kept).root
    assert journal.verify(rehearsed.host.collaboration).broken_at is None


def test_a_release_that_lost_its_worker_is_made_up_for(rehearsed: Rehearsal) -> None:
    from breakthrough.background import runner
    from breakthrough.background.models import Job
    from breakthrough.background.rules import State

    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.prepare(kept)
    rehearsed.open(kept)
    rehearsed.write(kept, *TEXTS)
    actions.close(member=rehearsed.host, round=kept, now=clock.now)
    from breakthrough.background import appointments

    clock.now += timedelta(seconds=31)
    appointments.start_due(now=clock.now)
    for job in Job.objects.filter(kind="ballots.close", ending=None):
        runner.run(job.pk, worker="test", clock=clock)
    assert rehearsed.phase(kept) == "gathering"
    actions.appoint_release(
        kept.pk, "voice", at=clock.now + timedelta(minutes=10)
    )  # what the lost job did first
    lost = Job.objects.create(kind="voice.release", title="x", made_at=clock.now, payload={})
    runner.end(lost, State.STOPPED, now=clock.now)
    clock.go(timedelta(minutes=11))
    assert rehearsed.phase(kept) == "statements"
