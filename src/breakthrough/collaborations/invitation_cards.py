"""A shared invitation as it is shown: its link, its code, and a picture that a phone can read."""

import functools
import io
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from breakthrough.collaborations import links
from breakthrough.collaborations.models import Invitation


@dataclass(frozen=True, slots=True)
class Card:
    """What goes on a slide or a slip of paper; `picture` is an inline SVG in black."""

    invitation: Invitation
    link: str
    code: str
    picture: SafeString


def card_of(invitation: Invitation) -> Card:
    """Return the card of a shared invitation."""
    link = links.address_of(invitation.pk)
    return Card(invitation=invitation, link=link, code=invitation.code or "", picture=picture_of(link))


@functools.lru_cache(
    maxsize=512
)  # drawing one takes 20 ms and more, and a page shows one per party again and again
def picture_of(link: str) -> SafeString:
    """Return the QR code of `link` as an SVG element that scales, without styles; it stands on white."""
    out = io.BytesIO()
    segno.make(link, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=False,
        omitsize=True,
        border=2,
        dark="#000",
        light=None,
        svgclass=None,
        lineclass=None,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308 (made by the library from our own address; holds nothing a person typed)
