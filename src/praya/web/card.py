"""Share cards: what a link to a page looks like in other places; 1200 by 630 pixels, its chart on it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from praya.web.spec import COLOURS
from praya.web.spec.look import FONTS, width_of

if TYPE_CHECKING:
    from praya.model.text import Lang

WIDTH, HEIGHT, EDGE = 1200, 630, 64
WIDE, HIGH = 1072, 300
"""Pixels for the chart."""
TITLE, TOLD, FOOT = 46, 23, 22
MOST_LINES = 2
SERIF = "Iowan Old Style, Palatino, Noto Serif, Noto Serif CJK HK, Noto Serif CJK SC, Georgia, serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What stands on a card."""

    lang: Lang
    site: str
    title: str
    told: str
    """What the chart shows."""
    source: str
    date: str
    chart: str
    """The chart as SVG; empty where there is none."""


def svg(card: Card) -> str:
    """Return a card as SVG."""
    ink = COLOURS["light"]
    sans = escape(FONTS[card.lang])
    lines = wrapped(card.title, TITLE)
    titles = "".join(
        f'<text x="{EDGE}" y="{96 + place * 56}" font-family="{SERIF}" font-size="{TITLE}" fill="{ink.ink}">{escape(line)}</text>'
        for place, line in enumerate(lines)
    )
    foot = f"{card.source} · {card.date}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{ink.ground}"/>'
        f'<rect width="{WIDTH}" height="10" fill="{ink.accent}"/>{titles}'
        f'<g font-family="{sans}" fill="{ink.muted}">'
        f'<text x="{EDGE}" y="{96 + len(lines) * 56 - 14}" font-size="{TOLD}">{escape(wrapped(card.told, TOLD)[0] if card.told else "")}</text>'
        f'<text x="{EDGE}" y="{HEIGHT - 40}" font-size="{FOOT}">{escape(foot)}</text>'
        f'<text x="{WIDTH - EDGE}" y="{HEIGHT - 40}" font-size="{FOOT}" text-anchor="end" font-weight="600" fill="{ink.accent}">{escape(card.site)}</text>'
        f"</g>{_placed(card.chart, 96 + len(lines) * 56 + 8)}</svg>"
    )


def wrapped(text: str, size: float) -> list[str]:
    """Return a text in the lines that a card has room for; what is too long ends in an ellipsis."""
    room, lines, line = WIDTH - 2 * EDGE, list[str](), ""
    for word in _words(text):
        if line and width_of(line + word, size) > room:
            lines.append(line.strip())
            line = ""
        line += word
    lines.append(line.strip())
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 1], lines[MOST_LINES - 1].rstrip() + "…"]
    return lines


def _words(text: str) -> list[str]:
    """Return where a text may break: after each word, and after each ideograph."""
    parts: list[str] = []
    for char in " ".join(text.split()):
        if (
            parts and char.isascii() and char != " " and parts[-1][-1].isascii() and parts[-1][-1] != " "
        ) or (parts and char == " "):
            parts[-1] += char
        else:
            parts.append(char)
    return parts


def _placed(chart: str, top: int) -> str:
    """Return a drawn chart in its place, made smaller where it is too high."""
    if not chart:
        return ""
    inner = chart[chart.index("<svg") :]
    return (
        f'<svg x="{EDGE}" y="{top}" width="{WIDE}" height="{HEIGHT - top - 88}" '
        f'viewBox="0 0 {_side(inner, "width")} {_side(inner, "height")}" preserveAspectRatio="xMinYMid meet">{inner}</svg>'
    )


def _side(svg_text: str, name: str) -> float:
    head = svg_text[: svg_text.index(">")]
    return float(head.split(f' {name}="', 1)[1].split('"', 1)[0])
