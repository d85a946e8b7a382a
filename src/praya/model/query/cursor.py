"""Where a page ended: the next begins behind that row, however deep it is, and in the same version of the table."""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from praya.model import errors

_LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of a page: its values in the columns that order it, as text or missing, and its place."""

    version: int
    values: tuple[str | None, ...]
    row: int

    def __str__(self) -> str:
        content = json.dumps(
            [self.version, self.row, *self.values], separators=(",", ":"), ensure_ascii=False
        )
        return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> Cursor:
        """Read what `str` wrote; raise ParameterInvalid for anything else."""
        try:
            return _read(text)
        except (ValueError, TypeError, binascii.Error, RecursionError) as error:
            raise errors.ParameterInvalid(
                name="after", value=text[:40], expected="the cursor of an answer's `next`"
            ) from error


def _read(text: str) -> Cursor:
    if len(text) > _LONGEST:
        raise ValueError(text[:40])
    version, row, *values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    if type(version) is not int or type(row) is not int:
        raise TypeError(text)
    if not all(each is None or isinstance(each, str) for each in values):
        raise TypeError(text)
    return Cursor(version, tuple(values), row)
