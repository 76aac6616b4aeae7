"""Repairs that change what an item says, one function a rule: references that lead nowhere, lengths, mojibake."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from migrate.validate.finding import Spot
from migrate.validate.locate import content_of, offset_of
from migrate.validate.mojibake import unmangled
from migrate.wxr.items import RawItem
from migrate.wxr.php import PhpValueError, decode, looks_serialized
from migrate.wxr.php.lengths import BEFORE_EITHER, BEFORE_END, BEFORE_VALUE, Closest, Closing, Follow
from migrate.wxr.repair import Edit
from migrate.wxr.roots import Root

Mend = Callable[[bytes, RawItem, Root], Iterator[Edit]]
_STRING = re.compile(r's:(\d{1,10}):"')
_ANY = Follow(
    Closing(
        '";',
        re.compile("|".join(follow.quote.pattern.pattern for follow in (BEFORE_VALUE, BEFORE_EITHER, BEFORE_END))),
    ),
    BEFORE_EITHER.brace,
)
"""What may come after a string anywhere."""


def _set(data: bytes, path: str, root: Root, text: bytes) -> Iterator[Edit]:
    span = content_of(data, path, root)
    if span is not None and data[slice(*span)] != text:
        yield Edit(*span, text)


def forget_parent(data: bytes, item: RawItem, root: Root) -> Iterator[Edit]:
    """`<wp:post_parent>` becomes 0."""
    yield from _set(data, "wp:post_parent", root, b"0")


def forget_featured_image(data: bytes, item: RawItem, root: Root) -> Iterator[Edit]:
    """`_thumbnail_id` becomes 0, which is none."""
    for nth, row in enumerate(item.meta):
        if row.key == "_thumbnail_id":
            yield from _set(data, f"wp:postmeta[{nth}]/wp:meta_value", root, b"0")


def forget_comment_parents(data: bytes, item: RawItem, root: Root) -> Iterator[Edit]:
    """Parents of comments that are not there become 0, and those of the first comment of every circle."""
    parents = {one.id: one.parent for one in item.comments if one.parent not in ("", "0")}
    ids = {one.id for one in item.comments}
    done: set[str] = set()
    for nth, one in enumerate(item.comments):
        trail: set[str] = set()
        here = one.id
        while here in parents and here not in done and here not in trail:
            trail.add(here)
            here = parents[here]
        is_circle = here in trail and one.id in trail
        done |= trail
        if is_circle or (one.parent not in ("", "0") and one.parent not in ids):
            parents.pop(one.id, None)
            yield from _set(data, f"wp:comment[{nth}]/wp:comment_parent", root, b"0")


def count_again(data: bytes, item: RawItem, root: Root) -> Iterator[Edit]:
    """Lengths in serialised values, where that makes PHP read them."""
    paths = [(f"wp:postmeta[{nth}]", row) for nth, row in enumerate(item.meta)]
    for number, comment in enumerate(item.comments):
        paths += [(f"wp:comment[{number}]/wp:commentmeta[{nth}]", row) for nth, row in enumerate(comment.meta)]
    for path, row in paths:
        if looks_serialized(row.value) and (text := counted(row.value)) is not None:
            section = b"<![CDATA[" + text.encode().replace(b"]]>", b"]]]]><![CDATA[>") + b"]]>"
            yield from _set(data, f"{path}/wp:meta_value", root, section)


def counted(value: str) -> str | None:
    """A serialised value with right lengths; None where it has them, or where that does not mend it."""
    if _is_read(value):
        return None
    text = value.strip().encode("utf-8", "surrogatepass").decode("latin-1")
    measure = Closest(len(text))
    pieces: list[str] = []
    position = 0
    while match := _STRING.search(text, position):
        end = measure(text, match.end(), int(match[1]), _ANY.quote)
        if end < 0:
            return None
        pieces += (text[position : match.start()], f's:{end - match.end()}:"', text[match.end() : end], '";')
        position = end + 2
    mended = ("".join(pieces) + text[position:]).encode("latin-1").decode("utf-8", "surrogatepass")
    return mended if _is_read(mended) else None


def _is_read(value: str) -> bool:
    try:
        return not decode(value).repaired
    except PhpValueError:
        return False


def turn_back_mojibake(data: bytes, item: RawItem, root: Root) -> Iterator[Edit]:
    """Letters that were decoded twice, in title, body, excerpt and comments."""
    texts = [("title", item.title), ("content:encoded", item.content), ("excerpt:encoded", item.excerpt)]
    texts += [(f"wp:comment[{nth}]/wp:comment_content", one.content) for nth, one in enumerate(item.comments)]
    for path, text in texts:
        for one in unmangled(text):
            start = offset_of(data, Spot(path, one.start), root)
            end = start + len(one.text.encode())
            if data[start:end] == one.text.encode():
                yield Edit(start, end, one.meant.encode())


MENDS: dict[str, Mend] = {
    "R001": forget_parent,
    "R002": forget_parent,
    "R003": forget_featured_image,
    "R010": forget_parent,
    "R014": forget_parent,
    "K001": forget_comment_parents,
    "K002": forget_comment_parents,
    "M002": count_again,
    "C101": turn_back_mojibake,
    "C116": turn_back_mojibake,
}
"""Code → what mends an item in which the rule found something."""
