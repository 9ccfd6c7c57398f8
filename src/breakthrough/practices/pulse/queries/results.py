"""What a wave came to: its readings."""

from dataclasses import dataclass

from breakthrough.ballots.models import Place
from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.practices.pulse.models import Setup
from breakthrough.practices.pulse.queries.rounds import get_round
from breakthrough.practices.pulse.queries.waves import Wave
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.practices.pulse.rules.phases import Phase
from breakthrough.rounds.models import Round

FULL, MICRO, CHANGE = "pulse", "micro", "change"


@dataclass(frozen=True, slots=True)
class Results:
    """The readings of a wave, None where nothing was released; `is_held`: there were too few answers to show anything."""

    reading: Reading | None
    change: Reading | None
    is_held: bool


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


def list_micro_readings(member: Member, wave: Wave) -> list[tuple[int, Reading]]:
    """Return number and reading of the waves of the same series up to this one that the member may see, in their order."""
    setup = Setup.objects.filter(round=get_round(member, wave.round.pk), series__isnull=False).first()
    if setup is None or setup.series_id is None:
        return []
    up_to = Setup.objects.filter(series_id=setup.series_id, number__lte=setup.number)
    numbers = {one.round_id: one.number for one in up_to}
    found = Reading.objects.filter(round__in=numbers, measure=MICRO, round__closure__isnull=False)
    return sorted(((numbers[one.round_id], one) for one in found), key=lambda pair: pair[0])
