"""Where a thing came from and what came of it, across practices that do not know each other.

A practice says how one of its things is called and where it stands (`register_source`). A practice that takes such things
further says what came of one (`register_follow`) and where somebody begins (`register_beginning`). A round of any practice
is a source by itself: its key is its identifier.

    threads.register_source("alignment", find_reservation)      # in AppConfig.ready
    threads.list_beginnings(member, "alignment", key)           # "Ask for a promise", with its address
    threads.list_follows(member, "alignment", key)              # the promises that came of it
    threads.trace(member, "alignment", key)                     # the thing itself, and what it came from
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.rounds import queries

LONGEST_TRACE = 12


@dataclass(frozen=True, slots=True)
class Source:
    """A thing of a practice as a member may see it. `came_from` is (practice, key) of what it came from, if anything.

    `statement` is the round and the number of the statement that it is, if it is one: what comes of it is linked there
    (`rounds.traces`), so that whoever said it can see it. `lasting` is what others may keep of it where its title holds
    words that can be taken away later.
    """

    practice: str
    key: str
    title: str
    address: str
    came_from: tuple[str, str] | None = None
    statement: tuple[uuid.UUID, int] | None = None
    lasting: str = ""

    @property
    def kept_title(self) -> str:
        """How it is called in a record that stays when the thing itself cannot be read any more."""
        return self.lasting or self.title


@dataclass(frozen=True, slots=True)
class Follow:
    """Something that came of a source: its words, where it stands (in words), and its address."""

    title: str
    standing: str
    address: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A way to take a source further: what the link says, and its address."""

    words: str
    address: str


FindSource = Callable[[Member, str], Source | None]
ListFollows = Callable[[Member, str, str], Sequence[Follow]]

_sources: dict[str, FindSource] = {}
_follows: list[ListFollows] = []
_beginnings: list[tuple[str, str]] = []


def register_source(practice: str, find: FindSource) -> None:
    """Let other practices point to things of `practice`. `find(member, key)` returns None for what the member may not see."""
    _sources[practice] = find


def register_follow(list_follows: ListFollows) -> None:
    """Let every practice list what came of its things here: `list_follows(member, practice, key)`."""
    if list_follows not in _follows:
        _follows.append(list_follows)


def register_beginning(words: str, url_name: str) -> None:
    """Offer a page at which a source is taken further; it gets `?from=<practice>:<key>`. `words` are for translation."""
    if (words, url_name) not in _beginnings:
        _beginnings.append((words, url_name))


def find_source(member: Member, practice: str, key: str) -> Source | None:
    """Return the thing as this member may see it, or None if it is gone, unknown or not for them."""
    find = _sources.get(practice)
    found = find(member, key) if find else None
    return found or _find_round(member, practice, key)


def trace(member: Member, practice: str, key: str) -> list[Source]:
    """Return the thing and what it came from, nearest first; it ends where somebody may not look further."""
    found: list[Source] = []
    seen: set[tuple[str, str]] = set()
    place: tuple[str, str] | None = (practice, key)
    while place and place not in seen and len(found) < LONGEST_TRACE:
        seen.add(place)
        source = find_source(member, *place)
        if source is None:
            break
        found.append(source)
        place = source.came_from
    return found


def list_follows(member: Member, practice: str, key: str) -> list[Follow]:
    """Return what came of a thing, as far as this member may see it."""
    return [follow for find in _follows for follow in find(member, practice, key)]


def list_beginnings(member: Member, practice: str, key: str) -> list[Beginning]:
    """Return the ways to take a thing further; the words are not translated yet."""
    query = urlencode({"from": f"{practice}:{key}"})
    return [
        Beginning(words=words, address=f"{reverse(name, args=[member.collaboration.slug])}?{query}")
        for words, name in _beginnings
    ]


def parse(text: str) -> tuple[str, str] | None:
    """Return (practice, key) of `practice:key` as it stands in an address, or None for anything else."""
    practice, mark, key = text.partition(":")
    is_whole = bool(mark and practice and key) and len(text) <= 240 and key.isprintable()
    return (practice, key) if is_whole else None


def _find_round(member: Member, practice: str, key: str) -> Source | None:
    try:
        found = queries.get_round(member, uuid.UUID(key), practice=practice)
    except (ValueError, Problem):
        return None
    return Source(
        practice=practice,
        key=str(found.pk),
        title=found.title,
        address=reverse(f"{practice}:show", args=[member.collaboration.slug, found.pk]),
    )
