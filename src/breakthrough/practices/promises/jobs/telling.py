"""Letters: about a step, before and on a due day, and once a week. Each is noted before it goes, so that none goes twice."""

import logging
import uuid
from collections.abc import Mapping

from django.core import mail
from django.utils import timezone

from breakthrough.background import work
from breakthrough.collaborations.models import Member
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.promises import actions, queries, rules
from breakthrough.practices.promises.actions.steps import DIGEST, LOOK_AFTER, TELL
from breakthrough.practices.promises.jobs import letters

logger = logging.getLogger("breakthrough.promises")

_OTHER = {rules.Side.CUSTOMER: (rules.Side.PERFORMER,), rules.Side.PERFORMER: (rules.Side.CUSTOMER,)}
_BOTH = (rules.Side.CUSTOMER, rules.Side.PERFORMER)


@work.kind(TELL, title=gettext_noop("Sending word of a promise"))
def tell(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (one letter needs no progress)
    """Tell the other side of a step, if they want to hear of each one; of what the clock did, tell both."""
    step = queries.get_step(int(str(payload["step"])))
    if step is None:
        return {"sent": 0}
    sent = 0
    for side in _OTHER.get(rules.Side(step.side), _BOTH):
        for reader in queries.list_readers(step.promise, side):
            notices = getattr(reader, "promise_notices", None)
            if reader.pk != step.by_id and (notices is None or notices.each_step):
                sent += _send(reader, f"step:{step.pk}", letters.about_step(step, reader))
    return {"sent": sent}


@work.kind(LOOK_AFTER, title=gettext_noop("Looking after a promise"))
def look_after(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (done at once)
    """Do what is due by the clock. Reminders: to the performer two days before, to both on the day; none after that."""
    now = timezone.now()
    promise, call = actions.look_after(promise_id=uuid.UUID(str(payload["promise"])), now=now)
    if promise is None or call is None:
        return {"sent": 0}
    sides = (rules.Side.PERFORMER,) if call is rules.Call.BEFORE else _BOTH
    sent = 0
    for side in sides:
        for reader in queries.list_readers(promise, side):
            occasion = f"{call.value}:{promise.pk}:{promise.due_date}"
            sent += _send(reader, occasion, letters.reminder(promise, reader, side, call))
    return {"sent": sent}


@work.kind(DIGEST, title=gettext_noop("Sending weekly letters about promises"))
def digest(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Send the digests of this weekday; tomorrow is looked at again as long as anything is open."""
    now = timezone.now()
    collaboration = str(payload["collaboration"])
    digests = queries.list_digests(uuid.UUID(collaboration), now=now)
    sent = 0
    for place, one in enumerate(digests):
        progress.report(
            place / len(digests), gettext_noop("%(done)d of %(all)d sent"), done=place, all=len(digests)
        )
        sent += _send(one.member, f"digest:{now:%G-%V}", letters.digest(one, now=now))
    if queries.is_any_open(uuid.UUID(collaboration)):
        work.appoint(DIGEST, payload, key=f"promises:digest:{collaboration}", at=rules.next_digest(now=now))
    return {"sent": sent}


def _send(reader: Member, occasion: str, letter: letters.Letter) -> bool:
    if not actions.note_letter(member=reader, occasion=occasion, now=timezone.now()):
        return False
    try:
        mail.send_mail(letter.subject, letter.text, None, [str(reader.person.email)])
    except OSError as failure:
        logger.warning("The mail server did not take a letter about a promise: %s", failure)
        return False
    return True
