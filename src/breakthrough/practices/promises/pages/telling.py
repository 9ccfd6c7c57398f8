"""A reading of promises in words. What is not known says so, and what it would take."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from breakthrough.measures.promises.results import FEWEST_ACTS, Part, PromiseReading
from breakthrough.practices.promises import charts
from breakthrough.web.components.shape import Entry
from breakthrough.web.templatetags.components import percent


@dataclass(frozen=True, slots=True)
class Told:
    """A share with its title and the sentence that says what it means; `share` is None where it is not shown."""

    id: str
    title: str
    sentence: str
    caution: str
    share: float | None
    low: float | None
    high: float | None
    label: str


def opening(made: PromiseReading) -> str:
    """Return the sentence the page begins with."""
    if made.status == "withheld":
        return _("There is not enough here yet to say anything: it takes five people and a first promise.")
    kept = made.kept
    if kept is None or kept.share is None:
        count = made.on_time + made.late + made.not_kept
        return (
            ngettext(
                "One promise has come due so far. A share is shown from ten on, in the hands of five people; until then we cannot tell.",
                "%(count)d promises have come due so far. A share is shown from ten on, in the hands of five people; until then we cannot tell.",
                count,
            )
            if count
            else _("No promise has come due so far, so nobody can tell yet whether they hold.")
        ) % {"count": count}
    return _(
        "Of %(of)d promises that came due, about %(share)s were kept in time. The true share is likely between %(low)s and %(high)s."
    ) % {
        "of": kept.of,
        "share": percent(kept.share.value),
        "low": percent(kept.share.low),
        "high": percent(kept.share.high),
    }


def list_parts(made: PromiseReading) -> list[Told]:
    """Return the shares of the whole collaboration, each with what it may and may not mean."""
    return [
        _told(
            "kept",
            _("Kept in time"),
            made.kept,
            _("Promises that were done by the day in force and got their yes."),
            _("Everything in time can also mean that people promise only what is easy."),
            _("kept in time"),
        ),
        _told(
            "freedom",
            _("Free to say no"),
            made.freedom,
            _("First answers to a request that were a no, or other terms."),
            _("There is no right share. Close to nothing may mean that a no is not safe here."),
            _("a no or other terms"),
        ),
        _told(
            "warned",
            _("Heard in time"),
            made.warned,
            _("Of everything that slipped or was moved: what the other side heard a day ahead or more."),
            _("Much of it beside few kept promises is honest trouble, and better than silence."),
            _("heard a day ahead"),
        ),
    ]


def list_counts(made: PromiseReading) -> list[Entry]:
    """Return the counts behind the shares."""
    lead = made.lead
    days = None
    if lead is not None and lead.median is not None:
        days = _span(lead.median, lead.low, lead.high)
    return [
        Entry(_("Kept in time"), made.on_time),
        Entry(_("Kept late, or done late"), made.late),
        Entry(_("Not kept"), made.not_kept),
        Entry(
            _("Done in time, the yes is still to come"),
            made.waiting,
            _("Left out of the share: it is not known yet."),
        ),
        Entry(_("In force, not due yet"), made.open_now),
        Entry(_("Asked and never answered"), made.lapsed, _("Not a no.")),
        Entry(
            _("From asking to the yes"),
            days,
            _("Half of them take no longer. What is still open is taken into account.")
            if days
            else _("Shown from ten kept promises on, in the hands of five people."),
        ),
    ]


def difficulty(made: PromiseReading) -> str:
    """Return how hard the promises were that came due, as those who gave them said."""
    easy, stretch, hard, unsaid = made.difficulty
    if not easy + stretch + hard:
        return ""
    return _(
        "Those who promised called %(easy)d of them easy, %(stretch)d a stretch and %(hard)d hard; %(unsaid)d they did not say."
    ) % {"easy": easy, "stretch": stretch, "hard": hard, "unsaid": unsaid}


def flow(made: PromiseReading) -> str:
    """Return why there is no picture of parties, if there is none."""
    if made.status == "withheld" or made.flows:
        return ""
    if made.cells:
        return _("So far nothing was asked or offered between parties.")
    return _("Parties are told apart only where each has five people here, so that nobody can be picked out.")


def balances(made: PromiseReading, names: Sequence[list[str]]) -> list[str]:
    """Return for each pair of parties who asks whom more, or that we cannot tell."""
    labels = [charts.label_of(one, longest=80) for one in names]
    sentences = []
    for one in made.balances:
        first, second, share = labels[one.first], labels[one.second], one.asked.share
        if share is None:
            if one.asked.of:
                sentences.append(
                    _(
                        "%(first)s and %(second)s: %(of)d requests between them. From ten on, by five people, we say who asks more."
                    )
                    % {"first": first, "second": second, "of": one.asked.of}
                )
            continue
        if one.leans == "cannot_tell":
            words = _(
                "%(first)s and %(second)s ask each other: %(of)d requests. Whether one side asks more, we cannot tell."
            )
        elif one.leans == "first":
            words = _(
                "%(first)s asks %(second)s more than the other way round: %(share)s of %(of)d requests."
            )
        else:
            words = _("%(second)s asks %(first)s more than the other way round: %(rest)s of %(of)d requests.")
        sentences.append(
            words
            % {
                "first": first,
                "second": second,
                "of": one.asked.of,
                "share": percent(share.value),
                "rest": percent(1 - share.value),
            }
        )
    return sentences


def _told(id: str, title: str, part: Part | None, sentence: str, caution: str, label: str) -> Told:  # noqa: A002 (an id of the page)
    if part is None or part.share is None:
        of = part.of if part else 0
        waiting = _("Not known yet: %(of)d so far. It takes %(least)d, in the hands of five people.") % {
            "of": of,
            "least": FEWEST_ACTS,
        }
        return Told(id, title, f"{sentence} {waiting}", "", None, None, None, label)
    counted = _("Out of %(of)d, in the hands of %(people)s people.") % {"of": part.of, "people": part.people}
    share = part.share
    return Told(id, title, f"{sentence} {counted}", caution, share.value, share.low, share.high, label)


def _span(median: float, low: float | None, high: float | None) -> str:
    days = ngettext("%(count)d day", "%(count)d days", int(median)) % {"count": int(median)}
    if low is None or high is None:
        return _("about %(days)s") % {"days": days}
    return _("about %(days)s, likely between %(low)d and %(high)d") % {
        "days": days,
        "low": int(low),
        "high": int(high),
    }
