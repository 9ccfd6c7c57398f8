"""The background door: invitations go out by e-mail, each tried once."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from breakthrough.background import work
from breakthrough.collaborations import links, queries
from breakthrough.collaborations.actions.invitations import SEND_KIND
from breakthrough.collaborations.models import Mailing
from breakthrough.kernel.words import gettext_noop
from breakthrough.live import announcements

logger = logging.getLogger("breakthrough.collaborations")


@work.kind(SEND_KIND, title=gettext_noop("Sending invitations"))
def send_invitations(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Mail what was asked for at one moment. A mail is marked as tried before it goes out: started again, none goes twice."""
    collaboration_id = uuid.UUID(str(payload["collaboration"]))
    waiting = queries.list_waiting_mailings(
        collaboration_id, asked_at=datetime.fromisoformat(str(payload["asked_at"]))
    )
    sent = 0
    for place, mailing in enumerate(waiting):
        progress.report(
            place / len(waiting), gettext_noop("%(done)d of %(all)d sent"), done=place, all=len(waiting)
        )
        sent += _send(mailing)
    announcements.announce_on_commit(f"collaboration:{collaboration_id}")
    result: dict[str, work.Json] = {"sent": sent, "failed": len(waiting) - sent}
    if waiting:
        result["next"] = reverse("collaborations:invite", args=[waiting[0].invitation.collaboration.slug])
    return result


def _send(mailing: Mailing) -> bool:
    if not Mailing.objects.filter(pk=mailing.pk, tried_at__isnull=True).update(tried_at=timezone.now()):
        return False
    subject, text = _letter(mailing)
    try:
        mail.send_mail(subject, text, None, [str(mailing.invitation.address)])
    except OSError as failure:
        logger.warning("The mail server did not take an invitation: %s", failure)
        return False
    Mailing.objects.filter(pk=mailing.pk).update(sent_at=timezone.now())
    return True


def _letter(mailing: Mailing) -> tuple[str, str]:
    invitation = mailing.invitation
    by = invitation.by.person if invitation.by else None
    with translation.override((by.language if by else "") or None):
        subject = gettext("You are invited: %(name)s") % {"name": invitation.collaboration.name}
        context = {"invitation": invitation, "by": by, "link": links.address_of(invitation.pk)}
        return subject, render_to_string("collaborations/mail/invitation.txt", context)
