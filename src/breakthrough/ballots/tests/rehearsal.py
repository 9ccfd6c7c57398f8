"""A sealed round without browsers and sockets: the real box in this process, and a browser's half written out in Python.

For tests of this app and of practices: `with stage(monkeypatch, folder)` puts everything in place, `Browser` takes part.
"""

import contextlib
import itertools
import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from breakthrough.ballotbox.keys import KeyFolder as BoxKeys
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.protocol import bodies, messages
from breakthrough.ballotbox.protocol import card as cards
from breakthrough.ballotbox.protocol.encoding import to_base64url
from breakthrough.ballotbox.stores.sqlite import SqliteStore
from breakthrough.ballotbox.vault import Vault
from breakthrough.ballots import signer
from breakthrough.ballots.plans import ScopePlan
from breakthrough.ballots.signer.openssl import OpenSsl

if TYPE_CHECKING:
    import pytest

    from breakthrough.ballots.actions import BlindedRequest
    from breakthrough.ballots.models import Joining
    from breakthrough.collaborations.models import Collaboration, Member

VOICE = ScopePlan("voice", 1, 1200, "text", by_party=False)
VOTES = ScopePlan("votes/1", 1, 2048, "vector", by_party=False)

_made: list[bytes] = []


@dataclass(slots=True)
class Stage:
    """The neighbours of a test: the box in this process, the folder of private keys, and a clock that can be moved."""

    office: Office
    keys: signer.KeyFolder
    seconds: list[float] = field(default_factory=lambda: [time.monotonic()])


@contextlib.contextmanager
def stage(
    monkeypatch: "pytest.MonkeyPatch", folder: Path, *, tally_command: Sequence[str] = ()
) -> Iterator[Stage]:
    """Put the neighbours in place of those that the settings name, while the context lasts."""
    from breakthrough.ballotbox.protocol import words
    from breakthrough.ballots import neighbours

    monkeypatch.setattr(words, "ROUNDS", 10)  # slow on purpose elsewhere
    seconds = [1000.0]
    vault = Vault(
        store=SqliteStore(folder / "box.sqlite3"), keys=BoxKeys(folder / "box-keys"), draw=secrets.token_bytes
    )
    office = Office(vault=vault, clock=lambda: seconds[0], tally_command=tally_command)
    office.take_up()
    keys = signer.KeyFolder(folder / "signer", make=_key_maker())
    blind_signer = signer.BlindSigner(OpenSsl())  # its self-test is tested elsewhere
    monkeypatch.setattr(neighbours, "get_box", lambda: office)
    monkeypatch.setattr(neighbours, "get_keys", lambda: keys)
    monkeypatch.setattr(neighbours, "get_signer", lambda: blind_signer)
    try:
        yield Stage(office=office, keys=keys, seconds=seconds)
    finally:
        office.close()


def forget_keys() -> None:
    """Make fresh keys from here on, where several stages share one database. Else tests share what was made: it takes time."""
    _made.clear()


def gather(collaboration: "Collaboration", *, per_party: int, now: datetime) -> "list[Member]":
    """Return so many guests of each party, brought in by its link."""
    from breakthrough.collaborations import actions

    return [
        actions.join_as_guest(
            name=f"{party.name} {number}",
            invitation=party.invitations.get(code__isnull=False, revocation__isnull=True),
            now=now,
        )[0]
        for party in collaboration.parties.all()
        for number in range(per_party)
    ]


@dataclass(slots=True)
class Secret:
    """What a browser keeps for one slot of one scope."""

    label: str
    key_id: bytes
    modulus: int
    message: bytes
    inverse: int
    blinded: bytes
    sign: Callable[[bytes], bytes]
    signature: bytes = b""
    seq: int = 0


class Browser:
    """The device of one person: it makes secrets for a card, asks for signatures, unblinds them, and contributes."""

    def __init__(self, card: bytes, *, party: int) -> None:
        self.card = cards.read_card(card)
        self.digest = messages.digest_of(card)
        self.secrets = [
            self._make(scope.label, cell)
            for scope in self.card.scopes
            for cell in scope.cells
            if cell.number in {0, party}
            for _ in range(scope.quota)
        ]

    @property
    def requests(self) -> "list[BlindedRequest]":
        """What it asks of the signer."""
        from breakthrough.ballots.actions import BlindedRequest

        by_key: dict[bytes, list[bytes]] = {}
        for secret in self.secrets:
            by_key.setdefault(secret.key_id, []).append(secret.blinded)
        return [BlindedRequest(key_id.hex(), tuple(blinded)) for key_id, blinded in by_key.items()]

    def finish(self, signatures: Sequence[Sequence[bytes]]) -> None:
        """Unblind what was signed, and check it."""
        for secret, signed in zip(self.secrets, itertools.chain(*signatures), strict=True):
            number = int.from_bytes(signed, "big") * secret.inverse % secret.modulus
            secret.signature = number.to_bytes(384, "big")
            public = rsa.RSAPublicNumbers(65537, secret.modulus).public_key()
            public.verify(secret.signature, secret.message, _PSS, hashes.SHA384())

    def seal(
        self, label: str, payload: bodies.Payload, *, kind: bodies.BodyKind = "put", slot: int = 0
    ) -> bytes:
        """Return the request that gives `payload`: the JSON that goes to the box, padded to the scope's size."""
        secret = [one for one in self.secrets if one.label == label][slot]
        secret.seq += 1 + secrets.randbelow(1000)
        body = bodies.write_body(bodies.Body(secrets.token_bytes(32), kind, payload))
        context = messages.context_of(self.digest, secret.key_id)
        head = bodies.write_head(bodies.Head(context, secret.seq, bodies.hash_of_body(body)))
        sent = {
            "key": secret.key_id,
            "message": secret.message,
            "signature": secret.signature,
            "head": head,
            "act": secret.sign(messages.act_input(head)),
            "body": body,
        }
        written = {name: to_base64url(value) for name, value in sent.items()} | {"pad": ""}
        size = self.card.by_label[label].request_size
        written["pad"] = "0" * (size - len(_json(written)))
        return _json(written)

    def _make(self, label: str, cell: cards.Cell) -> Secret:
        public = load_der_public_key(cell.public_key)
        assert isinstance(public, rsa.RSAPublicKey)
        modulus = public.public_numbers().n
        raw, sign = _ed25519() if self.card.alg == cards.ED25519 else _p256()
        message = messages.message_of(
            random=secrets.token_bytes(32),
            context=messages.context_of(self.digest, cell.key_id),
            public_key=raw,
        )
        blinding = secrets.randbelow(modulus - 2) + 2
        encoded = int.from_bytes(_encode_pss(message, modulus.bit_length()), "big")
        blinded = encoded * pow(blinding, 65537, modulus) % modulus
        return Secret(
            label=label,
            key_id=cell.key_id,
            modulus=modulus,
            message=message,
            inverse=pow(blinding, -1, modulus),
            blinded=blinded.to_bytes(384, "big"),
            sign=sign,
        )


def join(joining: "Joining", member: "Member") -> Browser:
    """Return the browser of `member` with every credential of the round."""
    from breakthrough.ballots import actions, queries

    place = queries.find_place(member, joining)
    browser = Browser(bytes(joining.card), party=place.party_number if place else 0)
    browser.finish(
        actions.issue(member=member, joining_id=joining.pk, digest=browser.digest, requests=browser.requests)
    )
    return browser


def _key_maker() -> Callable[[], bytes]:
    numbers: Iterator[int] = itertools.count()

    def make() -> bytes:
        number = next(numbers)
        if number >= len(_made):
            _made.append(signer.key_folder.make_private_key())
        return _made[number]

    return make


def _json(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _ed25519() -> tuple[bytes, Callable[[bytes], bytes]]:
    key = ed25519.Ed25519PrivateKey.generate()
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), key.sign


def _p256() -> tuple[bytes, Callable[[bytes], bytes]]:
    key = ec.generate_private_key(ec.SECP256R1())

    def sign(spoken: bytes) -> bytes:
        r, s = utils.decode_dss_signature(key.sign(spoken, ec.ECDSA(hashes.SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint), sign


_PSS = padding.PSS(padding.MGF1(hashes.SHA384()), 48)


def _encode_pss(message: bytes, bits: int) -> bytes:
    """EMSA-PSS-ENCODE (RFC 8017, 9.1.1) with SHA-384 and a fresh salt of 48 bytes."""
    import hashlib

    salt, length = secrets.token_bytes(48), (bits + 7) // 8
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = bytes(length - 48 - 48 - 2) + b"\x01" + salt
    rounds = range(-(-len(block) // 48))
    mask = b"".join(hashlib.sha384(digest + at.to_bytes(4, "big")).digest() for at in rounds)[: len(block)]
    masked = bytearray(one ^ other for one, other in zip(block, mask, strict=True))
    masked[0] &= 0x7F
    return bytes(masked) + digest + b"\xbc"
