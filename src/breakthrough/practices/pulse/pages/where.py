"""What the Pulse knows for the page "Where we are": the position, and six of the nine dimensions as people feel them."""

from django.urls import reverse
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from breakthrough.collaborations.models import Member
from breakthrough.evidence import charts as drawing
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.evidence.registry import Evidence, Finding, Leaning, Position, Step
from breakthrough.measures.pulse.results import DimensionReading, PulseReading
from breakthrough.measures.values import Estimate
from breakthrough.practices.pulse import CARD, queries
from breakthrough.practices.pulse.pages import words
from breakthrough.practices.pulse.readings import advised, exports, released
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
ADVICE, BEGIN = 30, 35


def find_evidence(member: Member) -> Evidence:
    """Return the latest full wave that was released to this member."""
    for wave in queries.list_waves(member):
        kept = wave.round
        reading = (
            evidence_queries.find_reading(member, kept, measure=queries.FULL) if kept.is_closed else None
        )
        if reading is not None:
            return _evidence(member, kept, reading)
    why = _(
        "How you really work together, as you feel it, is not known yet. It takes four minutes each, sealed."
    )
    return Evidence(steps=[Step(_("Start a Pulse"), why, _address(member, "index"), BEGIN)])


def _evidence(member: Member, kept: Round, reading: Reading) -> Evidence:
    pulse = released.pulse_of(reading)
    if pulse.status != "shown":
        return Evidence()
    advice = advised.list_next_steps(pulse, member.collaboration.slug)
    return Evidence(
        position=_position(member, kept, reading, pulse),
        findings=[
            _finding(member, kept, reading, pulse, one)
            for one in pulse.dimensions
            if one.dimension in TOPICS and one.mean is not None
        ],
        steps=[
            Step(one.title, one.why, one.href or _address(member, "show", kept), ADVICE) for one in advice[:1]
        ],
    )


def _position(member: Member, kept: Round, reading: Reading, pulse: PulseReading) -> Position:
    drawn = evidence_queries.list_charts(reading, language=translation.get_language() or "en").get("position")
    return Position(
        heading=words.headline(pulse),
        words=words.opening(pulse),
        picture=SafeString(drawing.in_theme(drawn.svg, "page")) if drawn else SafeString(),  # drawn by us
        caption=drawn.spec["usermeta"]["description"] if drawn else "",
        people=words.people(pulse.n_band),
        method=reading.method,
        method_address=_address(member, "method"),
        address=_address(member, "show", kept),
        at=reading.made_at,
    )


def _finding(
    member: Member, kept: Round, reading: Reading, pulse: PulseReading, one: DimensionReading
) -> Finding:
    assert one.mean is not None  # noqa: S101 (asked before; this tells the type checker)
    return Finding(
        topic=TOPICS[one.dimension],
        kind="felt",
        practice=_(CARD.title),
        value=words.how_often(one.mean),
        words=_sentences(kept, pulse, one, one.mean),
        people=words.people(one.n_band),
        method=reading.method,
        method_address=_address(member, "method"),
        address=_address(member, "show", kept),
        at=reading.made_at,
        leaning=_leaning(one.mean),
    )


def _sentences(kept: Round, pulse: PulseReading, one: DimensionReading, mean: Estimate) -> str:
    """Return mean and interval, how far apart people are, and which parties clearly see it differently."""
    said = [_("%(mean)s on seven points.") % {"mean": words.interval(mean)}]
    apart = words.spread(one.spread, has_two_views=one.has_two_views)
    if apart:
        said.append(_("On this, %(apart)s.") % {"apart": apart})
    clear = [gap for gap in pulse.gaps if gap.is_clear and gap.dimension == one.dimension]
    if clear:
        names = queries.list_party_names(kept)
        cells = [exports.name_of(each, names) for each in pulse.partition]
        said += [
            words.gap(gap.difference, gap.dimension, cells[gap.first], cells[gap.second]) for gap in clear
        ]
    return " ".join(said)


def _leaning(mean: Estimate) -> Leaning | None:
    if not mean.is_clear_of(MIDDLE):
        return None
    return "high" if mean.value > MIDDLE else "low"


def _address(member: Member, name: str, kept: Round | None = None) -> str:
    return reverse(f"pulse:{name}", args=[member.collaboration.slug, *([kept.pk] if kept else [])])
