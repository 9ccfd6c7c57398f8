"""Vega-Lite specifications to SVG that our pages may carry: no style attributes, our colours, words for screen readers.

Drawing starts a JavaScript engine (about 0.8 s and 90 MB the first time): only jobs call `render`. Colours are literal in
what is stored; `in_theme` exchanges them, so that one drawing serves light, dark and the page's own custom properties.
"""

import re
import xml.etree.ElementTree as ET
from typing import Any, Literal

Theme = Literal["light", "dark", "page"]

LIGHT = {
    "paper": "#fcf9f4",
    "ink": "#282019",
    "ink-2": "#5f564f",
    "rule": "#dfdad2",
    "wash": "#f4efe7",
    "accent": "#b4481e",
}
DARK = {
    "paper": "#1a1511",
    "ink": "#ebe7e1",
    "ink-2": "#b0aaa1",
    "rule": "#3c3732",
    "wash": "#2c2520",
    "accent": "#ea8751",
}

_SVG = "http://www.w3.org/2000/svg"
_SPOKEN = ("role", "aria-label", "aria-roledescription", "aria-hidden", "style", "pointer-events", "class")
_LITERAL = re.compile("|".join(LIGHT.values()))
_TOKENS = {colour: name for name, colour in LIGHT.items()}


def render(spec: dict[str, Any], theme: Theme = "light") -> str:
    """Return `spec` drawn as SVG. Its `usermeta` must hold `key`, `title` and `description`, which screen readers get.

    Nothing is fetched: a spec that names an address fails. Raises ValueError if the spec cannot be drawn.
    """
    import vl_convert

    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    return in_theme(_speak(svg, **spec["usermeta"]), theme)


def in_theme(svg: str, theme: Theme) -> str:
    """Return a drawing made with the light colours in those of `theme` ("page": the page's custom properties)."""
    if theme == "light":
        return svg
    if theme == "dark":
        return _LITERAL.sub(lambda found: DARK[_TOKENS[found.group()]], svg)
    return _LITERAL.sub(lambda found: f"var(--{_TOKENS[found.group()]})", svg)


def config() -> dict[str, Any]:
    """Return the part of a Vega-Lite specification that every chart of ours shares."""
    text = {
        "labelColor": LIGHT["ink-2"],
        "titleColor": LIGHT["ink-2"],
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": 400,
    }
    return {
        "font": "Inter, system-ui, sans-serif",
        "background": None,
        "view": {"stroke": None},
        "axis": {
            **text,
            "domainColor": LIGHT["rule"],
            "tickColor": LIGHT["rule"],
            "gridColor": LIGHT["rule"],
            "grid": False,
        },
        "text": {"color": LIGHT["ink"], "fontSize": 13},
        "aria": False,
    }


def _speak(svg: str, *, key: str, title: str, description: str) -> str:
    """Make the drawing one image with a title and a description, and take away everything else that would be read out."""
    ET.register_namespace("", _SVG)
    root = ET.fromstring(svg)  # noqa: S314 (drawn by us a moment ago; texts of people are escaped in it)
    for part in root.iter():
        for name in _SPOKEN:
            part.attrib.pop(name, None)
    root.set("class", "chart")
    root.set("role", "img")
    root.set("aria-labelledby", f"chart-{key}-title chart-{key}-words")
    for position, (tag, name, words) in enumerate(
        (("title", "title", title), ("desc", "words", description))
    ):
        spoken = ET.Element(f"{{{_SVG}}}{tag}", {"id": f"chart-{key}-{name}"})
        spoken.text = words
        root.insert(position, spoken)
    return ET.tostring(root, encoding="unicode")
