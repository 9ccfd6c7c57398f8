"""What a wave came to: its readings."""

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from breakthrough.ballots.models import Place
from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.practices.pulse.models import Setup
from breakthrough.practices.pulse.queries.rounds import get_round
from breakthrough.practices.pulse.queries.waves import Wave
from breakthrough.practices.pulse.rules import waves
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds.models import Round
from breakthrough.rounds.phases import Phase

FULL, MICRO, CHANGE = "pulse", "micro", "change"


@dataclass(frozen=True, slots=True)
class Results:
    """The readings of a wave, None where nothing was released; `is_held`: there were too few answers to show anything."""

    reading: Reading | None
    change: Reading | None
    is_held: bool


@dataclass(frozen=True, slots=True)
class Beside:
    """A released wave beside a later one. `may_be_compared`: the people on both lists are the same, or differ by five or more."""

    number: int
    reading: Reading
    may_be_compared: bool


def results_of(member: Member, wave: Wave) -> Results:
    """Return the readings of a wave: two queries."""
    kept = get_round(member, wave.round.pk)
    measure = FULL if wave.plan.kind is Kind.FULL else MICRO
    return Results(
        reading=evidence_queries.find_reading(member, kept, measure=measure),
        change=evidence_queries.find_reading(member, kept, measure=CHANGE),
        is_held=wave.phase is Phase.HELD,
    )


def list_party_names(round: Round) -> list[str]:
    """Return the names of the parties on the list of a wave, in the order in which its partition counts them."""
    places = Place.objects.filter(joining_id__in=Setup.objects.filter(round=round).values("joining_id"))
    named = dict(places.values_list("party_number", "party__name").distinct())
    return [named[number] for number in sorted(named)]


def find_earlier_reading(reading: Reading) -> Reading | None:
    """Return the same measure's reading of the wave before, or None."""
    setup = Setup.objects.filter(round_id=reading.round_id, series__isnull=False).first()
    if setup is None or setup.series_id is None:
        return None
    before = Setup.objects.filter(series_id=setup.series_id, number=setup.number - 1)
    return Reading.objects.filter(round__in=before.values("round"), measure=reading.measure).first()


def list_beside(member: Member, wave: Wave, *, measure: str) -> list[Beside]:
    """Return the released waves of the same series up to this one that the member may see, in their order: four queries."""
    setup = Setup.objects.filter(round=get_round(member, wave.round.pk), series__isnull=False).first()
    if setup is None or setup.series_id is None:
        return []
    up_to = {
        one.round_id: one for one in Setup.objects.filter(series_id=setup.series_id, number__lte=setup.number)
    }
    found = Reading.objects.filter(round__in=up_to, measure=measure, round__closure__isnull=False)
    lists = _rosters(up_to.values())
    return sorted(
        (
            Beside(
                up_to[one.round_id].number,
                one,
                waves.may_compare(lists[one.round_id], lists[setup.round_id]),
            )
            for one in found
        ),
        key=lambda one: one.number,
    )


def may_compare(first: Round, second: Round) -> bool:
    """Return whether numbers of two waves may stand beside each other: one query for each thing that is on their lists."""
    lists = _rosters(Setup.objects.filter(round__in=[first, second]))
    return waves.may_compare(lists.get(first.pk, set()), lists.get(second.pk, set()))


def _rosters(setups: Iterable[Setup]) -> dict[uuid.UUID, set[uuid.UUID]]:
    """Who was on the list of each wave, by its round."""
    rounds = {one.joining_id: one.round_id for one in setups if one.joining_id is not None}
    found: dict[uuid.UUID, set[uuid.UUID]] = defaultdict(set)
    for joining_id, member_id in Place.objects.filter(joining_id__in=rounds).values_list(
        "joining_id", "member_id"
    ):
        found[rounds[joining_id]].add(member_id)
    return found
