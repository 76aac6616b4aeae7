"""Writes an export of any size for measuring: the same bytes for the same numbers, streamed.

    python benchmarks/exports.py POSTS -o FILE [--seed N]

About 13 KB a post. A third of the bodies are classic, the others blocks; with links among themselves, images in three
sizes, galleries, captions, lists, tables, code, shortcodes and embeds; six comments a post in threads, some pingbacks;
an attachment for every fourth post with its serialised metadata; pages, drafts, SEO fields.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TextIO

HOME = "https://blog.example.org"
TEXT = """
river boat garden winter letter window coffee market bridge island harbour lantern orchard meadow cellar kitchen
morning evening silver copper little quiet narrow gentle sudden distant familiar ordinary careful honest broken
walks writes carries remembers follows gathers answers repairs watches borrows over under beside against between
before after during without the a an of and or but because although while where which whose café naïve Straße
façade jalapeño smörgåsbord 北京 Łódź
"""
WORDS = TEXT.split()
CATEGORIES = ("Travel", "Cooking", "Notes & Queries", "Gardening", "Technology", "Music", "Family", "Books")
TAGS = tuple(f"{first} {second}" for first in WORDS[:12] for second in WORDS[12:20])
AUTHORS = ("anna", "bertil", "chidi", "dolores")
START = datetime(2009, 3, 1, 8, 30, tzinfo=UTC)
HEAD = f"""<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0"
	xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
	xmlns:content="http://purl.org/rss/1.0/modules/content/"
	xmlns:wfw="http://wellformedweb.org/CommentAPI/"
	xmlns:dc="http://purl.org/dc/elements/1.1/"
	xmlns:wp="http://wordpress.org/export/1.2/"
>
<channel>
	<title>A blog for measuring</title>
	<link>{HOME}</link>
	<description>Made by a program</description>
	<pubDate>Mon, 02 Jun 2025 10:00:00 +0000</pubDate>
	<language>en-GB</language>
	<wp:wxr_version>1.2</wp:wxr_version>
	<wp:base_site_url>{HOME}</wp:base_site_url>
	<wp:base_blog_url>{HOME}</wp:base_blog_url>
"""


def slug(text: str) -> str:
    """As WordPress makes it, nearly."""
    return "-".join("".join(character if character.isalnum() else " " for character in text.lower()).split())


class Export:
    """One export of `posts` posts."""

    def __init__(self, posts: int, seed: int) -> None:
        self.posts = posts
        self.random = random.Random(seed)
        self.comments = 0

    def write(self, out: TextIO) -> None:
        """All of it."""
        out.write(HEAD)
        for number, login in enumerate(AUTHORS, 1):
            out.write(
                f"\t<wp:author><wp:author_id>{number}</wp:author_id><wp:author_login><![CDATA[{login}]]>"
                f"</wp:author_login><wp:author_email><![CDATA[{login}@example.org]]></wp:author_email>"
                f"<wp:author_display_name><![CDATA[{login.title()}]]></wp:author_display_name></wp:author>\n"
            )
        for number, name in enumerate(CATEGORIES, 1):
            out.write(
                f"\t<wp:category><wp:term_id>{number}</wp:term_id><wp:category_nicename><![CDATA[{slug(name)}]]>"
                "</wp:category_nicename><wp:category_parent><![CDATA[]]></wp:category_parent>"
                f"<wp:cat_name><![CDATA[{name}]]></wp:cat_name></wp:category>\n"
            )
        for number, name in enumerate(TAGS, 100):
            out.write(
                f"\t<wp:tag><wp:term_id>{number}</wp:term_id><wp:tag_slug><![CDATA[{slug(name)}]]></wp:tag_slug>"
                f"<wp:tag_name><![CDATA[{name}]]></wp:tag_name></wp:tag>\n"
            )
        for number in range(1, self.posts + 1):
            out.writelines(self._post(number))
        out.write("</channel>\n</rss>\n")

    def _post(self, number: int) -> Iterator[str]:
        chance = self.random
        if number % 4 == 1:
            yield self._attachment(number)
        title = self._words(3, 8).capitalize()
        when = START + timedelta(hours=7 * number)
        kind = "page" if number % 50 == 0 else "post"
        status = "draft" if number % 40 == 7 else "publish"
        body = self._classic(number) if number % 3 == 0 else self._blocks(number)
        link = f"{HOME}/{when:%Y/%m}/{self._slug(number)}/" if kind == "post" else f"{HOME}/{self._slug(number)}/"
        yield self._head(number, title, link, kind, status, when, body)
        yield f'\t\t<category domain="category" nicename="{slug(chance.choice(CATEGORIES))}"><![CDATA[x]]></category>\n'
        for tag in chance.sample(TAGS, 3):
            yield f'\t\t<category domain="post_tag" nicename="{slug(tag)}"><![CDATA[{tag}]]></category>\n'
        yield self._meta("_edit_last", "1")
        yield self._meta("_thumbnail_id", str(self._image(number)))
        yield self._meta("_yoast_wpseo_title", f"{title} - the blog")
        yield self._meta("_yoast_wpseo_metadesc", self._words(10, 20))
        yield self._meta("mood", chance.choice(WORDS))
        if status == "publish":
            yield from self._comments(number, when)
        yield "\t</item>\n"

    def _head(self, number: int, title: str, link: str, kind: str, status: str, when: datetime, body: str) -> str:
        day = f"{when:%Y-%m-%d %H:%M:%S}"
        return (
            f"\t<item>\n\t\t<title><![CDATA[{title}]]></title>\n\t\t<link>{link}</link>\n"
            f"\t\t<pubDate>{when:%a, %d %b %Y %H:%M:%S} +0000</pubDate>\n"
            f"\t\t<dc:creator><![CDATA[{AUTHORS[number % 4]}]]></dc:creator>\n"
            f'\t\t<guid isPermaLink="false">{HOME}/?p={number * 10}</guid>\n\t\t<description></description>\n'
            f"\t\t<content:encoded><![CDATA[{body}]]></content:encoded>\n"
            "\t\t<excerpt:encoded><![CDATA[]]></excerpt:encoded>\n"
            f"\t\t<wp:post_id>{number * 10}</wp:post_id>\n\t\t<wp:post_date><![CDATA[{day}]]></wp:post_date>\n"
            f"\t\t<wp:post_date_gmt><![CDATA[{day}]]></wp:post_date_gmt>\n"
            f"\t\t<wp:post_modified><![CDATA[{day}]]></wp:post_modified>\n"
            f"\t\t<wp:post_modified_gmt><![CDATA[{day}]]></wp:post_modified_gmt>\n"
            "\t\t<wp:comment_status><![CDATA[open]]></wp:comment_status>\n"
            "\t\t<wp:ping_status><![CDATA[open]]></wp:ping_status>\n"
            f"\t\t<wp:post_name><![CDATA[{self._slug(number)}]]></wp:post_name>\n"
            f"\t\t<wp:status><![CDATA[{status}]]></wp:status>\n\t\t<wp:post_parent>0</wp:post_parent>\n"
            f"\t\t<wp:menu_order>0</wp:menu_order>\n\t\t<wp:post_type><![CDATA[{kind}]]></wp:post_type>\n"
            "\t\t<wp:post_password><![CDATA[]]></wp:post_password>\n\t\t<wp:is_sticky>0</wp:is_sticky>\n"
        )

    def _attachment(self, number: int) -> str:
        width, height = 1200 + number % 7 * 100, 800
        name = f"picture-{number}"
        sizes = "".join(
            f's:{len(size)}:"{size}";a:4:{{s:4:"file";s:{len(file)}:"{file}";s:5:"width";i:{w};s:6:"height";i:{h};'
            f's:9:"mime-type";s:10:"image/jpeg";}}'
            for size, w, h in (("thumbnail", 150, 150), ("medium", 300, 200), ("large", 1024, 683))
            for file in (f"{name}-{w}x{h}.jpg",)
        )
        file = f"2012/05/{name}.jpg"
        details = (
            f'a:4:{{s:5:"width";i:{width};s:6:"height";i:{height};s:4:"file";s:{len(file)}:"{file}";'
            f's:5:"sizes";a:3:{{{sizes}}}}}'
        )
        head = self._head(
            number, self._words(2, 4), f"{HOME}/{name}/", "attachment", "inherit", START, self._words(5, 12)
        )
        head = head.replace(f">{number * 10}<", f">{number * 10 + 1}<").replace(f"?p={number * 10}<", f"?p={number}<")
        return (
            f"{head}\t\t<wp:attachment_url><![CDATA[{HOME}/wp-content/uploads/{file}]]></wp:attachment_url>\n"
            + self._meta("_wp_attached_file", file)
            + self._meta("_wp_attachment_metadata", details)
            + self._meta("_wp_attachment_image_alt", self._words(3, 6))
            + "\t</item>\n"
        )

    def _comments(self, number: int, when: datetime) -> Iterator[str]:
        first = self.comments
        for index in range(self.random.randrange(13)):
            self.comments += 1
            kind = "pingback" if index % 11 == 10 else "comment"
            answers = index % 2 == 1 and kind == "comment"
            parent = self.random.randrange(first + 1, self.comments) if answers else 0
            name = self._words(1, 2).title()
            text = self._words(8, 60).capitalize() + "."
            if index % 4 == 3:
                text += f'\n\n<a href="{HOME}/?p={number * 10}">{self._words(1, 3)}</a> <em>{self._words(2, 5)}</em>'
            day = f"{when + timedelta(hours=5 * index + 1):%Y-%m-%d %H:%M:%S}"
            yield (
                f"\t\t<wp:comment>\n\t\t\t<wp:comment_id>{self.comments}</wp:comment_id>\n"
                f"\t\t\t<wp:comment_author><![CDATA[{name}]]></wp:comment_author>\n"
                f"\t\t\t<wp:comment_author_email>reader{self.comments}@example.net</wp:comment_author_email>\n"
                f"\t\t\t<wp:comment_author_url>https://reader.example/{self.comments % 97}</wp:comment_author_url>\n"
                f"\t\t\t<wp:comment_author_IP>192.0.2.{self.comments % 250}</wp:comment_author_IP>\n"
                f"\t\t\t<wp:comment_date><![CDATA[{day}]]></wp:comment_date>\n"
                f"\t\t\t<wp:comment_date_gmt><![CDATA[{day}]]></wp:comment_date_gmt>\n"
                f"\t\t\t<wp:comment_content><![CDATA[{text}]]></wp:comment_content>\n"
                "\t\t\t<wp:comment_approved><![CDATA[1]]></wp:comment_approved>\n"
                f"\t\t\t<wp:comment_type><![CDATA[{kind}]]></wp:comment_type>\n"
                f"\t\t\t<wp:comment_parent>{parent}</wp:comment_parent>\n"
                "\t\t\t<wp:comment_user_id>0</wp:comment_user_id>\n\t\t</wp:comment>\n"
            )

    def _meta(self, key: str, value: str) -> str:
        return (
            f"\t\t<wp:postmeta>\n\t\t\t<wp:meta_key><![CDATA[{key}]]></wp:meta_key>\n"
            f"\t\t\t<wp:meta_value><![CDATA[{value}]]></wp:meta_value>\n\t\t</wp:postmeta>\n"
        )

    def _slug(self, number: int) -> str:
        return f"entry-{number}-{WORDS[number % 30]}"

    def _image(self, number: int) -> int:
        """Number of the attachment nearest before."""
        return (number - (number - 1) % 4) * 10 + 1

    def _words(self, fewest: int, most: int) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(fewest, most)))

    def _line(self, number: int) -> str:
        """A sentence or three, some with markup."""
        chance = self.random
        text = ". ".join(self._words(8, 22).capitalize() for _ in range(chance.randint(1, 4))) + "."
        match chance.randrange(8):
            case 0:
                other = chance.randint(1, self.posts)
                text += f' <a href="{HOME}/?p={other * 10}">{self._words(2, 4)}</a>, <em>{self._words(1, 3)}</em>.'
            case 1:
                text += f" <strong>{self._words(2, 5)}</strong> &amp; <code>{chance.choice(WORDS)}_{number}</code>."
            case 2:
                text += f' See <a href="https://elsewhere.example/{number}" title="There">{self._words(1, 4)}</a>.'
        return text

    def _picture(self, number: int, size: str) -> str:
        file = f"{HOME}/wp-content/uploads/2012/05/picture-{self._image(number) // 10}{size}.jpg"
        return f'<img src="{file}" alt="{self._words(2, 5)}" class="wp-image-{self._image(number)}"/>'

    def _classic(self, number: int) -> str:
        parts = [self._line(number) for _ in range(self.random.randint(8, 21))]
        image = self._picture(number, "-300x200").replace("/>", ' width="300" height="200" />')
        inserts = (
            f'[caption id="attachment_{self._image(number)}" align="alignleft" width="300"]{image} '
            f"{self._words(3, 8)}[/caption]",
            f'[gallery ids="{self._image(number)}" columns="3"]',
            "<blockquote>" + self._line(number) + "</blockquote>",
            "<ul>\n" + "".join(f"\t<li>{self._words(3, 9)}</li>\n" for _ in range(4)) + "</ul>",
            f"<h3>{self._words(2, 5).title()}</h3>",
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            f"<pre>if ({number} &lt; 5) {{\n    stop();\n}}</pre>",
            "<!--more-->",
        )
        for insert in self.random.sample(inserts, 4):
            parts.insert(self.random.randint(1, len(parts)), insert)
        return "\n\n".join(parts)

    def _blocks(self, number: int) -> str:
        parts = [
            f"<!-- wp:paragraph -->\n<p>{self._line(number)}</p>\n<!-- /wp:paragraph -->"
            for _ in range(self.random.randint(8, 21))
        ]
        item = "<!-- wp:list-item -->\n<li>{}</li>\n<!-- /wp:list-item -->"
        items = "".join(item.format(self._words(3, 9)) for _ in range(4))
        rows = "".join(f"<tr><td>{self._words(1, 3)}</td><td>{row}</td></tr>" for row in range(4))
        inserts = (
            f'<!-- wp:image {{"id":{self._image(number)},"sizeSlug":"large"}} -->\n<figure class="wp-block-image '
            f'size-large">{self._picture(number, "-1024x683")}<figcaption class="wp-element-caption">'
            f"{self._words(3, 8)}</figcaption></figure>\n<!-- /wp:image -->",
            f'<!-- wp:heading -->\n<h2 class="wp-block-heading">{self._words(2, 5).title()}</h2>\n<!-- /wp:heading -->',
            f'<!-- wp:list -->\n<ul class="wp-block-list">{items}</ul>\n<!-- /wp:list -->',
            '<!-- wp:table -->\n<figure class="wp-block-table"><table><tbody>'
            f"{rows}</tbody></table></figure>\n<!-- /wp:table -->",
            f'<!-- wp:quote -->\n<blockquote class="wp-block-quote"><!-- wp:paragraph -->\n<p>{self._line(number)}</p>'
            f"\n<!-- /wp:paragraph --><cite>{self._words(1, 3)}</cite></blockquote>\n<!-- /wp:quote -->",
            f'<!-- wp:code -->\n<pre class="wp-block-code"><code>print({number})\nfor x in y:\n    z(x)</code></pre>\n'
            "<!-- /wp:code -->",
            "<!-- wp:more -->\n<!--more-->\n<!-- /wp:more -->",
        )
        for insert in self.random.sample(inserts, 4):
            parts.insert(self.random.randint(1, len(parts)), insert)
        return "\n\n".join(parts)


def write_export(posts: int, path: Path, seed: int = 1) -> None:
    """An export of so many posts, with their attachments and comments."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        Export(posts, seed).write(out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("posts", type=int)
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    write_export(chosen.posts, chosen.output, chosen.seed)
