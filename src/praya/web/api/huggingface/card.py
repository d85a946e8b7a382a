"""A dataset's card: what clients read of it (YAML, written as JSON, which YAML holds), and words for people."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.services.read import DatasetView

_LANGUAGES = {"en": "en", "zh-Hant": "zh", "zh-Hans": "zh"}


def card_data(view: DatasetView, paths: Mapping[str, str]) -> dict[str, object]:
    """Return what the card says to programs; `paths` are the tables' files by the tables' names."""
    held = view.dataset
    first = next(iter(paths), "")
    data: dict[str, object] = {
        "pretty_name": held.title.words("en") or held.name,
        "language": sorted({_LANGUAGES[lang] for lang, _ in held.title.items()}),
        "license": "other",
        "license_name": view.licence.id.lower(),
        "license_link": view.licence.url,
        "tags": sorted({*held.keywords, *held.theme_ids}),
        "configs": [
            {
                "config_name": name,
                "data_files": [{"split": "train", "path": path}],
                **({"default": True} if name == first else {}),
            }
            for name, path in paths.items()
        ],
    }
    return {key: value for key, value in data.items() if value}


def card(view: DatasetView, paths: Mapping[str, str]) -> str:
    """Return the card, in Markdown."""
    held = view.dataset
    head = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=True)}\n" for key, value in card_data(view, paths).items()
    )
    parts = [
        f"---\n{head}---\n# {_line(held.title.words('en') or held.name)}",
        held.description.words("en"),
        f"Published by {_line(view.publisher.title.words('en') or view.publisher.id)}. "
        f"Terms: {_line(view.licence.title.words('en'))} {view.licence.url}".strip(),
        "\n".join(
            f"- `{each.name}`: {_line(each.title.words('en') or held.title.words('en'))}, {each.rows} rows"
            for each in view.tables
        ),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _line(words: str) -> str:
    return " ".join(words.split())
