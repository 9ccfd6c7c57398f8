"""The JSON door of what belongs to no single practice, below /api/collaborations/{slug}/threads: the whole thread through one thing."""

from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest
from ninja import Path, Router, Schema
from pydantic import Field

from breakthrough.collaborations import access
from breakthrough.people.access import person_of
from breakthrough.rounds import whole_threads
from breakthrough.rounds.threads import Source
from breakthrough.rounds.whole_threads import Thing, Whole
from breakthrough.web import problems
from breakthrough.web.api_shapes import REFUSED

router = Router(tags=["threads"])


class HappeningOut(Schema):
    """One thing that happened. `by` is empty and `at` is None where that is not known, or must not be: never beside sealed words."""

    words: str
    at: datetime | None
    by: str
    said: str
    address: str


class ThingOut(Schema):
    """One thing of a thread. `depth` is 0 for the first; what came of a thing follows it, one deeper."""

    of: str = Field(description="practice:key: what promises and reservations can name as `came_from`.")
    depth: int
    kind: str
    title: str
    standing: str
    by: str
    at: datetime | None
    address: str
    is_here: bool
    happenings: list[HappeningOut]
    more_happenings: int
    more_below: int


class FrameOut(Schema):
    """The round or the text in which the first thing stands."""

    of: str
    kind: str
    title: str
    at: datetime | None
    address: str


class ThreadOut(Schema):
    """A thread from its first word on, in order; how many things are left out is counted with each thing."""

    frames: list[FrameOut]
    things: list[ThingOut]


@router.get(
    "/{practice}/{path:thing}",
    response={200: ThreadOut, 404: REFUSED, 422: REFUSED},
    operation_id="getThread",
    summary="Get the thread through a thing",
)
def get_thread(request: HttpRequest, slug: Path[str], practice: Path[str], thing: Path[str]) -> ThreadOut:
    """What a statement, a reservation, a promise or a round came from and what came of it, as far as you may see it."""
    member = access.get_member(person_of(request), slug)
    whole = whole_threads.gather(member, practice, thing)
    if whole is None:
        raise problems.not_found()
    return _thread(whole)


def _thread(whole: Whole) -> ThreadOut:
    return ThreadOut(
        frames=[
            FrameOut(of=_of(one), kind=one.kind, title=one.title, at=one.at, address=one.address)
            for one in whole.frames
        ],
        things=list(_things(whole.root, 0)),
    )


def _things(one: Thing, depth: int) -> Iterator[ThingOut]:
    source = one.source
    yield ThingOut(
        of=_of(source),
        depth=depth,
        kind=source.kind,
        title=source.title,
        standing=source.standing,
        by=source.by,
        at=source.at,
        address=source.address,
        is_here=one.is_here,
        happenings=[
            HappeningOut(words=each.words, at=each.at, by=each.by, said=each.said, address=each.address)
            for each in one.happenings
        ],
        more_happenings=one.more_happenings,
        more_below=one.more_below,
    )
    for each in one.below:
        yield from _things(each, depth + 1)


def _of(source: Source) -> str:
    return f"{source.practice}:{source.key}"
