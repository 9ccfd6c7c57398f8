"""Every check of one contribution, in the order that makes false ones cheap; what passes is ready for the writer."""

from collections.abc import Callable
from dataclasses import dataclass

from breakthrough.ballotbox.problems import problem
from breakthrough.ballotbox.protocol import bodies, messages, plain_text, signatures
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.bodies import Body, Head, Vector
from breakthrough.ballotbox.protocol.encoding import Malformed
from breakthrough.ballotbox.rounds import Desk, Phase, Round, Standing

Knows = Callable[[bytes, Envelope], bool]


@dataclass(frozen=True, slots=True)
class Checked:
    """A contribution that holds. Whether its pseudonym may say it now is for the writer to decide."""

    round: bytes
    desk: Desk
    envelope: Envelope
    handle: bytes
    seq: int
    is_later: bool
    is_blank: bool


def check(envelope: Envelope, *, size: int, round_: Round, is_later: bool, knows: Knows) -> Checked:
    """Return `envelope` checked for a request of `size` bytes; raises the Problem of the first check that fails.

    `knows` says whether this credential was verified before: it costs most, and is the same in every edit.
    """
    phase = Phase.RELEASED if is_later else Phase.OPEN
    if all(standing.phase is not phase for standing in round_.standings.values()):
        raise problem("not-open")
    desk = round_.desks.get(envelope.key_id)
    if desk is None:
        raise problem("key-unknown")
    if size != desk.standing.scope.request_size:
        raise problem("wrong-size")
    check_phase(desk.standing, is_later=is_later)
    if not (
        len(envelope.message) == messages.message_length(round_.card.alg)
        and messages.fits_context(envelope.message, desk.context)
    ):
        raise problem("message-malformed")
    public_key = messages.public_key_of(envelope.message)
    handle = messages.pseudonym_of(public_key)
    if not knows(handle, envelope):
        _check_credential(envelope, desk)
    if len(envelope.act) != signatures.ACT_LENGTH or not signatures.is_act(
        alg=round_.card.alg, public_key=public_key, head=envelope.head, act=envelope.act
    ):
        raise problem("act-invalid")
    head = _read_head(envelope, desk)
    body = _read_body(envelope, head, desk, is_later=is_later)
    return Checked(round_.id, desk, envelope, handle, head.seq, is_later, body.kind == "blank")


def check_phase(standing: Standing, *, is_later: bool) -> None:
    """Raise `not-open` unless the scope takes contributions, or acts after its release, now."""
    is_open = standing.phase is (Phase.RELEASED if is_later else Phase.OPEN)
    if not is_open or (is_later and standing.scope.kind != "text"):
        raise problem("not-open")


def _check_credential(envelope: Envelope, desk: Desk) -> None:
    if len(envelope.signature) != signatures.SIGNATURE_LENGTH or not signatures.is_credential(
        public_key=desk.cell.public_key, message=envelope.message, signature=envelope.signature
    ):
        raise problem("credential-invalid")


def _read_head(envelope: Envelope, desk: Desk) -> Head:
    try:
        head = bodies.read_head(envelope.head)
    except Malformed as error:
        raise problem("head-malformed") from error
    if head.context != desk.context:
        raise problem("head-malformed")
    return head


def _read_body(envelope: Envelope, head: Head, desk: Desk, *, is_later: bool) -> Body:
    written = envelope.body or b""
    if bodies.hash_of_body(written) != head.body_hash:
        raise problem("body-mismatch")
    if len(written) > desk.standing.scope.max_body:
        raise problem("body-malformed")
    try:
        body = bodies.read_body(written, kind=desk.standing.scope.kind)
    except plain_text.NotPlain as error:
        raise problem("text-not-plain") from error
    except Malformed as error:
        raise problem("body-malformed") from error
    if body.kind not in (bodies.LATER_KINDS if is_later else bodies.FIRST_KINDS):
        raise problem("body-malformed")
    if (
        isinstance(body.payload, Vector)
        and desk.standing.opening
        and body.payload.root != desk.standing.opening.root
    ):
        raise problem("body-malformed")
    return body
