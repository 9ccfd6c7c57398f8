"""What a contribution says (its body), and the head that its pseudonym signs.

body = CBOR [salt, kind, payload]          payload: text | [root, [uint | null …]] | null
head = CBOR [1, context, seq, H(body)]
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from breakthrough.ballotbox.protocol import encoding, messages, plain_text
from breakthrough.ballotbox.protocol.card import ScopeKind
from breakthrough.ballotbox.protocol.encoding import Malformed, Value

SALT_LENGTH = 32
LARGEST_SEQ = 2**32 - 1

BodyKind = Literal["put", "blank", "replace", "withdraw", "lift"]
FIRST_KINDS = ("put", "blank")
LATER_KINDS = ("replace", "withdraw", "lift")


@dataclass(frozen=True, slots=True)
class Vector:
    """Answers in the order of what was asked; None is not answered. `root` names what was asked."""

    root: bytes
    answers: tuple[int | None, ...]


Payload: TypeAlias = str | Vector | None


@dataclass(frozen=True, slots=True)
class Body:
    """One thing said. The salt keeps H(body) from being guessed."""

    salt: bytes
    kind: BodyKind
    payload: Payload


@dataclass(frozen=True, slots=True)
class Head:
    """What the pseudonym signs: the highest `seq` of a pseudonym counts."""

    context: bytes
    seq: int
    body_hash: bytes


def write_body(body: Body) -> bytes:
    """Return the bytes of `body`."""
    payload: Value = (
        body.payload
        if not isinstance(body.payload, Vector)
        else [body.payload.root, list(body.payload.answers)]
    )
    return encoding.encode([body.salt, body.kind, payload])


def read_body(written: bytes, *, kind: ScopeKind) -> Body:
    """Return the body in `written` of a scope of this kind; raises `Malformed`, or `plain_text.NotPlain` for a text with signs that are not taken."""
    salt, body_kind, payload = encoding.decode_list(written, length=3)
    salt = encoding.bytes_of(salt, SALT_LENGTH)
    if body_kind in {"blank", "withdraw", "lift"} and payload is None:
        return Body(salt, body_kind, None)  # type: ignore[arg-type]
    if body_kind == "put" and kind == "vector":
        return Body(salt, "put", _read_vector(payload))
    if body_kind in {"put", "replace"} and kind == "text":
        return Body(salt, body_kind, plain_text.check(encoding.exactly(payload, str)))  # type: ignore[arg-type]
    raise Malformed("a kind and a payload that do not belong together")


def write_head(head: Head) -> bytes:
    """Return the bytes of `head`."""
    return encoding.encode([1, head.context, head.seq, head.body_hash])


def read_head(written: bytes) -> Head:
    """Return the head in `written`; raises `Malformed`."""
    version, context, seq, body_hash = encoding.decode_list(written, length=4)
    if version != 1 or type(seq) is not int or not 1 <= seq <= LARGEST_SEQ:
        raise Malformed("a head of another version, or a number out of range")
    return Head(encoding.bytes_of(context, 32), seq, encoding.bytes_of(body_hash, 32))


def hash_of_body(written: bytes) -> bytes:
    """Return H(body)."""
    return messages.sha256(written)


def _read_vector(payload: Value) -> Vector:
    root, answers = encoding.list_of(payload, length=2)
    return Vector(encoding.bytes_of(root, 32), tuple(_answers(encoding.list_of(answers))))


def _answers(answers: Sequence[Value]) -> Sequence[int | None]:
    for answer in answers:
        if answer is not None and type(answer) is not int:
            raise Malformed("an answer that is neither a number nor left out")
    return answers  # type: ignore[return-value]
