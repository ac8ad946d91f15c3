"""Bounded stores of what has been worked out: the least used is forgotten."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

Kept = TypeVar("Kept")


class Memory:
    """Results by key, up to a number of them."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable) -> Any:
        """Return what is kept for ``key``, None if nothing is."""
        with self._lock:
            return self._results.get(key)

    def keep(self, key: Hashable, work: Callable[[], Kept]) -> Kept:
        """Return what ``work`` gives, worked out once for ``key`` unless it has been forgotten."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return cast(Kept, self._results[key])
        result = work()
        with self._lock:
            self._results[key] = result
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return result


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
