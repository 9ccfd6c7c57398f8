"""A released reading in plain sentences. Every sentence is built from keys and counts; nothing is decided here."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from breakthrough.ballots.rules import Progress
from breakthrough.measures.opinion.results import CommonGround, LiveTension, OpinionReading, StatementShares
from breakthrough.practices.voice.rules.phases import Phase


def opening(opinion: OpinionReading) -> str:
    """Return the page's first paragraph: what is most agreed, what divides, whether there are groups, how sure we are."""
    if opinion.status == "withheld":
        return _(
            "Fewer than five people have voted. Any number would point to single people, so there is none, and nothing was worked out."
        )
    if opinion.status == "words":
        return " ".join(
            [
                _common_ground_count(opinion),
                _("These are few people: words carry what we can tell, numbers would claim more."),
            ]
        )
    sentences = [_common_ground_count(opinion), _tension_count(opinion), _structure(opinion)]
    if not opinion.settled:
        sentences.append(_("The calculation is still unsettled, so take all of this as a first look."))
    return " ".join(sentences)


def people(band: str | None) -> str:
    """Return a band of people in words: "8 to 12 people"."""
    if band is None:
        return _("fewer than 5 people")
    if band.endswith("+"):
        return _("%(low)s or more people") % {"low": band[:-1]}
    low, _dash, high = band.replace("–", "-").partition("-")
    return _("%(low)s to %(high)s people") % {"low": low, "high": high}


def from_people(band: str | None) -> str:
    """Return where a result comes from, as the secrecy design words it: "From between 8 and 12 people"."""
    if band is None:
        return _("From fewer than 5 people")
    if band.endswith("+"):
        return _("From %(low)s or more people") % {"low": band[:-1]}
    low, _dash, high = band.replace("–", "-").partition("-")
    return _("From between %(low)s and %(high)s people") % {"low": low, "high": high}


def side_name(key: str) -> str:
    """Return what a side is called on the page; parties have names of their own (`parties.name_of`)."""
    if key == "whole":
        return _("Everyone")
    if key in {"low", "high"}:
        return (
            pgettext("of a spread of opinion", "One end")
            if key == "low"
            else pgettext("of a spread of opinion", "Other end")
        )
    return _("Group %(name)s") % {"name": key}


def every_side(opinion: OpinionReading) -> str:
    """Return where something holds when it holds for every side, for the end of a sentence: "in every group"."""
    kinds = {side.kind for side in opinion.sides}
    if "group" in kinds:
        return _("in every group")
    if "end" in kinds:
        return _("at both ends of the spread")
    if "segment" in kinds:
        return _("in every party")
    return _("among these people")


def share_word(word: str | None) -> str:
    """Return the word that stands for a share."""
    words = {
        "hardly_anyone": pgettext("of the people", "hardly anyone"),
        "few": pgettext("of the people", "few"),
        "some": pgettext("of the people", "some"),
        "about_half": pgettext("of the people", "about half"),
        "most": pgettext("of the people", "most"),
        "nearly_all": pgettext("of the people", "nearly all"),
    }
    return words.get(word or "", _("not known yet"))


def common_ground(opinion: OpinionReading, one: CommonGround) -> str:
    """Return the sentence beside a statement of common ground."""
    if opinion.status == "words":
        words = _("Agreed by %(share)s.") if one.direction == "agree" else _("Rejected by %(share)s.")
        return words % {"share": share_word(one.words)}
    words = (
        _("Agreed %(where)s.")
        if one.direction == "agree"
        else _("Rejected %(where)s; the bars show who disagrees.")
    )
    return words % {"where": every_side(opinion)}


def tension(one: LiveTension) -> str:
    """Return the sentence beside a live tension."""
    if one.split_share is not None or one.lowest_side is None:
        return _("Split about evenly among those who take a side, without a pattern we could find.")
    if one.difference is None:
        return _("Far apart. The exact distance would say too much about single people.")
    return _("%(points)d points apart, likely between %(from)d and %(to)d.") % {
        "points": round(100 * one.difference.mean),
        "from": round(100 * one.difference.low),
        "to": round(100 * one.difference.high),
    }


def structure_reasons(opinion: OpinionReading) -> list[str]:
    """Return why there is no map, or no groups, in kind words; empty if both are shown."""
    if opinion.map is None:
        if "too_few" in opinion.reasons:
            return [
                _(
                    "No map is drawn. A map needs twenty people or more; with fewer it would mostly show chance."
                ),
                _("What each statement got is below, and that is solid."),
            ]
        return [
            _(
                "No map is drawn. Knowing how a person voted on some statements does not help to guess how they voted on others, so a map would show a pattern that is not there."
            ),
            _("That is a finding, not a failure: these people do not fall into camps on these statements."),
        ]
    if opinion.groups is None or not opinion.groups.shown:
        return [
            _(
                "No group structure is shown. People lie along one spread of opinion; the votes do not bear a line between “us” and “them”."
            ),
            _(
                "We look for two or more groups every time, and show them only when they are likely with 80 in 100 or more."
            ),
        ]
    return []


def sureness(opinion: OpinionReading) -> str:
    """Return how sure the shares are: what an interval means here, and for how many statements we cannot tell."""
    whole = [one.agree for one in opinion.shares if one.side == "whole" and one.agree]
    open_count = sum(1 for one in whole if one.low < 0.5 < one.high)
    first = _(
        "A share is what to expect if the same people were asked and everyone answered. The band beside it holds the true share nineteen times in twenty."
    )
    if any(side.kind == "end" for side in opinion.sides):
        first += " " + _("The two ends are the outer thirds of one spread of opinion, not two groups.")
    if not open_count:
        return first
    second = ngettext(
        "For %(count)d statement we cannot tell whether more or fewer than half agree.",
        "For %(count)d statements we cannot tell whether more or fewer than half agree.",
        open_count,
    )
    return f"{first} {second % {'count': open_count}}"


def in_words(shares: StatementShares) -> str:
    """Return a statement's shares as words, for readings without numbers."""
    return _("Agree: %(agree)s. Disagree: %(disagree)s. Pass: %(passed)s.") % {
        "agree": share_word(shares.agree_word),
        "disagree": share_word(shares.disagree_word),
        "passed": share_word(shares.passed_word),
    }


def list_reasons(reasons: Iterable[str]) -> list[str]:
    """Return in words everything that is not shown and why."""
    words = {
        "too_few": _("There are too few people for some of what this page can show."),
        "too_few_votes": _(
            "Some statements were answered by fewer than five people; nothing is shown for them."
        ),
        "remainder_too_small": _("A party is too small to be shown apart, so it is counted with others."),
        "no_structure": _("The votes bear no map."),
        "no_groups": _("The votes bear no groups."),
        "unsettled": _("The calculation had not fully settled when it was stopped."),
        "unlinked": _("The votes are not linked by person, so only shares can be read from them."),
    }
    return [words[reason] for reason in reasons if reason in words]


def phase(one: Phase | None) -> str:
    """Return where a round stands, in a few words; None are imported votes."""
    words = {
        Phase.DRAFT: _("Being prepared"),
        Phase.JOINING: _("People are joining"),
        Phase.WRITING: _("Writing is open"),
        Phase.GATHERING: _("The box is being opened"),
        Phase.STATEMENTS: _("The statements can be read"),
        Phase.VOTING: _("Voting is open"),
        Phase.COUNTING: _("Votes are being counted"),
        Phase.RELEASED: _("The results are there"),
        Phase.HELD: _("Too few to show"),
        Phase.ENDED: _("The results are there"),
    }
    return _("Votes brought in") if one is None else words[one]


def progress(found: Progress | None) -> str:
    """Return how many have given something while a room is open; empty where nothing may be told."""
    if found is None:
        return ""
    if found.is_nearly_all:
        return _("Nearly all of you have given something.")
    return _("At least %(people)d have given something.") % {"people": found.at_least}


def _common_ground_count(opinion: OpinionReading) -> str:
    count = len(opinion.common_ground)
    if not count:
        return _(
            "There is no statement of which we can be sure that most agree, or most reject it, %(where)s."
        ) % {"where": every_side(opinion)}
    if _has_sides(opinion):
        words = ngettext(
            "%(count)d statement is common ground: most see it alike, %(where)s.",
            "%(count)d statements are common ground: most see them alike, %(where)s.",
            count,
        )
        return words % {"count": count, "where": every_side(opinion)}
    words = ngettext(
        "%(count)d statement is common ground: most see it alike.",
        "%(count)d statements are common ground: most see them alike.",
        count,
    )
    return words % {"count": count}


def _tension_count(opinion: OpinionReading) -> str:
    count = len(opinion.tensions)
    if not count:
        return _("Nothing divides them so clearly that we could be sure of it.")
    if _has_sides(opinion):
        words = ngettext(
            "%(count)d statement parts them by far.", "%(count)d statements part them by far.", count
        )
    else:
        words = ngettext(
            "%(count)d statement splits them about evenly.",
            "%(count)d statements split them about evenly.",
            count,
        )
    return words % {"count": count}


def _structure(opinion: OpinionReading) -> str:
    if opinion.groups is not None and opinion.groups.shown and opinion.groups.count:
        words = ngettext(
            "The votes bear %(count)d group.", "The votes bear %(count)d groups.", opinion.groups.count
        )
        return words % {"count": opinion.groups.count}
    if opinion.map is not None:
        return _("They do not fall into groups: it is one spread of opinion.")
    if "too_few" in opinion.reasons:
        return _("They are too few for a map.")
    return _("There is no group structure: how people answer one statement says little about the others.")


def _has_sides(opinion: OpinionReading) -> bool:
    return len(opinion.sides) > 1
