"""Straight talk in the threads of all practices (see `rounds.threads`): statements of finished rounds, and what happened to them.

A sealed statement has no name and no time of its own here either. One that is hidden keeps its place without its words.
"""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.practices.voice.models import Reply, Statement, Trace
from breakthrough.practices.voice.queries import said
from breakthrough.practices.voice.queries.rounds import PRACTICE, get_round
from breakthrough.practices.voice.rules.frozen import Source as Given
from breakthrough.practices.voice.rules.traces import KIND_WORDS
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.models import Round
from breakthrough.rounds.threads import Below, Happening, Place, Source


def find_source(member: Member, key: str) -> Source | None:
    """Return a statement of a finished round as a source of what comes of it, or None.

    Its words can be hidden later, so what others keep of it is its number.
    """
    place, mark, number = key.partition("/")
    if not (mark and number.isdecimal() and len(number) < 10):
        return None
    try:
        kept = get_round(member, uuid.UUID(place))
        one = said.get_said(member, kept.pk, int(number))
    except (ValueError, Problem):
        return None
    if not kept.is_closed:
        return None
    lasting = gettext("Statement %(number)d of “%(round)s”") % {"number": one.number, "round": kept.title}
    return replace(_source_of(member, kept.pk, one), lasting=lasting)


def list_inner(member: Member, places: Sequence[Place], most: int) -> dict[Place, Below]:
    """Return the statements of finished rounds to which something happened: replied to, or taken further."""
    keys = [key for practice, key in places if practice == PRACTICE and "/" not in key]
    rounds = Round.objects.filter(
        pk__in=keys, collaboration_id=member.collaboration_id, closure__isnull=False
    )
    found = Statement.objects.filter(
        Exists(Trace.objects.filter(statement=OuterRef("pk")))
        | Exists(Reply.objects.filter(statement=OuterRef("pk"))),
        setup__round__in=rounds,
        hiding__isnull=True,
    )
    groups = (
        round_queries.first_of_each(found, by=("setup__round_id",), order=("number",), most=most)
        if keys
        else {}
    )
    wanted = [key for chosen, _more in groups.values() for key in chosen]
    sources = (
        {
            row: _source_of(member, place, one)
            for row, place, one in said.said_by_row(member, Statement.objects.filter(pk__in=wanted))
        }
        if wanted
        else {}
    )
    return {
        (PRACTICE, str(place)): Below(tuple(sources[key] for key in chosen), more_count)
        for (place,), (chosen, more_count) in groups.items()
    }


def tell(member: Member, keys: Sequence[str]) -> dict[str, list[Happening]]:
    """Return what happened to statements: what their authors made of them, replies, what came of them, in order of time."""
    wanted = Q(pk__in=())
    for key in keys:
        place, mark, number = key.partition("/")
        if mark:
            wanted |= Q(setup__round=place, number=number)
    told: dict[str, list[Happening]] = defaultdict(list)
    rows = Statement.objects.filter(wanted, setup__round__collaboration_id=member.collaboration_id)
    for _row, round_id, one in said.said_by_row(member, rows):
        if not one.is_hidden:
            told[said.key_of(round_id, one.number)] = _happenings(one)
    return dict(told)


def _happenings(one: said.Said) -> list[Happening]:
    later = []
    if one.is_withdrawn:
        later.append(Happening(words=gettext("Its author does not stand by it any more.")))
    elif one.revised:
        later.append(Happening(words=gettext("Its author says it like this now:"), said=one.revised))
    timed = [
        Happening(words=gettext("Reply"), at=each.at, by=each.by, said=each.text) for each in one.answers
    ] + [
        Happening(
            words=f"{gettext(KIND_WORDS[each.kind])}: {each.title}",
            at=each.at,
            by=each.by,
            address=each.address,
        )
        for each in one.outcomes
    ]
    return sorted(timed, key=lambda each: (each.at is None, each.at)) + later


def _source_of(member: Member, place: uuid.UUID, one: said.Said) -> Source:
    kinds = {Given.OPENING: gettext("Opening statement"), Given.SEED: gettext("Statement put in beforehand")}
    return Source(
        practice=PRACTICE,
        key=said.key_of(place, one.number),
        title=one.text or gettext("The words of statement %(number)d are hidden.") % {"number": one.number},
        address=reverse("voice:one_said", args=[member.collaboration.slug, place, one.number]),
        came_from=(PRACTICE, str(place)),
        statement=(place, one.number),
        kind=kinds.get(one.source, gettext("Sealed statement")),
        by=one.by,
    )
