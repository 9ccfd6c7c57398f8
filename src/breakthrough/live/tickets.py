"""Tickets: signed permission to hear that one topic changed, handed out by pages whose reader may see it."""

from dataclasses import dataclass

from django.core import signing

SALT = "breakthrough.live.ticket"
HOURS = 12


@dataclass(frozen=True, slots=True)
class Ticket:
    """What a reader may follow, and what the page that gave the ticket already showed.

    `seen` is the newest version known when the page's request began, or None where no feed runs.
    """

    topic: str
    seen: int | None


def write(ticket: Ticket) -> str:
    """Return `ticket` signed and safe to put into an address."""
    return signing.dumps([ticket.topic, ticket.seen], salt=SALT)


def find(text: str) -> Ticket | None:
    """Return the ticket that `text` holds, or None when it is forged, broken or older than twelve hours."""
    try:
        match signing.loads(text, salt=SALT, max_age=HOURS * 3600):
            case [str(topic), int() | None as seen]:
                return Ticket(topic=topic, seen=seen)
    except (signing.BadSignature, ValueError):
        return None
    return None
