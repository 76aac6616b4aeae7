"""The front matter of a static site's file, in YAML or TOML.

What is written is read back equal by PyYAML (YAML 1.1), ruamel.yaml (1.2), js-yaml, tomllib and Hugo. A lone surrogate,
which none of them takes, becomes U+FFFD. Every other character survives, NUL too: all of them read its escape.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from itertools import repeat
from typing import Any, Literal, TypeAlias, TypeGuard, assert_never

from migrate.model.limits import LONG

Scalar: TypeAlias = str | bool | int | float | date
"""A `date` may be a `datetime`."""
Value: TypeAlias = "Scalar | Sequence[Value] | Mapping[str, Value] | None"
"""What a key of the front matter may hold. A sequence is a list or a tuple. None is left out."""

_WORDS = re.compile(r"[^\W\d][\w./,-]*+(?>(?: \w[\w./,-]*+)*)")
"""The first begins with a letter: no number, date or indicator is left, no `:`, `#` or quote is inside."""
_NO_WORDS = re.compile(r"\A[\W\d]|[^\w./, -]| (?!\w)")
"""What is in a text that `_WORDS` does not match; found without its twelve bytes of memory for each character."""
_LONG = 10_000
_NO_TEXT = re.compile(r"y|n|yes|no|on|off|true|false|null|nil|none|nan|inf|infinity", re.IGNORECASE)
"""What some reader takes for a boolean, null or number."""
_LONGEST_NO_TEXT = len("infinity")
_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_SPECIAL = re.compile(r'["\\\0-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]')
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
"""The short escapes that YAML and TOML share; `\\uXXXX` they share too."""

_LONGEST_KEY = 1000
"""YAML readers look for the colon within 1,024 characters; a longer key stands behind `?`."""
_MINUTE = timedelta(minutes=1)
_YAML_NOT_FINITE = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}

_C_LOADER_DEPTH = 10_000
"""PyYAML's C loader recurses without a limit: somewhere above 20,000 levels it crashes the process."""

_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def write_front_matter(values: Mapping[str, Value], form: Literal["yaml", "toml"]) -> str:
    """The front matter with its delimiter lines and a final newline; keys in the order given, None left out.

    Times keep clock and offset; seconds of an offset (local mean time), which neither form can say, are cut off.
    Integers beyond 64 bits become strings. In TOML the mappings among the values are tables, after all other keys;
    deeper ones are inline. Keys that differ in lone surrogates alone fall together.
    """
    return "".join(front_matter_texts(values, form))


def front_matter_texts(values: Mapping[str, Value], form: Literal["yaml", "toml"]) -> list[str]:
    """The same in texts, one behind the other: those of a long one are its lines, of all of which no copy is made."""
    lines: list[str] = []
    match form:
        case "yaml":
            _yaml_block(values, "", lines)
            lines = ["---", *lines, "---", ""]
        case "toml":
            lines = ["+++", *_toml_lines(values), "+++", ""]
        case _:
            assert_never(form)
    if sum(map(len, lines)) < LONG:
        return ["\n".join(lines)]
    return [text for line in lines for text in (line, "\n")][:-1]


def _yaml_block(block: Mapping[str, Value] | Sequence[Value], indent: str, lines: list[str]) -> None:
    """Append the lines of a mapping or list; none where it holds nothing. One call a level: PHP values are 512 deep."""
    keyed = _is_keyed(block)
    start = f"{indent}-"
    for key, value in block.items() if _is_keyed(block) else zip(repeat(""), block):
        if keyed:
            start = _yaml_key(key, indent)
        # Most values are plain strings.
        if type(value) is str:
            lines.append(f"{start} {_yaml_text(value)}" if len(value) < LONG else _long_line(start, value))
            continue
        match value:
            case None:
                pass
            case str():
                lines.append(f"{start} {_yaml_text(value)}")
            case int() | float() | date():
                written = _scalar(value)
                lines.append(f"{start} {_YAML_NOT_FINITE.get(written, written)}")
            # Lists and dictionaries are known at once, the others are searched for among the kinds of each.
            case list() | dict() | Mapping() | Sequence():
                first = len(lines)
                _yaml_block(value, indent + "  ", lines)
                if len(lines) == first:
                    lines.append(start + (" {}" if isinstance(value, Mapping) else " []"))
                elif keyed:
                    lines.insert(first, start)
                else:  # The first line of what is inside stands behind the dash: `- name: x`.
                    lines[first] = start + lines[first][len(start) :]
            case _:
                assert_never(value)


def _is_keyed(block: Mapping[str, Value] | Sequence[Value]) -> TypeGuard[Mapping[str, Value]]:
    # To be asked whether it is a mapping takes a list longer than all else that is done here with it.
    return type(block) is dict or (type(block) is not list and isinstance(block, Mapping))


@lru_cache(4096)
def _yaml_key(key: str, indent: str) -> str:
    written = _yaml_text(key)
    return f"{indent}{written}:" if len(written) <= _LONGEST_KEY else f"{indent}? {written}\n{indent}:"


def _yaml_text(text: str) -> str:
    if len(text) > _LONG:
        return _quoted(text) if _NO_WORDS.search(text) else text
    is_plain = _WORDS.fullmatch(text) and (len(text) > _LONGEST_NO_TEXT or not _NO_TEXT.fullmatch(text))
    return text if is_plain else _quoted(text)


def _long_line(start: str, text: str) -> str:
    """A very long text behind its key, with fewer copies of it."""
    if not _NO_WORDS.search(text):
        return f"{start} {text}"
    places = range(0, len(text), LONG)
    parts = [_SPECIAL.sub(_escape, text[place : place + LONG]) for place in places]
    return "".join([f'{start} "', *parts, '"'])


def _toml_lines(values: Mapping[str, Value]) -> list[str]:
    """The lines of all keys, tables last: what follows a table's head belongs to the table."""
    lines = _toml_members({key: value for key, value in values.items() if not isinstance(value, Mapping)})
    for key, value in values.items():
        if isinstance(value, Mapping):
            lines.append(f"[{_toml_key(key)}]")
            lines += _toml_members(value)
    return lines


def _toml_members(block: Mapping[str, Value] | Sequence[Value]) -> list[str]:
    """The `key = value` of a mapping, the values of a list. One call a level, as in `_yaml_block`."""
    written = []
    for start, value in _toml_starts(block):
        match value:
            case None:
                pass
            case str():
                written.append(start + _quoted(value))
            case Mapping():
                written.append(f"{start}{{{', '.join(_toml_members(value))}}}")
            case Sequence():
                written.append(f"{start}[{', '.join(_toml_members(value))}]")
            case _:
                written.append(start + _scalar(value))
    return written


def _toml_starts(block: Mapping[str, Value] | Sequence[Value]) -> Iterator[tuple[str, Value]]:
    """What stands before each value: its key and an equals sign, or nothing."""
    if isinstance(block, Mapping):
        return ((f"{_toml_key(key)} = ", value) for key, value in block.items())
    return (("", value) for value in block)


@lru_cache(4096)
def _toml_key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _quoted(key)


def _scalar(value: bool | int | float | date) -> str:
    """As TOML writes it; YAML differs in infinity and not-a-number."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return f"{value:d}" if -(2**63) <= value < 2**63 else f'"{value:d}"'
        case float():
            # YAML 1.1 takes `1e+16` for text: it wants a point.
            return re.sub(r"^(-?\d+)e", r"\1.0e", repr(value))
        case datetime():
            offset = value.utcoffset()
            if offset and (offset.seconds % 60 or offset.microseconds):
                value = value.replace(tzinfo=timezone(offset - offset % _MINUTE))
            return value.isoformat()
        case date():
            return value.isoformat()
        case _:
            assert_never(value)


def _quoted(text: str) -> str:
    """A double-quoted string, the same in YAML and TOML."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    if "\ud800" <= character <= "\udfff":
        return "\ufffd"
    return _ESCAPES.get(character) or f"\\u{ord(character):04x}"


def read_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The values of a finished file's front matter, and the body after it exactly as it stood.

    Raises ValueError, in one sentence, where there is none, it is not closed, cannot be read or holds no keys.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise ValueError("The file does not begin with front matter between two lines `---` or `+++`.")
    delimiter, block = match.groups()
    # One line for the delimiter, so that the reader's line numbers are those of the file.
    values = _read_yaml("\n" + block) if delimiter == "---" else _read_toml("\n" + block)
    return values, text[match.end() :]


def _read_toml(block: str) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(block)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The TOML front matter cannot be read: {error}.") from error


def _read_yaml(block: str) -> dict[str, Any]:
    import yaml

    # No level of nesting opens without one of these.
    deepest = sum(block.count(opener) for opener in "[{-?:")
    loader = yaml.SafeLoader if deepest > _C_LOADER_DEPTH else getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        values = yaml.load(block, Loader=loader)
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError(f"The YAML front matter cannot be read: {_yaml_problem(error)}.") from error
    except (LookupError, AttributeError, TypeError) as error:
        raise ValueError("The YAML front matter holds a value that does not fit its tag, as in `!!bool 2`.") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ValueError("The YAML front matter holds no keys.")
    return {str(key): value for key, value in values.items()}


def _yaml_problem(error: Exception) -> str:
    """What is wrong, on one line; PyYAML's own text is of several, with a piece of the file."""
    problem = getattr(error, "problem", None) or " ".join(str(error).split())
    mark = getattr(error, "problem_mark", None)
    return f"{problem} (at line {mark.line + 1})" if mark else problem
