"""Draw one picture and end: on standard input a Vega-Lite specification, or an SVG to be made a PNG.

Run as `python -m praya.web.draw svg` or `png`: the engine it loads is large, and the server stays small without it.
"""

from __future__ import annotations

import sys

import vl_convert

SHARP = 2
"""Pixels of a PNG for one of the drawing's."""


def main(wanted: str) -> None:
    """Draw what is asked for."""
    told = sys.stdin.buffer.read().decode()
    if wanted == "svg":
        sys.stdout.buffer.write(vl_convert.vegalite_to_svg(told, show_warnings=False).encode())
    else:
        sys.stdout.buffer.write(vl_convert.svg_to_png(told, scale=1 if wanted == "card" else SHARP))


if __name__ == "__main__":
    main(sys.argv[1])
