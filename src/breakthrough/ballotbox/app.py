"""The door of the box: a plain ASGI application that nobody signs in to.

Of a request it reads the method, the path, the body, its type and length, and whether one of the two headers is there that could
say who sends it. It sets no cookie, writes no log and never looks where a request comes from.
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import cast

from breakthrough.ballotbox import requests
from breakthrough.ballotbox.office import Office
from breakthrough.ballotbox.problems import problem
from breakthrough.kernel.problem import Problem

logger = logging.getLogger(__name__)

PREFIX = "/box/"
PATH = re.compile(
    r"/box/(?P<round>[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/(?P<rest>[a-z0-9~/-]{1,60})"
)
PREFLIGHT_SECONDS = b"86400"
IDENTIFYING = frozenset({b"cookie", b"authorization"})
STORED = b'{"stored":true}'
SLOW_DOWN_SECONDS = b"2"

Message = MutableMapping[str, object]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Scope = MutableMapping[str, object]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]


def make_application(office: Office, *, people_origin: str | None = None) -> Application:
    """Return the application of an office.

    `people_origin` is the origin of the people side where it has another host name; its pages, and no others, may then speak
    to the box across origins.
    """
    always: Headers = [
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),
        (b"cross-origin-resource-policy", b"same-origin" if people_origin is None else b"cross-origin"),
    ]
    if people_origin is not None:
        always += [(b"access-control-allow-origin", people_origin.encode("ascii")), (b"vary", b"origin")]

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        try:
            status, kind, body, more = await _answer(
                office, scope, receive, has_preflight=people_origin is not None
            )
        except Problem as refusal:
            status, kind, body, more = _problem(refusal)
        except Exception as error:  # noqa: BLE001 (a traceback could quote what somebody sent)
            logger.error("The box failed at a request: %s", type(error).__name__)
            status, kind, body, more = _problem(problem("not-stored"))
        headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *always, *more]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return application


Answer = tuple[int, bytes, bytes, Headers]  # status, content type, body, more headers


async def _answer(office: Office, scope: Scope, receive: Receive, *, has_preflight: bool) -> Answer:
    headers = dict(cast("Iterable[tuple[bytes, bytes]]", scope["headers"]))
    method, path = str(scope["method"]), str(scope["path"])
    found = PATH.fullmatch(path)
    if method == "POST" and found is not None and found["rest"] in {"items", "acts"}:
        return await _take(office, found, headers, receive)
    _check_nameless(headers)
    if method == "OPTIONS" and has_preflight:
        return 204, b"text/plain", b"", _preflight()
    if path == PREFIX + "health" and method == "GET":
        return (
            (200, b"application/json", b'{"ready":true}', [])
            if office.is_ready
            else _problem(problem("not-stored"))
        )
    if found is None:
        raise problem("not-found")
    if found["rest"] in {"items", "acts"} or method not in {"GET", "HEAD"}:
        raise problem("not-allowed")
    return await _show(office, bytes.fromhex(found["round"].replace("-", "")), found["rest"])


async def _take(
    office: Office, found: re.Match[str], headers: Mapping[bytes, bytes], receive: Receive
) -> Answer:
    length = headers.get(b"content-length", b"")
    if length and (not length.isdigit() or int(length) not in requests.SIZES):
        raise problem("wrong-size")
    raw = await _read(receive)
    if len(raw) not in requests.SIZES:
        raise problem("wrong-size")
    _check_nameless(headers)
    if headers.get(b"content-type", b"").partition(b";")[0].strip().lower() != b"application/json":
        raise problem("not-json")
    round_ = bytes.fromhex(found["round"].replace("-", ""))
    await office.receive(round_, raw, is_later=found["rest"] == "acts")
    return 200, b"application/json", STORED, []


async def _show(office: Office, round_: bytes, rest: str) -> Answer:
    if rest == "card":
        return 200, b"application/cbor", office.card(round_), []
    label, _, board = rest.rpartition("/")
    if board != "board" or not label:
        raise problem("not-found")
    shown = await asyncio.to_thread(office.board, round_, label.replace("~", "/"))
    return 200, b"application/json", shown, []


async def _read(receive: Receive) -> bytes:
    parts, length = list[bytes](), 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise problem("wrong-size")
        part = cast("bytes", message.get("body", b""))
        length += len(part)
        if length > requests.LARGEST:
            raise problem("wrong-size")
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)


def _check_nameless(headers: Mapping[bytes, bytes]) -> None:
    if not IDENTIFYING.isdisjoint(headers):
        raise problem("identity-on-box")


def _preflight() -> Headers:
    return [
        (b"access-control-allow-methods", b"GET, POST"),
        (b"access-control-allow-headers", b"content-type"),
        (b"access-control-max-age", PREFLIGHT_SECONDS),
    ]


def _problem(refusal: Problem) -> Answer:
    body = {"type": f"/problems/{refusal.code}", "status": refusal.status, "detail": refusal.words}
    more: Headers = [(b"retry-after", SLOW_DOWN_SECONDS)] if refusal.status in {429, 503} else []
    return refusal.status, b"application/problem+json", json.dumps(body).encode(), more
