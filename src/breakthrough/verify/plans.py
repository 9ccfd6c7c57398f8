"""What was asked, from the bytes of the plan: the words that the card stands for, to be read beside what one was shown."""

import json
from collections.abc import Iterator
from typing import Any

_WHOLE = ("title", "question", "about", "body", "stem")
_LISTS = ("seeds", "asked", "answers")


def list_words(plan: bytes) -> Iterator[str]:
    """Yield every line of words in the plan; for fixed questions in each language, in the order in which they are asked."""
    try:
        read = json.loads(plan)
    except (ValueError, RecursionError):
        return
    if not isinstance(read, dict):
        return
    for name in _WHOLE:
        if isinstance(read.get(name), str) and read[name]:
            yield f"{name}: {read[name]}"
    shown = read.get("shown")
    if isinstance(shown, dict):
        for language, said in sorted(shown.items()):
            yield from _said(language, said)
        names: tuple[str, ...] = ("seeds",)
    else:
        names = _LISTS
    for name in names:
        found = read.get(name)
        for number, one in enumerate(found if isinstance(found, list) else [], start=1):
            yield f"{name} {number}: {_line(one)}"


def _said(language: str, said: Any) -> Iterator[str]:
    if not isinstance(said, dict):
        return
    if said.get("stem"):
        yield f"{language}: {said['stem']}"
    rows = said.get("asked")
    for number, row in enumerate(rows if isinstance(rows, list) else [], start=1):
        yield f"{language} {number}: {_line(row)}"


def _line(one: Any) -> str:
    """A row of words on one line; an older plan's question with its answers likewise."""
    if isinstance(one, dict):
        answers = one.get("answers")
        one = [one.get("text"), *(answers if isinstance(answers, list) else []), one.get("missing")]
    parts = one if isinstance(one, list) else [one]
    return " | ".join(str(part) for part in parts if part not in ("", None))
