"""Rows that never change, kept in the process: a page that shows one asks the database only which one.

The key must hold whatever could change (a hash, a render version), so nothing kept is ever out of date; what is no
longer asked for falls out at the end.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from threading import Lock
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """The `limit` values used last. Safe with threads: at worst two of them load the same row."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._values: OrderedDict[K, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: K, make: Callable[[], V]) -> V:
        """One value; long keys are looked up as seldom as possible."""
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value
        return self.get_many([key], lambda _keys: {key: make()})[key]

    def get_many(self, keys: Collection[K], load: Callable[[Collection[K]], Mapping[K, V]]) -> dict[K, V]:
        """In the order of the keys; `load` is called once, with all that is missing, or not at all."""
        with self._lock:
            found = {key: self._values[key] for key in keys if key in self._values}
        missing = [key for key in keys if key not in found]
        if missing:
            found |= load(missing)
        with self._lock:
            for key, value in found.items():
                self._values[key] = value
                self._values.move_to_end(key)
            while len(self._values) > self.limit:
                self._values.popitem(last=False)
        return {key: found[key] for key in keys if key in found}
