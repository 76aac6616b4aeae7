"""Reads a site as a real generator published it: pages, anchors, dead links, redirects, visible words.

Only what was published counts; nothing of the program under test is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html

_REFRESH = re.compile(r"\s*\d+\s*;\s*url=(.*)", re.IGNORECASE | re.DOTALL)
_ADDRESSES = ("href", "src", "poster", "data")
_SILENT = frozenset({"script", "style", "template", "noscript"})
_INLINE = re.compile(
    "a|abbr|acronym|b|bdi|bdo|big|cite|code|data|del|dfn|em|font|i|ins|kbd|label|mark|q|rp|rt|ruby|s|samp|small|span"
    "|strike|strong|sub|sup|time|tt|u|var|wbr"
)
"""Elements that stand within words. Others part them."""
CONTENT = "data-wxr-content"
"""Attribute of the element that holds nothing but what an entry says."""


class Dead(NamedTuple):
    """A link within the site that leads nowhere."""

    page: str
    """Address of the page that it stands on, below the base: `/about/`."""
    link: str
    """As it is written."""
    why: str
    """`no file`, `no anchor`, or `outside` (from the root of the host, past the base path)."""


@dataclass(frozen=True)
class BuiltPage:
    """One HTML file."""

    address: str
    """Below the base, decoded: `/2009/05/a post/`, `/x.html`."""
    file: Path
    ids: frozenset[str]
    """What a fragment may name: ids, and names of `<a>`."""
    links: tuple[str, ...]
    """Values of href, src, poster, data and srcset, as written."""
    redirect: str
    """Address that a meta refresh leads to; empty for others."""
    language: str
    title: str
    content: str | None
    """The visible text of the element marked `CONTENT`, on one line; None where there is none."""

    @property
    def words(self) -> list[str]:
        """The words of the content."""
        return (self.content or "").split()


@dataclass
class Built:
    """A published site. What is read is read once, when it is first asked for."""

    folder: Path
    base: str
    """Address of the home page, with a slash at its end."""
    returncode: int
    output: str
    """All that the generator said."""

    @cached_property
    def files(self) -> frozenset[str]:
        """Paths of all published files, with slashes."""
        return frozenset(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, BuiltPage]:
        """Address below the base → page. Redirects are in it."""
        pages = {}
        for name in sorted(self.files):
            if name.endswith((".html", ".htm")):
                address = (
                    "/" + name.removesuffix("index.html") if name.rpartition("/")[2] == "index.html" else "/" + name
                )
                pages[address] = _read_page(address, self.folder / name)
        return pages

    @property
    def aliases(self) -> dict[str, str]:
        """Address of each redirect below the base → address that it leads to, as `pages` has it; else as written."""
        return {
            address: self._address(page.redirect, address) or page.redirect
            for address, page in self.pages.items()
            if page.redirect
        }

    @property
    def lost_redirects(self) -> dict[str, str]:
        """Address of each redirect that leads to no page and no file of the site → its target. Uploads stay where they were."""
        lost = {}
        for address, page in self.pages.items():
            target = _joined(self._absolute(address), page.redirect)
            is_here = target.startswith(self.base) and "/wp-content/" not in target
            if page.redirect and is_here and self._fault(target, target):
                lost[address] = page.redirect
        return lost

    @property
    def dead_links(self) -> list[Dead]:
        """All of them, of all pages."""
        known: dict[str, str] = {}
        dead = []
        for address, page in self.pages.items():
            here = self._absolute(address)
            for link in dict.fromkeys(page.links):
                target = _joined(here, link)
                why = known.get(target)
                if why is None:
                    why = known[target] = self._fault(target, link)
                if why:
                    dead.append(Dead(address, link, why))
        return dead

    def _fault(self, target: str, link: str) -> str:
        """Why an absolute address is dead; empty where it is not, or is of another site."""
        base, parts = urlsplit(self.base), urlsplit(target)
        if parts.scheme not in ("http", "https") or parts.netloc != base.netloc:
            return ""
        if not (parts.path or "/").startswith(base.path):
            return "" if urlsplit(link).netloc else "outside"
        page = self._page(target)
        if page is None:
            return "" if self._is_file(target) else "no file"
        fragment = unquote(parts.fragment)
        if not fragment or fragment == "top" or fragment in page.ids or parts.fragment in page.ids:
            return ""
        return "no anchor"

    def _page(self, target: str) -> BuiltPage | None:
        """The page that an absolute address shows, behind redirects."""
        for _ in range(10):
            address = self._address(target, "/")
            page = self.pages.get(address) if address is not None else None
            if page is None or not page.redirect:
                return page
            target = page.redirect
        return None

    def _is_file(self, target: str) -> bool:
        path = unquote(urlsplit(target).path)[len(unquote(urlsplit(self.base).path)) :]
        return path in self.files

    def _absolute(self, address: str) -> str:
        return self.base + address.lstrip("/").replace("%", "%25").replace("?", "%3F").replace("#", "%23")

    def _address(self, target: str, seen_from: str) -> str | None:
        """The address below the base of a page, as a server finds it: decoded, a folder's index with a slash."""
        parts = urlsplit(_joined(self._absolute(seen_from), target))
        base = urlsplit(self.base)
        if parts.netloc != base.netloc or not (parts.path or "/").startswith(base.path):
            return None
        address = "/" + unquote(parts.path)[len(unquote(base.path)) :]
        address = address.removesuffix("index.html") if address.endswith("/index.html") else address
        return address if address in self.pages or address.endswith("/") else address + "/"


def _joined(here: str, link: str) -> str:
    try:
        return urljoin(here, link.strip())
    except ValueError:
        return "invalid:" + link


def _read_page(address: str, file: Path) -> BuiltPage:
    # Threads of comments nest deeper than libxml2 allows by default.
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    root: Any = lxml.html.document_fromstring(file.read_bytes() or b"<html></html>", parser=parser)
    ids: set[str] = set()
    links: list[str] = []
    redirect = title = ""
    content: str | None = None
    for element in root.iter():
        tag = element.tag
        if not isinstance(tag, str):
            continue
        attributes = element.attrib
        if "id" in attributes:
            ids.add(attributes["id"])
        if tag == "a" and "name" in attributes:
            ids.add(attributes["name"])
        elif tag == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
            found = _REFRESH.match(attributes.get("content", ""))
            redirect = found[1].strip() if found else ""
        elif tag == "title" and not title:
            title = " ".join(element.text_content().split())
        for name in _ADDRESSES:
            if name in attributes:
                links.append(attributes[name])
        if "srcset" in attributes:
            links += [one.split()[0] for one in attributes["srcset"].split(", ") if one.split()]
        if CONTENT in attributes and content is None:
            content = " ".join("".join(_visible(element)).split())
    return BuiltPage(address, file, frozenset(ids), tuple(links), redirect, root.get("lang", ""), title, content)


def _visible(element: Any) -> Iterator[str]:
    """The text that a reader sees, a space where an element parts words; with a stack, for pages nest deep."""
    stack: list[Any] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        tag = node.tag
        if not isinstance(tag, str) or tag in _SILENT:
            continue
        parts = _INLINE.fullmatch(tag) is None
        if parts:
            yield " "
            stack.append(" ")
        for child in reversed(node):
            if child.tail:
                stack.append(child.tail)
            stack.append(child)
        if node.text:
            yield node.text
