"""Failures that the machine raises, under their names here."""

from __future__ import annotations

import errno
from contextlib import contextmanager
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def named_failures() -> Iterator[None]:
    """Turn a full disk, and whatever of the disk nobody foresaw, into failures with a name."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise errors.StorageFull from error
        raise errors.Unexpected(kind=type(error).__name__) from error
