"""What the page of the list does is there for programs too: who has a seal, the list as a file, objecting by name."""

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from breakthrough.ballots import queries
from breakthrough.ballots.models import Joining
from breakthrough.ballots.tests import rehearsal
from breakthrough.conftest import Space

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member

pytestmark = pytest.mark.django_db
ClientOf = Callable[[object], Client]


def test_a_program_sees_who_has_a_seal_and_gets_the_list_byte_for_byte(
    joining: Joining, space: Space, people: "list[Member]", client_of: ClientOf
) -> None:
    client, base = client_of(space.bob.person), f"/api/ballots/{joining.pk}"
    rehearsal.join(joining, people[0])
    told = client.get(f"{base}/readiness").json()
    assert (told["have"], told["eligible"], len(told["lacking"])) == (1, len(people), len(people) - 1)
    rows = client.get(f"{base}/roster").json()
    assert sum(row["has_credential"] for row in rows) == 1
    assert {row["objection"] for row in rows} == {""}
    file = client.get(f"{base}/roster.cbor")
    assert file["Content-Type"] == "application/cbor"
    assert file.content == queries.roster_bytes(joining)
    assert hashlib.sha256(file.content).digest() in bytes(joining.card)


def test_a_program_objects_by_name_and_everybody_reads_it(
    joining: Joining, space: Space, client_of: ClientOf
) -> None:
    client, base = client_of(space.bob.person), f"/api/ballots/{joining.pk}"
    for words in ("Who is this?", "Who is Gus?"):
        sent = client.post(f"{base}/objection", json.dumps({"words": words}), "application/json")
        assert sent.status_code == 204, sent.content
    rows = client_of(space.lena.person).get(f"{base}/roster").json()
    assert [row["objection"] for row in rows if row["objection"]] == ["Who is Gus?"]
    empty = client.post(f"{base}/objection", json.dumps({"words": " "}), "application/json")
    assert (empty.status_code, empty["Content-Type"]) == (422, "application/problem+json")
