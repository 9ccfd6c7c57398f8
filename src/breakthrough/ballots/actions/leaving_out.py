"""Words that a practice has hidden leave the boards: first those kept here, then those of the box."""

from collections.abc import Collection
from http import HTTPStatus

from django.db import transaction

from breakthrough.ballotbox.protocol import leaving_out
from breakthrough.ballots import neighbours, queries
from breakthrough.ballots.actions import records
from breakthrough.ballots.models import Joining
from breakthrough.kernel.problem import Problem


def leave_out(*, joining: Joining, label: str, pseudonyms: Collection[bytes]) -> None:
    """Leave the words of these pseudonyms out of every board of a scope of texts, for good. Twice changes nothing.

    Order, numbers and roots stay, and boards of texts have no readings that could quote somebody. The boards kept here change
    even where the box cannot be reached; then this raises `box-unreachable`, and has to be called again.
    """
    if not pseudonyms:
        return
    with transaction.atomic():
        held = records.hold(joining)
        for board in queries.get_scope(held, label).boards.select_for_update():
            before = bytes(board.written)
            board.written = leaving_out.rewrite(before, pseudonyms)
            if board.written != before:
                board.save(update_fields=["written"])
        records.announce(held.pk)
    tell_box(joining, label, pseudonyms)


def tell_box(joining: Joining, label: str, pseudonyms: Collection[bytes]) -> None:
    """Have the box leave out the same. A box that does not know the round shows no board of it, so nothing is left to do."""
    try:
        neighbours.get_box().leave_out(joining.round_bytes, label, pseudonyms)
    except Problem as problem:
        if problem.status != HTTPStatus.NOT_FOUND:
            raise
