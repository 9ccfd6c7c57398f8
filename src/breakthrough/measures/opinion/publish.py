"""The only door out: what may be said of an opinion reading, rounded, in bands, and never about fewer than five people.

Longer than most modules because every rule about what leaves the engine stands here, in one place.
"""

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop
from breakthrough.measures import lone, partition, shares
from breakthrough.measures.opinion import few, rounding, summary
from breakthrough.measures.opinion.results import (
    Bridging,
    CommonGround,
    Direction,
    Estimate,
    GroupPosterior,
    LiveTension,
    OpinionReading,
    Reason,
    Representative,
    Side,
    StatementShares,
    Unclear,
)

Integers = npt.NDArray[np.int64]
Row = TypeVar("Row")
Listed = TypeVar("Listed", CommonGround, LiveTension, Bridging, Unclear)

FEWEST_FOR_NUMBERS = 8
FEWEST_FOR_MAP = 20
_AGREE, _DISAGREE, _PASS = 0, 1, 2


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """The raw counts behind a reading, which decide what may be said and never leave.

    `answers` [3, m]: how many agree, disagree, pass on each statement; `side_people` [S] and `side_answers` [S, 3, m] the same
    by side; `outside_people` and `outside_asked` [m]: people on no side, and how many of them answered. In large rounds the
    counts by side may be of a part of the people: then they are lower bounds.
    """

    person_count: int
    statement_keys: tuple[str, ...]
    answers: Integers
    side_keys: tuple[str, ...]
    side_people: Integers
    side_answers: Integers
    outside_people: int
    outside_asked: Integers

    @property
    def eligible(self) -> npt.NDArray[np.bool_]:
        """Statements [m] that at least five people answered."""
        return np.asarray(self.answers.sum(0) >= partition.SMALLEST_CELL)

    @property
    def sides_hold(self) -> bool:
        """Every side is five people or more, and nobody or five people or more stand outside."""
        enough = bool((self.side_people >= partition.SMALLEST_CELL).all())
        return enough and not 0 < self.outside_people < partition.SMALLEST_CELL

    @property
    def side_eligible(self) -> npt.NDArray[np.bool_]:
        """Statements [m] that five people of every side answered, and of those outside nobody or five."""
        if not self.side_keys:
            return np.zeros(len(self.statement_keys), np.bool_)
        inside = (self.side_answers.sum(1) >= partition.SMALLEST_CELL).all(0)
        outside = (self.outside_asked == 0) | (self.outside_asked >= partition.SMALLEST_CELL)
        return np.asarray(inside & outside & self.sides_hold)


@dataclasses.dataclass(frozen=True, slots=True)
class Draft:
    """A reading before the gates, unrounded, with the counts behind it. It must not be stored or shown."""

    reading: OpinionReading
    counts: Counts


def release(*, draft: Draft, earlier: OpinionReading | None = None) -> OpinionReading:
    """Turn a draft into what may be published, stored or exported.

    One release per round: with an `earlier` release of the same round the votes must be the very same, which is only known by
    their fingerprint; a sealed round has none and cannot be released again. Raises Problem `already-released`.
    """
    if earlier is not None:
        check_is_same_set(earlier=earlier, later=draft.reading)
    reading, counts = draft.reading, draft.counts
    if counts.person_count < partition.SMALLEST_CELL:
        return _withheld(reading, "too_few", band=None)
    if not counts.eligible.any():
        return _withheld(reading, "too_few_votes", band=partition.n_band(counts.person_count))
    if counts.person_count < FEWEST_FOR_MAP:
        return _of_few(draft)
    gate = _Gate.of(draft)
    sides = (
        tuple(rounding.round_side(side) for side in reading.sides) if gate.sides_hold else (_whole(counts),)
    )
    released = dataclasses.replace(
        reading,
        status="shown",
        reason=None,
        person_band=partition.n_band(counts.person_count),
        weights=rounding.round_weights(reading.weights),
        groups=_groups(reading.groups, counts)
        if gate.sides_hold
        else rounding.without_groups(reading.groups),
        sides=sides,
        map=rounding.round_map(reading.map, may_name=gate.may_name, sides_hold=gate.sides_hold),
        shares=tuple(row for row in (_shares(row, gate) for row in reading.shares) if row),
        representative=_gather(_representative(row, gate) for row in reading.representative),
        expected_false=None if reading.expected_false is None else round(reading.expected_false, 1),
        common_ground=_as_released(
            (_common_ground(row, gate) for row in reading.common_ground), gate, lambda one: one.share
        ),
        tensions=_as_released(
            (_tension(row, gate) for row in reading.tensions),
            gate,
            lambda one: one.difference or _from_half(one.split_share),
        ),
        bridging=_as_released(
            (_bridging(row, gate) for row in reading.bridging), gate, lambda one: one.share
        ),
        unclear=_as_released((_unclear(row, gate) for row in reading.unclear), gate, lambda one: one.passed),
        slate=rounding.round_slate(
            reading.slate, may_name=gate.may_name, place=gate.place, person_count=counts.person_count
        ),
    )
    return dataclasses.replace(released, reasons=_reasons(released, draft))


def add_statements(counts: Counts, keys: tuple[str, ...], answers: Integers) -> Counts:
    """Counts with more statements that nobody reads by side: `answers` [3, m']."""
    sides = len(counts.side_keys)
    nobody = np.zeros((sides, 3, len(keys)), np.int64)
    return dataclasses.replace(
        counts,
        statement_keys=(*counts.statement_keys, *keys),
        answers=np.concatenate([counts.answers, answers], axis=1),
        side_answers=np.concatenate([counts.side_answers, nobody], axis=2),
        outside_asked=np.concatenate([counts.outside_asked, answers.sum(0)]),
    )


def check_is_same_set(*, earlier: OpinionReading, later: OpinionReading) -> None:
    """Raise Problem `already-released` unless both readings rest on the same votes."""
    if earlier.fingerprint is None or earlier.fingerprint != later.fingerprint:
        raise Problem(
            "already-released",
            status=409,
            words=gettext_noop(
                "These results are already out. A second look at changed votes could point to single people, so there is none."
            ),
        )


@dataclasses.dataclass(frozen=True, slots=True)
class _Gate:
    """Which statements may be spoken of, and the raw counts per statement and side key."""

    place: Mapping[str, int]
    allowed: npt.NDArray[np.bool_]
    side_allowed: npt.NDArray[np.bool_]
    answers: Mapping[str, Integers]
    sides_hold: bool
    is_by_party: bool

    @classmethod
    def of(cls, draft: Draft) -> "_Gate":
        counts = draft.counts
        answers = {"whole": counts.answers}
        answers.update(zip(counts.side_keys, counts.side_answers, strict=True))
        return cls(
            place={key: j for j, key in enumerate(counts.statement_keys)},
            allowed=counts.eligible,
            side_allowed=counts.side_eligible,
            answers=answers,
            sides_hold=counts.sides_hold,
            is_by_party=any(side.kind == "segment" for side in draft.reading.sides),
        )

    def may_name(self, statement: str, *, by_side: bool = False) -> bool:
        j = self.place[statement]
        return bool(self.side_allowed[j] and self.sides_hold) if by_side else bool(self.allowed[j])

    def asked(self, statement: str, side: str) -> int:
        return int(self.answers[side][:, self.place[statement]].sum())

    def extreme(self, statement: str, side: str, answer: int) -> str | None:
        """The word that must stand for a count next to nobody or everybody."""
        counts = self.answers[side][:, self.place[statement]]
        return partition.extreme_word(int(counts[answer]), int(counts.sum()))

    def counts_together(self, statement: str, side: str) -> bool:
        """Whether so few of a side agree, or disagree, that a number would tell of one.

        Where hardly anyone passed, and by party always, one of those who disagree may have passed.
        """
        agree, against, passed = (int(count) for count in self.answers[side][:, self.place[statement]])
        asked = agree + against + passed
        may_hide = asked >= FEWEST_FOR_NUMBERS and (
            self.is_by_party or (passed <= 1 and asked <= lone.MOST_ANSWERS)
        )
        return lone.tells_of_one(
            agree, against, fewest_against=lone.FEWEST_AGAINST if may_hide else lone.FEWEST_AGAINST - 1
        )

    def tells_of_one(self, statement: str) -> bool:
        """Whether, of declared parties, one has so few who agree, or who disagree, that a number would tell of one: taken from
        the whole, the others would. Who is in a group or at an end nobody knows, so nothing can be taken away there."""
        counts = [
            self.answers[side][:_PASS, self.place[statement]] for side in self.answers if side != "whole"
        ]
        return self.is_by_party and any(
            lone.tells_of_one(int(agree), int(against)) for agree, against in counts
        )

    def extreme_on_any_side(self, statement: str, answer: int) -> str | None:
        words = [self.extreme(statement, side, answer) for side in self.answers]
        return next((word for word in words if word), None)


def _withheld(reading: OpinionReading, reason: Reason, *, band: str | None) -> OpinionReading:
    return OpinionReading(
        status="withheld",
        reason=reason,
        path=reading.path,
        method=reading.method,
        seed=reading.seed,
        settled=reading.settled,
        person_band=band,
        reasons=(reason,),
        provisional=reading.provisional,
    )


def _of_few(draft: Draft) -> OpinionReading:
    """Fewer than twenty people: counted statement by statement. From five to seven in words, without a number at all."""
    reading, counts, gate = draft.reading, draft.counts, _Gate.of(draft)
    is_worded = counts.person_count < FEWEST_FOR_NUMBERS
    is_by_party = gate.is_by_party and gate.sides_hold and not is_worded
    keys = counts.statement_keys
    drafted = few.count_rows(keys=keys, side="whole", answers=counts.answers)
    whole = list(_gather(_words_only(row, gate) if is_worded else _shares(row, gate) for row in drafted))
    by_side = [
        _shares(row, gate)
        for side, answers in zip(counts.side_keys, counts.side_answers, strict=True)
        if is_by_party
        for row in few.count_rows(keys=keys, side=side, answers=answers)
    ]
    found = [
        few.Counted(row, (int(agree), int(against), int(passed)))
        for row, (agree, against, passed) in zip(whole, counts.answers.T, strict=True)
    ]
    ground = few.list_common_ground(found, is_by_party=gate.is_by_party)
    splits = () if is_worded or gate.is_by_party else few.list_splits(found)
    released = OpinionReading(
        status="words" if is_worded else "shown",
        reason="too_few" if is_worded else None,
        path=reading.path,
        method=reading.method,
        seed=reading.seed,
        settled=True,
        person_band=partition.n_band(counts.person_count),
        reasons=tuple(one for one in reading.reasons if not is_worded),
        provisional=reading.provisional,
        fingerprint=reading.fingerprint,
        sides=tuple(
            Side(side.key, side.kind, side.size_band)
            for side in reading.sides
            if is_by_party and side.kind == "segment"
        )
        or (_whole(counts),),
        shares=(*whole, *_gather(by_side)),
        common_ground=tuple(
            dataclasses.replace(
                one, share=rounding.round_estimate(one.share), probability=_share(one.probability)
            )
            for one in ground
        ),
        tensions=tuple(
            dataclasses.replace(
                one,
                split_share=rounding.round_estimate(one.split_share),
                probability=partition.round_share(one.probability),
            )
            for one in splits
        ),
        unclear=()
        if is_worded
        else tuple(
            dataclasses.replace(one, probability=partition.round_share(one.probability))
            for one in few.list_unclear(found)
        ),
    )
    return dataclasses.replace(released, reasons=("too_few",) if is_worded else _reasons(released, draft))


def _together(row: StatementShares, gate: _Gate) -> StatementShares:
    """Words where hardly anyone agrees, or disagrees: they are counted with the other side.

    Otherwise the two other answers, taken from all, would tell whether it is nobody or one. Nothing where fewer than five took
    a side, or where by party a pass may be among the few against.
    """
    counts = gate.answers[row.side][:, gate.place[row.statement]]
    n, passed = int(counts.sum()), int(counts[_PASS])
    is_against = counts[_AGREE] < lone.FEWEST_AGREE
    if n - passed < partition.SMALLEST_CELL or (gate.is_by_party and passed > 1 and not is_against):
        return _closed(row, gate)
    taken, hardly, word = (_counted_word(count, n) for count in (n - passed, 0, passed))
    agree, disagree = (hardly, taken) if is_against else (taken, hardly)
    return StatementShares(row.statement, row.side, None, None, None, _band(row, gate), agree, disagree, word)


def _counted_word(count: int, n: int) -> str | None:
    extreme = partition.extreme_word(count, n) if n >= FEWEST_FOR_NUMBERS else None
    return extreme or partition.share_word(count / n, n)


def _words_only(row: StatementShares, gate: _Gate) -> StatementShares:
    if not gate.may_name(row.statement):
        return _closed(row, gate)
    if gate.counts_together(row.statement, row.side):
        return _together(row, gate)
    agree, disagree, passed = (
        _word(one, gate, row.statement, row.side) for one in (row.agree, row.disagree, row.passed)
    )
    return StatementShares(
        row.statement, row.side, None, None, None, _band(row, gate), agree, disagree, passed
    )


def _word(estimate: Estimate | None, gate: _Gate, statement: str, side: str) -> str | None:
    return None if estimate is None else partition.share_word(estimate.mean, gate.asked(statement, side))


def _band(row: StatementShares, gate: _Gate) -> str | None:
    return partition.n_band(gate.asked(row.statement, row.side))


def _closed(row: StatementShares, gate: _Gate) -> StatementShares:
    """A row that says only that there is nothing to say."""
    band = _band(row, gate) if row.side == "whole" else None
    return StatementShares(row.statement, row.side, None, None, None, band, reason="too_few_votes")


def _shares(row: StatementShares, gate: _Gate) -> StatementShares | None:
    is_side = row.side != "whole"
    if is_side and not gate.sides_hold:
        return None
    if not gate.may_name(row.statement, by_side=is_side) or (is_side and gate.tells_of_one(row.statement)):
        return _closed(row, gate)
    if gate.counts_together(row.statement, row.side):
        return _together(row, gate)
    if gate.asked(row.statement, row.side) < FEWEST_FOR_NUMBERS:
        return _words_only(row, gate)
    agree, disagree, passed = (
        _share_of(estimate, gate, row, answer)
        for answer, estimate in enumerate((row.agree, row.disagree, row.passed))
    )
    return StatementShares(
        statement=row.statement,
        side=row.side,
        agree=agree[0],
        disagree=disagree[0],
        passed=passed[0],
        n_band=_band(row, gate),
        agree_word=agree[1],
        disagree_word=disagree[1],
        passed_word=passed[1],
    )


def _share_of(
    estimate: Estimate | None, gate: _Gate, row: StatementShares, answer: int
) -> tuple[Estimate | None, str | None]:
    """A number with its word, or the word alone where the number would point to single people."""
    extreme = gate.extreme(row.statement, row.side, answer)
    if extreme:
        return None, extreme
    return rounding.round_estimate(estimate), _word(estimate, gate, row.statement, row.side)


def _common_ground(row: CommonGround, gate: _Gate) -> CommonGround | None:
    by_side = bool(gate.side_allowed.any()) and gate.sides_hold
    if not gate.may_name(row.statement, by_side=by_side):
        return None
    number, word = _number(row.share, gate, row.statement, _answer(row.direction))
    return dataclasses.replace(
        row, share=number, probability=None if word else _share(row.probability), words=word
    )


def _representative(row: Representative, gate: _Gate) -> Representative | None:
    if not gate.may_name(row.statement, by_side=True):
        return None
    number, word = _number(row.difference, gate, row.statement, _answer(row.direction))
    return dataclasses.replace(
        row,
        difference=number,
        probability=_sure(row.probability, word, summary.SURE),
        words="wide" if word else None,
    )


def _tension(row: LiveTension, gate: _Gate) -> LiveTension | None:
    by_side = row.split_share is None
    if not gate.may_name(row.statement, by_side=by_side):
        return None
    estimate = row.difference if by_side else row.split_share
    number, word = _number(estimate, gate, row.statement, _AGREE)
    return dataclasses.replace(
        row,
        difference=number if by_side else None,
        split_share=None if by_side else number,
        probability=_sure(row.probability, word, summary.SURE if by_side else summary.FAIRLY_SURE),
        words="wide" if by_side and word else word,
    )


def _bridging(row: Bridging, gate: _Gate) -> Bridging | None:
    if not gate.may_name(row.statement) or gate.counts_together(row.statement, "whole"):
        return (
            None  # what all but a few hold is obvious, and whether it is listed must not tell whether all do
        )
    number, word = _number(row.share, gate, row.statement, _AGREE)
    return dataclasses.replace(
        row, share=number, probability=_sure(row.probability, word, summary.SURE), words=word
    )


def _unclear(row: Unclear, gate: _Gate) -> Unclear | None:
    if not gate.may_name(row.statement):
        return None
    number, word = _number(row.passed, gate, row.statement, _PASS)
    return dataclasses.replace(
        row, passed=number, probability=_sure(row.probability, word, summary.FAIRLY_SURE), words=word
    )


def _number(
    estimate: Estimate | None, gate: _Gate, statement: str, answer: int
) -> tuple[Estimate | None, str | None]:
    """The rounded number, or the word for it where few were asked or someone's answer could be guessed from it."""
    extreme = gate.extreme_on_any_side(statement, answer)
    if estimate is None or extreme:
        return None, extreme
    asked = min(gate.asked(statement, side) for side in gate.answers)
    if asked < FEWEST_FOR_NUMBERS:
        return None, _word(estimate, gate, statement, "whole")
    return rounding.round_estimate(estimate), None


def _answer(direction: Direction) -> int:
    return _AGREE if direction == "agree" else _DISAGREE


def _sure(probability: float, word: str | None, mark: float) -> float:
    """A probability to five points; with a word only that it reaches the mark, since it would tell what the word does not."""
    return mark if word else partition.round_share(probability)


def _from_half(share: Estimate | None) -> Estimate | None:
    return None if share is None else dataclasses.replace(share, mean=-abs(share.mean - 0.5))


def _as_released(
    rows: Iterable[Listed | None], gate: _Gate, size: Callable[[Listed], Estimate | None]
) -> tuple[Listed, ...]:
    """In the order of what is released: words first, then the largest number, else by statement. An order by what lies behind
    the words would tell which of two is held by all, and which by all but one."""

    def rank(one: Listed) -> tuple[float, int]:
        estimate = size(one)
        return (-2.0 if estimate is None else -estimate.mean, gate.place[one.statement])

    return tuple(sorted(_gather(rows), key=rank))


def _gather(rows: Iterable[Row | None]) -> tuple[Row, ...]:
    return tuple(row for row in rows if row is not None)


def _share(value: float | None) -> float | None:
    return None if value is None else partition.round_share(value)


def _groups(groups: GroupPosterior | None, counts: Counts) -> GroupPosterior | None:
    if groups is None:
        return None
    share = groups.between_share if counts.outside_people or not groups.shown else 0.0
    return dataclasses.replace(
        groups,
        probability_by_count=shares.round_together(groups.probability_by_count),
        sizes=shares.round_together(groups.sizes) if groups.sizes else (),
        between_share=_share(share),
        pair_stability=_share(groups.pair_stability),
    )


def _whole(counts: Counts) -> Side:
    return Side("whole", "whole", partition.n_band(counts.person_count))


def _reasons(released: OpinionReading, draft: Draft) -> tuple[Reason, ...]:
    """Everything that is not there, and why."""
    reasons: list[Reason] = list(draft.reading.reasons)
    if draft.counts.person_count < FEWEST_FOR_MAP:
        reasons.append("too_few")
    elif released.weights is not None and not released.weights.map_shown:
        reasons.append("no_structure")
    elif released.groups is not None and not released.groups.shown:
        reasons.append("no_groups")
    if not draft.counts.eligible.all():
        reasons.append("too_few_votes")
    if not released.settled:
        reasons.append("unsettled")
    return tuple(dict.fromkeys(reasons))
