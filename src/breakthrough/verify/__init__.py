"""`breakthrough verify BOARD.json`: checks a board by itself. It shares no code with the box that made the board.

Whoever does not want to trust our program reads this one (or writes another from the description in `docs/secrecy.md`): it
uses cbor2 and cryptography, and nothing else that is ours.
"""

import argparse
import base64
import binascii
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from breakthrough.verify import against, cards, mine, plans
from breakthrough.verify.boards import Board, Unreadable, check_board, read_board

VALID, INVALID, UNREADABLE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Check a board, write what is wrong with it, and return 0 (valid), 1 (invalid) or 2 (unreadable)."""
    chosen = _parser().parse_args(argv)
    try:
        board = read_board(_json(chosen.board))
        faults = list(check_board(board))
        faults += cards.check_digest(board.card_bytes, chosen.digest)
        if chosen.roster is not None:
            faults += cards.check_roster(board.card, chosen.roster.read_bytes())
        if chosen.plan is not None:
            faults += cards.check_plan(board.card, chosen.plan.read_bytes())
        owned = mine.read_mine(_json(chosen.mine)) if chosen.mine is not None else []
        faults += mine.check_mine(board, owned)
        faults += against.check_against(board, [read_board(_json(earlier)) for earlier in chosen.against])
    except (OSError, Unreadable) as error:
        sys.stderr.write(f"This cannot be read: {error}\n")
        return UNREADABLE
    for fault in faults:
        sys.stdout.write(f"INVALID: {fault}\n")
    if faults:
        return INVALID
    sys.stdout.write(
        f"Valid: {board.label}, release {board.release}, {len(board.entries)} contributions, "
        f"{len(board.later)} later acts, root {board.root.hex()}\n"
    )
    if chosen.plan is not None:
        for line in plans.list_words(chosen.plan.read_bytes()):
            sys.stdout.write(f"Asked, {_one_line(line)}\n")
    for note in _notes(board, owned):
        sys.stdout.write(f"Note: {note}\n")
    return VALID


def _one_line(words: str) -> str:
    """Words of others on one line, without signs that steer a terminal."""
    return "".join(sign if sign.isprintable() else " " for sign in words)


def _notes(board: Board, owned: Sequence[mine.Own]) -> Iterator[str]:
    """Yield what is no fault, and worth knowing."""
    hidden = sum(entry.said.left_out for entry in board.entries)
    if hidden:
        yield f"the words of {hidden} contributions were hidden after the release; compare that with the journal"
    for number in mine.list_hidden(board, list(owned)):
        yield f"your contribution {number} is on the board, and its words were hidden"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="breakthrough verify",
        description="Checks the board of a sealed round, without trusting who made it.",
    )
    parser.add_argument("board", type=Path, metavar="BOARD.json")
    parser.add_argument(
        "--digest", type=_digest, metavar="HEX", help="the digest of the card that you pinned"
    )
    parser.add_argument("--roster", type=Path, metavar="FILE", help="the roster as its bytes")
    parser.add_argument("--plan", type=Path, metavar="FILE", help="what was asked, as its bytes")
    parser.add_argument(
        "--mine", type=Path, metavar="FILE",
        help='your own contributions: a JSON list of {"handle", "seq", "hash", "body"?}, base64url without padding',
    )  # fmt: skip
    parser.add_argument(
        "--against", type=Path, metavar="EARLIER.json", action="append", default=[], help="an earlier board of the same scope"
    )  # fmt: skip
    return parser


def _digest(written: str) -> bytes:
    try:
        digest = bytes.fromhex(written)
    except ValueError:
        try:
            digest = base64.urlsafe_b64decode(written + "=" * (-len(written) % 4))
        except binascii.Error:
            digest = b""
    if len(digest) != 32:
        raise argparse.ArgumentTypeError("a digest has 64 hexadecimal digits")
    return digest


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{path.name} is not JSON") from error
