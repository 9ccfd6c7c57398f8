"""Reads: everything through the member who asks, or through a secret that only one member holds."""

from breakthrough.practices.promises.queries.board import (
    PAGE_SIZE,
    SHOWN,
    Board,
    Mine,
    list_board,
    list_follows,
    list_mine,
)
from breakthrough.practices.promises.queries.clock import (
    Digest,
    find_promise,
    get_step,
    list_digests,
    list_readers,
)
from breakthrough.practices.promises.queries.links import (
    Link,
    find_feed_member,
    find_link,
    hash_of_feed,
    list_for_calendar,
    token_of,
)
from breakthrough.practices.promises.queries.one import (
    conversation_of,
    get_promise,
    list_possible,
    list_proofs,
    list_steps,
    list_together,
    speaker_of,
    standing_of,
)
from breakthrough.practices.promises.queries.people import (
    Recipient,
    find_feed,
    get_notices,
    get_recipients,
    list_recipients,
)
from breakthrough.practices.promises.queries.rounds import (
    PRACTICE,
    find_last_round,
    get_round,
    get_round_for_reading,
    list_rounds,
)

__all__ = [
    "PAGE_SIZE",
    "PRACTICE",
    "SHOWN",
    "Board",
    "Digest",
    "Link",
    "Mine",
    "Recipient",
    "conversation_of",
    "find_feed",
    "find_feed_member",
    "find_last_round",
    "find_link",
    "find_promise",
    "get_notices",
    "get_promise",
    "get_recipients",
    "get_round",
    "get_round_for_reading",
    "get_step",
    "hash_of_feed",
    "list_board",
    "list_digests",
    "list_follows",
    "list_for_calendar",
    "list_mine",
    "list_possible",
    "list_proofs",
    "list_readers",
    "list_recipients",
    "list_rounds",
    "list_steps",
    "list_together",
    "speaker_of",
    "standing_of",
    "token_of",
]
