"""One serialised value → JSON types, in one pass, with a stack of its own instead of recursion."""

from __future__ import annotations

from typing import Any, NamedTuple

from migrate.wxr.php import tokens
from migrate.wxr.php.lengths import (
    BEFORE_BRACE,
    BEFORE_EITHER,
    BEFORE_END,
    BEFORE_KEY,
    BEFORE_VALUE,
    Follow,
    Measure,
    declared,
)
from migrate.wxr.php.objects import CASE, CLASS, REFERENCE, SERIALIZED, property_name, restore_prefix
from migrate.wxr.php.tokens import (
    MAX_COPIED,
    MAX_DEPTH,
    MAX_VALUES,
    PhpValueError,
    PhpValueTooLargeError,
    unicode,
)

_OPEN = object()
"""Stands for the value of a container that is not closed yet."""
_SMALLEST_PAIR = len("i:0;N;")


class _Frame:
    """A container that is being read. Defaults stand on the class: most frames never set them."""

    key = ""
    """Of the element that is being read."""
    class_name = ""
    names: dict[str, str] | None = None
    """Of an object: property names as written → as shown."""
    copied = 0
    """Bytes that references within repeat."""
    height = 0
    """Levels of containers within, those brought by references included."""

    def __init__(self, items: dict[str, Any], left: int, start: int, slot: int) -> None:
        self.items = items
        self.left = left
        """Elements still to come; negative when that is not known."""
        self.start = start
        self.slot = slot


class _Slot(NamedTuple):
    """A value that a reference can refer to."""

    value: Any
    size: int
    """Bytes of serialised text that it stands for, references written out."""
    height: int
    is_object: bool


class Reader:
    """Reads `text`, one character a byte. `end_of` ends strings; `counted` believes numbers of elements."""

    def __init__(self, text: str, end_of: Measure, *, counted: bool = True) -> None:
        self.text = text
        self.end_of = end_of
        self.counted = counted
        self.exact = end_of is declared
        self.stack: list[_Frame] = []
        self.values = 0
        self.copied = 0
        # Few values hold references (which follow a key); the others need no slots and take the short way.
        self.slots: list[_Slot] | None = [] if ";R:" in text or ";r:" in text else None

    def read(self) -> tuple[Any, int]:
        """The value at the start of the text, and the offset after it."""
        text, stack, counted = self.text, self.stack, self.counted
        simple = self.exact and self.slots is None
        value, pos = self._value(0, BEFORE_END)
        if value is not _OPEN:
            return value, pos
        while True:
            frame = stack[-1]
            items, left = frame.items, frame.left
            pair = tokens.PAIR.match if simple and frame.names is None else None
            while left and (counted or not text.startswith("}", pos)):
                left -= 1
                if pair is not None and (match := pair(text, pos)):
                    key_length, key, index, length, string, number, count, boolean, real = match.groups()
                    if (key is None or int(key_length) == len(key)) and (string is None or int(length) == len(string)):
                        if key is None:
                            key = index
                        elif not key.isascii():
                            key = unicode(key)
                        if string is not None:
                            items[key] = string if string.isascii() else unicode(string)
                        elif number is not None:
                            items[key] = int(number)
                        elif count is not None:
                            frame.key, frame.left = key, left
                            self._open(pos, match.end(), int(count), {})
                            pos = match.end()
                            break
                        elif boolean is not None:
                            items[key] = boolean == "1"
                        else:
                            items[key] = None if real is None else tokens.real(real)
                        pos = match.end()
                        continue
                key, pos = self._key(pos, frame)
                frame.key, frame.left = key, left
                value, pos = self._value(pos, BEFORE_EITHER if not counted else BEFORE_KEY if left else BEFORE_BRACE)
                if value is _OPEN:
                    break
                items[key] = value
            else:
                if not text.startswith("}", pos):
                    raise PhpValueError(f"no brace after the last of {len(items)} elements", pos)
                pos += 1
                value = self._close(pos)
                if not stack:
                    return value, pos
                stack[-1].items[stack[-1].key] = value

    def _open(self, start: int, pos: int, count: int, items: dict[str, Any], class_name: str | None = None) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise PhpValueTooLargeError(f"deeper than {MAX_DEPTH}", start)
        if not self.counted:
            count = -1
        elif count * _SMALLEST_PAIR > len(self.text) - pos:
            raise PhpValueError(f"{count} elements announced, more than there is text for", start)
        elif (total := self.values + count) > MAX_VALUES:
            raise PhpValueTooLargeError(f"more than {MAX_VALUES} values", start)
        else:
            self.values = total
        frame = _Frame(items, count, start, 0 if self.slots is None else len(self.slots))
        if class_name is not None:
            frame.class_name = class_name
            frame.names = {}
        if self.slots is not None:
            self.slots.append(_Slot(_OPEN, 0, 0, class_name is not None))
        self.stack.append(frame)

    def _close(self, end: int) -> Any:
        frame = self.stack.pop()
        value = frame.items if frame.names is not None else _array(frame.items)
        if self.slots is not None:
            size = end - frame.start + frame.copied
            self.slots[frame.slot] = _Slot(value, size, frame.height + 1, frame.names is not None)
            if self.stack:
                parent = self.stack[-1]
                parent.copied += frame.copied
                parent.height = max(parent.height, frame.height + 1)
        return value

    def _key(self, pos: int, frame: _Frame) -> tuple[str, int]:
        if not self.counted:
            self.values += 1
            if self.values > MAX_VALUES:
                raise PhpValueTooLargeError(f"more than {MAX_VALUES} values", pos)
        if match := tokens.INTEGER.match(self.text, pos):
            raw, end, length = str(tokens.integer(match[1])), match.end(), 0
        elif match := tokens.STRING.match(self.text, pos):
            raw, end = self._string(pos, match.end(), length := int(match[1]), BEFORE_VALUE)
        else:
            raise PhpValueError("no key", pos)
        if frame.names is None:
            return unicode(raw), end
        if not self.exact:
            raw = restore_prefix(raw, length, frame.class_name)
        return property_name(raw, frame.names, frame.items), end

    def _value(self, pos: int, follow: Follow) -> tuple[Any, int]:
        """The value at `pos` and the offset after it; of a container that has elements to come, `_OPEN`."""
        text = self.text
        kind = text[pos : pos + 1]
        if kind == "a" and (match := tokens.ARRAY.match(text, pos)):
            self._open(pos, match.end(), int(match[1]), {})
            return _OPEN, match.end()
        if kind == "O" and (match := tokens.OBJECT.match(text, pos)):
            name = self._class_name(match[2], match[1], pos)
            self._open(pos, match.end(), int(match[3]), {CLASS: unicode(name)}, name)
            return _OPEN, match.end()
        if kind in ("R", "r") and (match := tokens.REFERENCE.match(text, pos)):
            return self._reference(pos, int(match[1])), match.end()
        value, end = self._scalar(kind, pos, follow)
        if self.slots is not None:
            self.slots.append(_Slot(value, end - pos, 0, kind in ("C", "E")))
        return value, end

    def _scalar(self, kind: str, pos: int, follow: Follow) -> tuple[Any, int]:
        text = self.text
        if kind in ("s", "S") and (match := tokens.STRING.match(text, pos)):
            raw, end = self._string(pos, match.end(), int(match[1]), follow)
            return unicode(raw), end
        if kind == "i" and (match := tokens.INTEGER.match(text, pos)):
            return tokens.integer(match[1]), match.end()
        if kind == "d" and (match := tokens.FLOAT.match(text, pos)):
            return tokens.real(match[1]), match.end()
        if kind == "b" and (match := tokens.BOOLEAN.match(text, pos)):
            return match[1] == "1", match.end()
        if kind == "N" and (match := tokens.NULL.match(text, pos)):
            return None, match.end()
        if kind == "E" and (match := tokens.ENUM.match(text, pos)):
            self._class_name(match[2], match[1], pos)
            return {CLASS: unicode(match[3]), CASE: unicode(match[4])}, match.end()
        if kind == "C" and (match := tokens.CUSTOM.match(text, pos)):
            name = self._class_name(match[2], match[1], pos)
            end = self.end_of(text, match.end(), int(match[3]), follow.brace)
            if end < 0:
                raise PhpValueError(f"no brace after the {match[3]} bytes of an object", pos)
            return {CLASS: unicode(name), SERIALIZED: unicode(text[match.end() : end])}, end + 1
        raise PhpValueError("no value", pos)

    def _string(self, pos: int, start: int, length: int, follow: Follow) -> tuple[str, int]:
        """The string with its head at `pos` and its text from `start`, and the offset after its closing."""
        if self.text[pos] == "S":
            raw, end = tokens.unescape(self.text, start, length)
            end = declared(self.text, end, 0, follow.quote)
        else:
            end = self.end_of(self.text, start, length, follow.quote)
            raw = self.text[start:end]
        if end < 0:
            raise PhpValueError(f"no closing quote after the {length} bytes of a string", pos)
        return raw, end + 2

    def _class_name(self, name: str, length: str, pos: int) -> str:
        if self.exact and int(length) != len(name):
            raise PhpValueError(f"a class name of {len(name)} bytes, not {length}", pos)
        return name

    def _reference(self, pos: int, number: int) -> Any:
        """What a reference stands for. `R:` shares a slot; `r:`, the same object again, takes one more."""
        slots = self.slots
        if slots is None or not 1 <= number <= len(slots):
            raise PhpValueError(f"a reference to value {number}, which is not before it", pos)
        slot = slots[number - 1]
        same_object = self.text[pos] == "r"
        if same_object and not slot.is_object:
            raise PhpValueError(f"value {number} is no object", pos)
        frame = self.stack[-1]
        if slot.value is _OPEN or self.copied + slot.size > MAX_COPIED or len(self.stack) + slot.height > MAX_DEPTH:
            slot = _Slot({REFERENCE: number}, 0, 1, slot.is_object)
        else:
            self.copied += slot.size
            frame.copied += slot.size
            frame.height = max(frame.height, slot.height)
        if same_object:
            slots.append(slot)
        return slot.value


def _array(items: dict[str, Any]) -> dict[str, Any] | list[Any]:
    """A list if the keys are 0..n-1 in order, as PHP's `array_is_list`."""
    if items and next(iter(items)) != "0":
        return items
    for index, key in enumerate(items):
        if key != str(index):
            return items
    return list(items.values())
