"""One `<rss>` element: what every item in it is wrapped in, to be parsed on its own."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from migrate.wxr import elements
from migrate.wxr.names import KNOWN_NAMESPACES, UNDECLARED, name_of


@dataclass(slots=True)
class Root:
    """The namespaces that an export's root declares; those that XML would refuse are left out."""

    declarations: dict[str, bytes] = field(default_factory=dict)
    """prefix → quoted namespace"""
    name: str = "rss"
    """`rss`, `channel` where there is no `<rss>`, or empty for a bare one."""
    closed: bool = False
    prefix: bytes = b""
    suffix: bytes = b"</rss>"
    is_usual: bool = False
    """Whether the prefixes are bound as WordPress binds them."""

    def __post_init__(self) -> None:
        self.declarations = {name: uri for name, uri in self.declarations.items() if _is_sound(name.encode(), uri)}
        self.prefix = self.with_prefixes([])
        self.is_usual = all(self._means(prefix) == f"{prefix}:x" for prefix in ("wp", "excerpt", "content", "dc"))

    def _means(self, prefix: str) -> str:
        uri = self.declarations.get(prefix, b'""')[1:-1].decode("utf-8", "replace")
        return name_of(f"{{{uri}}}x") if uri else ""

    @classmethod
    def bare(cls) -> Root:
        """For items that stand in no root at all; nothing tells whether such a text is whole."""
        return cls(name="", closed=True)

    @property
    def prefixes(self) -> set[str]:
        """Prefixes that the root declares."""
        return set(self.declarations)

    def with_prefixes(self, added: list[str]) -> bytes:
        """The wrapping start tag, with further prefixes declared as everybody declares them."""
        known = {prefix: b'"%s"' % KNOWN_NAMESPACES.get(prefix, UNDECLARED + prefix).encode() for prefix in added}
        return b"<rss%s>" % b"".join(
            _declaration(prefix.encode(), uri) for prefix, uri in {**self.declarations, **known}.items()
        )


def _declaration(prefix: bytes, uri: bytes) -> bytes:
    return b" xmlns:%s=%s" % (prefix, uri)


def _is_sound(prefix: bytes, uri: bytes) -> bool:
    try:
        elements.parse(b"<rss%s/>" % _declaration(prefix, uri))
    except etree.XMLSyntaxError:
        return False
    return True
