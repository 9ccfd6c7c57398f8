"""Released statements with what became of each: replies by name, what came of it, what its author made of it since."""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext

from breakthrough.background.work import Json
from breakthrough.ballotbox.protocol import leaving_out
from breakthrough.ballots import queries as ballot_queries
from breakthrough.collaborations.models import Member
from breakthrough.practices.voice.models import Flag, Reply, Setup, Statement, Trace
from breakthrough.practices.voice.queries.rounds import PRACTICE, get_round
from breakthrough.practices.voice.rules import frozen
from breakthrough.practices.voice.rules.frozen import Source
from breakthrough.practices.voice.rules.traces import Kind
from breakthrough.rounds import queries as round_queries
from breakthrough.rounds import sealed
from breakthrough.rounds.models import Round
from breakthrough.web import problems


@dataclass(frozen=True, slots=True)
class Answer:
    """A reply by name; `by` is empty when its writer has deleted themselves. `leads`: it comes from somebody who leads."""

    id: int
    by: str
    leads: bool
    is_own: bool
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a statement."""

    id: int
    kind: Kind
    title: str
    address: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A released statement.

    `number` is what readings call it, `seal` how its author's device knows it. `text` is what was voted on, empty when
    `is_hidden`; the root of the round names it by `words`, the hash of `salt` and text. `salt` is empty when it is hidden. `revised` are the author's later words; `is_withdrawn`: the author no longer stands by it.
    `hidden_reason` is empty when members hid it. `is_flagged` is the reader's own flag; nobody sees other people's.
    """

    number: int
    text: str
    source: Source
    by: str
    seal: str
    salt: str
    words: str
    is_hidden: bool
    hidden_by: str
    hidden_reason: str
    revised: str
    is_withdrawn: bool
    is_flagged: bool
    answers: tuple[Answer, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def is_answered(self) -> bool:
        """Somebody replied, or something came of it."""
        return bool(self.answers or self.outcomes)


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A statement of a finished round that nobody has answered yet."""

    round: Round
    number: int
    text: str


def list_said(member: Member, round_id: uuid.UUID) -> list[Said]:
    """Return the released statements of a round in the order of their numbers; a constant number of queries."""
    return said_in(member, get_round(member, round_id))


def said_in(member: Member, kept: Round, *, numbers: Collection[int] | None = None) -> list[Said]:
    """Return the released statements of a round (got through `get_round`), or those with these numbers."""
    found = Statement.objects.filter(setup__round=kept)
    if numbers is not None:
        found = found.filter(number__in=numbers)
    return [_said(one, member) for one in _statements(found, member)]


def said_by_row(member: Member, found: QuerySet[Statement]) -> list[tuple[int, uuid.UUID, Said]]:
    """Return statements of any rounds that the member may see, each with its row's key and its round: four queries."""
    return [(one.pk, one.setup.round_id, _said(one, member)) for one in _statements(found, member)]


def list_asked(member: Member, kept: Round) -> list[Said]:
    """Return the frozen statements of a round as they are voted on, without what became of them: one query."""
    found = Statement.objects.filter(setup__round=kept).select_related(
        "by__person", "by__party", "hiding__by__person", "hiding__by__party"
    )
    return [_said(one, member, is_bare=True) for one in found]


def get_said(member: Member, round_id: uuid.UUID, number: int) -> Said:
    """Return one released statement, or a 404 Problem."""
    return _said(get_statement(member, round_id, number), member)


def get_statement(member: Member, round_id: uuid.UUID, number: int) -> Statement:
    """Return the row of a released statement, or a 404 Problem; for actions."""
    kept = get_round(member, round_id)
    found = next(iter(_statements(Statement.objects.filter(setup__round=kept, number=number), member)), None)
    if found is None:
        raise problems.not_found()
    return found


def get_frozen(member: Member, round_id: uuid.UUID) -> bytes:
    """Return the frozen statements as canonical JSON, or a 404 Problem before there are any.

    Without `text` and `salt` its SHA-256 is the root that votes name: a hidden one keeps its place and the hash of its words.
    """
    kept = get_round(member, round_id)
    setup = Setup.objects.filter(round=kept).exclude(root="").first()
    if setup is None or setup.joining_id is None:
        raise problems.not_found()
    rows = Statement.objects.filter(setup=setup).select_related("hiding")
    return frozen.shown(
        setup.joining_id.hex,
        [frozen.Text(one.text, Source(one.source), seal=one.seal, salt=one.salt) for one in rows],
        hidden={one.number for one in rows if hasattr(one, "hiding")},
    )


def get_board(member: Member, round_id: uuid.UUID, label: str) -> dict[str, Json]:
    """Return the newest board of a scope, the words of hidden statements left out; a Problem before it is released.

    The stored board follows by a job; here it shows none of them from the moment of hiding. It can still be checked.
    """
    kept = get_round(member, round_id)
    setup = Setup.objects.filter(round=kept, joining_id__isnull=False).first()
    if setup is None:
        raise problems.not_found()
    board = ballot_queries.get_board(sealed.get_joining(setup), label).board
    return leaving_out.without_words(board, {bytes.fromhex(seal) for seal in list_hidden_seals(setup)})


def key_of(round_id: uuid.UUID, number: int) -> str:
    """Return how other practices point to a statement (see `rounds.threads`)."""
    return f"{round_id}/{number}"


def list_unanswered(member: Member) -> list[Unanswered]:
    """Return what was said in finished rounds and not answered yet, newest round first; hidden and withdrawn ones left out."""
    rounds = {one.pk: one for one in round_queries.list_rounds(member, practice=PRACTICE) if one.is_closed}
    found = (
        Statement.objects.filter(
            setup__round__in=rounds,
            replies__isnull=True,
            traces__isnull=True,
            hiding__isnull=True,
        )
        .exclude(revision__is_withdrawn=True)
        .values_list("setup__round", "number", "text")
        .order_by("number")
    )
    lines = [Unanswered(rounds[place], number, text) for place, number, text in found]
    order = {place: position for position, place in enumerate(rounds)}
    return sorted(lines, key=lambda one: order[one.round.pk])


def hidden_numbers(round_id: uuid.UUID) -> frozenset[str]:
    """Return the numbers of the hidden statements of a round, as readings call them."""
    found = Statement.objects.filter(setup__round_id=round_id, hiding__isnull=False)
    return frozenset(str(number) for number in found.values_list("number", flat=True))


def list_hidden_seals(setup: Setup) -> frozenset[str]:
    """Return the seals (hex) of the hidden statements that came sealed."""
    found = Statement.objects.filter(setup=setup, hiding__isnull=False).exclude(seal="")
    return frozenset(found.values_list("seal", flat=True))


def find_setup_for(joining_id: uuid.UUID) -> Setup | None:
    """Return the set-up of the round that a joining of the ballot box belongs to, or None."""
    return Setup.objects.select_related("round__collaboration").filter(joining_id=joining_id).first()


def _statements(found: QuerySet[Statement], member: Member) -> Iterable[Statement]:
    return found.select_related(
        "by__person", "by__party", "hiding__by__person", "hiding__by__party", "revision", "setup"
    ).prefetch_related(
        Prefetch("replies", queryset=Reply.objects.select_related("by__person", "by__party")),
        Prefetch("traces", queryset=Trace.objects.select_related("by__person", "by__party")),
        Prefetch("flags", queryset=Flag.objects.filter(member=member), to_attr="own_flags"),
    )


def _said(one: Statement, member: Member, *, is_bare: bool = False) -> Said:
    hiding = getattr(one, "hiding", None)
    revision = None if is_bare else getattr(one, "revision", None)
    return Said(
        number=one.number,
        text=one.shown_text,
        source=Source(one.source),
        by=_name(one.by, member),
        seal=one.seal,
        salt="" if hiding else one.salt,
        words=frozen.hash_of_words(one.text, salt=one.salt),
        is_hidden=hiding is not None,
        hidden_by=_name(hiding.by, member) if hiding else "",
        hidden_reason=hiding.reason if hiding else "",
        revised=revision.text if revision and not hiding else "",
        is_withdrawn=bool(revision and revision.is_withdrawn),
        is_flagged=bool(getattr(one, "own_flags", [])),
        answers=tuple(
            Answer(
                id=reply.pk,
                by=_name(reply.by, member),
                leads=bool(reply.by and reply.by.leads),
                is_own=reply.by_id == member.pk,
                text=reply.text,
                at=reply.at,
            )
            for reply in (() if is_bare else one.replies.all())
        ),
        outcomes=tuple(
            Outcome(
                id=trace.pk,
                kind=Kind(trace.kind),
                title=trace.title,
                address=trace.address,
                by=_name(trace.by, member),
                at=trace.at,
            )
            for trace in (() if is_bare else one.traces.all())
        ),
    )


def _name(somebody: Member | None, reader: Member) -> str:
    """Observers learn what was said by name, and of which party, but not whose name it is: they see nobody of a space."""
    if somebody is None:
        return ""
    if reader.observes:
        return gettext("somebody of %(party)s") % {"party": somebody.party.name}
    return str(somebody.person)
