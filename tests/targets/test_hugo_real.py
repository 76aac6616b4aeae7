"""Every export's site, built by a real Hugo: no warning, no dead link to what was migrated, and on every page the words
that WordPress showed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
from conftest import ROOT, corpus_folder
from exports import attachment, export, item

from migrate.cli.main import run
from migrate.cli.progress import Progress
from migrate.cli.work import Work, carry_out
from migrate.mappers.options import Options
from migrate.model.artifact import File, Group
from migrate.model.records import Visibility
from migrate.targets.options import TargetOptions
from migrate.targets.site.front_matter import read_front_matter
from migrate.verify.report import Report
from migrate.verify.run import Verifier
from migrate.verify.stored import StoredBody
from tests.targets.hugo_site import CONTENT, build
from tests.targets.hugo_site import HugoBuilt as Built

EXPORTS = sorted(corpus_folder().glob("*.xml"))[:: 1 if os.environ.get("WXR_ALL_SITES") else 3]
"""All exports of the corpus where WXR_ALL_SITES is set, else every third."""
SHOWN = (Visibility.DRAFT, Visibility.SCHEDULED)
HAZARDS = (
    "{{< x >}}", "{{% y %}}", "{{<", "{{%", "{{< /x >}}", "{{</* x */>}}", "{{<!--more-->", '{{< "', "a {{.b}} {{ c }}",
    "<!--more-->", "{{< youtube 12 >}} {{<", "\\{{< z >}}", "{#id}", "{.class}", ":smile:", "$a_b$", "==m==", "~a~ ^b^",
    "--- -- ...", "\"q\" 'r'", "(c) (tm)", "[^1]", ": a", "+++", "---", "www.example.com", "a@b.example", "- [ ] c",
)  # fmt: skip


class BuiltPages:
    """What Hugo published, as a store to verify."""

    def __init__(self, built: Built) -> None:
        self._built = built

    def close(self) -> None:
        pass

    def bodies(self, group: Group) -> Iterator[StoredBody]:
        for artifact in group.artifacts:
            if isinstance(artifact, File) and artifact.path.endswith(".md"):
                values, _ = read_front_matter(artifact.content.decode())
                address = values.get("url", "/")
                page = self._built.pages.get(address)
                yield StoredBody(artifact.source, "html", page and (_content(page.file) or ""), address)


def _content(file: Path) -> str | None:
    root = lxml.html.document_fromstring(
        file.read_bytes(), parser=lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    )
    for element in root.iter():
        if isinstance(element.tag, str) and CONTENT in element.attrib:
            return lxml.html.tostring(element, encoding="unicode", with_tail=False)
    return None


def built_and_verified(source: Path, folder: Path, options: TargetOptions) -> tuple[Built, Report]:
    site = folder / "site"
    words = {"--embeds": options.embeds, "--files": options.files, "--front-matter": options.front_matter}
    said = [part for option, value in words.items() for part in (option, value)]
    assert run(["-q", "convert", str(source), str(site), "--to", "hugo", "--allow-truncated", *said]) in (0, 1)
    built = build(site, "--buildDrafts", "--buildFuture")
    assert built.errors == []
    work = Work(
        inputs=(str(source),),
        destination=str(site),
        target="hugo",
        options=Options(public_only=True, also_shown=SHOWN),
        writing=options,
        allow_truncated=True,
    )
    verifier = Verifier(BuiltPages(built))
    carry_out(work, write=False, progress=Progress(), watch=verifier)
    return built, verifier.report


def dead_pages(built: Built, source: Path) -> list[str]:
    """Links to addresses at which the export has a published post or page."""
    text = source.read_text("utf-8", "replace")
    there = {unquote(urlsplit(part.partition("</link>")[0]).path).strip("/") for part in text.split("<link>")[1:]} - {
        ""
    }
    return [
        f"{dead.link} on {dead.page}"
        for dead in built.dead_links
        if dead.why == "no file" and unquote(urlsplit(dead.link).path).strip("/") in there
    ]


@pytest.mark.skipif(not EXPORTS, reason="no corpus; set WXR_CORPUS to a folder of exports")
@pytest.mark.parametrize("export_file", EXPORTS, ids=lambda path: path.name)
def test_hugo_shows_what_wordpress_showed(export_file: Path, tmp_path: Path) -> None:
    built, report = built_and_verified(export_file, tmp_path, TargetOptions())
    assert built.warnings == []
    assert dead_pages(built, export_file) == []
    assert [(one.place, one.comparison and one.comparison.differences) for one in report.kept] == []
    assert {kind: one for kind, one in report.structure.items() if one.missing > 0.005 * one.expected} == {}


@pytest.mark.parametrize("embeds", ["shortcode", "html"])
@pytest.mark.parametrize("files", ["bundle", "plain"])
def test_the_shipped_example(embeds: str, files: str, tmp_path: Path) -> None:
    options = TargetOptions(embeds=embeds, files=files, front_matter="toml")  # type: ignore[arg-type]
    built, report = built_and_verified(ROOT / "fixtures/contest-2009.xml", tmp_path, options)
    assert built.warnings == []
    assert report.outcomes.total() == 1
    assert report.is_clean


def test_what_hugo_would_take_for_its_own_is_shown(tmp_path: Path) -> None:
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in HAZARDS]
    body = "".join(
        f"<p>{text} and more</p><p>so <code>{text}</code> it is</p><ul><li>{text}</li></ul><blockquote>{text}</blockquote>"
        f'<pre><code class="language-html">{text}</code></pre><pre>{text}</pre><h3>see {text}</h3>'
        f"<table><tr><td>{text}</td></tr></table><address>{text} in HTML</address>"
        for text in escaped
    )
    body += (
        '<pre><code class="language-jungle">a { b\n}</code></pre><pre><code class="language-goat">.-. x</code></pre>'
    )
    captions = [attachment(100 + number, excerpt=text) for number, text in enumerate(escaped)]
    gallery = f'[gallery ids="{",".join(str(100 + number) for number in range(len(escaped)))}"]'
    source = tmp_path / "export.xml"
    source.write_text(export(item(1, content=body), item(2, content=gallery), *captions), "utf-8")
    built, report = built_and_verified(source, tmp_path, TargetOptions())
    assert built.warnings == []
    assert [(one.place, one.comparison and one.comparison.differences) for one in report.kept] == []
    (shown,) = [
        page.content or "" for page in built.pages.values() if page.content and "wp-image" in page.file.read_text()
    ]
    assert [text for text in HAZARDS[:12] if " ".join(text.split()) not in shown] == []
