"""What the problem codes of sealed rounds mean, for the pages `/problems/<code>`: those of both planes, and the browser's own."""

from breakthrough.kernel.words import gettext_noop

EXPLANATIONS: dict[str, str] = {
    "run-by-another": gettext_noop(
        "Where those who lead begin rounds for themselves, each runs their own and nobody else's."
    ),
    "not-on-roster": gettext_noop(
        "The list of a sealed round is fixed when it is prepared. Only people on it take part."
    ),
    "joining-not-open": gettext_noop("Seals are given out between preparing a round and opening it."),
    "credential-already-issued": gettext_noop(
        "Each person on the list gets one set of seals. The same request gets the same answer; another one is refused."
    ),
    "card-changed": gettext_noop("The digest that was sent is not that of the round's present card."),
    "blinded-message-invalid": gettext_noop(
        "A blinded message is as long as the key and a number between 2 and the key's modulus less 2."
    ),
    "wrong-number-of-messages": gettext_noop(
        "A request names every key of the person once, with as many messages as the card gives them."
    ),
    "key-unknown": gettext_noop("The key is not on the card of this round."),
    "too-few-joined": gettext_noop("Fewer people have a seal than the card demands to hide each other."),
    "cell-too-small": gettext_noop("Results by party need enough people in every party, and outside of it."),
    "phase-order": gettext_noop("The steps of a sealed round follow each other, and none goes back."),
    "round-frozen": gettext_noop("After a round has opened, nothing about it can change."),
    "k-below-floor": gettext_noop("No sealed round goes below five people."),
    "quota-too-large": gettext_noop(
        "Several answers of one person weaken the protection of all, so small groups give one each."
    ),
    "objection-unreadable": gettext_noop("An objection is a short text."),
    "signer-unavailable": gettext_noop(
        "No library for seals passed its test on this server, or the key of the round is gone."
    ),
    "not-released": gettext_noop(
        "The board of a round appears when its answers are released, for all at once."
    ),
    "box-unreachable": gettext_noop(
        "The ballot box runs beside the server and does not answer. Nothing was changed."
    ),
    "identity-on-box": gettext_noop(
        "A request to the ballot box carried a cookie or a sign-in, so it was refused unread."
    ),
    "not-json": gettext_noop("What was sent to the ballot box is not the JSON it takes."),
    "wrong-size": gettext_noop(
        "Everything that goes to the ballot box has one size, so that its size tells nothing."
    ),
    "round-unknown": gettext_noop("The ballot box has no such round, or has deleted it."),
    "not-open": gettext_noop("The ballot box takes nothing for this round now."),
    "message-malformed": gettext_noop("The sealed message is not one of this round."),
    "credential-invalid": gettext_noop("The seal was not made with the key of this round."),
    "act-invalid": gettext_noop("The signature is not that of the pseudonym."),
    "head-malformed": gettext_noop("The signed head is not one of this round."),
    "body-mismatch": gettext_noop("The content is not what was signed."),
    "body-malformed": gettext_noop("The content does not have the form that this round takes."),
    "text-not-plain": gettext_noop("A sealed text holds no control characters and no invisible ones."),
    "handle-reused": gettext_noop("A pseudonym belongs to one round and one question."),
    "seq-too-low": gettext_noop("A later version of the same contribution is stored already."),
    "slow-down": gettext_noop("The same pseudonym sent something less than two seconds ago."),
    "not-stored": gettext_noop(
        "The ballot box could not write to its disk. The browser keeps what it has and sends it again."
    ),
    "card-invalid": gettext_noop("A card breaks a rule that every card keeps."),
    "scope-unknown": gettext_noop("The card asks nothing of that name."),
    "board-does-not-add-up": gettext_noop(
        "Under every key a board shows at most as many contributions as seals were given out, and says how many those were."
    ),
    "tally-failed": gettext_noop("Counting did not end well; it can be started again."),
    "insecure-origin": gettext_noop(
        "Browsers seal only on pages with a secure address (https). There is no weaker way."
    ),
    "no-ed25519": gettext_noop("The browser cannot make the kind of pseudonym this round uses."),
    "cards-differ": gettext_noop(
        "The server and the ballot box show different cards of one round. Do not take part, and tell the others."
    ),
    "signature-invalid": gettext_noop(
        "The server signed with another key than the one on the card. Do not take part, and tell the others."
    ),
    "credential-elsewhere": gettext_noop("The seals of this round were fetched by another browser."),
    "board-lacks-mine": gettext_noop("What this browser gave is not on the board."),
    "board-tampered": gettext_noop("The board does not fit its own proofs."),
}
