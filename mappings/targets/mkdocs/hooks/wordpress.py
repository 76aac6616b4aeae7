"""Reads pages that say `markdown: commonmark` as CommonMark with tables, as they were written, and gives templates what
belongs to them: entries of terms, neighbours, comments, menus and homes of languages. Puts a page at every former
address, lists at the address of each year and month, as on the old site, and a feed.
"""

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
from mkdocs.structure.files import File, InclusionLevel
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.utils.meta import get_data

_MARK = "<!-- commonmark -->"
_BLOG = "material/blog"
_TEXTS = Path(material.__file__).parent / "templates/partials/languages"
_site = None


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


class _Page:
    """What templates want to know of a page."""

    def __init__(self, file, meta, main):
        self.file, self.meta, self.url = file, meta, file.url
        self.title = _escaped(meta.get("title") or "Untitled")
        date = meta.get("date")
        self.date = str(date.get("created", "") if isinstance(date, dict) else date or "").replace(" ", "T", 1)
        self.updated = str(date.get("updated", "") if isinstance(date, dict) else "").replace(" ", "T", 1) or self.date
        self.terms = meta.get("terms") or {}
        self.code = meta.get("lang") or main
        self.is_post = meta.get("wp_type") == "post"
        self.older = self.newer = None


class _Site:
    """All pages, and which belong together."""

    def __init__(self, config, pages):
        self.home = config.site_url or "/"
        self.base = urlsplit(self.home).path.rstrip("/")
        self.data = Path(config.config_file_path).parent / "data"
        self.languages = config.extra.get("languages") or {}
        self.main = config.extra.get("main_language") or ""
        self.all = [_Page(file, meta, self.main) for file, meta in pages]
        self.of_file = {page.file.src_uri: page for page in self.all}
        newest = sorted(self.all, key=lambda page: (page.date, page.url), reverse=True)
        self.posts = [page for page in newest if page.is_post]
        self.terms = {(page.meta["taxonomy"], page.meta["term"]): page for page in self.all if "term" in page.meta}
        self.entries, self.types, self.periods = {}, {}, {}
        for page in newest:
            if kind := page.meta.get("wp_type"):
                self.types.setdefault(kind, []).append(page)
            for taxonomy, names in page.terms.items():
                for name in names:
                    self.entries.setdefault((taxonomy, name), []).append(page)
        last = {}
        for post in self.posts:
            if newer := last.get(post.code):
                post.newer, newer.older = newer, post
            last[post.code] = post
            for period in (post.date[:4], post.date[:7].replace("-", "/")):
                self.periods.setdefault(period, []).append(post)
        lists = (page for page in self.all if "term" not in page.meta and "lang" not in page.meta)
        lists = [page for page in lists if page.meta.get("types") or page.meta.get("taxonomy")]
        self.lists = sorted((page for page in lists if page.url not in ("", ".", "./")), key=lambda page: page.title)

    def listed(self, meta):
        """What stands on the page of a term, a list, a home or a month."""
        taxonomy = meta.get("taxonomy")
        if "term" in meta:
            found = self.entries.get((taxonomy, meta["term"]), [])
            order = lambda page: page.meta.get("series_part") or 1_000_000  # noqa: E731
            return sorted(found, key=order) if taxonomy == "series" else found
        if "period" in meta:
            return self.periods[meta["period"]]
        if "types" in meta:
            found = [page for kind in meta["types"] for page in self.types.get(kind, [])]
            return [page for page in found if page.code == meta["lang"]] if "lang" in meta else found
        found = [page for (own, _), page in self.terms.items() if own == taxonomy]
        return sorted(found, key=lambda page: page.title.casefold())

    def by_year(self, meta):
        years = {}
        for page in self.listed(meta):
            years.setdefault(page.date[:4], []).append(page)
        return sorted(years.items(), reverse=True)

    def terms_of(self, meta):
        named = [(taxonomy, name) for taxonomy, names in (meta.get("terms") or {}).items() for name in names]
        return [self.terms[one] for one in named if one in self.terms]

    def language(self, code):
        return self.languages.get(code) or {"name": code, "locale": code}

    def comments(self, meta):
        name = meta.get("comments_file")
        return self.read(f"comments/{name}.json", None) if name else None

    def menu(self, code):
        menus = (menu for menu in self.read("menus.json", []) if menu.get("language", code) == code)
        return next(menus, {}).get("items") or []

    def read(self, name, otherwise):
        file = self.data / name
        return json.loads(file.read_text("utf-8")) if file.is_file() else otherwise

    def absolute(self, url):
        try:
            return urljoin(self.home, url or "#")
        except ValueError:
            return urljoin(self.home, "#")


@event_priority(100)
def on_config(config):
    """Before plugins ask for texts in a language."""
    # Templates of MkDocs escape nothing.
    config.site_name, config.site_description = _escaped(config.site_name), _escaped(config.site_description)
    config.markdown_extensions.append(_CommonMark())
    config.theme["language"] = _text_language(config.theme["language"]) or "en"
    home = Path(config.docs_dir, "index.md")
    if _BLOG in config.plugins and home.is_file() and "wp_type" in get_data(home.read_text("utf-8"))[1]:
        # The home is a page, which has no list of posts.
        config.plugins[_BLOG].config.pagination = False
    return config


def _text_language(tag):
    names = (tag, tag.partition("-")[0].lower())
    return next((name for name in names if name and (_TEXTS / f"{name}.html").is_file()), "")


@event_priority(-100)
def on_files(files, *, config):
    """Behind the blog, which has given posts their places, and has hidden them from the navigation to come."""
    global _site  # noqa: PLW0603
    plugin = config.plugins.get(_BLOG)
    blog = plugin.blog if plugin and plugin.config.enabled else None
    pages = []
    for file in (*files.documentation_pages(), *(post.file for post in (blog.posts if blog else ()))):
        if file.dest_uri.endswith((".html/index.html", ".htm/index.html")):
            file.dest_uri = file.dest_uri.removesuffix("/index.html")
            file.abs_dest_path = str(Path(config.site_dir, file.dest_uri))
            file.url = file.url.rstrip("/")
            if file.page is not None:
                file.page._set_canonical_url(config.site_url)
        pages.append((file, file.page.meta if file.page and file.page.meta else get_data(file.content_string)[1]))
    _site = _Site(config, pages)
    if blog and _site.languages:
        _only_main_language(blog, plugin.config.pagination_per_page, files)
    taken = {page.file.dest_uri for page in _site.all} | set(_former(_site))
    for period in list(_site.periods):
        if f"{period}/index.html" in taken or not period.replace("/", "").isdecimal():
            del _site.periods[period]
        else:
            text = f'---\ntitle: "{period.replace("/", "-")}"\nperiod: "{period}"\nmarkdown: commonmark\n---\n'
            hidden = InclusionLevel.NOT_IN_NAV
            files.append(File.generated(config, f"{period}/index.md", content=text, inclusion=hidden))
    if config.nav is None:
        config.nav = _navigation(config)


def _only_main_language(blog, step, files):
    """The home lists what is in the site's own language: posts in others stand on pages of theirs."""
    others = [post for post in blog.posts if post.meta.get("lang", _site.main) != _site.main]
    blog.posts[:] = [post for post in blog.posts if post not in others]
    for page in blog.pages[max(1, -(-len(blog.posts) // step)) :]:
        files.remove(page.file)
        blog.pages.remove(page)
    for post in others:
        post.parent, post.file.inclusion = blog, InclusionLevel.NOT_IN_NAV


def _former(site):
    """File of each former address → page that is there now."""
    taken = {page.file.dest_uri for page in site.all}
    found = {}
    for page in site.all:
        for former in page.meta.get("aliases") or ():
            is_file = former.endswith((".html", ".htm"))
            path = former.lstrip("/") if is_file else f"{former.strip('/')}/index.html"
            if path not in taken:
                found.setdefault(path, page)
    return found


def _navigation(config):
    """The first menu; without one the home and the lists. Pages are named by their files, so that they are marked."""
    at = {f"{_site.base}/{unquote(page.url)}".replace("/./", "/"): page for page in _site.all}
    used = set()

    def place(url):
        page = at.get(unquote(url).partition("#")[0])
        if page and "#" not in url and not page.is_post and page.file.src_uri not in used:
            used.add(page.file.src_uri)
            return page.file.src_uri
        return _site.absolute(url)

    def one(item):
        name, below = _escaped(item.get("name") or "-"), item.get("items") or []
        own = [{name: place(item["url"])}] if item.get("url") else []
        return {name: [*own, *map(one, below)]} if below else own[0] if own else {name: place("")}

    return [one(item) for item in _site.menu(_site.main) or _usual_menu(config)]


def _usual_menu(config):
    lists = [{"name": page.meta["title"], "url": f"{_site.base}/{page.url}"} for page in _site.lists]
    return [{"name": "Home", "url": f"{_site.base}/"}, *lists]


def _foreign_navigation(code, homepage):
    def one(item):
        name, below = _escaped(item.get("name") or "-"), item.get("items") or []
        own = [Link(name, _site.absolute(item["url"]))] if item.get("url") else []
        return Section(name, [*own, *map(one, below)]) if below else own[0] if own else Link(name, _site.absolute(""))

    navigation = Navigation([one(item) for item in _site.menu(code)], [])
    navigation.homepage = homepage
    return navigation


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
    env.globals["wordpress"] = _site
    env.globals["text_language"] = _text_language
    env.filters["escaped"] = _escaped


def on_page_context(context, *, page, config, nav):
    own = context["own"] = _site.of_file.get(page.file.src_uri) or _Page(page.file, page.meta, _site.main)
    if _site.languages and own.code != _site.main:
        homes = (one for one in _site.all if one.code == own.code and "types" in one.meta)
        context["nav"] = _foreign_navigation(own.code, next(homes, None) or nav.homepage)
    return context


def on_post_build(*, config):
    for path, page in _former(_site).items():
        to = escape(quote(f"{_site.base}/{unquote(page.url)}", safe="/~!$&'()*+,;=@:"))
        file = Path(config.site_dir, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(
            f'<!doctype html><title>Moved</title><link rel="canonical" href="{to}">'
            f'<meta http-equiv="refresh" content="0; url={to}"><a href="{to}">Moved</a>\n',
            "utf-8",
        )
    Path(config.site_dir, "feed.xml").write_text("\n".join(_feed(config)), "utf-8")


def _feed(config):
    home, posts = _escaped(_site.home), _site.posts[:20]
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="{home}">'
    yield f"<title>{config.site_name}</title><id>{home}</id>"
    yield f'<link href="{home}"/><link rel="self" href="{home}feed.xml"/>'
    yield f"<updated>{max((post.updated for post in posts), default='1970-01-01T00:00:00Z')}</updated>"
    for post in posts:
        at = _escaped(_site.absolute(post.url))
        yield f'<entry><title>{post.title}</title><id>{at}</id><link href="{at}"/>'
        yield f"<published>{post.date}</published><updated>{post.updated}</updated>"
        for name in post.terms.get("authors") or [config.site_name]:
            yield f"<author><name>{_escaped(name)}</name></author>"
        yield f'<content type="html">{_escaped(post.file.page.content)}</content></entry>'
    yield "</feed>\n"


def _escaped(text):
    """As HTML and XML have it, without the characters that XML cannot say."""
    said = "".join([one for one in str(text or "") if one >= " " or one in "\t\n\r"])
    return escape(said.replace("\ufffe", "").replace("\uffff", ""))
