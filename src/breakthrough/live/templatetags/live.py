"""`{% load live %}<div data-live="{% live_url topic %}">…`: follow a topic from a page."""

from django import template
from django.template import Context

from breakthrough.live import tickets

register = template.Library()

SEEN = "breakthrough.live.seen"


@register.simple_tag(takes_context=True)
def live_url(context: Context, topic: str) -> str:
    """Return the address under which this page's reader may follow `topic` for twelve hours.

    Only put it on a page whose reader may see what the topic is about.
    """
    request = context.get("request")
    scope = request.META.get("asgi.scope") if request is not None else None
    seen = scope.get(SEEN) if scope else None
    return f"/live/{tickets.write(tickets.Ticket(topic=str(topic), seen=seen))}"
