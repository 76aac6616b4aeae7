"""Items in exactly the form that WordPress writes, read by pattern in a third of the time that a parser needs.

Guarantees: what it returns is what the strict parser would make of the item, and it returns None for everything else.
For that, every byte of the item must be matched: elements in WordPress's order and nesting, with nothing but white
space between them, values that hold no character that XML forbids or changes, and only references that it knows.

Versions of WordPress differ in which values they put in CDATA, but an export is of one version: what was met last is
tried first, by a pattern that takes values as they come. What it does not match, one for all versions may.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from migrate.model.limits import LONG
from migrate.wxr.items import Place, RawCategory, RawComment, RawItem, RawMeta
from migrate.wxr.references import UnusualError, resolve

_CONTROLS = bytes(code for code in range(0x20) if code not in (0x09, 0x0A))
"""What XML forbids, and `\\r`, which it turns into a newline."""
_HIGH = 0xEF
_NOT_CHARACTERS = b"\xef\xbf"
"""Begins U+FFFE and U+FFFF, which XML forbids (and others, for which the parser is asked)."""

_VALUE = r"(?:<!\[CDATA\[([^\]]*+(?>(?:\](?!\]>)[^\]]*+)*))\]\]>|([^<\]]*+))"
"""Two groups, of which one matches: as CDATA, as text."""
_SPACE = r"[ \t\n]*+"


def _leaf(name: str, attributes: str = "") -> str:
    return rf"<{name}{attributes}>{_VALUE}</{name}>{_SPACE}"


_FIRST = (
    ("title", "title"),
    ("link", "link"),
    ("pub_date", "pubDate"),
    ("creator", "dc:creator"),
    ("guid", "guid"),
    ("description", "description"),
    ("content", "content:encoded"),
    ("excerpt", "excerpt:encoded"),
    ("id", "wp:post_id"),
    ("date", "wp:post_date"),
    ("date_gmt", "wp:post_date_gmt"),
)
_MODIFIED = (("modified", "wp:post_modified"), ("modified_gmt", "wp:post_modified_gmt"))
_SECOND = (
    ("comment_status", "wp:comment_status"),
    ("ping_status", "wp:ping_status"),
    ("slug", "wp:post_name"),
    ("status", "wp:status"),
    ("parent", "wp:post_parent"),
    ("menu_order", "wp:menu_order"),
    ("type", "wp:post_type"),
    ("password", "wp:post_password"),
    ("sticky", "wp:is_sticky"),
)
_ATTACHMENT = (("attachment_url", "wp:attachment_url"),)
_COMMENT = (
    ("id", "wp:comment_id"),
    ("author", "wp:comment_author"),
    ("author_email", "wp:comment_author_email"),
    ("author_url", "wp:comment_author_url"),
    ("author_ip", "wp:comment_author_IP"),
    ("date", "wp:comment_date"),
    ("date_gmt", "wp:comment_date_gmt"),
    ("content", "wp:comment_content"),
    ("approved", "wp:comment_approved"),
    ("type", "wp:comment_type"),
    ("parent", "wp:comment_parent"),
    ("user_id", "wp:comment_user_id"),
)
_VERBATIM = frozenset({"title", "content", "excerpt", "description", "author", "password"})
"""Fields whose white space belongs to them."""
_GUID = ' isPermaLink="(?:false|true)"'


def _leaves(fields: tuple[tuple[str, str], ...]) -> str:
    return "".join(_leaf(name, _GUID if name == "guid" else "") for _, name in fields)


class _Kind(NamedTuple):
    """Elements that follow each other."""

    opening: str
    fields: tuple[tuple[str, str], ...]
    """The fields of a raw record, in its order, and their elements."""
    pattern: re.Pattern[str]
    """Matches them in any version's form, with two groups for each."""


_ITEM = _Kind(
    f"<item>{_SPACE}",
    (*_FIRST, *_MODIFIED, *_SECOND, *_ATTACHMENT),
    re.compile(
        f"<item>{_SPACE}{_leaves(_FIRST)}(?:{_leaves(_MODIFIED)})?{_leaves(_SECOND)}(?:{_leaves(_ATTACHMENT)})?"
    ),
)
_ONE_COMMENT = _Kind(f"<wp:comment>{_SPACE}", _COMMENT, re.compile(f"<wp:comment>{_SPACE}{_leaves(_COMMENT)}"))

_Form = tuple[str, ...]
"""How the value of each field is written: `cdata`, `text`, or `` where the element was never there."""
_OPTIONAL = frozenset(name for _, name in _ATTACHMENT)
"""What some items of an export have and others have not."""


@lru_cache(maxsize=32)
def _exact(kind: _Kind, form: _Form) -> re.Pattern[str]:
    """Matches elements in one form, with one group for each: its value, when nothing has to be resolved or stripped."""
    pieces = [kind.opening]
    for (field, name), written in zip(kind.fields, form, strict=True):
        if not written:
            pieces.append(f"(?!<{name}>)()")
            continue
        value = r"[^\]]*+" if written == "cdata" else r"[^<\]&]*+"
        if field not in _VERBATIM:
            value = rf"(?!\s){value}(?<!\s)"
        elif written == "cdata":
            value = r"[^\]]*+(?>(?:\](?!\]>)[^\]]*+)*)"
        before, after = (r"<!\[CDATA\[", r"\]\]>") if written == "cdata" else ("", "")
        leaf = f"<{name}{_GUID if name == 'guid' else ''}>{before}({value}){after}</{name}>{_SPACE}"
        pieces.append(f"(?>(?:{leaf})?)" if name in _OPTIONAL else leaf)
    return re.compile("".join(pieces))


_ATTRIBUTE = r'([^"<\t\n]*+)'
_CATEGORY_PATTERN = re.compile(rf'<category domain="{_ATTRIBUTE}" nicename="{_ATTRIBUTE}">{_VALUE}</category>{_SPACE}')


def _meta_pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"<{name}>{_SPACE}{_leaf('wp:meta_key')}{_leaf('wp:meta_value')}</{name}>{_SPACE}")


_META_PATTERN = _meta_pattern("wp:postmeta")
_COMMENT_META_PATTERN = _meta_pattern("wp:commentmeta")
_COMMENT_END = re.compile(f"</wp:comment>{_SPACE}")
_END = "</item>"
_WORTH_IT = 64
"""Matches after which a pattern of its own pays: it takes a millisecond or two to make."""
_make_item: Callable[..., RawItem] = RawItem
_make_comment: Callable[..., RawComment] = RawComment
"""Given the values that a pattern finds, by position."""


class PlainReader:
    """Reads items of one export. What it returns does not depend on what it was given before."""

    def __init__(self) -> None:
        self._forms: dict[str, _Form] = {}
        self._met: Counter[str] = Counter()
        self._exact: dict[str, re.Pattern[str]] = {}

    def read(self, data: bytes, place: Place) -> RawItem | None:
        """The item, or None where it is not in WordPress's own form; the prefixes must be bound as WordPress binds
        them."""
        # One search for each forbidden character takes half the time that `translate` takes to count them all.
        if any(map(data.__contains__, _CONTROLS)) or (_HIGH in data and _NOT_CHARACTERS in data):
            return None
        # A character beyond U+FFFF makes a text take four bytes a character: of a long item only values are decoded.
        # Patterns see its bytes as characters, and look for none but those of ASCII.
        source = data if len(data) > LONG else None
        try:
            text = data.decode() if source is None else data.decode("latin-1")
            head = self._match(_ITEM, text, 0, source)
            if head is None:
                return None
            values, position = head
            categories: list[RawCategory] = []
            while match := _CATEGORY_PATTERN.match(text, position):
                domain, nicename, cdata, raw = match.groups() if source is None else _groups(match, source)
                name = cdata if raw is None else resolve(raw)
                categories.append(RawCategory(resolve(domain), resolve(nicename), name))
                position = match.end()
            meta, position = _read_meta(text, position, _META_PATTERN, source)
            comments, position = self._read_comments(text, position, source)
            if text[position:] != _END:
                return None
            return _make_item(*values, tuple(categories), meta, comments, place=place)
        except (UnicodeDecodeError, UnusualError):
            return None

    def _match(self, kind: _Kind, text: str, position: int, source: bytes | None) -> tuple[tuple[str, ...], int] | None:
        """The values of elements, and where they end. `source`: the bytes of a long item, of which `text` shows each
        as a character."""
        exact = self._exact.get(kind.opening) if source is None else None
        if exact is not None and (match := exact.match(text, position)):
            return match.groups(""), match.end()
        match = kind.pattern.match(text, position)
        if match is None:
            return None
        groups = match.groups() if source is None else _groups(match, source)
        pairs = list(zip(groups[::2], groups[1::2], strict=True))
        form = tuple("text" if raw is not None else "cdata" if cdata is not None else "" for cdata, raw in pairs)
        before = self._forms.get(kind.opening, form)
        form = self._forms[kind.opening] = tuple(new or old for new, old in zip(form, before, strict=True))
        self._met[kind.opening] += 1
        if self._met[kind.opening] >= _WORTH_IT:
            self._exact[kind.opening] = _exact(kind, form)
        values = [
            value if field in _VERBATIM else value.strip()
            for (field, _), (cdata, raw) in zip(kind.fields, pairs, strict=True)
            for value in (resolve(raw) if raw is not None else cdata or "",)
        ]
        return tuple(values), match.end()

    def _read_comments(self, text: str, position: int, source: bytes | None) -> tuple[tuple[RawComment, ...], int]:
        comments: list[RawComment] = []
        while found := self._match(_ONE_COMMENT, text, position, source):
            values, position = found
            meta: tuple[RawMeta, ...] = ()
            end = _COMMENT_END.match(text, position)
            if end is None:
                meta, position = _read_meta(text, position, _COMMENT_META_PATTERN, source)
                end = _COMMENT_END.match(text, position)
            if end is None:
                raise UnusualError
            position = end.end()
            comments.append(_make_comment(*values, meta))
        return tuple(comments), position


def _groups(match: re.Match[str], source: bytes) -> tuple[Any, ...]:
    """The groups of a match in the text of a long item, decoded."""
    view = memoryview(source)
    return tuple([None if start < 0 else str(view[start:end], "utf-8") for start, end in match.regs[1:]])


def _read_meta(
    text: str, position: int, pattern: re.Pattern[str], source: bytes | None
) -> tuple[tuple[RawMeta, ...], int]:
    rows: list[RawMeta] = []
    while match := pattern.match(text, position):
        key_cdata, key_raw, value_cdata, value_raw = match.groups() if source is None else _groups(match, source)
        key = key_cdata if key_raw is None else resolve(key_raw)
        rows.append(RawMeta(key.strip(), value_cdata if value_raw is None else resolve(value_raw)))
        position = match.end()
    return tuple(rows), position
