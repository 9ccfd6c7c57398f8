"""What promises know for the page "Where we are": the kept share, and the promises whose day is over."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.evidence.registry import Evidence, Finding, Leaning, Step, Thread
from breakthrough.measures.promises.results import Part, PromiseReading
from breakthrough.practices.promises import CARD, queries
from breakthrough.practices.promises.pages import telling
from breakthrough.practices.promises.readings import making, released
from breakthrough.rounds.models import Round
from breakthrough.web.templatetags.components import percent

MOST_THREADS = 6
HALF = 0.5
SETTLE, LOOK_BACK = 20, 50


def find_evidence(member: Member) -> Evidence:
    """Return the latest look back beside the one before it; for those who take part also what is past its day."""
    found = _latest(member, most=2)
    finding = _kept(member, found) if found else None
    overdue = [] if member.observes else queries.list_overdue(member, now=timezone.now())
    return Evidence(
        findings=[finding] if finding else [],
        threads=[
            Thread(
                title=one.what,
                standing=_("Promised by %(day)s. Nobody has said what became of it.")
                % {"day": date_format(one.due_date, "DATE_FORMAT")},
                address=reverse("promises:promise", args=[member.collaboration.slug, one.pk]),
            )
            for one in overdue[:MOST_THREADS]
        ],
        thread_count=len(overdue),
        steps=_steps(member, len(overdue), has_looked_back=bool(found)),
    )


def _latest(member: Member, *, most: int) -> list[tuple[Round, Reading]]:
    rounds = queries.list_rounds(member)[:most]
    readings = [(one, evidence_queries.find_reading(member, one, measure=making.MEASURE)) for one in rounds]
    return [(one, reading) for one, reading in readings if reading is not None]


def _kept(member: Member, found: list[tuple[Round, Reading]]) -> Finding:
    kept, reading = found[0]
    made = released.reading_of(reading)
    return Finding(
        topic="promises",
        kind="shown",
        practice=_(CARD.title),
        value=_value(made),
        words=telling.opening(made),
        people=_people(made.kept),
        method=reading.method,
        method_address=reverse("promises:method", args=[member.collaboration.slug]),
        address=reverse("promises:show", args=[member.collaboration.slug, kept.pk]),
        at=reading.made_at,
        leaning=_leaning(made.kept),
        picture=_bar(made.kept),
        before=_before(found[1][0], released.reading_of(found[1][1])) if len(found) > 1 else "",
    )


def _value(made: PromiseReading) -> str:
    if made.kept is None or made.kept.share is None:
        return _("not known yet")
    return _("about %(share)s kept in time") % {"share": percent(made.kept.share.value)}


def _leaning(part: Part | None) -> Leaning | None:
    """More or less than half of what came due, and the whole interval agrees."""
    if part is None or part.share is None or not part.share.is_clear_of(HALF):
        return None
    return "high" if part.share.value > HALF else "low"


def _people(part: Part | None) -> str:
    if part is None or part.people is None:
        return _("From promises that came due so far")
    return _("From %(count)d promises, in the hands of %(people)s people") % {
        "count": part.of,
        "people": part.people,
    }


def _bar(part: Part | None) -> SafeString:
    if part is None or part.share is None:
        return SafeString()
    return render_to_string("promises/where_bar.html", {"share": part.share})


def _before(kept: Round, made: PromiseReading) -> str:
    return _("In the look back before, %(round)s: %(value)s. Most of the promises in both are the same.") % {
        "round": kept.title,
        "value": _value(made),
    }


def _steps(member: Member, overdue: int, *, has_looked_back: bool) -> list[Step]:
    slug = member.collaboration.slug
    if overdue:
        why = ngettext(
            "%(count)d promise is past its day. Kept, moved or not kept: saying so is part of it.",
            "%(count)d promises are past their day. Kept, moved or not kept: saying so is part of them.",
            overdue,
        ) % {"count": overdue}
        return [Step(_("See what is due"), why, f"{reverse('promises:board', args=[slug])}?show=due", SETTLE)]
    if not has_looked_back and member.facilitates:
        why = _("Whether promises hold can be told from ten that came due, in the hands of five people.")
        return [Step(_("Look back on promises"), why, reverse("promises:reading", args=[slug]), LOOK_BACK)]
    return []
