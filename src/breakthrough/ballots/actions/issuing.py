"""Issuing: every browser on the roster gets its credentials, all at once and once only, before anything opens."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from breakthrough.ballots import neighbours, queries, rules
from breakthrough.ballots.actions import records
from breakthrough.ballots.models import IssuedCredential, Joining, Key, Place
from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop


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
    return issue_to(place=queries.get_place(member, joining_id), digest=digest, requests=requests)


def issue_to(*, place: Place, digest: bytes, requests: Sequence[BlindedRequest]) -> list[list[bytes]]:
    """Do the same for a place that came from `queries.get_place` or `queries.get_own_place`."""
    _check_card(place.joining, digest)
    keys = {key.key_id: key for key in queries.list_keys_of(place)}
    _check_keys(place.joining, keys, requests)
    known = queries.list_issued(place) if queries.has_credential(place) else []
    if not known:
        known = _issue(place, keys, requests)
    return _answered(known, requests)


def _issue(
    place: Place, keys: Mapping[str, Key], requests: Sequence[BlindedRequest]
) -> list[IssuedCredential]:
    """Sign outside of the transaction, which would keep everybody else waiting; of two at once, one is kept."""
    rules.check_may_issue(queries.phase_of_place(place))
    rows = [
        IssuedCredential(
            key=keys[request.key_id], place=place, slot=slot, blinded=blinded, signature=signature
        )
        for request in requests
        for slot, (blinded, signature) in enumerate(
            zip(request.blinded, _sign(request.key_id, request.blinded), strict=True)
        )
    ]
    try:
        with transaction.atomic():
            records.lock(place.joining_id)
            now = queries.look_again(place)
            if queries.has_credential(now):
                return queries.list_issued(now)
            rules.check_may_issue(queries.phase_of_place(now))
            IssuedCredential.objects.bulk_create(rows)
            records.announce(now.joining)
    except IntegrityError:
        return queries.list_issued(place)
    return rows


def _sign(key_id: str, blinded: Sequence[bytes]) -> list[bytes]:
    private_key = neighbours.get_keys().read(key_id)
    return neighbours.get_signer().sign(private_key=private_key, blinded=blinded)


def _answered(known: Sequence[IssuedCredential], requests: Sequence[BlindedRequest]) -> list[list[bytes]]:
    """Return the stored signatures if exactly these blinded messages were signed before."""
    signed = {(row.key.key_id, row.slot): (bytes(row.blinded), bytes(row.signature)) for row in known}
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


def _check_card(joining: Joining, digest: bytes) -> None:
    if digest.hex() != joining.digest:
        raise Problem(
            "card-changed",
            status=409,
            words=gettext_noop(
                "The round was prepared anew, so its four words changed. Reload the page and compare them."
            ),
        )


def _check_keys(joining: Joining, keys: Mapping[str, Key], requests: Sequence[BlindedRequest]) -> None:
    asked = {request.key_id: len(request.blinded) for request in requests}
    quotas = {key_id: key.scope.quota for key_id, key in keys.items()}
    if asked == quotas and len(requests) == len(quotas):
        return  # as every browser of ours asks; saves a query where hundreds ask at once
    known = Key.objects.filter(scope__joining=joining).values_list("key_id", flat=True)
    rules.check_request(asked if len(asked) == len(requests) else {}, keys=quotas, known=list(known))
