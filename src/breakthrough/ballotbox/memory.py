"""What the store holds, in the clear: rounds, what waits, and what was said on boards. Only the vault changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from breakthrough.ballotbox.pending import Waiting
from breakthrough.ballotbox.protocol import bodies
from breakthrough.ballotbox.protocol.board import LEFT_OUT, Envelope, LaterAct
from breakthrough.ballotbox.rounds import Round
from breakthrough.ballotbox.stores.rows import Released

Pending = Mapping[bytes, Waiting]  # by handle


@dataclass(slots=True)
class Spoken:
    """A pseudonym on a board: what it gave, what it said since, and the last seq."""

    released: Released
    seq: int
    later: list[LaterAct] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether there is a text that its author can still act on: no blank, not withdrawn, not hidden."""
        return bool(self.released.envelope.body)


@dataclass(slots=True)
class Memory:
    """What the store holds, in the clear. `nonces` are those of the values this process wrote or read last."""

    rounds: dict[bytes, Round] = field(default_factory=dict)
    pending: dict[bytes, Pending] = field(default_factory=dict)
    nonces: dict[bytes, bytes] = field(default_factory=dict)
    keys: dict[bytes, bytes] = field(default_factory=dict)
    spoken: dict[bytes, Spoken] = field(default_factory=dict)
    places: dict[bytes, bytes] = field(default_factory=dict)  # handle of what waits -> round


def last_words(spoken: Spoken) -> Envelope:
    """Return what a pseudonym said last, in the form of a contribution."""
    first = spoken.released.envelope
    if not spoken.later:
        return first
    last = spoken.later[-1]
    return replace(first, head=last.head, act=last.act, body=last.body)


def speak(spoken: Spoken, act: LaterAct) -> None:
    """Add an act; a withdrawal takes the words of everything before it."""
    spoken.seq = act.seq
    if act.body and bodies.read_body(act.body, kind="text").kind == "withdraw":
        spoken.released = replace(spoken.released, envelope=replace(spoken.released.envelope, body=None))
        spoken.later = [replace(earlier, body=None) for earlier in spoken.later]
    spoken.later.append(act)


def leave_out(spoken: Spoken) -> Spoken:
    """Return a pseudonym without its words, of then and of later; where there were none there are none to leave out."""
    first = spoken.released.envelope
    return Spoken(
        replace(spoken.released, envelope=replace(first, body=_left_out(first.body))),
        spoken.seq,
        [replace(act, body=_left_out(act.body)) for act in spoken.later],
    )


def _left_out(body: bytes | None) -> bytes | None:
    return None if body is None else LEFT_OUT
