"""T18: each unsafe setting of server, files, machine, database and proxy is reported, and the shipped ones are not."""

import re
import resource
from pathlib import Path

import pytest

from breakthrough.ballotbox.stores.postgres import SAFE_SETTINGS
from breakthrough.config import commands, environment, proxy_file, secrecy

SHIPPED = (Path(__file__).parents[4] / "docs" / "operate" / "nginx.conf").read_text(encoding="utf-8")
SAFE = {
    "BREAKTHROUGH_ADDRESS": "https://people.example.org",
    "BREAKTHROUGH_BOX_ADDRESS": "https://box.example.org",
    "BREAKTHROUGH_DATABASE_URL": "postgresql://a@host/people",
    "BREAKTHROUGH_BOX_DATABASE_URL": "postgresql://b@host/box",
}


def server_findings(folder: Path, **others: str) -> list[str]:
    variables = {**SAFE, "BREAKTHROUGH_DATA": str(folder), **others}
    return list(secrecy.look_at_server(variables, environment.read_box(variables)))


def test_the_shipped_proxy_file_tells_nothing() -> None:
    assert proxy_file.find_leaks(SHIPPED) == []


@pytest.mark.parametrize("name", proxy_file.DROPPED)
def test_a_header_that_the_proxy_passes_on_is_reported(name: str) -> None:
    leaking = SHIPPED.replace(f'        proxy_set_header {name} "";\n', "")
    assert leaking != SHIPPED
    (found,) = proxy_file.find_leaks(leaking)
    assert name in found


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("access_log off;\n        error_log", "access_log /var/log/box.log;\n        error_log"),
        ("error_log /dev/null crit;\n        # A", "error_log /var/log/box.log;\n        # A"),
        ("proxy_max_temp_file_size 0;", ""),
        ("client_body_buffer_size 16k;", ""),
        ("client_body_buffer_size 16k;", "client_body_buffer_size 4k;"),
        ("access_log off;\n        error_log", "# access_log off;\n        error_log"),
    ],
)
def test_each_line_that_the_proxy_file_lacks_is_reported(line: str, instead: str) -> None:
    unsafe = SHIPPED.replace(line, instead)
    assert unsafe != SHIPPED
    assert len(proxy_file.find_leaks(unsafe)) == 1


def test_a_file_that_leads_nowhere_is_reported() -> None:
    assert "nothing to check" in proxy_file.find_leaks("server { listen 80; }")[0]
    one_host = re.sub(
        r"location / \{\s+proxy_pass http://breakthrough_box",
        "location /box/ {\n proxy_pass http://breakthrough_box",
        SHIPPED,
    )
    assert proxy_file.find_leaks(one_host) == []


def test_a_safe_server_has_no_findings(tmp_path: Path) -> None:
    assert server_findings(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("BREAKTHROUGH_DEBUG", "1", "BREAKTHROUGH_DEBUG"),
        ("BREAKTHROUGH_ADDRESS", "http://people.example.org", "do not seal"),
        ("BREAKTHROUGH_BOX_ADDRESS", "http://box.example.org", "BREAKTHROUGH_BOX_ADDRESS"),
        ("BREAKTHROUGH_BOX_ADDRESS", "", "shares its host"),
        ("BREAKTHROUGH_BOX_DATABASE_URL", SAFE["BREAKTHROUGH_DATABASE_URL"], "of its own"),
    ],
)
def test_each_unsafe_variable_is_reported(tmp_path: Path, name: str, value: str, told: str) -> None:
    (found,) = server_findings(tmp_path, **{name: value})
    assert told in found


def test_files_that_others_can_open_are_reported(tmp_path: Path) -> None:
    chosen = environment.read_box({"BREAKTHROUGH_DATA": str(tmp_path)})
    for folder in (chosen.keys, tmp_path / "signer" / "keys"):
        folder.mkdir(parents=True)
    for path in (chosen.folder, chosen.keys, tmp_path / "signer", tmp_path / "signer" / "keys"):
        path.chmod(0o700)
    kept = [chosen.folder / "box.sqlite3", chosen.keys / "a.key", tmp_path / "signer" / "keys" / "b.der"]
    for path in kept:
        path.touch(mode=0o600)
    assert list(secrecy.look_at_files(chosen)) == []
    for path in (*kept, chosen.keys):
        before = path.stat().st_mode
        path.chmod(before | 0o044)
        (found,) = secrecy.look_at_files(chosen)
        assert str(path) in found
        path.chmod(before)


def test_dumps_and_swap_are_reported(tmp_path: Path) -> None:
    swaps = tmp_path / "swaps"
    swaps.write_text("Filename Type Size\n", encoding="ascii")
    assert list(secrecy.look_at_machine(swaps=swaps, limit=lambda _: (0, 0))) == []
    swaps.write_text("Filename Type Size\n/dev/sda2 partition 1\n", encoding="ascii")
    found = list(secrecy.look_at_machine(swaps=swaps, limit=lambda _: (resource.RLIM_INFINITY, 0)))
    assert len(found) == 2
    assert "core dumps" in found[0]
    assert "swaps" in found[1]


@pytest.mark.parametrize("name", SAFE_SETTINGS)
def test_each_setting_of_the_database_is_reported(name: str) -> None:
    assert list(secrecy.look_at_settings(SAFE_SETTINGS.__getitem__)) == []
    (found,) = secrecy.look_at_settings(lambda asked: "other" if asked == name else SAFE_SETTINGS[asked])
    assert name in found
    assert "other" in found


def test_the_command_says_what_it_finds_and_how_it_went(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (*SAFE, "BREAKTHROUGH_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BREAKTHROUGH_DATA", str(tmp_path))
    monkeypatch.setattr(secrecy, "look_at_machine", lambda: iter(()))
    shipped = tmp_path / "nginx.conf"
    shipped.write_text(SHIPPED, encoding="utf-8")
    assert commands.main(["check", "--secrecy", "--proxy", str(shipped)]) == 0
    assert "Nothing unsafe" in capsys.readouterr().out
    monkeypatch.setenv("BREAKTHROUGH_DEBUG", "1")
    assert commands.main(["check", "--secrecy"]) == 1
    assert capsys.readouterr().out.startswith("BREAKTHROUGH_DEBUG")
    assert commands.main(["check", "--secrecy", "--proxy", str(tmp_path / "gone")]) == 2
