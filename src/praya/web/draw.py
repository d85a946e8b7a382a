"""Draw one chart and end: a Vega-Lite specification on standard input becomes SVG on standard output.

Run as `python -m praya.web.draw`: the engine it loads is large, and the server stays small without it.
"""

from __future__ import annotations

import sys

import vl_convert


def main() -> None:
    """Draw what is asked for."""
    sys.stdout.write(vl_convert.vegalite_to_svg(sys.stdin.read(), show_warnings=False))


if __name__ == "__main__":
    main()
