"""What an operator can set, and what is refused with a hint."""

from pathlib import Path

import pytest

from breakthrough.config import environment
from breakthrough.config.environment import EnvironmentMistake

SECRET = {"BREAKTHROUGH_SECRET_KEY": "x"}


def test_nothing_set_means_sqlite_on_this_machine() -> None:
    chosen = environment.read_environment(SECRET)
    assert chosen.hosts == ("localhost", "127.0.0.1", "[::1]")
    options = environment.database_of(chosen)
    assert options["ENGINE"] == "django.db.backends.sqlite3"
    assert options["OPTIONS"]["transaction_mode"] == "IMMEDIATE"  # type: ignore[index]


def test_the_secret_comes_from_the_data_folder_when_it_is_not_set(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("kept\n")
    assert environment.read_environment({"BREAKTHROUGH_DATA": str(tmp_path)}).secret_key == "kept"


def test_a_missing_secret_is_refused_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMistake, match="BREAKTHROUGH_SECRET_KEY"):
        environment.read_environment({"BREAKTHROUGH_DATA": str(tmp_path)})


def test_postgresql_is_read_from_its_address() -> None:
    url = "postgresql://ada:p%40ss@db.example:5433/teams"
    options = environment.database_of(
        environment.read_environment({**SECRET, "BREAKTHROUGH_DATABASE_URL": url})
    )
    assert (options["USER"], options["PASSWORD"], options["HOST"], options["PORT"], options["NAME"]) == (
        "ada",
        "p@ss",
        "db.example",
        "5433",
        "teams",
    )


def test_a_public_address_is_the_only_host() -> None:
    chosen = environment.read_environment(
        {
            **SECRET,
            "BREAKTHROUGH_ADDRESS": "https://together.example/",
            "BREAKTHROUGH_HOSTS": "a.example, b.example",
        }
    )
    assert chosen.hosts == ("together.example", "a.example", "b.example")
    assert chosen.address == "https://together.example"
    assert chosen.mail_from == "breakthrough@together.example"


@pytest.mark.parametrize(
    ("name", "written", "hint"),
    [
        ("BREAKTHROUGH_ADDRESS", "together.example", "https://"),
        ("BREAKTHROUGH_DATABASE_POOL", "many", "whole number"),
        ("BREAKTHROUGH_PAGE_PROCESSES", "0", "whole number"),
        ("BREAKTHROUGH_DATABASE_URL", "mysql://x/y", "postgresql://"),
        ("BREAKTHROUGH_MAIL_URL", "mail.example", "smtp://"),
    ],
)
def test_a_wrong_value_is_refused_with_the_right_form(name: str, written: str, hint: str) -> None:
    with pytest.raises(EnvironmentMistake, match=hint):
        _read_everything({**SECRET, name: written})


def _read_everything(variables: dict[str, str]) -> None:
    chosen = environment.read_environment(variables)
    environment.database_of(chosen)
    environment.mail_of(chosen)


def test_mail_goes_to_the_mailbox_page_only_in_the_quick_start() -> None:
    assert "mailbox" in str(
        environment.mail_of(environment.read_environment({**SECRET, "BREAKTHROUGH_QUICKSTART": "1"}))[
            "EMAIL_BACKEND"
        ]
    )
    assert "console" in str(environment.mail_of(environment.read_environment(SECRET))["EMAIL_BACKEND"])


def test_an_smtp_address_becomes_settings() -> None:
    options = environment.mail_of(
        environment.read_environment({**SECRET, "BREAKTHROUGH_MAIL_URL": "smtps://a:b@mail.example"})
    )
    assert (
        options["EMAIL_HOST"],
        options["EMAIL_PORT"],
        options["EMAIL_USE_SSL"],
        options["EMAIL_USE_TLS"],
    ) == ("mail.example", 465, True, False)
