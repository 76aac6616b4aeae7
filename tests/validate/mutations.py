"""Faults put into a sound export, a seed each: some that one rule is meant for, some that only must not break anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random

from tests.exports import attachment, author, category, comment, export, item, menu_item

Mutation = Callable[[bytes, Random], bytes]

_BLOCKS = "<!-- wp:paragraph -->\n<p>Sow the beans in May.</p>\n<!-- /wp:paragraph -->\n"


def sound() -> bytes:
    """An export in which no rule finds an error or a warning."""
    pages = [
        item(
            number, type="page", title=f"Page {number}", slug=f"page-{number}", parent=number - 1 if number > 10 else 0
        )
        for number in range(10, 14)
    ]
    posts = [
        item(
            number,
            title=f"Beans {number}",
            slug=f"beans-{number}",
            content=_BLOCKS * 3 + f"\n<p>Dear gardener {number}: café &amp; tea</p>",
            categories=[("category", "garden", "Garden")],
            meta=[("_thumbnail_id", "50"), ("seeds", f'a:2:{{s:3:"pea";i:{number};s:4:"bean";s:5:"green";}}')],
            comments=[
                comment(number * 10, content="Well grown."),
                comment(number * 10 + 1, parent=number * 10, content="Thank you, Ann."),
            ],
        )
        for number in range(20, 26)
    ]
    menu = [menu_item(40, "post_type", object="page", target=10), menu_item(41, "post_type", object="page", target=11)]
    head = [author("jane", name="Jane"), category("garden", id=3)]
    file = attachment(50, meta=[("_wp_attached_file", "2024/05/boat.jpg")])
    return export(*head, *pages, *posts, *menu, file).encode()


def _place(data: bytes, random: Random, pattern: bytes) -> re.Match[bytes]:
    """One of the places where a pattern stands."""
    return random.choice(list(re.finditer(pattern, data)))


def _insert(data: bytes, at: int, text: bytes) -> bytes:
    return data[:at] + text + data[at:]


def _put(pattern: bytes, text: bytes) -> Mutation:
    """Put something behind one of the places where a pattern stands."""
    return lambda data, random: _insert(data, _place(data, random, pattern).end(), text)


def _exchange(pattern: bytes, text: bytes) -> Mutation:
    """Put something in the place of one match of a pattern."""

    def mutate(data: bytes, random: Random) -> bytes:
        match = _place(data, random, pattern)
        return data[: match.start()] + match.expand(text) + data[match.end() :]

    return mutate


def _item(data: bytes, random: Random, kind: bytes = b"post") -> re.Match[bytes]:
    found = [
        one
        for one in re.finditer(rb"<item>.*?</item>", data, re.S)
        if b"<![CDATA[%s]]></wp:post_type>" % kind in one[0]
    ]
    return random.choice(found)


def _again(data: bytes, random: Random) -> bytes:
    match = _item(data, random)
    return _insert(data, match.end(), b"\n" + match[0])


def _again_otherwise(data: bytes, random: Random) -> bytes:
    match = _item(data, random)
    return _insert(data, match.end(), b"\n" + match[0].replace(b"Beans", b"Peas"))


def _without_page(data: bytes, random: Random) -> bytes:
    found = [
        one
        for one in re.finditer(rb"<item>.*?</item>", data, re.S)
        if re.search(rb"<title><!\[CDATA\[Page 1[0-2]\]", one[0])
    ]
    match = random.choice(found)
    return data[: match.start()] + data[match.end() :]


def _swapped(data: bytes, random: Random) -> bytes:
    """Two items change places, which is no fault: order means nothing."""
    items = list(re.finditer(rb"<item>.*?</item>", data, re.S))
    first, second = sorted(random.sample(items, 2), key=lambda one: one.start())
    between = data[first.end() : second.start()]
    return data[: first.start()] + second[0] + between + first[0] + data[second.end() :]


def _cut(data: bytes, random: Random) -> bytes:
    return data[: random.randrange(data.index(b"<item>") + 6, data.index(b"</rss>"))]


def _bytes(count: int) -> Mutation:
    def mutate(data: bytes, random: Random) -> bytes:
        changed = bytearray(data)
        for _ in range(count):
            changed[random.randrange(len(changed))] = random.randrange(256)
        return bytes(changed)

    return mutate


def _deleted(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data))
    return data[:start] + data[start + random.randrange(1, 400) :]


def _doubled(data: bytes, random: Random) -> bytes:
    start = random.randrange(len(data))
    end = start + random.randrange(1, 2000)
    return data[:end] + data[start:end] + data[end:]


def _tokens(data: bytes, random: Random) -> bytes:
    """Markup put where it does not belong."""
    token = random.choice(
        [
            b"<![CDATA[",
            b"]]>",
            b"<item>",
            b"</item>",
            b"<!--",
            b"-->",
            b"</channel>",
            b"</rss>",
            b"<rss>",
            b"&",
            b"<",
            b">",
            b"\x00",
            b"\xff",
            b"<?xml?>",
            b"<wp:comment>",
            b"</wp:postmeta>",
            b'"',
            b"<!DOCTYPE html>",
            b"\xef\xbb\xbf",
        ]
    )
    return _insert(data, random.randrange(len(data)), token)


MEANT: dict[str, tuple[str, Mutation]] = {
    "control character": ("X101", _put(rb"Sow the", b"\x0b")),
    "bad byte": ("X102", _put(rb"Dear gar", b"\xe9")),
    "unsplit section": ("X103", _put(rb"Sow the", b"]]>")),
    "unclosed section": ("X104", _exchange(rb"\]\]></content:encoded>", b"</content:encoded>")),
    "php message": (
        "X105",
        _put(rb"</wp:post_id>", b"<br /><b>Notice</b>:  x in <b>/a.php</b> on line <b>3</b><br />"),
    ),
    "attribute": ("X106", _exchange(rb'nicename="garden"', b'nicename="gar"den"')),
    "ampersand": ("X107", _exchange(rb"</link><dc:creator>", b"?a=1&b=2</link><dc:creator>")),
    "entity": ("X108", _exchange(rb"</link><dc:creator>", b"&nbsp;</link><dc:creator>")),
    "prefix": ("X110", _put(rb"</wp:post_id>", b"<itunes:author>x</itunes:author>")),
    "unclosed item": ("X111", _exchange(rb"</item>(?=\s*<item>)", b"")),
    "text before": ("X112", lambda data, random: b"oops\n" + data),
    "text between": ("X113", _put(rb"</item>(?=\s*<item>)", b" oops ")),
    "text after": ("X114", lambda data, random: data + b"oops"),
    "error page": ("X115", _put(rb"</item>(?=\s*<item>)", b"<!DOCTYPE html><html><body>Error</body></html>")),
    "two exports": ("X116", lambda data, random: data + data.partition(b"\n")[2]),
    "crossed tags": (
        "X118",
        _exchange(rb"<wp:post_parent>(\d+)</wp:post_parent>", rb"<wp:post_parent>\1</wp:menu_order>"),
    ),
    "cut off": ("X003", _cut),
    "entity declaration": ("X002", _put(rb"\?>", b'<!DOCTYPE rss [<!ENTITY a "b">]>')),
    "two marks": ("X004", lambda data, random: b"\xef\xbb\xbf" * 2 + data),
    "carriage returns": ("X013", lambda data, random: data.replace(b"\n", b"\r\n")),
    "no version": ("W001", _exchange(rb"<wp:wxr_version>1.2</wp:wxr_version>", b"")),
    "no address": (
        "W003",
        lambda data, random: data.replace(b"<wp:base_blog_url>https://blog.example</wp:base_blog_url>", b"").replace(
            b"<link>https://blog.example</link>", b""
        ),
    ),
    "no number": ("W101", _exchange(rb"<wp:post_id>\d+</wp:post_id>", b"")),
    "no type": ("W103", _exchange(rb"<wp:post_type>.*?</wp:post_type>", b"")),
    "no status": ("W104", _exchange(rb"<wp:status>.*?</wp:status>", b"")),
    "no slug": ("W107", _exchange(rb"<wp:post_name><!\[CDATA\[beans-\d+\]\]>", b"<wp:post_name>")),
    "same item": ("W114", _again),
    "same number": ("W115", _again_otherwise),
    "same slug": ("W116", lambda data, random: data.replace(b"[beans-21]", b"[beans-20]")),
    "lost page": ("R001", _without_page),
    "lost parent": (
        "R001",
        _exchange(rb"<wp:post_parent>1\d</wp:post_parent>", b"<wp:post_parent>99</wp:post_parent>"),
    ),
    "lost image": ("R003", _exchange(rb"(_thumbnail_id\]\]></wp:meta_key><wp:meta_value><!\[CDATA\[)50", rb"\g<1>51")),
    "image is a page": (
        "R004",
        _exchange(rb"(_thumbnail_id\]\]></wp:meta_key><wp:meta_value><!\[CDATA\[)50", rb"\g<1>10"),
    ),
    "unknown author": ("R005", _exchange(rb"<dc:creator><!\[CDATA\[jane", b"<dc:creator><![CDATA[joan")),
    "lost category": ("R007", _exchange(rb'nicename="garden"', b'nicename="shed"')),
    "lost menu target": (
        "R011",
        _exchange(rb"(_menu_item_object_id\]\]></wp:meta_key><wp:meta_value><!\[CDATA\[)1", rb"\g<1>9"),
    ),
    "own parent": (
        "R014",
        lambda data, random: data.replace(
            b"<wp:post_parent>10</wp:post_parent>", b"<wp:post_parent>11</wp:post_parent>"
        ),
    ),
    "no date": (
        "D001",
        lambda data, random: data.replace(b"2024-01-02 10:00:00", b"0000-00-00 00:00:00", 1).replace(
            b"2024-01-02 09:00:00", b"0000-00-00 00:00:00", 1
        ),
    ),
    "bad date": ("D002", _exchange(rb"(<wp:post_date><!\[CDATA\[)2024-01", rb"\g<1>2024-91")),
    "far dates": ("D003", _exchange(rb"(<wp:post_date_gmt><!\[CDATA\[)2024", rb"\g<1>2021")),
    "unclosed block": ("C001", _exchange(rb"<!-- /wp:paragraph -->\n(?=\n<p>Dear)", b"")),
    "stray end": ("C002", _put(rb"<content:encoded><!\[CDATA\[", b"<!-- /wp:paragraph -->\n")),
    "crossed blocks": ("C003", _exchange(rb"/wp:paragraph", b"/wp:quote")),
    "mojibake": (
        "C101",
        lambda data, random: data.replace("café".encode(), "café".encode().decode("cp1252").encode(), 1),
    ),
    "lost letter": ("C102", lambda data, random: data.replace("é".encode(), "\ufffd".encode(), 1)),
    "script": ("S001", _put(rb"Sow the", b"<script>alert(1)</script>")),
    "cut value": ("M001", _exchange(rb's:5:"green";\}', b's:5:"gre}')),
    "wrong length": ("M002", _exchange(rb's:5:"green"', b's:7:"green"')),
    "lost question": ("K001", _exchange(rb"(<wp:comment_parent><!\[CDATA\[)2\d0", rb"\g<1>999")),
    "own answer": (
        "K002",
        _exchange(rb"(<wp:comment_id><!\[CDATA\[(2\d1)\].*?<wp:comment_parent><!\[CDATA\[)2\d0", rb"\g<1>\g<2>"),
    ),
    "same comment number": ("K006", _exchange(rb"(<wp:comment_id><!\[CDATA\[2\d)1", rb"\g<1>0")),
    "comment without number": ("K005", _exchange(rb"<wp:comment_id><!\[CDATA\[2\d1", b"<wp:comment_id><![CDATA[0")),
    "password": ("P004", _exchange(rb"<wp:post_password><!\[CDATA\[", b"<wp:post_password><![CDATA[sesame")),
    "hostile slug": ("S009", _exchange(rb"\[beans-2", b"[../beans-2")),
}
"""Name → the rule that is meant for it, and how it is done."""

SENSELESS: dict[str, Mutation] = {
    "one byte": _bytes(1),
    "ten bytes": _bytes(10),
    "deleted": _deleted,
    "doubled": _doubled,
    "markup": _tokens,
    "much markup": lambda data, random: _tokens(_tokens(_tokens(data, random), random), random),
}
"""Name → how it is done; what it breaks is left to chance."""

HARMLESS: dict[str, Mutation] = {"swapped items": _swapped}
"""Changes that are no faults."""
