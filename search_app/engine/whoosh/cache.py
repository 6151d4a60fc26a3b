"""A cache bounded by bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, NamedTuple, Protocol, TypeVar


class Sized(Protocol):
    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=Sized)
Held = TypeVar("Held")
Name = TypeVar("Name", bound=Hashable)


class Kept(NamedTuple, Generic[Held]):
    """A value that cannot tell its size, with about that."""

    value: Held
    nbytes: int


_OVERHEAD = 200  # bytes of a key and of the objects around a small array


class ByteCache:
    """The most recently used values, up to `limit` bytes of them. Safe to share between threads;
    two threads that miss at once both compute."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[Hashable, Sized] = OrderedDict()
        self.held = 0
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
                return found  # type: ignore[return-value]  # a key has values of one type
        value = compute()
        with self._lock:
            self._keep(key, value)
        return value

    def peek(self, key: Hashable) -> Sized | None:
        """The value that is held, None where none is."""
        with self._lock:
            found = self._held.get(key)
            if found is not None:
                self._held.move_to_end(key)
            return found

    def get_all(
        self,
        kind: str,
        names: Iterable[Name],
        compute: Callable[[list[Name]], Mapping[Name, Value]],
    ) -> dict[Name, Value]:
        """The values of those of `names` that have one, among their `kind`; those not held are
        computed together."""
        found: dict[Name, Value] = {}
        missing: list[Name] = []
        with self._lock:
            for name in names:
                held = self._held.get((kind, name))
                if held is None:
                    missing.append(name)
                else:
                    self._held.move_to_end((kind, name))
                    found[name] = held  # type: ignore[assignment]  # values of one type, as above
        if missing:
            computed = compute(missing)
            with self._lock:
                for name, value in computed.items():
                    self._keep((kind, name), value)
            found |= computed
        return found

    def _keep(self, key: Hashable, value: Sized) -> None:
        if self._held.setdefault(key, value) is value:
            self.held += value.nbytes + _OVERHEAD
            while self.held > self.limit:
                _, dropped = self._held.popitem(last=False)
                self.held -= dropped.nbytes + _OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.held = 0
