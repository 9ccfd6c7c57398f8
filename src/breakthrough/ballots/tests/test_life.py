"""The life of a sealed round, from the frozen roster to its end, with the real box in this process.

Over 300 lines because it follows one life in its order, and what is refused stands beside the step that is refused.
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest

from breakthrough.background.progress import Progress
from breakthrough.ballotbox.office import ReleaseState
from breakthrough.ballotbox.problems import problem as box_problem
from breakthrough.ballotbox.protocol import card as cards
from breakthrough.ballotbox.protocol import encoding, messages, roster
from breakthrough.ballots import actions, jobs, queries, registry
from breakthrough.ballots.models import IssuedCredential, Joining, Key
from breakthrough.ballots.plans import ScopePlan
from breakthrough.ballots.rules import Phase
from breakthrough.ballots.tests import rehearsal
from breakthrough.ballots.tests.conftest import Prepare
from breakthrough.ballots.tests.rehearsal import Browser, Stage
from breakthrough.collaborations.models import JournalEntry
from breakthrough.conftest import Space
from breakthrough.kernel.problem import Problem

if TYPE_CHECKING:
    from pytest_django import DjangoCaptureOnCommitCallbacks

    from breakthrough.collaborations.models import Member


def open_voice(joining: Joining, people: "list[Member]", *, now: datetime) -> list[Browser]:
    """Let everybody join, then open `voice`."""
    browsers = [rehearsal.join(joining, member) for member in people]
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    return browsers


def close_voice(joining: Joining, *, now: datetime) -> datetime:
    """Announce the closing, wait, close; return when."""
    closes_at = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    actions.close_scope(joining=joining, label="voice", now=closes_at)
    return closes_at


def verbs() -> list[str]:
    return list(
        JournalEntry.objects.filter(verb__startswith="sealed.")
        .order_by("number")
        .values_list("verb", flat=True)
    )


def test_a_prepared_round_is_the_same_on_both_planes(
    joining: Joining, stage: Stage, people: "list[Member]"
) -> None:
    assert stage.office.card(joining.round_bytes) == bytes(joining.card)
    card = cards.read_card(bytes(joining.card))
    assert (card.round, card.members, card.k, card.parties) == (joining.id.bytes, 12, 5, ("Acme", "Borealis"))
    assert card.content_hash == hashlib.sha256(b"What do we not say?").digest()
    assert hashlib.sha256(bytes(joining.card)).hexdigest() == joining.digest
    written = queries.roster_bytes(joining)
    assert roster.hash_of_roster(written) == card.roster_hash
    assert sorted(roster.names_of(roster.read_roster(written))) == sorted(str(one.person) for one in people)
    assert len(joining.words.split()) == 4
    assert queries.phase(joining, "voice") is Phase.JOINING
    assert b"Alice" not in bytes(joining.card), "the card goes onto boards and carries no names"


def test_a_whole_round_of_texts_ends_in_a_board(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime
) -> None:
    browsers = open_voice(joining, people, now=now)
    assert queries.phase(joining, "voice") is Phase.OPEN
    assert queries.phase(joining, "votes/1") is Phase.WAITING
    for number, browser in enumerate(browsers):
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", f"We are late, {number}."))
    closed_at = close_voice(joining, now=now)
    assert closed_at == now + timedelta(seconds=30)
    release = actions.release_scope(joining=joining, label="voice", context={}, now=closed_at)
    assert release.state == "released"
    assert release.board is not None
    assert release.root is not None
    items = release.board["items"]
    assert isinstance(items, list)
    assert len(items) == 12
    assert release.board["root"] == encoding.to_base64url(release.root)
    assert queries.phase(joining, "voice") is Phase.RELEASED
    assert actions.release_scope(joining=joining, label="voice", context={}, now=closed_at) == release
    assert verbs() == [
        "sealed.prepared",
        "sealed.opened",
        "sealed.closing",
        "sealed.closed",
        "sealed.released",
    ]
    line = JournalEntry.objects.get(verb="sealed.released")
    assert line.facts["root"] == release.root.hex()
    assert line.facts["words"] == release.words


def test_opening_destroys_the_private_keys_and_writes_the_counts_down(
    joining: Joining,
    stage: Stage,
    people: "list[Member]",
    now: datetime,
    django_capture_on_commit_callbacks: "DjangoCaptureOnCommitCallbacks",
) -> None:
    assert len(stage.keys.list_kept()) == 2
    with django_capture_on_commit_callbacks(execute=True):
        open_voice(joining, people[:7], now=now)
    assert stage.keys.list_kept() == []
    assert list(Key.objects.filter(scope__joining=joining).values_list("issued", flat=True)) == [7, 7]
    facts = JournalEntry.objects.get(verb="sealed.opened").facts
    assert (facts["label"], facts["issued"], facts["issued_0"]) == ("voice", 7, 7)
    with pytest.raises(Problem) as refusal:
        rehearsal.join(joining, people[8])
    assert refusal.value.code == "joining-not-open"


def test_too_few_with_a_seal_and_nothing_opens(
    joining: Joining, people: "list[Member]", now: datetime
) -> None:
    with pytest.raises(Problem) as refusal:
        open_voice(joining, people[:4], now=now)
    assert (refusal.value.code, refusal.value.params) == ("too-few-joined", {"count": 4, "k": 5})
    assert queries.phase(joining, "voice") is Phase.JOINING


def test_too_few_answers_are_held_and_deleted_after_seven_days(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime
) -> None:
    browsers = open_voice(joining, people, now=now)
    for browser in browsers[:4]:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "Only a few dare."))
    closed_at = close_voice(joining, now=now)
    release = actions.release_scope(joining=joining, label="voice", context={}, now=closed_at)
    assert (release.state, release.board, release.reading, release.root) == ("held", None, None, None)
    assert queries.phase(joining, "voice") is Phase.HELD
    due = _appointment("ballots.end-hold")
    assert due == closed_at + timedelta(days=7)
    actions.end_hold(joining=joining, label="voice", now=due)
    actions.end_hold(joining=joining, label="voice", now=due)
    assert verbs()[-2:] == ["sealed.held", "sealed.hold_ended"]


def test_a_scope_closes_only_after_the_time_of_grace(
    joining: Joining, people: "list[Member]", now: datetime
) -> None:
    open_voice(joining, people, now=now)
    for early in (now, now + timedelta(seconds=29)):
        with pytest.raises(Problem) as refusal:
            actions.close_scope(joining=joining, label="voice", now=early)
        assert refusal.value.code == "phase-order"
    closes_at = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    assert _appointment("ballots.close") == closes_at
    with pytest.raises(Problem):
        actions.close_scope(joining=joining, label="voice", now=closes_at - timedelta(seconds=1))
    assert queries.phase(joining, "voice") is Phase.CLOSING


def test_over_days_the_time_of_grace_is_ten_minutes(
    prepare: Prepare, people: "list[Member]", now: datetime
) -> None:
    joining = prepare(mode="days")
    open_voice(joining, people, now=now)
    assert actions.announce_closing(joining=joining, label="voice", actor=None, now=now) == now + timedelta(
        minutes=10
    )


FORGERIES = {
    "a voice more than seals": lambda board: board["items"].extend(board["items"][:1] * 8),
    "more seals than were given": lambda board: board.update(
        issued={key: count + 1 for key, count in board["issued"].items()}
    ),
    "a voice under a key of another scope": lambda board: board["items"][0].update(key="A" * 43),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_board_with_more_voices_than_seals_is_never_stored(
    joining: Joining,
    stage: Stage,
    people: "list[Member]",
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    forgery: str,
) -> None:
    for number, browser in enumerate(open_voice(joining, people, now=now)):
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", f"Statement {number}."))
        stage.seconds[0] += 3
    closed_at = close_voice(joining, now=now)
    honest = stage.office.release_scope

    def forge(*given: object, **more: object) -> ReleaseState:
        state = honest(*given, **more)  # type: ignore[arg-type]  # passed on as it came
        board = json.loads(state.board or b"")
        FORGERIES[forgery](board)
        return replace(state, board=json.dumps(board).encode())

    with monkeypatch.context() as bent:
        bent.setattr(stage.office, "release_scope", forge)
        with pytest.raises(Problem) as refusal:
            actions.release_scope(joining=joining, label="voice", context={}, now=closed_at)
    assert refusal.value.code == "board-does-not-add-up"
    assert queries.phase(joining, "voice") is Phase.CLOSED
    assert (
        actions.release_scope(joining=joining, label="voice", context={}, now=closed_at).state == "released"
    )


def test_browsers_are_told_the_planned_close_until_another_is_announced(
    prepare: Prepare, people: "list[Member]", now: datetime
) -> None:
    joining = prepare(mode="days")
    assert queries.client_config(people[0], joining, "voice")["closesAt"] is None
    open_voice(joining, people, now=now)
    for planned in (now + timedelta(days=3), now + timedelta(days=4)):
        actions.plan_closing(joining=joining, label="voice", at=planned)
        assert queries.client_config(people[0], joining, "voice")["closesAt"] == planned.isoformat()
        assert [queries.moment_of(one)["closesAt"] for one in queries.list_waiting(people[0].person)] == [
            planned.isoformat()
        ]
    assert queries.phase(joining, "voice") is Phase.OPEN  # nothing closes by a plan
    announced = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    assert queries.client_config(people[0], joining, "voice")["closesAt"] == announced.isoformat()


def test_the_second_scope_opens_on_the_same_credentials(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime
) -> None:
    with pytest.raises(Problem) as refusal:
        actions.open_scope(joining=joining, label="votes/1", actor=None, now=now, root=b"r" * 32)
    assert refusal.value.code == "phase-order"
    open_voice(joining, people, now=now)
    actions.open_scope(joining=joining, label="votes/1", actor=None, now=now, root=b"r" * 32)
    config = queries.client_config(people[0], joining, "votes/1")
    assert (config["phase"], config["root"]) == ("open", encoding.to_base64url(b"r" * 32))


def test_a_restart_has_new_words_and_is_counted(
    joining: Joining, prepare: Prepare, stage: Stage, people: "list[Member]", space: Space, now: datetime
) -> None:
    browser = rehearsal.join(joining, people[0])
    actions.void(joining=joining, actor=space.alice, now=now)
    actions.void(joining=joining, actor=space.alice, now=now)
    again = prepare(replaces=joining)
    assert again.words != joining.words
    assert (joining.restarts, again.restarts) == (0, 1)
    assert queries.phase(joining, "voice") is Phase.VOIDED
    with pytest.raises(Problem) as refusal:
        actions.issue(member=people[0], joining_id=again.pk, digest=browser.digest, requests=browser.requests)
    assert refusal.value.code == "card-changed"
    with pytest.raises(Problem) as refusal:
        rehearsal.join(joining, people[1])
    assert refusal.value.code == "joining-not-open"


def test_nothing_changes_after_opening_whoever_asks(
    joining: Joining, people: "list[Member]", space: Space, now: datetime
) -> None:
    """T11: there is no action that changes k, roster, scopes or cells; giving the card up is refused to every role."""
    card = bytes(joining.card)
    open_voice(joining, people, now=now)
    for actor, code in (
        (space.alice, "round-frozen"),
        (space.lena, "facilitators-only"),
        (space.bob, "facilitators-only"),
        (space.gina, "facilitators-only"),
        (None, "round-frozen"),
    ):
        with pytest.raises(Problem) as refusal:
            actions.void(joining=joining, actor=actor, now=now)
        assert refusal.value.code == code
    with pytest.raises(Problem) as refusal:
        actions.raise_objection(member=space.bob, joining=joining, words="Too late.", now=now)
    assert refusal.value.code == "joining-not-open"
    joining.refresh_from_db()
    assert bytes(joining.card) == card


def test_no_card_goes_below_five(prepare: Prepare) -> None:
    for k in (0, 1, 3, 4):
        with pytest.raises(Problem) as refusal:
            prepare(k=k)
        assert refusal.value.code == "k-below-floor"


def test_only_facilitators_run_a_round(
    prepare: Prepare, joining: Joining, space: Space, now: datetime
) -> None:
    for actor in (space.lena, space.bob, space.gina):
        for act in (
            lambda actor=actor: prepare(actor=actor),
            lambda actor=actor: actions.open_scope(joining=joining, label="voice", actor=actor, now=now),
            lambda actor=actor: actions.announce_closing(
                joining=joining, label="voice", actor=actor, now=now
            ),
        ):
            with pytest.raises(Problem) as refusal:
                act()
            assert refusal.value.code == "facilitators-only"


def test_a_small_group_is_refused_and_leaves_no_keys(
    prepare: Prepare, stage: Stage, people: "list[Member]"
) -> None:
    with pytest.raises(Problem) as refusal:
        prepare(members=people[:4])
    assert refusal.value.code == "too-few-joined"
    with pytest.raises(Problem) as refusal:
        prepare(scopes=[ScopePlan("voice", 2, 1200, "text", by_party=False)])
    assert refusal.value.code == "quota-too-large"
    assert stage.keys.list_kept() == []


def test_a_card_that_cannot_be_published_leaves_nothing(
    prepare: Prepare, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    from breakthrough.ballotbox.problems import problem

    def unreachable(card: bytes) -> None:
        raise problem("box-unreachable")

    monkeypatch.setattr(stage.office, "publish", unreachable)
    with pytest.raises(Problem) as refusal:
        prepare()
    assert (refusal.value.code, refusal.value.status) == ("box-unreachable", 503)
    assert Joining.objects.count() == 0
    assert stage.keys.list_kept() == []


def test_where_the_box_does_not_answer_nothing_opens_and_the_keys_stay(
    joining: Joining,
    stage: Stage,
    people: "list[Member]",
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: "DjangoCaptureOnCommitCallbacks",
) -> None:
    from breakthrough.ballotbox.control import SocketBox
    from breakthrough.ballots import neighbours

    for member in people[:6]:
        rehearsal.join(joining, member)
    nowhere = SocketBox(Path("/nowhere/control.sock"))
    with monkeypatch.context() as patch, django_capture_on_commit_callbacks(execute=True):
        patch.setattr(neighbours, "get_box", lambda: nowhere)
        with pytest.raises(Problem) as refusal:
            actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    assert (refusal.value.code, refusal.value.status) == ("box-unreachable", 503)
    assert queries.phase(joining, "voice") is Phase.JOINING
    assert len(stage.keys.list_kept()) == 2
    rehearsal.join(joining, people[6])
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    assert queries.phase(joining, "voice") is Phase.OPEN


def test_parties_have_keys_of_their_own_where_all_are_large_enough(
    prepare: Prepare, people: "list[Member]", now: datetime
) -> None:
    by_party = ScopePlan("votes/1", 1, 2048, "vector", by_party=True)
    joining = prepare(scopes=[rehearsal.VOICE, by_party])
    assert [key.cell for key in Key.objects.filter(scope__joining=joining, scope__label="votes/1")] == [1, 2]
    acme = [member for member in people if member.party.name == "Acme"]
    borealis = [member for member in people if member.party.name == "Borealis"]
    assert queries.may_be_by_party(people)
    assert not queries.may_be_by_party([*acme, *borealis[:4]])
    assert not queries.may_be_by_party(acme)
    assert not queries.may_be_by_party([])
    with pytest.raises(Problem) as refusal:
        open_voice(joining, [*acme, *borealis[:4]], now=now)
    assert refusal.value.code == "cell-too-small"
    for member in borealis[4:]:
        rehearsal.join(joining, member)
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)


def test_a_party_that_is_too_small_is_refused_at_freezing(prepare: Prepare, people: "list[Member]") -> None:
    acme = [member for member in people if member.party.name == "Acme"]
    few = [member for member in people if member.party.name == "Borealis"][:4]
    by_party = ScopePlan("votes/1", 1, 2048, "vector", by_party=True)
    with pytest.raises(Problem) as refusal:
        prepare(scopes=[by_party], members=[*acme, *few])
    assert refusal.value.code == "cell-too-small"


def test_after_the_end_no_credential_is_left(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime
) -> None:
    """T12 on the who-side; the box's half is tested there."""
    browsers = open_voice(joining, people, now=now)
    for browser in browsers:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "Kept until then."))
    at = close_voice(joining, now=now)
    actions.end(joining=joining, now=at)
    assert queries.phase(joining, "voice") is Phase.CLOSED, "a round under way is not ended"
    actions.release_scope(joining=joining, label="voice", context={}, now=at)
    due = _appointment("ballots.end")
    assert due == at + timedelta(days=90)
    actions.end(joining=joining, now=due)
    assert IssuedCredential.objects.count() == 0
    assert queries.phase(joining, "voice") is Phase.ENDED
    assert queries.find_board(joining, "voice") is not None, "boards of texts stay"
    jobs.forget(cast("Progress", None), {"round": joining.id.hex})
    assert json.loads(stage.office.board(joining.round_bytes, "voice"))["label"] == "voice"


def test_a_round_that_never_opened_is_given_up_in_the_end(joining: Joining, now: datetime) -> None:
    assert _appointment("ballots.end") == now + timedelta(days=90)
    actions.end(joining=joining, now=now + timedelta(days=90))
    assert queries.phase(joining, "voice") is Phase.VOIDED


def test_the_practice_hears_what_happens(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(
        registry, "_listeners", {"voice": lambda _joining, label, event, _now: heard.append((label, event))}
    )
    browsers = open_voice(joining, people, now=now)
    for browser in browsers:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "Heard."))
    at = close_voice(joining, now=now)
    actions.release_scope(joining=joining, label="voice", context={}, now=at)
    actions.end(joining=joining, now=at)
    assert heard == [("voice", "closed"), ("voice", "released"), ("", "ended")]


def test_acts_after_release_appear_together_at_the_tick(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime
) -> None:
    browsers = open_voice(joining, people, now=now)
    for browser in browsers:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "At first."))
    at = close_voice(joining, now=now)
    actions.release_scope(joining=joining, label="voice", context={}, now=at)
    due = _appointment("ballots.tick")
    assert (due - at < timedelta(days=1), due.hour, due.minute) == (True, 4, 0)
    assert actions.tick(joining=joining, label="voice", now=due) is None
    stage.seconds[0] += 10
    stage.office.receive_now(
        joining.round_bytes, browsers[0].seal("voice", "On reflection.", kind="replace"), is_later=True
    )
    board = actions.tick(joining=joining, label="voice", now=due)
    assert board is not None
    assert board.number == 2
    assert len(json.loads(bytes(board.written))["later"]) == 1
    release = queries.find_release(joining, "voice")
    assert release is not None
    assert release.root == bytes.fromhex(board.root)
    assert _appointment("ballots.tick") == due + timedelta(days=1)


@pytest.mark.parametrize("has_ended", [False, True])
def test_hidden_words_leave_the_boards_of_both_planes(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, has_ended: bool
) -> None:
    browsers = open_voice(joining, people, now=now)
    for number, browser in enumerate(browsers):
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", f"Statement {number}."))
    at = close_voice(joining, now=now)
    release = actions.release_scope(joining=joining, label="voice", context={}, now=at)
    if has_ended:
        actions.end(joining=joining, now=at)
        stage.office.destroy(joining.round_bytes)
    secret = browsers[0].secrets[0]
    pseudonym = messages.pseudonym_of(messages.public_key_of(secret.message))
    for _ in range(2):
        actions.leave_out(joining=joining, label="voice", pseudonyms=[pseudonym])
    board = queries.get_board(joining, "voice")
    assert bytes(board.written) == stage.office.board(joining.round_bytes, "voice")
    assert release.root == bytes.fromhex(board.root)
    assert queries.list_left_out(joining, "voice") == {pseudonym}
    rows = cast("list[dict[str, str]]", board.board["items"])
    shown = [encoding.from_base64url(one["body"]) for one in rows if "body" in one]
    assert (len(rows), len(shown)) == (12, 11)
    assert not any(b"Statement 0." in one for one in shown)


def test_a_box_that_lost_the_round_shows_no_words_and_is_no_reason_to_fail(
    joining: Joining, stage: Stage, people: "list[Member]", now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    browsers = open_voice(joining, people, now=now)
    for browser in browsers:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "Said."))
    at = close_voice(joining, now=now)
    actions.release_scope(joining=joining, label="voice", context={}, now=at)
    pseudonym = messages.pseudonym_of(messages.public_key_of(browsers[0].secrets[0].message))

    def refuse(code: str) -> None:
        def leave_out(*_given: object) -> None:
            raise box_problem(code)

        monkeypatch.setattr(stage.office, "leave_out", leave_out)

    refuse("round-unknown")
    actions.leave_out(joining=joining, label="voice", pseudonyms=[pseudonym])
    assert queries.list_left_out(joining, "voice") == {pseudonym}
    refuse("not-stored")
    with pytest.raises(Problem):
        actions.leave_out(joining=joining, label="voice", pseudonyms=[pseudonym])


def test_everybody_new_since_the_last_round_is_marked(
    prepare: Prepare, people: "list[Member]", now: datetime
) -> None:
    first = prepare(members=people[:10])
    assert not any(row.is_new for row in queries.list_rows(first))
    open_voice(first, people[:10], now=now)
    second = prepare()
    assert {row.name for row in queries.list_rows(second) if row.is_new} == {
        str(one.person) for one in people[10:]
    }


def test_rounds_use_the_better_pseudonym_only_if_everybody_can(
    prepare: Prepare, people: "list[Member]", stage: Stage, now: datetime
) -> None:
    for member in people:
        actions.note_capability(person=member.person, has_ed25519=True)
    assert prepare().alg == cards.ED25519
    actions.note_capability(person=people[0].person, has_ed25519=False)
    joining = prepare()
    assert joining.alg == cards.P256
    browsers = open_voice(joining, people, now=now)
    stage.office.receive_now(joining.round_bytes, browsers[0].seal("voice", "By the other curve."))


def test_readiness_names_those_who_lack_a_seal(joining: Joining, people: "list[Member]") -> None:
    for member in people[2:]:
        rehearsal.join(joining, member)
    ready = queries.readiness(joining)
    assert (ready.have, ready.eligible, ready.lacking) == (10, 12, ("Alice", "Lena"))
    assert not ready.everybody_is_in


def _appointment(kind: str) -> datetime:
    from breakthrough.background.models import Appointment

    at: datetime = Appointment.objects.get(kind=kind).at
    return at
