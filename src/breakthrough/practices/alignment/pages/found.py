"""What a round came to, in words: agreement beside commitment, the four cells, what pulls, who waits, sealed against named.

Over 150 lines because every sentence that reads a number aloud stands beside the others here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from breakthrough.measures.alignment.results import (
    AlignmentReading,
    CellPull,
    NamedReading,
    TippingReading,
    WaitingReading,
)
from breakthrough.measures.values import Share
from breakthrough.practices.alignment import queries
from breakthrough.practices.alignment.pages import beside, rows
from breakthrough.practices.alignment.pages.beam import Beam, draw
from breakthrough.practices.alignment.queries import Ask
from breakthrough.practices.alignment.readings import released
from breakthrough.practices.alignment.rules import adoption


@dataclass(frozen=True, slots=True)
class Bar:
    """A share with its words; a bar is drawn where there is a number. `note` says what it means."""

    name: str
    share: float | None
    low: float | None
    high: float | None
    words: str
    note: str = ""


def context_of(ask: Ask) -> dict[str, Any]:
    """Return what the results part of a round's page shows; nothing of it where too few answered."""
    if ask.reading is None:
        return {"is_shown": False}
    found = released.alignment_of(ask.reading)
    named = released.named_of(ask.named_reading) if ask.named_reading else None
    cells = queries.list_cell_names(ask.round)
    return {
        "is_shown": found.status != "withheld",
        "found": found,
        "beams": _beams(found.tipping, cells),
        "condition": condition(found.tipping),
        "together": together(found.tipping),
        "agreement": _agreement(found),
        "cells": _cells(found),
        "cells_sentence": cells_sentence(found),
        "pull_bars": _pulls(found.tipping),
        "wrong_purpose": _wrong_purpose(found.tipping),
        "waiting": _waiting(found.waiting),
        "predicted": _predicted(found),
        "by_party": _by_party(found, cells),
        "all_rows": rows.list_rows(found),
        "named_sentences": named_sentences(named),
        "shifts": beside.list_shifts(named, cells),
        "named_n_words": beside.n_words(named),
        "n_words": n_words(found.n_band),
        "pull_n_words": n_words(found.tipping.n_band if found.tipping else None),
        "low_response": found.is_response_low,
    }


def n_words(band: str | None) -> str:
    """Return of how many people something is; each picture has its own, because every question may be skipped."""
    return _("of %(count)s people") % {"count": band} if band else ""


def _agreement(found: AlignmentReading) -> list[Bar]:
    bars = [
        _bar(_("Agree with what it says"), found.support),
        _bar(_("Put their weight behind it"), found.behind, _("7 of 10 or more.")),
        _bar(_("Say they could explain it in their own words"), found.understood),
    ]
    return [one for one in bars if one is not None]


def _cells(found: AlignmentReading) -> list[Bar]:
    cells = found.cells
    if cells is None:
        return []
    bars = [_bar(_("Agree, and are behind it"), cells.owned_agreement)]
    if cells.committed_disagreement is not None:
        bars.append(_bar(_("Disagree, and are behind it all the same"), cells.committed_disagreement))
        bars.append(_bar(_("Undecided"), cells.undecided))
        bars.append(_bar(_("Agree, and are not behind it"), cells.polite_yes))
        bars.append(_bar(_("Disagree, and are not behind it"), cells.opposition))
    else:
        bars.append(_bar(_("Do not agree, and are behind it all the same"), cells.behind_without_agreeing))
        bars.append(_bar(_("Agree, and are not behind it"), cells.polite_yes))
        bars.append(_bar(_("Neither agree nor are behind it"), cells.neither))
    return [one for one in bars if one is not None]


def cells_sentence(found: AlignmentReading) -> str:
    """Return what agreement and commitment say together; empty where nothing can be told."""
    sentences = []
    if found.cells is not None and found.cells.has_committed_disagreement:
        sentences.append(
            _(
                "Some disagree and put their weight behind it all the same. That is alignment without consensus."
            )
        )
    if found.agreement is not None:
        sentences.append(_("Your positions lie %(word)s.") % {"word": rows.agreement_word(found.agreement)})
    if found.polite_yes is not None and found.polite_yes.word != "few":
        sentences.append(
            _(
                "Of those who agree, %(word)s are not behind it: a polite yes. Ask what would make it a real one."
            )
            % {"word": rows.share_word(found.polite_yes.word)}
        )
    if found.hardly_anyone_disagrees:
        sentences.append(
            _(
                "Hardly anybody disagrees. That is no sign of being right: ask somebody to make the opposite case."
            )
        )
    if found.hidden is not None and found.hidden.word != "few":
        sentences.append(
            _("Of those who disagree, %(word)s would not say so in the room.")
            % {"word": rows.share_word(found.hidden.word)}
        )
    return " ".join(sentences)


def condition(tipping: TippingReading | None) -> str:
    """Return whether purpose outweighs reservations, in one sentence."""
    if tipping is None:
        return _(adoption.tips_words(None, is_together=False))
    return _(adoption.tips_words(tipping.condition, is_together=tipping.is_pooled and not tipping.by_cell))


def together(tipping: TippingReading | None) -> str:
    """Return that the parties were not weighed one by one, where something is said of all of them together; else nothing."""
    is_said = tipping is not None and tipping.condition == "whole_group"
    return _(adoption.TOGETHER_WORDS) if is_said else ""


def _beams(tipping: TippingReading | None, cells: Mapping[int, str]) -> list[Beam]:
    if tipping is None or tipping.status == "withheld":
        return []
    beams = []
    if not tipping.by_cell or tipping.mean is not None:
        beams.append(
            draw(_("All of you"), tipping.mean, tips=_whole_tips(tipping), words=_whole_words(tipping))
        )
    beams += [_beam_of(one, cells) for one in tipping.by_cell]
    return beams


def _whole_tips(tipping: TippingReading) -> str:
    if tipping.mean is not None:
        return (
            "purpose" if tipping.mean.low > 0 else "reservations" if tipping.mean.high < 0 else "cannot_tell"
        )
    return {"every_party": "purpose", "whole_group": "purpose", "not_yet": "reservations"}.get(
        tipping.condition or "", "cannot_tell"
    )


def _whole_words(tipping: TippingReading) -> str:
    if tipping.tipped is None:
        return ""
    return _("Purpose outweighs reservations for %(word)s of you.") % {
        "word": rows.share_word(tipping.tipped.word)
    }


def _beam_of(one: CellPull, cells: Mapping[int, str]) -> Beam:
    name = _("Other parties") if one.is_rest else rows.names_of(one.parties, cells)
    words = {
        "purpose": _("Purpose outweighs reservations."),
        "reservations": _("Reservations outweigh purpose."),
        "cannot_tell": _("We cannot tell which weighs more."),
    }[one.tips]
    return draw(name, one.mean, tips=one.tips, words=words)


def _pulls(tipping: TippingReading | None) -> list[Bar]:
    found = tipping.reservations if tipping else None
    if found is None:
        return []
    named = (
        (_("Doubts about the plan"), found.doubts),
        (_("How I or we would look"), found.standing),
        (_("Habit and workload"), found.comfort),
        (_("Preferring my own way"), found.own_way),
    )
    return [Bar(name, one.value, one.low, one.high, "") for name, one in named]


def _wrong_purpose(tipping: TippingReading | None) -> str:
    """Return that some find the purpose wrong; nothing where it is one or nobody, or cannot be told."""
    if tipping is None or not tipping.has_wrong_purpose:
        return ""
    return _(
        "Some of you say that it is the wrong purpose. They are counted here, and are in no mean. Ask what the right one would be."
    )


def _waiting(waiting: WaitingReading | None) -> list[str]:
    if waiting is None or waiting.waiting is None:
        return []
    return [
        _("If everybody does as they say, %(word)s of you are held back only by waiting for each other.")
        % {"word": rows.share_word(waiting.waiting)},
        _("And %(word)s would join if they knew who is behind it already.")
        % {"word": rows.share_word(waiting.would_join or "few")},
        " ".join(
            one
            for one in (
                _("This is a scenario, not an estimate, %(people)s.") % {"people": n_words(waiting.n_band)},
                _range(waiting),
            )
            if one
        ),
    ]


def _range(waiting: WaitingReading) -> str:
    """Return how far one answer moves it; from twelve people on that is worked out."""
    if waiting.waiting_range is None or waiting.would_join_range is None:
        return _("One answer can move it a lot.")
    if len({*waiting.waiting_range}) == len({*waiting.would_join_range}) == 1:
        return _("It stays so whichever one answer is left out.")
    said = {
        "waits_from": waiting.waiting_range[0],
        "waits_to": waiting.waiting_range[1],
        "joins_from": waiting.would_join_range[0],
        "joins_to": waiting.would_join_range[1],
    }
    return _(
        "With any one answer left out it lies between %(waits_from)s and %(waits_to)s who wait, and between %(joins_from)s and %(joins_to)s who would join."
    ) % {key: rows.share_word(word) for key, word in said.items()}


def _predicted(found: AlignmentReading) -> str:
    """Return what you expect of each other beside what there is; a claim only where the two lie on either side of a half."""
    if found.predicted is None:
        return ""
    claim = {
        "more_support_than_expected": _("More of you agree than you think."),
        "less_support_than_expected": _("Fewer of you agree than you think."),
    }.get(found.expected or "", "")
    told = _("You expect that %(word)s of you agree.") % {"word": rows.share_word(found.predicted.word)}
    return f"{claim} {told}".strip()


def _by_party(found: AlignmentReading, cells: Mapping[int, str]) -> list[dict[str, Any]]:
    return [
        {
            "name": _("Other parties") if one.is_rest else rows.names_of(one.parties, cells),
            "bars": [
                bar
                for bar in (_bar(_("Agree"), one.support), _bar(_("Behind it"), one.behind))
                if bar is not None
            ],
        }
        for one in found.by_cell
    ]


def named_sentences(named: NamedReading | None) -> list[str]:
    """Return what people own with their name beside what they said sealed."""
    if named is not None and named.reason == "low_response":
        return [
            _(
                "Fewer than seven in ten of you gave a stance, sealed or with a name, so the two are not laid beside each other. Whoever stayed silent could make the difference."
            )
        ]
    if named is None or named.status == "withheld":
        return [
            _("Too few gave both a sealed and a named stance, so the two cannot be laid beside each other.")
        ]
    sentences = []
    for gap, more, less, same in (
        (
            named.support,
            _(
                "With a name, support is higher than sealed. Some may have changed their mind; some may not dare."
            ),
            _("With a name, support is lower than sealed."),
            _("Sealed and with a name, support is about alike, as far as we can tell."),
        ),
        (
            named.behind,
            _("With a name, more put their weight behind it than sealed."),
            _("With a name, fewer put their weight behind it than sealed."),
            "",
        ),
    ):
        lean = gap.leans if gap else "cannot_tell"
        sentences.append({"higher": more, "lower": less, "cannot_tell": same}[lean])
    if named.at_least:
        sentences.append(
            _("At least %(count)d of you stand elsewhere with your name on it than sealed.")
            % {"count": named.at_least}
        )
    elif named.is_moved:
        sentences.append(_("More of you stand elsewhere with your name on it than slips would explain."))
    return [one for one in sentences if one]


def _bar(name: str, share: Share | None, note: str = "") -> Bar | None:
    if share is None:
        return None
    return Bar(name, share.value, share.low, share.high, rows.share_word(share.word), note)
