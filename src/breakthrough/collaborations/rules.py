"""Who may do what in a collaboration. Every rule is a sentence a facilitator would agree with; none knows a database.

The rule above all: **no party administers another party's people.** Facilitators run the space; what happens to a
member is for the *stewards* (facilitators and leaders) of that member's own party, and for the member. Every rule that
could lend one party a steward in another (inviting, moving, offering facilitation) is bounded for that reason.
One page of rules, over 150 lines because they are read side by side.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn
from uuid import UUID

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop

STEWARD_ROLES = frozenset({Role.FACILITATOR, Role.LEADER})
PLAIN_ROLES = frozenset({Role.MEMBER, Role.OBSERVER})
MOST_PARTIES = 12
MOST_MEMBERS = 5000


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a present member stands."""

    member: UUID
    party: int
    role: Role
    joined_at: datetime
    also_leads: bool = False

    @property
    def is_steward(self) -> bool:
        """Facilitators and leaders look after the people of their own party."""
        return self.role in STEWARD_ROLES


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everybody who is in the collaboration now."""

    standings: tuple[Standing, ...]

    def standing(self, member: UUID) -> Standing:
        """Return where `member` stands now; a 404 Problem for somebody who is not in."""
        found = next((one for one in self.standings if one.member == member), None)
        if found is None:
            _refuse(
                "not-in-any-more",
                404,
                gettext_noop(
                    "This person is not in this collaboration any more. Reload the page to see who is."
                ),
            )
        return found

    def has_steward(self, party: int) -> bool:
        """Whether somebody of `party` facilitates or leads."""
        return any(one.is_steward and one.party == party for one in self.standings)

    def has_other_facilitator(self, than: UUID) -> bool:
        """Whether somebody besides `than` facilitates."""
        return any(one.role == Role.FACILITATOR and one.member != than for one in self.standings)

    def has_others(self, than: UUID) -> bool:
        """Whether anybody besides `than` is here."""
        return any(one.member != than for one in self.standings)


def check_parties(names: Iterable[str]) -> None:
    """A collaboration has one to twelve parties, and no two of them sound the same."""
    folded = [name.casefold() for name in names]
    if not folded:
        _refuse(
            "no-party",
            422,
            gettext_noop("Name at least one party: the team, department or organisation you come from."),
            field="parties",
        )
    if len(set(folded)) < len(folded):
        _refuse(
            "party-named-twice",
            422,
            gettext_noop("Two parties have the same name. Give each a name of its own."),
            field="parties",
        )
    if len(folded) > MOST_PARTIES:
        _refuse(
            "too-many-parties",
            422,
            gettext_noop(
                "A collaboration can have up to 12 parties. Start with those who share the goal most."
            ),
            field="parties",
        )


def check_facilitates(actor: Standing) -> None:
    """The frame (name, ambition, parties) is the facilitators'."""
    if actor.role != Role.FACILITATOR:
        _refuse(
            "facilitators-only",
            403,
            gettext_noop(
                "Only a facilitator can do this. Ask one of yours; you find them on the people page."
            ),
        )


def check_may_see_people(actor: Standing) -> None:
    """Observers see released results only, never who said or did what."""
    if actor.role == Role.OBSERVER:
        _refuse(
            "observers-see-results",
            403,
            gettext_noop(
                "Observers see results once they are released. This page is for those who take part."
            ),
        )


def check_may_rename_party(actor: Standing, party: int, gathered: Gathered) -> None:
    """A party is named by its own stewards; facilitators name it while it has none."""
    if actor.is_steward and actor.party == party:
        return
    if actor.role == Role.FACILITATOR and not gathered.has_steward(party):
        return
    _refuse(
        "own-party-only",
        403,
        gettext_noop("A party is named by its own facilitators and leaders. Ask one of them."),
    )


def may_rename_party(actor: Standing, party: int, gathered: Gathered) -> bool:
    """Whether `check_may_rename_party` would pass."""
    return _passes(check_may_rename_party, actor, party, gathered)


def may_invite_to(actor: Standing, party: int) -> bool:
    """Facilitators invite to every party, leaders to their own."""
    return actor.role == Role.FACILITATOR or (actor.role == Role.LEADER and actor.party == party)


def check_may_invite(actor: Standing, *, party: int, role: Role, is_shared: bool, gathered: Gathered) -> None:
    """Anyone may bring in members; stewards of a party that has stewards come only from that party."""
    if not may_invite_to(actor, party):
        _refuse(
            "may-not-invite",
            403,
            gettext_noop(
                "Facilitators can invite to every party, leaders to their own. Ask one of them to invite."
            ),
        )
    if role in PLAIN_ROLES:
        return
    if is_shared:
        _refuse(
            "link-for-members-only",
            422,
            gettext_noop(
                "A link can be passed on, so it brings in members or observers only. Invite a leader by e-mail, or change the role later."
            ),
            field="role",
        )
    if role == Role.FACILITATOR:
        check_facilitates(actor)
    if actor.party != party and gathered.has_steward(party):
        _refuse(
            "stewards-from-within",
            422,
            gettext_noop(
                "That party has its own leaders already. Invite as a member; its own leaders can change the role."
            ),
            field="role",
        )


def role_on_joining(invited_as: Role, *, party: int, inviter_party: int | None, gathered: Gathered) -> Role:
    """Return the role an invitation brings now: a party that has since got stewards of its own chooses further ones itself."""
    if invited_as in PLAIN_ROLES or inviter_party == party or not gathered.has_steward(party):
        return invited_as
    return Role.MEMBER


def check_may_come_back(*, was_removed: bool, departed_at: datetime, invited_at: datetime) -> None:
    """Who left may come back by any way in; who was removed needs an invitation made after that."""
    if was_removed and invited_at <= departed_at:
        _refuse(
            "removed",
            403,
            gettext_noop(
                "You were removed from this collaboration, so this link no longer works for you. Ask your party for a fresh invitation."
            ),
        )


def check_may_remove(actor: Standing, subject: Standing, gathered: Gathered) -> None:
    """A member is removed only by a steward of their own party, and never the last facilitator."""
    if actor.member == subject.member:
        _refuse("leave-instead", 409, gettext_noop("To go yourself, use “Leave this collaboration”."))
    _check_is_steward_of(actor, subject)
    _check_leaves_a_facilitator(subject, gathered)


def check_may_leave(subject: Standing, gathered: Gathered) -> None:
    """Everybody may leave at any time; the last facilitator hands over first, unless nobody else is here."""
    if gathered.has_others(subject.member):
        _check_leaves_a_facilitator(subject, gathered)


def may_leave(subject: Standing, gathered: Gathered) -> bool:
    """Whether `check_may_leave` would pass."""
    return _passes(check_may_leave, subject, gathered)


def check_may_change_role(actor: Standing, subject: Standing, role: Role, gathered: Gathered) -> None:
    """Stewards choose roles in their own party; a party without stewards is given its first leader by a facilitator."""
    if role == Role.FACILITATOR:
        _refuse(
            "offer-facilitation",
            409,
            gettext_noop(
                "Nobody is made a facilitator without being asked. Offer it; it takes effect when they accept."
            ),
            field="role",
        )
    if subject.role == Role.FACILITATOR:
        if actor.member != subject.member:
            _refuse(
                "facilitators-step-down",
                403,
                gettext_noop("A facilitator lays this down themselves. Talk to them."),
            )
        _check_leaves_a_facilitator(subject, gathered)
        return
    if actor.role == Role.FACILITATOR and role == Role.LEADER and not gathered.has_steward(subject.party):
        return
    _check_is_steward_of(actor, subject)


def check_may_lead_too(actor: Standing) -> None:
    """Only a facilitator can lead besides; everybody else has the leader's role for it."""
    check_facilitates(actor)


def check_may_move(actor: Standing, subject: Standing) -> None:
    """A member moves to another party through a steward of the party they are in; stewards lay their role down first."""
    _check_is_steward_of(actor, subject)
    if subject.is_steward:
        _refuse(
            "stewards-stay",
            409,
            gettext_noop(
                "Facilitators and leaders belong to the party they answer for. Make them a member first, then move them."
            ),
        )


def check_may_offer_facilitation(actor: Standing, subject: Standing, gathered: Gathered) -> None:
    """Facilitators ask members of their own party, leaders of another, or anyone of a party without stewards."""
    check_facilitates(actor)
    if subject.role == Role.FACILITATOR:
        _refuse("facilitates-already", 409, gettext_noop("This person facilitates already."))
    if subject.party != actor.party and not subject.is_steward and gathered.has_steward(subject.party):
        _refuse(
            "stewards-from-within",
            403,
            gettext_noop(
                "In another party you can ask its leaders. For someone else there, ask its leaders to make them a leader first."
            ),
        )


def successor_of(subject: Standing, gathered: Gathered) -> Standing | None:
    """Return who facilitates after the last facilitator's account was deleted: leaders before members before observers, then whoever came first.

    None when somebody else facilitates anyway, or nobody is left.
    """
    others = [one for one in gathered.standings if one.member != subject.member]
    if subject.role != Role.FACILITATOR or gathered.has_other_facilitator(subject.member) or not others:
        return None
    rank = {Role.LEADER: 0, Role.MEMBER: 1, Role.OBSERVER: 2}
    return min(others, key=lambda one: (rank[one.role], one.joined_at, str(one.member)))


def stronger(one: Role, other: Role) -> Role:
    """Return the role that may do more, for a person who turns out to be in the collaboration twice."""
    order = [Role.FACILITATOR, Role.LEADER, Role.MEMBER, Role.OBSERVER]
    return min(one, other, key=order.index)


@dataclass(frozen=True, slots=True)
class Possibilities:
    """What one member could do for another, so that a page offers only what would be allowed."""

    roles: tuple[Role, ...]
    can_move: bool
    can_remove: bool
    can_offer: bool

    @property
    def has_any(self) -> bool:
        """Whether there is anything to offer."""
        return bool(self.roles) or self.can_move or self.can_remove or self.can_offer


def possibilities(actor: Standing, subject: Standing, gathered: Gathered) -> Possibilities:
    """Return what the rules above would let `actor` do for `subject` now; it asks them, so it cannot disagree with them."""
    return Possibilities(
        roles=tuple(
            role
            for role in (Role.LEADER, Role.MEMBER, Role.OBSERVER)
            if role != subject.role and _passes(check_may_change_role, actor, subject, role, gathered)
        ),
        can_move=_passes(check_may_move, actor, subject),
        can_remove=_passes(check_may_remove, actor, subject, gathered),
        can_offer=_passes(check_may_offer_facilitation, actor, subject, gathered)
        and actor.member != subject.member,
    )


def may_act_for(actor: Standing, subject: Standing, *, party_has_steward: bool) -> bool:
    """Whether a list should lead from `subject` to a page with choices for `actor`: a cheap look, the rules decide there."""
    if actor.member == subject.member or (actor.is_steward and actor.party == subject.party):
        return True
    if actor.role != Role.FACILITATOR or subject.role == Role.FACILITATOR:
        return False
    return subject.is_steward or not party_has_steward


def _check_is_steward_of(actor: Standing, subject: Standing) -> None:
    if not (actor.is_steward and actor.party == subject.party):
        _refuse(
            "own-party-only",
            403,
            gettext_noop(
                "Only facilitators and leaders of this person's own party can do this. No party administers another party's people."
            ),
        )


def _check_leaves_a_facilitator(subject: Standing, gathered: Gathered) -> None:
    if subject.role == Role.FACILITATOR and not gathered.has_other_facilitator(subject.member):
        _refuse(
            "last-facilitator",
            409,
            gettext_noop("A collaboration always has a facilitator. Hand it over to someone first."),
        )


def _refuse(code: str, status: int, words: str, *, field: str | None = None) -> NoReturn:
    raise Problem(code, status=status, words=words, field=field)


def _passes(check: Callable[..., None], *facts: object) -> bool:
    try:
        check(*facts)
    except Problem:
        return False
    return True
