"""What Straight talk knows for the page "Where we are": what is held back, common ground, what waits for an answer."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.evidence.registry import Evidence, Finding, Step, Thread
from breakthrough.practices.voice import CARD, queries
from breakthrough.practices.voice.pages import unsaid, words
from breakthrough.practices.voice.queries.results import OPINION, UNSAID
from breakthrough.practices.voice.readings import released
from breakthrough.practices.voice.readings.unsaid import Unsaid, unsaid_of
from breakthrough.rounds.models import Round

MOST_THREADS = 6
ANSWER, BEGIN = 10, 40


def find_evidence(member: Member) -> Evidence:
    """Return what the rounds that this member may see came to; the latest of each kind, and the one before it."""
    rounds = [one for one in queries.list_rounds(member) if one.is_closed]
    waiting = queries.list_unanswered(member)
    findings = [_held_back(member, rounds), _common_ground(member, rounds)]
    return Evidence(
        findings=[one for one in findings if one is not None],
        threads=[
            Thread(
                title=one.text,
                standing=_("Said in %(round)s") % {"round": one.round.title},
                address=reverse("voice:one_said", args=[member.collaboration.slug, one.round.pk, one.number]),
            )
            for one in waiting[:MOST_THREADS]
        ],
        thread_count=len(waiting),
        steps=_steps(member, rounds, waiting[0].round if waiting else None, len(waiting)),
    )


def _held_back(member: Member, rounds: list[Round]) -> Finding | None:
    found = _latest(member, rounds, UNSAID, most=2)
    if not found:
        return None
    kept, reading = found[0]
    said = queries.list_said(member, kept.pk)
    texts = {one.number: one.text for one in said if not one.is_hidden}
    made = unsaid_of(reading)
    if not made.is_shown:
        return None
    shown = unsaid.show_unsaid(made, texts, {}, {})
    count = len(shown.lines)
    return Finding(
        topic="speaking",
        kind="shown",
        practice=_(CARD.title),
        value=_held_back_count(count),
        words=shown.opening,
        people=shown.people,
        method=reading.method,
        method_address=_address(member, "unsaid_method"),
        address=_address(member, "show", kept),
        at=reading.made_at,
        leaning="low" if count else None,  # nothing held back proves nothing
        picture=_strip(shown.lines),
        before=_before(unsaid_of(found[1][1]), found[1][0]) if len(found) > 1 else "",
    )


def _strip(lines: Sequence[unsaid.UnsaidLine]) -> SafeString:
    """Return the statement that is held back most, with its strip."""
    return render_to_string("voice/where_strip.html", {"line": lines[0]}) if lines else SafeString()


def _held_back_count(count: int) -> str:
    if not count:
        return _("nothing stands out as held back")
    return ngettext("%(count)d statement held back", "%(count)d statements held back", count) % {
        "count": count
    }


def _before(made: Unsaid, kept: Round) -> str:
    if not made.is_shown:
        return ""
    count = sum(one.reading.sentence in unsaid.HELD_BACK for one in made.first)
    return _(
        "In the round before, %(round)s: %(count)s. Two rounds ask different things, so this is no change."
    ) % {"round": kept.title, "count": _held_back_count(count)}


def _common_ground(member: Member, rounds: list[Round]) -> Finding | None:
    found = _latest(member, rounds, OPINION, most=1)
    if not found:
        return None
    kept, reading = found[0]
    opinion = released.opinion_of(reading)
    if opinion.status == "withheld":
        return None
    count = len(opinion.common_ground)
    return Finding(
        topic="ground",
        kind="shown",
        practice=_(CARD.title),
        value=ngettext(
            "%(count)d statement shared by all sides", "%(count)d statements shared by all sides", count
        )
        % {"count": count}
        if count
        else _("no common ground found"),
        words=words.opening(opinion),
        people=words.from_people(opinion.person_band),
        method=reading.method,
        method_address=_address(member, "method"),
        address=_address(member, "show", kept),
        at=reading.made_at,
    )


def _latest(member: Member, rounds: list[Round], measure: str, *, most: int) -> list[tuple[Round, Reading]]:
    found: list[tuple[Round, Reading]] = []
    for kept in rounds:
        reading = evidence_queries.find_reading(member, kept, measure=measure)
        if reading is not None:
            found.append((kept, reading))
        if len(found) == most:
            break
    return found


def _steps(member: Member, rounds: list[Round], unanswered: Round | None, count: int) -> list[Step]:
    if unanswered is not None:
        why = ngettext(
            "%(count)d statement waits for a reply. People who spoke up look for what became of it.",
            "%(count)d statements wait for a reply. People who spoke up look for what became of them.",
            count,
        ) % {"count": count}
        return [Step(_("Answer what was said"), why, _address(member, "said", unanswered), ANSWER)]
    if not rounds:
        why = _("What is held back shows only when it is safe to say. A first round takes half an hour.")
        return [Step(_("Hold a Straight talk"), why, _address(member, "index"), BEGIN)]
    return []


def _address(member: Member, name: str, kept: Round | None = None) -> str:
    return reverse(f"voice:{name}", args=[member.collaboration.slug, *([kept.pk] if kept else [])])
