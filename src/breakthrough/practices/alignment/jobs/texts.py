"""Letters about a text, each in its reader's language: a reservation of theirs was answered; a new version was written."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.core import mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import Truncator
from django.utils.translation import gettext

from breakthrough.background import work
from breakthrough.collaborations.models import Member
from breakthrough.kernel.words import gettext_noop
from breakthrough.practices.alignment import actions, queries
from breakthrough.practices.alignment.actions.notifying import A_WHILE, TELL_ANSWERED_KIND, TELL_VERSION_KIND
from breakthrough.practices.alignment.rules.differences import Kind
from breakthrough.practices.alignment.rules.reservations import AnswerKind
from breakthrough.practices.alignment.rules.wording import ANSWER_WORDS

logger = logging.getLogger("breakthrough.alignment")


@work.kind(TELL_ANSWERED_KIND, title=gettext_noop("Telling somebody that their reservation was answered"))
def tell_answered(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:  # noqa: ARG001 (every job has this shape)
    """Tell whoever raised a reservation by name, and is still here, that it was answered: once for each answer."""
    said = queries.find_answer(int(str(payload["said"])))
    raiser = said.reservation.by if said else None
    if said is None or raiser is None or not raiser.person.email:
        return {"sent": 0}
    reservation, text = said.reservation, said.reservation.text
    answered = said.answered
    with translation.override(raiser.person.language or None):
        name = str(said.by.person) if said.by else gettext("somebody who has left")
        context = {
            "name": name,
            "what": reservation.what or gettext("Reservation %(number)d") % {"number": reservation.number},
            "kind": gettext(ANSWER_WORDS[AnswerKind(answered.kind)]),
            "version": answered.version.number if answered.version else None,
            "words": said.words,
            "link": _address("alignment:reservation", raiser, text.pk, reservation.number),
        }
        subject = gettext("Your reservation was answered: %(title)s") % {"title": text.title}
        body = render_to_string("alignment/mail/answered.txt", context)
    return {"sent": _send(raiser, f"answered:{said.pk}", subject, body, now=timezone.now())}


@work.kind(TELL_VERSION_KIND, title=gettext_noop("Telling everybody of a new version"))
def tell_version(progress: work.Progress, payload: Mapping[str, work.Json]) -> work.Json:
    """Tell everybody but its writer what the newest version changes, and what they are asked again because of it."""
    version = queries.find_newest(uuid.UUID(str(payload["text"])))
    readers = queries.list_readers(version.text) if version else []
    sent = 0
    for place, reader in enumerate(readers):
        assert version is not None  # noqa: S101 (there are readers of it)
        progress.report(
            place / len(readers), gettext_noop("%(done)d of %(all)d sent"), done=place, all=len(readers)
        )
        if reader.pk == version.by_id:
            continue
        subject, body = _write_version(version, reader)
        occasion = actions.version_occasion(version.text_id, version.number)
        sent += _send(reader, occasion, subject, body, now=timezone.now())
    return {"sent": sent}


def _write_version(version: queries.Version, reader: Member) -> tuple[str, str]:
    text, number = version.text, version.number
    before = queries.find_last_told(version, within=A_WHILE)
    changes = [
        one
        for one in queries.list_changes(reader, text.pk, number, before=before)
        if one.change.kind is not Kind.SAME
    ]
    answered = [
        one
        for one in queries.list_raised(reader, text)
        if any(before < (told.version or 0) <= number for told in one.told)
    ]
    with translation.override(reader.person.language or None):
        context = {
            "name": str(version.by.person) if version.by else gettext("somebody who has left"),
            "number": number,
            "title": text.title,
            "note": version.note,
            "changes": [
                {
                    "taken_out": one.change.kind is Kind.REMOVED,
                    "words": Truncator(_words_of(one)).chars(600),
                }
                for one in changes
            ],
            "answers": [{"number": one.number, "what": one.what, "is_yours": one.is_own} for one in answered],
            "link": _address("alignment:version", reader, text.pk, number),
        }
        subject = gettext("Version %(number)d: %(title)s") % {"number": number, "title": text.title}
        return subject, render_to_string("alignment/mail/version.txt", context)


def _words_of(line: queries.ChangeLine) -> str:
    """The part as it reads now, or as it read where it was taken out."""
    left_out = "" if line.change.kind is Kind.REMOVED else "removed"
    return " ".join(
        "".join(part.text for part in line.change.stretches if part.kind.value != left_out).split()
    )


def _send(member: Member, occasion: str, subject: str, body: str, *, now: datetime) -> int:
    if not actions.claim_text_letter(member=member, occasion=occasion, now=now):
        return 0
    try:
        return mail.send_mail(subject, body, None, [str(member.person.email)])
    except OSError as failure:
        logger.warning("The mail server did not take a letter about a text: %s", failure)
        return 0


def _address(name: str, member: Member, *args: object) -> str:
    return str(settings.ADDRESS) + reverse(name, args=[member.collaboration.slug, *args])
