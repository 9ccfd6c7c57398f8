"""Where a thing came from and what came of it, across practices that do not know each other.

A practice says how one of its things is called and where it stands (`register_source`), and what happened to it (`tell`). A
practice that takes things of others further says what came of them (`register_follow`) and where somebody begins
(`register_beginning`). A round of any practice is a source by itself: its key is its identifier. The whole thread on one page,
up and down, is `rounds.whole_threads`.

    threads.register_source("alignment", find_reservation, tell=tell)   # in AppConfig.ready
    threads.list_beginnings(member, "alignment", key)           # "Ask for a promise", with its address
    threads.list_follows(member, "alignment", key)              # the promises that came of it
    threads.trace(member, "alignment", key)                     # the thing itself, and what it came from
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.rounds import queries, registry

LONGEST_TRACE = 12
MOST_FOLLOWS = 100

Place = tuple[str, str]
"""(practice, key) of a thing."""


@dataclass(frozen=True, slots=True)
class Source:
    """A thing of a practice as a member may see it. `came_from` is the place of what it came from, if anything.

    `kind` says what it is ("Reservation"), `by` who it is from and `at` since when, where that is known and may be: never for
    sealed words. `standing` is where it stands today. All four are in words for people, or empty. `is_frame` is true of what
    other things stand in, a round or a text, which nobody said.

    `statement` is the round and the number of the statement that it is, if it is one: what comes of it is linked there
    (`rounds.traces`), so that whoever said it can see it. `lasting` is what others may keep of it where its title holds
    words that can be taken away later.

    `holds` says whether somebody's word on it still holds: asked, given or kept. It is None for what is nobody's word.
    """

    practice: str
    key: str
    title: str
    address: str
    came_from: Place | None = None
    statement: tuple[uuid.UUID, int] | None = None
    kind: str = ""
    by: str = ""
    at: datetime | None = None
    standing: str = ""
    is_frame: bool = False
    holds: bool | None = None
    lasting: str = ""

    @property
    def place(self) -> Place:
        """Its practice and key."""
        return self.practice, self.key

    @property
    def kept_title(self) -> str:
        """How it is called in a record that stays when the thing itself cannot be read any more."""
        return self.lasting or self.title


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a source: in words, when and by whom where that is known and may be, with what they said."""

    words: str
    at: datetime | None = None
    by: str = ""
    said: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Below:
    """What came of one thing: the first few, and how many more there are."""

    sources: tuple[Source, ...] = ()
    more_count: int = 0


@dataclass(frozen=True, slots=True)
class Beginning:
    """A way to take a source further: what the link says, and its address."""

    words: str
    address: str


FindSource = Callable[[Member, str], Source | None]
Tell = Callable[[Member, Sequence[str]], Mapping[str, Sequence[Happening]]]
ListFollows = Callable[[Member, Sequence[Place], int], Mapping[Place, Below]]
OnFall = Callable[[str, str, datetime], None]

_sources: dict[str, FindSource] = {}
_tellers: dict[str, Tell] = {}
_follows: list[ListFollows] = []
_inner: list[ListFollows] = []
_beginnings: list[tuple[str, str]] = []
_listeners: dict[str, OnFall] = {}


def register_source(practice: str, find: FindSource, *, tell: Tell | None = None) -> None:
    """Let other practices point to things of `practice`. `find(member, key)` returns None for what the member may not see.

    `tell(member, keys)` returns what happened to each, in order, in a constant number of queries.
    """
    _sources[practice] = find
    if tell is not None:
        _tellers[practice] = tell


def register_follow(list_follows: ListFollows) -> None:
    """Let every practice list what came of its things here: `list_follows(member, places, most)`.

    It returns, for each place of which something came, the first `most` and how many more, in a constant number of queries.
    """
    if list_follows not in _follows:
        _follows.append(list_follows)


def register_inner(list_inner: ListFollows) -> None:
    """Say which things stand in a frame: statements in a round, reservations about a text. Called like `register_follow`."""
    if list_inner not in _inner:
        _inner.append(list_inner)


def register_beginning(words: str, url_name: str) -> None:
    """Offer a page at which a source is taken further; it gets `?from=<practice>:<key>`. `words` are for translation."""
    if (words, url_name) not in _beginnings:
        _beginnings.append((words, url_name))


def register_listener(practice: str, on_fall: OnFall) -> None:
    """Have `on_fall(key, address, now)` called when somebody's word that came of a thing of `practice` no longer holds.

    It runs inside the transaction of that change, which holds the collaboration: it must not wait for rows of its own.
    """
    _listeners[practice] = on_fall


def tell_fallen(practice: str, key: str, *, address: str, now: datetime) -> None:
    """Tell the practice of a source that what came of it, at `address`, no longer holds: declined, taken back, not kept."""
    listener = _listeners.get(practice)
    if listener is not None:
        listener(key, address, now)


def find_source(member: Member, practice: str, key: str) -> Source | None:
    """Return the thing as this member may see it, or None if it is gone, unknown or not for them."""
    find = _sources.get(practice)
    found = find(member, key) if find else None
    return found or _find_round(member, practice, key)


def trace(member: Member, practice: str, key: str) -> list[Source]:
    """Return the thing and what it came from, nearest first; it ends where somebody may not look further."""
    found: list[Source] = []
    seen: set[Place] = set()
    place: Place | None = (practice, key)
    while place and place not in seen and len(found) < LONGEST_TRACE:
        seen.add(place)
        source = find_source(member, *place)
        if source is None:
            break
        found.append(source)
        place = source.came_from
    return found


def list_follows(member: Member, practice: str, key: str) -> list[Source]:
    """Return what came of a thing, as far as this member may see it."""
    place = (practice, key)
    return list(follows_of(member, [place], most=MOST_FOLLOWS).get(place, Below()).sources)


def follows_of(member: Member, places: Sequence[Place], *, most: int) -> dict[Place, Below]:
    """Return what came of each of several things, `most` of every practice, in a constant number of queries."""
    return _merge(find(member, places, most) for find in _follows) if places else {}


def inner_of(member: Member, place: Place, *, most: int) -> Below:
    """Return what stands in a frame."""
    return _merge(find(member, [place], most) for find in _inner).get(place, Below())


def tell(member: Member, places: Iterable[Place]) -> dict[Place, tuple[Happening, ...]]:
    """Return what happened to things, in order: one call of each practice among them."""
    keys: dict[str, list[str]] = {}
    for practice, key in places:
        keys.setdefault(practice, []).append(key)
    return {
        (practice, key): tuple(happenings)
        for practice, asked in keys.items()
        if practice in _tellers
        for key, happenings in _tellers[practice](member, asked).items()
    }


def list_beginnings(member: Member, practice: str, key: str) -> list[Beginning]:
    """Return the ways to take a thing further; the words are not translated yet."""
    query = urlencode({"from": f"{practice}:{key}"})
    return [
        Beginning(words=words, address=f"{reverse(name, args=[member.collaboration.slug])}?{query}")
        for words, name in _beginnings
    ]


def address_of(member: Member, practice: str, key: str) -> str:
    """Return the address of the page with the whole thread through a thing."""
    return reverse("rounds:came_of", args=[member.collaboration.slug, practice, key])


def parse(text: str) -> Place | None:
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
        kind=gettext(registry.get_practice(practice).title),
        at=found.closure.at if found.is_closed else found.made_at,
        is_frame=True,
    )


def _merge(found: Iterable[Mapping[Place, Below]]) -> dict[Place, Below]:
    whole: dict[Place, Below] = {}
    for part in found:
        for place, below in part.items():
            before = whole.get(place, Below())
            whole[place] = Below(before.sources + below.sources, before.more_count + below.more_count)
    return whole
