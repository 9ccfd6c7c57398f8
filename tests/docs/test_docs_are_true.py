"""What the documentation says exists, exists."""

import re
from pathlib import Path

import pytest

from breakthrough.config import commands

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FORBIDDEN = (
    "100 % anonymous",
    "100% anonymous",
    "fully anonymous",
    "completely anonymous",
    "untraceable",
    "validated",
)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_file_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?:bin|docs|src|tests|requirements|benchmarks|frontend)/[\w./-]*[\w/])`", text)
    )
    linked = {
        link.split("#")[0]
        for link in re.findall(r"\]\(([^)]+)\)", text)
        if "://" not in link and not link.startswith("#")
    }
    missing = [name for name in named if not (ROOT / name).exists()]
    missing += [link for link in linked if link and not (page.parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    known = set(commands.build_parser()._subparsers._group_actions[0].choices)  # type: ignore[union-attr,arg-type]
    used = set(re.findall(r"`breakthrough ([a-z][a-z-]+)", text))
    assert used <= known


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_page_promises_too_much(page: Path) -> None:
    text = page.read_text(encoding="utf-8").lower()
    assert not [words for words in FORBIDDEN if words in text]


def test_decision_records_are_short_and_whole() -> None:
    for record in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = record.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 40, record.name
        for part in (
            "**Context.**",
            "**Decision.**",
            "**Consequences.**",
            "**Alternatives.**",
            "**Enforced by**",
        ):
            assert part in text, f"{record.name} lacks {part}"


def test_dependencies_are_few_and_each_has_its_reason() -> None:
    lines = [
        line
        for line in (ROOT / "requirements" / "run.in").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    assert len(lines) <= 22
    assert not [line for line in lines if "#" not in line]


def test_lock_files_carry_hashes_and_no_addresses() -> None:
    for name in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json", ROOT / ".npmrc"]:
        text = name.read_text(encoding="utf-8")
        assert not re.search(r"https?://", re.sub(r'"(?:url|funding|homepage)": *"[^"]*"', "", text)), (
            name.name
        )


def test_the_translations_are_complete() -> None:
    polib = pytest.importorskip("polib")
    for source in sorted((ROOT / "src" / "breakthrough" / "locale").glob("*/LC_MESSAGES/*.po")):
        messages = polib.pofile(str(source))
        assert not [entry.msgid for entry in messages.untranslated_entries()], source
        assert not [entry.msgid for entry in messages.fuzzy_entries()], source


def test_translations_keep_every_placeholder_and_claim_no_more() -> None:
    polib = pytest.importorskip("polib")
    holder = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+[^>]*>|`[^`]+`")
    for source in sorted((ROOT / "src" / "breakthrough" / "locale").glob("*/LC_MESSAGES/*.po")):
        for entry in polib.pofile(str(source)):
            pairs = [(entry.msgid, entry.msgstr)]
            if entry.msgid_plural:
                plural = entry.msgstr_plural
                pairs = [
                    (entry.msgid, plural[0]),
                    *((entry.msgid_plural, plural[form]) for form in plural if form),
                ]
            for said, translated in pairs:
                assert sorted(holder.findall(said)) == sorted(holder.findall(translated)), translated
                assert "!" in said or "!" not in translated, translated
                assert "anonym" in said.lower() or "anonym" not in translated.lower(), translated
