"""Mail without a mail server, for the quick start only: shown on the console and kept for the owner's mailbox page."""

import ipaddress
import sys
from collections.abc import Sequence
from typing import TextIO

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.http import HttpRequest
from django.utils import timezone

from breakthrough.people.models import KeptMail

KEPT = 100
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


class MailboxBackend(BaseEmailBackend):
    """Prints every message and, in the quick start, keeps the newest hundred in the database."""

    def __init__(self, *, fail_silently: bool = False, stream: TextIO | None = None, **_: object) -> None:
        super().__init__(fail_silently=fail_silently)
        self.stream = stream

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Show and keep the messages; never fails for want of a server."""
        stream = self.stream or sys.stdout
        for message in email_messages:
            to = ", ".join(message.to)
            stream.write(f"\n--- Message to {to}\n    {message.subject}\n\n{message.body}\n---\n")
            stream.flush()
            if settings.QUICKSTART:
                KeptMail.objects.create(
                    to=to[:254], subject=str(message.subject)[:200], text=str(message.body), at=timezone.now()
                )
        newest = KeptMail.objects.values_list("pk", flat=True)[:KEPT]
        KeptMail.objects.exclude(pk__in=list(newest)).delete()
        return len(email_messages)


def is_on_this_machine(request: HttpRequest) -> bool:
    """Whether the request comes from this very machine: a loopback address, and no sign of a proxy in between."""
    if any(header in request.META for header in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False
