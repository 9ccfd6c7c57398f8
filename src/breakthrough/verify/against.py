"""A board beside earlier ones of the same scope: no combination of them may isolate fewer than K contributions."""

from collections import Counter
from collections.abc import Hashable, Sequence
from collections.abc import Set as AbstractSet

from breakthrough.verify.boards import Board


def patterns_of(boards: Sequence[AbstractSet[Hashable]]) -> Counter[tuple[bool, ...]]:
    """Return how many were shown on exactly the same boards, for every such choice of boards."""
    return Counter(tuple(said in shown for shown in boards) for said in set[Hashable]().union(*boards))


def check_against(board: Board, earlier: list[Board]) -> list[str]:
    """Return what is wrong with `board` after these earlier boards.

    Every contribution has a pattern: the set of boards that show it as it is. Sums and differences of boards can only show
    unions of patterns, so every pattern must hold K contributions or more (or none), in each cell.
    """
    faults = list[str]()
    if board.card is None:
        return faults
    for other in earlier:
        if other.card_bytes != board.card_bytes or other.label != board.label:
            faults.append("an earlier board is of another round or scope")
        elif other.release >= board.release:
            faults.append("an earlier board has the same or a higher release number")
    for key_id, key in board.card.keys.items():
        boards = [
            {(entry.pseudonym, entry.said.seq) for entry in one.entries if entry.key_id == key_id}
            for one in (*earlier, board)
        ]
        if earlier and any(count < board.card.gate for count in patterns_of(boards).values()):
            faults.append(
                f"cell {key.cell}: together with earlier boards, fewer than {board.card.gate} contributions can be told apart from the others"
            )
    return faults
