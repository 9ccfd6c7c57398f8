"""What the clock does: it ends what nobody answered, closes what was due a month ago, and says which reminder is due."""

import uuid
from datetime import datetime

from django.db import transaction

from breakthrough.collaborations.models import Member
from breakthrough.practices.promises import queries, rules
from breakthrough.practices.promises.actions import steps
from breakthrough.practices.promises.models import Promise, PromiseLetter

_ENDS = {rules.Call.LAPSE: rules.Event.LAPSE, rules.Call.END: rules.Event.CLOSE_NOT_KEPT}


@transaction.atomic
def look_after(*, promise_id: uuid.UUID, now: datetime) -> tuple[Promise | None, rules.Call | None]:
    """Do what is due for a promise by the clock; return it and the reminder that is due now, if one is.

    Only the latest reminder counts: whoever was not reached in time is not told twice. Running it again changes nothing.
    """
    known = queries.find_promise(promise_id)
    if known is None:
        return None, None
    promise = steps.hold(known.collaboration_id, known.pk)
    before = queries.list_steps(promise)
    due = [call for at, call in rules.list_calls(steps.timing_of(promise, before)) if at <= now]
    event = _ENDS.get(due[-1]) if due else None
    if event is not None:
        conversation = queries.conversation_of(promise, before)
        rules.check_clock(conversation, event, answer_by=promise.answer_by, now=now)
        steps.append(promise, before, steps.Said(event=event), side=rules.Side.SYSTEM, by=None, now=now)
        return promise, None
    steps.appoint(promise, before, now=now)
    return promise, due[-1] if due else None


def note_letter(*, member: Member, occasion: str, now: datetime) -> bool:
    """Remember that this letter is being sent, before it is; return False if it was sent before: none goes twice."""
    _letter, is_fresh = PromiseLetter.objects.get_or_create(
        member=member, occasion=occasion, defaults={"at": now}
    )
    return is_fresh
