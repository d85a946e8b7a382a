"""How Tantivy holds an entry: its fields, and what each of them is for."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import tantivy

from praya.store.search.fold import beginnings, characters, folded, indexed, tokens, words

if TYPE_CHECKING:
    from praya.store.search.entry import Entry

WEIGHTS = {
    "title": 6.0,
    "keywords": 3.0,
    "tables": 2.0,
    "columns": 2.0,
    "publisher": 2.0,
    "themes": 1.5,
    "files": 1.5,
    "values": 1.0,
    "description": 1.0,
    "remarks": 0.5,
}
"""The fields that are searched, and how much a word found there counts."""
BESIDE = ("contact", "frequency")
"""Fields of texts that are searched only where they are named."""
VALUES = (
    "name",
    "keyword",
    "theme",
    "publisher_id",
    "format",
    "licence",
    "table",
    "rhythm",
    "language",
    "map",
    "history",
    "quality",
)
"""Fields of values that are also counted; those in `MET` are only met."""
MET = ("address", "source", "file_id", "district")
TIMES = ("created", "modified", "changed")
YEARS = ("first_year", "last_year")
EDGES = ("west", "south", "east", "north")
FOLDING = 6
"""To be raised when texts are folded, or entries made, in another way: the index is then made anew."""
LONGEST_ORDER = 200
"""Characters of a title that tell its place among others."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def layout() -> str:
    """Return what differs as soon as the fields or the folding do."""
    fields = [list(WEIGHTS), BESIDE, VALUES, MET, TIMES, YEARS, EDGES, FOLDING]
    return hashlib.sha256(json.dumps(fields).encode()).hexdigest()[:8]


def schema() -> tantivy.Schema:
    """Return the index's fields."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    for field in (*WEIGHTS, *BESIDE):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="position")
    for field in ("characters", "beginnings"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    for field in (*VALUES, "title_order"):
        builder.add_text_field(field, fast=True, tokenizer_name="raw", index_option="basic")
    for field in MET:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in (*TIMES, *YEARS):
        builder.add_integer_field(field, fast=True)
    for field in (*EDGES, "standing"):
        builder.add_float_field(field, fast=True)
    return builder.build()


def document(entry: Entry) -> tantivy.Document:
    """Return what Tantivy stores of an entry."""
    made = tantivy.Document()
    texts = entry.texts()
    cut = {text: tuple(words(text)) for values in texts.values() for text in values}
    for name, values in texts.items():
        for value in dict.fromkeys(indexed(cut[each]) for each in values):
            made.add_text(name, value)  # once: converted wordings fold into their source
    for name, values in entry.beside().items():
        for value in dict.fromkeys(map(tokens, values)):
            made.add_text(name, value)
    every = {word for found in cut.values() for word in found}
    made.add_text("characters", characters(every))
    made.add_text("beginnings", beginnings(every))
    for name, chosen in entry.values().items():
        for each in chosen:
            made.add_text(name, each)
    made.add_text("title_order", folded(entry.title.words("en"))[:LONGEST_ORDER])
    made.add_float("standing", entry.standing)
    _measures(made, entry)
    return made


def _measures(made: tantivy.Document, entry: Entry) -> None:
    moments = {"created": entry.created, "modified": entry.modified, "changed": entry.changed}
    for name, moment in moments.items():
        if moment:
            made.add_integer(name, microseconds(moment))
    for name, year in zip(YEARS, entry.years or (), strict=False):
        made.add_integer(name, year)
    if entry.box:
        for name in EDGES:
            made.add_float(name, getattr(entry.box, name))


def held(entry: Entry) -> bytes:
    """Return the names of columns and what stands in them, to be told why a dataset was found."""
    dimensions = [
        {
            "column": each.column.to_json(),
            "values": "\n".join(each.values),
            "folded": "\n".join(folded(value) for value in each.values),
        }
        for each in entry.dimensions
    ]
    told = {"columns": [each for each in entry.columns if each], "dimensions": dimensions}
    return json.dumps(told, ensure_ascii=False).encode()


def microseconds(moment: datetime) -> int:
    """Return a moment as the index holds it."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
