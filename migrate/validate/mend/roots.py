"""The one root that a mended export gets: which namespaces it must declare, and which items must declare their own."""

from __future__ import annotations

import re

from lxml import etree

from migrate.wxr import elements
from migrate.wxr.names import KNOWN_NAMESPACES, UNDECLARED
from migrate.wxr.roots import Root

_NAME = re.compile(rb"<([A-Za-z]+)")
_TAG_END = re.compile(rb"\s*/?>\Z")


class OneRoot:
    """The first root of an export, with what later items and roots need besides."""

    def __init__(self, roots: list[Root]) -> None:
        self._declared: dict[str, bytes] = dict(roots[0].declarations) if roots else {}
        self._first = set(self._declared)
        for root in roots[1:]:
            for prefix, uri in root.declarations.items():
                self._declared.setdefault(prefix, uri)
        self._own: list[bytes] = [self._difference(root) for root in roots]

    def _difference(self, root: Root) -> bytes:
        return b"".join(
            b" xmlns:%s=%s" % (prefix.encode(), uri)
            for prefix, uri in root.declarations.items()
            if self._declared[prefix][1:-1] != uri[1:-1]
        )

    def add(self, prefixes: tuple[str, ...]) -> None:
        """Declare prefixes that nobody declared, as everybody does."""
        for prefix in prefixes:
            uri = KNOWN_NAMESPACES.get(prefix, UNDECLARED + prefix)
            self._declared.setdefault(prefix, b'"%s"' % uri.encode())

    def own(self, number: int) -> bytes:
        """Declarations that an item of a root needs, because they differ from the first root's."""
        return self._own[number] if number < len(self._own) else b""

    @property
    def missing(self) -> bytes:
        """Declarations that the first root lacks."""
        wanted = {prefix: uri for prefix, uri in self._declared.items() if prefix not in self._first}
        return b"".join(b" xmlns:%s=%s" % (prefix.encode(), uri) for prefix, uri in sorted(wanted.items()))

    @property
    def opening(self) -> bytes:
        """A whole root, for an export that has none."""
        declared = b"".join(b" xmlns:%s=%s" % (prefix.encode(), uri) for prefix, uri in sorted(self._declared.items()))
        return b'<rss version="2.0"' + declared + b">\n"


def is_tag(tag: bytes) -> bool:
    """Whether a strict parser takes a start tag."""
    name = _NAME.match(tag)
    if name is None:
        return False
    try:
        elements.parse(tag + b"</" + name[1] + b">")
    except etree.XMLSyntaxError:
        return False
    return True


def with_declarations(tag: bytes, declarations: bytes) -> bytes:
    """A start tag with further declarations."""
    end = _TAG_END.search(tag)
    if not declarations or end is None:
        return tag
    return tag[: end.start()] + declarations + tag[end.start() :]
