"""Every address with wrong parts, wrong parameters and wrong headers: an answer in words, never a mistake of ours."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.test import Client

from tests.access.table import PAGES, Row
from tests.bad_input import hostile
from tests.world import World

pytestmark = pytest.mark.django_db
Clients = Callable[[str], Client]
READ = [row for row in PAGES if row.method == "GET"]
PARAMETERS = ("q", "sort", "page", "before", "next", "theme", "language", "x")
# Which pages read which parameter.
NEXT = {"people/sign-in", "people/return"}
LISTS = {"q": "voice/{round}", "sort": "voice/{round}", "page": "voice/{round}", "before": "journal"}
# Headers are read before any page is: a few pages stand for all.
HEADED = {
    "",
    "people/sign-in",
    "people/me",
    "join/<str:token>",
    "c/<slug:slug>/",
    "c/<slug:slug>/voice/<uuid:round_id>",
}
# 204: a page that follows a round is told by a header to load anew, because the phase is another one.
FINE = {200, 204, 302, 303, 400, 403, 404, 405, 409, 410, 413, 422, 429}


def get(client: Client, address: str, **headers: str) -> Any:
    """Ask for a page and hold the answer to what every answer owes a person."""
    with transaction.atomic():
        answer: Any = client.get(address, headers=headers)
        told = f"{address[:200]} {str(headers)[:200]}"
        assert answer.status_code in FINE, told
        if answer["Content-Type"].startswith(("text/html", "image/svg")) and not answer.streaming:
            assert f"<{hostile.TAG}".encode() not in answer.content, told
            assert answer.status_code in {204, 302, 303} or answer.content, told
        transaction.set_rollback(True)
    return answer


@pytest.mark.parametrize("row", READ, ids=str)
def test_every_page_survives_every_parameter(row: Row, world: World, clients: Clients) -> None:
    for value in hostile.HOSTILE.values():
        written = quote_from_bytes(value, safe="")
        address = row.fill(world.places)
        get(clients("alice"), f"{address}?" + "&".join(f"{name}={written}" for name in PARAMETERS))
        if row.address in NEXT:
            get(clients("nobody"), f"{address}?next={written}")
    get(clients("alice"), f"{row.fill(world.places)}?" + "&".join(f"p{number}=1" for number in range(2000)))


@pytest.mark.parametrize("name", LISTS)
def test_a_page_with_a_list_survives_each_parameter_alone(name: str, world: World, clients: Clients) -> None:
    page = f"/c/{world.places['slug']}/{LISTS[name].format_map(world.places)}"
    for value in [*hostile.HOSTILE.values(), b"0", b"abc", b"-agree", b"99999999999999999999"]:
        get(clients("alice"), f"{page}?{name}={quote_from_bytes(value, safe='')}")
    get(clients("alice"), f"{page}?{name}=0", **{"HX-Request": "true"})


@pytest.mark.parametrize("row", [row for row in PAGES if "<" in row.address], ids=str)
def test_every_address_survives_wrong_parts(row: Row, world: World, clients: Clients) -> None:
    parts = re.findall(r"<[^>]+>", row.address)
    own = parts[1:] or parts  # the first is read by the same code wherever others follow it
    for value in [*hostile.HOSTILE.values(), b"0", b"1", b"99999999999999999999", b"%2e%2e", b"?", b"#"]:
        written = quote_from_bytes(value, safe="")
        for part in own:
            broken = Row(row.method, row.address.replace(part, written), row.statuses, at=row.at)
            with transaction.atomic():
                answer = clients("alice").generic(row.method, broken.fill(world.places))
                assert answer.status_code in FINE, broken.address[:200]
                transaction.set_rollback(True)


@pytest.mark.same_anywhere
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Accept-Language", "x" * 5000),
        ("Accept-Language", "de;q=nonsense,*,,;q=-1,\xff"),
        ("Accept", "\xff/*;q=é"),
        ("Cookie", 'sessionid="abcdefgh\\000"; csrftoken="\\000"'),
        ("Cookie", "sessionid=" + "x" * 3000),
        ("Cookie", "theme=<hostile-tag>; django_language=../../x; sessionid=" + "\xff" * 32),
        ("Cookie", "=; ; \xff=\xfe; sessionid"),
        ("Referer", "javascript:<hostile-tag>"),
        ("User-Agent", "\xff<hostile-tag>"),
        ("X-Forwarded-For", "<hostile-tag>, 127.0.0.1"),
        ("X-Forwarded-Proto", "gopher"),
        ("Host", "evil.example"),
        ("Host", "<hostile-tag>"),
        ("HX-Request", "true"),
        ("HX-Current-URL", "//evil.example/\xff%zz"),
        ("HX-Target", "\xff"),
        ("HX-Trigger-Name", "%ff"),
        ("If-Modified-Since", "x" * 2000),
        ("If-None-Match", "\xff"),
        ("Range", "bytes=9-1"),
        ("Authorization", "Bearer \xff"),
        ("Authorization", "Basic ===="),
        ("Content-Length", "-5"),
        ("Content-Length", "many"),
    ],
)
def test_every_page_survives_every_header(name: str, value: str, world: World, clients: Clients) -> None:
    for row in (row for row in READ if row.address in HEADED):
        for role in ("alice", "nobody"):
            client = clients(role)
            if name == "Cookie":
                client.cookies.clear()
            get(client, row.fill(world.places), **{name: value})


def test_a_language_nobody_speaks_and_a_theme_nobody_made_are_refused_in_words(clients: Clients) -> None:
    for address, sent in (("/language", {"language": "tlh"}), ("/theme", {"theme": "neon"})):
        answer = clients("nobody").post(address, sent)
        assert answer.status_code == 422
        assert b"<h1" in answer.content
