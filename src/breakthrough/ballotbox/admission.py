"""Which contributions of one group may be stored: pseudonyms are unique, and the highest seq counts.

Decided by the one writer, against what is stored and what the group itself brings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from breakthrough.ballotbox import checks, pending
from breakthrough.ballotbox.checks import Checked
from breakthrough.ballotbox.memory import Memory, Pending, last_words
from breakthrough.ballotbox.pending import Waiting
from breakthrough.ballotbox.problems import problem
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.rounds import Round
from breakthrough.kernel.problem import Problem


class Admission:
    """The decisions on one group. `staged` is what is to be committed, by round and handle."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._taken = dict[bytes, Counter[bytes]]()
        self._places = dict[bytes, bytes]()
        self._staged = dict[bytes, dict[bytes, Waiting]]()

    @property
    def staged(self) -> Mapping[bytes, Pending]:
        """What is to be committed."""
        return self._staged

    def decide(self, group: Sequence[Checked]) -> Sequence[Problem | None]:
        """Return for each contribution its refusal, or None where it is stored already or will be with this group."""
        return [self._decide_one(checked) for checked in group]

    def _decide_one(self, checked: Checked) -> Problem | None:
        try:
            waiting = self._admit(checked)
        except Problem as refusal:
            return refusal
        if waiting is not None:
            self._staged.setdefault(checked.round, {})[checked.handle] = waiting
            self._places[checked.handle] = checked.round
        return None

    def _admit(self, checked: Checked) -> Waiting | None:
        round_ = self._memory.rounds.get(checked.round)
        if round_ is None:
            raise problem("round-unknown")
        standing = round_.desks[checked.desk.key_id].standing
        checks.check_phase(standing, is_later=checked.is_later)
        last = self._last_of(checked)
        if last is None:
            self._take_place(checked, round_)
        else:
            envelope, seq = last
            if envelope == checked.envelope:
                return None
            if (envelope.message, envelope.key_id) != (checked.envelope.message, checked.envelope.key_id):
                raise problem("handle-reused")
            if checked.seq <= seq:
                raise problem("seq-too-low")
        return pending.wait(
            label=standing.scope.label,
            envelope=checked.envelope,
            handle=checked.handle,
            seq=checked.seq,
            is_later=checked.is_later,
            is_blank=checked.is_blank,
        )

    def _last_of(self, checked: Checked) -> tuple[Envelope, int] | None:
        """Return what the pseudonym said last, and its seq."""
        handle = checked.handle
        for waiting in (self._staged.get(checked.round, {}), self._memory.pending.get(checked.round, {})):
            if handle in waiting:
                return waiting[handle].envelope, waiting[handle].seq
        spoken = self._memory.spoken.get(handle)
        if checked.is_later:
            if spoken is None or not spoken.says_something:
                raise problem("not-open")
            return last_words(spoken), spoken.seq
        if spoken is not None or handle in self._memory.places or handle in self._places:
            raise problem("handle-reused")
        return None

    def _take_place(self, checked: Checked, round_: Round) -> None:
        """Count a contribution of its key; more than signatures given would mean that somebody can forge them."""
        key_id = checked.envelope.key_id
        if round_.id not in self._taken:
            waiting = self._memory.pending.get(round_.id, {}).values()
            self._taken[round_.id] = Counter(one.envelope.key_id for one in waiting)
        taken, opening = self._taken[round_.id], round_.desks[key_id].standing.opening
        if opening is None or taken[key_id] >= opening.issued.get(key_id, 0):
            raise problem("credential-invalid")
        taken[key_id] += 1
