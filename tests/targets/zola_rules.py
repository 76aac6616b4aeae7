"""What Zola documents of the files that it reads, held against a folder: for where Zola itself is not to be had.

Keys and types are those of its `PageFrontMatter`, `SectionFrontMatter` and `Config`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

Check = Callable[[Any], bool]


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _terms(value: Any) -> bool:
    return all(_texts(names) and all(name.strip() for name in names) for names in value.values())


TEXT: Check = lambda value: isinstance(value, str)  # noqa: E731
DAY: Check = lambda value: isinstance(value, date)  # noqa: E731
FLAG: Check = lambda value: isinstance(value, bool)  # noqa: E731
UNSIGNED: Check = lambda value: isinstance(value, int) and value >= 0  # noqa: E731
TABLE: Check = lambda value: isinstance(value, dict)  # noqa: E731
PAGE: dict[str, Check] = {
    "title": TEXT, "description": TEXT, "date": DAY, "updated": DAY, "weight": UNSIGNED, "draft": FLAG, "slug": TEXT,
    "path": lambda value: isinstance(value, str) and re.match(r"[^/\s]", value) is not None, "aliases": _texts,
    "authors": _texts, "in_search_index": FLAG, "render": FLAG, "template": TEXT, "taxonomies": _terms, "extra": TABLE,
}  # fmt: skip
SECTION: dict[str, Check] = {
    "title": TEXT, "description": TEXT, "draft": FLAG, "render": FLAG, "template": TEXT, "page_template": TEXT,
    "sort_by": {"date", "update_date", "title", "title_bytes", "weight", "slug", "none"}.__contains__,
    "weight": UNSIGNED, "paginate_by": UNSIGNED, "paginate_path": TEXT, "paginate_reversed": FLAG, "transparent": FLAG,
    "redirect_to": TEXT, "aliases": _texts, "generate_feeds": FLAG, "in_search_index": FLAG, "extra": TABLE,
}  # fmt: skip
CONFIGURATION: dict[str, Check] = {
    "base_url": lambda value: value.startswith(("http://", "https://")), "title": TEXT, "description": TEXT,
    "default_language": lambda value: re.fullmatch(r"[a-z]{2,3}|[a-z]{5,8}", value) is not None, "compile_sass": FLAG,
    "build_search_index": FLAG, "generate_feeds": FLAG, "feed_filenames": _texts, "feed_limit": UNSIGNED,
    "slugify": TABLE, "taxonomies": lambda value: all(set(one) <= {"name", "render"} for one in value), "extra": TABLE,
}  # fmt: skip
FRONT_MATTER = re.compile(r"\s*\+\+\+(\r?\n.*?)\+\+\+\s*(?:\Z|\r?\n(.*)\Z)", re.DOTALL)
"""As Zola splits a file."""
SHORTCODE = re.compile(r"\{\{\s*(?:/\*\s*)?\w+\s*\(|\{%\s*(?:/\*\s*)?(?:\w+\s*\(|end\s*(?:\*/\s*)?%\})", re.ASCII)
OURS = "{{ wp_brace() }}"
LINK = re.compile(r"/|[0-9A-Za-z-]+:")
"""Zola takes other links for files beside the page or headings in it, and fails where there are none."""


def faults(site: Path) -> Iterator[str]:
    """Everything in a folder that breaks a rule, one sentence each."""
    configuration = tomllib.loads((site / "config.toml").read_text("utf-8"))
    yield from _keys("config.toml", configuration, CONFIGURATION)
    taxonomies = [one["name"] for one in configuration.get("taxonomies", ())]
    yield from (f"the taxonomy {name} is named twice" for name, count in Counter(taxonomies).items() if count > 1)
    paths: Counter[str] = Counter()
    for file in sorted((site / "content").rglob("*.md")):
        place = file.relative_to(site / "content").as_posix()
        if "." in file.stem or file.name == "index.md":
            yield f"{place}: the name says a language or hides what is beside it"
        match = FRONT_MATTER.match(file.read_text("utf-8"))
        if match is None:
            yield f"{place}: no front matter"
            continue
        values = tomllib.loads(match[1])
        is_section = file.name == "_index.md"
        yield from _keys(place, values, SECTION if is_section else PAGE)
        if not is_section and "path" not in values:
            yield f"{place}: no path"
        if values.get("render", True) and not values.get("draft"):
            own = str(file.parent.relative_to(site / "content")) if is_section else values["path"]
            paths.update(path.strip("/") for path in {own.strip("."), *values.get("aliases", ())})
        yield from _named(place, values, site, taxonomies)
        yield from _body(place, match[2] or "")
    yield from (f"two pages are at /{path}/" for path, count in paths.items() if count > 1)


def _keys(place: str, values: dict[str, Any], known: dict[str, Check]) -> Iterator[str]:
    for key, value in values.items():
        if key not in known:
            yield f"{place}: {key} is no key"
        elif not known[key](value):
            yield f"{place}: {key} may not be {value!r}"


def _named(place: str, values: dict[str, Any], site: Path, taxonomies: list[str]) -> Iterator[str]:
    """What a page names is there."""
    template = values.get("template", "page.html")
    if not (site / "templates" / template).is_file():
        yield f"{place}: no template {template}"
    for taxonomy in values.get("taxonomies", ()):
        if taxonomy not in taxonomies:
            yield f"{place}: the configuration does not name {taxonomy}"
    extra = values.get("extra", {})
    for path in [path for paths in extra.get("terms", {}).values() for path in paths]:
        if not (site / "content" / path).is_file():
            yield f"{place}: no page {path}"
    if "comments" in extra and not (site / f"data/comments/{extra['comments']}.json").is_file():
        yield f"{place}: no comments {extra['comments']}"


def _body(place: str, body: str) -> Iterator[str]:
    if match := SHORTCODE.search(body.replace(OURS, "\0")):
        yield f"{place}: a shortcode {match[0]}"
    parser = MarkdownIt("commonmark", {"html": True})
    # Zola refuses no scheme.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    for token in parser.parse(body.replace(OURS, "{")):
        for inline in token.children or ():
            url = str(inline.attrs.get("href" if inline.type == "link_open" else "src"))
            is_there = url.startswith("#") and f' id="{url[1:]}"' in body
            if inline.type in ("link_open", "image") and not LINK.match(url) and not is_there:
                yield f"{place}: a link to {url!r}"
