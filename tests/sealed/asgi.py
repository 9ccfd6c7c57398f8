"""Asks a plain ASGI application something, without a server."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from breakthrough.ballotbox.app import Application, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str:
        """The code of the Problem, or ""."""
        return str(self.json["type"]).removeprefix("/problems/") if self.status >= 400 else ""

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Watched(dict[str, object]):
    """A scope that notices when somebody looks at where a request comes from."""

    def __getitem__(self, name: str) -> object:
        assert name not in {"client", "server"}, "the box looked at where a request comes from"
        return super().__getitem__(name)

    def get(self, name: str, default: object = None) -> object:
        assert name not in {"client", "server"}, "the box looked at where a request comes from"
        return super().get(name, default)


async def ask(
    application: Application,
    method: str,
    path: str,
    body: bytes = b"",
    *,
    headers: Mapping[str, str] | None = None,
    chunks: int = 1,
) -> Answer:
    """Return the answer of `application`."""
    given = {"content-type": "application/json", "content-length": str(len(body)), **(headers or {})}
    size = -(-len(body) // chunks) or 1
    parts = [body[start : start + size] for start in range(0, len(body), size)] or [b""]
    sent = list[Message]()

    async def receive() -> Message:
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = Watched(
        type="http", method=method, path=path, client=("192.0.2.1", 1), server=("box", 1),
        headers=[(name.encode(), value.encode()) for name, value in given.items() if value],
    )  # fmt: skip
    await application(scope, receive, send)
    start, end = sent
    answered: Any = start["headers"]
    return Answer(
        int(str(start["status"])),
        {name.decode(): value.decode() for name, value in answered},
        end["body"] if isinstance(end["body"], bytes) else b"",
    )


def ask_now(application: Application, method: str, path: str, body: bytes = b"", **more: Any) -> Answer:
    """Do what `ask` does, in an event loop of its own."""
    return asyncio.run(ask(application, method, path, body, **more))
