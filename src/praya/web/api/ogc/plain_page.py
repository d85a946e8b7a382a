"""Any of this dialect's documents as a page: nested lists, with links that can be followed."""

from __future__ import annotations

from html import escape

_SAFE = ("http://", "https://")


def page(body: object, title: str) -> str:
    """Return a document as HTML; whatever stands in it is text."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{_shown(body)}</body></html>"
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        if isinstance(href := value.get("href"), str) and href.startswith(_SAFE):
            words = f"{value.get('rel', '')}: {value.get('title') or href}"
            return f'<a href="{escape(href)}">{escape(words)}</a>'
        parts = "".join(f"<dt>{escape(str(key))}</dt><dd>{_shown(each)}</dd>" for key, each in value.items())
        return f"<dl>{parts}</dl>"
    if isinstance(value, list):
        if all(isinstance(each, (int, float)) for each in value):
            return escape(", ".join(map(str, value)))
        return "<ul>" + "".join(f"<li>{_shown(each)}</li>" for each in value) + "</ul>"
    return "–" if value is None else escape(str(value))
