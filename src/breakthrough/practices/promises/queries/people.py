"""Who can be asked, and what a member wants to hear."""

from collections.abc import Sequence
from dataclasses import dataclass

from breakthrough.collaborations.models import Member, Party
from breakthrough.kernel.problem import Problem
from breakthrough.kernel.roles import Role
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises.models import PromiseFeed, PromiseNotices


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody to ask: a member, or a party as a whole (`member` is None)."""

    party: Party
    member: Member | None = None

    @property
    def key(self) -> str:
        """The recipient as it stands in forms and in the API: a member's id, or `party-<id>`."""
        return str(self.member.pk) if self.member else f"party-{self.party.pk}"


def list_recipients(member: Member) -> list[tuple[Party, list[Recipient]]]:
    """Return everybody who can be asked, by party, the party itself first; not oneself, not observers. Two queries."""
    people = (
        Member.objects.select_related("person")
        .filter(collaboration_id=member.collaboration_id, departure__isnull=True)
        .exclude(role=Role.OBSERVER)
        .exclude(pk=member.pk)
        .order_by("person__name", "id")
    )
    by_party: dict[int, list[Member]] = {}
    for one in people:
        by_party.setdefault(one.party_id, []).append(one)
    parties = Party.objects.filter(collaboration_id=member.collaboration_id)
    return [
        (party, [Recipient(party), *(Recipient(party, one) for one in by_party.get(party.pk, ()))])
        for party in parties
    ]


def get_recipients(member: Member, keys: Sequence[str]) -> list[Recipient]:
    """Return those whom `keys` name, each once; a 422 Problem for anybody who cannot be asked here."""
    known = {one.key: one for _party, found in list_recipients(member) for one in found}
    wanted = list(dict.fromkeys(keys))
    if str(member.pk) in wanted:
        raise Problem(
            "ask-somebody-else",
            status=422,
            words=gettext_noop("A promise is between two people. Choose somebody else."),
            field="to_1",
        )
    if any(key not in known for key in wanted):
        raise Problem(
            "recipient-unknown",
            status=422,
            words=gettext_noop("Somebody you chose is not here any more. Choose again."),
            field="to_1",
        )
    return [known[key] for key in wanted]


def get_notices(member: Member) -> PromiseNotices:
    """Return what the member wants to hear; the usual, not stored, where they never said."""
    return PromiseNotices.objects.filter(member=member).first() or PromiseNotices(member=member)


def find_feed(member: Member) -> PromiseFeed | None:
    """Return what is known of the member's calendar feed (when it was made), or None."""
    return PromiseFeed.objects.filter(member=member).first()
