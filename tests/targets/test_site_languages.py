"""A site in several languages: every entry says its own, translations lead to each other, old addresses stay."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from conftest import ROOT

from migrate.cli.main import run
from migrate.model.records import Menu, MenuItem, Site, Term
from migrate.targets.site.front_matter import read_front_matter
from migrate.targets.site.languages import languages_of, main_language, menu_language
from tests.exports import HOME, export, item
from tests.targets import hugo_site
from tests.targets.built_site import Built
from tests.targets.clients import CLIENTS, Client, build

EXPORT = ROOT / "fixtures/languages.xml"
ADDRESSES = {"en": "/2010/05/the-boat/", "fr": "/fr/2010/05/le-bateau/", "ar": "/ar/2010/06/المركب/"}
LOCALES = {"en": "en-GB", "fr": "fr-FR", "ar": "ar"}
CASES = [
    pytest.param(client, marks=getattr(pytest.mark, f"client_{client.name}"), id=client.name)
    for client in CLIENTS
    if client.program and client.name not in ("html", "markdown")
]


def convert(source: Path, folder: Path, target: str, *options: str) -> Path:
    site = folder / "site"
    assert run(["-q", "convert", str(source), str(site), "--to", target, *options]) == 0
    return site


@pytest.mark.parametrize(
    ("language", "codes", "expected"),
    [
        ("en-GB", ("de", "en", "fr"), "en"),
        ("pt_BR", ("en", "pt-br", "pt"), "pt-br"),
        ("de_DE_formal", ("de", "fr"), "de"),
        ("fr-FR", ("de", "fr-ca"), "fr-ca"),
        ("nl-NL", ("de", "fr"), "de"),
        ("en", (), ""),
    ],
)
def test_the_main_language_is_that_of_the_site(language: str, codes: tuple[str, ...], expected: str) -> None:
    assert main_language(Site(key="x", language=language, languages=codes)) == expected


def test_names_and_locales_are_those_that_polylang_keeps() -> None:
    site = Site(key="x", language="fr", languages=("ar", "fr", "xx"))
    said = 'a:2:{s:6:"locale";s:2:"ar";s:3:"rtl";i:1;}'
    arabic = Term(key="t", taxonomy="language", slug="ar", name="العربية", description=said)
    found = languages_of(site, [arabic, Term(key="u", taxonomy="language", slug="fr", name="Français")])
    assert list(found) == ["fr", "ar", "xx"]
    assert (found["ar"].name, found["ar"].locale, found["ar"].direction) == ("العربية", "ar", "rtl")
    assert (found["fr"].name, found["fr"].locale, found["xx"].name) == ("Français", "fr", "xx")
    assert languages_of(Site(key="x", languages=("fr",)), []) == {}


def test_a_menu_is_for_the_language_of_what_it_leads_to() -> None:
    languages = {"a": "fr", "b": "fr", "c": "en"}

    def menu(*targets: str, slug: str = "m") -> Menu:
        return Menu(key="m", slug=slug, name="", items=tuple(MenuItem(key=target, target=target) for target in targets))

    def of(menu: Menu) -> str:
        return menu_language(menu, ("en", "fr"), lambda key: languages.get(key, ""))

    assert of(menu("a", "b", "x")) == "fr"
    assert of(menu("a", "c", slug="menu_fr")) == ""
    assert of(menu("x", slug="menu_fr")) == "fr"


def links(built: Built, address: str) -> dict[str, str]:
    """Language → address below the home, of the visible links to translations."""
    tree = lxml.html.fromstring(built.pages[address].file.read_bytes())
    return {
        one.get("hreflang"): built._address(one.get("href"), address) or one.get("href")
        for one in tree.xpath("//body//a[@hreflang]")
    }


def alternates(built: Built, address: str) -> dict[str, str]:
    tree: Any = lxml.html.fromstring(built.pages[address].file.read_bytes())
    return {
        one.get("hreflang"): built._address(one.get("href"), address) or one.get("href")
        for one in tree.xpath("//head/link[@rel='alternate' and @hreflang]")
    }


def judge(built: Built) -> None:
    """What holds of the site whatever built it."""
    assert all(page for page in built.pages)
    by_locale = {LOCALES[code]: address for code, address in ADDRESSES.items()}
    for code, address in ADDRESSES.items():
        assert built.pages[address].language == LOCALES[code]
        assert alternates(built, address) == by_locale
        assert links(built, address) == {key: one for key, one in by_locale.items() if key != LOCALES[code]}
    # One whose translation is a draft leads to none, nor does one in no language.
    for address in ("/fr/2011/02/brouillon/", "/2011/01/only-english/", "/imprint/"):
        assert alternates(built, address) == links(built, address) == {}
    assert built.pages["/imprint/"].language == "en-GB"
    assert built.aliases["/fr/2010/05/la-barque/"] == "/fr/2010/05/le-bateau/"
    assert built.pages["/fr/category/bateaux/"].language == "fr-FR"
    # Each home lists what is in its language, and leads to the others.
    homes = {"en-GB": "/", "fr-FR": "/fr/", "ar": "/ar/"}
    for locale, address in homes.items():
        assert built.pages[address].language == locale
        assert alternates(built, address) == homes
    main, listed = ({built._address(link, home) for link in built.pages[home].links} for home in ("/", "/fr/"))
    assert {"/fr/2010/05/le-bateau/", "/fr/2011/02/brouillon/"} <= listed
    assert not {"/2010/05/the-boat/", "/2011/01/only-english/"} & listed
    shown = {address: page.file.read_text("utf-8") for address, page in built.pages.items()}
    assert "/about/" in main and "/fr/a-propos/" in listed
    assert "/about/" not in listed and "#pll_switcher" not in "".join(shown.values())
    # Material says it of the body.
    assert re.search(r"""<(?:html|body)[^>]*\sdir=["']?rtl""", shown["/ar/"])
    assert "SECRET" not in "".join(shown.values())
    assert [one for one in built.dead_links if not one.link.startswith("#")] == []


@pytest.mark.parametrize("client", CASES)
def test_translations_lead_to_each_other(client: Client, tmp_path: Path) -> None:
    built = build(client, convert(EXPORT, tmp_path, client.name), "https://two.example")
    assert (built.returncode, built.output) == (0, "")
    judge(built)
    if client.has_archives:
        for address in ("/2010/", "/2010/05/", "/2011/01/"):
            assert address in built.pages
        assert "/2011/01/only-english/" in {built._address(link, "/2011/") for link in built.pages["/2011/"].links}
    feed = lxml.etree.parse(built.folder / "feed.xml")
    entries = feed.findall("{*}entry")
    assert [entry.findtext("{*}title") for entry in entries][:2] == ["Publié", "Only in English"]
    # The first part comes first, whenever it was written.
    series = built.pages["/series/log/"].file.read_text("utf-8")
    assert 0 < series.index("only-english") < series.index("the-boat")


@pytest.mark.parametrize("options", [(), ("--files", "plain", "--front-matter", "toml")])
def test_hugo_has_a_site_for_each_language_and_no_address_moves(options: tuple[str, ...], tmp_path: Path) -> None:
    site = convert(EXPORT, tmp_path, "hugo", *options)
    built = hugo_site.build(site)
    assert (built.returncode, built.errors, built.warnings) == (0, [], []), built.output
    judge(built)
    assert tomllib.loads((site / "hugo.toml").read_text())["languages"]["fr"]["label"] == "Français"
    series = built.pages["/series/log/"].file.read_text("utf-8")
    assert 0 < series.index("only-english") < series.index("the-boat")


def test_files_name_the_files_of_translations(tmp_path: Path) -> None:
    site = convert(EXPORT, tmp_path, "markdown")
    page = site / "posts/the-boat/index.md"
    values, _ = read_front_matter(page.read_text("utf-8"))
    assert values["language"] == "en"
    files = {one["language"]: page.parent / one["url"] for one in values["translations"]}
    assert set(files) == {"ar", "fr"}
    assert read_front_matter(files["fr"].resolve().read_text("utf-8"))[0]["title"] == "Le bateau"


def test_html_says_languages_and_leads_to_translations(tmp_path: Path) -> None:
    site = convert(EXPORT, tmp_path, "html")
    built = Built(site, "https://shown.example/", 0, "")
    for code, address in ADDRESSES.items():
        assert built.pages[address].language == code
        assert links(built, address) == {key: one for key, one in ADDRESSES.items() if key != code}
    assert built.pages["/imprint/"].language == built.pages["/contents.html"].language == "en"
    assert built.dead_links == []


def test_wpml_says_languages_in_custom_fields(tmp_path: Path) -> None:
    source = tmp_path / "export.xml"
    source.write_text(
        export(
            *(
                item(
                    number,
                    slug=f"a-{code}",
                    link=f"{HOME}/{code}/a/",
                    meta=[("_wpml_import_language_code", code), ("_wpml_import_translation_group", "g1")],
                )
                for number, code in ((1, "en"), (2, "de"))
            )
        )
    )
    site = convert(source, tmp_path, "jekyll")
    (german,) = site.glob("_posts/*-a-de.html")
    values, _ = read_front_matter(german.read_text("utf-8"))
    assert (values["lang"], values["translations"]) == ("de", [{"language": "en", "url": "/en/a/"}])


def test_menus_name_their_language_and_the_one_at_the_top_comes_first(tmp_path: Path) -> None:
    site = convert(EXPORT, tmp_path, "jekyll")
    menus = json.loads((site / "_data/menus.json").read_text("utf-8"))
    assert [(menu["slug"], menu["language"]) for menu in menus] == [("main-menu", "en"), ("menu-principal", "fr")]
