"""Opening and closing: the first opening ends issuing for good; closing is announced, then comes by the clock."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count

from breakthrough.background import work
from breakthrough.ballots import neighbours, queries, registry, rules
from breakthrough.ballots.actions import preparing, records
from breakthrough.ballots.models import (
    Closing,
    ClosingNotice,
    IssuedCredential,
    Joining,
    Key,
    Opening,
    PlannedClosing,
    Scope,
)
from breakthrough.ballots.rules import Phase
from breakthrough.collaborations.models import Member

CLOSE = "ballots.close"


@transaction.atomic
def open_scope(
    *, joining: Joining, label: str, actor: Member | None, now: datetime, root: bytes | None = None
) -> None:
    """Open a scope. The first opening of a round ends issuing for good and destroys the private keys.

    `root` names what is voted on, where votes are given. Refused unless every key of the round has issued to k people.
    """
    records.check_may_run(actor, practice=joining.practice, joining=joining)
    held = records.hold(joining)
    scopes = queries.list_scopes(held)
    scope = queries.get_scope(held, label)
    phase = queries.phase_of(scope)
    earlier = [queries.phase_of(one) for one in scopes if one.position < scope.position]
    rules.check_may_open(phase, earlier=earlier)
    if phase is Phase.JOINING:
        _end_issuing(held)
    Opening.objects.create(scope=scope, by=actor, at=now, root=root.hex() if root else "")
    keys = list(Key.objects.filter(scope=scope))
    issued = {f"issued_{key.cell}": key.issued for key in keys}
    records.note(
        held,
        "sealed.opened",
        actor=actor,
        now=now,
        facts={"label": label, "issued": sum(key.issued or 0 for key in keys), **issued},
    )
    neighbours.get_box().open_scope(
        held.round_bytes,
        label,
        issued={bytes.fromhex(key.key_id): key.issued or 0 for key in keys},
        root=root,
    )


@transaction.atomic
def plan_closing(*, joining: Joining, label: str, at: datetime) -> None:
    """Say when a scope is meant to close, or that it is another time now. Nothing closes by it: see `announce_closing`.

    Over days every browser sends what is unused on the last day before, so that who gave something is not visible as
    traffic when the close is announced.
    """
    held = records.hold(joining)
    PlannedClosing.objects.update_or_create(scope=queries.get_scope(held, label), defaults={"at": at})
    records.announce(held.pk)


@transaction.atomic
def announce_closing(*, joining: Joining, label: str, actor: Member | None, now: datetime) -> datetime:
    """Tell everybody when the scope closes, and return that time: half a minute in a room, ten minutes over days."""
    records.check_may_run(actor, practice=joining.practice, joining=joining)
    held = records.hold(joining)
    scope = queries.get_scope(held, label)
    rules.check_may_announce_closing(queries.phase_of(scope))
    closes_at = now + rules.GRACE[held.mode]
    ClosingNotice.objects.create(scope=scope, by=actor, at=now, closes_at=closes_at)
    _appoint_close(scope, closes_at)
    records.note(held, "sealed.closing", actor=actor, now=now, facts={"label": label})
    return closes_at


@transaction.atomic
def put_close_off(*, joining: Joining, label: str, now: datetime) -> bool:
    """Appoint the close anew and return True where the announced time is still to come: a clock can be set back."""
    scope = queries.get_scope(records.hold(joining), label)
    notice = getattr(scope, "closing_notice", None)
    if notice is None or hasattr(scope, "closing") or notice.closes_at <= now:
        return False
    _appoint_close(scope, notice.closes_at)
    return True


@transaction.atomic
def close_scope(*, joining: Joining, label: str, now: datetime) -> None:
    """Close the scope once the time of grace is over; closing what is closed changes nothing."""
    held = records.hold(joining)
    scope = queries.get_scope(held, label)
    if hasattr(scope, "closing"):
        return
    notice = getattr(scope, "closing_notice", None)
    rules.check_may_close(queries.phase_of(scope), closes_at=notice.closes_at if notice else None, now=now)
    Closing.objects.create(scope=scope, at=now)
    work.cancel_appointment(_close_key(scope))
    records.note(held, "sealed.closed", actor=None, now=now, facts={"label": label})
    registry.tell(held, label, "closed", now)
    neighbours.get_box().close_scope(held.round_bytes, label)


def _end_issuing(joining: Joining) -> None:
    rows = IssuedCredential.objects.filter(key__scope__joining=joining)
    counts = dict(rows.values_list("key").annotate(count=Count("pk")))
    twins = {
        place: same
        for place, same in joining.places.filter(same_as__isnull=False).values_list("pk", "same_as")
        if same
    }
    people: dict[str, dict[int, int]] = {}
    for key in Key.objects.select_related("scope").filter(scope__joining=joining):
        places = set(rows.filter(key=key).values_list("place", flat=True))
        people.setdefault(key.scope.label, {})[key.cell] = rules.count_people(places, twins)
        key.issued = counts.get(key.pk, 0)
        key.save(update_fields=["issued"])
    for cells in people.values():
        if rules.EVERYONE in cells:
            rules.check_enough(cells[rules.EVERYONE], k=joining.k)
        else:
            rules.check_enough(sum(cells.values()), k=joining.k)
            rules.check_may_split(cells, k=joining.k)
    preparing.destroy_keys(joining)


def _appoint_close(scope: Scope, at: datetime) -> None:
    payload = {"joining": str(scope.joining_id), "label": scope.label}
    work.appoint(CLOSE, payload, key=_close_key(scope), at=at)


def _close_key(scope: Scope) -> str:
    return f"{CLOSE}:{scope.joining_id}:{scope.label}"
