"""Reads .md as CommonMark with tables, which is how it was written, and puts a page at every former address."""

import json
from html import escape
from pathlib import Path
from urllib.parse import quote

from markdown_it import MarkdownIt
from pelican import signals
from pelican.readers import BaseReader

_DATA = ("aliases", "terms", "types", "featured_image", "enclosures", "robots", "custom_fields")
_former = []


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
        for name in ("articles", "pages"):
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
    by_title = sorted(shown, key=lambda page: page.title.casefold())
    for page in shown:
        if getattr(page, "term", ""):
            page.entries = [
                entry for entry in newest if page.term in getattr(entry, "terms", {}).get(page.taxonomy, ())
            ]
        elif getattr(page, "types", ()):
            page.entries = [entry for entry in newest if entry.wp_type in page.types]
        elif getattr(page, "taxonomy", ""):
            page.entries = [one for one in by_title if getattr(one, "term", "") and one.taxonomy == page.taxonomy]
    lists = [page for page in by_title if getattr(page, "template", "") == "list"]
    for generator in generators:
        generator.context["wordpress_lists"] = lists


def _redirect(pelican):
    output, base = Path(pelican.settings["OUTPUT_PATH"]), pelican.settings.get("BASE", "")
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
    signals.finalized.connect(_redirect)
