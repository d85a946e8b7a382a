"""The styles' tokens: legible in both themes, and the same in charts and drawn maps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from praya.web import cartography
from praya.web.spec import COLOURS, Theme

TOKENS = (Path(__file__).parents[3] / "frontend/src/styles/tokens.css").read_text("utf-8")
TEXT_ON_GROUND = 4.5
"""The least contrast of text that WCAG 2.2 AA allows."""


def tokens(theme: Theme) -> dict[str, str]:
    light, _, dark = TOKENS.partition("@media (prefers-color-scheme: dark)")
    return dict(re.findall(r"--([\w-]+): (#\w{6});", light if theme == "light" else dark))


def luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["ground", "raised", "land"])
@pytest.mark.parametrize("text", ["ink", "muted", "accent", "warning"])
def test_text_stands_out_from_its_ground(theme: Theme, ground: str, text: str):
    held = tokens(theme)
    bright, dim = sorted((luminance(held[text]), luminance(held[ground])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= TEXT_ON_GROUND


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("series", range(1, 8))
def test_names_of_series_stand_out_from_the_ground(theme: Theme, series: int):
    held = tokens(theme)
    bright, dim = sorted((luminance(held[f"series-{series}"]), luminance(held["ground"])), reverse=True)
    assert (bright + 0.05) / (dim + 0.05) >= TEXT_ON_GROUND


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_charts_and_drawn_maps_have_the_page_s_colours(theme: Theme):
    held = tokens(theme)
    colours = COLOURS[theme]
    assert (colours.ink, colours.muted, colours.hairline, colours.accent) == tuple(
        held[name] for name in ("ink", "muted", "hairline", "accent")
    )
    assert (colours.ground, *colours.series, *colours.classes) == tuple(
        held[name]
        for name in ("ground", *(f"series-{n}" for n in range(1, 8)), *(f"class-{n}" for n in range(1, 6)))
    )
    light, _, dark = cartography.STYLE.partition("@media")
    drawn = light if theme == "light" else dark
    assert {held["accent"], held["land"], held["border"]} <= set(re.findall(r"#\w{6}", drawn))
