"""Every form of every page, and whatever else can be sent there: an answer in words, never a mistake of ours, nothing unescaped."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve

from tests.access.table import BOUNDARY, FORM, PAGES, Row
from tests.bad_input import hostile
from tests.world import World

pytestmark = pytest.mark.django_db
Clients = Callable[[str], Client]
Forms = dict[str, list[tuple[str, hostile.Form]]]
POSTED = [row for row in PAGES if row.method == "POST"]
ANSWERS = {200, 303, 400, 403, 404, 405, 409, 410, 413, 422, 429, 503}  # 503: no ballot box runs here
# Who is offered forms that others are not: almost everything, signing in, a guest's return code, an offer to answer.
READERS = ("alice", "nobody", "gina", "lena")
# After which values the page that follows is looked at too: those that could reappear in it.
FOLLOWED = ("nul", "markup", "ten thousand", "right to left")


def check(answer: Any, told: str) -> None:
    """Hold one answer to what every answer owes a person."""
    assert answer.status_code in ANSWERS, told
    if answer.status_code == 303:
        assert urlsplit(answer["Location"]).netloc == "", told
    elif answer["Content-Type"].startswith("text/html"):
        assert b"<h1" in answer.content or b"</" in answer.content, told
        assert f"<{hostile.TAG}".encode() not in answer.content, told


def send(client: Client, address: str, body: bytes, told: str, *, content_type: str = FORM) -> Any:
    """Send `body`, look at the answer and at the page it leads to, and take everything back."""
    with transaction.atomic():
        answer: Any = client.generic("POST", address, body, content_type=content_type)
        check(answer, told)
        if answer.status_code == 303 and told.endswith(FOLLOWED):
            check(client.get(answer["Location"]), f"{told}, the page after it")
        transaction.set_rollback(True)
    return answer


@pytest.fixture(scope="module")
def crawled() -> Forms:
    """What `offered` has found, kept for all tests of this file."""
    return {}


@pytest.fixture
def offered(crawled: Forms, world: World, clients: Clients) -> Forms:
    """The forms of all pages with the reader who gets them, each kind once, by the name of the page they send to."""
    return crawled or _crawl(crawled, world, clients)


def _crawl(found: Forms, world: World, clients: Clients) -> Forms:
    seen = set()
    for role in READERS:
        for address in sorted({row.fill(world.places) for row in PAGES if row.method == "GET"}):
            page = clients(role).get(address)
            if page.status_code == 200 and page["Content-Type"].startswith("text/html"):
                for form in hostile.find_forms(page.content.decode(), at=address):
                    name = resolve(urlsplit(form.address).path).view_name
                    if (kind := (name, *sorted(form.fields))) not in seen:
                        seen.add(kind)
                        found.setdefault(name, []).append((role, form))
    return found


def test_the_reader_of_forms_finds_them(offered: Forms) -> None:
    ((_role, form),) = offered["collaborations:create"]
    assert {"name", "ambition", "party_1", "party_2", "leads"} <= set(form.fields)
    assert offered["voice:import"][0][1].files == {"files"}
    assert offered["people:first_owner"][0][0] == "alice"
    assert offered["collaborations:facilitation_acceptance"][0][0] == "lena"
    assert len(offered) > 30


@pytest.mark.slow
@pytest.mark.parametrize("row", {row.address: row for row in POSTED}.values(), ids=str)
def test_every_field_survives_every_value(row: Row, offered: Forms, world: World, clients: Clients) -> None:
    address = row.fill(world.places)
    pairs = dict(parse_qsl(row.sent(world.places))) if row.content_type == FORM else {}
    forms = [("alice", hostile.Form(address, pairs)), *offered.get(resolve(address).view_name, [])]
    covered: set[frozenset[str]] = set()
    values = hostile.HOSTILE if connection.vendor == "sqlite" else hostile.OF_DATABASES
    for role, form in sorted(forms, key=lambda one: -len(one[1].fields)):
        if (names := frozenset(form.fields)) not in covered:
            covered.add(names)
            for told, body in hostile.variants(form, only=values):
                send(clients(role), form.address, hostile.encoded(body), f"{role} {form.address} {told}")


def test_the_pages_that_wait_for_a_code_survive_every_value(world: World, clients: Clients) -> None:
    for role, address, email in (("nobody", "/people/sign-in", "ida"), ("gina", "/people/me/address", "eve")):
        client = clients(role)
        with transaction.atomic():
            assert client.post(address, {"email": f"{email}@ida.example"}).status_code == 303
            for told, value in hostile.HOSTILE.items():
                answer = send(client, f"{address}/code", hostile.encoded([("code", value)]), told)
                assert answer.status_code == 422, told
            code = re.findall(r"\b\d{6}\b", str(mail.outbox[-1].body))[0]
            proven = client.post(f"{address}/code", {"code": code})
            assert proven.status_code == 303
            if role == "nobody":
                for told, value in hostile.HOSTILE.items():
                    send(client, proven["Location"], hostile.encoded([("name", value)]), told)
            transaction.set_rollback(True)


@pytest.mark.same_anywhere
@pytest.mark.slow
@pytest.mark.parametrize("row", POSTED, ids=str)
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--x\r\n"),
        (f"multipart/form-data; boundary={BOUNDARY}", b""),
        (
            f"multipart/form-data; boundary={BOUNDARY}",
            f"--{BOUNDARY}\r\nContent-Disposition: form-data".encode(),
        ),
        (
            f"multipart/form-data; boundary={BOUNDARY}",
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="name"; filename="\0<{hostile.TAG}>.csv"\r\n\r\n'
            f"\0\xff\r\n--{BOUNDARY}--\r\n".encode("latin-1"),
        ),
        (f"multipart/form-data; boundary={'b' * 300}", b"--b"),
        ("multipart/form-data; boundary=\xff", b"--b"),
        ("application/json", b'{"name": "x"}'),
        ("text/plain; charset=utf-16", "name=x".encode("utf-16")),
        ("application/x-www-form-urlencoded; charset=nonsense", b"name=x"),
        ("application/x-www-form-urlencoded; charset=utf-7", b"name=+ADw-script+AD4-"),
        ("image/png", b"\x89PNG\r\n"),
        ("", b"name=x"),
        ("application/x-www-form-urlencoded", b"%=%&%ff=%fe&=&&&a[b]=c;d"),
    ],
    ids=lambda value: str(value[:30]) if isinstance(value, str) else "",
)
def test_every_address_survives_every_format(
    row: Row, content_type: str, body: bytes, world: World, clients: Clients
) -> None:
    send(clients("alice"), row.fill(world.places), body, content_type, content_type=content_type)


@pytest.mark.same_anywhere
@pytest.mark.parametrize("megabytes", [5, 7])
def test_too_much_is_said_to_be_too_much(megabytes: int, world: World, clients: Clients) -> None:
    text = b"x" * megabytes * 1024 * 1024
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="name"\r\n\r\n'.encode()
    whole = part + text + f"\r\n--{BOUNDARY}--\r\n".encode()
    for body, content_type in (
        (b"name=" + text, FORM),
        (whole, f"multipart/form-data; boundary={BOUNDARY}"),
    ):
        answer = send(clients("alice"), "/people/me", body, "huge", content_type=content_type)
        assert answer.status_code == 413
        assert b"That is too large" in answer.content


@pytest.mark.same_anywhere
@pytest.mark.parametrize(("field", "address"), [("file", "invite/list"), ("files", "voice/import")])
def test_a_huge_file_is_refused_in_its_form(field: str, address: str, world: World, clients: Clients) -> None:
    places = world.places
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="people.csv"\r\n\r\n'
    party = f'\r\n--{BOUNDARY}\r\nContent-Disposition: form-data; name="party"\r\n\r\n{places["borealis"]}'
    body = head.encode() + b"x" * (61 * 1024 * 1024) + f"{party}\r\n--{BOUNDARY}--\r\n".encode()
    kind = f"multipart/form-data; boundary={BOUNDARY}"
    answer = send(clients("alice"), f"/c/{places['slug']}/{address}", body, "huge file", content_type=kind)
    assert answer.status_code in {413, 422}
