"""Records and their spool: what goes in comes out, as often as it is asked for, and is counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.plan.reports.record import NOT_KEPT, TEXT_LIMIT, Fate, Format, PlanHead, fate_of, file_change, row_change
from migrate.plan.reports.spool import PlanSpool
from tests.plan.reports.plans import entry, many_entries, small_entries


def test_entries_come_back_as_they_went_in(tmp_path: Path) -> None:
    entries = [*small_entries(), *many_entries(50)]
    with PlanSpool(tmp_path) as spool:
        for one in entries:
            spool.add(one)
        assert list(spool) == entries
        assert list(spool) == entries
        assert len(spool) == len(entries)
        both = list(zip(spool, spool, strict=True))
        assert [one for one, _ in both] == [other for _, other in both] == entries
        posts = [one for one in entries if one.type == "post" and one.action is Fate.CREATE]
        assert list(spool.select("post", {Fate.CREATE})) == posts
        assert list(spool.select("nothing like it")) == []
        spool.add(entries[0])
        assert list(spool) == [*entries, entries[0]]


def test_the_spool_is_private_and_leaves_nothing(tmp_path: Path) -> None:
    with PlanSpool(tmp_path) as spool:
        spool.add(small_entries()[0])
        for left in tmp_path.iterdir():
            assert not left.stat().st_mode & 0o077
    assert not list(tmp_path.iterdir())


def test_sums(tmp_path: Path) -> None:
    with PlanSpool(tmp_path) as spool:
        assert not spool.totals.anything
        for one in small_entries():
            spool.add(one)
        totals = spool.totals
    assert totals.anything
    assert totals.entries == {
        Fate.CREATE: 3, Fate.CONFLICT: 2, Fate.UPDATE: 1, Fate.RENAME: 1, Fate.DELETE: 1, Fate.UNCHANGED: 1
    }  # fmt: skip
    assert totals.types["page"] == {Fate.CONFLICT: 1}
    assert totals.places["comments"] == {Fate.CREATE: 2}
    assert totals.places["static/_redirects"] == {Fate.UPDATE: 1}
    assert totals.losses == {"dangling-reference": 1}
    assert totals.withheld == {"comments: not approved": 2}


@pytest.mark.parametrize(
    ("fates", "whole"),
    [
        ([], Fate.UNCHANGED),
        ([Fate.CREATE, Fate.CREATE], Fate.CREATE),
        ([Fate.CREATE, Fate.UNCHANGED], Fate.UPDATE),
        ([Fate.DELETE], Fate.DELETE),
        ([Fate.DELETE, Fate.CREATE], Fate.UPDATE),
        ([Fate.RENAME, Fate.UPDATE, Fate.UNCHANGED], Fate.RENAME),
        ([Fate.UPDATE, Fate.CONFLICT], Fate.CONFLICT),
    ],
)
def test_what_becomes_of_a_record(fates: list[Fate], whole: Fate) -> None:
    assert fate_of(file_change(fate, "a") for fate in fates) is whole


def test_bytes_that_are_no_text_are_measured() -> None:
    binary = file_change(Fate.UPDATE, "a.png", before=b"text", after=b"\xff\xfe")
    assert (binary.before, binary.after, binary.no_text) == (None, None, "binary")
    assert (binary.size_before, binary.size_after) == (4, 2)
    large = file_change(Fate.CREATE, "a.txt", after=b"x" * (TEXT_LIMIT + 1))
    assert (large.after, large.no_text) == (None, "too large")
    same = file_change(Fate.UNCHANGED, "a.MD", before=b"a", after=b"a")
    assert (same.before, same.no_text, same.format) == (None, "unchanged", Format.MARKDOWN)


def test_rows_have_the_columns_that_differ() -> None:
    change = row_change(Fate.UPDATE, "entries", "6", ("id", "title"), before=(6, "a"), after=(6, "b"))
    assert [(field.name, field.before, field.after) for field in change.fields] == [("title", "a", "b")]
    conflict = row_change(
        *(Fate.CONFLICT, "entries", "6", ("id", "title", "slug")),
        written=(6, "a", "x"), before=(6, "b", "y"), after=(6, "a", "y"),
    )  # fmt: skip
    assert [field.name for field in conflict.fields] == ["title", "slug"]
    assert row_change(Fate.UNCHANGED, "entries", "6", ("id",), before=(6,), after=(6,)).fields == ()


def test_what_was_written_may_not_be_known() -> None:
    change = row_change(
        *(Fate.CONFLICT, "entries", "6", ("id", "excerpt", "slug")),
        written=(6, NOT_KEPT, NOT_KEPT), before=(6, "b", "same"), after=(6, "c", "same"),
    )  # fmt: skip
    assert [(field.name, field.written, field.not_kept) for field in change.fields] == [("excerpt", None, True)]


def test_a_path_that_is_no_utf8_can_be_written(tmp_path: Path) -> None:
    head = PlanHead(target="jsonl", destination="bad\udcff", export="\udcfe.xml")
    assert (head.destination, head.export) == ("bad?", "?.xml")


def test_an_entry_knows_its_fate() -> None:
    assert entry("item/1").action is Fate.UNCHANGED
