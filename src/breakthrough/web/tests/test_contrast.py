"""The tokens keep WCAG 2.2 AA in light and in dark, computed from the OKLCH values themselves."""

import itertools
import math
import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[4] / "frontend" / "styles" / "tokens.css"
BLOCKS = {
    "light": r":root \{(.*?)\n  \}",
    "dark by device": r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\n    \}",
    "dark by choice": r":root\[data-theme=\"dark\"\] \{(.*?)\n  \}",
}
SURFACES = ("paper", "sheet", "wash")
MODES = ("cooperation", "coordination", "breakthrough")
PARTIES = tuple(f"party-{number}" for number in range(1, 7))


def read_colours(theme: str) -> dict[str, tuple[float, float, float]]:
    found = re.search(BLOCKS[theme], TOKENS.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    return {
        name: (float(lightness) / 100, float(chroma), float(hue))
        for name, lightness, chroma, hue in re.findall(
            r"--([\w-]+): oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", found[1]
        )
    }


def to_linear(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    """Turn OKLCH into linear sRGB (Ottosson 2020, https://bottosson.github.io/posts/oklab/)."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def luminance(colour: tuple[float, float, float]) -> float:
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in to_linear(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    """Return the contrast ratio of WCAG 2.2, 1 to 21."""
    brighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_formulas_agree_with_black_on_white() -> None:
    assert contrast((0.0, 0.0, 0.0), (1.0, 0.0, 0.0)) == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("theme", BLOCKS)
@pytest.mark.parametrize("surface", SURFACES)
@pytest.mark.parametrize("words", ["ink", "ink-2", "problem", "accent-strong"])
def test_words_can_be_read_on_every_surface(theme: str, surface: str, words: str) -> None:
    colours = read_colours(theme)
    assert contrast(colours[words], colours[surface]) >= 4.5


@pytest.mark.parametrize("theme", BLOCKS)
@pytest.mark.parametrize(
    ("words", "ground"),
    [("on-accent", "accent"), ("on-accent", "accent-strong"), ("paper", "ink"), ("paper", "problem")],
)
def test_words_can_be_read_on_filled_buttons(theme: str, words: str, ground: str) -> None:
    colours = read_colours(theme)
    assert contrast(colours[words], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", BLOCKS)
@pytest.mark.parametrize("surface", ["paper", "sheet", "wash"])
@pytest.mark.parametrize("mark", ["edge", "accent", "focus", "problem", *MODES, *PARTIES])
def test_marks_and_borders_can_be_seen_on_every_surface(theme: str, surface: str, mark: str) -> None:
    colours = read_colours(theme)
    assert contrast(colours[mark], colours[surface]) >= 3


@pytest.mark.parametrize("theme", BLOCKS)
def test_the_three_modes_and_the_parties_can_be_told_apart(theme: str) -> None:
    colours = read_colours(theme)
    for group in (MODES, PARTIES):
        for first, second in itertools.combinations(group, 2):
            hues = abs(colours[first][2] - colours[second][2]) % 360
            assert min(hues, 360 - hues) >= 20, f"{first} and {second} look alike"


def test_the_dark_the_device_asks_for_is_the_dark_a_person_chooses() -> None:
    assert read_colours("dark by device") == read_colours("dark by choice")


def test_every_colour_has_its_dark_twin() -> None:
    assert read_colours("light").keys() == read_colours("dark by choice").keys()
