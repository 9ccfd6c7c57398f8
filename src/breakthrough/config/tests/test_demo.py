"""The demo: a story that the product itself has lived through, whole, checkable, and made once."""

import random
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from breakthrough.background import appointments, runner
from breakthrough.background.models import Ending, Job
from breakthrough.ballots.models import ReleasedBoard
from breakthrough.ballots.tests import rehearsal
from breakthrough.collaborations import journal
from breakthrough.collaborations.models import Collaboration, Member
from breakthrough.config import box as real_box
from breakthrough.config.demo import agreed, answers, box, felt, make, promised, story, talk
from breakthrough.config.demo.make import Doors
from breakthrough.config.environment import BoxEnvironment, EnvironmentMistake
from breakthrough.evidence import registry as evidence_registry
from breakthrough.evidence.models import Reading
from breakthrough.people import actions as people
from breakthrough.practices.alignment import queries as alignment_queries
from breakthrough.practices.alignment.rules.reservations import State as Raised
from breakthrough.practices.promises.models import Promise
from breakthrough.practices.promises.rules import State
from breakthrough.practices.pulse import queries as pulse_queries
from breakthrough.practices.pulse.readings import released as pulse_released
from breakthrough.practices.voice import queries
from breakthrough.practices.voice.readings.unsaid import unsaid_of
from breakthrough.practices.voice.rules.phases import Phase
from breakthrough.rounds import sealed, whole_threads
from breakthrough.verify import main as verify_board


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[rehearsal.Stage]:
    with rehearsal.stage(monkeypatch, tmp_path, tally_command=real_box.TALLY) as made:
        yield made


def make_it(stage: rehearsal.Stage, now: datetime) -> Doors | None:
    def give(round_: bytes, request: bytes, is_later: bool) -> None:
        stage.seconds[0] += 10
        stage.office.receive_now(round_, request, is_later=is_later)

    return make.make_demo(give=give, now=now)


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_a_story_that_was_lived_through_and_is_made_once(
    stage: rehearsal.Stage, now: datetime, tmp_path: Path
) -> None:
    doors = make_it(stage, now)
    space = Collaboration.objects.get(slug__startswith=story.SLUG)
    host = Member.objects.get(person__name=story.PARTIES[0].people[0])
    _everything_happened_in_eight_weeks(space, now)
    _the_finished_round_has_something_of_everything(host)
    _promises_stand_in_every_way_there_is(host)
    _they_agree_on_fridays(host)
    _from_a_sealed_sentence_to_a_kept_promise_is_one_page(host)
    _the_pulse_has_two_waves_and_says_what_cannot_be_told_yet(host)
    _the_next_round_waits_for_the_visitor(host, now)
    _the_boards_verify(tmp_path)
    _what_is_left_for_a_worker_goes_well(now)
    _where_they_are_shows_alignment_beside_promises(host)
    _the_doors_open(doors, now)
    lines = journal.verify(space).line_count
    assert make_it(stage, now) is None
    assert journal.verify(space).line_count == lines
    assert Collaboration.objects.count() == 1


def _everything_happened_in_eight_weeks(space: Collaboration, now: datetime) -> None:
    verdict = journal.verify(space)
    assert verdict.broken_at is None
    assert space.members.count() == sum(len(party.people) for party in story.PARTIES) == 40
    times = list(space.journal.order_by("number").values_list("at", flat=True))
    assert times[0] == now - timedelta(weeks=8)
    assert times[-1] <= now


def _what_is_left_for_a_worker_goes_well(now: datetime) -> None:
    appointments.start_due(now=now)
    waiting = Job.objects.filter(claimed_at=None).exclude(kind="voice.read")  # that takes the engine a while
    assert {"voice.send-letter", "ballots.make-keys"} <= {job.kind for job in waiting}
    for job in waiting:
        runner.run(job.pk, worker="test", clock=lambda: now)
        assert Ending.objects.get(job=job).outcome == "done", job.kind


def _the_finished_round_has_something_of_everything(host: Member) -> None:
    line = next(one for one in queries.list_talks(host) if one.round.title == talk.TITLE)
    assert line.phase is Phase.RELEASED
    said = queries.list_said(host, line.round.pk)
    assert len(said) == len(talk.SEALED) + len(talk.OPENINGS)
    assert [one.hidden_reason for one in said if one.is_hidden] == [talk.HIDING_REASON]
    outcomes = [outcome for one in said for outcome in one.outcomes]
    assert [one.title for one in outcomes if one.kind == "change"] == [talk.CAME_OF_IT.text]
    assert sum(one.kind == "promise" for one in outcomes) == sum(bool(one.said) for one in promised.PROMISES)
    assert sum(one.kind == "reservation" for one in outcomes) == 1
    assert [one.revised for one in said if one.revised] == [talk.LATER_WORDS[1]]
    assert any(answer.leads for one in said for answer in one.answers)
    assert len(queries.list_unanswered(host)) >= 5

    unsaid = unsaid_of(Reading.objects.get(round=line.round, measure="unsaid"))
    words = {one.number: one.text for one in said}
    kept_back = {words[row.number] for row in unsaid.first if (row.reading.sentence or "").startswith("many")}
    assert {talk.SIGNED, talk.MONDAY, talk.MORNING} <= kept_back
    opinion = Reading.objects.get(round=line.round, measure="opinion").value
    assert opinion["common_ground"]
    assert {talk.NO_SLOT, talk.WEEKENDS} <= {words[int(row["statement"])] for row in opinion["tensions"]}


def _promises_stand_in_every_way_there_is(host: Member) -> None:
    made = list(Promise.objects.filter(collaboration=host.collaboration))
    assert {one.state for one in made} == {state.value for state in State}
    assert len(made) == len(promised.PROMISES) + len(agreed.PROMISES)


def _they_agree_on_fridays(host: Member) -> None:
    (line,) = alignment_queries.list_texts(host)
    assert (line.text.title, line.version, line.outcome and line.outcome.kind) == (agreed.TITLE, 2, "adopted")
    assert line.review_date
    raised = alignment_queries.list_raised(host, line.text)
    states = {one.what: one.state for one in raised}
    assert states == {
        agreed.NAMED.words.what: Raised.LIFTED,
        agreed.ROUND_ON_ELM.what: Raised.LIFTED,
        agreed.WHOSE_FAULT.what: Raised.STANDS,
        agreed.ON_THURSDAYS.what: Raised.STANDS,
        agreed.ONE_NAME.what: Raised.STANDS,
        "": Raised.TAKEN_BACK,
    }
    (own,) = (one for one in raised if one.what == agreed.WHOSE_FAULT.what)
    assert [one.words for one in own.told] == [agreed.REPLIES[1].text, agreed.STANDS]
    reading = Reading.objects.get(measure=alignment_queries.MEASURE)
    assert (reading.status, reading.value["tipping"]["condition"]) == ("shown", "every_party")
    (ask,) = alignment_queries.list_asks(host, line.text.pk)
    assert len(alignment_queries.get_ask(host, ask.round.pk).standings) == 40


def _where_they_are_shows_alignment_beside_promises(host: Member) -> None:
    found = evidence_registry.list_evidence(host)
    shown = {(finding.practice, finding.topic) for one in found for finding in one.findings}
    assert {("Alignment", "all_in"), ("Promises", "promises")} <= shown
    (kept,) = (finding for one in found for finding in one.findings if finding.topic == "promises")
    assert "kept in time" in kept.value


def _from_a_sealed_sentence_to_a_kept_promise_is_one_page(host: Member) -> None:
    round_ = next(one.round for one in queries.list_talks(host) if one.round.title == talk.TITLE)
    numbers = {one.text: one.number for one in queries.list_said(host, round_.pk)}
    whole = whole_threads.gather(host, "voice", queries.key_of(round_.pk, numbers[talk.NO_SLOT]))
    assert whole
    first = whole.root.below[0].source
    assert (first.kind, first.standing) == ("Promise", "Kept")
    doubted = whole_threads.gather(host, "voice", queries.key_of(round_.pk, numbers[talk.MORNING]))
    assert doubted
    assert ("Reservation", "lifted") in [(one.source.kind, one.source.standing) for one in doubted.root.below]


def _the_pulse_has_two_waves_and_says_what_cannot_be_told_yet(host: Member) -> None:
    readings = list(Reading.objects.filter(measure="pulse").order_by("made_at"))
    first, second = (pulse_released.pulse_of(one) for one in readings)
    for one in (first, second):
        assert (one.status, one.is_response_low, len(one.parties), one.position.headline) == (
            "shown",
            False,
            3,
            "mixed",
        )
    clear = {(one.dimension, one.first, one.second) for one in second.gaps if one.is_clear}
    assert {("SAY", 0, 2), ("STEER", 0, 2)} <= clear, "the wards feel freer than home care, and do not notice"
    series = pulse_queries.waves_of(host, readings[-1].round_id)
    assert series
    assert [one.number for one in series.waves] == [1, 2]
    assert (len(series.coming), series.end_reason) == (4, "")
    (turn,) = series.turns
    assert (turn.words, turn.sides.before, turn.sides.after) == (felt.TURN, (1, 2), ())
    (found,) = [one for one in evidence_registry.list_evidence(host) if one.position is not None]
    assert found.position
    assert "In the wave before, of" in found.position.before
    speaking = next(one for one in found.findings if one.topic == "speaking")
    assert (speaking.leaning, "In the wave before: " in speaking.before) == ("high", True)


def _the_next_round_waits_for_the_visitor(host: Member, now: datetime) -> None:
    line = next(one for one in queries.list_talks(host) if one.round.title == talk.NEXT_TITLE)
    found = queries.get_talk(host, line.round.pk)
    assert found.phase is Phase.JOINING
    assert found.closes_at
    assert found.closes_at > now
    assert found.readiness
    assert found.readiness.have == talk.NEXT_SEALS
    assert set(talk.DOORS) <= set(found.readiness.lacking)
    assert len(sealed.find_words(queries.find_setup(line.round)).card.split()) == 4


def _the_boards_verify(folder: Path) -> None:
    boards = list(ReleasedBoard.objects.order_by("scope__position", "number"))
    assert sorted(board.scope.label for board in boards) == [
        "pulse", "pulse", "reservation", "reservation", "stance", "voice", "voice", "votes/1",
    ]  # fmt: skip
    for number, board in enumerate(boards):
        path = folder / f"board-{number}.json"
        path.write_bytes(bytes(board.written))
        assert verify_board([str(path)]) == 0


def _the_doors_open(doors: Doors | None, now: datetime) -> None:
    assert doors
    assert "/join/" in doors.link
    who = [
        str(people.get_guest_by_return_code(typed=code, client="here", now=now))
        for code in doors.codes.values()
    ]
    assert who == list(talk.DOORS)


def test_what_is_voted_on_a_statement_does_not_depend_on_where_it_stands() -> None:
    texts = [one.text for one in talk.SEALED]
    shuffled = random.Random(3).sample(texts, len(texts))  # noqa: S311 (any order will do)
    parties = [number % 3 for number in range(talk.VOTERS)]
    first, second = (answers.draw(order, parties=parties, eligible=40) for order in (texts, shuffled))
    for row, other in zip(first, second, strict=True):
        assert dict(zip(texts, row, strict=True)) == dict(zip(shuffled, other, strict=True))


def test_everybody_who_speaks_in_the_story_is_in_it_and_says_something_that_was_said() -> None:
    people_of_it = {name for party in story.PARTIES for name in party.people}
    assert len(people_of_it) == 40
    speakers = {one.by for one in (*talk.REPLIES, talk.CAME_OF_IT)} | {*talk.OPENINGS, *talk.NEXT_OPENINGS}
    asked = [*promised.PROMISES, *(one for _words, one in agreed.PROMISES)]
    speakers |= {name for one in asked for name in (one.by, one.to)}
    speakers |= {step.by for one in asked for step in one.steps if step.by}
    speakers |= {agreed.NAMED.by, *agreed.OWN_STANCES} | {one.by for one in agreed.REPLIES}
    assert speakers | set(talk.DOORS) <= people_of_it
    texts = {one.text for one in talk.SEALED}
    assert {one.to for one in (*talk.REPLIES, talk.CAME_OF_IT)} | {talk.LATER_WORDS[0]} <= texts
    assert {one.said for one in promised.PROMISES if one.said} | {agreed.NAMED.said} <= texts
    sealed = set(agreed.SEALED)
    assert {words for words, _asked in agreed.PROMISES} | {one.to for one in agreed.REPLIES} <= sealed


@pytest.mark.enable_socket
def test_the_box_of_the_demo_is_the_real_one_and_lets_go_of_it(tmp_path: Path) -> None:
    chosen = BoxEnvironment(
        folder=tmp_path / "box", keys=tmp_path / "box" / "keys", socket=tmp_path / "box" / "s",
        database_url="", address="", people_address="http://localhost:8000",
    )  # fmt: skip
    with box.open_box(chosen):
        assert chosen.socket.is_socket()
        with pytest.raises(EnvironmentMistake, match="stop the server"), box.open_box(chosen):
            pass
    assert not chosen.socket.exists()
    assert not [thread for thread in threading.enumerate() if thread.name == "demo-box"]


def test_where_people_of_the_story_stand_is_drawn_the_same_every_time() -> None:
    parties = [number % 3 for number in range(30)]
    assert agreed.draw_sealed(parties) == agreed.draw_sealed(parties)
    assert agreed.draw_named(parties) == agreed.draw_named(parties)
    assert all(sum(one.points or ()) == 100 for one in agreed.draw_sealed(parties))


def test_what_people_of_the_story_answer_a_pulse_is_drawn_the_same_every_time() -> None:
    parties = [number % 3 for number in range(36)]
    assert felt.draw(0, parties) == felt.draw(0, parties)
    assert felt.draw(0, parties) != felt.draw(1, parties)
    assert all(0 <= code <= 7 for row in felt.draw(1, parties) for code in row)
    assert {len(row) for row in felt.draw(1, parties)} == {24}
