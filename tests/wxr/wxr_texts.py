"""Builds small exports in WordPress's own form, and reads them; shared by the tests of the reader."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from migrate.wxr.items import RawItem
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.source import open_source

NAMESPACES = (
    'xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"'
)
OPENING = f'<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" {NAMESPACES}>\n<channel>\n'
CHANNEL = (
    "\t<title>Garden notes</title>\n\t<link>https://garden.example</link>\n"
    "\t<wp:wxr_version>1.2</wp:wxr_version>\n\t<wp:base_site_url>https://garden.example</wp:base_site_url>\n"
    "\t<wp:base_blog_url>https://garden.example</wp:base_blog_url>\n"
)
AUTHOR = (
    "\t<wp:author><wp:author_id>2</wp:author_id><wp:author_login><![CDATA[fern]]></wp:author_login>"
    "<wp:author_email><![CDATA[fern@garden.example]]></wp:author_email></wp:author>\n"
)
TERM = (
    "\t<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename><![CDATA[soil]]></wp:category_nicename>"
    "<wp:cat_name><![CDATA[Soil]]></wp:cat_name></wp:category>\n"
)
CLOSING = "</channel>\n</rss>\n"


def cdata(text: str) -> str:
    """A CDATA section as WordPress writes it since 3.4."""
    return "<![CDATA[" + text.replace("]]>", "]]]]><![CDATA[>") + "]]>"


def meta(key: str, value: str, kind: str = "postmeta") -> str:
    return (
        f"\t\t<wp:{kind}>\n\t\t\t<wp:meta_key>{cdata(key)}</wp:meta_key>\n"
        f"\t\t\t<wp:meta_value>{cdata(value)}</wp:meta_value>\n\t\t</wp:{kind}>\n"
    )


def comment(number: int, content: str = "Well said.", inside: str = "") -> str:
    return (
        f"\t\t<wp:comment>\n\t\t\t<wp:comment_id>{number}</wp:comment_id>\n"
        f"\t\t\t<wp:comment_author>{cdata('Moss')}</wp:comment_author>\n"
        "\t\t\t<wp:comment_author_url>https://moss.example/?a=1&amp;b=2</wp:comment_author_url>\n"
        "\t\t\t<wp:comment_date>2020-03-01 10:00:00</wp:comment_date>\n"
        f"\t\t\t<wp:comment_content>{cdata(content)}</wp:comment_content>\n"
        "\t\t\t<wp:comment_approved>1</wp:comment_approved>\n\t\t\t<wp:comment_type></wp:comment_type>\n"
        f"\t\t\t<wp:comment_parent>0</wp:comment_parent>\n{inside}\t\t</wp:comment>\n"
    )


def item(number: int = 1, *, title: str | None = None, body: str = "Some words.", rest: str = "") -> str:
    """An item; `title` and `rest` (categories, meta, comments) are markup, `body` is text."""
    return (
        f"\t<item>\n\t\t<title>{cdata(f'Post {number}') if title is None else title}</title>\n"
        f"\t\t<link>https://garden.example/{number}/</link>\n"
        "\t\t<pubDate>Sun, 01 Mar 2020 09:00:00 +0000</pubDate>\n\t\t<dc:creator><![CDATA[fern]]></dc:creator>\n"
        f'\t\t<guid isPermaLink="false">https://garden.example/?p={number}</guid>\n\t\t<description></description>\n'
        f"\t\t<content:encoded>{cdata(body)}</content:encoded>\n\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n"
        f"\t\t<wp:post_id>{number}</wp:post_id>\n\t\t<wp:post_date><![CDATA[2020-03-01 10:00:00]]></wp:post_date>\n"
        "\t\t<wp:post_date_gmt><![CDATA[2020-03-01 09:00:00]]></wp:post_date_gmt>\n"
        "\t\t<wp:comment_status><![CDATA[open]]></wp:comment_status>\n"
        "\t\t<wp:ping_status><![CDATA[open]]></wp:ping_status>\n"
        f"\t\t<wp:post_name><![CDATA[post-{number}]]></wp:post_name>\n\t\t<wp:status><![CDATA[publish]]></wp:status>\n"
        "\t\t<wp:post_parent>0</wp:post_parent>\n\t\t<wp:menu_order>0</wp:menu_order>\n"
        "\t\t<wp:post_type><![CDATA[post]]></wp:post_type>\n\t\t<wp:post_password><![CDATA[]]></wp:post_password>\n"
        f"\t\t<wp:is_sticky>0</wp:is_sticky>\n{rest}\t</item>\n"
    )


def category(name: str, slug: str, domain: str = "category") -> str:
    return f'\t\t<category domain="{domain}" nicename="{slug}">{cdata(name)}</category>\n'


def export(*items: str, head: str = AUTHOR + TERM) -> str:
    return OPENING + CHANNEL + head + "".join(items) + CLOSING


SOUND = export(
    item(
        1,
        body="First <b>words</b> & ]]> end <!-- wp:x -->",
        rest=category("A", "a") + meta("k", "v") + comment(1, inside=meta("c", "d", "commentmeta")),
    ),
    item(2, title="Plain &amp; title", body="An example: <item><title>Hi</title></item>\n<item> and <rss>"),
    "<!-- <item>no</item> -->",
    item(3, body="", rest=meta("a", 'a:1:{i:0;s:1:"x";}') + comment(2)),
)
"""Well-formed, with everything in it that deceives a careless reader."""


@dataclass
class Reading:
    """Everything that a reader said about one export."""

    reader: Reader
    ranges: list[ItemRange] = field(default_factory=list)
    parsed: list[RawItem | Unreadable] = field(default_factory=list)

    @property
    def items(self) -> list[RawItem]:
        return [entry for entry in self.parsed if isinstance(entry, RawItem)]

    @property
    def unreadable(self) -> list[Unreadable]:
        return [entry for entry in self.parsed if isinstance(entry, Unreadable)]

    @property
    def repairs(self) -> list[tuple[str, int]]:
        """Name and line of every repair, of heads and items."""
        found = [repair for head in self.reader.heads for repair in head.repairs]
        found += [repair for entry in self.items for repair in entry.repairs]
        return [(repair.name, repair.line) for repair in found]


@contextmanager
def reading(*paths: Path) -> Iterator[Reading]:
    """The whole of an export, read; the reader is still open."""
    with open_source(list(paths)) as source:
        result = Reading(Reader(source))
        try:
            for where, data in result.reader.ranges():
                result.ranges.append(where)
                result.parsed.append(result.reader.parse(where, data))
            yield result
        finally:
            result.reader.close()


def read(folder: Path, text: str | bytes) -> Reading:
    """The export with these bytes."""
    path = folder / "export.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with reading(path) as result:
        return result


_MARKUP = re.compile(rb"<!--|<!\[CDATA\[|<item(?=[\s/>])")


def items_in(data: bytes) -> list[int]:
    """Where each `<item` stands that is neither in a comment nor in CDATA: a plain scan, as XML reads."""
    found: list[int] = []
    position = 0
    while match := _MARKUP.search(data, position):
        position = match.end()
        if match.group() == b"<item":
            found.append(match.start())
            continue
        end = data.find(b"-->" if match.group() == b"<!--" else b"]]>", position)
        if end < 0:
            break
        position = end + 3
    return found
