"""Written once by wxr-migrate; yours from now on.

Reads posts and pages, writes output. Old addresses are the paths of the files in both.
"""

import json
from pathlib import Path

from nikola.nikola import LEGAL_VALUES

BLOG_TITLE = "@@title@@"
BLOG_DESCRIPTION = "@@description@@"
BLOG_AUTHOR = BLOG_TITLE
BLOG_EMAIL = ""
SITE_URL = "@@home@@"
BASE = "@@base@@"
LANGUAGE = "@@language@@"
LANGUAGES = "@@languages@@"
TIMEZONE = "@@zone@@"

# What Nikola has no texts for is in English. What languages there are, pages say: each has one file.
_KNOWN = {name for known in LEGAL_VALUES["TRANSLATIONS"] for name in ([known] if isinstance(known, str) else known)}
_WANTED = LANGUAGE.lower().replace("-", "_")
DEFAULT_LANG = next((name for name in (_WANTED, _WANTED.partition("_")[0]) if name in _KNOWN), "en")
TRANSLATIONS = {DEFAULT_LANG: ""}
# A page's address may have dots in it: what is `page.fr.md` elsewhere is `page.md.fr` here.
TRANSLATIONS_PATTERN = "{path}.{ext}.{lang}"

POSTS = (("posts/*.md", "", "post.tmpl"), ("posts/*.rst", "", "post.tmpl"))
PAGES = (("pages/*.md", "", "page.tmpl"), ("pages/*.rst", "", "page.tmpl"))
COMPILERS = {"commonmark": [".md"], "rest": [".rst"], "html": [".html", ".htm"]}
FUTURE_IS_NOW = True
COPY_SOURCES = False
SHOW_SOURCELINK = False
THEME = "plain"
USE_BUNDLES = False
URL_TYPE = "full_path"
COMMENT_SYSTEM = ""

# Terms, authors, lists and homes are pages, at their old addresses; the plugin makes years, months and the feed.
DISABLE_INDEXES = True
GENERATE_RSS = False
DISABLED_PLUGINS = [
    "classify_archive",
    "classify_authors",
    "classify_categories",
    "classify_indexes",
    "classify_page_index",
    "classify_tags",
    "render_listings",
]


def _read(name, otherwise):
    file = Path("wordpress") / name
    return json.loads(file.read_text("utf-8")) if file.is_file() else otherwise


def _flat(items):
    for item in items:
        if item.get("url"):
            yield item["url"].removeprefix(BASE), item.get("name", "")
        yield from _flat(item.get("items", []))


def _links(items):
    """The menu for themes that know two levels."""
    for item in items:
        below = tuple(_flat(item.get("items", [])))
        if below:
            yield (tuple(_flat([{**item, "items": []}])) + below, item.get("name", ""))
        else:
            yield from _flat([item])


_MENUS = _read("menus.json", [])
NAVIGATION_LINKS = {DEFAULT_LANG: tuple(_links(_MENUS[0].get("items", []))) if _MENUS else ()}
GLOBAL_CONTEXT = {
    "base_path": BASE,
    "main_language": LANGUAGE,
    "languages": LANGUAGES,
    "menus": _MENUS,
    "comments_of": lambda name: _read(f"comments/{name}.json", None) if name else None,
}
