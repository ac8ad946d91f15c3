"""Frames between the web process and a worker: one letter, a length, that many bytes, over two file descriptors."""

from __future__ import annotations

import os
import struct

_HEAD = struct.Struct(">cI")
_MOST_AT_ONCE = 1 << 20

JOB = b"J"
RUNNING = b"R"
DATA = b"D"
END = b"E"
FAULT = b"X"


class Gone(Exception):
    """The other side has ended, or hung up in the middle of a frame."""


class Channel:
    """Both ends of a conversation: frames out through ``writer``, frames in through ``reader``.

    One descriptor (a socket) may serve as both.
    """

    def __init__(self, reader: int, writer: int) -> None:
        self.reader = reader
        self.writer = writer

    def send(self, *frames: tuple[bytes, bytes]) -> None:
        """Send frames together. Raises :class:`Gone` if nobody reads them."""
        data = memoryview(b"".join(_HEAD.pack(kind, len(payload)) + payload for kind, payload in frames))
        try:
            while data:
                data = data[os.write(self.writer, data) :]
        except OSError as error:
            raise Gone from error

    def receive(self) -> tuple[bytes, bytes]:
        """Wait for one frame and return its kind and payload. Raises :class:`Gone` if there will be none."""
        kind, length = _HEAD.unpack(self._exactly(_HEAD.size))
        return kind, self._exactly(length)

    def close(self) -> None:
        """Close both descriptors; closing twice does nothing."""
        for descriptor in {self.reader, self.writer} - {-1}:
            os.close(descriptor)
        self.reader = self.writer = -1

    def _exactly(self, length: int) -> bytes:
        parts: list[bytes] = []
        while length:
            try:
                part = os.read(self.reader, min(length, _MOST_AT_ONCE))
            except OSError as error:
                raise Gone from error
            if not part:
                raise Gone
            parts.append(part)
            length -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)
