"""A question to the catalogue as a value."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a reader is looking for; empty fields ask nothing. Without text the newest come first."""

    text: str = ""
    theme: str = ""
    publisher: str = ""
    format: str = ""
    has_table: bool | None = None
    page: int = 1
    size: int = 20
    """Datasets a page."""

    @property
    def offset(self) -> int:
        """Return how many datasets the earlier pages hold."""
        return (self.page - 1) * self.size

    def chosen(self) -> dict[str, str]:
        """Return the facets that narrow this question, with their values."""
        table = {True: "yes", False: "no", None: ""}[self.has_table]
        values = {"theme": self.theme, "publisher": self.publisher, "format": self.format, "table": table}
        return {facet: value for facet, value in values.items() if value}
