"""What goes between the server and a child: frames of JSON or of Arrow, each with its kind and length before it."""

from __future__ import annotations

import json
import struct
from time import monotonic
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import socket

JSON, ARROW = b"J", b"A"
LARGEST = 1 << 30
"""Bytes of a frame; more is no frame of ours."""
_HEAD = struct.Struct(">cQ")
_PIECE = 1 << 20


class Channel:
    """One end of a connected pair of sockets."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def say(self, what: dict[str, Any]) -> None:
        """Send an object; raise OSError where nobody listens."""
        self._send(JSON, json.dumps(what).encode())

    def give(self, batch: pa.RecordBatch) -> None:
        """Send rows, with their schema; waits until they are taken."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, batch.schema) as stream:
            stream.write_batch(batch)
        self._send(ARROW, sink.getvalue())

    def take(self, seconds: float | None = None) -> tuple[dict[str, Any] | pa.RecordBatch, float]:
        """Return what comes next, and how many seconds it was waited for.

        Raise TimeoutError after `seconds`; EOFError where the other end has gone or sends what is no frame of ours.
        """
        began = monotonic()
        until = None if seconds is None else began + seconds
        kind, length = _HEAD.unpack(self._receive(_HEAD.size, until))
        if length > LARGEST:
            raise EOFError
        body = self._receive(length, until)
        try:
            if kind == JSON:
                said: dict[str, Any] = json.loads(body)
                return said, monotonic() - began
            with pa.ipc.open_stream(pa.py_buffer(body)) as stream:
                batch = stream.read_next_batch()
            batch.validate(full=True)
        except (ValueError, StopIteration, pa.ArrowException) as error:
            raise EOFError from error
        return batch, monotonic() - began

    def close(self) -> None:
        """Hang up."""
        self._end.close()

    def _send(self, kind: bytes, body: bytes | pa.Buffer) -> None:
        self._end.sendall(_HEAD.pack(kind, len(body)))
        self._end.sendall(body)

    def _receive(self, length: int, until: float | None) -> bytes:
        held = bytearray()
        while len(held) < length:
            if until is not None:
                left = until - monotonic()
                if left <= 0:
                    raise TimeoutError
                self._end.settimeout(left)
            try:
                piece = self._end.recv(min(_PIECE, length - len(held)))
            except ConnectionError as error:
                raise EOFError from error
            if not piece:
                raise EOFError
            held += piece
        return bytes(held)
