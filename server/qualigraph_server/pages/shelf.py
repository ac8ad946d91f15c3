"""A bounded store of texts: the least used are forgotten."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable


class Shelf:
    """Texts by key, up to a total number of bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.size = 0
        self._texts: OrderedDict[Hashable, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> bytes | None:
        """Return the text under ``key``, if it is still there."""
        with self._lock:
            if key in self._texts:
                self._texts.move_to_end(key)
            return self._texts.get(key)

    def put(self, key: Hashable, text: bytes) -> None:
        """Keep ``text``, unless it is larger than a tenth of the shelf, and forget the least used for it."""
        if len(text) * 10 > self.most:
            return
        with self._lock:
            self.size += len(text) - len(self._texts.pop(key, b""))
            self._texts[key] = text
            while self.size > self.most:
                self.size -= len(self._texts.popitem(last=False)[1])
