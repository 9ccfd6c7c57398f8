"""What comes out of a closed scope: a board and a reading, or nothing. Ticks after release. And the end of a round."""

import json
import time
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from breakthrough.background import work
from breakthrough.background.work import Json
from breakthrough.ballotbox.protocol import encoding
from breakthrough.ballots import four_words, neighbours, queries, registry, rules
from breakthrough.ballots.actions import leaving_out, preparing, records
from breakthrough.ballots.models import (
    End,
    Hold,
    HoldEnd,
    IssuedCredential,
    Joining,
    Place,
    ReleasedBoard,
    Scope,
)
from breakthrough.ballots.plans import Release
from breakthrough.ballots.rules import Phase

if TYPE_CHECKING:
    from breakthrough.ballotbox.control import ReleaseState

END_HOLD = "ballots.end-hold"
TICK = "ballots.tick"
PAUSE_SECONDS = 0.3
TICK_HOUR = 4  # UTC, daily: the same hour for everybody's acts, whenever they were given

OnProgress = Callable[[float | None, str], None]


def release_scope(
    *,
    joining: Joining,
    label: str,
    context: Mapping[str, Json],
    now: datetime,
    on_progress: OnProgress = lambda _share, _words: None,
    pause: Callable[[float], None] = time.sleep,
) -> Release:
    """Return what came out of a closed scope, waiting for the box to count. Called in a job; asking again is fine.

    Whatever `on_progress` raises (a job that is stopped) stops the counting too.
    """
    done = queries.find_release(joining, label)
    if done is not None:
        return done
    rules.check_may_release(queries.phase(joining, label))
    box = neighbours.get_box()
    state = box.release_scope(joining.round_bytes, label, context=context)
    try:
        while state.state == "counting":
            on_progress(state.share, state.words)
            pause(PAUSE_SECONDS)
            state = box.release_scope(joining.round_bytes, label, context=context)
    except BaseException:
        box.cancel_release(joining.round_bytes, label)
        raise
    return _keep(joining, label, state, now=now)


@transaction.atomic
def tick(*, joining: Joining, label: str, is_between: bool = False, now: datetime) -> ReleasedBoard | None:
    """Publish together what authors did since the last board, or return None if nothing came.

    `is_between` is for a room in which people sit together: a tick between the daily ones that shows K acts or none (decision 19).
    """
    held = records.hold(joining)
    scope = queries.get_scope(held, label)
    if queries.phase_of(scope) is not Phase.RELEASED:
        return None
    hidden = queries.list_left_out(held, label)
    if hidden:  # said again at every tick, so that no box that missed it brings the words back
        leaving_out.tell_box(held, label, hidden)
    written = neighbours.get_box().tick(held.round_bytes, label, is_between=is_between)
    if held.ticks == "daily" and not is_between:
        _appoint_tick(held, scope, now=now)
    if written is None:
        return None
    board = _store_board(scope, written, reading=None, now=now)
    records.note(
        held,
        "sealed.ticked",
        actor=None,
        now=now,
        facts={"label": label, "root": board.root, "words": board.words},
    )
    registry.tell(held, label, "released", now)
    return board


@transaction.atomic
def end_hold(*, joining: Joining, label: str, now: datetime) -> None:
    """Delete what a held scope kept; twice changes nothing."""
    held = records.hold(joining)
    hold = getattr(queries.get_scope(held, label), "hold", None)
    if hold is None or hasattr(hold, "end"):
        return
    HoldEnd.objects.create(hold=hold, at=now)
    records.note(held, "sealed.hold_ended", actor=None, now=now, facts={"label": label})
    neighbours.get_box().end_scope_hold(held.round_bytes, label)


@transaction.atomic
def end(*, joining: Joining, now: datetime) -> None:
    """End the round: rows of credentials, vectors and keys are deleted, on both planes. Twice changes nothing.

    A round that never opened is given up instead, and one that is still under way goes on.
    """
    held = records.hold(joining)
    if hasattr(held, "end") or hasattr(held, "voiding"):
        return
    phases = {queries.phase_of(scope) for scope in queries.list_scopes(held)}
    if phases == {Phase.JOINING}:
        preparing.void(joining=held, actor=None, now=now)
        return
    if phases & {Phase.OPEN, Phase.CLOSING, Phase.CLOSED}:
        appoint_end(held, now=now)
        return
    End.objects.create(joining=held, at=now)
    IssuedCredential.objects.filter(key__scope__joining=held).delete()
    for scope in queries.list_scopes(held):
        work.cancel_appointment(_tick_key(scope))
    records.note(held, "sealed.ended", actor=None, now=now)
    registry.tell(held, "", "ended", now)
    preparing.destroy_keys(held)
    preparing.forget_at_box(held, now=now)


def appoint_end(joining: Joining, *, now: datetime) -> None:
    """Set or move the end of the round: so many days after the last release."""
    work.appoint(
        preparing.END,
        {"joining": str(joining.pk)},
        key=preparing.end_key(joining),
        at=rules.due_end(keep_days=joining.keep_days, now=now),
    )


@transaction.atomic
def _keep(joining: Joining, label: str, state: "ReleaseState", *, now: datetime) -> Release:
    held = records.hold(joining)
    done = queries.find_release(held, label)
    if done is not None:
        return done
    scope = queries.get_scope(held, label)
    if state.state == "held" or state.board is None:
        _keep_hold(held, scope, now=now)
    else:
        board = _store_board(scope, state.board, reading=state.reading, now=now)
        facts = {"label": label, "root": board.root, "words": board.words}
        records.note(held, "sealed.released", actor=None, now=now, facts=facts)
        if scope.kind == "text" and held.ticks == "daily":
            _appoint_tick(held, scope, now=now)
        registry.tell(held, label, "released", now)
    appoint_end(held, now=now)
    found = queries.find_release(held, label)
    assert found is not None  # noqa: S101 (made above)
    return found


def _keep_hold(joining: Joining, scope: Scope, *, now: datetime) -> None:
    Hold.objects.create(scope=scope, at=now, deletes_at=now + rules.HOLD)
    work.appoint(
        END_HOLD,
        {"joining": str(joining.pk), "label": scope.label},
        key=f"{END_HOLD}:{joining.pk}:{scope.label}",
        at=now + rules.HOLD,
    )
    records.note(joining, "sealed.held", actor=None, now=now, facts={"label": scope.label})
    registry.tell(joining, scope.label, "held", now)


def _store_board(scope: Scope, written: bytes, *, reading: Json, now: datetime) -> ReleasedBoard:
    shown = json.loads(written)
    root = encoding.from_base64url(shown["root"])
    rules.check_board(
        _count_board(scope, shown),
        quota=scope.quota,
        members=Place.objects.filter(joining=scope.joining_id).count(),
    )
    return ReleasedBoard.objects.create(
        scope=scope,
        number=scope.boards.count() + 1,
        written=written,
        root=root.hex(),
        words=four_words.words_of(root),
        reading=reading,
        at=now,
    )


def _count_board(scope: Scope, shown: Mapping[str, Any]) -> list[rules.KeyCounts]:
    """Count a board by key; what stands under a key that the scope does not have was issued to nobody."""
    items = Counter(item["key"] for item in shown["items"])
    keys = {encoding.to_base64url(bytes.fromhex(key.key_id)): key for key in scope.keys.all()}
    return [
        rules.KeyCounts(
            items=items[name],
            issued=shown["issued"].get(name, 0),
            told=(keys[name].issued or 0) if name in keys else 0,
            eligible=keys[name].eligible if name in keys else 0,
        )
        for name in {*items, *keys, *shown["issued"]}
    ]


def _appoint_tick(joining: Joining, scope: Scope, *, now: datetime) -> None:
    due = now.replace(hour=TICK_HOUR, minute=0, second=0, microsecond=0)
    work.appoint(
        TICK,
        {"joining": str(joining.pk), "label": scope.label},
        key=_tick_key(scope),
        at=due if due > now else due + timedelta(days=1),
    )


def _tick_key(scope: Scope) -> str:
    return f"{TICK}:{scope.joining_id}:{scope.label}"
