"""Mixed pages of signed-in people at 40 requests a second, and what the server costs when nobody is there.

A fresh quick start with the demo collaboration; people sign in, every page they can reach by links is found by
following the links, and those pages, the JSON door and static files are then asked for at a fixed pace, whether or not
answers have come (an open loop), from one process. A request's time counts from the moment it was due.
"""

import asyncio
import json
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import _report
from _report import Row, Served

PORT = 8902
PACE = 40  # requests a second
REACH_P95_MS = 100
REACH_IDLE_MB = 150
REACH_SECOND_START_MS = 5000
PEOPLE = 12
MOST_PAGES = 80
NEVER_IN_WEB = ("scipy", "sklearn", "vl_convert", "matplotlib", "pandas")
NOT_FOLLOWED = re.compile(r"sign-out|sign_out|export|download|\.(csv|zip|json)$|^/api/docs")

SIGN_IN = """
import json
from breakthrough.config import starting
starting.set_up()
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from breakthrough.people.models import Person
found = []
for person in Person.objects.order_by("joined_at")[:%d]:
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[auth.SESSION_KEY] = str(person.pk)
    session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    found.append(f"{settings.SESSION_COOKIE_NAME}={session.session_key}")
print(json.dumps(found))
"""

LOAD_WEB = """
from breakthrough.config import starting
starting.set_up()
from django.core import checks
checks.run_checks()
from breakthrough.config import dispatcher, supervising
import uvicorn
"""


@dataclass(frozen=True, slots=True)
class Ask:
    """One address with the cookie of who asks."""

    path: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, `seconds` after the request was due; status 0 when nothing usable came."""

    path: str
    status: int
    seconds: float
    size: int


def main() -> int:
    """Measure and print."""
    chosen = _report.parse_arguments(str(__doc__).splitlines()[0])
    seconds = 8 if chosen.quick else 30
    with tempfile.TemporaryDirectory() as name:
        environment = _report.environment_of(Path(name) / "data", port=PORT)
        serve = [str(_report.ROOT / "bin" / "run"), "--port", str(PORT)]
        first = Served([*serve, "--demo"], environment=environment)
        try:
            waited = _report.wait_for_work(environment)
        finally:
            first.stop()
        began = time.monotonic()
        second = Served(serve, environment=environment)
        try:
            asyncio.run(_get(Ask("/", ""), packed=False))
            start_seconds, start_work = time.monotonic() - began, second.processor_seconds
            time.sleep(5)
            idle, processes = second.memory_megabytes, second.process_count
            cookies = json.loads(_report.run_python(SIGN_IN % PEOPLE, environment))
            asks, answers, busy = asyncio.run(_load(second, cookies, seconds=seconds))
            loaded, libraries = second.memory_megabytes, _libraries(second)
        finally:
            stop_seconds = second.stop()
        imports = _import_times(environment)
    times = sorted(answer.seconds for answer in answers)
    rows = [
        Row("requests", len(answers), ""),
        Row("different addresses", len({ask.path for ask in asks}), ""),
        Row("answers that are errors", sum(not 200 <= answer.status < 400 for answer in answers), "", 0),
        Row("median", _share(times, 0.5) * 1000, "ms"),
        Row("p95", _share(times, 0.95) * 1000, "ms", REACH_P95_MS),
        Row("p99", _share(times, 0.99) * 1000, "ms"),
        Row("slowest", times[-1] * 1000, "ms"),
        Row("processor time for each request", busy * 1000, "ms"),
        Row("first start, everything made", first.seconds * 1000, "ms"),
        Row("second start, until the first page", start_seconds * 1000, "ms", REACH_SECOND_START_MS),
        Row("the same: processor time", start_work * 1000, "ms"),
        Row("memory at idle", idle, "MB", REACH_IDLE_MB),
        Row("processes at idle", processes, "", 1),
        Row("memory after the load", loaded, "MB"),
        Row("heavy libraries in the web process", len(libraries), "", 0),
        Row("imports of the web process", imports[0], "ms"),
        Row("Ctrl-C until the end", stop_seconds * 1000, "ms", 5000),
    ]
    notes = {
        "pages": _by_page(answers),
        "libraries": libraries,
        "slowest_imports_ms": imports[1],
        "seconds_until_the_demo_was_read": waited,
    }
    return _report.publish("web", rows, out=chosen.json, notes=notes)


async def _load(served: Served, cookies: list[str], *, seconds: int) -> tuple[list[Ask], list[Answer], float]:
    found = [ask for cookie in cookies[:4] for ask in await _crawl(cookie)]
    pages = [ask for ask in found if not ask.path.startswith("/static/")]
    files = [ask for ask in found if ask.path.startswith("/static/")]
    _, described, _ = await _get(Ask("/api/openapi.json", cookies[0]), packed=False)
    calls = [
        path for path, verbs in json.loads(described)["paths"].items() if "get" in verbs and "{" not in path
    ]
    api = [Ask(path, cookie) for path in calls for cookie in cookies]
    api = [ask for ask in api if (await _fetch(ask, due=time.monotonic())).status == 200]
    chance = random.Random(20261122)  # noqa: S311 (the same mix in every run)
    # Eight of ten are pages, each sort of page as often as any other; one is the JSON door, one a file.
    sorts = [_by_sort(pages)] * 8 + [_by_sort(api) or _by_sort(pages), _by_sort(files)]
    asks = [chance.choice(chance.choice(chance.choice(sorts))) for _ in range(PACE * seconds)]
    for ask in {
        ask.path: ask for ask in asks
    }.values():  # every template is compiled once before anything counts
        await _fetch(ask, due=time.monotonic())
    began, used = time.monotonic() + 1, served.processor_seconds
    answers = await asyncio.gather(*(_at(ask, began + n / PACE) for n, ask in enumerate(asks)))
    return asks, list(answers), (served.processor_seconds - used) / len(asks)


async def _at(ask: Ask, due: float) -> Answer:
    await asyncio.sleep(due - time.monotonic())
    return await _fetch(ask, due=due)


async def _crawl(cookie: str) -> list[Ask]:
    waiting, seen, found = ["/"], {"/"}, list[Ask]()
    while waiting and len(found) < MOST_PAGES:
        path = waiting.pop(0)
        ask = Ask(path, cookie)
        answer, body, location = await _get(ask, packed=False)
        links = (
            [location]
            if location
            else re.findall(r'(?:href|src)="(/[^"#]*)', body.decode("utf-8", "replace"))
        )
        if 200 <= answer < 300:
            found.append(ask)
        for link in links:
            local = urllib.parse.unquote(link.replace("&amp;", "&"))
            if local not in seen and not NOT_FOLLOWED.search(local) and local.startswith("/"):
                seen.add(local)
                waiting.append(local)
    return found


async def _fetch(ask: Ask, *, due: float) -> Answer:
    try:
        status, body, _ = await asyncio.wait_for(_get(ask), timeout=30)
    except (OSError, asyncio.IncompleteReadError, TimeoutError, ValueError) as error:
        print(f"{ask.path}: {error!r}", file=sys.stderr)
        return Answer(ask.path, 0, time.monotonic() - due, 0)
    if status >= 400:
        print(f"{ask.path}: {status}", file=sys.stderr)
    return Answer(ask.path, status, time.monotonic() - due, len(body))


async def _get(ask: Ask, *, packed: bool = True) -> tuple[int, bytes, str]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    try:
        path = urllib.parse.quote(ask.path, safe="/?=&%:+,;@-_.~")
        head = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {ask.cookie}\r\nAccept-Encoding: {'gzip' if packed else 'identity'}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode())
        written = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        body = await reader.read()
        where = re.search(r"^location: (.*?)\r$", written, re.MULTILINE | re.IGNORECASE)
        return int(written.split()[1]), body, where[1] if where else ""
    finally:
        writer.close()


def _import_times(environment: dict[str, str]) -> tuple[float, dict[str, float]]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", LOAD_WEB],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    own: dict[str, float] = defaultdict(float)
    for line in done.stderr.splitlines():
        parts = line.removeprefix("import time:").split("|")
        if len(parts) == 3 and parts[0].strip().isdigit():
            own[".".join(parts[2].strip().split(".")[:2])] += int(parts[0]) / 1000
    slowest = sorted(own.items(), key=lambda one: -one[1])[:12]
    return sum(own.values()), {name: round(milliseconds, 1) for name, milliseconds in slowest}


def _libraries(served: Served) -> list[str]:
    maps = Path(f"/proc/{served.process.pid}/maps").read_text(encoding="utf-8")
    return [name for name in NEVER_IN_WEB if f"/{name}" in maps]


def _by_page(answers: list[Answer]) -> dict[str, dict[str, float]]:
    together: dict[str, list[float]] = defaultdict(list)
    for answer in answers:
        together[re.sub(r"[0-9a-f-]{32,36}|[^/]{30,}", "…", answer.path.split("?")[0])].append(
            answer.seconds * 1000
        )
    by_p95 = sorted(together.items(), key=lambda one: -_share(sorted(one[1]), 0.95))
    return {
        path: {
            "count": len(times),
            "median_ms": round(_share(sorted(times), 0.5), 1),
            "p95_ms": round(_share(sorted(times), 0.95), 1),
        }
        for path, times in by_p95
    }


def _by_sort(asks: list[Ask]) -> list[list[Ask]]:
    together: dict[str, list[Ask]] = defaultdict(list)
    for ask in asks:
        together[_sort_of(ask.path)].append(ask)
    return list(together.values())


def _sort_of(path: str) -> str:
    return re.sub(r"[0-9a-f-]{32,36}|[^/]{30,}", "…", path.split("?", maxsplit=1)[0])


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


if __name__ == "__main__":
    sys.exit(main())
