"""The closed lists of what a meta rule may say: the fields that values go to, and how values are read."""

from __future__ import annotations

from typing import NamedTuple


class Field(NamedTuple):
    """A place that a meta value can go to."""

    transforms: tuple[str, ...]
    """How it can be read; the first is what it is without `as`."""
    doc: str
    many: bool = False
    """True: every value counts. False: the first row of the key that ranks first."""


TRANSFORMS: dict[str, str] = {
    "text": "As it is, without white space around it; empty says nothing.",
    "template": "Text with placeholders in `syntax`: known ones are filled in, the others removed.",
    "integer": "A whole number.",
    "boolean": "Yes or no by `true` and `false`, in any case; any other value says nothing.",
    "attachment": "The number of an attachment. `0`, negative numbers and text say nothing.",
    "term": "The number of a term. `none` and other text say nothing.",
    "url": "An address, absolute or of the site. Of a PHP or JSON map, its `url` or `img_url`.",
    "date": "`YYYY-MM-DD`, with or without a time; `YYYYMMDD`; or seconds since 1970.",
    "list": "A PHP or JSON list, else text with commas. Of members that are maps, `value` or `keyword`.",
    "php": "A PHP-serialised value.",
    "json": "A JSON value; one layer of backslashes too many is removed.",
    "lines": "Lines, as WordPress keeps enclosures: address, bytes, MIME type, PHP-serialised details.",
}
"""Name → how it reads."""

SYNTAXES: dict[str, str] = {
    "%%": "`%%title%%` (Yoast SEO, SEOPress).",
    "%": "`%title%` and `%customfield(name)%` (Rank Math, All in One SEO 3).",
    "#": "`#post_title` (All in One SEO 4).",
}
"""How a template writes placeholders."""

TRUE = ("1", "on", "true", "yes")
FALSE = ("", "0", "false", "no", "off")

_TEXT = ("text", "template")

_SHARED: dict[str, Field] = {
    "language": Field(("text",), "Code of the language that it is written in."),
    "translations": Field(("text",), "What the translations of one text have in common, and no others."),
    "old_slug": Field(("text",), "A slug that it had before: becomes a redirect.", many=True),
    "old_date": Field(
        ("date",), "A date that it had before: becomes a redirect where addresses hold dates.", many=True
    ),
    "seo.title": Field(_TEXT, "Title for search engines."),
    "seo.description": Field(_TEXT, "Description for search engines."),
    "seo.keywords": Field(("list",), "Keywords.", many=True),
    "seo.canonical": Field(("url",), "Canonical address."),
    "seo.noindex": Field(("boolean",), "Search engines are asked to leave it out."),
    "seo.nofollow": Field(("boolean",), "Search engines are asked not to follow its links."),
    "seo.noarchive": Field(("boolean",), "The directive `noarchive`."),
    "seo.nosnippet": Field(("boolean",), "The directive `nosnippet`."),
    "seo.noimageindex": Field(("boolean",), "The directive `noimageindex`."),
    "seo.robots": Field(
        ("list",), "Directives; `noindex`, `nofollow`, `index` and `none` among them set those.", many=True
    ),
    "seo.og_title": Field(_TEXT, "Open Graph title (Facebook)."),
    "seo.og_description": Field(_TEXT, "Open Graph description."),
    "seo.og_image": Field(("url", "attachment"), "Open Graph image."),
    "seo.twitter_title": Field(_TEXT, "Title for Twitter."),
    "seo.twitter_description": Field(_TEXT, "Description for Twitter."),
    "seo.twitter_image": Field(("url", "attachment"), "Image for Twitter."),
    "seo.breadcrumb": Field(_TEXT, "Title in breadcrumbs."),
    "seo.primary_term": Field(("term",), "The term that stands for it in addresses and breadcrumbs.", many=True),
    "seo.cornerstone": Field(("boolean",), "One of the site's most important pages."),
}

FIELDS: dict[str, dict[str, Field]] = {
    "entry": {
        "featured_media": Field(("attachment",), "The featured image."),
        "featured_image_url": Field(("url",), "Address of a featured image that is no attachment."),
        "template": Field(("text",), "Template of the theme; `default` says nothing."),
        "redirect_url": Field(("url",), "The entry is nothing but a link to this address."),
        "sticky": Field(("boolean",), "Kept at the top of the blog."),
        "series_part": Field(("integer",), "Which part of a series it is."),
        "enclosure": Field(("lines",), "Media file of a podcast. The same address twice counts once.", many=True),
        "feed_enclosure": Field(
            ("lines",), "The same for another feed, whose slug the `*` of the key stands for.", many=True
        ),
        **_SHARED,
        "redirect_from": Field(("text",), "On an item that is itself a redirect: path or pattern it answers."),
        "redirect_to": Field(("text",), "Where such a redirect leads: a path or an address."),
        "redirect_status": Field(("integer",), "HTTP status of such a redirect."),
        "redirect_regex": Field(("boolean",), "Whether `redirect_from` is a regular expression."),
    },
    "media": {
        "file": Field(("text",), "Path of the file below the uploads folder."),
        "metadata": Field(("php", "json"), "Sizes, dimensions and EXIF, as WordPress keeps them."),
        "originals": Field(("php", "json"), "Files from before an edit, by name; `full-orig` is the upload."),
        "alt": Field(("text",), "Alternative text."),
        **_SHARED,
    },
    "menu_item": {
        "item_type": Field(("text",), "`custom`, `post_type`, `taxonomy` or `post_type_archive`."),
        "object": Field(("text",), "Post type or taxonomy of the target."),
        "object_id": Field(("integer",), "Number of the target."),
        "parent": Field(("integer",), "Number of the menu item above; 0 at the top."),
        "url": Field(("text",), "Address of a custom link."),
        "target": Field(("text",), "Window that it opens in."),
        "classes": Field(("list",), "CSS classes."),
        "xfn": Field(("text",), "Relation of the link (`rel`)."),
        "orphaned": Field(("text",), "Set when the item belongs to no menu."),
    },
    "guest_author": {
        "display_name": Field(("text",), "Name as shown."),
        "first_name": Field(("text",), "First name."),
        "last_name": Field(("text",), "Last name."),
        "login": Field(("text",), "Name that entries refer to."),
        "email": Field(("text",), "E-mail address."),
        "website": Field(("text",), "Address of a web site."),
        "description": Field(("text",), "Biography."),
    },
    "comment": {
        "rating": Field(("integer",), "Stars of a review."),
    },
    "term": {},
}
"""Kind of record → name of the field → field."""

FALL_BACK = ("media", "menu_item", "guest_author")
"""Kinds that are posts to WordPress: a key that they do not name means what it means on an entry."""
