"""A QR code to point a phone at. How it looks."""

import io

import segno
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from breakthrough.web.components.shape import Component, Example


def _draw(address: str) -> SafeString:
    drawing = io.BytesIO()
    segno.make(address, error="m").save(
        drawing,
        kind="svg",
        border=0,
        xmldecl=False,
        svgns=False,
        omitsize=True,
        svgclass=None,
        lineclass=None,
    )
    return SafeString(drawing.getvalue().decode())


COMPONENT = Component(
    name="qr",
    words="Holds an SVG made with segno (`omitsize=True`, no classes). Always dark on white, so that every camera reads it.",
    required=("svg", "words"),
    optional={"caption": ""},
    examples=(
        Example(
            "A join link",
            {
                "svg": _draw("https://breakthrough.example/join/7KQ2MP"),
                "words": _("QR code that leads to the page for joining"),
                "caption": "breakthrough.example/join",
            },
        ),
    ),
)
