"""What people make of released statements: flags, hiding, replies, what came of them; letters; what a member takes along."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail

from breakthrough.background.models import Appointment
from breakthrough.ballotbox.protocol import bodies, encoding, leaving_out
from breakthrough.ballots import actions as ballot_actions
from breakthrough.ballots import queries as ballot_queries
from breakthrough.ballots.models import Joining, ReleasedBoard
from breakthrough.collaborations import actions as collaboration_actions
from breakthrough.collaborations.models import JournalEntry, Member
from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice import actions, queries
from breakthrough.practices.voice.models import Flag, Reply, Statement, Trace
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.practices.voice.tests.talks import Rehearsal
from breakthrough.rounds import traces
from breakthrough.rounds.models import Round

TEXTS = [f"We do not say sentence {number}." for number in range(6)]
VOTES = [[Answer("agree")] * 6 for _ in range(6)]


@pytest.fixture
def finished(rehearsed: Rehearsal) -> Round:
    """A round whose results are out."""
    kept = rehearsed.begin()
    rehearsed.through(kept, TEXTS, VOTES)
    return kept


def test_five_members_who_agree_hide_a_statement_at_the_next_tick_and_not_before(
    rehearsed: Rehearsal,
) -> None:
    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.said(kept, *TEXTS)
    for member in rehearsed.people[:4]:
        actions.flag(member=member, round=kept, number=2, now=clock.now)
    clock.go(timedelta(minutes=2))
    assert not queries.get_said(rehearsed.host, kept.pk, 2).is_hidden
    actions.flag(member=rehearsed.people[3], round=kept, number=2, now=clock.now)
    clock.go(timedelta(minutes=2))
    assert not queries.get_said(rehearsed.host, kept.pk, 2).is_hidden
    actions.flag(member=rehearsed.people[4], round=kept, number=2, now=clock.now)
    assert not queries.get_said(rehearsed.host, kept.pk, 2).is_hidden
    clock.go(timedelta(minutes=2))
    hidden = queries.get_said(rehearsed.host, kept.pk, 2)
    assert (hidden.is_hidden, hidden.text, hidden.hidden_by) == (True, "", "")
    line = JournalEntry.objects.get(verb="voice.hidden_by_members")
    assert (line.actor, line.facts["statement"]) == (None, 2)


def test_a_flag_is_seen_by_nobody_but_the_one_who_set_it_and_can_be_taken_back(rehearsed: Rehearsal) -> None:
    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.said(kept, *TEXTS)
    one, other = rehearsed.people[1:3]
    actions.flag(member=one, round=kept, number=1, now=clock.now)
    assert queries.get_said(one, kept.pk, 1).is_flagged
    assert not queries.get_said(other, kept.pk, 1).is_flagged
    assert not JournalEntry.objects.filter(verb__contains="flag").exists()
    actions.unflag(member=one, round=kept, number=1)
    assert not Flag.objects.exists()


def test_flags_of_members_who_left_do_not_count(rehearsed: Rehearsal) -> None:
    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.said(kept, *TEXTS)
    for member in rehearsed.people[4:9]:
        actions.flag(member=member, round=kept, number=1, now=clock.now)
    collaboration_actions.leave(member=rehearsed.people[8], now=clock.now)
    clock.go(timedelta(minutes=2))
    assert not queries.get_said(rehearsed.host, kept.pk, 1).is_hidden


def test_a_hidden_statement_leaves_lists_exports_and_the_board_and_its_reason_is_in_the_journal(
    rehearsed: Rehearsal, finished: Round
) -> None:
    from breakthrough.practices.voice.readings import exports

    gone = Statement.objects.get(setup__round=finished, number=3)
    actions.hide(
        member=rehearsed.host,
        round=finished,
        number=3,
        reason="It names a third person.",
        now=rehearsed.clock.now,
    )
    said = queries.list_said(rehearsed.host, finished.pk)
    assert gone.text not in {one.text for one in said}
    assert gone.text not in {one.text for one in queries.list_statements(finished)}
    assert [row["number"] for row in exports.list_rows(said, None, None)] == [1, 2, 4, 5, 6]
    assert gone.text.encode() not in queries.get_frozen(rehearsed.host, finished.pk)
    board = queries.get_board(rehearsed.host, finished.pk, "voice")
    assert isinstance(board["items"], list)
    with_words = [one for one in board["items"] if isinstance(one, dict) and "body" in one]
    assert (len(board["items"]), len(with_words)) == (6, 5)
    line = JournalEntry.objects.get(verb="voice.hidden")
    assert line.facts["reason"] == "It names a third person."
    with pytest.raises(Problem) as refused:
        actions.reply(member=rehearsed.host, round=finished, number=3, text="x", now=rehearsed.clock.now)
    assert refused.value.code == "statement-hidden"


def words_on_boards(rehearsed: Rehearsal, kept: Round) -> list[str]:
    """Return the words on every board there is, as they are sent out: the box's, and those kept beside it."""
    joining = queries.get_joining(rehearsed.setup(kept))
    stored = ReleasedBoard.objects.filter(scope__joining=joining, scope__label="voice")
    boards = [
        rehearsed.stage.office.board(joining.round_bytes, "voice"),
        *(bytes(one.written) for one in stored),
    ]
    rows = [row for one in map(json.loads, boards) for row in (*one["items"], *one["later"])]
    bodies_shown = [encoding.from_base64url(row["body"]) for row in rows if "body" in row]
    return [str(bodies.read_body(one, kind="text").payload) for one in bodies_shown]


def roots_of(joining: Joining) -> list[str]:
    boards = ReleasedBoard.objects.filter(scope__joining=joining).order_by("scope__position", "number")
    return list(boards.values_list("root", flat=True))


def test_hidden_words_leave_every_board_and_no_tick_brings_them_back(
    rehearsed: Rehearsal, finished: Round
) -> None:
    first, other = rehearsed.browsers[:2]
    rehearsed.send(finished, first, "voice", "Worse than before.", kind="replace", is_later=True)
    rehearsed.clock.go(timedelta(days=1))
    joining = queries.get_joining(rehearsed.setup(finished))
    roots = roots_of(joining)
    assert set(words_on_boards(rehearsed, finished)) == {*TEXTS, "Worse than before."}
    number = Statement.objects.get(setup__round=finished, text=TEXTS[0]).number
    actions.hide(
        member=rehearsed.host, round=finished, number=number, reason="A name.", now=rehearsed.clock.now
    )
    shown = queries.get_board(rehearsed.host, finished.pk, "voice")
    assert len(leaving_out.list_left_out(shown)) == 1
    rehearsed.clock.go(timedelta(seconds=1))
    assert set(words_on_boards(rehearsed, finished)) == set(TEXTS[1:])
    assert roots_of(joining) == roots
    assert dict(ballot_queries.get_board(joining, "voice").board) == queries.get_board(
        rehearsed.host, finished.pk, "voice"
    )
    assert not Appointment.objects.filter(kind="voice.leave-out").exists()
    rehearsed.send(finished, other, "voice", "Said better.", kind="replace", is_later=True)
    rehearsed.clock.go(timedelta(days=1))
    assert set(words_on_boards(rehearsed, finished)) == {*TEXTS[1:], "Said better."}
    hidden = queries.get_said(rehearsed.host, finished.pk, number)
    assert (hidden.is_hidden, hidden.revised, hidden.is_withdrawn) == (True, "", False)
    assert queries.list_said(rehearsed.host, finished.pk)[0].number == 1


def test_words_hidden_by_members_leave_every_board_too(rehearsed: Rehearsal) -> None:
    kept, clock = rehearsed.begin(), rehearsed.clock
    rehearsed.said(kept, *TEXTS)
    for number in (1, 4):
        for member in rehearsed.people[:5]:
            actions.flag(member=member, round=kept, number=number, now=clock.now)
    clock.go(timedelta(minutes=2))
    left = Statement.objects.filter(setup__round=kept).exclude(number__in=(1, 4))
    assert sorted(words_on_boards(rehearsed, kept)) == sorted([one.text for one in left] * 2)


def test_where_the_box_does_not_answer_pages_hide_at_once_and_its_board_follows(
    rehearsed: Rehearsal, finished: Round, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from breakthrough.ballotbox.control import SocketBox
    from breakthrough.ballots import neighbours

    with monkeypatch.context() as away:
        away.setattr(neighbours, "get_box", lambda: SocketBox(tmp_path / "nobody.sock"))
        actions.hide(
            member=rehearsed.host, round=finished, number=2, reason="A name.", now=rehearsed.clock.now
        )
        rehearsed.clock.go(timedelta(seconds=1))
        gone = Statement.objects.get(setup__round=finished, number=2).text
        assert queries.get_said(rehearsed.host, finished.pk, 2).text == ""
        assert words_on_boards(rehearsed, finished).count(gone) == 1  # the box's
        rehearsed.clock.go(timedelta(minutes=30))
        assert words_on_boards(rehearsed, finished).count(gone) == 1
    rehearsed.clock.go(timedelta(minutes=11))
    assert gone not in words_on_boards(rehearsed, finished)
    assert not Appointment.objects.filter(kind="voice.leave-out").exists()


def test_a_tick_says_what_is_hidden_to_a_box_that_forgot_it(rehearsed: Rehearsal, finished: Round) -> None:
    joining = queries.get_joining(rehearsed.setup(finished))
    actions.hide(member=rehearsed.host, round=finished, number=2, reason="A name.", now=rehearsed.clock.now)
    gone = Statement.objects.get(setup__round=finished, number=2)
    board = ballot_queries.get_board(joining, "voice")
    board.written = leaving_out.rewrite(bytes(board.written), [bytes.fromhex(gone.seal)])
    board.save()
    assert gone.text in words_on_boards(rehearsed, finished)
    ballot_actions.tick(joining=joining, label="voice", now=rehearsed.clock.now)
    assert gone.text not in words_on_boards(rehearsed, finished)


def test_an_author_changes_or_withdraws_and_it_shows_at_the_tick_beside_the_words_voted_on(
    rehearsed: Rehearsal,
) -> None:
    kept = rehearsed.begin()
    rehearsed.said(kept, *TEXTS)
    rehearsed.send(
        kept, rehearsed.browsers[0], "voice", "Now I say it differently.", kind="replace", is_later=True
    )
    rehearsed.send(kept, rehearsed.browsers[1], "voice", None, kind="withdraw", is_later=True)
    assert not any(one.revised or one.is_withdrawn for one in queries.list_said(rehearsed.host, kept.pk))
    root = rehearsed.setup(kept).root
    rehearsed.clock.go(timedelta(days=1))
    said = {one.text: one for one in queries.list_said(rehearsed.host, kept.pk)}
    assert said[TEXTS[0]].revised == "Now I say it differently."
    assert said[TEXTS[1]].is_withdrawn
    assert rehearsed.setup(kept).root == root


def test_what_was_said_waits_for_an_answer_until_somebody_replies_or_something_comes_of_it(
    rehearsed: Rehearsal, finished: Round
) -> None:
    host, now = rehearsed.host, rehearsed.clock.now
    lena = next(one for one in rehearsed.people if one.leads)
    assert [one.number for one in queries.list_unanswered(host)] == [1, 2, 3, 4, 5, 6]
    actions.reply(member=lena, round=finished, number=1, text="You are right.\r\nI will say it.", now=now)
    actions.link_outcome(
        member=host,
        round=finished,
        number=2,
        kind=Kind.PROMISE,
        title="We meet weekly",
        address="/c/launch/",
        now=now,
    )
    link = traces.Link(kind="reservation", title="Too early", address="/c/launch/alignment/1")
    for _ in range(2):
        traces.link(member=host, round_id=finished.pk, number=4, link=link, now=now)
    assert Trace.objects.filter(statement__number=4).count() == 1
    assert [one.number for one in traces.list_waiting(host)] == [3, 5, 6]
    said = queries.get_said(host, finished.pk, 1)
    assert [(one.by, one.leads, one.text) for one in said.answers] == [
        (str(lena.person), True, "You are right.\nI will say it.")
    ]
    assert queries.get_said(host, finished.pk, 4).outcomes[0].kind is Kind.RESERVATION


def test_a_reply_is_taken_back_by_its_writer_only(rehearsed: Rehearsal, finished: Round) -> None:
    now = rehearsed.clock.now
    made = actions.reply(member=rehearsed.people[2], round=finished, number=1, text="Mine.", now=now)
    with pytest.raises(Problem) as refused:
        actions.take_reply_back(member=rehearsed.host, round=finished, reply_id=made.pk, now=now)
    assert refused.value.status == 404
    actions.take_reply_back(member=rehearsed.people[2], round=finished, reply_id=made.pk, now=now)
    assert not Reply.objects.exists()


def test_statements_with_all_that_belongs_to_them_take_a_constant_number_of_queries(
    rehearsed: Rehearsal, finished: Round, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    now = rehearsed.clock.now
    for number in (1, 2, 3):
        for member in rehearsed.people[:3]:
            actions.reply(member=member, round=finished, number=number, text="Heard.", now=now)
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        queries.list_said(rehearsed.host, finished.pk)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        queries.get_talk(rehearsed.host, finished.pk)
    with django_assert_max_num_queries(3):  # type: ignore[operator]
        queries.list_talks(rehearsed.host)


# Letters (T21).


def test_every_letter_goes_to_all_on_the_list_with_the_same_text_whatever_anybody_gave(
    rehearsed: Rehearsal,
) -> None:
    kept, clock = rehearsed.begin(rehearsed.days()), rehearsed.clock
    rehearsed.prepare(kept)
    clock.go(timedelta(hours=26))
    rehearsed.write(kept, *TEXTS)
    clock.go(timedelta(days=2))
    rehearsed.vote(kept, VOTES)
    clock.go(timedelta(days=3))
    assert rehearsed.phase(kept) == "released"
    roster = {str(one.person.email) for one in rehearsed.people if one.person.email}
    by_subject: dict[str, list[mail.EmailMessage]] = {}
    for one in mail.outbox:
        if "Before we decide" in one.subject:
            by_subject.setdefault(str(one.subject), []).append(one)
    assert [subject.split(":")[0] for subject in by_subject] == [
        "Straight talk",
        "You can write now",
        "Writing ends soon",
        "You can vote now",
        "Voting ends soon",
        "The results are there",
    ]
    for letters in by_subject.values():
        assert {one.to[0] for one in letters} == roster
        assert len(letters) == len(roster)
        assert len({one.body for one in letters}) == 1
        assert all(len(one.to) == 1 and not one.cc and not one.bcc for one in letters)
        assert not any(name in letters[0].body for name in ("Lena", "Bob"))
    words = queries.get_joining(rehearsed.setup(kept)).words
    assert words in by_subject["Straight talk: Before we decide"][0].body


def test_a_live_round_writes_no_mail_but_the_results(rehearsed: Rehearsal, finished: Round) -> None:
    rehearsed.clock.go(timedelta(minutes=1))
    assert finished.title
    assert {one.subject.split(":")[0] for one in mail.outbox if "Before we decide" in one.subject} == {
        "The results are there"
    }


# What a member takes along.


def test_a_member_takes_along_what_they_said_by_name_and_nothing_that_was_sealed(
    rehearsed: Rehearsal, finished: Round
) -> None:
    lena = next(one for one in rehearsed.people if one.leads)
    actions.reply(member=lena, round=finished, number=1, text="Heard.", now=rehearsed.clock.now)
    taken: Any = actions.export_records(lena)
    assert [one["text"] for one in taken["replies"]] == ["Heard."]
    assert set(taken) == {"uploads", "openings", "replies", "outcomes", "flags"}
    actions.erase_records(lena, rehearsed.clock.now)
    assert queries.get_said(rehearsed.host, finished.pk, 1).answers[0].by == ""


def test_two_memberships_of_one_person_become_one_without_doubling_what_counts_once(
    rehearsed: Rehearsal, finished: Round
) -> None:
    source, target = rehearsed.people[4:6]
    for member in (source, target):
        actions.flag(member=member, round=finished, number=1, now=rehearsed.clock.now)
        actions.reply(member=member, round=finished, number=1, text="Heard.", now=rehearsed.clock.now)
    actions.merge_records(source, target, rehearsed.clock.now)
    assert Flag.objects.count() == 1
    assert set(Reply.objects.values_list("by", flat=True)) == {target.pk}
    assert Member.objects.filter(pk=source.pk).exists()
