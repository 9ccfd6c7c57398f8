"""Alignment in the threads of all practices (see `rounds.threads`): what a reservation or a text came from, and what happened to it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import Outcome, Reservation, Setup, Text, Version
from breakthrough.practices.alignment.queries import raised, texts
from breakthrough.practices.alignment.queries.raised import Raised, Told
from breakthrough.practices.alignment.queries.texts import PRACTICE
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event
from breakthrough.practices.alignment.rules.wording import (
    ANSWERED_WORDS,
    OUTCOME_WORDS,
    STATE_WORDS,
    TOLD_WORDS,
)
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds.threads import Below, Happening, Place, Source

LONGEST_NUMBER = 10


def find_source(member: Member, key: str) -> Source | None:
    """Return a reservation or a text by what other practices call it, or None."""
    text_key, mark, number = key.partition(":")
    try:
        text_id = uuid.UUID(text_key)
        if not mark:
            text = Text.objects.filter(pk=text_id, collaboration_id=member.collaboration_id).first()
            return _source_of_text(member, text) if text else None
        if not (number.isdecimal() and len(number) < LONGEST_NUMBER):
            return None
        found = texts.get_raised(member, text_id, int(number))
    except (ValueError, Problem):
        return None
    return _source_of(member, found)


def list_follows(member: Member, places: Sequence[Place], most: int) -> dict[Place, Below]:
    """Return the reservations that came of things of any practice: four queries."""
    if member.role == Role.OBSERVER:
        return {}
    found = Reservation.objects.filter(
        _any(Q(origin_practice=practice, origin_key=key) for practice, key in places),
        text__collaboration_id=member.collaboration_id,
    )
    return dict(_below(member, found, by=("origin_practice", "origin_key"), most=most))


def list_inner(member: Member, places: Sequence[Place], most: int) -> dict[Place, Below]:
    """Return the reservations about texts, and those that were raised on the version of a round: five queries."""
    keys = [uuid.UUID(key) for practice, key in places if practice == PRACTICE and ":" not in key]
    if not keys or member.role == Role.OBSERVER:
        return {}
    own = Reservation.objects.filter(text__collaboration_id=member.collaboration_id)
    about = _below(member, own.filter(text__in=keys), by=("text_id",), most=most)
    asked = {
        version: str(kept)
        for kept, version in Setup.objects.filter(
            round__in=keys, round__collaboration_id=member.collaboration_id
        ).values_list("round_id", "version_id")
    }
    on = _below(member, own.filter(version__in=asked), by=("version_id",), most=most) if asked else {}
    return {
        **{(PRACTICE, str(key)): below for (key,), below in about.items()},
        **{(PRACTICE, asked[version]): below for (version,), below in on.items()},
    }


def tell(member: Member, keys: Sequence[str]) -> dict[str, list[Happening]]:
    """Return what happened to reservations, texts and rounds, in order: five queries at most."""
    if member.role == Role.OBSERVER:
        return {}
    told: dict[str, list[Happening]] = defaultdict(list)
    numbered = [key.partition(":") for key in keys if ":" in key]
    if numbered:
        wanted = _any(Q(text=text, number=number) for text, _mark, number in numbered)
        own = Reservation.objects.filter(wanted, text__collaboration_id=member.collaboration_id)
        for one in raised.read(own, member):
            told[one.key] = [_happening(member, one, each) for each in one.told]
    whole = [uuid.UUID(key) for key in keys if ":" not in key]
    if whole:
        _tell_of_texts(member, whole, told)
    return dict(told)


def _tell_of_texts(member: Member, keys: Sequence[uuid.UUID], told: dict[str, list[Happening]]) -> None:
    """Versions and ends of texts, and the end of rounds."""
    slug = member.collaboration.slug
    versions = Version.objects.filter(text__in=keys, text__collaboration_id=member.collaboration_id)
    for one in versions.select_related("by__person").order_by("number"):
        told[str(one.text_id)].append(
            Happening(
                words=gettext("Version %(number)d") % {"number": one.number},
                at=one.at,
                by=str(one.by.person) if one.by else "",
                said=one.note,
                address=reverse("alignment:version", args=[slug, one.text_id, one.number]),
            )
        )
    ends = Outcome.objects.filter(
        Q(setup__round__in=keys) | Q(setup__version__text__in=keys),
        setup__round__collaboration_id=member.collaboration_id,
    )
    for end in ends.select_related("setup__version", "by__person").order_by("at"):
        happening = Happening(
            words=gettext(OUTCOME_WORDS[Kind(end.kind)]),
            at=end.at,
            by=str(end.by.person) if end.by else "",
            said=end.text or end.would_take,
            address=reverse("alignment:show", args=[slug, end.setup.round_id]),
        )
        for key in (end.setup.round_id, end.setup.version.text_id):
            if key in keys:
                told[str(key)].append(happening)


def _happening(member: Member, one: Raised, each: Told) -> Happening:
    slug, address = member.collaboration.slug, each.address
    words = gettext(TOLD_WORDS[each.event])
    if each.kind is not None:
        words = gettext(ANSWERED_WORDS[each.kind])
        if each.kind is AnswerKind.CHANGE and each.version is not None:
            words = gettext("Answered by a change, in version %(number)d") % {"number": each.version}
            address = reverse("alignment:version", args=[slug, one.text_id, each.version])
    elif each.event is Event.ANSWER:
        words = gettext("Answered")
    return Happening(words=words, at=each.at, by=each.by, said=each.words, address=address)


def _below(member: Member, found: QuerySet[Reservation], *, by: Sequence[str], most: int) -> dict[Any, Below]:
    groups = round_queries.first_of_each(found, by=by, order=("at", "pk"), most=most)
    wanted = [key for keys, _more in groups.values() for key in keys]
    rows = Reservation.objects.filter(pk__in=wanted)
    sources = (
        dict(
            zip(
                rows.order_by("pk").values_list("pk", flat=True),
                (_source_of(member, one) for one in raised.read(rows.order_by("pk"), member)),
                strict=True,
            )
        )
        if wanted
        else {}
    )
    return {
        group: Below(tuple(sources[key] for key in keys), more_count)
        for group, (keys, more_count) in groups.items()
    }


def _source_of(member: Member, one: Raised) -> Source:
    return Source(
        practice=PRACTICE,
        key=one.key,
        title=raised.title_of(one),
        address=reverse("alignment:reservation", args=[member.collaboration.slug, one.text_id, one.number]),
        came_from=one.origin or (PRACTICE, str(one.text_id)),
        kind=_kind(one),
        by=one.by if not one.is_sealed else "",
        at=one.at,
        standing=gettext(STATE_WORDS[one.state]),
    )


def _kind(one: Raised) -> str:
    if one.is_sealed:
        return gettext("Sealed block") if one.is_block else gettext("Sealed reservation")
    return gettext("Block") if one.is_block else gettext("Reservation")


def _source_of_text(member: Member, text: Text) -> Source | None:
    if member.role == Role.OBSERVER and not texts.is_adopted(text):
        return None
    return Source(
        practice=PRACTICE,
        key=str(text.pk),
        title=text.title,
        address=reverse("alignment:text", args=[member.collaboration.slug, text.pk]),
        kind=gettext("Text"),
        at=text.made_at,
        is_frame=True,
    )


def _any(conditions: Iterable[Q]) -> Q:
    found = Q(pk__in=())
    for one in conditions:
        found |= one
    return found
