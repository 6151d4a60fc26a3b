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


class _Slot:
    """A value, and whether it was asked for since it was kept or last spared."""

    __slots__ = ("asked", "value")

    def __init__(self, value: Sized) -> None:
        self.value = value
        self.asked = False


class ByteCache:
    """Values asked for lately, up to `limit` bytes of them. Safe to share between threads; two
    threads that miss at once both compute.

    When room is needed the oldest go, but for those that were asked for meanwhile: these are spared
    once (the second-chance algorithm). To ask for what is held takes no lock and changes no order.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._held: OrderedDict[Hashable, _Slot] = OrderedDict()
        self.held = 0
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        found = self.peek(key)
        if found is not None:
            return found  # type: ignore[return-value]  # a key has values of one type
        value = compute()
        with self._lock:
            self._keep(key, value)
        return value

    def peek(self, key: Hashable) -> Sized | None:
        """The value that is held, None where none is."""
        slot = self._held.get(key)
        if slot is None:
            return None
        slot.asked = True
        return slot.value

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
        for name in names:
            held = self.peek((kind, name))
            if held is None:
                missing.append(name)
            else:
                found[name] = held  # type: ignore[assignment]  # values of one type, as above
        if missing:
            computed = compute(missing)
            with self._lock:
                for name, value in computed.items():
                    self._keep((kind, name), value)
            found |= computed
        return found

    def _keep(self, key: Hashable, value: Sized) -> None:
        if key in self._held:
            return  # another thread was faster
        self._held[key] = _Slot(value)
        self.held += value.nbytes + _OVERHEAD
        while self.held > self.limit:
            oldest, slot = self._held.popitem(last=False)
            if slot.asked:
                slot.asked = False
                self._held[oldest] = slot
            else:
                self.held -= slot.value.nbytes + _OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._held.clear()
            self.held = 0
