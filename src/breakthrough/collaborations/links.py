"""The secret part of an invitation's link: derived from its id and the secret key, so no stored row opens a door."""

import base64
import binascii
import hmac
import uuid

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

_PROOF_BYTES = 14  # 112 bits; with the 16 of the id a token is 40 characters without padding


def token_of(invitation_id: uuid.UUID) -> str:
    """Return the token that opens the invitation: 40 characters that are safe in an address."""
    return base64.urlsafe_b64encode(invitation_id.bytes + _proof_of(invitation_id)).decode()


def find_invitation_id(token: str) -> uuid.UUID | None:
    """Return the id of the invitation that `token` belongs to, or None for anything we did not make."""
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (UnicodeEncodeError, binascii.Error, ValueError):
        return None
    if len(raw) != 16 + _PROOF_BYTES:
        return None
    invitation_id = uuid.UUID(bytes=raw[:16])
    return invitation_id if hmac.compare_digest(raw[16:], _proof_of(invitation_id)) else None


def address_of(invitation_id: uuid.UUID) -> str:
    """Return the full link to hand out."""
    return str(settings.ADDRESS) + reverse("collaborations:join", args=[token_of(invitation_id)])


def code_page() -> str:
    """Return where codes are typed, short enough to copy from a screen."""
    return (
        (str(settings.ADDRESS) + reverse("collaborations:enter_code"))
        .removeprefix("https://")
        .removeprefix("http://")
    )


def _proof_of(invitation_id: uuid.UUID) -> bytes:
    return salted_hmac("breakthrough invitation", invitation_id.bytes, algorithm="sha256").digest()[
        :_PROOF_BYTES
    ]
