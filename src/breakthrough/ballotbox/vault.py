"""The state of the box, in memory and in its store, changed by one writer: first it is committed, then it holds.

Every change that shows or deletes something replaces the round's pending key, so that older copies of the sealed value (in
write-ahead logs, dead rows, snapshots) cannot be opened any more. A failed commit leaves the memory as it was; since nobody
knows then what the store did, the next change begins by reading everything again.

Longer than most: everything that may change is here, so that what happens between lock and commit can be read in one place.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from cryptography.exceptions import InvalidTag

from breakthrough.ballotbox import pending, rounds
from breakthrough.ballotbox.admission import Admission
from breakthrough.ballotbox.checks import Checked
from breakthrough.ballotbox.keys import KeyFolder
from breakthrough.ballotbox.memory import Memory, Pending, Spoken, leave_out, speak
from breakthrough.ballotbox.pending import Draw, Sealed, Waiting
from breakthrough.ballotbox.problems import problem
from breakthrough.ballotbox.protocol import leaving_out
from breakthrough.ballotbox.protocol.board import Board, Envelope, Json, LaterAct, write_board
from breakthrough.ballotbox.rounds import Opening, Phase, Round, Standing
from breakthrough.ballotbox.stores import rows
from breakthrough.ballotbox.stores.store import Store, StoreFailed
from breakthrough.kernel.problem import Problem

logger = logging.getLogger(__name__)


class Vault:
    """The state. `draw` returns random bytes. Any thread may call; one at a time is inside."""

    def __init__(self, *, store: Store, keys: KeyFolder, draw: Draw) -> None:
        self._store = store
        self._keys = keys
        self._draw = draw
        self._lock = threading.RLock()
        self._memory = Memory()
        self._is_fresh = False

    # Reading; these look at memory only and wait for nobody.

    @property
    def is_ready(self) -> bool:
        """Whether this process is the writer and knows what the store holds."""
        return self._is_fresh

    def find_round(self, round_: bytes) -> Round | None:
        """Return a round the box serves."""
        return self._memory.rounds.get(round_)

    def list_rounds(self) -> Sequence[Round]:
        """Return all rounds the box serves."""
        return list(self._memory.rounds.values())

    def list_waiting(self, round_: bytes, label: str) -> Sequence[Waiting]:
        """Return what waits for the release of a scope."""
        waiting = self._memory.pending.get(round_, {})
        return [one for one in waiting.values() if one.label == label and not one.is_later]

    def knows_credential(self, round_: bytes, handle: bytes, envelope: Envelope) -> bool:
        """Say whether exactly this credential was verified before."""
        waiting = self._memory.pending.get(round_, {}).get(handle)
        return waiting is not None and (waiting.envelope.message, waiting.envelope.signature) == (
            envelope.message,
            envelope.signature,
        )

    def is_stored(self, checked: Checked) -> bool:
        """Say whether exactly these bytes are stored already."""
        waiting = self._memory.pending.get(checked.round, {}).get(checked.handle)
        return waiting is not None and waiting.envelope == checked.envelope

    # Taking up and giving back.

    def refresh(self) -> None:
        """Read everything again if the last change failed; raises `not-stored` where that fails too."""
        with self._lock, self._trusting():
            pass

    def take_up(self) -> None:
        """Become the writer and read everything; raises `StoreFailed`, or `StandBy` where another process writes."""
        with self._lock:
            self._read()

    def close(self) -> None:
        """Let go of the store; another process may take over."""
        with self._lock:
            self._is_fresh = False
            self._store.close()

    # Contributions.

    def store_group(self, group: Sequence[Checked]) -> Sequence[Problem | None]:
        """Store what may be stored, in one commit; return for each its refusal, or None where it is durable now."""
        with self._lock:
            try:
                self._refresh()
                admission = Admission(self._memory)
                ends = admission.decide(group)
                if admission.staged:
                    self._commit_contributions(admission.staged)
            except StoreFailed as failure:
                self._distrust(failure)
                return [problem("not-stored") for _ in group]
        return ends

    def cover(self, round_: bytes) -> None:
        """Commit the same set under a new nonce, which looks from outside like a contribution."""
        with self._lock, self._trusting():
            if round_ in self._memory.pending:
                self._commit_contributions({round_: {}})

    # Phases.

    def publish(self, card: bytes) -> None:
        """Serve a card from now on; raises `Malformed`, or `round-frozen` where the round has another one."""
        made = rounds.open_round(card)
        with self._lock, self._trusting():
            known = self._memory.rounds.get(made.id)
            if known is not None:
                if known.written != card:
                    raise problem("round-frozen")
                return
            key = self._draw(pending.KEY_LENGTH)
            sealed = pending.seal((), round_=made.id, key=key, capacity=made.capacity, draw=self._draw)
            self._keys.put_next(made.id, key)
            with self._store.transaction():
                rows.add_round(
                    self._store, round_=made.id, card=card, sealed=sealed, labels=list(made.standings)
                )
            self._keys.settle(made.id, key)
            self._memory.rounds[made.id] = made
            self._remember(made.id, {}, sealed, key)

    def open_scope(self, round_: Round, label: str, opening: Opening) -> None:
        """Take contributions of a scope from now on."""
        self._turn(round_, label, Phase.OPEN, opening=opening)

    def close_scope(self, round_: Round, label: str) -> None:
        """Take no more contributions of a scope: whoever has no answer by now gets a refusal."""
        self._turn(round_, label, Phase.CLOSED)

    def hold(self, round_: Round, label: str) -> None:
        """Show nothing of a scope; what was given stays sealed until `forget_held`."""
        self._turn(round_, label, Phase.HELD)

    def forget_held(self, round_: Round, label: str) -> None:
        """Delete what a held scope kept."""
        self._turn(round_, label, Phase.ENDED, keep=lambda one: one.label != label, new_key=True)

    def release(self, round_: Round, label: str, *, waiting: Sequence[Waiting], results: Json) -> bytes:
        """Show a scope: what waits becomes rows and a board, in one transaction; return the board.

        `waiting` is what the gate and the tally saw; raises `phase-order` where it is not what waits now.
        """
        with self._lock, self._trusting():
            if {one.packed for one in waiting} != {one.packed for one in self.list_waiting(round_.id, label)}:
                raise problem("phase-order")
            envelopes = [_kept(one) for one in waiting]
            written = b""

            def write_rows(standing: Standing) -> None:
                nonlocal written
                rows.add_released(self._store, round_=round_.id, label=label, envelopes=envelopes)
                written = self._put_board(round_, standing, envelopes, (), results)

            self._turn(
                round_,
                label,
                Phase.RELEASED,
                keep=lambda one: one.label != label or one.is_later,
                new_key=True,
                also=write_rows,
            )
            for one, envelope in zip(waiting, envelopes, strict=True):
                self._memory.spoken[one.handle] = Spoken(rows.Released(round_.id, label, envelope), one.seq)
            return written

    def tick(self, round_: Round, label: str, *, at_least: int) -> bytes | None:
        """Show the acts that wait since the last tick, if there are `at_least` so many; return the new board or None."""
        with self._lock, self._trusting():
            waiting = self._memory.pending.get(round_.id, {}).values()
            acts = [_later_act(one) for one in waiting if one.label == label and one.is_later]
            if not acts or len(acts) < at_least:
                return None
            spoken = self._with_acts(round_, label, acts)
            written = b""

            def write_rows(standing: Standing) -> None:
                nonlocal written
                silent = {act.handle for act in acts if not spoken[act.handle].says_something}
                rows.forget_texts(self._store, silent)
                rows.add_later(self._store, acts)
                envelopes = [one.released.envelope for one in spoken.values()]
                later = [act for one in spoken.values() for act in one.later]
                written = self._put_board(round_, standing, envelopes, later, None)

            self._turn(
                round_,
                label,
                Phase.RELEASED,
                keep=lambda one: one.label != label or not one.is_later,
                new_key=True,
                also=write_rows,
            )
            self._memory.spoken.update(spoken)
            return written

    def leave_out(self, round_: Round, label: str, handles: Collection[bytes]) -> None:
        """Delete the words of these pseudonyms from a released scope: on its board, in rows, and in acts that wait.

        The board keeps its number, order and root. Works on the board alone once the round has been destroyed.
        """
        with self._lock, self._trusting():
            boards = [
                (release, written, leaving_out.rewrite(written, handles))
                for release, written in rows.list_boards(self._store, round_=round_.id, label=label)
            ]
            spoken = {
                handle: leave_out(one)
                for handle in handles
                if (one := self._memory.spoken.get(handle)) is not None
                and (one.released.round, one.released.label) == (round_.id, label)
            }
            waiting = self._memory.pending.get(round_.id, {})
            if all(before == after for _, before, after in boards) and waiting.keys().isdisjoint(spoken):
                return

            def write_rows(_: Standing) -> None:
                rows.leave_out_texts(self._store, spoken)
                for release, before, after in boards:
                    if before != after:
                        rows.rewrite_board(
                            self._store, round_=round_.id, label=label, release=release, written=after
                        )

            standing = self._memory.rounds[round_.id].standings[label]
            if standing.phase is Phase.RELEASED:
                self._turn(
                    round_,
                    label,
                    Phase.RELEASED,
                    keep=lambda one: one.handle not in spoken,
                    new_key=True,
                    also=write_rows,
                )
            else:
                with self._store.transaction():
                    write_rows(standing)
            self._memory.spoken.update(spoken)

    def destroy(self, round_: Round) -> None:
        """Delete everything of a round but the boards of released texts."""
        with self._lock, self._trusting():
            round_ = self._memory.rounds[round_.id]
            handles = [
                handle for handle, one in self._memory.spoken.items() if one.released.round == round_.id
            ]
            with self._store.transaction():
                rows.drop_contributions(self._store, round_=round_.id, handles=handles)
                for standing in round_.standings.values():
                    if standing.scope.kind == "vector":
                        rows.drop_boards(self._store, round_=round_.id, label=standing.scope.label)
                    rows.put_standing(
                        self._store, round_=round_.id, standing=replace(standing, phase=Phase.ENDED)
                    )
            self._keys.drop(round_.id)
            for standing in round_.standings.values():
                standing.phase = Phase.ENDED
            for handle in [*handles, *self._memory.pending.get(round_.id, {})]:
                self._memory.spoken.pop(handle, None)
                self._memory.places.pop(handle, None)
            for kept in (self._memory.pending, self._memory.nonces, self._memory.keys):
                kept.pop(round_.id, None)

    def find_board(self, round_: bytes, label: str) -> bytes | None:
        """Return the newest board of a scope."""
        with self._lock, self._trusting():
            return rows.find_board(self._store, round_=round_, label=label)

    def _with_acts(self, round_: Round, label: str, acts: Sequence[LaterAct]) -> dict[bytes, Spoken]:
        spoken = {
            handle: Spoken(one.released, one.seq, list(one.later))
            for handle, one in self._memory.spoken.items()
            if (one.released.round, one.released.label) == (round_.id, label)
        }
        for act in acts:
            speak(spoken[act.handle], act)
        return spoken

    # Committing.

    def _commit_contributions(self, staged: Mapping[bytes, Pending]) -> None:
        merged = {round_: {**self._memory.pending[round_], **fresh} for round_, fresh in staged.items()}
        sealed = {round_: self._seal(round_, waiting) for round_, waiting in merged.items()}
        with self._store.transaction():
            for round_, value in sealed.items():
                rows.replace_pending(
                    self._store, round_=round_, sealed=value, last_nonce=self._memory.nonces[round_]
                )
        for round_, value in sealed.items():
            self._remember(round_, merged[round_], value, self._memory.keys[round_])

    def _turn(
        self,
        round_: Round,
        label: str,
        phase: Phase,
        *,
        opening: Opening | None = None,
        keep: Callable[[Waiting], bool] = lambda _: True,
        new_key: bool = False,
        also: Callable[[Standing], None] = lambda _: None,
    ) -> None:
        """Move a scope to `phase`; what `keep` refuses leaves the sealed value; `also` writes in the same transaction."""
        with self._lock, self._trusting():
            round_ = self._memory.rounds[round_.id]  # reading everything again makes another
            standing = round_.standings[label]
            turned = replace(standing, phase=phase, opening=opening or standing.opening)
            after = replace(round_, standings={**round_.standings, label: turned})
            waiting = {handle: one for handle, one in self._memory.pending[round_.id].items() if keep(one)}
            key = self._draw(pending.KEY_LENGTH) if new_key else self._memory.keys[round_.id]
            sealed = self._seal(round_.id, waiting, key=key, capacity=after.capacity)
            if new_key:
                self._keys.put_next(round_.id, key)
            with self._store.transaction():
                also(turned)
                rows.put_standing(self._store, round_=round_.id, standing=turned)
                rows.replace_pending(
                    self._store, round_=round_.id, sealed=sealed, last_nonce=self._memory.nonces[round_.id]
                )
            if new_key:
                self._keys.settle(round_.id, key)
            standing.phase, standing.opening = turned.phase, turned.opening
            self._remember(round_.id, waiting, sealed, key)

    def _seal(
        self, round_: bytes, waiting: Pending, *, key: bytes | None = None, capacity: int | None = None
    ) -> Sealed:
        return pending.seal(
            waiting.values(),
            round_=round_,
            key=key or self._memory.keys[round_],
            capacity=self._memory.rounds[round_].capacity if capacity is None else capacity,
            draw=self._draw,
        )

    def _remember(self, round_: bytes, waiting: Pending, sealed: Sealed, key: bytes) -> None:
        before = self._memory.pending.get(round_, {})
        if len(waiting) < len(before):
            for handle in before.keys() - waiting.keys():
                self._memory.places.pop(handle, None)
        self._memory.places.update(dict.fromkeys(waiting.keys() - before.keys(), round_))
        self._memory.pending[round_], self._memory.nonces[round_], self._memory.keys[round_] = (
            waiting,
            sealed.nonce,
            key,
        )

    def _put_board(
        self,
        round_: Round,
        standing: Standing,
        envelopes: Sequence[Envelope],
        later: Sequence[LaterAct],
        results: Json,
    ) -> bytes:
        label, shows_texts = standing.scope.label, standing.scope.kind == "text"
        number = rows.count_releases(self._store, round_=round_.id, label=label) + 1
        shown = envelopes if shows_texts else [replace(envelope, body=None) for envelope in envelopes]
        issued = standing.opening.issued if standing.opening else {}
        board = Board(round_.written, label, number, issued, shown, later, results)
        written = write_board(board)
        rows.put_board(
            self._store, round_=round_.id, label=label, release=number, root=board.root, written=written
        )
        return written

    # Trusting the memory.

    @contextmanager
    def _trusting(self) -> Iterator[None]:
        try:
            self._refresh()
            yield
        except StoreFailed as failure:
            self._distrust(failure)
            raise problem("not-stored") from failure

    def _refresh(self) -> None:
        if not self._is_fresh:
            self._read()

    def _distrust(self, failure: StoreFailed) -> None:
        self._is_fresh = False
        logger.warning("The box could not write to its store: %s", failure)

    def _read(self) -> None:
        self._store.take_up()
        memory = Memory()
        kept = dict[bytes, dict[str, tuple[Phase, Opening | None]]]()
        for round_, label, phase, opening in rows.list_scopes(self._store):
            kept.setdefault(round_, {})[label] = (phase, opening)
        for card in rows.list_cards(self._store):
            made = rounds.open_round(card)
            memory.rounds[made.id] = rounds.open_round(card, kept.get(made.id))
        for released in rows.list_released(self._store):
            memory.spoken[released.envelope.pseudonym] = Spoken(released, rows.seq_of(released.envelope))
        for act in sorted(rows.list_later(self._store), key=lambda act: act.seq):
            speak(memory.spoken[act.handle], act)
        self._memory = memory
        for round_, sealed in list(rows.list_pending(self._store)):
            self._read_pending(round_, sealed)
        self._is_fresh = True

    def _read_pending(self, round_: bytes, sealed: Sealed) -> None:
        candidates = self._keys.candidates(round_)
        for key in candidates:
            try:
                waiting = pending.unseal(sealed, round_=round_, key=key)
            except InvalidTag:
                continue
            self._keys.settle(round_, key)
            self._remember(round_, waiting, sealed, key)
            return
        if candidates:
            raise StoreFailed("no pending key opens what the store holds")
        # The keys lay in memory that is gone: what waited is lost, and every client sends it again.
        logger.warning("A pending key is gone; clients send again what waited under it.")
        key = self._draw(pending.KEY_LENGTH)
        fresh = self._seal(round_, {}, key=key)
        self._keys.put_next(round_, key)
        with self._store.transaction():
            rows.replace_pending(self._store, round_=round_, sealed=fresh, last_nonce=sealed.nonce)
        self._keys.settle(round_, key)
        self._remember(round_, {}, fresh, key)


def _kept(one: Waiting) -> Envelope:
    return replace(one.envelope, body=None) if one.is_blank else one.envelope


def _later_act(one: Waiting) -> LaterAct:
    return LaterAct(one.handle, one.seq, one.envelope.head, one.envelope.act, one.envelope.body)
