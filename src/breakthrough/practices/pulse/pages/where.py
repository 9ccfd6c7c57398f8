"""What the Pulse knows for the page "Where we are": the position, and six of the nine dimensions as people feel them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.evidence.registry import Evidence, Finding, Leaning, Parties, Position, Step
from breakthrough.measures.pulse.results import DimensionReading, PulseReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse import CARD, actions, queries
from breakthrough.practices.pulse.pages import moved, words
from breakthrough.practices.pulse.readings import advised, exports, released
from breakthrough.practices.pulse.readings.advised import NextStep
from breakthrough.practices.pulse.readings.released import TurnReading
from breakthrough.practices.pulse.rules.asking import Kind
from breakthrough.rounds.models import Round

TOPICS = {
    "SAY": "speaking",
    "CLASH": "challenge",
    "STEER": "steering",
    "AGENDA": "goal",
    "ALL-IN": "all_in",
    "BUILD": "building",
}
MIDDLE = 4.0  # "about half the time", the middle of the seven answers
HALF_A_STEP = 0.5  # nearer to the middle than that, the word is "about half the time"
ADVICE, BEGIN = 30, 35


def find_evidence(member: Member) -> Evidence:
    """Return the latest full wave that was released to this member, beside the one before it."""
    found = _latest(member, most=2)
    if found:
        return _evidence(member, found)
    why = _(
        "How you really work together, as you feel it, is not known yet. It takes four minutes each, sealed."
    )
    return Evidence(steps=[Step(_("Start a Pulse"), why, _address(member, "index"), BEGIN)])


def _latest(member: Member, *, most: int) -> list[Reading]:
    found: list[Reading] = []
    for line in queries.list_waves(member):
        reading = (
            evidence_queries.find_reading(member, line.round, measure=queries.FULL)
            if line.kind is Kind.FULL and line.round.is_closed
            else None
        )
        if reading is not None:
            found.append(reading)
        if len(found) == most:
            break
    return found


def _evidence(member: Member, found: Sequence[Reading]) -> Evidence:
    reading = found[0]
    kept, pulse = reading.round, released.pulse_of(reading)

    def note_look(now: datetime) -> None:
        for one in found:
            actions.note_look(round=one.round, now=now)

    if pulse.status != "shown":
        return Evidence(note_look=note_look)
    earlier = _earlier(reading, found[1]) if len(found) > 1 else None
    changes = released.turns_of(evidence_queries.find_reading(member, kept, measure=queries.CHANGE))
    return Evidence(
        position=_position(member, kept, reading, pulse, earlier),
        parties=_parties(member, reading, pulse),
        findings=[
            _finding(member, reading, one, _before(one, earlier, changes))
            for one in pulse.dimensions
            if one.dimension in TOPICS and one.mean is not None
        ],
        steps=[
            _step(member, kept, one) for one in advised.list_next_steps(pulse, member.collaboration.slug)[:1]
        ],
        note_look=note_look,
    )


@dataclass(frozen=True, slots=True)
class _Earlier:
    """The wave before: what it came to, and whether its numbers may stand beside those of now."""

    pulse: PulseReading
    at: datetime
    may_be_compared: bool


def _earlier(now: Reading, before: Reading) -> _Earlier:
    return _Earlier(released.pulse_of(before), before.made_at, queries.may_compare(now.round, before.round))


def _position_before(earlier: _Earlier | None) -> str:
    """Return where the group stood in the wave before; two positions may always stand beside each other."""
    if earlier is None:
        return ""
    found = earlier.pulse.position
    places = {
        "day": date_format(earlier.at, "DATE_FORMAT"),
        "headline": words.headline(earlier.pulse),
        "general": words.number(found.general) if found.general is not None else "",
        "turn": words.number(found.turn) if found.turn is not None else "",
    }
    if found.general is None or found.turn is None:
        said = _("In the wave before, of %(day)s, this could not be told.") % places
    else:
        said = (
            _(
                "In the wave before, of %(day)s, it said: %(headline)s. You stood at %(general)s of 7 on speaking up, one goal, building and the like, and at %(turn)s of 7 on turn-taking."
            )
            % places
        )
    return f"{said} {words.beside(earlier.may_be_compared)}"


def _before(one: DimensionReading, earlier: _Earlier | None, turns: Sequence[TurnReading]) -> str:
    """Return what moved across a date that was fixed beforehand, else what the wave before said, if that may stand here."""
    claimed = [
        _("Since %(day)s (%(words)s) it moved. %(change)s")
        % {
            "day": date_format(date.fromisoformat(turn.on), "DATE_FORMAT"),
            "words": turn.words,
            "change": moved.sentence_of(change),
        }
        for turn in turns
        for change in turn.changes
        if change.key == one.dimension and change.is_claimed
    ]
    if claimed:
        return " ".join(claimed)
    if earlier is None or not earlier.may_be_compared:
        return ""
    mean = next((each.mean for each in earlier.pulse.dimensions if each.dimension == one.dimension), None)
    if mean is None:
        return ""
    return _("In the wave before: %(mean)s. No change is read from this.") % {"mean": words.interval(mean)}


def _position(
    member: Member, kept: Round, reading: Reading, pulse: PulseReading, earlier: _Earlier | None
) -> Position:
    drawn = evidence_queries.list_charts(reading, language=translation.get_language() or "en").get("position")
    return Position(
        heading=words.headline(pulse),
        words=words.opening(pulse),
        picture=SafeString(drawing.in_theme(drawn.svg, "page")) if drawn else SafeString(),  # drawn by us
        caption=" ".join(
            filter(None, [drawn.spec["usermeta"]["description"] if drawn else "", words.how_likely(pulse)])
        ),
        people=words.people(pulse.n_band),
        method=reading.method,
        method_address=f"{_address(member, 'method')}#position",
        address=_address(member, "show", kept),
        at=reading.made_at,
        before=_position_before(earlier),
    )


def _parties(member: Member, reading: Reading, pulse: PulseReading) -> Parties:
    names = queries.list_party_names(reading.round)
    clear = words.gaps(pulse, [exports.name_of(each, names) for each in pulse.partition])
    return Parties(
        differences=clear,
        words=words.parties(pulse, has_clear=bool(clear)),
        people=words.people(pulse.n_band),
        method=reading.method,
        method_address=f"{_address(member, 'method')}#parties",
        address=f"{_address(member, 'show', reading.round)}#parties",
        at=reading.made_at,
    )


def _finding(member: Member, reading: Reading, one: DimensionReading, before: str) -> Finding:
    assert one.mean is not None  # noqa: S101 (asked before; this tells the type checker)
    said = _("%(mean)s on seven points.") % {"mean": words.interval(one.mean)}
    return Finding(
        topic=TOPICS[one.dimension],
        kind="felt",
        practice=_(CARD.title),
        value=words.how_often(one.mean),
        words=" ".join(filter(None, [said, words.spread_aloud(one.spread, has_two_views=one.has_two_views)])),
        people=words.people(one.n_band),
        method=reading.method,
        method_address=f"{_address(member, 'method')}#dimensions",
        address=f"{_address(member, 'show', reading.round)}#nine",
        at=reading.made_at,
        leaning=_leaning(one.mean),
        before=before,
    )


def _step(member: Member, kept: Round, one: NextStep) -> Step:
    """Return a play as a step: what was found and why it matters, and where the next practice is."""
    words_of = _("Go to %(practice)s") % {"practice": one.practice} if one.href else _("See the result")
    return Step(words_of, f"{one.title}. {one.why}", one.href or _address(member, "show", kept), ADVICE)


def _leaning(mean: Estimate) -> Leaning | None:
    """More or less than half the time, in the whole interval and in the word that is said."""
    if not mean.is_clear_of(MIDDLE) or abs(mean.value - MIDDLE) < HALF_A_STEP:
        return None
    return "high" if mean.value > MIDDLE else "low"


def _address(member: Member, name: str, kept: Round | None = None) -> str:
    return reverse(f"pulse:{name}", args=[member.collaboration.slug, *([kept.pk] if kept else [])])
