"""Texts with their versions and differences, as one member sees them."""

import itertools
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from breakthrough.collaborations.models import Member
from breakthrough.kernel.roles import Role
from breakthrough.practices.alignment.models import Outcome, Reservation, SaidAbout, Text, Version
from breakthrough.practices.alignment.queries import raised
from breakthrough.practices.alignment.queries.raised import Raised
from breakthrough.practices.alignment.rules import differences
from breakthrough.practices.alignment.rules.adoption import Kind
from breakthrough.practices.alignment.rules.differences import Change
from breakthrough.web import problems

PRACTICE = "alignment"


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
    if found is None or (member.role == Role.OBSERVER and not is_adopted(found)):
        raise problems.not_found()
    return found


def get_version(member: Member, text_id: uuid.UUID, number: int) -> Version:
    """Return one version, or a 404 Problem; observers see adopted versions only."""
    text = get_text(member, text_id)
    found = Version.objects.select_related("by__person").filter(text=text, number=number).first()
    hidden = member.role == Role.OBSERVER and not is_adopted(text, number=number)
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
    living = raised.count_waiting([one.pk for one in texts])
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
    said = raised.list_raised(member, text)
    answers: dict[int, set[int]] = defaultdict(set)
    for one in said:
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
        raised=said,
        may_write=member.role in (Role.FACILITATOR, Role.LEADER),
        may_raise=not observes,
    )


def list_bodies(member: Member, text_id: uuid.UUID) -> dict[int, str]:
    """Return the words of all versions that the member may see, by number."""
    text = get_text(member, text_id)
    bodies = dict(Version.objects.filter(text=text).values_list("number", "body"))
    if member.role == Role.OBSERVER:
        return {number: body for number, body in bodies.items() if is_adopted(text, number=number)}
    return bodies


def list_changes(
    member: Member, text_id: uuid.UUID, number: int, *, before: int | None = None
) -> list[ChangeLine]:
    """Return what changed up to version `number`, from the one before it (or from `before`), with what each change answers."""
    after = get_version(member, text_id, number)
    older = get_version(member, text_id, before or number - 1) if (before or number) > 1 or before else None
    return compare(older.body if older else "", after, raised.list_raised(member, after.text))


def list_changes_on(page: TextPage, version: Version) -> list[ChangeLine]:
    """Return the same for a version of a page that was read already, from the version before it: one query."""
    before = Version.objects.filter(text=page.text, number=version.number - 1).values_list("body", flat=True)
    return compare(before.first() or "", version, page.raised)


def compare(before: str, after: Version, said: Sequence[Raised]) -> list[ChangeLine]:
    """Return what changed from the words `before` to a version, with the reservations that each change answers."""
    answered: dict[str, list[Raised]] = defaultdict(list)
    for one in said:
        for told in one.told:
            if told.version == after.number and one not in answered[told.part]:
                answered[told.part].append(one)
    changes = differences.compare(before, after.body)
    return [ChangeLine(change=one, answers=tuple(answered.get(one.mark, ()))) for one in changes]


def list_answered_as_whole(page: TextPage, number: int) -> list[Raised]:
    """Return the reservations that a version answers as a whole, not by one of its parts."""
    return [one for one in page.raised if any(told.version == number and not told.part for told in one.told)]


def get_raised(member: Member, text_id: uuid.UUID, number: int) -> Raised:
    """Return one reservation, or a 404 Problem. Observers see none."""
    text = get_text(member, text_id)
    found = raised.read(Reservation.objects.filter(text=text, number=number), member)
    if not found or member.role == Role.OBSERVER:
        raise problems.not_found()
    return found[0]


def get_reservation(member: Member, text_id: uuid.UUID, number: int) -> Reservation:
    """Return the row of a reservation, or a 404 Problem; for actions. Observers see none."""
    text = get_text(member, text_id)
    found = Reservation.objects.select_related("version").filter(text=text, number=number).first()
    if found is None or member.role == Role.OBSERVER:
        raise problems.not_found()
    return found


def find_answer(said_id: int) -> SaidAbout | None:
    """Return an answer with the reservation it answers and who raised that by name, for a job, which nobody asks for; or None."""
    return (
        SaidAbout.objects.select_related(
            "by__person", "answered__version", "reservation__by__person", "reservation__text__collaboration"
        )
        .filter(pk=said_id, reservation__by__departure__isnull=True, reservation__by__isnull=False)
        .first()
    )


def find_newest(text_id: uuid.UUID) -> Version | None:
    """Return the newest version of a text for a job, or None if the text is gone."""
    found = Version.objects.select_related("text__collaboration", "by__person").filter(text_id=text_id)
    return found.order_by("-number").first()


def find_last_told(version: Version, *, within: timedelta) -> int:
    """Return the number of the version that people knew before this one: none that was followed by the next one `within` a while."""
    rows = list(
        Version.objects.filter(text=version.text, number__lte=version.number)
        .order_by("-number")
        .values_list("number", "at")
    )
    for (_, later_at), (number, at) in itertools.pairwise(rows):
        if later_at - at >= within:
            return number
    return 1


def list_readers(text: Text) -> list[Member]:
    """Return those of a text who can be written to: everybody who is in and takes part, and has an address."""
    found = Member.objects.filter(
        collaboration_id=text.collaboration_id, departure__isnull=True, person__email__isnull=False
    ).exclude(role=Role.OBSERVER.value)
    return list(found.select_related("person", "collaboration").order_by("joined_at", "pk"))


def is_adopted(text: Text, *, number: int | None = None) -> bool:
    """Say whether a text was adopted: any version of it, or this one."""
    found = Outcome.objects.filter(setup__version__text=text, kind=Kind.ADOPTED.value)
    return (found if number is None else found.filter(setup__version__number=number)).exists()


def _is_end(outcome: Outcome | None, kind: Kind) -> bool:
    return outcome is not None and outcome.kind == kind.value
