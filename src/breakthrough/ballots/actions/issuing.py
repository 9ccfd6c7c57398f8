"""Issuing: every browser on the roster gets its credentials, all at once and once only, before anything opens."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from breakthrough.ballots import neighbours, queries, rules, seats
from breakthrough.ballots.actions import records
from breakthrough.ballots.models import IssuedCredential, Key
from breakthrough.ballots.seats import Seat, SeatKey
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.web import made_once

Signed = Mapping[tuple[str, int], tuple[bytes, bytes]]
"""By key id and slot: the blinded message, and its blind signature."""


@dataclass(frozen=True, slots=True)
class BlindedRequest:
    """What a browser asks of one key: `key_id` in hexadecimal, and a blinded message for each slot."""

    key_id: str
    blinded: tuple[bytes, ...]


def issue(
    *, member: Member, joining_id: uuid.UUID, digest: bytes, requests: Sequence[BlindedRequest]
) -> list[list[bytes]]:
    """Return the blind signatures in the order of `requests`: for every key of this person, in full, or none at all.

    The same request gets the same answer at any time, also after opening. Problems: `not-on-roster`, `card-changed`,
    `joining-not-open`, `credential-already-issued`, `key-unknown`, `wrong-number-of-messages`,
    `blinded-message-invalid`, `signer-unavailable`.
    """
    return issue_to(seat=queries.get_seat(member, joining_id), digest=digest, requests=requests)


def issue_to(*, seat: Seat, digest: bytes, requests: Sequence[BlindedRequest]) -> list[list[bytes]]:
    """Do the same for a seat that came from `queries.get_seat` or `queries.get_own_seat`."""
    _check_card(seat, digest)
    keys = {key.key_id: key for key in seats.list_keys(seat.joining_id, seat.party_number)}
    _check_keys(seat, keys, requests)
    known = _signed_before(seat) if seat.has_credential else {}
    return _answered(known or _issue(seat, keys, requests), requests)


def _issue(seat: Seat, keys: Mapping[str, SeatKey], requests: Sequence[BlindedRequest]) -> Signed:
    """Sign outside of the transaction, which would keep everybody else waiting; of two at once, one is kept."""
    rules.check_may_issue(seat.phase)
    signed = {
        (request.key_id, slot): (blinded, signature)
        for request in requests
        for slot, (blinded, signature) in enumerate(
            zip(request.blinded, _sign(request.key_id, request.blinded), strict=True)
        )
    }
    try:
        with transaction.atomic():
            records.lock(seat.joining_id)
            now = seats.look_again(seat)
            if now.has_credential:
                return _signed_before(now)
            rules.check_may_issue(now.phase)
            made_once.insert(
                [
                    IssuedCredential(
                        key_id=keys[key_id].pk,
                        place_id=seat.pk,
                        slot=slot,
                        blinded=blinded,
                        signature=signature,
                    )
                    for (key_id, slot), (blinded, signature) in signed.items()
                ]
            )
            records.announce(seat.joining_id)
    except IntegrityError:
        return _signed_before(seat)
    return signed


def _signed_before(seat: Seat) -> Signed:
    return {
        (row.key.key_id, row.slot): (bytes(row.blinded), bytes(row.signature))
        for row in queries.list_issued(seat)
    }


def _sign(key_id: str, blinded: Sequence[bytes]) -> list[bytes]:
    private_key = neighbours.get_keys().read(key_id)
    return neighbours.get_signer().sign(private_key=private_key, blinded=blinded)


def _answered(signed: Signed, requests: Sequence[BlindedRequest]) -> list[list[bytes]]:
    """Return the stored signatures if exactly these blinded messages were signed."""
    answer = []
    for request in requests:
        rows = [signed.get((request.key_id, slot)) for slot in range(len(request.blinded))]
        found = [
            row[1] for row, blinded in zip(rows, request.blinded, strict=True) if row and row[0] == blinded
        ]
        if len(found) != len(request.blinded):
            raise Problem(
                "credential-already-issued",
                status=409,
                words=gettext_noop(
                    "Your seal for this round was fetched already, by another browser. Use the device you fetched it with. If that was not you, object on the page of the round before it opens."
                ),
            )
        answer.append(found)
    return answer


def _check_card(seat: Seat, digest: bytes) -> None:
    if digest.hex() != seat.digest:
        raise Problem(
            "card-changed",
            status=409,
            words=gettext_noop(
                "The round was prepared anew, so its four words changed. Reload the page and compare them."
            ),
        )


def _check_keys(seat: Seat, keys: Mapping[str, SeatKey], requests: Sequence[BlindedRequest]) -> None:
    asked = {request.key_id: len(request.blinded) for request in requests}
    quotas = {key_id: key.quota for key_id, key in keys.items()}
    if asked == quotas and len(requests) == len(quotas):
        return  # as every browser of ours asks; saves a query where hundreds ask at once
    known = Key.objects.filter(scope__joining=seat.joining_id).values_list("key_id", flat=True)
    rules.check_request(asked if len(asked) == len(requests) else {}, keys=quotas, known=list(known))
