"""Holds a list of people against the collaboration: who would be invited now, who was before, and which line cannot be used."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from breakthrough.collaborations import queries, rules
from breakthrough.collaborations.actions import Invitee
from breakthrough.collaborations.models import Member, Party
from breakthrough.collaborations.people_lists import BadLine, Entry, Listing
from breakthrough.collaborations.rules import Gathered, Standing
from breakthrough.collaborations.wording import LONGEST_PERSON_NAME, clean_line
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.kernel.words import gettext_noop


@dataclass(frozen=True, slots=True)
class Review:
    """The outcome: `ready` would be mailed, `invited` have an invitation already, `inside` are members, `bad_lines` are named."""

    ready: tuple[Invitee, ...]
    invited: tuple[Entry, ...]
    inside: tuple[Entry, ...]
    bad_lines: tuple[BadLine, ...]
    was_guessed: bool


def review(member: Member, listing: Listing, *, party: Party | None, role: Role) -> Review:
    """Return what inviting this list would do; `party` and `role` are for lines that name none."""
    desk = _Desk(
        standing=queries.standing_of(member),
        gathered=queries.gather(member.collaboration),
        parties={one.name.casefold(): one for one in queries.list_parties(member)},
        party=party,
        role=role,
    )
    invited, inside = queries.find_known_addresses(member, [entry.address for entry in listing.entries])
    ready: list[Invitee] = []
    bad_lines = list(listing.bad_lines)
    fresh = [entry for entry in listing.entries if entry.address not in invited | inside]
    for entry in fresh:
        try:
            ready.append(_invitee_of(entry, desk))
        except Problem as problem:
            bad_lines.append(BadLine(entry.line, problem.words, problem.params, entry.address))
    return Review(
        ready=tuple(ready),
        invited=tuple(entry for entry in listing.entries if entry.address in invited - inside),
        inside=tuple(entry for entry in listing.entries if entry.address in inside),
        bad_lines=tuple(sorted(bad_lines, key=lambda bad: bad.line)),
        was_guessed=listing.was_guessed,
    )


def entries_of(invitees: Sequence[Invitee]) -> list[Entry]:
    """Return the people as lines again, to be sent back with the confirmation."""
    return [
        Entry(line=0, address=one.address, name=one.name, party=one.party.name, role=one.role.value)
        for one in invitees
    ]


@dataclass(frozen=True, slots=True)
class _Desk:
    standing: Standing
    gathered: Gathered
    parties: Mapping[str, Party]
    party: Party | None
    role: Role


def _invitee_of(entry: Entry, desk: _Desk) -> Invitee:
    party, role = _party_of(entry, desk), _role_of(entry, desk)
    rules.check_may_invite(desk.standing, party=party.pk, role=role, is_shared=False, gathered=desk.gathered)
    name = clean_line(entry.name, field="name", longest=LONGEST_PERSON_NAME) if entry.name else ""
    return Invitee(address=entry.address, name=name, party=party, role=role)


def _party_of(entry: Entry, desk: _Desk) -> Party:
    found = desk.parties.get(entry.party.casefold()) if entry.party else desk.party
    if found is None and not entry.party and len(desk.parties) == 1:
        found = next(iter(desk.parties.values()))
    if found is not None:
        return found
    if not entry.party:
        raise Problem("party-missing", status=422, words=gettext_noop("No party is named on this line."))
    names = ", ".join(party.name for party in desk.parties.values())
    raise Problem(
        "party-unknown",
        status=422,
        words=gettext_noop("There is no party “%(party)s” here. The parties are: %(parties)s."),
        params={"party": entry.party[:80], "parties": names},
    )


def _role_of(entry: Entry, desk: _Desk) -> Role:
    if not entry.role:
        return desk.role
    written = entry.role.casefold()
    for role, words in ROLE_WORDS.items():
        if written in {role.value, words.casefold(), gettext(words).casefold()}:
            return role
    roles = ", ".join(gettext(words) for words in ROLE_WORDS.values())
    raise Problem(
        "role-unknown",
        status=422,
        words=gettext_noop("There is no role “%(role)s”. The roles are: %(roles)s."),
        params={"role": entry.role[:80], "roles": roles},
    )
