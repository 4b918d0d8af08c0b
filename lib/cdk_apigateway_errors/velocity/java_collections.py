"""The public methods of lists, maps, their views, entries and iterators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar

from .java_numbers import int_value
from .values import (
    Array,
    ArrayList,
    Entry,
    Host,
    JavaError,
    Methods,
    Value,
    View,
    equals,
    hash_code,
    is_number,
    key_of,
    text_of,
    unkeyed,
)

MAX_ITEMS = 1_000_000


def _plain(method: Callable[..., Value]) -> Callable[..., Value]:
    return lambda _, *arguments: method(*arguments)


class JavaIterator(Host):
    """java.util.Iterator over a collection; one that changed meanwhile is refused, as in Java."""

    methods: ClassVar[Methods] = {
        "hasNext": (("", _plain(lambda iterator: iterator.has_next())),),
        "next": (("", _plain(lambda iterator: iterator.take())),),
    }

    def __init__(self, items: list[Value]) -> None:
        self._items = items
        self._size = len(items)
        self._position = 0

    def has_next(self) -> bool:
        """Whether there is one more."""
        return self._position != len(self._items)

    def take(self) -> Value:
        """The next item."""
        if len(self._items) != self._size:
            raise JavaError("ConcurrentModificationException")
        if self._position >= self._size:
            raise JavaError("NoSuchElementException")
        self._position += 1
        return self._items[self._position - 1]

    def __iter__(self) -> Iterator[Value]:
        while self.has_next():
            yield self.take()


# Lists


def _checked(items: list[Value], index: int, end: int) -> int:
    if not 0 <= index < end:
        raise JavaError(f"IndexOutOfBoundsException: Index {index} out of bounds for length {len(items)}")
    return index


def _get(items: list[Value], index: int) -> Value:
    return items[_checked(items, index, len(items))]


def _set(items: list[Value], index: int, value: Value) -> Value:
    previous = items[_checked(items, index, len(items))]
    if isinstance(items, Array):
        items.put(index, value)
    else:
        items[index] = value
    return previous


def _add(items: list[Value], value: Value) -> bool:
    items.append(value)
    return True


def _insert(items: list[Value], index: int, value: Value) -> str:
    items.insert(_checked(items, index, len(items) + 1), value)
    return ""


def _add_all(items: list[Value], more: Iterable[Value]) -> bool:
    added = list(more)
    if len(items) + len(added) > MAX_ITEMS:
        raise JavaError(f"a list of more than {MAX_ITEMS} items")
    items.extend(added)
    return bool(added)


def _insert_all(items: list[Value], index: int, more: Iterable[Value]) -> bool:
    position = _checked(items, index, len(items) + 1)
    added = list(more)
    if len(items) + len(added) > MAX_ITEMS:
        raise JavaError(f"a list of more than {MAX_ITEMS} items")
    items[position:position] = added
    return bool(added)


def _position(items: list[Value], value: Value) -> int:
    return next((index for index, item in enumerate(items) if equals(item, value)), -1)


def _last_position(items: list[Value], value: Value) -> int:
    return next((index for index in reversed(range(len(items))) if equals(items[index], value)), -1)


def _remove_value(items: list[Value], value: Value) -> bool:
    index = _position(items, value)
    if index >= 0:
        del items[index]
    return index >= 0


def _remove_at(items: list[Value], index: int) -> Value:
    return items.pop(_checked(items, index, len(items)))


def _retain(items: list[Value], others: list[Value], *, keep: bool) -> bool:
    kept = [item for item in items if (_position(others, item) >= 0) is keep]
    changed = len(kept) != len(items)
    items[:] = kept
    return changed


def _clear(items: list[Value] | dict[Value, Value]) -> str:
    items.clear()
    return ""


def _sub_list(items: list[Value], start: int, end: int) -> ArrayList:
    if not 0 <= start <= end <= len(items):
        raise JavaError(f"IndexOutOfBoundsException: fromIndex {start}, toIndex {end}, size {len(items)}")
    return ArrayList(items[start:end])


_COLLECTION: Methods = {
    "size": (("", _plain(len)),),
    "isEmpty": (("", _plain(lambda items: not items)),),
    "contains": (("o", _plain(lambda items, value: _position(items, value) >= 0)),),
    "containsAll": (("c", _plain(lambda items, others: all(_position(items, value) >= 0 for value in others))),),
    "iterator": (("", _plain(JavaIterator)),),
    "toArray": (("", _plain(Array)),),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(hash_code)),),
    "toString": (("", _plain(text_of)),),
}

LIST: Methods = {
    **_COLLECTION,
    "get": (("i", _plain(_get)),),
    "set": (("io", _plain(_set)),),
    "add": (("o", _plain(_add)), ("io", _plain(_insert))),
    "addAll": (("c", _plain(_add_all)), ("ic", _plain(_insert_all))),
    "remove": (("i", _plain(_remove_at)), ("o", _plain(_remove_value))),
    "removeAll": (("c", _plain(lambda items, others: _retain(items, others, keep=False))),),
    "retainAll": (("c", _plain(lambda items, others: _retain(items, others, keep=True))),),
    "clear": (("", _plain(_clear)),),
    "indexOf": (("o", _plain(_position)),),
    "lastIndexOf": (("o", _plain(_last_position)),),
    "subList": (("ii", _plain(_sub_list)),),
    "listIterator": (("", _plain(JavaIterator)),),
}


def _refuse_change(*_: Value) -> Value:
    raise JavaError("UnsupportedOperationException")


def _refuse_found(items: list[Value], value: Value) -> bool:
    return _refuse_change() if _position(items, value) >= 0 else False


VIEW: Methods = {
    **_COLLECTION,
    "add": (("o", _refuse_change),),
    "addAll": (("c", _refuse_change),),
}

# Velocity 1.7 wraps an array so that it has the methods of a list of fixed size.
ARRAY: Methods = {
    **LIST,
    "add": (("o", _refuse_change), ("io", _refuse_change)),
    "addAll": (("c", _refuse_change), ("ic", _refuse_change)),
    "remove": (("i", _refuse_change), ("o", _plain(_refuse_found))),
    "clear": (("", _refuse_change),),
}

JSON_ARRAY: Methods = {**LIST, "toJSONString": (("", _plain(text_of)),)}


# Maps


def _put(items: dict[Value, Value], key: Value, value: Value) -> Value:
    keyed = key_of(key)
    previous = items.get(keyed)
    items[keyed] = value
    return previous


def _put_all(items: dict[Value, Value], more: dict[Value, Value]) -> str:
    if len(items) + len(more) > MAX_ITEMS:
        raise JavaError(f"a map of more than {MAX_ITEMS} entries")
    items.update(more)
    return ""


def _put_if_absent(items: dict[Value, Value], key: Value, value: Value) -> Value:
    previous = items.get(key_of(key))
    if previous is None:
        items[key_of(key)] = value
    return previous


def _get_or_default(items: dict[Value, Value], key: Value, default: Value) -> Value:
    return items.get(key_of(key), default)


def _replace(items: dict[Value, Value], key: Value, value: Value) -> Value:
    return _put(items, key, value) if key_of(key) in items else None


def _entries(items: dict[Value, Value]) -> View:
    return View.of((Entry(unkeyed(key), value) for key, value in items.items()), items)


MAP: Methods = {
    "size": (("", _plain(len)),),
    "isEmpty": (("", _plain(lambda items: not items)),),
    "get": (("o", _plain(lambda items, key: items.get(key_of(key)))),),
    "getOrDefault": (("oo", _plain(_get_or_default)),),
    "put": (("oo", _plain(_put)),),
    "putAll": (("m", _plain(_put_all)),),
    "putIfAbsent": (("oo", _plain(_put_if_absent)),),
    "replace": (("oo", _plain(_replace)),),
    "remove": (("o", _plain(lambda items, key: items.pop(key_of(key), None))),),
    "containsKey": (("o", _plain(lambda items, key: key_of(key) in items)),),
    "containsValue": (("o", _plain(lambda items, value: any(equals(item, value) for item in items.values()))),),
    "keySet": (("", _plain(lambda items: View.of(map(unkeyed, items), items))),),
    "values": (("", _plain(lambda items: View.of(items.values(), items))),),
    "entrySet": (("", _plain(_entries)),),
    "clear": (("", _plain(_clear)),),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(hash_code)),),
    "toString": (("", _plain(text_of)),),
}

ENTRY: Methods = {
    "getKey": (("", _plain(lambda entry: entry.key)),),
    "getValue": (("", _plain(lambda entry: entry.value)),),
    "equals": (("o", _plain(equals)),),
    "hashCode": (("", _plain(hash_code)),),
    "toString": (("", _plain(text_of)),),
}


def integer_range(first: Value, last: Value) -> ArrayList | None:
    """`[first..last]`, downwards too; None where a bound is no number."""
    if not (is_number(first) and is_number(last)):
        return None
    first, last = int_value(first), int_value(last)
    if abs(last - first) >= MAX_ITEMS:
        raise JavaError(f"a range of more than {MAX_ITEMS} numbers")
    return ArrayList(range(first, last + 1) if first <= last else range(first, last - 1, -1))
