"""The data folder is prepared once, and again when something changed."""

import json
import stat
from pathlib import Path

import pytest

from breakthrough.config import preparing

pytestmark = pytest.mark.django_db


def test_the_secret_is_made_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    preparing.keep_secret(tmp_path)
    secret = tmp_path / "secret"
    kept = secret.read_text()
    assert len(kept) >= 64
    assert stat.S_IMODE(secret.stat().st_mode) == 0o600
    preparing.keep_secret(tmp_path)
    assert secret.read_text() == kept


def test_a_fresh_folder_is_not_prepared(record: Path) -> None:
    assert not preparing.is_prepared()


@pytest.mark.parametrize("content", ["", "nonsense", "[]", "{}", '{"database": 1}'])
def test_a_broken_record_is_not_prepared(record: Path, content: str) -> None:
    record.write_text(content)
    assert not preparing.is_prepared()


def test_nothing_is_done_twice_and_a_new_migration_is_noticed(
    record: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.write_text(json.dumps(preparing.fingerprints()))
    assert preparing.is_prepared()
    before = preparing.fingerprints()
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "0002_more.py").write_text("")
    from django.apps import apps

    monkeypatch.setattr(apps.get_app_config("live"), "path", str(tmp_path))
    after = preparing.fingerprints()
    assert not preparing.is_prepared()
    assert after["database"] != before["database"]
    assert after["static"] == before["static"]


def test_another_version_of_the_program_prepares_again(record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record.write_text(json.dumps(preparing.fingerprints()))
    monkeypatch.setattr(preparing, "__version__", "99.0")
    assert not preparing.is_prepared()


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where what was prepared is remembered, in a folder of this test."""
    monkeypatch.setattr(preparing, "_record", lambda: tmp_path / "prepared.json")
    return tmp_path / "prepared.json"
