"""The passkey ceremony (WebAuthn level 3): what the browser is asked, and whether its answer holds. No database."""

import base64
import logging
import re
import urllib.parse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

if TYPE_CHECKING:
    from fido2.server import Fido2Server

logger = logging.getLogger("breakthrough.people")

# Options and answers are JSON of the browser's making; their shapes are those of the WebAuthn specification.
Options = dict[str, Any]
State = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Credential:
    """What is kept of a passkey: its id and public part (both URL-safe base64) and the device's counter."""

    credential_id: str
    public_part: str
    counter: int


def may_use_passkeys(address: str) -> bool:
    """Whether browsers offer passkeys at this address: over HTTPS, or at http://localhost."""
    parts = urllib.parse.urlsplit(address)
    return parts.scheme == "https" or parts.hostname == "localhost"


def begin_keeping(
    *, address: str, person_id: bytes, name: str, label: str, known: Sequence[str]
) -> tuple[Options, State]:
    """Return what the browser is asked to make a passkey, and what to remember until its answer comes.

    `known` are the public parts of the passkeys the person has already, so that no device makes a second one.
    """
    from fido2.webauthn import (
        AttestedCredentialData,
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    options, state = _server(address).register_begin(
        user=PublicKeyCredentialUserEntity(id=person_id, name=label, display_name=name),
        credentials=[AttestedCredentialData(_bytes_of(public_part)) for public_part in known],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), dict(state)


def finish_keeping(*, address: str, state: State, answer: object) -> Credential:
    """Return the passkey that the browser made; raises `passkey-unusable` (422) for any other answer."""
    try:
        made = _server(address).register_complete(state, _mapping_of(answer))
        credential = made.credential_data
        if credential is None:
            raise ValueError("no credential")
        return Credential(
            credential_id=_text_of(credential.credential_id),
            public_part=_text_of(credential),
            counter=made.counter,
        )
    except Exception as failure:
        raise unusable(failure) from failure


def begin_signing_in(*, address: str) -> tuple[Options, State]:
    """Return what the browser is asked so that the person can choose a passkey, and what to remember until its answer comes."""
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(address).authenticate_begin(
        user_verification=UserVerificationRequirement.REQUIRED
    )
    return dict(options), dict(state)


def credential_id_of(answer: object) -> str:
    """Return which passkey an answer claims to be of; nothing is proven by it."""
    claimed = _mapping_of(answer).get("rawId") if isinstance(answer, Mapping) else None
    return claimed if isinstance(claimed, str) and re.fullmatch(r"[A-Za-z0-9_-]{1,1400}", claimed) else ""


def finish_signing_in(
    *, address: str, state: State, answer: object, person_id: bytes, public_part: str, counter: int
) -> int:
    """Return the device's counter if the answer is signed by this passkey; raises `passkey-unusable` (422) otherwise.

    A counter that does not grow means that the passkey was copied, and is refused (devices without counters send 0).
    """
    from fido2.webauthn import AttestedCredentialData, AuthenticationResponse

    try:
        parsed = AuthenticationResponse.from_dict(_mapping_of(answer))
        _server(address).authenticate_complete(
            state, [AttestedCredentialData(_bytes_of(public_part))], parsed
        )
        current = parsed.response.authenticator_data.counter
        if parsed.response.user_handle not in {None, person_id}:
            raise ValueError("another person's passkey")
        if (current or counter) and current <= counter:
            raise ValueError("the counter did not grow")
        return current
    except Exception as failure:
        raise unusable(failure) from failure


def unusable(failure: Exception | None = None) -> Problem:
    """Return the refusal for an answer that no passkey kept here has signed."""
    logger.info("A passkey answer was refused: %s", failure)
    return Problem(
        "passkey-unusable",
        status=422,
        words=gettext_noop(
            "This passkey did not work here. Try once more, or sign in with a code by e-mail."
        ),
    )


def _server(address: str) -> "Fido2Server":
    # Imported late: it reads the list of public domain suffixes, which no other page needs.
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    return Fido2Server(
        PublicKeyCredentialRpEntity(
            id=urllib.parse.urlsplit(address).hostname or "localhost", name="Breakthrough"
        )
    )


def _mapping_of(answer: object) -> Mapping[str, Any]:
    if not isinstance(answer, Mapping):
        raise unusable()
    return answer


def _text_of(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode("ascii").rstrip("=")


def _bytes_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
