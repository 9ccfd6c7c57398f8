"""The messages people get about their own account, each in its reader's language."""

import logging

from django.core import mail
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from breakthrough.kernel.problem import Problem
from breakthrough.kernel.words import gettext_noop

logger = logging.getLogger("breakthrough.people")


def send_code(*, to: str, code: str, language: str) -> None:
    """Send a six-digit code; raises a Problem (503) if the mail server does not take it."""
    with translation.override(language or None):
        # The code stands in the subject too: many phones offer it from there.
        subject = gettext("%(code)s is your code for Breakthrough") % {"code": code}
        text = render_to_string("people/mail/code.txt", {"code": code})
    try:
        mail.send_mail(subject, text, None, [to])
    except OSError as failure:
        logger.warning("The mail server did not take a message: %s", failure)
        raise Problem(
            "mail-not-sent",
            status=503,
            words=gettext_noop(
                "We could not send the message just now. Nothing is lost; try again in a few minutes."
            ),
        ) from failure


def send_address_changed(*, to: str, language: str) -> None:
    """Tell the former address that it no longer signs in; the change holds even if this cannot be sent."""
    with translation.override(language or None):
        subject = gettext("Your address on Breakthrough was changed")
        text = render_to_string("people/mail/address_changed.txt")
    try:
        mail.send_mail(subject, text, None, [to])
    except OSError as failure:
        logger.warning("The mail server did not take a message: %s", failure)
