"""The Merkle tree of a board, as in RFC 9162, 2.1.1."""

from collections.abc import Sequence

from breakthrough.ballotbox.protocol import encoding, messages


def leaf_of(*, key_id: bytes, message: bytes, signature: bytes, head: bytes, act: bytes) -> bytes:
    """Return the leaf of one contribution."""
    return messages.sha256(b"\0", encoding.encode([key_id, message, signature, head, act]))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over `leaves` in their order; of no leaves, the hash of nothing."""
    if not leaves:
        return messages.sha256()
    if len(leaves) == 1:
        return leaves[0]
    left = 1 << (len(leaves) - 1).bit_length() - 1  # the largest power of two below the number of leaves
    return messages.sha256(b"\1", root_of(leaves[:left]), root_of(leaves[left:]))
