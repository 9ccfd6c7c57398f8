"""A member's part in sealed rounds, when they export it, turn out to be here twice, or delete themselves."""

from collections.abc import Mapping
from datetime import datetime

from breakthrough.ballots import actions, queries, registry
from breakthrough.ballots.models import AskedPlan, Capability, Joining, Objection, Place
from breakthrough.ballots.rules import Phase
from breakthrough.collaborations.models import Member
from breakthrough.people.models import Person
from breakthrough.people.registry import Json


def export(member: Member) -> Json:
    """Return the rounds on whose roster the member is, whether a credential was fetched, and what they objected.

    What they gave is not here: nobody knows which it was. Their own browser does.
    """
    places = Place.objects.select_related("joining", "objection").filter(member=member)
    return [
        {
            "round": str(place.joining_id),
            "practice": place.joining.practice,
            "name_on_roster": place.name,
            "has_credential": bool(queries.list_issued(place)),
            "objection": place.objection.words if hasattr(place, "objection") else None,
        }
        for place in places.order_by("joining__at")
    ]


def merge(guest: Member, kept: Member, now: datetime) -> None:  # noqa: ARG001 (the shape every floor has)
    """Carry the guest's places over, and the rounds they prepared. Where both are on one roster, they become one person, who gets one credential."""
    Joining.objects.filter(by=guest).update(by=kept)
    own = {place.joining_id: place for place in Place.objects.filter(member=kept)}
    for place in Place.objects.filter(member=guest):
        if place.joining_id in own:
            place.same_as = own[place.joining_id]
            place.save(update_fields=["same_as"])
        else:
            place.member = kept
            place.save(update_fields=["member"])


def erase(member: Member, now: datetime) -> None:
    """Take the name off every roster, and the objections. A round in joining starts anew: its roster is not true any more."""
    for place in Place.objects.select_related("joining__collaboration").filter(member=member):
        if any(queries.phase_of(one) is Phase.JOINING for one in queries.list_scopes(place.joining)):
            actions.void(joining=place.joining, actor=None, now=now)
    Objection.objects.filter(place__member=member).delete()
    Place.objects.filter(member=member).update(name="")
    for plan in AskedPlan.objects.select_related("joining").filter(joining__by=member):
        if registry.is_run_by_leaders(plan.joining.practice):
            plan.delete()  # it asks about them, by name


def export_person(person: Person) -> Mapping[str, Json]:
    """Return what the person's browsers reported they can do."""
    known = Capability.objects.filter(person=person).first()
    return {"sealing": {"has_ed25519": known.has_ed25519 if known else None}}


def merge_person(from_person: Person, to_person: Person, now: datetime) -> None:  # noqa: ARG001 (as above)
    """Forget what the guest's browser reported; the account's browsers report again."""
    Capability.objects.filter(person=from_person).delete()


def erase_person(person: Person, now: datetime) -> None:  # noqa: ARG001 (as above)
    """Forget what the person's browsers reported."""
    Capability.objects.filter(person=person).delete()
