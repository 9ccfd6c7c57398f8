"""The JSON door of Straight talk: a whole set-up and what follows, over HTTP."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from breakthrough.practices.voice import queries
from breakthrough.practices.voice.rules.codes import Answer
from breakthrough.practices.voice.tests.talks import Rehearsal

PLAN = {"title": "Before we decide", "question": "What do we not say?", "template": "decision"}
TEXTS = [f"=We do not say sentence {number}." for number in range(6)]


@pytest.fixture
def door(rehearsed: Rehearsal, client_of: Callable[[Any], Client]) -> Callable[..., Any]:
    """Return a function that asks the API as a member and gives status and content."""

    def asked(method: str, path: str, sent: object = None, *, member: Any = None) -> tuple[int, Any]:
        client = client_of((member or rehearsed.host).person)
        address = f"/api/collaborations/{rehearsed.host.collaboration.slug}/voice/{path}"
        body = json.dumps(sent) if sent is not None else ""
        answer = client.generic(method, address, body, content_type="application/json")
        kind = answer.headers.get("content-type", "")
        return answer.status_code, json.loads(answer.content) if "json" in kind else answer.content.decode()

    return asked


def test_a_round_is_set_up_prepared_and_opened_over_the_api(
    rehearsed: Rehearsal, door: Callable[..., Any]
) -> None:
    status, templates = door("GET", "templates")
    assert [one["key"] for one in templates] == ["kick-off", "setback", "decision", "own"]
    status, talk = door("POST", "talks", PLAN)
    assert (status, talk["phase"], talk["allowed"]) == (201, "draft", ["change", "discard", "prepare"])
    assert len(talk["taking_part"]) == 12
    path = f"talks/{talk['id']}"
    left = str(rehearsed.people[-1].pk)
    status, talk = door("PUT", path, {**PLAN, "left_out": [left], "writing_minutes": 5})
    assert (status, len(talk["taking_part"]), [one["id"] for one in talk["left_out"]]) == (200, 11, [left])
    assert door("PUT", f"{path}/seeds", {"texts": ["A seed."]}) == (200, {"count": 1, "faults": []})
    status, talk = door("POST", f"{path}/preparation")
    assert (status, talk["phase"], talk["readiness"]["have"]) == (200, "joining", 0)
    status, problem = door("POST", f"{path}/writing")
    assert (status, problem["type"]) == (409, "/problems/too-few-joined")
    assert door("DELETE", f"{path}/preparation")[1]["restarts"] == 1
    kept = queries.get_round(rehearsed.host, queries.list_rounds(rehearsed.host)[0].pk)
    rehearsed.prepare(kept)
    status, talk = door("POST", f"{path}/writing")
    assert (status, talk["phase"], talk["scope"]) == (200, "writing", "voice")
    before = talk["closes_at"]
    status, moved = door("POST", f"{path}/time", {"minutes": 3})
    assert moved["closes_at"] > before
    assert door("POST", f"{path}/closing")[0] == 200
    status, problem = door("POST", f"{path}/closing")
    assert (status, problem["type"]) == (409, "/problems/already-closing")
    status, wall = door("GET", f"{path}/presenter", member=rehearsed.people[2])
    assert (wall["phase"], wall["is_closing"], wall["statements"]) == ("writing", True, [])


def test_results_are_read_exported_and_answered_over_the_api(
    rehearsed: Rehearsal, door: Callable[..., Any]
) -> None:
    kept = rehearsed.begin()
    rehearsed.through(kept, TEXTS, [[Answer("agree")] * 6 for _ in range(6)])
    path = f"talks/{kept.pk}"
    status, said = door("GET", f"{path}/statements")
    assert (status, [one["number"] for one in said]) == (200, [1, 2, 3, 4, 5, 6])
    assert door("POST", f"{path}/statements/1/replies", {"text": "Heard."})[0] == 201
    status, answered = door(
        "POST", f"{path}/statements/2/outcomes", {"kind": "promise", "title": "We meet", "address": "/c/x/"}
    )
    assert (status, answered["outcomes"][0]["title"]) == (201, "We meet")
    assert [one["number"] for one in door("GET", "unanswered")[1]] == [3, 4, 5, 6]
    status, sheet = door("GET", f"{path}/statements.csv")
    assert status == 200
    assert "'=We do not say" in sheet, "a spreadsheet must not run a statement"
    status, rows = door("GET", f"{path}/statements.json")
    assert [row["answer_count"] for row in rows] == [1, 0, 0, 0, 0, 0]
    assert door("GET", f"rounds/{kept.pk}/rows")[0] == 200
    status, document = door("GET", f"rounds/{kept.pk}/reading")
    assert (status, document["fingerprint"], document["measure"]) == (200, None, "opinion")
    status, document = door("GET", f"{path}/unsaid")
    assert (status, document["method"]) == (200, "unsaid.statements/3")
    status, board = door("GET", f"{path}/board/voice")
    assert (status, board["format"], len(board["items"])) == (200, "breakthrough-board/1", 6)
    status, votes = door("GET", f"{path}/board/votes~1")
    assert (status, any("body" in one for one in votes["items"])) == (200, False)
    assert door("GET", f"{path}/board/other")[0] == 404
    assert door("GET", f"rounds/{kept.pk}/votes.zip")[0] == 404


def test_the_frozen_set_hashes_to_the_root_that_votes_name(
    rehearsed: Rehearsal, client_of: Callable[[Any], Client]
) -> None:
    import hashlib

    kept = rehearsed.begin()
    rehearsed.said(kept, *TEXTS)
    assert {len(one.salt) for one in queries.said_in(rehearsed.host, kept)} == {32}, "each has its own"
    address = f"/api/collaborations/{rehearsed.host.collaboration.slug}/voice/talks/{kept.pk}/frozen"
    found = json.loads(client_of(rehearsed.people[2].person).get(address).content)
    assert sorted(one["text"] for one in found["statements"]) == sorted(TEXTS)
    assert len({one["salt"] for one in found["statements"]}) == len(TEXTS), "each has its own salt"
    for one in found["statements"]:
        told = bytes.fromhex(one.pop("salt")) + one.pop("text").encode()
        assert hashlib.sha256(told).hexdigest() == one["words"]
    bare = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(bare.encode()).hexdigest() == rehearsed.setup(kept).root


def test_a_file_of_seeds_comes_in_whole_or_not_at_all_and_a_dry_run_names_every_line(
    rehearsed: Rehearsal, client_of: Callable[[Any], Client]
) -> None:
    kept = rehearsed.begin()
    client = client_of(rehearsed.host.person)
    address = f"/api/collaborations/{rehearsed.host.collaboration.slug}/voice/talks/{kept.pk}/seeds/file"

    def send(content: bytes, query: str = "") -> tuple[int, Any]:
        answer = client.post(f"{address}{query}", {"file": SimpleUploadedFile("seeds.csv", content)})
        return answer.status_code, answer.json()

    broken = b"text\nOne.\nOne.\n" + b"x" * 300 + b"\n"
    status, found = send(broken, "?dry_run=true")
    assert (status, found["count"], [one["line"] for one in found["faults"]]) == (200, 1, [3, 4])
    status, problem = send(broken)
    assert (status, problem["type"]) == (422, "/problems/seeds-unfit")
    assert "Line 3" in problem["detail"]
    assert rehearsed.setup(kept).seeds.count() == 0
    assert send(b"text\nOne.\nTwo.\n") == (200, {"count": 2, "faults": []})
