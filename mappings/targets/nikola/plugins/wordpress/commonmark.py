"""Reads Markdown as CommonMark with tables, as it was written, and nothing in it as a shortcode."""

import re
from pathlib import Path
from urllib.parse import urlsplit

from markdown_it import MarkdownIt
from nikola.plugin_categories import PageCompiler
from nikola.utils import write_metadata

_LINK = re.compile(r'(?<=\s)((?:href|src|cite|data|action|poster)=")([^"]*\[[^"]*)"')


class CommonMark(PageCompiler):
    name = "commonmark"
    friendly_name = "CommonMark"
    demote_headers = True

    def compile_string(self, data, source_path=None, is_two_file=True, post=None, lang=None):
        if not is_two_file:
            _, data = self.split_metadata(data, post, lang)
        html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(data)
        return _LINK.sub(_address, html), []

    def compile(self, source, dest, is_two_file=True, post=None, lang=None):
        html, _ = self.compile_string(Path(source).read_text("utf-8-sig"), source, is_two_file, post, lang)
        Path(dest).parent.mkdir(parents=True, exist_ok=True)
        Path(dest).write_text(html, "utf-8")

    def create_post(self, path, **kw):
        content, onefile = kw.pop("content", ""), kw.pop("onefile", False)
        kw.pop("is_page", None)
        values = {**self.default_metadata, **kw}
        head = write_metadata(values, metadata_format="yaml", site=self.site) if onefile else ""
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(f"{head}{content.rstrip()}\n", "utf-8")


def _address(match):
    """What is no address would end the building of feeds: its brackets are encoded."""
    try:
        urlsplit(match[2])
    except ValueError:
        return match[1] + match[2].replace("[", "%5B").replace("]", "%5D") + '"'
    return match[0]
