"""Reads .md as CommonMark with tables, which is how it was written; puts a page at every former address, and a list at
the address of each year and month, as on the old site: /2009/ and /2009/05/."""

import json
import shutil
from html import escape
from pathlib import Path
from urllib.parse import quote

from markdown_it import MarkdownIt
from pelican import signals
from pelican.readers import BaseReader

_PARTS = ("articles", "pages", "translations")
_DATA = ("aliases", "terms", "types", "featured_image", "enclosures", "robots", "custom_fields")
_former = []
_periods = {}


class CommonMarkReader(BaseReader):
    enabled = True
    file_extensions = ["md"]

    def read(self, source_path):
        head, _, body = Path(source_path).read_text("utf-8").partition("\n\n")
        metadata = {}
        for line in head.splitlines():
            key, _, value = line.partition(":")
            name, value = key.strip().lower(), value.strip()
            if name in _DATA and value[:1] in ("[", "{"):
                metadata[name] = json.loads(value)
            else:
                metadata[name] = self.process_metadata(name, value)
        markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
        return markdown.render(body), metadata


def _register(readers):
    readers.reader_classes["md"] = CommonMarkReader


def _gather(generators):
    _former.clear()
    entries = {}
    for generator in generators:
        for name in _PARTS:
            for page in getattr(generator, name, ()):
                entries[page.source_path] = page
    shown = list(entries.values())
    terms = {(page.taxonomy, page.term): page for page in shown if getattr(page, "term", "")}
    for page in shown:
        page.term_pages = [
            terms[taxonomy, name]
            for taxonomy, names in getattr(page, "terms", {}).items()
            for name in names
            if (taxonomy, name) in terms
        ]
        for former in getattr(page, "aliases", ()):
            _former.append((former, page.url))
    newest = sorted(
        (page for page in shown if getattr(page, "wp_type", "")),
        key=lambda page: (str(getattr(page, "date", "")), page.source_path),
        reverse=True,
    )
    _beside(entry for entry in newest if entry.wp_type == "post")
    by_title = sorted(shown, key=lambda page: page.title.casefold())
    for page in shown:
        if getattr(page, "term", ""):
            page.entries = [
                entry for entry in newest if page.term in getattr(entry, "terms", {}).get(page.taxonomy, ())
            ]
            if page.taxonomy == "series":
                page.entries.sort(key=lambda entry: int(getattr(entry, "series_part", 0) or 0) or 1_000_000)
        elif getattr(page, "types", ()):
            page.entries = [entry for entry in newest if entry.wp_type in page.types]
            if getattr(page, "template", "") == "home":
                own = [entry for entry in page.entries if entry.lang == page.lang]
                page.entries = sorted(own, key=lambda entry: getattr(entry, "sticky", "") != "true")
        elif getattr(page, "taxonomy", ""):
            page.entries = [one for one in by_title if getattr(one, "term", "") and one.taxonomy == page.taxonomy]
    taken = {page.save_as for page in shown}
    _periods.clear()
    for entry in newest:
        if entry.wp_type == "post" and getattr(entry, "date", None):
            for period in (f"{entry.date:%Y}", f"{entry.date:%Y/%m}"):
                if f"{period}/index.html" not in taken:
                    _periods.setdefault(period, []).append(entry)
    lists = [page for page in by_title if getattr(page, "template", "") == "list"]
    for generator in generators:
        generator.context["wordpress_lists"] = lists


def _beside(posts):
    """The posts before and after each, in its language."""
    last = {}
    for post in posts:
        post.newer = last.get(post.lang)
        post.older = None
        if post.newer:
            post.newer.older = post
        last[post.lang] = post


def _archive(generator, writer):
    template = generator.get_template("period")
    for period, entries in _periods.items():
        page = {"title": period.replace("/", "-"), "entries": entries, "url": f"{period}/", "translations": []}
        writer.write_file(f"{period}/index.html", template, generator.context, page=page, url=page["url"])


def _redirect(pelican):
    output, base = Path(pelican.settings["OUTPUT_PATH"]), pelican.settings.get("BASE", "")
    # Pages that lead on from former addresses, and what the host looks for.
    static = Path(pelican.settings["PATH"]).parent / "static"
    if static.is_dir():
        shutil.copytree(static, output, dirs_exist_ok=True)
    for former, url in _former:
        is_file = former.endswith((".html", ".htm"))
        file = output / (former.lstrip("/") if is_file else f"{former.strip('/')}/index.html")
        if not file.exists():
            to = escape(quote(f"{base}/{url}".replace("//", "/"), safe="/~!$&'()*+,;=@:"))
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f'<!doctype html><title>Moved</title><link rel="canonical" href="{to}">'
                f'<meta http-equiv="refresh" content="0; url={to}"><a href="{to}">Moved</a>\n',
                "utf-8",
            )


def register():
    signals.readers_init.connect(_register)
    signals.all_generators_finalized.connect(_gather)
    signals.article_writer_finalized.connect(_archive)
    signals.finalized.connect(_redirect)
