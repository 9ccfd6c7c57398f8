"""Rounds of alignment whose sealed stances are in, for tests of doors, for journeys and pictures: rows are written here because no
ballot box runs; the readings come from the real tally."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from breakthrough.measures.alignment.stances import Stance, to_codes
from breakthrough.practices.alignment.rules.adoption import Rule
from breakthrough.practices.alignment.rules.phases import Step
from breakthrough.practices.alignment.rules.plans import Plan
from breakthrough.practices.alignment.rules.texts import Words
from breakthrough.practices.alignment.tests.rehearsals import stance

if TYPE_CHECKING:
    from breakthrough.collaborations.models import Member
    from breakthrough.practices.alignment.models import Text
    from breakthrough.rounds.models import Round


def some_stances(count: int) -> list[Stance]:
    """Return stances that differ: some disagree and are behind it, some agree and are not."""
    positions = (2, 1, 1, -1, 1, 2, -2, 1, 0, 2, 1, 1)
    weights = (9, 8, 5, 8, 7, 10, 3, 8, 6, 9, 4, 7)
    purposes = (80, 70, 45, 55, 70, 90, 30, 60, 40, 80, 60, 55)
    return [
        stance(
            positions[place % 12],
            weights[place % 12],
            points=(
                purposes[place % 12],
                (100 - purposes[place % 12]) // 2,
                5,
                100 - purposes[place % 12] - (100 - purposes[place % 12]) // 2 - 5,
                0,
            ),
            place=1 + place % 3,
            waits_for=place % 8,
        )
        for place in range(count)
    ]


def release(
    facilitator: "Member",
    text: "Text",
    *,
    people: int,
    now: datetime,
    stances: Sequence[Stance] | None = None,
    cells: Sequence[int] | None = None,
    words: Sequence[Words] = (),
    rule: Rule = Rule.NO_BLOCK,
    is_prepared: bool = False,
) -> "Round":
    """Return a round on the newest version that has come to its talk, with the readings of as many made-up people.

    `is_prepared`: its list was fixed before a ballot box, so that readings know the parties by their names.
    """
    from breakthrough.practices.alignment import actions
    from breakthrough.practices.alignment.models import Setup, StepRecord

    begun = actions.begin_round(
        member=facilitator, text=text, plan=Plan(rule=rule, by_party=cells is not None), now=now
    )
    if is_prepared:
        actions.prepare(member=facilitator, round=begun, now=now)
    setup = Setup.objects.get(round=begun)
    taken = {Step.HELD, Step.CONCLUDED, *([Step.PREPARED] if is_prepared else [])}
    for step in Step:
        if step not in taken:
            StepRecord.objects.create(setup=setup, step=step.value, at=now)
    _put_words(setup, words, now)
    _read(begun, stances or some_stances(people), cells or [0] * people, now)
    return begun


def give_seals(begun: "Round", *, but_for: "Member | None" = None) -> None:
    """Let everybody on the list of a prepared round have their seal, but for one member."""
    from breakthrough.ballots.models import IssuedCredential, Key, Place
    from breakthrough.practices.alignment.models import Setup

    joining_id = Setup.objects.get(round=begun).joining_id
    assert joining_id
    for place in Place.objects.filter(joining_id=joining_id).exclude(member=but_for):
        for key in Key.objects.filter(scope__joining_id=joining_id, cell__in=(0, place.party_number)):
            IssuedCredential.objects.create(key=key, place=place, slot=0, blinded=b"b", signature=b"s")


def _put_words(setup: Any, words: Sequence[Words], now: datetime) -> None:
    from breakthrough.practices.alignment.actions import reserving
    from breakthrough.practices.alignment.models import Reservation

    first = reserving.next_number(setup.version.text_id)
    for number, one in enumerate(words, start=first):
        Reservation.objects.create(
            text_id=setup.version.text_id,
            number=number,
            version=setup.version,
            what=one.what,
            lifts_when=one.lifts_when,
            is_block=one.is_block,
            reason=one.reason,
            is_sealed=True,
            seal=f"{number:064x}",
            at=now,
        )


def _read(begun: "Round", stances: Sequence[Stance], cells: Sequence[int], now: datetime) -> None:
    from breakthrough.evidence import actions as evidence_actions
    from breakthrough.practices.alignment.readings import tallying

    named = [
        [cell, min(2, (one.position or 0) + 1), one.weight, False]
        for cell, one in zip(cells, stances, strict=True)
    ]
    found: Any = tallying.tally(
        label="stance",
        contributions=[(cell, ["", to_codes(one)]) for cell, one in zip(cells, stances, strict=True)],
        context={"eligible": len(stances), "parties": begun.collaboration.parties.count(), "named": named},
        on_progress=lambda _share, _words: None,
    )
    for name, measure in (("alignment", "alignment"), ("named", "sealed_named")):
        evidence_actions.store_reading(
            round=begun,
            measure=measure,
            method=found[name]["method"],
            seed=1,
            status=found[name]["status"],
            fingerprint=None,
            value=found[name],
            drawings=[],
            now=now,
        )
