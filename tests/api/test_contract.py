"""What the API promises everywhere: one shape of refusal, names of one kind, and nothing taken that was not asked for."""

import ast
import functools
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from breakthrough.web import problem_types
from tests.access.table import API, JSON, Row
from tests.access.test_matrix import ask
from tests.world import World, fresh_client

pytestmark = pytest.mark.django_db
SOURCE = Path(__file__).parents[2] / "src" / "breakthrough"
PROBLEM = "application/problem+json"
ONLY_AT_THE_COMMAND_LINE = {"commands.py", "folders.py", "splits.py", "writing.py"}
WITH_JSON = [row for row in API if row.content_type == JSON]
HOSTILE = [
    "\0",
    "\\ud800",
    "x" * 10_000,
    "\u202eabc\u202c",
    "👩‍👩‍👧‍👦" * 30,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "%s%(name)s{0}{{x}}",
    "",
    " ",
    "\r\n\tBcc: a@b.example",
    "-1",
    "9" * 40,
    "../../etc/passwd",
]
WRONG: list[object] = [None, True, -1, 1e400, 10**40, 0.5, [], {}, [[]], {"a": "b"}, ["x"] * 60]


@functools.cache  # making it takes a second
def described() -> dict[str, Any]:
    from breakthrough.config.api import api

    return api.get_openapi_schema()


def operations() -> Iterator[dict[str, Any]]:
    for methods in described()["paths"].values():
        yield from methods.values()


def registered() -> Iterator[Any]:
    """Yield each operation as ninja keeps it."""
    from breakthrough.config.api import api

    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def ask_as_alice(row: Row, world: World, body: str | None = None) -> Any:
    wanted = (
        row if body is None else Row(row.method, row.address, row.statuses, body, row.content_type, row.at)
    )
    key = {"Authorization": f"Bearer {world.keys['alice']}"}
    return ask(fresh_client(), wanted, world, **key)


def escaped(body: object) -> str:
    """Write `body` as JSON in which `string.Template` finds no place to fill."""
    return json.dumps(body).replace("$", "$$").replace("\\\\ud800", "\\ud800")


def test_operations_have_names_of_one_kind_and_each_its_own() -> None:
    names = [operation["operationId"] for operation in operations()]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []


def test_every_refusal_has_the_one_shape() -> None:
    for operation in operations():
        refused = {status: one for status, one in operation["responses"].items() if status >= "400"}
        assert refused, operation["operationId"]
        for answer in refused.values():
            assert answer["content"] == {PROBLEM: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}


def test_no_shape_is_made_of_a_refusal() -> None:
    """Each would be one more to build at every start, and nothing ever goes through it."""
    made = [
        (operation.operation_id, status)
        for operation in registered()
        for status, model in operation.response_models.items()
        if status >= 400 and model is not None
    ]
    assert made == []


def test_no_two_shapes_share_a_name() -> None:
    named: dict[str, set[str]] = {}
    for operation in registered():
        for model in [*operation.response_models.values(), *operation.models]:
            for shape in _shapes_in(model):
                named.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {name: sorted(modules) for name, modules in named.items() if len(modules) > 1} == {}
    assert "MemberOut" in named


def _shapes_in(model: Any) -> Iterator[type]:
    from pydantic import BaseModel

    waiting, seen = [model], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, type) and issubclass(one, BaseModel):
            if one.__module__.startswith("breakthrough."):
                yield one
            waiting += [field.annotation for field in one.model_fields.values()]
        waiting += getattr(one, "__args__", ())


def test_every_problem_has_a_page_that_explains_it() -> None:
    codes = set[str]()
    for path in SOURCE.rglob("*.py"):
        if not {"tests", "config"} & set(path.parts) and path.name not in ONLY_AT_THE_COMMAND_LINE:
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args:
                    codes |= {
                        str(one.value) for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)
                    }
    codes -= {"bad-line"}  # carries words inside an answer, and is never one
    missing = sorted(code for code in codes if problem_types.find_explanation(code) is None)
    assert codes
    assert missing == []


@pytest.mark.parametrize("role", ["nobody", "charlie"])
def test_a_refusal_is_a_problem_in_words(role: str, world: World) -> None:
    for row in API:
        key = {"Authorization": f"Bearer {world.keys[role]}"} if role in world.keys else {}
        answer = ask(Client(raise_request_exception=False), row, world, **key)
        if answer.status_code >= 400:
            body = json.loads(answer.content)
            assert answer["Content-Type"] == PROBLEM
            assert (body["status"], bool(body["detail"])) == (answer.status_code, True), str(row)
            assert Client().get(body["type"]).status_code == 200, body["type"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nothing", 404),
        ("GET", "/api/", 404),
        ("GET", "/api/people/me%00", 404),
        ("PUT", "/api/people/me", 405),
        ("TRACE", "/api/collaborations", 405),
    ],
)
def test_what_the_api_does_not_have_is_refused_in_its_own_shape(method: str, path: str, status: int) -> None:
    answer = Client(raise_request_exception=False).generic(method, path)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)


def test_the_description_is_open_to_everybody() -> None:
    answer = Client().get("/api/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["info"]["title"] == "Breakthrough"


@pytest.mark.same_anywhere
@pytest.mark.parametrize("row", WITH_JSON, ids=str)
def test_an_operation_takes_only_what_it_names(row: Row, world: World) -> None:
    body = json.loads(row.sent(world.places))
    assert ask_as_alice(row, world, json.dumps({**body, "unheard_of": 1})).status_code == 422
    for other in ("text", 7, [], None, True, [body]):
        answer = ask_as_alice(row, world, json.dumps(other))
        assert (answer.status_code, answer["Content-Type"]) == (422, PROBLEM), other


@pytest.mark.parametrize("row", WITH_JSON, ids=str)
def test_hostile_values_are_refused_or_taken_and_never_a_mistake_of_ours(row: Row, world: World) -> None:
    body = json.loads(row.sent(world.places))
    named = described()["paths"][row.address][row.method.lower()]["requestBody"]["content"][JSON]["schema"]
    shape = described()["components"]["schemas"][named["$ref"].rsplit("/", 1)[1]]
    for member in shape["properties"]:
        for value in [*HOSTILE, *WRONG]:
            answer = ask_as_alice(row, world, escaped({**body, member: value}))
            assert answer.status_code < 500, (member, value)
            assert answer.status_code < 400 or answer["Content-Type"] == PROBLEM
            assert json.loads(answer.content or b"{}") is not None


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 422),
        ("{", 400),
        ("\0", 400),
        ('{"name": "a", "name": "b"', 400),
        ("[" * 100_000, 400),
        ("1" * 5_000, 400),
        ('{"name": "' + "x" * 5_000_000 + '"}', 413),
    ],
    ids=["nothing", "half", "nul", "cut", "nested", "number", "huge"],
)
def test_a_body_that_cannot_be_read_is_refused(body: str, status: int, world: World) -> None:
    row = Row("POST", "/api/people/me/keys", WITH_JSON[0].statuses, body, JSON)
    answer = ask_as_alice(row, world)
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)


def test_bytes_that_are_no_text_are_refused(world: World) -> None:
    answer = Client(raise_request_exception=False).generic(
        "POST",
        "/api/people/me/keys",
        b'{"name": "\xff\xfe"}',
        content_type=JSON,
        headers={"Authorization": f"Bearer {world.keys['alice']}"},
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, PROBLEM)


@pytest.mark.parametrize("key", ["", "bt_wrong", "x" * 10_000, "\udcff", "ü", "a b", "%00"])
def test_a_key_that_is_none_opens_nothing(key: str, world: World) -> None:
    written = f"Bearer {key}".encode("utf-8", "surrogateescape").decode("latin-1")
    answer = Client(raise_request_exception=False).get("/api/people/me", headers={"Authorization": written})
    assert (answer.status_code, answer["Content-Type"]) == (401, PROBLEM)
