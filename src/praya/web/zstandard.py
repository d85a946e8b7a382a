"""Answers compressed with Zstandard, for those who accept it; others get gzip."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from zstandard import FLUSH_BLOCK, ZstdCompressor

if TYPE_CHECKING:
    from io import BytesIO

    from litestar.config.compression import CompressionConfig

LEVEL = 3


class Zstandard:
    """Writes what is compressed into Litestar's buffer, ready to be sent after every piece."""

    encoding: ClassVar[str] = "zstd"

    def __init__(self, buffer: BytesIO, compression_encoding: str, config: CompressionConfig) -> None:  # noqa: ARG002 - Litestar's form
        self._writer = ZstdCompressor(level=LEVEL).stream_writer(buffer, closefd=False)

    def write(self, body: bytes) -> None:
        """Compress a piece."""
        self._writer.write(body)
        self._writer.flush(FLUSH_BLOCK)

    def close(self) -> None:
        """End the compressed stream."""
        self._writer.close()  # type: ignore[no-untyped-call]  # zstandard types most of it, not this
