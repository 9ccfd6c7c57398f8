"""Reading what arrives: the exact size, then the shape, then the bytes."""

import json

from breakthrough.ballotbox.problems import problem
from breakthrough.ballotbox.protocol.board import Envelope
from breakthrough.ballotbox.protocol.encoding import Malformed, from_base64url

SIZES = (4096, 8192)
LARGEST = SIZES[-1]
PARTS = ("key", "message", "signature", "head", "act", "body")
FIELDS = frozenset({*PARTS, "pad"})


def read_request(raw: bytes) -> Envelope:
    """Return the contribution in a request; raises the Problems `wrong-size` and `not-json`."""
    if len(raw) not in SIZES:
        raise problem("wrong-size")
    try:
        found = json.loads(raw.decode("utf-8"))
        if type(found) is not dict or found.keys() != FIELDS or type(found["pad"]) is not str:
            raise problem("not-json")
        key_id, message, signature, head, act, body = [from_base64url(found[part]) for part in PARTS]
    except (ValueError, RecursionError, AttributeError, Malformed) as error:
        raise problem("not-json") from error
    return Envelope(key_id, message, signature, head, act, body)
