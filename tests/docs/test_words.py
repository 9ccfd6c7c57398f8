"""The glossary holds the code: banned words stay out of names, and every table has its word."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "breakthrough"
GLOSSARY = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
BANNED = {
    "manager", "helper", "helpers", "util", "utils", "misc", "common", "base", "data", "info", "process", "handle",
    "item", "items", "object", "objects", "new", "old", "do",
}  # fmt: skip
KEPT = {
    "CommonGround": "a word of the product",
    "common_ground": "a word of the product",
    "process_view": "Django's name for a look at a request once its page is known",
    "process_exception": "Django's name for a middleware's answer to an exception",
}


def _modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py") if not {"migrations", "tests"} & set(path.parts))


def _names(path: Path) -> Iterator[str]:
    yield path.stem
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name


def _parts(name: str) -> set[str]:
    return {part.lower() for part in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


@pytest.mark.parametrize("path", _modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_module_class_or_function_has_a_banned_word_in_its_name(path: Path) -> None:
    found = {name: _parts(name) & BANNED for name in _names(path) if not any(kept in name for kept in KEPT)}
    assert not {name: words for name, words in found.items() if words}


def test_the_exceptions_are_all_still_needed() -> None:
    names = {name for path in _modules() for name in _names(path)}
    assert not [kept for kept in KEPT if not any(kept in name for name in names)]


def test_every_table_has_its_word_in_the_glossary_or_is_made_of_words_that_have() -> None:
    words = {
        word.lower()
        for entry in re.findall(r"^\| \*\*(.+?)\*\*", GLOSSARY, re.MULTILINE)
        for word in entry.split()
    }
    ours = [model for model in apps.get_models() if model.__module__.startswith("breakthrough.")]
    assert ours
    assert not [model.__name__ for model in ours if not _parts(model.__name__) & words]
