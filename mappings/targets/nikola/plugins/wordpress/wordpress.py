"""Lists of entries for templates, their bodies as they are, and a page at every former address.

`verbatim` leaves HTML alone that Nikola would read and write again: what it is given stands in a comment, which is
taken off once the page is there.
"""

import base64
import re
from functools import partial
from pathlib import Path

from blinker import signal
from nikola import utils
from nikola.plugin_categories import Task

_VERBATIM = re.compile(r"<!--verbatim:([\w+/=]*)-->")


def verbatim(html):
    return f"<!--verbatim:{base64.b64encode(html.encode()).decode()}-->"


def _put_back(path):
    """A filter of Nikola's."""
    page = Path(path)
    page.write_text(_VERBATIM.sub(lambda match: base64.b64decode(match[1]).decode(), page.read_text("utf-8")), "utf-8")


def _without_html(method, *arguments, **options):
    return method(*arguments, **options).replace(".htm.html", ".htm")


class Wordpress(Task):
    name = "wordpress"

    def set_site(self, site):
        super().set_site(site)
        self.entries, self.terms, self.lists = [], {}, []
        site._GLOBAL_CONTEXT |= {"wordpress": self, "verbatim": verbatim}
        site.config["FILTERS"].setdefault(".html", []).append(_put_back)
        site.config["FILTERS"].setdefault(".htm", []).append(_put_back)
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
        self.lists = sorted(
            (page for page in pages if page.meta("template") == "list.tmpl"), key=lambda page: page.title().casefold()
        )
        for page in pages:
            for one in self.listed(page):
                page.add_dependency(one.source_path, "page")
            for name in (f"comments/{page.meta('comments_file')}.json", "menus.json"):
                if Path("wordpress", name).is_file():
                    page.add_dependency(f"wordpress/{name}", "page")

    def listed(self, page):
        """What stands on the page of a term or a list."""
        taxonomy = page.meta("taxonomy")
        if page.meta("term"):
            return [one for one in self.entries if page.meta("term") in (one.meta("terms") or {}).get(taxonomy, ())]
        if page.meta("types"):
            return [one for one in self.entries if (one.meta("wp_type") or "post") in page.meta("types")]
        if taxonomy:
            found = [one for (own, _), one in self.terms.items() if own == taxonomy]
            return sorted(found, key=lambda one: one.title().casefold())
        return []

    def terms_of(self, entry):
        named = [(taxonomy, name) for taxonomy, names in (entry.meta("terms") or {}).items() for name in names]
        return [self.terms[one] for one in named if one in self.terms]

    def body(self, entry, lang, teaser_only=False):
        """The HTML of an entry; where only the teaser is asked for, up to its end."""
        file = Path(entry.translated_base_path(lang))
        html = file.read_text("utf-8") if file.is_file() else entry.text(lang)
        return re.split(r"<!--\s*(?:TEASER_END|END_TEASER|more)", html)[0] if teaser_only else html

    def gen_tasks(self):
        self.site.scan_posts()
        yield self.group_task()
        output, base = self.site.config["OUTPUT_FOLDER"], self.site.GLOBAL_CONTEXT.get("base_path", "")
        taken = {page.destination_path(self.site.default_lang) for page in self.site.timeline}
        for entry in self.site.timeline:
            for former in entry.meta("aliases") or ():
                is_file = former.endswith((".html", ".htm"))
                file = former.lstrip("/") if is_file else f"{former.strip('/')}/index.html"
                if file in taken:
                    continue
                taken.add(file)
                to = base + entry.permalink()
                yield {
                    "basename": self.name,
                    "name": f"{output}/{file}",
                    "targets": [f"{output}/{file}"],
                    "actions": [(utils.create_redirect, (f"{output}/{file}", to))],
                    "clean": True,
                    "uptodate": [utils.config_changed({"to": to}, "wordpress")],
                }
