"""The practices of this house. Each registers itself by the card in its `__init__`; nothing lists them."""

import re
from dataclasses import dataclass

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

_practices: dict[str, "Practice"] = {}
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice's card: the question it answers and when to leave it be.

    `name` is its folder, its part of the address and the namespace of its url names; every practice has the pages
    `<name>:index` (its rounds in a collaboration) and `<name>:show` (one round). All other fields are texts for people,
    marked with `gettext_noop`. `begin_words` says what the link that starts a round does. `is_for_leaders`: whoever leads
    begins a round, for themselves; facilitators begin all others.
    """

    name: str
    title: str
    question: str
    not_for: str
    begin_words: str
    is_for_leaders: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"a practice's name is its folder's name, not {self.name!r}")


def register(practice: Practice) -> None:
    """Make `practice` known. Raises ValueError if another practice has its name."""
    if _practices.setdefault(practice.name, practice) != practice:
        raise ValueError(f"two practices are called {practice.name!r}")


def get_practice(name: str) -> Practice:
    """Return the card of the practice called `name`, or raise a 404 Problem."""
    if name not in _practices:
        raise Problem(
            "no-such-practice",
            status=404,
            words=gettext_noop("This practice is not part of this installation."),
        )
    return _practices[name]


def list_practices() -> list[Practice]:
    """Return all cards, by name."""
    return [_practices[name] for name in sorted(_practices)]
