"""Whatever people call themselves, their parties and their goals: on every page it is text, never markup."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client

from tests.access.table import PAGES
from tests.access.test_matrix import ask
from tests.bad_input import hostile
from tests.world import World

pytestmark = pytest.mark.django_db
# What people write, by table.
WRITTEN = {
    "people.Person": ("name",),
    "people.ApiKey": ("name",),
    "people.Passkey": ("name",),
    "collaborations.Collaboration": ("name", "ambition"),
    "collaborations.AmbitionVersion": ("text",),
    "collaborations.Party": ("name",),
    "collaborations.Invitation": ("name",),
    "rounds.Round": ("title", "question"),
    "voice.ImportedStatement": ("text",),
    "voice.VoteImport": ("source",),
}
SHOWING = {
    "c/<slug:slug>/",
    "c/<slug:slug>/people",
    "c/<slug:slug>/invite",
    "c/<slug:slug>/voice/<uuid:round_id>",
}


@pytest.fixture
def hostile_world(world: World) -> Iterator[World]:
    """The world after everybody wrote markup wherever they can write."""
    with transaction.atomic():
        for label, names in WRITTEN.items():
            for row in apps.get_model(label)._default_manager.all():
                for name in names:
                    setattr(row, name, hostile.MARKUP + str(row.pk)[:8])
                row.save(update_fields=names)
        yield world
        transaction.set_rollback(True)


def test_every_text_that_people_write_is_made_hostile(world: World) -> None:
    """A text column of these apps that is neither written by people nor named here would slip through."""
    ours = {
        ("people.Person", "language"), ("people.Person", "session_seal"), ("people.ApiKey", "secret_hash"),
        ("people.Passkey", "credential_id"), ("people.Passkey", "public_part"), ("voice.VoteImport", "content_hash"),
        ("collaborations.Invitation", "role"), ("collaborations.Invitation", "code"), ("rounds.Round", "practice"),
        ("voice.ImportedStatement", "key"), ("people.Person", "email"), ("collaborations.Invitation", "address"),
        ("collaborations.Collaboration", "slug"),
    }  # fmt: skip
    for label, names in WRITTEN.items():
        for column in apps.get_model(label)._meta.get_fields():
            if isinstance(column, (models.CharField, models.TextField)):
                assert column.name in names or (label, column.name) in ours, (label, column.name)


@pytest.mark.parametrize("role", ["alice", "lena", "olga", "gina", "charlie", "nobody"])
def test_no_page_shows_markup_that_people_wrote(
    role: str, hostile_world: World, clients: Callable[[str], Client]
) -> None:
    shown = set()
    for row in PAGES:
        for headers in ({}, {"HX-Request": "true"}):
            answer: Any = ask(clients(role), row, hostile_world, **headers)
            if answer.get("Content-Type", "").startswith(("text/html", "image/svg")):
                assert f"<{hostile.TAG}".encode() not in answer.content, str(row)
                if f"&lt;{hostile.TAG}".encode() in answer.content:
                    shown.add(row.address)
    assert shown >= (SHOWING if role == "alice" else set())


def test_no_file_to_take_away_runs_what_people_wrote(
    hostile_world: World, clients: Callable[[str], Client]
) -> None:
    space = f"/c/{hostile_world.places['slug']}/voice/{hostile_world.places['round']}"
    sheet = clients("alice").get(f"{space}/reading.csv")
    assert "attachment" in sheet["Content-Disposition"]
    assert "<" not in sheet["Content-Disposition"]
    assert clients("alice").get(f"{space}/reading.json")["X-Content-Type-Options"] == "nosniff"
