"""Every refusal of the box, with its status and its words. No refusal repeats what was sent."""

from typing import NamedTuple

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


class Refusal(NamedTuple):
    """What a code stands for."""

    status: int
    words: str


PUBLIC: dict[str, Refusal] = {
    "identity-on-box": Refusal(400, gettext_noop("The box takes nothing that could say who you are. Send it without cookies and without signing in.")),
    "not-json": Refusal(400, gettext_noop("This could not be read as the JSON that the box takes.")),
    "wrong-size": Refusal(413, gettext_noop("Every contribution has the same size, so that its size says nothing. This one has another.")),
    "round-unknown": Refusal(404, gettext_noop("The box knows no such round. It may have ended.")),
    "key-unknown": Refusal(422, gettext_noop("This key is not on the card of the round.")),
    "not-open": Refusal(409, gettext_noop("The round takes no contributions now.")),
    "message-malformed": Refusal(422, gettext_noop("The message belongs to another round, or is not one.")),
    "credential-invalid": Refusal(403, gettext_noop("The credential was not given out for this round.")),
    "act-invalid": Refusal(403, gettext_noop("This was not signed by the one it claims to be from.")),
    "head-malformed": Refusal(422, gettext_noop("The signed head belongs to another round, or cannot be read.")),
    "body-mismatch": Refusal(422, gettext_noop("The text or the answers are not the ones that were signed.")),
    "body-malformed": Refusal(422, gettext_noop("The text or the answers do not have the form that this round takes.")),
    "text-not-plain": Refusal(422, gettext_noop("The text holds signs that cannot be seen. Write it again without them.")),
    "handle-reused": Refusal(409, gettext_noop("This pseudonym has spoken elsewhere. Each contribution needs its own.")),
    "seq-too-low": Refusal(409, gettext_noop("A later version of this contribution is already stored.")),
    "slow-down": Refusal(429, gettext_noop("That was quick. Wait two seconds and send it again.")),
    "not-released": Refusal(404, gettext_noop("Nothing has been released here yet.")),
    "not-stored": Refusal(503, gettext_noop("It could not be stored now. Your device keeps it and sends it again.")),
    "not-found": Refusal(404, gettext_noop("There is nothing at this address.")),
    "not-allowed": Refusal(405, gettext_noop("This address does not take that.")),
}  # fmt: skip

CONTROL: dict[str, Refusal] = {
    "card-invalid": Refusal(422, gettext_noop("The card of this round breaks a rule that every card keeps.")),
    "round-frozen": Refusal(409, gettext_noop("The round has another card already. Nothing on it can change; start a new one.")),
    "scope-unknown": Refusal(404, gettext_noop("The card of this round asks no such thing.")),
    "phase-order": Refusal(409, gettext_noop("This step does not follow from where the round stands.")),
    "too-few-joined": Refusal(409, gettext_noop("Too few people have joined. Wait for more, or start again with a larger group.")),
    "wrong-number-of-messages": Refusal(422, gettext_noop("The numbers of credentials do not fit the card.")),
    "tally-failed": Refusal(503, gettext_noop("The count did not end well. Nothing was lost; it can be started again.")),
    "box-unreachable": Refusal(503, gettext_noop("The ballot box does not answer. Ask whoever runs this server.")),
}  # fmt: skip

EVERY = {**PUBLIC, **CONTROL}


def problem(code: str) -> Problem:
    """Return the Problem of a code, to be raised."""
    refusal = EVERY[code]
    return Problem(code, status=refusal.status, words=refusal.words)
