"""What Alignment knows for the page "Where we are": who is behind it, what people own with their name, what waits for an answer."""

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.collaborations.models import Member
from breakthrough.evidence import queries as evidence_queries
from breakthrough.evidence.models import Reading
from breakthrough.evidence.registry import Evidence, Finding, Leaning, Step, Thread
from breakthrough.kernel.roles import Role
from breakthrough.measures.alignment.results import AlignmentReading
from breakthrough.measures.values import Share
from breakthrough.practices.alignment import CARD, queries
from breakthrough.practices.alignment.pages import found as telling
from breakthrough.practices.alignment.pages import rows
from breakthrough.practices.alignment.queries import AskLine, Raised, TextLine
from breakthrough.practices.alignment.readings import released
from breakthrough.practices.alignment.rules.phases import SHOWING

MOST_THREADS = 6
HALF = 0.5
ANSWER, LOOK_AGAIN, BEGIN = 15, 18, 45

Found = tuple[AskLine, Reading]


def find_evidence(member: Member) -> Evidence:
    """Return the latest round that was released to this member beside the one before it, and reservations that nobody has answered."""
    asked = [one for one in queries.list_asks(member) if one.phase in SHOWING]
    latest = _latest(member, asked)
    texts = queries.list_texts(member)
    count, waiting = queries.list_unanswered(member, most=MOST_THREADS)
    findings = [_behind(member, latest), _with_a_name(member, latest)]
    return Evidence(
        findings=[one for one in findings if one is not None],
        threads=[_thread(member, one, texts) for one in waiting],
        thread_count=count,
        steps=_steps(member, count, waiting, texts),
    )


def _latest(member: Member, asked: Sequence[AskLine]) -> list[Found]:
    found: list[Found] = []
    for one in asked:
        reading = evidence_queries.find_reading(member, one.round, measure=queries.MEASURE)
        if reading is not None:
            found.append((one, reading))
        if len(found) == 2:
            break
    return found


def _behind(member: Member, latest: Sequence[Found]) -> Finding | None:
    """How many put their weight behind it, sealed: agreement alone would say less."""
    if not latest:
        return None
    line, reading = latest[0]
    made = released.alignment_of(reading)
    if made.status == "withheld" or made.behind is None:
        return None
    return Finding(
        topic="all_in",
        kind="felt",
        practice=_(CARD.title),
        value=_value(made.behind),
        words=" ".join(one for one in (telling.condition(made.tipping), telling.cells_sentence(made)) if one),
        people=_people(made),
        method=reading.method,
        method_address=_address(member, "method"),
        address=_address(member, "show", line.round.pk),
        at=reading.made_at,
        leaning=_leaning(made.behind),
        picture=_bar(made.behind),
        before=_before(*latest[1]) if len(latest) > 1 else "",
    )


def _with_a_name(member: Member, latest: Sequence[Found]) -> Finding | None:
    """What people own with their name, beside what they said sealed. It shows in what they did, whatever they feel."""
    if not latest:
        return None
    line = latest[0][0]
    reading = evidence_queries.find_reading(member, line.round, measure=queries.NAMED_MEASURE)
    named = released.named_of(reading) if reading else None
    if reading is None or named is None or named.status == "withheld" or named.support is None:
        return None
    value = {
        "higher": _("more support with a name than sealed"),
        "lower": _("less support with a name than sealed"),
        "cannot_tell": _("about the same sealed and with a name"),
    }[named.support.leans]
    return Finding(
        topic="speaking",
        kind="shown",
        practice=_(CARD.title),
        value=value,
        words=" ".join(telling.named_sentences(named)),
        people=_("Of %(count)s people") % {"count": named.named_band or named.sealed_band or "-"},
        method=reading.method,
        method_address=_address(member, "method"),
        address=_address(member, "show", line.round.pk),
        at=reading.made_at,
        leaning="low" if named.support.leans == "higher" else None,  # no difference proves no courage
    )


def _value(behind: Share) -> str:
    return _("%(word)s put their weight behind it") % {"word": rows.share_word(behind.word)}


def _people(made: AlignmentReading) -> str:
    return _("Of %(count)s people, sealed") % {"count": made.n_band or "-"}


def _leaning(behind: Share) -> Leaning | None:
    """More or less than half, and the whole interval agrees."""
    if behind.value is None or behind.low is None or behind.high is None:
        return None
    return "high" if behind.low > HALF else "low" if behind.high < HALF else None


def _bar(behind: Share) -> SafeString:
    if behind.value is None:
        return SafeString()
    return render_to_string("alignment/where_bar.html", {"share": behind})


def _before(line: AskLine, reading: Reading) -> str:
    made = released.alignment_of(reading)
    if made.status == "withheld" or made.behind is None:
        return ""
    return _(
        "In the round before, on version %(number)d of %(text)s: %(value)s. Other words were asked about."
    ) % {
        "number": line.version.number,
        "text": line.version.text.title,
        "value": _value(made.behind),
    }


def _thread(member: Member, one: Raised, texts: Sequence[TextLine]) -> Thread:
    titles = {line.text.pk: line.text.title for line in texts}
    block = _("A block on %(text)s") if one.is_block else _("A reservation on %(text)s")
    return Thread(
        title=one.what,
        standing=block % {"text": titles.get(one.text_id, "")},
        address=_address(member, "reservation", one.text_id, one.number),
    )


def _steps(member: Member, count: int, waiting: Sequence[Raised], texts: Sequence[TextLine]) -> list[Step]:
    """What waits for an answer first, then what is to be looked at again; to those who can, to begin."""
    if waiting:
        why = ngettext(
            "%(count)d reservation waits for an answer: a change, a promise or a reply.",
            "%(count)d reservations wait for an answer: a change, a promise or a reply.",
            count,
        ) % {"count": count}
        return [
            Step(
                _("Answer what holds people back"), why, _address(member, "text", waiting[0].text_id), ANSWER
            )
        ]
    today = timezone.localdate()
    due = [one for one in texts if one.review_date is not None and one.review_date <= today]
    if due:
        why = _("You set a day to look at “%(text)s” again, and it has come.") % {"text": due[0].text.title}
        return [Step(_("Look at it again"), why, _address(member, "text", due[0].text.pk), LOOK_AGAIN)]
    if not texts and member.role in (Role.FACILITATOR, Role.LEADER):
        why = _("Whether people are really in shows when they say it sealed, and then with their name.")
        return [Step(_(CARD.begin_words), why, _address(member, "begin"), BEGIN)]
    return []


def _address(member: Member, name: str, *more: object) -> str:
    return reverse(f"alignment:{name}", args=[member.collaboration.slug, *more])
