"""What real bodies are made of (headings, links, images, items, cells, code) is in their documents, piece by piece."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import msgspec
from visible_words import parsed

from migrate.content.galleries import GALLERY_CLASSES
from migrate.content.tree import FragmentContext, read_fragment
from migrate.model import document as blocks
from migrate.model import inlines

KINDS = ("heading", "link", "image", "item", "cell", "code", "quote", "rule", "player")
SHOWING = {"img", "svg", "iframe", "video", "audio", "input", "button", "canvas", "object"}


def _shows(node) -> bool:
    stack = [node]
    while stack:
        inner = stack.pop()
        if inner.name in SHOWING or (inner.name == "#text" and inner.data.strip()):
            return True
        stack.extend(inner.children or ())
    return False


def _of_html(html: str) -> Counter[str]:
    """What a fragment holds; not headings and links around nothing, which are left out, and not a gallery's items."""
    found: Counter[str] = Counter()
    stack = [(parsed(html), False)]
    while stack:
        node, in_gallery = stack.pop()
        name = node.name
        if name[0] in "#!?" and name != "#document-fragment":
            continue
        if name in ("script", "style", "template", "iframe"):
            continue
        attributes = node.attrs or {}
        in_gallery |= not GALLERY_CLASSES.keys().isdisjoint((attributes.get("class") or "").split())
        if name in ("audio", "video"):
            found["player"] += 1
            continue
        if name in ("h1", "h2", "h3", "h4", "h5", "h6"):
            found["heading"] += _shows(node)
        elif name == "a" and attributes.get("href"):
            found["link"] += _shows(node)
        elif name == "li":
            found["item"] += not in_gallery
        elif kind := {
            "img": "image",
            "td": "cell",
            "th": "cell",
            "pre": "code",
            "blockquote": "quote",
            "hr": "rule",
        }.get(name):
            found[kind] += 1
        stack.extend((child, in_gallery) for child in node.children or ())
    return found


def _of_document(tree: tuple[blocks.Block, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    stack: list[object] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
            continue
        if not isinstance(node, msgspec.Struct):
            continue
        stack.extend(getattr(node, name) for name in node.__struct_fields__)
        match node:
            case blocks.RawBlock(html=html) | inlines.RawInline(html=html) | blocks.Embed(html=html) if html:
                found += _of_html(html)
            case blocks.FileLink(button=button):
                found["link"] += 2 if button else 1
            case blocks.GalleryImage(link=link):
                found["link"] += bool(link)
            case blocks.Heading():
                found["heading"] += 1
            case inlines.Link():
                found["link"] += 1
            case inlines.Image():
                found["image"] += 1
            case blocks.ListItem():
                found["item"] += 1
            case blocks.Cell():
                found["cell"] += 1
            case blocks.CodeBlock() | blocks.LineBlock():
                found["code"] += 1
            case blocks.BlockQuote():
                found["quote"] += 1
            case blocks.ThematicBreak():
                found["rule"] += 1
            case blocks.Player():
                found["player"] += 1
    return found


def test_structure_of_rendered_bodies(oracle: Path) -> None:
    total: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for line in (oracle / "bodies.jsonl").read_text(encoding="utf-8").splitlines():
        html = json.loads(line)["rendered"]
        expected = _of_html(html)
        made = _of_document(read_fragment(html, FragmentContext()))
        total += expected
        kept += expected & made
    assert sum(total.values()) > 10_000
    for kind in KINDS:
        assert kept[kind] >= 0.995 * total[kind], (kind, kept[kind], total[kind])


def test_the_count_sees_what_is_missing() -> None:
    html = '<h2>a</h2><p><a href="/x">b</a><img src="i"></p><ul><li>c</li></ul>'
    whole = _of_html(html)
    assert whole == _of_document(read_fragment(html))
    assert _of_document(read_fragment("<p>a</p>")) != whole
