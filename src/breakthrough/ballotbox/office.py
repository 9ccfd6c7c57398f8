"""The control plane: what the people side may ask of the box, and the way in for contributions.

The box works the same whether the office is called by a test, by the control socket or by the dispatcher's process: its
methods may be called from any thread, and only `receive` needs an event loop. Long, because it is one list of all that may be asked.
"""

import json
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from breakthrough.ballotbox import checks, gate, requests
from breakthrough.ballotbox.checks import Checked
from breakthrough.ballotbox.pace import Clock, Pace
from breakthrough.ballotbox.pending import Waiting
from breakthrough.ballotbox.problems import problem
from breakthrough.ballotbox.protocol.board import Json
from breakthrough.ballotbox.protocol.encoding import Malformed
from breakthrough.ballotbox.rounds import Opening, Phase, Round, Standing
from breakthrough.ballotbox.tally import Counted, Failed, Progress, Tally, tally_task
from breakthrough.ballotbox.vault import Vault
from breakthrough.ballotbox.writer import Writer

SECONDS_BETWEEN_WORDS = 30.0  # how often what is said about an open room may change

AFTER_OPENING = frozenset({Phase.CLOSED, Phase.RELEASED, Phase.HELD, Phase.ENDED})


@dataclass(frozen=True, slots=True)
class ReleaseState:
    """How far a release is. `share` is None where nothing is counted; `board` is BOARD.json; `reading` is what a tally found."""

    state: Literal["counting", "released", "held"]
    share: float | None = None
    words: str = ""
    board: bytes | None = None
    reading: Json = None


class Office:
    """Everything the box does. `clock` gives seconds from any start; `tally_command` counts vectors."""

    def __init__(self, *, vault: Vault, clock: Clock, tally_command: Sequence[str] = ()) -> None:
        self._vault = vault
        self._clock = clock
        self._tally_command = tally_command
        self._pace = Pace(clock)
        self._writer = Writer(vault.store_group)
        self._tallies = dict[tuple[bytes, str], Tally]()
        self._told = dict[tuple[bytes, str], tuple[float, int]]()
        self._lock = threading.RLock()

    # Contributions.

    @property
    def is_ready(self) -> bool:
        """Whether contributions can be stored."""
        return self._vault.is_ready

    async def receive(self, round_: bytes, raw: bytes, *, is_later: bool = False) -> None:
        """Return once the contribution in a request is durable; raises its Problem."""
        checked = self._check(round_, raw, is_later=is_later)
        await self._writer.store(checked)
        self._pace.note(checked.handle)

    def receive_now(self, round_: bytes, raw: bytes, *, is_later: bool = False) -> None:
        """Do what `receive` does, without an event loop."""
        checked = self._check(round_, raw, is_later=is_later)
        (refusal,) = self._vault.store_group([checked])
        if refusal is not None:
            raise refusal
        self._pace.note(checked.handle)

    def card(self, round_: bytes) -> bytes:
        """Return the card of a round; raises `round-unknown`."""
        return self._round(round_).written

    def board(self, round_: bytes, label: str) -> bytes:
        """Return the newest board of a scope; raises `round-unknown` or `not-released`."""
        self._round(round_)
        board = self._vault.find_board(round_, label)
        if board is None:
            raise problem("not-released")
        return board

    # The people side. See `control.Box` for what each promises.

    def publish(self, card: bytes) -> None:
        """Serve a card from now on. The same card again changes nothing; raises `card-invalid` or `round-frozen`."""
        try:
            self._vault.publish(card)
        except Malformed as error:
            raise problem("card-invalid") from error

    def open_scope(
        self, round: bytes, label: str, *, issued: Mapping[bytes, int], root: bytes | None
    ) -> None:
        """Take contributions from now on. `issued` counts the signatures given under each key: people times quota.

        `root` names what vectors answer, None for texts. Raises `too-few-joined` where a key has fewer than k people.
        Opening again changes nothing; with other counts it is taken only while nobody has spoken: the people side may
        have opened here and then failed to write it down, so that somebody joined after all.
        """
        round_, standing = self._standing(round, label)
        opening = Opening(dict(issued), root)
        if standing.phase is Phase.OPEN and standing.opening == opening:
            return
        if standing.phase is not Phase.OPEN or self._vault.list_waiting(round, label):
            self._expect(standing, Phase.JOINING)
        _check_opening(opening, standing, k=round_.card.k)
        self._vault.open_scope(round_, label, opening)

    def close_scope(self, round: bytes, label: str) -> None:
        """Take nothing more. A scope that is closed already stays as it is."""
        round_, standing = self._standing(round, label)
        if standing.phase in AFTER_OPENING:
            return
        self._expect(standing, Phase.OPEN)
        self._vault.close_scope(round_, label)

    def progress(self, round: bytes, label: str) -> int | None:
        """Return how many contributions an open room has, in whole steps of K that change every 30 seconds at most; else None."""
        round_, standing = self._standing(round, label)
        if round_.card.mode != "room" or standing.phase is not Phase.OPEN:
            return None
        with self._lock:
            told = self._told.get((round, label))
            if told is None or self._clock() - told[0] >= SECONDS_BETWEEN_WORDS:
                count = sum(not one.is_blank for one in self._vault.list_waiting(round, label))
                told = self._clock(), gate.rounded_down(count, gate=standing.scope.gate_number(round_.card.k))
                self._told[round, label] = told
            return told[1]

    def release_scope(self, round: bytes, label: str, *, context: Mapping[str, Json]) -> ReleaseState:
        """Release a closed scope, or say how far that is; ask again until it is no longer counting.

        Raises `tally-failed` once where a tally did not end well; asking again starts it anew.
        """
        round_, standing = self._standing(round, label)
        if standing.phase is Phase.CLOSED:
            with self._lock:
                self._begin_release(round_, standing, context)
        match standing.phase:
            case Phase.CLOSED:
                return self._counting(round, label)
            case Phase.HELD:
                return ReleaseState("held", words=gate.HELD_WORDS)
            case Phase.RELEASED:
                board = self.board(round, label)
                return ReleaseState("released", board=board, reading=json.loads(board)["results"])
        raise problem("phase-order")

    def cancel_release(self, round: bytes, label: str) -> None:
        """Stop counting; the scope stays closed and can be released later."""
        tally = self._tallies.pop((round, label), None)
        if tally is not None:
            tally.cancel()

    def tick(self, round: bytes, label: str, *, is_between: bool = False) -> bytes | None:
        """Publish what authors did with their texts since the last tick; return the new board, or None if nothing waits.

        `is_between` is for a tick between the announced hours: it shows K acts together, or none.
        """
        round_, standing = self._standing(round, label)
        self._expect(standing, Phase.RELEASED)
        is_gated = is_between or round_.card.ticks == "many"
        at_least = standing.scope.gate_number(round_.card.k) if is_gated else 1
        return self._vault.tick(round_, label, at_least=at_least)

    def leave_out(self, round: bytes, label: str, handles: Collection[bytes]) -> None:
        """Leave the words of these pseudonyms out of a released board of texts, for good; doing it twice changes nothing.

        Whoever is left out can no longer act on what they said. Once the round has ended, only its board is left to rewrite.
        """
        round_, standing = self._standing(round, label)
        if standing.scope.kind != "text" or standing.phase not in {Phase.RELEASED, Phase.ENDED}:
            raise problem("phase-order")
        self._vault.leave_out(round_, label, frozenset(handles))

    def end_scope_hold(self, round: bytes, label: str) -> None:
        """Delete what a held scope kept."""
        round_, standing = self._standing(round, label)
        if standing.phase is Phase.ENDED:
            return
        self._expect(standing, Phase.HELD)
        self._vault.forget_held(round_, label)

    def destroy(self, round: bytes) -> None:
        """Delete all of a round but the boards of released texts; a round that is unknown or ended stays as it is."""
        round_ = self._vault.find_round(round)
        if round_ is None or all(standing.phase is Phase.ENDED for standing in round_.standings.values()):
            return
        for label in round_.standings:
            self.cancel_release(round, label)
        self._vault.destroy(round_)

    # The life of the process.

    def take_up(self) -> None:
        """Become the box that writes; raises `StandBy` where another process does."""
        self._vault.take_up()

    def list_open_rounds(self) -> Sequence[bytes]:
        """Return the rounds that take contributions now."""
        return [
            round_.id
            for round_ in self._vault.list_rounds()
            if any(standing.phase is Phase.OPEN for standing in round_.standings.values())
        ]

    def list_listening_rounds(self) -> Sequence[bytes]:
        """Return the rounds that take nothing new but what authors do with texts that are shown."""
        return [
            round_.id
            for round_ in self._vault.list_rounds()
            if all(standing.phase is not Phase.OPEN for standing in round_.standings.values())
            and any(
                standing.phase is Phase.RELEASED and standing.scope.kind == "text"
                for standing in round_.standings.values()
            )
        ]

    def cover(self, round_: bytes) -> None:
        """Commit what a round keeps once more, unchanged."""
        self._vault.cover(round_)

    def close(self) -> None:
        """Stop every tally and let go of the store."""
        for tally in list(self._tallies.values()):
            tally.cancel()
        self._vault.close()

    # Parts.

    def _check(self, round_: bytes, raw: bytes, *, is_later: bool) -> Checked:
        envelope = requests.read_request(raw)
        checked = checks.check(
            envelope,
            size=len(raw),
            round_=self._round(round_),
            is_later=is_later,
            knows=lambda handle, envelope: self._vault.knows_credential(round_, handle, envelope),
        )
        if self._pace.is_too_quick(checked.handle) and not self._vault.is_stored(checked):
            raise problem("slow-down")
        return checked

    def _round(self, round_: bytes) -> Round:
        found = self._vault.find_round(round_)
        if found is None:
            raise problem("round-unknown")
        return found

    def _standing(self, round_: bytes, label: str) -> tuple[Round, Standing]:
        self._vault.refresh()
        found = self._round(round_)
        if label not in found.standings:
            raise problem("scope-unknown")
        return found, found.standings[label]

    def _expect(self, standing: Standing, phase: Phase) -> None:
        if standing.phase is not phase:
            raise problem("phase-order")

    def _begin_release(self, round_: Round, standing: Standing, context: Mapping[str, Json]) -> None:
        label = standing.scope.label
        if (round_.id, label) in self._tallies:
            return
        waiting = self._vault.list_waiting(round_.id, label)
        cells = {key_id: desk.cell.number for key_id, desk in round_.desks.items()}
        counts = dict.fromkeys((cell.number for cell in standing.scope.cells), 0)
        for one in waiting:
            counts[cells[one.envelope.key_id]] += not one.is_blank
        pattern = gate.find_pattern(counts, gate=standing.scope.gate_number(round_.card.k))
        if pattern is None:
            self._vault.hold(round_, label)
        elif standing.scope.kind == "text":
            self._vault.release(round_, label, waiting=waiting, results=None)
        else:
            task = tally_task(round_, label, waiting, cells, pattern, context)
            self._tallies[round_.id, label] = tally = Tally(
                self._tally_command, task, on_end=lambda end: self._end_tally(round_, label, waiting, end)
            )
            tally.start()

    def _end_tally(
        self, round_: Round, label: str, waiting: Sequence[Waiting], end: Counted | Failed
    ) -> None:
        if isinstance(end, Counted):
            self._vault.release(round_, label, waiting=waiting, results=end.reading)
            self._tallies.pop((round_.id, label), None)

    def _counting(self, round_: bytes, label: str) -> ReleaseState:
        tally = self._tallies.get((round_, label))
        if tally is not None and tally.has_failed:
            del self._tallies[round_, label]
            raise problem("tally-failed")
        progress = tally.state if tally is not None and isinstance(tally.state, Progress) else Progress()
        return ReleaseState("counting", share=progress.share, words=progress.words)


def _check_opening(opening: Opening, standing: Standing, *, k: int) -> None:
    scope = standing.scope
    cells = {cell.key_id: cell for cell in scope.cells}
    if opening.issued.keys() != cells.keys() or (opening.root is None) is not (scope.kind == "text"):
        raise problem("wrong-number-of-messages")
    for key_id, count in opening.issued.items():
        if count % scope.quota or count > cells[key_id].eligible * scope.quota:
            raise problem("wrong-number-of-messages")
        if count < k * scope.quota:
            raise problem("too-few-joined")
