"""Every export of the corpus, with every kind of option: the ledger's sum is right, and records fit together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from exports import Converted, convert_files

from migrate.mappers.options import Options
from migrate.model.records import Comment, Entry, MenuItem, Visibility

_ADDRESS = re.compile(r"<wp:(?:author_email|comment_author_email)>(?:<!\[CDATA\[)?([^<\]\s]+@[^<\]\s]+)")

CHOICES: list[dict[str, Any]] = [
    {},
    {"public_only": True},
    {"strip_emails": True, "new_home": "https://new.example"},
    {"types": ("post", "nav_menu_item"), "limit": 7},
    {"types": ("attachment",), "public_only": True},
    {"statuses": ("draft", "private", "inherit")},
    {"categories": ("uncategorized", "Markup", "markup")},
    {"since": datetime(2013, 1, 1), "until": datetime(2020, 1, 1), "time_zone": "Europe/Berlin"},
    {"authors": ("admin", "themedemos")},
    {"only": (1, 2, 3, 5, 555)},
]


def files(corpus: Path) -> list[Path]:
    found = sorted(path for path in corpus.iterdir() if path.suffix == ".xml")
    assert found, "the corpus is empty"
    return found


def menu_items(converted: Converted) -> list[MenuItem]:
    return list(converted.menu_items().values())


def references(converted: Converted) -> Iterator[tuple[str, str]]:
    """Where a record names another, and the key that it names."""
    for record in converted.items.values():
        named = [record.parent, *record.terms, *record.authors, *(record.seo.primary_terms if record.seo else ())]
        named += [one.target for one in record.redirects]
        if isinstance(record, Entry):
            named.append(record.featured_media)
        for comment in record.comments:
            named.append(comment.author)
        yield from ((record.key, key) for key in named if key is not None)
    for term in converted.terms.values():
        if term.parent is not None:
            yield term.key, term.parent
    for one in menu_items(converted):
        if one.target is not None:
            yield one.key, one.target


def check_thread(comments: tuple[Comment, ...]) -> None:
    depths = {one.key: one.depth for one in comments}
    assert len(depths) == len(comments)
    for one in comments:
        assert one.depth == (0 if one.parent is None else depths[one.parent] + 1)


def check_no_circles(parents: dict[str, str | None]) -> None:
    for start in parents:
        seen = set()
        node: str | None = start
        while node is not None:
            assert node not in seen, f"{node} is its own ancestor"
            seen.add(node)
            node = parents.get(node)


def check(converted: Converted) -> None:
    """What must hold of the records of any export."""
    known = {*converted.items, *converted.terms, *converted.authors, *converted.menus}
    for where, key in references(converted):
        assert key in known, f"{where} names {key}"
    for record in converted.items.values():
        check_thread(record.comments)
    check_no_circles({record.key: record.parent for record in converted.items.values()})
    check_no_circles({term.key: term.parent for term in converted.terms.values()})
    keys = [*known, *converted.menu_items(), *converted.comments()]
    assert Counter(keys).most_common(1)[0][1] == 1 if keys else True
    comments = sum(len(record.comments) for record in converted.items.values())
    assert len(converted.comments()) == comments
    named = known | set(converted.menu_items()) | set(converted.comments())
    assert {loss.source for loss in converted.losses} <= named


@pytest.mark.parametrize("options", CHOICES, ids=str)
def test_the_sum_is_right_and_records_fit_together(corpus: Path, options: dict[str, Any]) -> None:
    for path in files(corpus):
        check(convert_files([path], Options(**options)))


def test_items_and_comments_are_as_many_as_a_plain_scan_finds(corpus: Path) -> None:
    compared = 0
    for path in files(corpus):
        data = re.sub(rb"<!\[CDATA\[.*?\]\]>", b"", path.read_bytes(), flags=re.S)
        if b"<![CDATA[" in data or b"<!--" in data.partition(b"<item>")[2]:
            continue
        ledger = convert_files([path], Options()).report.ledger
        assert ledger.read["items"] == len(re.findall(rb"<item[\s>]", data)), path.name
        assert ledger.read["comments"] == len(re.findall(rb"<\w+:comment>", data)), path.name
        compared += 1
    assert compared > 20


def test_nothing_private_comes_out(corpus: Path) -> None:
    for path in files(corpus):
        converted = convert_files([path], Options(public_only=True))
        for record in converted.items.values():
            assert record.visibility is Visibility.PUBLIC, (path.name, record.key)
            assert all(one.public and not one.author_email and not one.author_ip for one in record.comments)
        assert not any(author.email for author in converted.authors.values())
        bodies = "".join(record.content_raw for record in converted.items.values() if isinstance(record, Entry))
        text = converted.text()
        for address in set(_ADDRESS.findall(path.read_text("utf-8", "replace"))):
            # A site may print an address in a page, which is then public.
            assert address in bodies or f'"{address}"' not in text, (path.name, address)


def test_all_of_them_are_one_export_as_well(corpus: Path) -> None:
    check(convert_files(files(corpus), Options()))


def test_twice_gives_the_same(corpus: Path) -> None:
    for path in files(corpus)[::5]:
        first, second = (convert_files([path], Options()) for _ in range(2))
        assert first.text() == second.text()
