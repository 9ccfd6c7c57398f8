"""The playbook: a small Markdown file, one part for each thing a Pulse can find. Read strictly, so that a slip is found by a test.

## SAY
### People hold back what they think
**Next:** voice, mirror
**Why:** …
**How:** …
**Source:** …
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

FIELDS = ("next", "why", "how", "source")
_FIELD = re.compile(r"\*\*(Next|Why|How|Source):\*\* (.+)")


@dataclass(frozen=True, slots=True)
class Play:
    """What to do next: `practices` by name, the best one first; `title`, `why`, `how` and `source` are for people."""

    key: str
    title: str
    practices: tuple[str, ...]
    why: str
    how: str
    source: str


def read_playbook(text: str) -> Mapping[str, Play]:
    """Return the plays of a playbook by key. Raises ValueError for a part that lacks something or says it twice."""
    plays: dict[str, Play] = {}
    for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]:
        key, _line, rest = part.partition("\n")
        if key.strip() in plays:
            raise ValueError(f"{key.strip()} stands twice")
        plays[key.strip()] = _read_play(key.strip(), rest)
    return plays


def _read_play(key: str, rest: str) -> Play:
    title, found = "", {}
    for line in filter(None, (one.strip() for one in rest.splitlines())):
        if line.startswith("### "):
            title = line.removeprefix("### ")
            continue
        field = _FIELD.fullmatch(line)
        if field is None or field[1].lower() in found:
            raise ValueError(f"{key}: {line!r} does not fit")
        found[field[1].lower()] = field[2]
    if not title or set(found) != set(FIELDS):
        raise ValueError(f"{key} lacks something")
    practices = tuple(one.strip() for one in found["next"].split(","))
    return Play(key, title, practices, found["why"], found["how"], found["source"])
