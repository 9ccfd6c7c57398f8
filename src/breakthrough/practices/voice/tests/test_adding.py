"""`docs/practices/adding.md` is true: a copy of this folder under another name is a practice, without any other change."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import breakthrough
from breakthrough.practices import voice

CHECK = """
import sys
from breakthrough import practices
practices.__path__.append(sys.argv[1])
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template
from django.test import Client
from django.urls import resolve, reverse
from breakthrough.background import kinds
from breakthrough.config.api import api
from breakthrough.rounds import registry

assert {"echo", "voice"} <= set(settings.PRACTICES), settings.PRACTICES
assert {"echo", "voice"} <= {card.name for card in registry.list_practices()}
assert resolve("/c/launch/echo/").view_name == "echo:index"
assert reverse("echo:show", args=["launch", "00000000-0000-0000-0000-000000000000"]).startswith("/c/launch/echo/")
assert get_template("echo/show.html")
assert kinds.get("echo.read").name == "echo.read"
assert any("/{slug}/echo/rounds" in path for path in api.get_openapi_schema()["paths"])
call_command("check")
call_command("makemigrations", "echo", check=True, dry_run=True)
print("a practice")
"""


def test_a_copy_under_another_name_is_a_practice(tmp_path: Path) -> None:
    source, copy = Path(voice.__file__).parent, tmp_path / "practices" / "echo"
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    for kind in ("templates", "static"):
        (copy / kind / "voice").rename(copy / kind / "echo")
    for path in copy.rglob("*"):
        if path.suffix in {".py", ".html", ".css"}:
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("voice", "echo").replace("Voice", "Echo"), encoding="utf-8")
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", CHECK, str(copy.parent)],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "breakthrough.config.settings",
            "PYTHONPATH": str(Path(breakthrough.__file__).parent.parent),
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert answer.stdout.strip().endswith("a practice"), answer.stderr[-2_000:]


def test_the_rooms_carry_the_names_of_the_house() -> None:
    rooms = {
        "actions",
        "admin",
        "api",
        "apps",
        "charts",
        "commands",
        "forms",
        "jobs",
        "migrations",
        "models",
        "pages",
        "queries",
        "readings",
        "rules",
        "static",
        "templates",
        "tests",
        "urls",
    }
    found = {path.stem for path in Path(voice.__file__).parent.iterdir() if not path.name.startswith("__")}
    assert found <= rooms
