"""A room full of simulated people at a real server, over HTTP: they join, write, vote and look, as browsers would.

What a browser does with its secrets, `ballotbox.participant` does here. Used by the benchmark of a live room and by the
test that looks for traces of people. Every answer is kept with how long it took from the moment it was due.
"""

import asyncio
import hashlib
import json
import random
import secrets
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from breakthrough.ballotbox import participant
from breakthrough.ballotbox.participant import Credential, Prepared
from breakthrough.ballotbox.protocol import bodies, encoding, messages
from breakthrough.ballotbox.protocol import card as cards

MAKE_PEOPLE = """
import json, sys
from datetime import UTC, datetime
from breakthrough.config import starting
starting.set_up()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from django.db import transaction
from breakthrough.collaborations import actions
from breakthrough.people import actions as people
now = datetime.now(UTC)
count = int(sys.argv[1])
def session_of(person):
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(person.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
with transaction.atomic():
    owner = people.make_account(address="alice@alice.example", name="Alice Jurnikow", now=now)
    alice = actions.create_collaboration(person=owner, name="Lantern crossing", ambition="Further than before.",
        parties=["Acme", "Borealis"], own_party="Acme", leads=False, now=now)
    ways = [party.invitations.get(code__isnull=False) for party in alice.collaboration.parties.all()]
    members = [alice] + [actions.join_as_guest(name=f"Quendling {number}", invitation=ways[number % 2], now=now)[0]
        for number in range(count - 1)]
    order = [party.pk for party in alice.collaboration.parties.all()]
    found = [{"cookie": session_of(one.person), "key": people.make_api_key(person=one.person, name="crowd", now=now)[1],
        "party": order.index(one.party_id) + 1} for one in members]
print(json.dumps({"slug": alice.collaboration.slug, "people": found}))
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request; status 0 when nothing usable came. `seconds` counts from when it was due."""

    what: str
    status: int
    body: bytes
    seconds: float

    @property
    def json(self) -> dict[str, object]:
        found: dict[str, object] = json.loads(self.body)
        return found


@dataclass(slots=True)
class Wire:
    """Connections to one server that are kept open and lent out; `local` is the address they come from, `query` is added."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)
    local: str = "127.0.0.1"
    query: str = ""
    answers: list[Answer] = field(default_factory=list)
    _free: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = field(default_factory=list)

    async def ask(
        self, what: str, method: str, path: str, *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Send one request and keep its answer under the name `what`."""
        began = time.perf_counter()
        whole = {**self.headers, **headers}
        status, answer = 0, b""
        while not status:
            connection = self._lend()
            try:
                status, answer = await self._ask(method, path, whole, body, connection=connection)
            except (OSError, asyncio.IncompleteReadError, ValueError) as failure:
                if not _was_closed_while_idle(connection, failure):
                    break
        kept = Answer(what, status, answer, time.perf_counter() - began)
        self.answers.append(kept)
        return kept

    def _lend(self) -> "tuple[asyncio.StreamReader, asyncio.StreamWriter] | None":
        """Return a free connection that the server has not closed meanwhile, as a browser does; None if there is none."""
        while self._free:
            reader, writer = self._free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    async def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes,
        *,
        connection: "tuple[asyncio.StreamReader, asyncio.StreamWriter] | None",
    ) -> tuple[int, bytes]:
        reader, writer = connection or await self._open()
        target = f"{path}?{self.query}" if self.query else path
        lines = [
            f"{method} {target} HTTP/1.1",
            f"Host: localhost:{self.port}",
            f"Content-Length: {len(body)}",
        ]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        is_kept = False
        try:
            writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            given = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
            if given.get("transfer-encoding") == "chunked":
                answer = await _chunks(reader)
            else:
                answer = await reader.readexactly(int(given.get("content-length", "0")))
            is_kept = given.get("connection") != "close"
        finally:
            if is_kept:
                self._free.append((reader, writer))
            else:
                writer.close()
        return int(head[0].split()[1]), answer

    async def ready(self, seconds: float = 120) -> None:
        """Wait until the server answers; it takes connections before it is ready."""
        deadline = time.monotonic() + seconds
        while (await self.ask("ready", "GET", "/", headers={})).status == 0:
            if time.monotonic() > deadline:
                raise AssertionError("the server did not start")
            await asyncio.sleep(0.1)
        self.answers.clear()

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection("127.0.0.1", self.port, local_addr=(self.local, 0))

    async def close(self) -> None:
        """Hang up."""
        while self._free:
            writer = self._free.pop()[1]
            writer.close()
            await writer.wait_closed()


@dataclass(slots=True)
class Person:
    """One simulated person: a browser session, an API key, and the secrets of a round."""

    cookie: str
    key: str
    party: int
    credentials: dict[str, list[Credential]] = field(default_factory=dict)
    numbers: dict[bytes, int] = field(default_factory=dict)
    asked: bytes = b""
    blinded: list[tuple[str, list[Prepared]]] = field(default_factory=list)
    signed: list[list[str]] = field(default_factory=list)


class Crowd:
    """The people of one collaboration at one server. The first of them facilitates."""

    def __init__(self, *, slug: str, people: Sequence[Person], wire: Wire, box: Wire) -> None:
        self.slug, self.people, self.wire, self.box = slug, people, wire, box
        self.round = self.sealed = ""
        self.card: cards.Card | None = None
        self.digest = b""

    async def call(
        self, person: Person, method: str, path: str, sent: object = None, *, what: str = ""
    ) -> Answer:
        """Use the JSON door as `person`."""
        body = sent if isinstance(sent, bytes) else b"" if sent is None else json.dumps(sent).encode()
        headers = {"Authorization": f"Bearer {person.key}", "Content-Type": "application/json"}
        return await self.wire.ask(
            what or f"{method} {path}", method, f"/api/{path}", headers=headers, body=body
        )

    async def look(self, person: Person, path: str, *, what: str) -> Answer:
        """Open a page as `person`."""
        return await self.wire.ask(what, "GET", path, headers={"Cookie": person.cookie})

    async def talk(self, method: str, path: str, sent: object = None) -> Answer:
        """Do something to the round as the facilitator; anything but success ends the rehearsal."""
        answer = await self.call(
            self.people[0], method, f"collaborations/{self.slug}/voice/talks{path}", sent
        )
        if answer.status not in {200, 201, 204}:
            raise AssertionError(f"{method} {path}: {answer.status} {answer.body[:500]!r}")
        return answer

    async def begin(self, *, seeds: Sequence[str], by_party: bool, quota: int = 1) -> None:
        """Make a round with seed statements, in which everybody may write `quota` more, and let people join."""
        plan = {
            "title": "What do we not say?",
            "question": "What should be said here?",
            "by_party": by_party,
            "quota": quota,
        }
        self.round = str((await self.talk("POST", "", plan)).json["id"])
        await self.talk("PUT", f"/{self.round}/seeds", {"texts": list(seeds)})
        prepared = await self.talk("POST", f"/{self.round}/preparation")
        self.sealed = str(prepared.json["sealed"])
        written = encoding.from_base64url(
            str((await self.call(self.people[0], "GET", f"ballots/{self.sealed}/card")).json["card"])
        )
        self.card, self.digest = cards.read_card(written), messages.digest_of(written)

    async def join(self, person: Person) -> None:
        """Fetch every credential of `person`, as a browser does on any visit."""
        if not person.asked:
            self.blind(person)
        await self.call(person, "GET", f"ballots/{self.sealed}/card", what="card (people)")
        await self.box.ask("card (box)", "GET", f"/box/{self.sealed.replace('-', '')}/card", headers={})
        await self.fetch(person)
        self.unblind(person)

    def blind(self, person: Person) -> None:
        """Make what `person` has signed: work of their own device, which a rehearsal may do before its clock starts."""
        assert self.card is not None
        asked = []
        for scope, cell in participant.cells_of(self.card, person.party):
            made = [
                participant.prepare(
                    alg=self.card.alg, digest=self.digest, cell=cell, random=secrets.token_bytes
                )
                for _ in range(scope.quota)
            ]
            asked.append(
                {
                    "key": encoding.to_base64url(cell.key_id),
                    "blinded": [encoding.to_base64url(blinded) for blinded, _ in made],
                }
            )
            person.blinded.append((scope.label, [one for _, one in made]))
        sent = {"digest": encoding.to_base64url(self.digest), "requests": asked}
        person.asked = json.dumps(sent).encode()

    async def fetch(self, person: Person) -> None:
        """Have signed what was blinded."""
        path = f"ballots/{self.sealed}/credentials"
        answer = await self.call(person, "POST", path, person.asked, what="credentials")
        if answer.status != 200:
            raise AssertionError(f"credentials: {answer.status} {answer.body[:500]!r}")
        person.signed = answer.json["signatures"]  # type: ignore[assignment]

    def unblind(self, person: Person) -> None:
        """Make credentials of what was signed, and check them: again work of one's own device."""
        for (label, prepared), row in zip(person.blinded, person.signed, strict=True):
            person.credentials[label] = [
                participant.finalize(one, encoding.from_base64url(text))
                for one, text in zip(prepared, row, strict=True)
            ]

    async def give(self, person: Person, label: str, payload: bodies.Payload, *, slot: int = 0) -> Answer:
        """Seal `payload` and send it to the box; None gives a blank."""
        return await self.send(label, self.seal(person, label, payload, slot=slot))

    def seal(self, person: Person, label: str, payload: bodies.Payload, *, slot: int = 0) -> bytes:
        """Return what `person` sends to the box."""
        assert self.card is not None
        credential = person.credentials[label][slot]
        number = person.numbers.get(credential.pseudonym, 0) + 1 + secrets.randbelow(65_535)
        person.numbers[credential.pseudonym] = number
        kind: bodies.BodyKind = "blank" if payload is None else "put"
        return participant.contribute(
            credential,
            body=bodies.Body(secrets.token_bytes(32), kind, payload),
            seq=number,
            scope=self.card.by_label[label],
        )

    async def send(self, label: str, sealed: bytes) -> Answer:
        """Send to the box what was sealed."""
        return await self.box.ask(
            f"sealed {label}",
            "POST",
            f"/box/{self.sealed.replace('-', '')}/items",
            headers={"Content-Type": "application/json"},
            body=sealed,
        )

    async def until(self, *phases: str, seconds: float = 180) -> str:
        """Wait until the round is in one of these phases; return which."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            phase = str((await self.talk("GET", f"/{self.round}")).json["phase"])
            if phase in phases:
                return phase
            await asyncio.sleep(0.25)
        raise AssertionError(f"the round never came to {phases}")

    async def frozen(self) -> tuple[bytes, int]:
        """Return the root of what is voted on, and how many statements there are."""
        path = f"collaborations/{self.slug}/voice/talks/{self.round}/frozen"
        answer = await self.call(self.people[0], "GET", path)
        found = json.loads(answer.body)
        said = [
            {name: one[name] for name in ("number", "seal", "source", "words")} for one in found["statements"]
        ]
        bare = json.dumps(
            found | {"statements": said}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
        )
        return hashlib.sha256(bare.encode()).digest(), len(said)


def gather(environment: Mapping[str, str], count: int, *, wire: Wire, box: Wire, root: Path) -> Crowd:
    """Return `count` people who came into a fresh collaboration; the data folder must be prepared."""
    done = subprocess.run(
        [sys.executable, "-c", MAKE_PEOPLE, str(count)],
        env=dict(environment),
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise AssertionError(done.stderr)
    made = json.loads(done.stdout.strip().splitlines()[-1])
    people = [Person(cookie=one["cookie"], key=one["key"], party=one["party"]) for one in made["people"]]
    return Crowd(slug=made["slug"], people=people, wire=wire, box=box)


async def at_pace(
    people: Sequence[Person], act: Callable[[Person], Awaitable[object]], *, seconds: float
) -> None:
    """Let everybody act once, each at a random time within `seconds`, whether or not those before have finished."""
    chance = random.Random(len(people))  # noqa: S311 (when somebody comes is no secret here)
    await asyncio.gather(*(_after(chance.uniform(0, seconds), act, person) for person in people))


async def _after(seconds: float, act: Callable[[Person], Awaitable[object]], person: Person) -> None:
    await asyncio.sleep(seconds)
    await act(person)


def _was_closed_while_idle(connection: object, failure: Exception) -> bool:
    """Whether a connection that was used before ended without a byte of an answer: a browser then asks again over another."""
    ended = isinstance(failure, ConnectionError) or (
        isinstance(failure, asyncio.IncompleteReadError) and not failure.partial
    )
    return connection is not None and ended


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    found = []
    while size := int((await reader.readuntil(b"\r\n")).strip(), 16):
        found.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readexactly(2)
    return b"".join(found)
