"""Every generator's site, built by the real program: nothing to complain of, every public entry at its old address, no
dead link, every redirect landing, and on every page the words that WordPress showed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import lxml.html
import pytest
from conftest import ROOT, corpus_folder
from exports import attachment, category, comment, export, item
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from migrate.cli.main import run
from migrate.cli.progress import Progress
from migrate.cli.work import Work, carry_out
from migrate.mappers.options import Options
from migrate.model.artifact import File, Group
from migrate.model.records import Visibility
from migrate.targets.options import TargetOptions
from migrate.targets.registry import find_target, load_target
from migrate.targets.site.front_matter import read_front_matter
from migrate.verify.report import Report
from migrate.verify.run import Verifier
from migrate.verify.stored import StoredBody
from tests.targets.built_site import CONTENT, Built, Dead
from tests.targets.clients import CLIENTS, Client, build, call, require

SOURCES = [ROOT / f"fixtures/{name}.xml" for name in ("contest-2009", "page-tree", "links")]
FEW = ("wptrt__themeunittestdata.wordpress", "tg__zakra-gutenberg-rtl", "wpimporter__wxr-comprehensive")
"""Exports of the corpus that are always tried; all of them where WXR_ALL_SITES is set, which takes some minutes."""
SOURCES += [
    path for path in sorted(corpus_folder().glob("*.xml")) if path.stem in FEW or os.environ.get("WXR_ALL_SITES")
]
TYPED = SOURCES if os.environ.get("WXR_ALL_SITES") else [one for one in SOURCES if one.stem in ("links", FEW[0])]
"""Those whose sites Astro's types are held against: that takes it ten seconds each."""
HAZARDS = (
    "{{ x }}", "{{ 1 + 1 }}", "{{", "}}", "{% if x %}", "{% raw %}", "{% endraw %}", "{%", "{%- y -%}", "{# note #}", "{{{ a }}}",
    "{{< x >}}", "{{% y %}}", "<% a %>", "<%= b %>", "${c}", "{expression}", "<Component />", "{#id}", "{.class}",
    "{static}/a", "{attach}b", "|filename|c", "<!--more-->", "<!-- more -->", "<!-- TEASER_END -->", ":smile:", "$a_b$",
    "[[wiki]]", "[TOC]", "!!! note", "::: tip", "+++", "---", ".. title: x", "Title: x", "[^1]", "*[HTML]: x", ": a",
    "@@title@@", "~a~ ^b^", "==m==", "\"q\" 'r'", "(c) -- ...", "\\{ \\}", "&amp; &lt;b&gt;", "# h", "1. a", "export const a = 1",
    "--8<-- \"a.md\"", "{: .class}", "=== \"Tab\"", "??? note", "/// tip", "++del++", "<!-- commonmark -->", "link://slug/a", "% if a:", "## b",
)  # fmt: skip
CASES = [
    pytest.param(client, marks=getattr(pytest.mark, f"client_{client.name}"), id=client.name) for client in CLIENTS
]


class BuiltPages:
    """What a generator published, as a store to verify."""

    def __init__(self, built: Built, client: Client) -> None:
        self._built = built
        self._client = client
        self.addresses: list[str] = []

    def close(self) -> None:
        pass

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        if not group.source.startswith("entry/"):
            return
        page = next(one for one in group.artifacts if isinstance(one, File))
        address = self._client.address(page)
        self.addresses.append(address)
        found = self._built.pages.get(address)
        html = found and content(found.file)
        if html and self._client.is_relative:
            html = rooted(html, page.path, self._built.folder)
        yield StoredBody(group.source, "html", html, address)


def rooted(html: str, path: str, folder: Path) -> str:
    """HTML whose links to files of the folder begin at its root."""

    def lead(link: str) -> str:
        try:
            target = urljoin(f"/{quote(path)}", link)
            file = unquote(urlsplit(target).path).lstrip("/")
        except ValueError:
            return link
        is_file = target.startswith("/") and not link.startswith("#") and (folder / file).is_file()
        return target if is_file else link

    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for element in root.iter():
        for name in ("href", "src"):
            if isinstance(element.tag, str) and name in element.attrib:
                element.attrib[name] = lead(element.attrib[name])
    return lxml.html.tostring(root, encoding="unicode")


def content(file: Path) -> str | None:
    """The HTML of what a page holds of its entry."""
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    for element in lxml.html.document_fromstring(file.read_bytes(), parser=parser).iter():
        if isinstance(element.tag, str) and CONTENT in element.attrib:
            return lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return None


def converted(source: Path, client: Client, folder: Path, *options: str) -> Path:
    """The folder of a site that was written for a generator."""
    site = folder / "site"
    arguments = ["-q", "convert", str(source), str(site), "--to", client.name, "--allow-truncated", *options]
    assert run([*arguments, "--report", f"json={folder / 'report.json'}"]) in (0, 1)
    return site


def verified(source: Path, site: Path, client: Client, built: Built) -> tuple[Report, list[str]]:
    """What is on the pages of the public entries, held against the export; and the addresses of those."""
    work = Work(
        inputs=(str(source),),
        destination=str(site),
        target=client.name,
        options=Options(public_only=True),
        writing=TargetOptions(),
        allow_truncated=True,
    )
    pages = BuiltPages(built, client)
    verifier = Verifier(pages)
    carry_out(work, write=False, progress=Progress(), watch=verifier)
    return verifier.report, pages.addresses


def home_of(folder: Path) -> str:
    """The address of the old site, as the conversion read it."""
    home: str = json.loads((folder / "report.json").read_text("utf-8"))["site"].get("home_url", "")
    return home if "//" in home else "https://example.org"


def target_of(built: Built, dead: Dead) -> str:
    """The whole address of a link."""
    try:
        return urljoin(built.base + dead.page.lstrip("/"), dead.link)
    except ValueError:
        return dead.link


def path_of(built: Built, page: str, link: str) -> str:
    """The path below the home that a link leads to, decoded, without slash at its end."""
    try:
        path = unquote(urlsplit(urljoin(built.base + page.lstrip("/"), link)).path)
    except ValueError:
        return link
    return path.removeprefix(unquote(urlsplit(built.base).path).rstrip("/")).removesuffix("index.html").rstrip("/")


def differing(report: Report) -> list[Any]:
    return [
        (one.place, one.comparison and (one.comparison.differences, one.comparison.addresses))
        for one in report.kept
        # Of an address that is none, readers make one.
        if one.comparison is None or one.comparison.differences or one.comparison.addresses != ("http://[::1",)
    ]


def judged(source: Path, client: Client, folder: Path, *options: str) -> Built:
    """A site that was built without a word, with all its entries, and no link or redirect that leads nowhere."""
    require(client)
    site = converted(source, client, folder, *options)
    built = build(client, site, home_of(folder))
    assert (built.returncode, built.output) == (0, "")
    report, addresses = verified(source, site, client, built)
    assert [address for address in addresses if address not in built.pages] == []
    assert differing(report) == []
    # A table without a head has one in Markdown: its first row.
    missing = {kind: one for kind, one in report.structure.items() if kind != "cells" or source.parent != folder}
    assert {kind: one for kind, one in missing.items() if one.missing > max(1, 0.005 * one.expected)} == {}
    assert built.lost_redirects == {}
    own = {address.rstrip("/") for address in addresses}
    # Homes show entries too.
    authors = {link for one in built.dead_links if one.page in addresses for link in (one.link, target_of(built, one))}
    dead = [
        one
        for one in built.dead_links
        # What an author links to on the same page is there, or was not there before.
        if not one.link.startswith("#")
        and (one.page in addresses or not authors.intersection((one.link, target_of(built, one))))
        and one.page not in built.aliases
        and (path_of(built, one.page, one.link) in own or one.page not in addresses)
    ]
    assert dead == []
    return built


@pytest.mark.parametrize("client", CASES)
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_the_site_shows_what_wordpress_showed(source: Path, client: Client, tmp_path: Path) -> None:
    judged(source, client, tmp_path)


@pytest.mark.parametrize("client", CASES)
def test_what_a_generator_would_take_for_its_own_is_shown(client: Client, tmp_path: Path) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in HAZARDS]
    body = "".join(
        f"<p>{text} and more</p><p>{text}</p><p>so <code>{text}</code> it is</p><ul><li>{text}</li></ul>"
        f'<blockquote>{text}</blockquote><pre><code class="language-html">{text}</code></pre><pre>{text}</pre>'
        f"<h3>see {text}</h3><table><tr><td>{text}</td></tr></table><address>{text} in HTML</address>"
        f'<p title="{text.replace(chr(34), "")}" style="text-align:center">{text} aside</p>'
        for text in escaped
    )
    captions = [attachment(100 + number, excerpt=text) for number, text in enumerate(escaped)]
    gallery = f'[gallery ids="{",".join(str(100 + number) for number in range(len(escaped)))}"]'
    titles = [item(200 + number, slug=f"t-{number}", title=text, excerpt=text) for number, text in enumerate(escaped)]
    source = tmp_path / "export.xml"
    source.write_text(
        export(item(1, slug="a", content=body), item(2, slug="b", content=gallery), *captions, *titles), "utf-8"
    )
    built = judged(source, client, tmp_path)
    assert len([page for page in built.pages.values() if page.content is not None]) >= 2 + len(titles)


@pytest.mark.parametrize("client", CASES)
def test_odd_addresses_stay(client: Client, tmp_path: Path) -> None:
    home = "https://blog.example"
    odd = "a.html 2024/b.htm index/ c/index/ readme/ d/README/ posts-of-old/ templates/e/ v1.en/ x.y/"
    source = tmp_path / "export.xml"
    posts = [item(number, slug=f"p-{number}", link=f"{home}/blog/{end}") for number, end in enumerate(odd.split(), 1)]
    pages = [
        item(number, type="page", slug=f"p-{number}", link=f"{home}/{end}")
        for number, end in enumerate(odd.split(), 50)
    ]
    front = item(99, type="page", slug="front", link=f"{home}/", content="FRONT")
    source.write_text(export(*posts, *pages, front), "utf-8")
    built = judged(source, client, tmp_path)
    assert "FRONT" in (built.pages["/"].content or "")
    stay = {f"/{below}{end}" for below in ("blog/", "") for end in odd.split()}
    if client.has_folders_only:
        stay = {f"{address.rstrip('/')}/" for address in stay}
    # A file of Nikola's home is called so.
    assert stay - built.pages.keys() - ({"/index/"} if client.name == "nikola" else set()) == set()


@pytest.mark.parametrize("client", CASES)
def test_only_what_was_public_is_published(client: Client, tmp_path: Path) -> None:
    source = tmp_path / "export.xml"
    hidden = [
        item(10, slug="h-1", content="SECRET", status="private"),
        item(11, slug="h-2", content="SECRET", status="draft", gmt="0000-00-00 00:00:00"),
        item(12, slug="h-3", content="SECRET", status="future", date="2099-01-01 10:00:00", gmt="2099-01-01 09:00:00"),
        item(13, slug="h-4", content="SECRET", password="p"),
        item(14, slug="h-5", content="SECRET", status="pending"),
        item(15, slug="h-6", type="page", content="SECRET", status="draft", gmt="0000-00-00 00:00:00"),
        item(16, slug="h-7", type="page", content="SECRET", status="future", date="2099-01-01 10:00:00"),
    ]
    terms = [("category", "news", "News & Views"), ("post_tag", "all", "all"), ("post_tag", "c", "C#, C++: <b>")]
    shown = item(
        1, slug="open", content="OPEN", categories=terms, meta=[("_wp_old_slug", "was-open"), ("mood", "good")],
        comments=[comment(1, content="ANSWERED"), comment(2, parent=1, content="DEEPER"), comment(3, approved="0", content="SECRET")],
    )  # fmt: skip
    source.write_text(export(category("news", id=5), shown, *hidden), "utf-8")
    for number, options in enumerate(((), ("--include-private",)) if client.program else ((),)):
        folder = tmp_path / str(number)
        folder.mkdir()
        built = judged(source, client, folder, *options)
        texts = {name: (built.folder / name).read_text("utf-8", "replace") for name in built.files}
        assert [name for name, text in texts.items() if "SECRET" in text or "h-" in name] == []
        page = texts["2024/01/open/index.html"]
        assert "ANSWERED" in page and "DEEPER" in page
        assert built.aliases.get("/2024/01/was-open/") == "/2024/01/open/"
        assert "/category/news/" in built.pages and "/tag/all/" in built.pages
        listed = built.pages["/category/news/"].links
        assert "/2024/01/open" in [path_of(built, "/category/news/", link) for link in listed]


@pytest.mark.parametrize("client", CASES)
def test_odd_links_and_letters_stay(client: Client, tmp_path: Path) -> None:
    home = "https://shown.example/blog"
    odd = (
        '<a href="">nowhere</a> <a href="@/a">at</a> <a href="#not-there">here</a> <a href="other">beside</a>'
        '<img src="beside.jpg" alt="one"> <img src="/caf%E9.jpg" alt="two"> <img src="/100%.jpg" alt="three">'
        '<h2 id="map">Map {.a}</h2><a href="#map">there</a>'
    )
    source = tmp_path / "export.xml"
    source.write_text(
        export(
            item(1, slug="start", type="page", link=f"{home}/", content="START", order=-1),
            item(2, slug="a", link=f"{home}/2009/a.html", content="FILE", order=-2),
            item(3, slug="b", link=f"{home}/2009/%E6%97%A5%E6%9C%AC/it%27s(1)/", content=odd),
            item(4, slug="posts", type="page", link=f"{home}/posts/", content="A page where the list would be."),
            item(5, slug="404", type="page", link=f"{home}/404/", content="Nothing"),
            item(6, slug="index", link=f"{home}/index/", content="INDEX"),
            item(7, slug="undated", link=f"{home}/undated/", date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"),
            home=home,
        ),
        "utf-8",
    )
    built = judged(source, client, tmp_path)
    places = {page.content: address for address, page in built.pages.items() if page.content}
    if not client.is_relative:
        assert (places["START"], places["FILE"].rstrip("/")) == ("/", "/2009/a.html")
        assert "/2009/日本/it's(1)/" in built.pages


@pytest.mark.client_astro
@pytest.mark.parametrize("source", TYPED, ids=lambda path: path.name)
def test_the_types_of_a_site_fit(source: Path, tmp_path: Path) -> None:
    (client,) = [client for client in CLIENTS if client.name == "astro"]
    said = call(client, converted(source, client, tmp_path), "check")
    assert (said.returncode, "- 0 errors\n- 0 warnings\n- 0 hints" in said.stdout) == (0, True), said.stdout


@pytest.mark.parametrize("files", ["bundle", "plain"])
@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_a_folder_of_markdown_says_what_wordpress_showed(source: Path, files: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    arguments = ["-q", "convert", str(source), str(site), "--to", "markdown", "--files", files, "--allow-truncated"]
    assert run(arguments) in (0, 1)
    work = Work(
        inputs=(str(source),), destination=str(site), target="markdown",
        options=Options(public_only=True, also_shown=(Visibility.DRAFT, Visibility.SCHEDULED)),
        writing=TargetOptions(files=files),  # type: ignore[arg-type]
        allow_truncated=True,
    )  # fmt: skip
    dead: list[str] = []

    class Pages:
        def close(self) -> None:
            pass

        def bodies(self, group: Group) -> Iterator[StoredBody]:
            for one in group.artifacts:
                if isinstance(one, File) and one.path.endswith(".md"):
                    values, body = read_front_matter((site / one.path).read_text("utf-8"))
                    assert ("draft" in values) == one.path.startswith("_drafts/")
                    html = rooted(_render(body), one.path, site)
                    links = [
                        link for _, _, link, _ in lxml.html.fragment_fromstring(html, create_parent="div").iterlinks()
                    ]
                    dead.extend(link for link in links if link.endswith(".md") and not link.startswith("/"))
                    yield StoredBody(one.source, "html", html, one.path)

    verifier = Verifier(Pages())
    carry_out(work, write=False, progress=Progress(), watch=verifier)
    assert differing(verifier.report) == []
    assert dead == []


def _render(markdown: str) -> str:
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(tasklists_plugin)
    rendered: str = parser.render(markdown)
    return rendered


def test_every_client_is_a_target() -> None:
    assert [client.name for client in CLIENTS if load_target(find_target(client.name)).name != client.name] == []
    assert Visibility.PUBLIC not in (load_target(find_target("hugo")).shown or ())
