"""What people on a roster do besides giving: object by name, and report what their browser can."""

from datetime import datetime

from django.db import transaction

from breakthrough.ballots import queries, rules
from breakthrough.ballots.actions import records
from breakthrough.ballots.models import Capability, Joining, Objection
from breakthrough.collaborations.models import Member
from breakthrough.people.models import Person


@transaction.atomic
def raise_objection(*, member: Member, joining: Joining, words: str, now: datetime) -> Objection:
    """Say by name, for everybody on the page, what is wrong with the roster or the card; saying it again replaces it."""
    held = records.hold(joining)
    place = queries.find_place(member, held)
    first = queries.list_scopes(held)[0]
    rules.check_may_raise_objection(queries.phase_of(first), is_on_roster=place is not None, words=words)
    objection, _ = Objection.objects.update_or_create(
        place=place, defaults={"words": words.strip(), "at": now}
    )
    records.note(held, "sealed.objected", actor=member, now=now, facts={"member": str(member.pk)})
    return objection


def note_capability(*, person: Person, has_ed25519: bool) -> None:
    """Keep what this person's browser can make; the next round is prepared so that everybody can take part."""
    known = Capability.objects.filter(person=person).first()
    if known is None or known.has_ed25519 != has_ed25519:
        Capability.objects.update_or_create(person=person, defaults={"has_ed25519": has_ed25519})
