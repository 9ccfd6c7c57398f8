"""What the JSON door of Alignment takes and gives.

Over 300 lines because it is one list of shapes.
"""

import uuid
from datetime import date, datetime
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import AwareDatetime, Field

from breakthrough.evidence import exports
from breakthrough.practices.alignment.queries import Ask, ChangeLine, TextLine
from breakthrough.practices.alignment.rules import plans, texts
from breakthrough.practices.alignment.rules.adoption import Kind, Rule
from breakthrough.practices.alignment.rules.plans import Mode, Plan
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event
from breakthrough.web.api_shapes import Asked

PhaseName = Literal["draft", "joining", "sealed", "named", "counting", "talk", "concluded"]
StateName = Literal["open", "answered", "stands", "lifted", "taken_back"]
EndName = Literal["adopted", "not_aligned", "next_version"]
Words = Annotated[str, Field(max_length=texts.WORDS_LENGTH)]
Position = Annotated[int, Field(ge=-2, le=2)]
Mark = Annotated[str, Field(max_length=16)]


class AlignmentTemplateOut(Schema):
    """A common moment: `title` and `body` are a proposal."""

    key: str
    name: str
    title: str
    body: str


class AlignmentTextIn(Asked):
    """A text to align on. Parts are separated by empty lines."""

    title: Annotated[str, Field(max_length=texts.TITLE_LENGTH)]
    body: Annotated[str, Field(max_length=texts.BODY_LENGTH)]
    template: Annotated[str, Field(max_length=20)] = "ambition"


class AlignmentAnswersIn(Asked):
    """Which reservation a version answers, how, and by which of its parts (empty: as a whole)."""

    reservation: Annotated[int, Field(ge=1, le=100_000)]
    words: Words = ""
    part: Mark = ""


class AlignmentVersionIn(Asked):
    """A next version. `seen`: the number of the version it starts from; somebody else's newer one is not written over."""

    body: Annotated[str, Field(max_length=texts.BODY_LENGTH)]
    note: Annotated[str, Field(max_length=texts.NOTE_LENGTH)] = ""
    answers: Annotated[list[AlignmentAnswersIn], Field(max_length=200)] = []
    seen: Annotated[int, Field(ge=1, le=100_000)] | None = None


class AlignmentReservationIn(Asked):
    """A reservation by name. A block needs a reason. `came_from`: `practice:key` of what it comes from."""

    what: Annotated[str, Field(max_length=texts.WHAT_LENGTH)]
    lifts_when: Annotated[str, Field(max_length=texts.LIFTS_LENGTH)] = ""
    is_block: bool = False
    reason: Annotated[str, Field(max_length=texts.REASON_LENGTH)] = ""
    came_from: Annotated[str, Field(max_length=240)] | None = None


class AlignmentAnswerIn(Asked):
    """An answer by name. A promise has its address; a change is said where the version is."""

    kind: Literal["promise", "reply"]
    words: Words = ""
    address: Annotated[str, Field(max_length=texts.ADDRESS_LENGTH)] = ""

    def answer_kind(self) -> AnswerKind:
        """Return the kind that the actions take."""
        return AnswerKind(self.kind)


class AlignmentSayIn(Asked):
    """What whoever raised a reservation says of it."""

    event: Literal["not_enough", "let_stand", "lift", "take_back"]
    words: Words = ""

    def said(self) -> Event:
        """Return the event that the actions take."""
        return Event(self.event)


class AlignmentReasonIn(Asked):
    """Why the words of a reservation are hidden; everybody can read it."""

    reason: Annotated[str, Field(max_length=texts.REASON_LENGTH)]


class AlignmentPlanIn(Asked):
    """How a round is set up. `room`: the minutes count; `days`: the times do. `rule`: when the text is adopted."""

    mode: Literal["room", "days"] = "room"
    by_party: bool = False
    quota: Annotated[int, Field(ge=1, le=plans.QUOTA_LIMIT)] = 1
    rule: Literal["tipped", "named", "no_block"] = "tipped"
    sealed_minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = plans.SEALED_MINUTES
    named_minutes: Annotated[int, Field(ge=1, le=plans.MINUTES_LIMIT)] = plans.NAMED_MINUTES
    opens_at: AwareDatetime | None = None
    sealed_closes_at: AwareDatetime | None = None
    named_closes_at: AwareDatetime | None = None
    keep_days: Annotated[int, Field(ge=1, le=plans.KEEP_DAYS_LIMIT)] = plans.KEEP_DAYS
    left_out: Annotated[list[uuid.UUID], Field(max_length=2_000)] = []

    def to_plan(self) -> Plan:
        """Return the plan that the actions take."""
        given = self.model_dump(exclude={"left_out", "mode", "rule"})
        return Plan(**given, mode=Mode(self.mode), rule=Rule(self.rule))


class AlignmentStanceIn(Asked):
    """A named stance. `by_part`: positions on single parts, by mark, where they differ."""

    position: Position
    weight: Annotated[int, Field(ge=0, le=10)]
    by_part: Annotated[dict[Mark, Position], Field(max_length=1_000)] = {}


class AlignmentOutcomeIn(Asked):
    """How a round ends."""

    kind: Literal["adopted", "not_aligned"]
    text: Words = ""
    would_take: Words = ""
    review_date: date | None = None

    def end(self) -> Kind:
        """Return the kind that the actions take."""
        return Kind(self.kind)


class AlignmentTextLineOut(Schema):
    """A text in the list. `open_count`: reservations that wait."""

    id: uuid.UUID
    title: str
    version: int
    open_count: int
    outcome: EndName | None
    review_date: date | None


class AlignmentSaidOut(Schema):
    """One thing said about a reservation. `by` is null for a sealed raiser, the group, or somebody who was erased.

    `who` is `system` for what follows from the records: a promise that fell through, an author who can no longer be reached.
    """

    event: Literal["answer", "not_enough", "let_stand", "lift", "take_back", "fell_through", "unreachable"]
    who: Literal["raiser", "member", "group", "system"]
    by: str | None
    words: str
    at: datetime
    kind: Literal["change", "promise", "reply"] | None
    version: int | None
    part: str | None
    address: str | None


class AlignmentReservationOut(Schema):
    """A reservation with everything said about it. It is alive until whoever raised it lifts it or takes it back.

    `hidden_reason` is empty too where enough members found that its words should not stand here.
    """

    number: int
    what: str
    lifts_when: str
    is_block: bool
    reason: str
    is_sealed: bool
    by: str | None
    version: int
    state: StateName
    is_unreachable: bool
    is_hidden: bool
    hidden_reason: str
    at: datetime
    came_from: str | None
    said: list[AlignmentSaidOut]


class AlignmentVersionOut(Schema):
    """A version with its words; `answers` are the numbers of the reservations it answers."""

    number: int
    body: str
    note: str
    by: str | None
    at: datetime
    answers: list[int]
    outcome: EndName | None
    review_date: date | None


class AlignmentTextOut(Schema):
    """A text, whole; versions newest first."""

    format: str
    id: uuid.UUID
    title: str
    template: str
    versions: list[AlignmentVersionOut]
    reservations: list[AlignmentReservationOut]


class AlignmentStretchOut(Schema):
    """Words that had the same fate."""

    kind: Literal["same", "added", "removed"]
    text: str


class AlignmentChangeOut(Schema):
    """One part of a difference, with the numbers of the reservations that it answers."""

    kind: Literal["same", "added", "removed", "changed"]
    part: str
    stretches: list[AlignmentStretchOut]
    answers: list[int]


class AlignmentStandingOut(Schema):
    """How somebody stands by name. Position and weight are null unless they gave them on exactly these words."""

    name: str
    party: str
    how: Literal["own", "same_words", "asked_again", "silent"]
    position: int | None
    weight: int | None
    parts_asked_again: int


class AlignmentOutcomeOut(Schema):
    """How a round ended."""

    kind: EndName
    text: str
    would_take: str
    review_date: date | None
    at: datetime


class AlignmentRoundOut(Schema):
    """A round, for you. `standings` are empty while you may not see others' stances. `missing`: what the group's rule lacks."""

    id: uuid.UUID
    text: uuid.UUID
    version: int
    mode: Literal["room", "days"]
    rule: Literal["tipped", "named", "no_block"]
    by_party: bool
    phase: PhaseName
    is_closing: bool
    is_held: bool
    closes_at: datetime | None
    takes_part: bool
    allowed: list[str]
    joining: uuid.UUID | None
    have_seal: int | None
    eligible: int
    standings: list[AlignmentStandingOut]
    open_blocks: int
    missing: list[str]
    outcome: AlignmentOutcomeOut | None


class AlignmentRoundLineOut(Schema):
    """A round in the list."""

    id: uuid.UUID
    text: uuid.UUID
    version: int
    phase: PhaseName
    outcome: EndName | None


class AlignmentReadingOut(Schema):
    """The released readings of a round, as they are stored."""

    alignment: dict[str, Any]
    named: dict[str, Any] | None


def text_line_out(one: TextLine) -> dict[str, Any]:
    """Return a line of the list of texts."""
    return {
        "id": one.text.pk,
        "title": one.text.title,
        "version": one.version,
        "open_count": one.open_count,
        "outcome": one.outcome.kind if one.outcome else None,
        "review_date": one.review_date,
    }


def change_out(one: ChangeLine) -> dict[str, Any]:
    """Return a part of a difference."""
    return {
        "kind": one.change.kind.value,
        "part": one.change.mark,
        "stretches": [{"kind": part.kind.value, "text": part.text} for part in one.change.stretches],
        "answers": [raised.number for raised in one.answers],
    }


def round_out(ask: Ask) -> dict[str, Any]:
    """Return a round as the member may see it."""
    outcome = ask.outcome
    return {
        "id": ask.round.pk,
        "text": ask.version.text_id,
        "version": ask.version.number,
        "mode": ask.plan.mode.value,
        "rule": ask.plan.rule.value,
        "by_party": ask.plan.by_party,
        "phase": ask.phase.value,
        "is_closing": ask.is_closing,
        "is_held": ask.is_held,
        "closes_at": ask.closes_at,
        "takes_part": ask.takes_part,
        "allowed": sorted(act.value for act in ask.allowed),
        "joining": ask.joining_id,
        "have_seal": ask.readiness.have if ask.readiness else None,
        "eligible": len(ask.taking_part),
        "standings": [
            {
                "name": one.name,
                "party": one.party,
                "how": one.carry.how.value,
                "position": one.carry.position,
                "weight": one.carry.weight,
                "parts_asked_again": len(one.carry.asked),
            }
            for one in ask.standings
        ],
        "open_blocks": ask.found.open_blocks,
        "missing": list(ask.missing),
        "outcome": {
            **{name: getattr(outcome, name) for name in ("kind", "text", "would_take", "review_date", "at")}
        }
        if outcome
        else None,
    }


def reading_out(ask: Ask) -> dict[str, Any] | None:
    """Return the readings, or None before there are any."""
    if ask.reading is None:
        return None
    return {
        "alignment": exports.document_of(ask.reading),
        "named": exports.document_of(ask.named_reading) if ask.named_reading else None,
    }
