"""Texts with their versions, differences and reservations, as one member sees them.

Over 300 lines because one glance should show every way to read a text: its versions, changes and reservations.
"""

import uuid
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, QuerySet
from django.urls import reverse

from breakthrough.collaborations.models import Member
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import (
    Answered,
    Flag,
    Outcome,
    Reservation,
    SaidAbout,
    Text,
    Version,
)
from breakthrough.practices.alignment.rules import differences, reservations
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.differences import Change
from breakthrough.practices.alignment.rules.reservations import AnswerKind, Event, Said, State, Who
from breakthrough.rounds import threads
from breakthrough.web import problems

PRACTICE = "alignment"


@dataclass(frozen=True, slots=True)
class Told:
    """One thing said about a reservation, as everybody reads it. `by` is empty for a sealed raiser, the group, or the erased."""

    event: Event
    who: Who
    by: str
    words: str
    at: datetime
    kind: AnswerKind | None
    version: int | None
    part: str
    address: str


@dataclass(frozen=True, slots=True)
class Raised:
    """A reservation with everything said about it. `is_own`: the reader raised it by name; `is_flagged`: the reader marked it.

    Where its words are hidden, `what`, `lifts_when` and `reason` are empty, and `hidden_reason` says why; it is empty too where
    enough members found so.
    """

    text_id: uuid.UUID
    number: int
    what: str
    lifts_when: str
    is_block: bool
    reason: str
    is_sealed: bool
    seal: str
    by: str
    is_own: bool
    version: int
    at: datetime
    state: State
    origin: tuple[str, str] | None
    told: tuple[Told, ...]
    allowed: tuple[Event, ...]
    is_flagged: bool
    is_hidden: bool
    is_hidden_by_members: bool
    hidden_by: str
    hidden_reason: str

    @property
    def key(self) -> str:
        """What other practices call it."""
        return f"{self.text_id}:{self.number}"

    @property
    def is_living(self) -> bool:
        """Whether it follows the text into its next version."""
        return self.state in reservations.LIVING

    @property
    def is_open_block(self) -> bool:
        """Whether it keeps the text from being adopted. One that five members or more hid does not; no single person clears the way."""
        return not self.is_hidden_by_members and reservations.is_open_block(
            self.state, is_block=self.is_block
        )


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of a text, with the numbers of the reservations that it answers."""

    number: int
    note: str
    by: str
    at: datetime
    answers: tuple[int, ...]
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class TextPage:
    """A text, whole: its newest words, its versions newest first, all reservations."""

    text: Text
    newest: Version
    versions: tuple[VersionLine, ...]
    raised: tuple[Raised, ...]
    may_write: bool
    may_raise: bool

    @property
    def living(self) -> tuple[Raised, ...]:
        """Reservations that are not lifted."""
        return tuple(one for one in self.raised if one.is_living)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """A part of a difference, with the reservations that this change answers."""

    change: Change
    answers: tuple[Raised, ...]


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text in the list: how many reservations are open, how it ended last, when it is looked at again."""

    text: Text
    version: int
    open_count: int
    outcome: Outcome | None
    review_date: date | None


def get_text(member: Member, text_id: uuid.UUID) -> Text:
    """Return a text of the member's collaboration, or a 404 Problem; observers see texts that were adopted, and nothing else."""
    found = (
        Text.objects.select_related("collaboration")
        .filter(pk=text_id, collaboration_id=member.collaboration_id)
        .first()
    )
    if found is None or (member.role == Role.OBSERVER and not _is_adopted(found)):
        raise problems.not_found()
    return found


def get_version(member: Member, text_id: uuid.UUID, number: int) -> Version:
    """Return one version, or a 404 Problem; observers see adopted versions only."""
    text = get_text(member, text_id)
    found = Version.objects.select_related("by__person").filter(text=text, number=number).first()
    hidden = member.role == Role.OBSERVER and not _is_adopted(text, number=number)
    if found is None or hidden:
        raise problems.not_found()
    found.text = text
    return found


def newest_of(text: Text) -> Version:
    """Return the newest version of a text; every text has one."""
    return Version.objects.filter(text=text).order_by("-number")[0]


def list_texts(member: Member) -> list[TextLine]:
    """Return the texts the member may see, newest first: a constant number of queries."""
    texts = list(Text.objects.filter(collaboration_id=member.collaboration_id))
    newest: dict[uuid.UUID, int] = {}
    for text_id, number in Version.objects.filter(text__in=texts).values_list("text_id", "number"):
        newest[text_id] = max(number, newest.get(text_id, 0))
    ends: dict[uuid.UUID, Outcome] = {}
    for one in (
        Outcome.objects.filter(setup__version__text__in=texts)
        .exclude(kind=Kind.NEXT_VERSION.value)
        .select_related("setup__version")
        .order_by("at")
    ):
        ends[one.setup.version.text_id] = one
    living: dict[uuid.UUID, int] = defaultdict(int)
    for row in _rows(Reservation.objects.filter(text__in=texts), member):
        living[row.text_id] += _state_of(row) in (State.OPEN, State.ANSWERED)
    lines = [
        TextLine(
            text=one,
            version=newest[one.pk],
            open_count=living[one.pk],
            outcome=ends.get(one.pk),
            review_date=ends[one.pk].review_date if one.pk in ends else None,
        )
        for one in texts
    ]
    if member.role == Role.OBSERVER:
        return [one for one in lines if one.outcome and one.outcome.kind == Kind.ADOPTED.value]
    return lines


def get_page(member: Member, text_id: uuid.UUID) -> TextPage:
    """Return a text, whole, or a 404 Problem."""
    text = get_text(member, text_id)
    versions = list(Version.objects.filter(text=text).select_related("by__person").order_by("-number"))
    raised = list_raised(member, text)
    answers: dict[int, set[int]] = defaultdict(set)
    for one in raised:
        for told in one.told:
            if told.version is not None:
                answers[told.version].add(one.number)
    ends = {
        one.setup.version_id: one
        for one in Outcome.objects.filter(setup__version__text=text).select_related("setup").order_by("at")
    }
    observes = member.role == Role.OBSERVER
    shown = [one for one in versions if not observes or _is_end(ends.get(one.pk), Kind.ADOPTED)]
    if not shown:
        raise problems.not_found()
    return TextPage(
        text=text,
        newest=shown[0],
        versions=tuple(
            VersionLine(
                number=one.number,
                note=one.note,
                by=str(one.by.person) if one.by and not observes else "",
                at=one.at,
                answers=tuple(sorted(answers[one.number])),
                outcome=ends.get(one.pk),
            )
            for one in shown
        ),
        raised=() if observes else raised,
        may_write=member.role in (Role.FACILITATOR, Role.LEADER),
        may_raise=not observes,
    )


def list_bodies(member: Member, text_id: uuid.UUID) -> dict[int, str]:
    """Return the words of all versions that the member may see, by number."""
    text = get_text(member, text_id)
    bodies = dict(Version.objects.filter(text=text).values_list("number", "body"))
    if member.role == Role.OBSERVER:
        return {number: body for number, body in bodies.items() if _is_adopted(text, number=number)}
    return bodies


def list_changes(
    member: Member, text_id: uuid.UUID, number: int, *, before: int | None = None
) -> list[ChangeLine]:
    """Return what changed up to version `number`, from the one before it (or from `before`), with what each change answers."""
    after = get_version(member, text_id, number)
    older = get_version(member, text_id, before or number - 1) if (before or number) > 1 or before else None
    raised = list_raised(member, after.text)
    answered: dict[str, list[Raised]] = defaultdict(list)
    for one in raised:
        for told in one.told:
            if told.version == number and one not in answered[told.part]:
                answered[told.part].append(one)
    changes = differences.compare(older.body if older else "", after.body)
    return [ChangeLine(change=one, answers=tuple(answered.get(one.mark, ()))) for one in changes]


def list_answered_as_whole(member: Member, text_id: uuid.UUID, number: int) -> list[Raised]:
    """Return the reservations that a version answers as a whole, not by one of its parts."""
    text = get_text(member, text_id)
    return [
        one
        for one in list_raised(member, text)
        if any(told.version == number and not told.part for told in one.told)
    ]


def list_raised(member: Member, text: Text) -> tuple[Raised, ...]:
    """Return all reservations of a text in the order of their numbers: two queries. Observers see none."""
    if member.role == Role.OBSERVER:
        return ()
    return tuple(_raised(one, member) for one in _rows(Reservation.objects.filter(text=text), member))


def list_raised_on(version: Version, member: Member) -> tuple[Raised, ...]:
    """Return the reservations that are alive at this version: raised on it, or come along from an earlier one."""
    rows = _rows(
        Reservation.objects.filter(text_id=version.text_id, version__number__lte=version.number), member
    )
    return tuple(one for one in (_raised(row, member) for row in rows) if one.is_living)


def list_unanswered(member: Member) -> list[Raised]:
    """Return the reservations that wait for an answer, blocks first, then the oldest: of all texts that the member sees."""
    if member.role == Role.OBSERVER:
        return []
    rows = _rows(
        Reservation.objects.filter(text__collaboration_id=member.collaboration_id, hiding__isnull=True)
        .exclude(what="")
        .order_by("-is_block", "at", "text_id", "number"),
        member,
    )
    return [one for one in (_raised(row, member) for row in rows) if one.state is State.OPEN]


def list_hidden_seals(joining_id: uuid.UUID) -> list[str]:
    """Return the seals of the reservations of a round whose words are hidden, in the order of their numbers."""
    hidden = Reservation.objects.filter(joining_id=joining_id, hiding__isnull=False).exclude(seal="")
    return list(hidden.order_by("number").values_list("seal", flat=True))


def get_raised(member: Member, text_id: uuid.UUID, number: int) -> Raised:
    """Return one reservation, or a 404 Problem."""
    return _raised(get_reservation(member, text_id, number), member)


def get_reservation(member: Member, text_id: uuid.UUID, number: int) -> Reservation:
    """Return the row of a reservation, or a 404 Problem; for actions. Observers see none."""
    text = get_text(member, text_id)
    found = next(iter(_rows(Reservation.objects.filter(text=text, number=number), member)), None)
    if found is None or member.role == Role.OBSERVER:
        raise problems.not_found()
    return found


def state_of(reservation: Reservation) -> State:
    """Return where a reservation stands, by everything said of it."""
    said = [Said(Event(one.event), Who(one.who)) for one in SaidAbout.objects.filter(reservation=reservation)]
    return reservations.replay(said, is_block=reservation.is_block)


def find_source(member: Member, key: str) -> threads.Source | None:
    """Return a reservation or a text by what other practices call it (see `rounds.threads`), or None."""
    text_key, mark, number = key.partition(":")
    try:
        text_id = uuid.UUID(text_key)
        if not mark:
            text = Text.objects.filter(pk=text_id, collaboration_id=member.collaboration_id).first()
            return _source_of_text(member, text) if text else None
        found = get_reservation(member, text_id, int(number))
    except (ValueError, Problem):
        return None
    origin = (found.origin_practice, found.origin_key) if found.origin_practice else None
    return threads.Source(
        practice=PRACTICE,
        key=key,
        title=_title_of(found),
        address=reverse("alignment:reservation", args=[member.collaboration.slug, text_id, found.number]),
        came_from=origin or (PRACTICE, str(text_id)),
    )


def list_follows(member: Member, practice: str, key: str) -> list[threads.Follow]:
    """Return the reservations that came of a thing of any practice (see `rounds.threads`)."""
    from django.utils.translation import gettext

    from breakthrough.practices.alignment.rules.wording import STATE_WORDS

    if member.role == Role.OBSERVER:
        return []
    rows = _rows(
        Reservation.objects.filter(
            text__collaboration_id=member.collaboration_id, origin_practice=practice, origin_key=key
        ),
        member,
    )
    return [
        threads.Follow(
            title=_title_of(one),
            standing=gettext(STATE_WORDS[_state_of(one)]),
            address=reverse(
                "alignment:reservation", args=[member.collaboration.slug, one.text_id, one.number]
            ),
        )
        for one in rows
    ]


def _source_of_text(member: Member, text: Text) -> threads.Source | None:
    if member.role == Role.OBSERVER and not _is_adopted(text):
        return None
    return threads.Source(
        practice=PRACTICE,
        key=str(text.pk),
        title=text.title,
        address=reverse("alignment:text", args=[member.collaboration.slug, text.pk]),
    )


def _is_adopted(text: Text, *, number: int | None = None) -> bool:
    found = Outcome.objects.filter(setup__version__text=text, kind=Kind.ADOPTED.value)
    return (found if number is None else found.filter(setup__version__number=number)).exists()


def _is_end(outcome: Outcome | None, kind: Kind) -> bool:
    return outcome is not None and outcome.kind == kind.value


def _title_of(row: Reservation) -> str:
    """Return what other practices call a reservation; the words of one that was hidden or taken back stand nowhere."""
    from django.utils.translation import gettext

    if row.what and not hasattr(row, "hiding"):
        return row.what
    return gettext("Reservation %(number)d") % {"number": row.number}


def _rows(found: QuerySet[Reservation], member: Member) -> list[Reservation]:
    """Return the rows with what was said of them, whether they are hidden, and the member's own mark: three queries."""
    said = SaidAbout.objects.select_related("by__person", "answered__version").defer(
        "answered__version__body"
    )
    own = Flag.objects.filter(member=member)
    return list(
        found.select_related("by__person", "version", "hiding__by__person")
        .defer("version__body")
        .prefetch_related(
            Prefetch("said", queryset=said), Prefetch("flags", queryset=own, to_attr="own_flags")
        )
    )


def _state_of(row: Reservation) -> State:
    said = [Said(Event(one.event), Who(one.who)) for one in row.said.all()]
    return reservations.replay(said, is_block=row.is_block)


def _raised(row: Reservation, member: Member) -> Raised:
    state = _state_of(row)
    is_own = row.by_id is not None and row.by_id == member.pk
    who = Who.RAISER if is_own else Who.MEMBER
    hiding = getattr(row, "hiding", None)
    return Raised(
        text_id=row.text_id,
        number=row.number,
        what="" if hiding else row.what,
        lifts_when="" if hiding else row.lifts_when,
        is_block=row.is_block,
        reason="" if hiding else row.reason,
        is_sealed=row.is_sealed,
        seal=row.seal,
        by=str(row.by.person) if row.by else "",
        is_own=is_own,
        version=row.version.number,
        at=row.at,
        state=state,
        origin=(row.origin_practice, row.origin_key) if row.origin_practice else None,
        told=tuple(_told(one) for one in row.said.all()),
        allowed=tuple(reservations.list_events(state, who, is_block=row.is_block)),
        is_flagged=bool(row.own_flags),  # type: ignore[attr-defined]  # prefetched by _rows
        is_hidden=hiding is not None,
        is_hidden_by_members=bool(hiding and hiding.by_members),
        hidden_by=str(hiding.by.person) if hiding and hiding.by else "",
        hidden_reason=hiding.reason if hiding else "",
    )


def _told(row: SaidAbout) -> Told:
    answered: Answered | None = getattr(row, "answered", None)
    return Told(
        event=Event(row.event),
        who=Who(row.who),
        by=str(row.by.person) if row.by else "",
        words=row.words,
        at=row.at,
        kind=AnswerKind(answered.kind) if answered else None,
        version=answered.version.number if answered and answered.version else None,
        part=answered.part if answered else "",
        address=answered.address if answered else "",
    )
