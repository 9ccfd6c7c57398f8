"""Readings are stored once and stay; pictures are clean, spoken and in our colours."""

from typing import Any
from xml.etree import ElementTree as ET

import pytest

from breakthrough.collaborations import journal
from breakthrough.conftest import Space
from breakthrough.evidence import actions, charts, queries, rules
from breakthrough.evidence.models import Reading
from breakthrough.kernel.problem import Problem
from breakthrough.rounds import actions as round_actions
from breakthrough.rounds.models import Round

SPEC: dict[str, Any] = {
    "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
    "usermeta": {"key": "bars", "title": "Bars & <more>", "description": "One is larger."},
    "config": charts.config(),
    "data": {"values": [{"name": "<script>alert(1)</script>", "share": 0.4}, {"name": "שלום", "share": 0.6}]},
    "mark": {"type": "bar", "color": charts.LIGHT["ink"]},
    "encoding": {"x": {"field": "share", "type": "quantitative"}, "y": {"field": "name", "type": "nominal"}},
}


@pytest.fixture
def kept(space: Space, now: Any) -> Round:
    """An open round of Alice's."""
    return round_actions.begin_round(
        collaboration=space.collaboration,
        actor=space.alice,
        practice="voice",
        title="T",
        question="",
        now=now,
    )


def _store(kept: Round, now: Any, **given: Any) -> Reading:
    values: dict[str, Any] = {
        "measure": "opinion",
        "method": "opinion.exact/1",
        "seed": 1,
        "status": "shown",
        "fingerprint": "a",
        "value": {"a": [1, None]},
        "drawings": [],
    }
    return actions.store_reading(round=kept, now=now, **(values | given))


def test_the_same_method_on_the_same_input_is_one_reading(kept: Round, now: Any) -> None:
    first = _store(kept, now)
    assert _store(kept, now, value={"a": "else"}) == first
    assert Reading.objects.get().value == {"a": [1, None]}
    assert _store(kept, now, method="opinion.exact/2") != first
    assert _store(kept, now, fingerprint="b") != first


def test_a_sealed_round_has_one_reading_per_method_without_a_fingerprint(kept: Round, now: Any) -> None:
    assert _store(kept, now, fingerprint=None) == _store(kept, now, fingerprint=None)
    assert Reading.objects.count() == 1


def test_a_stored_reading_cannot_be_changed(kept: Round, now: Any) -> None:
    reading = _store(kept, now)
    with pytest.raises(TypeError):
        Reading.objects.filter(pk=reading.pk).update(status="withheld")


def test_storing_is_written_into_the_journal_by_nobody(kept: Round, now: Any, space: Space) -> None:
    _store(kept, now)
    line = space.collaboration.journal.get(verb="reading.stored")
    assert (line.actor, line.facts["method"]) == (None, "opinion.exact/1")
    assert journal.verify(space.collaboration).broken_at is None


@pytest.mark.parametrize(
    ("method", "status", "value"),
    [
        ("opinion", "shown", {}),
        ("opinion/0", "shown", {}),
        ("opinion/1", "fine", {}),
        ("opinion/1", "shown", {"a": float("nan")}),
        ("opinion/1", "shown", {"a": [float("inf")]}),
        ("opinion/1", "shown", {"a": object()}),
        ("opinion/1", "shown", {1: "a"}),
    ],
)
def test_what_could_not_be_trusted_later_is_not_stored(method: str, status: str, value: Any) -> None:
    with pytest.raises(ValueError, match=r".+"):
        rules.check_storable(method=method, status=status, value=value)


def test_a_reading_is_had_only_through_a_round_one_may_see(kept: Round, now: Any, space: Space) -> None:
    reading = _store(kept, now)
    assert queries.get_reading(space.bob, kept, measure="opinion") == reading
    assert queries.find_reading(space.bob, kept, measure="else") is None
    type(space.bob).objects.filter(pk=space.bob.pk).update(role="observer")
    space.bob.refresh_from_db()
    with pytest.raises(Problem):
        queries.get_reading(space.bob, kept, measure="opinion")
    round_actions.close_round(round=kept, actor=space.alice, now=now)
    assert queries.get_reading(space.bob, kept, measure="opinion") == reading


def test_a_chart_in_a_language_that_is_missing_falls_back_to_english(kept: Round, now: Any) -> None:
    drawings = [
        actions.Drawing("map", "en", {}, "<svg/>"),
        actions.Drawing("bars", "en", {}, "<svg/>"),
        actions.Drawing("bars", "de", {}, "<svg/>"),
    ]
    reading = _store(kept, now, drawings=drawings)
    assert {key: one.language for key, one in queries.list_charts(reading, language="de").items()} == {
        "map": "en",
        "bars": "de",
    }
    assert queries.get_chart(reading, key="map", language="fr").language == "en"
    with pytest.raises(Problem):
        queries.get_chart(reading, key="none", language="en")


def test_a_picture_is_one_spoken_image_without_styles_scripts_or_addresses() -> None:
    svg = charts.render(SPEC)
    root = ET.fromstring(svg)  # noqa: S314 (our own)
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "chart-bars-title chart-bars-words")
    assert [part.text for part in root[:2]] == ["Bars & <more>", "One is larger."]
    names = {name for part in root.iter() for name in part.attrib}
    assert not names & {"style", "onclick", "href", "{http://www.w3.org/1999/xlink}href"}
    assert {part.tag.split("}")[1] for part in root.iter()} <= {
        "svg",
        "title",
        "desc",
        "g",
        "path",
        "line",
        "rect",
        "text",
    }
    assert "<script>" not in svg
    assert "שלום" in svg


def test_a_picture_fetches_nothing() -> None:
    with pytest.raises(ValueError, match=r".+"):
        charts.render(SPEC | {"data": {"url": "https://elsewhere.example/data.json"}})


def test_one_drawing_serves_every_theme() -> None:
    light = charts.render(SPEC)
    dark, page = charts.in_theme(light, "dark"), charts.in_theme(light, "page")
    assert charts.LIGHT["ink"] in light
    assert charts.LIGHT["ink"] not in dark + page
    assert "var(--ink)" in page
    assert dark == charts.render(SPEC, "dark")


def test_the_colours_are_those_of_the_look() -> None:
    import re
    from pathlib import Path

    root = next(parent for parent in Path(__file__).parents if (parent / "frontend").is_dir())
    sheet = (root / "frontend" / "styles" / "tokens.css").read_text(encoding="utf-8")
    light, dark = sheet.split("prefers-color-scheme: dark")[:2]
    for name in charts.LIGHT:
        for part, colours in ((light, charts.LIGHT), (dark, charts.DARK)):
            found = re.search(rf"--{name}: oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", part)
            assert found
            assert colours[name] == _hex(float(found[1]) / 100, float(found[2]), float(found[3])), name


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """OKLCH to sRGB (Ottosson 2020), as two hexadecimal digits a channel."""
    import math

    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    channels = [
        12.92 * one if one <= 0.0031308 else 1.055 * max(one, 0.0) ** (1 / 2.4) - 0.055 for one in linear
    ]
    return "#" + "".join(f"{round(255 * min(max(one, 0.0), 1.0)):02x}" for one in channels)
