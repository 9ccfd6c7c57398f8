"""A sealed round without browsers and sockets: the real box in this process, and browsers in Python.

For tests of this app and of practices: `with stage(monkeypatch, folder)` puts everything in place, `Browser` takes part.
"""

import contextlib
import itertools
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.keys import KeyFolder as BoxKeys
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.participant import Credential, Prepared
from breakthrough.ballotbox.protocol import bodies, messages
from breakthrough.ballotbox.protocol import card as cards
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
    """The neighbours of a test: the box in this process, the private keys, the folder of both, and a clock that can be moved."""

    office: Office
    keys: signer.KeyFolder
    folder: Path
    seconds: list[float] = field(default_factory=lambda: [time.monotonic()])
    tally_command: Sequence[str] = ()
    make: Callable[[], bytes] = signer.key_folder.make_private_key

    def restart(self) -> None:
        """Begin again with what is on the disk, as after a power cut: another box, another reader of the private keys."""
        self.office.close()
        self.office = _make_office(self.folder, self.seconds, self.tally_command)
        self.keys = signer.KeyFolder(self.folder / "signer", make=self.make)


@contextlib.contextmanager
def stage(
    monkeypatch: "pytest.MonkeyPatch", folder: Path, *, tally_command: Sequence[str] = ()
) -> Iterator[Stage]:
    """Put the neighbours in place of those that the settings name, while the context lasts."""
    from breakthrough.ballotbox.protocol import words
    from breakthrough.ballots import neighbours

    monkeypatch.setattr(words, "ROUNDS", 10)  # slow on purpose elsewhere
    seconds = [1000.0]
    make = _key_maker()
    staged = Stage(
        office=_make_office(folder, seconds, tally_command),
        keys=signer.KeyFolder(folder / "signer", make=make),
        folder=folder,
        seconds=seconds,
        tally_command=tally_command,
        make=make,
    )
    blind_signer = signer.BlindSigner(OpenSsl())  # its self-test is tested elsewhere
    monkeypatch.setattr(neighbours, "get_box", lambda: staged.office)
    monkeypatch.setattr(neighbours, "get_keys", lambda: staged.keys)
    monkeypatch.setattr(neighbours, "get_signer", lambda: blind_signer)
    try:
        yield staged
    finally:
        staged.office.close()


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
    """What a browser keeps for one slot of one scope; `credential` once it was signed."""

    label: str
    key_id: bytes
    blinded: bytes
    kept: Prepared
    credential: Credential | None = None
    seq: int = 0

    @property
    def message(self) -> bytes:
        """What was blinded and signed: the pseudonym is in it."""
        return self.kept.message

    @property
    def signature(self) -> bytes:
        """The unblinded signature; empty before."""
        return self.credential.signature if self.credential else b""


class Browser:
    """The device of one person: it makes secrets for a card, asks for signatures, unblinds them, and contributes."""

    def __init__(self, card: bytes, *, party: int) -> None:
        self.card = cards.read_card(card)
        self.digest = messages.digest_of(card)
        self.secrets = [
            Secret(
                scope.label,
                cell.key_id,
                *participant.prepare(
                    alg=self.card.alg, digest=self.digest, cell=cell, random=secrets.token_bytes
                ),
            )
            for scope, cell in participant.cells_of(self.card, party)
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
            secret.credential = participant.finalize(secret.kept, signed)

    def seal(
        self, label: str, payload: bodies.Payload, *, kind: bodies.BodyKind = "put", slot: int = 0
    ) -> bytes:
        """Return the request that gives `payload`: the JSON that goes to the box, padded to the scope's size."""
        secret = [one for one in self.secrets if one.label == label][slot]
        assert secret.credential is not None
        secret.seq += 1 + secrets.randbelow(1000)
        body = bodies.Body(secrets.token_bytes(32), kind, payload)
        return participant.contribute(
            secret.credential, body=body, seq=secret.seq, scope=self.card.by_label[label]
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


def _make_office(folder: Path, seconds: list[float], tally_command: Sequence[str]) -> Office:
    vault = Vault(
        store=SqliteStore(folder / "box.sqlite3"), keys=BoxKeys(folder / "box-keys"), draw=secrets.token_bytes
    )
    office = Office(vault=vault, clock=lambda: seconds[0], tally_command=tally_command)
    office.take_up()
    return office


def _key_maker() -> Callable[[], bytes]:
    numbers: Iterator[int] = itertools.count()

    def make() -> bytes:
        number = next(numbers)
        if number >= len(_made):
            _made.append(signer.key_folder.make_private_key())
        return _made[number]

    return make
