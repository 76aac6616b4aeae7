"""Written once by wxr-migrate; yours from now on.

Reads content, writes output. Old addresses are in every file of content, as `url` and `save_as`.
"""

import json
from pathlib import Path

SITENAME = "@@title@@"
SITESUBTITLE = "@@description@@"
SITEURL = "@@home@@".rstrip("/")
BASE = "@@base@@"
DEFAULT_LANG = "@@language@@"
LANGUAGES = "@@languages@@"
TIMEZONE = "@@zone@@"

PATH = "content"
OUTPUT_PATH = "output"
DELETE_OUTPUT_DIRECTORY = False
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["wordpress_markdown"]

ARTICLE_PATHS = ["posts"]
ARTICLE_EXCLUDES = []
PAGE_PATHS = [""]
PAGE_EXCLUDES = ["posts", "static"]
# Images and other files of the old site are in content/static, and are published where they were.
STATIC_PATHS = ["images", "static"]
PATH_METADATA = r"static/(?P<save_as>.+)"
DEFAULT_DATE = "fs"
SUMMARY_MAX_LENGTH = 50

# Terms, authors and lists are pages, at their old addresses.
DIRECT_TEMPLATES = []
CATEGORY_SAVE_AS = TAG_SAVE_AS = AUTHOR_SAVE_AS = ""
FEED_DOMAIN = SITEURL
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None

_DATA = Path(__file__).parent / "data"


def _read(name, otherwise):
    file = _DATA / name
    return json.loads(file.read_text("utf-8")) if file.is_file() else otherwise


JINJA_GLOBALS = {
    "comments_of": lambda name: _read(f"comments/{name}.json", None) if name else None,
    "menus": _read("menus.json", []),
}
