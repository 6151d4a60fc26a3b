"""A cache whose size is bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping
from threading import Lock
from typing import Generic, NamedTuple, Protocol, TypeVar


class HasSize(Protocol):
    """What the cache can store: a value that says how many bytes it takes, as an array does."""

    @property
    def nbytes(self) -> int: ...


Value = TypeVar("Value", bound=HasSize)
Wrapped = TypeVar("Wrapped")
Name = TypeVar("Name", bound=Hashable)


class WithSize(NamedTuple, Generic[Wrapped]):
    """A value that cannot say its own size, together with an estimate of it in bytes."""

    value: Wrapped
    nbytes: int


_OVERHEAD = 200  # bytes that a key and the objects around a small array take


class _Entry:
    """A cached value. `referenced` says whether it was asked for since it was stored or spared."""

    __slots__ = ("referenced", "value")

    def __init__(self, value: HasSize) -> None:
        self.value = value
        self.referenced = False


class ByteCache:
    """Values under keys, `limit` bytes of them at most. It is safe to share between threads; when
    two threads miss the same key at once, both compute the value.

    Eviction is by the second-chance algorithm: the oldest entry goes first, but an entry that was
    asked for since it was stored is spared once. Unlike in a least-recently-used cache, a hit then
    moves no entry, so it takes no lock.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.nbytes = 0
        """The bytes that the cached values take now, with an allowance for their keys."""
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, compute: Callable[[], Value]) -> Value:
        """The value of `key`; on a miss it is computed and stored."""
        cached = self.peek(key)
        if cached is not None:
            return cached  # type: ignore[return-value]  # a key has values of one type
        value = compute()
        with self._lock:
            self._store(key, value)
        return value

    def peek(self, key: Hashable) -> HasSize | None:
        """The cached value of `key`, None on a miss."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        entry.referenced = True
        return entry.value

    def get_all(
        self,
        kind: str,
        names: Iterable[Name],
        compute: Callable[[list[Name]], Mapping[Name, Value]],
    ) -> dict[Name, Value]:
        """The values of `names`, whose keys are (`kind`, name). `compute` is called once, with all
        names that missed; a name that it returns nothing for is left out of the answer."""
        values: dict[Name, Value] = {}
        missing: list[Name] = []
        for name in names:
            cached = self.peek((kind, name))
            if cached is None:
                missing.append(name)
            else:
                values[name] = cached  # type: ignore[assignment]  # values of one type, as above
        if missing:
            computed = compute(missing)
            with self._lock:
                for name, value in computed.items():
                    self._store((kind, name), value)
            values |= computed
        return values

    def _store(self, key: Hashable, value: HasSize) -> None:
        """Stores a value and evicts others until all fit again. The caller holds the lock."""
        if key in self._entries:
            return  # another thread has computed it meanwhile
        self._entries[key] = _Entry(value)
        self.nbytes += value.nbytes + _OVERHEAD
        while self.nbytes > self.limit:
            oldest, entry = self._entries.popitem(last=False)
            if entry.referenced:
                entry.referenced = False
                self._entries[oldest] = entry
            else:
                self.nbytes -= entry.value.nbytes + _OVERHEAD

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.nbytes = 0
