"""What people see of a sealed round, and that every claim is the one that may be made (T17, the server's half)."""

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import polib
import pytest
from django.template.loader import render_to_string
from django.test import Client

from breakthrough.ballotbox import problems
from breakthrough.ballots import actions, page_texts, program, queries, wording
from breakthrough.ballots.models import Joining
from breakthrough.ballots.tests import rehearsal
from breakthrough.ballots.tests.rehearsal import Stage
from breakthrough.conftest import Space
from breakthrough.people.models import Person

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member

ClientOf = Callable[[Person], Client]
PACKAGE = Path(__file__).parents[2]
ROOT = PACKAGE.parents[1]

ALLOWED = "The server cannot tell which of the 12 people wrote this, even with its database, its backups and its keys."
REQUIRED = "It could still be guessed: from your style; from network address or timing, if someone records them while you send; from who else is in the group; from this device; or if someone changes the program that your browser loads."
FORBIDDEN = (
    r"100\s?%+ (anonym|secure|safe|secret|sicher|geheim)",
    r"(fully|completely|truly|vollständig|völlig) anonym",
    r"\banonym(?!.{0,40}\b(among|unter)\b)",
    r"untraceable",
    r"impossible to identify",
    r"\bguaranteed\b",
    r"zero.knowledge",
    r"end.to.end.encrypt",
    r"nobody can ever know",
)
# `secrecy.md` in docs may not even quote them; these say what other programs call themselves.
ELSEWHERE = {"docs/decisions", "docs/measures"}


def page(client: Client, space: Space, joining: Joining, part: str = "") -> str:
    answer = client.get(f"/c/{space.slug}/sealed/{joining.pk}/{part}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_words_of_the_design_stand_word_for_word(joining: Joining, space: Space) -> None:
    lines = queries.protection(space.bob, joining, "voice").lines
    assert lines[:2] == (ALLOWED, REQUIRED)
    assert len(lines) == 4
    assert wording.one_of(12) == "One of 12 people"
    assert wording.TOO_FEW == "Not enough answers to show this safely. Nothing was shown."
    bands = {count: wording.band(count, least=5) for count in (4, 5, 7, 8, 11, 12, 15, 16, 31, 32, 400)}
    assert bands[4] == wording.TOO_FEW
    assert bands[5] == bands[7] == "From between 5 and 7 people"
    assert (bands[8], bands[12], bands[31]) == (
        "From between 8 and 11 people",
        "From between 12 and 15 people",
        "From between 24 and 31 people",
    )
    assert bands[32] == bands[400] == "From 32 people or more"
    assert wording.band(10, least=9) == "From between 9 and 11 people"


def test_claim_and_risks_stand_together_in_one_size(joining: Joining, space: Space) -> None:
    shown = render_to_string(
        "ballots/protection.html", {"protection": queries.protection(space.bob, joining, "voice")}
    )
    assert f"<li>{ALLOWED}</li><li>{REQUIRED}</li>" in shown
    assert "small" not in shown
    assert "/about/sealed" in shown


def test_among_how_many_is_what_was_issued_once_it_is_known(
    joining: Joining, space: Space, people: "list[Member]", now: datetime
) -> None:
    assert queries.protection(space.bob, joining, "voice").people_count == 12
    for member in people[:7]:
        rehearsal.join(joining, member)
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    assert queries.protection(space.bob, joining, "voice").people_count == 7


def _texts() -> "list[tuple[str, str]]":
    found = [
        (f"{source.name} {entry.msgid[:40]}", text)
        for source in PACKAGE.glob("locale/*/LC_MESSAGES/*.po")
        for entry in polib.pofile(str(source))
        for text in (entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values())
    ]
    pages = [
        *PACKAGE.rglob("templates/**/*.html"),
        *PACKAGE.rglob("templates/**/*.txt"),
        *(ROOT / "docs").rglob("*.md"),
        *ROOT.glob("*.md"),
    ]
    found += [(str(path.relative_to(ROOT)), path.read_text(encoding="utf-8")) for path in pages]
    found += [
        (str(path.relative_to(ROOT)), path.read_text(encoding="utf-8"))
        for path in (
            *PACKAGE.rglob("wording.py"),
            *PACKAGE.rglob("explanations.py"),
            *PACKAGE.rglob("pages/*.py"),
        )
    ]
    return [one for one in found if not one[0].startswith(tuple(ELSEWHERE))]


def test_nobody_promises_more_than_the_design_allows() -> None:
    texts = _texts()
    assert len(texts) > 200
    too_much = [
        (where, found[0])
        for where, text in texts
        for words in FORBIDDEN
        if (found := re.search(words, " ".join(text.split()), re.IGNORECASE))
    ]
    assert too_much == []


def test_the_ban_catches_what_it_should() -> None:
    for words in (
        "This is 100 % anonymous.",
        "Fully anonymous",
        "your anonymous answer",
        "untraceable",
        "Zero-knowledge",
        "end-to-end encrypted",
        "guaranteed",
    ):
        assert any(re.search(one, words, re.IGNORECASE) for one in FORBIDDEN), words
    assert not any(re.search(one, "anonymous among 12 people", re.IGNORECASE) for one in FORBIDDEN)


def test_the_roster_shows_names_seals_newcomers_and_objections(
    joining: Joining, space: Space, client_of: ClientOf
) -> None:
    rehearsal.join(joining, space.gina)
    client = client_of(space.bob.person)
    sent = client.post(
        f"/c/{space.slug}/sealed/{joining.pk}/objection", {"words": "Who is Acme 3?"}, follow=True
    )
    shown = sent.content.decode()
    for words in (
        "Alice",
        "Lena",
        "Acme 0",
        joining.words,
        "1 of 12 have their seal",
        "Who is Acme 3?",
        "has a seal",
        "no seal yet",
    ):
        assert words in shown, words
    assert client.post(f"/c/{space.slug}/sealed/{joining.pk}/objection", {"words": ""}).status_code == 422


def test_whatever_the_browser_can_refuse_has_words_of_its_own() -> None:
    """`failed` is for what nobody foresaw: no code that a script throws, or that the box answers with for good, may need it."""
    scripts = "".join(
        path.read_text() for path in (ROOT / "frontend").glob("*/**/*.ts") if ".test." not in path.name
    )
    thrown = set(re.findall(r"new Refusal\([^)]*?\"([a-z0-9-]+)\"", scripts)) | {"insecure-origin"}
    alarms = re.search(r"ALARMS = \[(.*?)\]", scripts, re.DOTALL)
    assert alarms
    thrown |= set(re.findall(r"^\s*\"([a-z0-9-]+)\"", alarms[1], re.MULTILINE))
    tried_again = set(re.findall(r'"([a-z-]+)"', re.findall(r"AGAIN = \[(.*?)\]", scripts)[0]))
    answered = set(problems.PUBLIC) - tried_again - {"not-found", "not-allowed"}
    assert {"text-too-long", "board-tampered", "credential-invalid"} <= thrown | answered
    texts = page_texts.sealing_texts()
    assert {code for code in thrown | answered if f"refused_{code}" not in texts} == set()
    known = thrown | set(problems.PUBLIC) | {"program-changed", "unwell"}
    assert {name for name in texts if name.startswith("refused_")} <= {f"refused_{code}" for code in known}


def test_a_seal_that_somebody_else_fetched_leads_to_the_objection(joining: Joining, space: Space) -> None:
    config = queries.client_config(space.bob, joining, "voice")
    shown = render_to_string("ballots/device.html", {"config": config})
    assert "somebody has signed in as you" in shown
    assert f'href="/c/{space.slug}/sealed/{joining.pk}/#sealed-object"' in shown
    assert "nobody can take it from you" not in shown


def test_what_forgetting_costs_stands_beside_its_button(joining: Joining, space: Space) -> None:
    shown = render_to_string(
        "ballots/device.html", {"config": queries.client_config(space.bob, joining, "voice")}
    )
    assert shown.index("can no longer change it") < shown.index("data-forget>")
    assert "data-forget>" not in render_to_string("ballots/about_sealed.html")


def test_a_restart_shows_on_the_page(
    joining: Joining, prepare: "Callable[..., Joining]", space: Space, client_of: ClientOf, now: datetime
) -> None:
    actions.void(joining=joining, actor=space.alice, now=now)
    assert "given up before it opened" in page(client_of(space.bob.person), space, joining)
    assert "prepared anew 1 time" in page(client_of(space.bob.person), space, prepare(replaces=joining))


def test_a_released_board_can_be_taken_away_and_checked(
    joining: Joining, space: Space, people: "list[Member]", stage: Stage, now: datetime, client_of: ClientOf
) -> None:
    browsers = [rehearsal.join(joining, member) for member in people]
    actions.open_scope(joining=joining, label="voice", actor=None, now=now)
    for browser in browsers:
        stage.office.receive_now(joining.round_bytes, browser.seal("voice", "For all to read."))
    at = actions.announce_closing(joining=joining, label="voice", actor=None, now=now)
    actions.close_scope(joining=joining, label="voice", now=at)
    release = actions.release_scope(joining=joining, label="voice", context={}, now=at)
    client = client_of(space.bob.person)
    shown = page(client, space, joining)
    assert release.words in shown
    assert "breakthrough verify" in shown
    board = client.get(f"/c/{space.slug}/sealed/{joining.pk}/boards/voice.json")
    assert board.content == stage.office.board(joining.round_bytes, "voice")
    assert "attachment" in board["Content-Disposition"]
    roster = client.get(f"/c/{space.slug}/sealed/{joining.pk}/roster.cbor")
    assert roster.content == queries.roster_bytes(joining)
    assert client.get(f"/api/ballots/{joining.pk}/voice/board").content == board.content


def test_anybody_can_read_what_protects_and_what_does_not(client: Client, db: None) -> None:
    shown = client.get("/about/sealed").content.decode()
    for words in ("Your style", "Your device", "The program", "five people", "lose your device"):
        assert words in shown


def test_every_script_has_its_checksum(client: Client, db: None) -> None:
    import hashlib

    shown = client.get("/about/code").content.decode()
    for script in (PACKAGE / "web" / "built").glob("*.js"):
        assert hashlib.sha256(script.read_bytes()).hexdigest() in shown, script.name


def test_the_whole_program_has_one_checksum_and_a_page_names_each_script(
    client: Client, joining: Joining, space: Space
) -> None:
    scripts = program.list_scripts()
    assert {"built/sealed-keeper.js", "built/breakthrough.js", "django_htmx/htmx-2.min.js"} < set(scripts)
    assert program.hash_of_all(scripts) in client.get("/about/code").content.decode()
    assert program.hash_of_all(dict(reversed(list(scripts.items())))) == program.hash_of_all(scripts)
    assert program.hash_of_all({**scripts, "built/voice.js": "0" * 64}) != program.hash_of_all(scripts)
    assert queries.client_config(space.bob, joining, "voice")["code"] == scripts


def test_the_keeper_of_the_program_lies_at_the_root_and_is_never_kept_itself(
    client: Client, db: None
) -> None:
    answer = client.get("/sealed-keeper.js")
    assert answer.content == (PACKAGE / "web" / "built" / "sealed-keeper.js").read_bytes()
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert answer["Cache-Control"] == "no-store"
    assert client.post("/sealed-keeper.js").status_code == 405


def test_the_policy_lets_workers_run_and_names_the_box_where_it_is_elsewhere(
    client: Client, db: None, settings: "pytest.FixtureRequest"
) -> None:
    policy = client.get("/about/sealed")["Content-Security-Policy"]
    assert "worker-src 'self'" in policy
    assert "connect-src 'self';" in policy
    settings.BOX_ORIGIN = "https://box.example.org"  # type: ignore[attr-defined]
    assert (
        "connect-src 'self' https://box.example.org;"
        in Client().get("/about/sealed")["Content-Security-Policy"]
    )
