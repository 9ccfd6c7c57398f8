"""The journal in words: each verb is one sentence. Names are looked up when the page is shown, never stored.

Places a sentence may hold: `%(actor)s` (who did it), `%(member)s` and `%(party)s` (of whom, where), `%(role)s`, and any plain
fact of the line by its own name.
"""

from collections.abc import Mapping

from django.utils.translation import gettext

from breakthrough.collaborations import registry
from breakthrough.collaborations.models import JournalEntry, Member, Party
from breakthrough.kernel.roles import ROLE_WORDS, Role
from breakthrough.kernel.words import gettext_noop

SENTENCES: dict[str, str] = {
    "collaboration.created": gettext_noop("%(actor)s started this collaboration."),
    "collaboration.renamed": gettext_noop("%(actor)s gave the collaboration another name."),
    "ambition.changed": gettext_noop("%(actor)s changed the ambition. It is version %(version)s now."),
    "party.added": gettext_noop("%(actor)s added the party %(party)s."),
    "party.renamed": gettext_noop("%(actor)s gave the party %(party)s the name it has now."),
    "member.joined": gettext_noop("%(member)s joined for %(party)s (%(role)s)."),
    "member.came_back": gettext_noop("%(member)s came back for %(party)s (%(role)s)."),
    "member.left": gettext_noop("%(member)s left."),
    "member.removed": gettext_noop("%(actor)s removed %(member)s from %(party)s."),
    "member.erased": gettext_noop("Somebody of %(party)s deleted everything that identified them."),
    "member.merged": gettext_noop(
        "%(member)s was here twice, as a guest and with an account. It is one membership now."
    ),
    "member.role_changed": gettext_noop("%(actor)s changed the role of %(member)s to %(role)s."),
    "member.leading_changed": gettext_noop(
        "%(actor)s said whether they lead their party besides facilitating."
    ),
    "member.moved": gettext_noop("%(actor)s moved %(member)s to %(party)s."),
    "facilitation.offered": gettext_noop("%(actor)s asked %(member)s to facilitate."),
    "facilitation.withdrawn": gettext_noop(
        "%(actor)s took the question back whether %(member)s would facilitate."
    ),
    "facilitation.accepted": gettext_noop("%(member)s agreed to facilitate."),
    "facilitation.declined": gettext_noop("%(member)s chose not to facilitate."),
    "facilitation.laid_down": gettext_noop("%(member)s handed facilitation over."),
    "facilitation.passed_on": gettext_noop(
        "The last facilitator is gone. Facilitation passed to %(member)s."
    ),
    "invitation.link_made": gettext_noop("%(actor)s made a fresh link and code for %(party)s (%(role)s)."),
    "invitation.taken_back": gettext_noop("%(actor)s took back an invitation to %(party)s."),
    "invitation.people_invited": gettext_noop(
        "%(actor)s invited people by e-mail. Number of people: %(count)s."
    ),
    "invitation.sent_again": gettext_noop("%(actor)s sent an invitation again."),
}


def sentence_of(entry: JournalEntry, *, people: Mapping[str, Member], parties: Mapping[int, Party]) -> str:
    """Return what the line says, in the reader's language; whoever has left without a name is "someone who left"."""
    words = SENTENCES.get(entry.verb) or registry.find_sentence(entry.verb)
    if words is None:
        return gettext("%(actor)s: %(verb)s") % {"actor": _name(people, entry.actor), "verb": entry.verb}
    places: dict[str, object] = dict(entry.facts)
    places["actor"] = _name(people, entry.actor)
    places["member"] = _name(people, entry.facts.get("member"))
    places["party"] = _party(parties, entry.facts.get("party"))
    places["role"] = _role(entry.facts.get("role"))
    return gettext(words) % _Places(places)


class _Places(dict[str, object]):
    """A line written by an older or later version may lack a fact: it reads as a dash instead of failing."""

    def __missing__(self, key: str) -> str:
        return "–"


def _name(people: Mapping[str, Member], member_id: object) -> str:
    if member_id is None:
        return gettext("Breakthrough")
    member = people.get(str(member_id))
    return str(member.person) if member else gettext("someone who left")


def _party(parties: Mapping[int, Party], party_id: object) -> str:
    party = parties.get(party_id) if isinstance(party_id, int) else None
    return party.name if party else gettext("a party")


def _role(role: object) -> str:
    return gettext(ROLE_WORDS[Role(role)]) if isinstance(role, str) and role in set(Role) else "–"
