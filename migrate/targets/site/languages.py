"""The languages of a site: which is its own, and what templates and configurations are told of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec

from migrate.mappers.meta import read_meta
from migrate.model.records import Menu, Site, Term
from migrate.wxr.items import RawMeta


class Language(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One language that entries are written in."""

    name: str
    """As its speakers call it, where the export says so; else its code."""
    locale: str
    """For `<html lang>` and `hreflang`: `en-GB`."""
    direction: str = ""
    """`rtl`, or empty."""


def main_language(site: Site) -> str:
    """Code of the language that the site is written in if not said otherwise; empty where its entries have none."""
    wanted = _tag(site.language).lower()
    codes = {_tag(code).lower(): code for code in reversed(site.languages)}
    short = wanted.partition("-")[0]
    longer = next((code for tag, code in codes.items() if tag.partition("-")[0] == short), "")
    return codes.get(wanted) or codes.get(short) or longer or next(iter(site.languages), "")


def languages_of(site: Site, terms: Iterable[Term]) -> dict[str, Language]:
    """Code → language, the main one first; nothing for a site of one language. Polylang keeps languages as terms, with
    the locale and the direction in the description."""
    if len(site.languages) < 2:
        return {}
    main = main_language(site)
    known = {term.slug: term for term in terms if term.taxonomy == "language"}
    return {
        code: _language(code, known.get(code)) for code in sorted(site.languages, key=lambda code: (code != main, code))
    }


def menu_language(menu: Menu, languages: Collection[str], language_of: Callable[[str], str]) -> str:
    """The one language of what a menu leads to; else the one that its name ends with; else nothing.

    `language_of`: that of an entry or term by its key, or nothing.
    """
    found: set[str] = set()
    waiting = list(menu.items)
    while waiting:
        item = waiting.pop()
        waiting += item.children
        if item.target and (language := language_of(item.target)):
            found.add(language)
    if len(found) == 1:
        return found.pop()
    ending = re.split(r"[-_ ]", menu.slug)[-1]
    return ending if not found and ending in languages else ""


def _language(code: str, term: Term | None) -> Language:
    if term is None:
        return Language(name=code, locale=_tag(code))
    (row,) = read_meta([RawMeta("", term.description)], "", [])
    said: Mapping[str, Any] = row.decoded if isinstance(row.decoded, dict) else {}
    locale, is_rtl = said.get("locale"), str(said.get("rtl") or "0") != "0"
    return Language(
        name=term.name or code,
        locale=_tag(locale if isinstance(locale, str) and locale else code),
        direction="rtl" if is_rtl else "",
    )


def _tag(locale: str) -> str:
    """WordPress writes `pt_BR`, and variants such as `de_DE_formal`, which is German to everybody else."""
    parts = locale.replace("_", "-").split("-")
    return "-".join(part for part in parts if part not in ("formal", "informal"))
