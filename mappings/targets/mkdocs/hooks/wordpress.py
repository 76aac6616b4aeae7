"""Reads pages that say `markdown: commonmark` as CommonMark with tables, as they were written; gives templates the
entries of terms, comments and menus; puts a page at every former address."""

import json
from html import escape
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import material
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown_it import MarkdownIt
from mkdocs.plugins import event_priority
from mkdocs.utils.meta import get_data

_MARK = "<!-- commonmark -->"
_BLOG = "material/blog"
_site = {}


class _CommonMark(Extension):
    """What stands below the mark is kept from all other extensions, and put at the end."""

    def extendMarkdown(self, md):  # noqa: N802
        html = []

        class Before(Preprocessor):
            def run(self, lines):
                html.clear()
                if _MARK not in lines:
                    return lines
                body = "\n".join(lines[lines.index(_MARK) + 1 :])
                html.append(MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(body))
                return []

        class After(Postprocessor):
            def run(self, text):
                return text + "".join(html)

        md.preprocessors.register(Before(md), "commonmark", 1000)
        md.postprocessors.register(After(md), "commonmark", -1000)


@event_priority(100)
def on_config(config):
    """Before plugins ask for texts in a language."""
    # Templates of MkDocs escape nothing.
    config.site_name, config.site_description = _escaped(config.site_name), _escaped(config.site_description)
    config.markdown_extensions.append(_CommonMark())
    known = Path(material.__file__).parent / "templates/partials/languages"
    names = (name for tag in [config.theme["language"]] for name in (tag, tag.partition("-")[0].lower(), "en"))
    config.theme["language"] = next(name for name in names if (known / f"{name}.html").is_file())
    home = Path(config.docs_dir, "index.md")
    if _BLOG in config.plugins and home.is_file() and "wp_type" in get_data(home.read_text("utf-8"))[1]:
        # The home is a page, which has no list of posts.
        config.plugins[_BLOG].config.pagination = False
    return config


@event_priority(-100)
def on_files(files, *, config):
    """Behind the blog, which has given posts their places."""
    base = urlsplit(config.site_url or "/").path.rstrip("/")
    pages = {}
    blog = config.plugins.get(_BLOG)
    # The blog has hidden its posts from the navigation that is still to be made.
    posts = [post.file for post in blog.blog.posts] if blog and blog.config.enabled else []
    for file in (*files.documentation_pages(), *posts):
        if file.dest_uri.endswith((".html/index.html", ".htm/index.html")):
            file.dest_uri = file.dest_uri.removesuffix("/index.html")
            file.abs_dest_path = str(Path(config.site_dir, file.dest_uri))
            file.url = file.url.rstrip("/")
            if file.page is not None:
                file.page._set_canonical_url(config.site_url)
        meta = file.page.meta if file.page is not None and file.page.meta else get_data(file.content_string)[1]
        pages[file.src_uri] = _Page(file, meta)
    _site.clear()
    _site.update(base=base, data=Path(config.config_file_path).parent / "data", pages=_Pages(pages.values()))
    if config.nav is None:
        config.nav = _navigation(config, files)


class _Page:
    """What templates want to know of a page."""

    def __init__(self, file, meta):
        self.file, self.meta, self.url = file, meta, file.url
        self.title = _escaped(meta.get("title") or unquote(file.url))
        date = meta.get("date")
        self.date = str(date.get("created", "") if isinstance(date, dict) else date or "")
        self.terms = meta.get("terms") or {}
        self.is_post = meta.get("wp_type") == "post"


class _Pages:
    """All pages, and which belong together."""

    def __init__(self, pages):
        self.all = list(pages)
        newest = sorted(self.all, key=lambda page: (page.date, page.url), reverse=True)
        self.terms = {(page.meta["taxonomy"], page.meta["term"]): page for page in self.all if "term" in page.meta}
        self.entries, self.types = {}, {}
        for page in newest:
            if kind := page.meta.get("wp_type"):
                self.types.setdefault(kind, []).append(page)
            for taxonomy, names in page.terms.items():
                for name in names:
                    self.entries.setdefault((taxonomy, name), []).append(page)
        of_lists = (page for page in self.all if "types" in page.meta or page.meta.get("taxonomy"))
        self.lists = [page for page in of_lists if "term" not in page.meta and page.url not in (".", "./")]

    def listed(self, meta):
        """What stands on the page of a term or a list."""
        if "term" in meta:
            return self.entries.get((meta["taxonomy"], meta["term"]), [])
        if "types" in meta:
            return [page for kind in meta["types"] for page in self.types.get(kind, [])]
        found = [page for (taxonomy, _), page in self.terms.items() if taxonomy == meta.get("taxonomy")]
        return sorted(found, key=lambda page: page.title.casefold())

    def terms_of(self, meta):
        named = [(taxonomy, name) for taxonomy, names in (meta.get("terms") or {}).items() for name in names]
        return [self.terms[one] for one in named if one in self.terms]


def _navigation(config, files):
    """The first menu; without one the home and the lists."""
    menus = _read("menus.json", [])
    at = {f"{_site['base']}/{unquote(page.url)}".replace("/./", "/"): page for page in _site["pages"].all}
    used = set()

    def place(url):
        page = at.get(unquote(url).partition("#")[0])
        if page and "#" not in url and not page.is_post and page.file.src_uri not in used:
            used.add(page.file.src_uri)
            return page.file.src_uri
        try:
            return urljoin(config.site_url or "/", url or "#")
        except ValueError:
            return urljoin(config.site_url or "/", "#")

    def one(item):
        name, below = _escaped(item.get("name") or "-"), item.get("items") or []
        own = [{name: place(item["url"])}] if item.get("url") else []
        return {name: [*own, *map(one, below)]} if below else own[0] if own else {name: place("")}

    items = menus[0].get("items") if menus else None
    if not items:
        lists = [{"name": page.meta["title"], "url": f"{_site['base']}/{page.url}"} for page in _site["pages"].lists]
        items = [{"name": unquote(config.site_name), "url": f"{_site['base']}/"}, *lists]
    return [one(item) for item in items]


def on_page_markdown(markdown, *, page, config, files):
    meta = page.meta
    if meta.get("markdown") != "commonmark":
        return None
    meta["title"] = _escaped(meta.get("title", ""))
    if "description" in meta:
        meta["description"] = _escaped(meta["description"])
    if page.file.src_uri == "index.md" and "wp_type" in meta:
        meta["template"] = "main.html"
    return f"{_MARK}\n{markdown}"


def on_env(env, *, config, files):
    env.globals["wordpress"] = _site.get("pages")
    env.globals["wordpress_comments"] = lambda name: _read(f"comments/{name}.json", None) if name else None
    env.filters["escaped"] = _escaped


def on_post_build(*, config):
    """A page at every former address."""
    taken = {page.file.dest_uri for page in _site["pages"].all}
    for page in _site["pages"].all:
        for former in page.meta.get("aliases") or ():
            is_file = former.endswith((".html", ".htm"))
            path = former.lstrip("/") if is_file else f"{former.strip('/')}/index.html"
            if path in taken:
                continue
            taken.add(path)
            to = escape(quote(f"{_site['base']}/{unquote(page.url)}", safe="/~!$&'()*+,;=@:"))
            file = Path(config.site_dir, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(
                f'<!doctype html><title>Moved</title><link rel="canonical" href="{to}">'
                f'<meta http-equiv="refresh" content="0; url={to}"><a href="{to}">Moved</a>\n',
                "utf-8",
            )


def _read(name, otherwise):
    file = _site["data"] / name
    return json.loads(file.read_text("utf-8")) if file.is_file() else otherwise


def _escaped(text):
    return escape(str(text or ""))
