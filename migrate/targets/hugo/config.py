"""`hugo.toml` of a new site, and what the configuration of one that is there already would drop."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from migrate.model.records import Menu, MenuItem
from migrate.targets.site.front_matter import Value, write_front_matter
from migrate.targets.site.generator import Scaffolding
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.menus import SWITCHER, first_first
from migrate.targets.site.pages import plain_text
from migrate.targets.site.scaffold import OURS

_DROPS = "{} does not allow raw HTML: what Markdown cannot say would be left out by Hugo"
_HOW = "set markup.goldmark.renderer.unsafe = true"
_SINGULAR = {"categories": "category", "tags": "tag", "authors": "author"}

_TITLES = (
    "# Titles of lists stay as they are written.",
    "capitalizeListTitles = false",
    "pluralizeListTitles = false",
    'titleCaseStyle = "none"',
)
_BODIES = """
[pagination]
pagerSize = 10

# What Markdown cannot say is in the content as HTML.
[markup.goldmark.renderer]
unsafe = true

# Characters stay as they were written.
[markup.goldmark.extensions]
typographer = false

# Links and images stay as they were written, in sites of several languages too.
[markup.goldmark.renderHooks.link]
useEmbedded = "never"

[markup.goldmark.renderHooks.image]
useEmbedded = "never"

# Colours of code are in the style sheet.
[markup.highlight]
noClasses = false""".splitlines()


def site_configuration(scaffolding: Scaffolding) -> bytes:
    """The text of `hugo.toml`."""
    site, mapping, _, taxonomies, menus, place_of, languages, language_of = scaffolding
    home = site.home_url if "//" in site.home_url else "https://example.org"
    language = (site.language or "en").replace("_", "-")
    values: dict[str, Value] = {
        "baseURL": home.rstrip("/") + "/",
        "title": plain_text(site.title),
        "locale": language,
        "defaultContentLanguage": next(iter(languages), language.partition("-")[0]).lower(),
        # What stands below the code of the main language has an address of its own.
        "disableDefaultLanguageRedirect": bool(languages) or "",
        "timeZone": site.time_zone if "/" in site.time_zone else "",
        "theme": "plain",
    }
    params: dict[str, Value] = {"description": plain_text(site.description), "mainSections": [mapping.section("post")]}
    lines = [
        f"# {OURS}; yours from now on.",
        *_inner({key: value for key, value in values.items() if value != ""}),
        *_TITLES,
        *("", "[params]", *_inner(params)),
        *(
            "",
            "# Old addresses are in the front matter of every page, as `url`.",
            "[taxonomies]",
            *_inner({_SINGULAR.get(name, name): name for name in taxonomies}),
        ),
        *_BODIES,
    ]
    for weight, (code, one) in enumerate(languages.items(), 1):
        said: dict[str, Value] = {"label": one.name, "locale": one.locale, "weight": weight, "direction": one.direction}
        lines += ["", f"[languages.{code.lower()}]", *_inner({key: value for key, value in said.items() if value})]
    for table, own in _by_language(menus, list(languages), language_of):
        for name, menu in _named(own):
            for number, (item, parent) in enumerate(_items(menu), 1):
                lines += ["", f"[[{table}.{name}]]", *_inner(_entry(item, parent, number, place_of))]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def site_warnings(read: Callable[[str], str | None]) -> list[str]:
    """What to say of a site that has a configuration of its own. `read`: the text of its file, or None."""
    folder = ("hugo.toml", "hugo.yaml", "config.toml", "config.yaml", "markup.toml", "markup.yaml")
    files = [path for path in load_site_mapping("hugo").configurations if "." in path]
    for path in (*files, *(f"config/_default/{name}" for name in folder)):
        text = read(path)
        if text is None:
            continue
        if OURS in text[:300]:
            return []
        own = (
            f"{path} is the site's own and stays: name the taxonomies there (authors too), the menus, and the"
            " languages if there are several"
        )
        return [own] if _is_unsafe(text) else [f"{_DROPS.format(path)}; {_HOW}", own]
    return []


def _is_unsafe(text: str) -> bool:
    """Whether `unsafe` is set to true anywhere: TOML, YAML and JSON write it alike."""
    return re.search(r"""^[^#\n]*\bunsafe["']?\s*[:=]\s*true\b""", text, re.MULTILINE) is not None


def _inner(values: Mapping[str, Value]) -> list[str]:
    """Lines of TOML without delimiters."""
    return write_front_matter(values, "toml").splitlines()[1:-1]


def _by_language(
    menus: Sequence[Menu], languages: Sequence[str], language_of: Callable[[Menu], str]
) -> Iterator[tuple[str, list[Menu]]]:
    """The table that menus stand in, with them: one a language, which holds those of no language too."""
    if not languages:
        yield "menus", list(menus)
    for code in languages:
        yield f"languages.{code.lower()}.menus", [menu for menu in menus if language_of(menu) in (code, "")]


def _named(menus: list[Menu]) -> Iterator[tuple[str, Menu]]:
    """Menus with the names that templates ask for: the first is `main`."""
    first = next((menu for menu in first_first(menus) if menu.items), None)
    for menu in (menu for menu in menus if menu.slug and menu.items):
        name = (
            "main" if menu is first else re.sub(r"[^A-Za-z0-9_-]+", "-", menu.slug).strip("-") or f"menu-{menu.wp_id}"
        )
        if menu is first or name != "main":
            yield name, menu
        else:
            yield "main-2", menu


def _items(menu: Menu) -> Iterator[tuple[MenuItem, str]]:
    """Every item with the identifier of the one above it, those above first."""
    waiting = [(item, "") for item in reversed(menu.items)]
    while waiting:
        item, parent = waiting.pop()
        if item.url == SWITCHER:
            continue
        yield item, parent
        waiting.extend((child, _identifier(item)) for child in reversed(item.children))


def _identifier(item: MenuItem) -> str:
    return item.key.replace("menu-item/", "item-")


def _entry(item: MenuItem, parent: str, number: int, place_of: Callable[[str], str]) -> dict[str, Value]:
    place = place_of(item.target) if item.target else ""
    # An item of nothing but a label has no address.
    url = "" if place else item.url
    values: dict[str, Value] = {
        "identifier": _identifier(item),
        "name": plain_text(item.label) or "-",
        "pageRef": place,
        "url": url,
        "parent": parent,
        "title": item.title_attribute,
        "weight": number,
    }
    return {key: value for key, value in values.items() if value != ""}
