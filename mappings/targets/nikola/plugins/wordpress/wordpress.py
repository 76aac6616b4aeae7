"""Lists of entries for templates and their bodies as they are; a page at every former address, and lists at the address
of each year and month, as on the old site: /2009/ and /2009/05/; a feed.

`verbatim` leaves HTML alone that Nikola would read and write again: what it is given stands in a comment, which is
taken off once the page is there.
"""

import base64
import re
from functools import partial
from pathlib import Path
from urllib.parse import urljoin
from xml.sax.saxutils import escape

from blinker import signal
from nikola import utils
from nikola.plugin_categories import Task

_VERBATIM = re.compile(r"<!--verbatim:([\w+/=]*)-->")
_TEASER = re.compile(r"<!--\s*(?:TEASER_END|END_TEASER|more)")
_MARKUP = re.compile(r"<(?:script|style)\b.*?</(?:script|style)\s*>|<!--.*?-->|<[^<>]*>", re.DOTALL | re.IGNORECASE)


def verbatim(html):
    return f"<!--verbatim:{base64.b64encode(html.encode()).decode()}-->"


def _put_back(path):
    """A filter of Nikola's."""
    page = Path(path)
    page.write_text(_VERBATIM.sub(lambda match: base64.b64decode(match[1]).decode(), page.read_text("utf-8")), "utf-8")


def _without_html(method, *arguments, **options):
    return method(*arguments, **options).replace(".htm.html", ".htm")


def _is_post(page):
    return page.meta("wp_type") == "post" if page.meta("wp_type") else page.is_post


class Wordpress(Task):
    name = "wordpress"

    def set_site(self, site):
        super().set_site(site)
        self.entries, self.terms, self.lists, self.periods, self.older, self.newer = [], {}, [], {}, {}, {}
        site._GLOBAL_CONTEXT |= {"wordpress": self, "verbatim": verbatim}
        for ending in (".html", ".htm"):
            site.config["FILTERS"].setdefault(ending, []).append(_put_back)
        signal("scanned").connect(self._gather)

    def __repr__(self):
        return "wordpress"

    def _gather(self, site):
        pages = site.timeline
        for page in pages:
            if page.meta("slug").endswith(".htm"):
                page.has_pretty_url = lambda lang: False
                page.destination_path = partial(_without_html, page.destination_path)
                page.permalink = partial(_without_html, page.permalink)
        self.entries = [page for page in pages if page.meta("wp_type") or page.is_post]
        self.terms = {(page.meta("taxonomy"), page.meta("term")): page for page in pages if page.meta("term")}
        lists = (page for page in pages if page.meta("template") == "list.tmpl")
        self.lists = sorted(lists, key=lambda page: page.title().casefold())
        posts = [page for page in self.entries if _is_post(page)]
        self._note_periods(posts, {page.destination_path(site.default_lang) for page in pages})
        last = {}
        for post in posts:
            if newer := last.get(self.code(post)):
                self.newer[post], self.older[newer] = newer, post
            last[self.code(post)] = post
        for page in pages:
            for one in (*self.listed(page), self.older.get(page), self.newer.get(page), *self.terms_of(page)):
                if one:
                    page.add_dependency(one.source_path, "page")
            for name in (f"comments/{page.meta('comments_file')}.json", "menus.json"):
                if Path("wordpress", name).is_file():
                    page.add_dependency(f"wordpress/{name}", "page")

    def _note_periods(self, posts, taken):
        self.periods = {}
        for post in posts:
            for period in (f"{post.date:%Y}", f"{post.date:%Y/%m}"):
                if f"{period}/index.html" not in taken:
                    self.periods.setdefault(period, []).append(post)

    def code(self, page):
        return page.meta("lang") or self.site.GLOBAL_CONTEXT.get("main_language", "")

    def listed(self, page):
        """What stands on the page of a term, a list or a home."""
        taxonomy = page.meta("taxonomy")
        if page.meta("term"):
            found = [one for one in self.entries if page.meta("term") in (one.meta("terms") or {}).get(taxonomy, ())]
            in_order = taxonomy == "series"
            return sorted(found, key=lambda one: one.meta("series_part") or 1_000_000) if in_order else found
        if page.meta("types"):
            found = [one for one in self.entries if (one.meta("wp_type") or "post") in page.meta("types")]
            if page.meta("template") != "home.tmpl":
                return found
            own = [one for one in found if self.code(one) == self.code(page)]
            return sorted(own, key=lambda one: not one.meta("sticky"))
        if taxonomy:
            found = [one for (own, _), one in self.terms.items() if own == taxonomy]
            return sorted(found, key=lambda one: one.title().casefold())
        return []

    def terms_of(self, entry):
        named = [(taxonomy, name) for taxonomy, names in (entry.meta("terms") or {}).items() for name in names]
        return [self.terms[one] for one in named if one in self.terms]

    def by_year(self, entries):
        years = {}
        for one in entries:
            years.setdefault(f"{one.date:%Y}", []).append(one)
        return sorted(years.items(), reverse=True)

    def absolute(self, url):
        return urljoin(self.site.config["SITE_URL"], url)

    def title(self, page):
        return "Untitled" if page.should_hide_title() else page.title()

    def body(self, entry, lang):
        """The HTML of an entry."""
        file = Path(entry.translated_base_path(lang))
        return file.read_text("utf-8") if file.is_file() else entry.text(lang)

    def teaser(self, entry, lang):
        """What stands on a home: the description, else the beginning, as text of HTML."""
        if said := entry.meta("description") or entry.meta("summary"):
            return escape(said)
        words = _MARKUP.sub(" ", _TEASER.split(self.body(entry, lang))[0]).split()
        return " ".join(words[:50]) + (" …" if len(words) > 50 else "")

    def gen_tasks(self):
        self.site.scan_posts()
        yield self.group_task()
        yield from self._redirects()
        yield from self._archives()
        posts = [entry for entry in self.entries if _is_post(entry)][:20]
        file = f"{self.site.config['OUTPUT_FOLDER']}/feed.xml"
        yield {
            "basename": self.name,
            "name": file,
            "file_dep": [post.translated_base_path(self.site.default_lang) for post in posts],
            "task_dep": ["render_posts"],
            "targets": [file],
            "actions": [(self._write_feed, (file, posts))],
            "clean": True,
            "uptodate": [utils.config_changed({"posts": [(post.title(), post.permalink()) for post in posts]}, file)],
        }

    def _redirects(self):
        output, base = self.site.config["OUTPUT_FOLDER"], self.site.GLOBAL_CONTEXT.get("base_path", "")
        taken = {page.destination_path(self.site.default_lang) for page in self.site.timeline}
        for entry in self.site.timeline:
            for former in entry.meta("aliases") or ():
                is_file = former.endswith((".html", ".htm"))
                file = former.lstrip("/") if is_file else f"{former.strip('/')}/index.html"
                if file in taken:
                    continue
                taken.add(file)
                self.periods.pop(file.removesuffix("/index.html"), None)
                to = base + entry.permalink()
                yield {
                    "basename": self.name,
                    "name": f"{output}/{file}",
                    "targets": [f"{output}/{file}"],
                    "actions": [(utils.create_redirect, (f"{output}/{file}", to))],
                    "clean": True,
                    "uptodate": [utils.config_changed({"to": to}, "wordpress")],
                }

    def _archives(self):
        config = self.site.config
        for period, posts in self.periods.items():
            name = f"{config['OUTPUT_FOLDER']}/{period}/index.html"
            context = {"title": period.replace("/", "-"), "permalink": f"/{period}/", "pagekind": ["list"]}
            task = self.site.generic_post_list_renderer(
                self.site.default_lang, posts, name, "period.tmpl", config["FILTERS"], context
            )
            yield utils.apply_filters({**task, "basename": self.name}, config["FILTERS"])

    def _write_feed(self, file, posts):
        home, lang = self.site.config["SITE_URL"], self.site.default_lang
        title = escape(self.site.config["BLOG_TITLE"](lang))
        lines = [
            '<?xml version="1.0" encoding="utf-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{escape(home)}">',
            f"<title>{title}</title><id>{escape(home)}</id>",
            f'<link href="{escape(home)}"/><link rel="self" href="{escape(urljoin(home, "feed.xml"))}"/>',
            f"<updated>{max((post.updated.isoformat() for post in posts), default='1970-01-01T00:00:00Z')}</updated>",
        ]
        for post in posts:
            at = escape(post.permalink(lang, absolute=True))
            names = (post.meta("terms") or {}).get("authors") or [self.site.config["BLOG_TITLE"](lang)]
            lines += [
                f'<entry><title>{escape(self.title(post))}</title><id>{at}</id><link href="{at}"/>',
                f"<published>{post.date.isoformat()}</published><updated>{post.updated.isoformat()}</updated>",
                *(f"<author><name>{escape(name)}</name></author>" for name in names),
                f'<content type="html">{escape(_readable(self.body(post, lang)))}</content></entry>',
            ]
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text("\n".join([*lines, "</feed>", ""]), "utf-8")


def _readable(html):
    """Without the characters that XML cannot say."""
    return re.sub(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", html)
