"""Both planes of a sealed round on one small server, for the browser's half: an honest people side with a signer of its own that
signs by plain arithmetic, and the real box. Switches let it lose replies, lie and forget."""

import hashlib
import json
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, cast

import uvicorn

from breakthrough.ballotbox.app import Receive, Scope, Send, make_application
from breakthrough.ballotbox.protocol import messages, roster
from breakthrough.ballotbox.protocol.card import write_card
from breakthrough.ballotbox.protocol.encoding import from_base64url, to_base64url
from breakthrough.practices.voice.rules import frozen
from breakthrough.practices.voice.rules.frozen import Source
from breakthrough.web.policy import POLICY, TRUSTED_TYPES
from tests.sealed import boxes, sealing
from tests.sealed.sealing import Asked, RoundKeys

BUILT = Path(__file__).resolve().parents[2] / "src" / "breakthrough" / "web" / "built"
NAMES = ("Alice", "Bob", "Gina", "Lena", "Mona", "Noor")
MANY_NAMES = (*NAMES, "Olga", "Paul", "Quim", "Rosa", "Sven", "Tove", "Ugo", "Vera")
COUNT = [
    sys.executable,
    "-c",
    "import json, sys; print(json.dumps({'reading': {'n': len(json.load(sys.stdin)['cells'])}}))",
]
BALLOT = [{"text": "We say it too late.", "seal": "", "source": "opening", "salt": "ab" * 16}]
# Draws of whole numbers are 0, so that nothing waits for its random moment; bytes stay random.
HURRY = b"""const draw = crypto.getRandomValues.bind(crypto);
crypto.getRandomValues = (target) => target instanceof Uint32Array ? target.fill(0) : draw(target);
"""
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sealed</title>
<script type="application/json" id="sealed-config">%s</script><script type="module" src="/sealed.js"></script></head>
<body><h1>Sealed</h1></body></html>"""
PLAN = b'{"question":"What is not being said here?"}'
SCRIPTS = ("sealed-client.js", "sealed-keeper.js", "sealed-visit.js", "sealed-worker.js")
SCRIPT = b"""import { Refusal, Sealed } from "/static/built/sealed-client.js";
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
window.Sealed = Sealed;
window.config = JSON.parse(document.getElementById("sealed-config").textContent);
window.states = [];
window.attempt = (promise) => promise.then(() => "done", (error) => error instanceof Refusal ? error.code : String(error));
window.opened = Sealed.open(window.config).then((sealed) => {
  window.sealed = sealed;
  sealed.onchange((state) => window.states.push(state));
  return sealed.state.ready;
});
"""
ELSEWHERE = """<!doctype html><html lang="en"><head><title>Any page</title>
<script type="module" src="/static/built/sealed-visit.js" data-sealed-account="%s"></script></head>
<body hx-headers='{"x-csrftoken": "token"}'><h1>Any page</h1></body></html>"""


@dataclass
class Sitting:
    """One round, as the people side knows it."""

    keys: RoundKeys
    roster: bytes
    refs: Mapping[str, bytes]
    phase: str = "joining"
    closes_at: str | None = None
    issued: dict[str, dict[str, Any]] = field(default_factory=dict)  # by name: what was asked, and the answer

    @property
    def id(self) -> str:
        return self.keys.card.round.hex()

    @property
    def root(self) -> bytes:
        """What is voted on: `BALLOT`."""
        said = [frozen.Text(one["text"], Source(one["source"]), salt=one["salt"]) for one in BALLOT]
        return frozen.root_of(self.id, said)


def sit(
    asked: tuple[Asked, ...] = (Asked(),),
    *,
    names: tuple[str, ...] = NAMES,
    mode: str = "days",
    alg: int = 1,
    first_key: int = 0,
) -> Sitting:
    """Return a fresh round of these people, who belong to two parties in turn."""
    sizes = [len(names) - len(names) // 2, len(names) // 2]
    keys = sealing.make_round(
        asked,
        members=len(names),
        party_sizes=sizes,
        alg=alg,
        mode=mode,
        key_of=lambda at: sealing.rsa_key(first_key + at),
        content=PLAN,
    )
    people = roster.Roster(
        messages.sha256(keys.card.round, b"salt"),
        tuple(
            roster.Entry(messages.sha256(keys.card.round, name.encode())[:16], name, 1 + at % 2, False)
            for at, name in enumerate(names)
        ),
    )
    written = roster.write_roster(people)
    card = replace(keys.card, roster_hash=roster.hash_of_roster(written))
    return Sitting(
        RoundKeys(card, write_card(card), keys.private),
        written,
        {entry.name: entry.ref for entry in people.entries},
    )


@dataclass
class Planes:
    """The server. Each switch makes it do one wrong thing."""

    box: boxes.TestBox
    folder: Path
    address: str = ""
    sittings: dict[str, Sitting] = field(default_factory=dict)
    waiting_asked: int = 0
    capabilities: list[bool] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)  # bodies that reached the box's door
    people_are_away: bool = False
    left: set[str] = field(default_factory=set)  # who is no member any more: there is nothing for them here
    box_is_away: bool = False
    box_loses_replies: bool = False
    people_lose_replies: bool = False
    signs_with: int | None = None  # the number of another key: a tag
    other_card: bytes | None = None  # what the people side shows instead
    other_plan: bytes | None = None  # likewise
    names_its_code: bool = False  # devices keep the program only where it says what it offers
    appended: dict[str, bytes] = field(default_factory=dict)  # to scripts, by name: another program
    claims: dict[str, str] | None = None  # what it says it offers instead

    def publish(self, sitting: Sitting) -> Sitting:
        self.sittings[sitting.id] = sitting
        self.box.office.publish(sitting.keys.written)
        return sitting

    def open(self, sitting: Sitting) -> None:
        sitting.phase = "open"
        for scope in sitting.keys.card.scopes:
            self.box.office.open_scope(
                sitting.keys.card.round,
                scope.label,
                issued=sitting.keys.issued(scope.label),
                root=sitting.root if scope.kind == "vector" else None,
            )

    def release(self, sitting: Sitting, label: str = "voice") -> dict[str, Any]:
        """Close and release; return the board."""
        round_ = sitting.keys.card.round
        self.box.office.close_scope(round_, label)
        end = time.monotonic() + 30
        while (found := self.box.office.release_scope(round_, label, context={})).state == "counting":
            assert time.monotonic() < end
            time.sleep(0.05)
        sitting.phase = "released"
        return cast("dict[str, Any]", json.loads(found.board or b"{}"))

    def wipe_box(self) -> None:
        """Lose everything the box has, as after a disk that lied, and give it the cards again."""
        self.box.office.close()
        self.folder = self.folder / "again"
        self.folder.mkdir()
        self.box = boxes.make_box(self.folder)
        for sitting in self.sittings.values():
            self.box.office.publish(sitting.keys.written)
            if sitting.phase == "open":
                self.open(sitting)

    def script(self, name: str) -> bytes:
        script = (BUILT / name).read_bytes() + self.appended.get(name, b"")
        return HURRY + script if name == "sealed-worker.js" else script

    def code(self) -> dict[str, str]:
        return {f"built/{name}": hashlib.sha256(self.script(name)).hexdigest() for name in SCRIPTS}

    def config(self, sitting: Sitting, name: str, label: str) -> dict[str, Any]:
        code = {"code": self.claims or self.code()} if self.names_its_code else {}
        return code | {
            "round": sitting.id,
            "label": label,
            "who": f"/api/ballots/{sitting.id}",
            "box": "/box",
            "account": f"account-of-{name}",
            "space": "space",
            "csrf": "token",
            "phase": sitting.phase,
            "root": to_base64url(sitting.root),
            "closesAt": sitting.closes_at,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        if path.startswith("/box/"):
            await self._box(scope, receive, send)
        elif path.startswith("/api/"):
            await self._people(scope, receive, send)
        else:
            await _answer(send, 200, *self._page(scope))

    async def _box(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await _read(receive)
        if scope["method"] == "POST":
            self.received.append(raw)
        if self.box_is_away:
            await _answer(send, 502, b"away", "text/plain")
            return

        async def again() -> dict[str, Any]:
            return {"type": "http.request", "body": raw}

        async def maybe(message: Any) -> None:
            if not self.box_loses_replies:
                await send(message)

        await make_application(self.box.office)(scope, again, maybe)
        if self.box_loses_replies:
            await _answer(send, 504, b"lost", "text/plain")

    async def _people(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await _read(receive)
        headers = dict(cast("list[tuple[bytes, bytes]]", scope["headers"]))
        name = _person(headers)
        status, answer = self._ask(str(scope["path"]).removeprefix("/api/ballots/"), name, raw)
        if scope["method"] == "POST" and headers.get(b"x-csrftoken") != b"token":
            status, answer = 403, {"type": "/problems/no-token"}
        if self.people_are_away or (self.people_lose_replies and scope["method"] == "POST"):
            status, answer = 502, {}
        await _answer(send, status, json.dumps(answer).encode(), "application/json")

    def _ask(self, path: str, name: str, raw: bytes) -> tuple[int, dict[str, Any]]:
        if self.people_are_away:
            return 502, {}
        if path == "capability":
            self.capabilities.append(json.loads(raw)["ed25519"])
            return 200, {}
        if path == "waiting":
            self.waiting_asked += 1
            if name in self.left:
                return 200, {"account": f"account-of-{name}", "waiting": []}
            waiting = [
                self.config(one, name, one.keys.card.scopes[0].label)
                for one in self.sittings.values()
                if one.phase == "closing" or (one.phase == "joining" and name not in one.issued)
            ]
            return 200, {"account": f"account-of-{name}", "waiting": waiting}
        round_, _, what = path.partition("/")
        if name in self.left:
            return 404, {"type": "/problems/not-found"}
        sitting = self.sittings[round_]
        if what == "card":
            card = self.other_card or sitting.keys.written
            return 200, {
                "card": to_base64url(card),
                "roster": to_base64url(sitting.roster),
                "plan": to_base64url(self.other_plan or PLAN),
                "me": to_base64url(sitting.refs[name]),
                "phases": {scope.label: sitting.phase for scope in sitting.keys.card.scopes},
            }
        return self._issue(sitting, name, json.loads(raw))

    def _issue(self, sitting: Sitting, name: str, asked: Any) -> tuple[int, dict[str, Any]]:
        kept = sitting.issued.get(name)
        if kept is not None:
            if kept["asked"] != asked:
                return 409, {"type": "/problems/credential-already-issued"}
            return 200, kept["answer"]
        if sitting.phase != "joining":
            return 409, {"type": "/problems/joining-not-open"}
        if asked["digest"] != to_base64url(sitting.keys.digest):
            return 409, {"type": "/problems/card-changed"}
        signatures = [
            [to_base64url(self._sign(sitting, from_base64url(one["key"]), from_base64url(blinded))) for blinded in one["blinded"]]
            for one in asked["requests"]
        ]  # fmt: skip
        sitting.issued[name] = {"asked": asked, "answer": {"signatures": signatures}}
        return 200, sitting.issued[name]["answer"]

    def _sign(self, sitting: Sitting, key_id: bytes, blinded: bytes) -> bytes:
        key = sitting.keys.private[key_id] if self.signs_with is None else sealing.rsa_key(self.signs_with)
        numbers = key.private_numbers()
        n = numbers.public_numbers.n
        return pow(int.from_bytes(blinded) % n, numbers.d, n).to_bytes(384)

    def _page(self, scope: Scope) -> tuple[bytes, str]:
        path = str(scope["path"])
        name = _person(dict(cast("list[tuple[bytes, bytes]]", scope["headers"])))
        if path == "/sealed.js":
            return SCRIPT, "text/javascript"
        if path.startswith("/static/built/sealed-"):
            return self.script(path.rpartition("/")[2]), "text/javascript"
        if path == "/sealed-keeper.js":
            return self.script("sealed-keeper.js"), "text/javascript"
        if path == "/static/built/words.txt":
            return (BUILT / "words.txt").read_bytes(), "text/plain"
        if path == "/elsewhere":
            return (ELSEWHERE % f"account-of-{name}").encode(), "text/html"
        if path.startswith("/sealed/"):
            _, _, round_, label = path.split("/")
            config = self.config(self.sittings[round_], name, label.replace("~", "/"))
            return (PAGE % json.dumps(config)).encode(), "text/html"
        return b"", "text/plain"


@contextmanager
def serve(folder: Path) -> Iterator[Planes]:
    """Run both planes on localhost until the block ends."""
    planes = Planes(boxes.make_box(folder, tally_command=COUNT), folder)
    server = uvicorn.Server(
        uvicorn.Config(cast("Any", planes), host="localhost", port=0, log_level="warning", lifespan="off")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    planes.address = f"http://localhost:{port}"
    yield planes
    server.should_exit = True
    thread.join(timeout=20)
    planes.box.office.close()


def _person(headers: Mapping[bytes, bytes]) -> str:
    cookie = SimpleCookie(headers.get(b"cookie", b"").decode())
    return cookie["person"].value if "person" in cookie else ""


async def _read(receive: Receive) -> bytes:
    raw = b""
    while True:
        message = await receive()
        raw += cast("bytes", message.get("body", b""))
        if not message.get("more_body"):
            return raw


async def _answer(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = [
        (b"content-type", kind.encode()),
        (b"content-security-policy", (POLICY.format(box="") + TRUSTED_TYPES).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
