"""Text, Markdown and JSON of a plan: as they were looked at once, within their limits, and harmless."""

from __future__ import annotations

import io
import json
import os
import re
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest
from markdown_it import MarkdownIt

from migrate.plan.reports.details import Details
from migrate.plan.reports.machine import plan_schema, write_json
from migrate.plan.reports.markdown import COMMENT, code, escaped, write_markdown
from migrate.plan.reports.record import NOT_KEPT, Fate, PlannedEntry, file_change, row_change
from migrate.plan.reports.text import write_text
from tests.plan.reports.plans import HOSTILE, entry, hostile_entries, many_entries, planned, small_entries

GOLDEN = Path(__file__).parent / "golden"
HOSTILE_HEAD: dict[str, Any] = {
    "site": HOSTILE, "address": HOSTILE, "export": HOSTILE, "destination": HOSTILE, "warnings": (HOSTILE,)
}  # fmt: skip


def written(folder: Path, write: Any, entries: Iterable[PlannedEntry], head: dict[str, Any], **options: Any) -> str:
    with planned(folder, entries, **head) as plan:
        file = io.StringIO(newline="")
        write(plan, file, **options)
        return file.getvalue()


@pytest.mark.parametrize(
    ("name", "write", "options"),
    [
        ("plan.txt", write_text, {}),
        ("plan-differences.txt", write_text, {"differences": True, "colour": True}),
        ("plan.md", write_markdown, {"differences": True}),
        ("plan.json", write_json, {}),
    ],
)
def test_golden(name: str, write: Any, options: dict[str, Any], tmp_path: Path) -> None:
    text = written(tmp_path, write, small_entries(), {}, **options)
    if os.environ.get("WRITE_GOLDEN"):
        (GOLDEN / name).write_text(text, "utf-8", newline="")
    assert text == (GOLDEN / name).read_bytes().decode()


def test_what_was_written_may_not_be_kept(tmp_path: Path) -> None:
    values: dict[str, Any] = {"written": (NOT_KEPT,), "before": ("mine",), "after": ("new",)}
    changed = entry("entry/1", row_change(Fate.CONFLICT, "entries", "1", ("excerpt",), **values), type="post")
    text = written(tmp_path, write_text, [changed], {}, differences=True)
    assert 'excerpt: last written (not kept), there "mine", new "new"' in text
    (change,) = Details().of(changed)["changes"]
    assert change["fields"][0]["written"] == "(not kept)"


def test_nothing_to_do(tmp_path: Path) -> None:
    same = [entry("item/1", file_change(Fate.UNCHANGED, "a.md", before=b"a", after=b"a"), type="post")]
    assert "Nothing to do: 1 unchanged." in written(tmp_path, write_text, same, {})
    assert "**Nothing to do: 1 unchanged.**" in written(tmp_path, write_markdown, same, {})
    assert "Nothing to do." in written(tmp_path, write_text, [], {})


def test_json_follows_the_published_schema(tmp_path: Path) -> None:
    schema = plan_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for entries, head in (([], {}), (small_entries(), {}), (hostile_entries(), HOSTILE_HEAD)):
        document = json.loads(written(tmp_path, write_json, entries, head))
        validator.validate(document)
        assert len(document["entries"]) == len(entries)
    document["entries"][0]["action"] = "perhaps"
    assert not validator.is_valid(document)
    assert "What is there." in schema["$defs"]["FieldChange"]["properties"]["before"]["description"]


def test_json_has_an_entry_a_line(tmp_path: Path) -> None:
    lines = written(tmp_path, write_json, hostile_entries(), HOSTILE_HEAD).split("\n")
    entries = [json.loads(line.removesuffix(",")) for line in lines if line.startswith('{"source"')]
    assert [one["title"] for one in entries] == [HOSTILE] * 4


def test_a_large_plan_is_listed_in_part_and_says_so(tmp_path: Path) -> None:
    text = written(tmp_path, write_text, many_entries(1_000), {}, listed=5, more="ask for it")
    entries = [line for line in text.splitlines() if re.match(r"  [!~+] ", line)]
    assert len(entries) == 15
    left = [int(found.replace(",", "")) for found in re.findall(r"… and ([\d,]+) more", text)]
    assert len(left) == 3
    assert text.count("(ask for it)") == 3
    with planned(tmp_path, many_entries(1_000)) as plan:
        changed = sum(count for fate, count in plan.totals.entries.items() if fate is not Fate.UNCHANGED)
    assert sum(left) + len(entries) == changed
    whole = written(tmp_path, write_text, many_entries(1_000), {}, listed=None)
    assert len([line for line in whole.splitlines() if re.match(r"  [!~+] ", line)]) == changed
    assert "more:" not in whole


def test_what_needs_a_look_is_listed_first(tmp_path: Path) -> None:
    text = written(tmp_path, write_text, many_entries(1_000), {}, listed=1)
    marks = re.findall(r"^  ([!~+]) ", text, re.MULTILINE)
    with planned(tmp_path, many_entries(1_000)) as plan:
        conflicts = [Fate.CONFLICT in counts for counts in plan.totals.types.values()]
    assert [mark == "!" for mark in marks] == conflicts
    assert any(conflicts)


@pytest.mark.parametrize("differences", [False, True])
def test_text_steers_no_terminal(differences: bool, tmp_path: Path) -> None:
    text = written(tmp_path, write_text, hostile_entries(), HOSTILE_HEAD, differences=differences)
    assert all(line.isprintable() for line in text.replace("\n", "").split("\t"))
    assert "⟨U+202E⟩reversed⟨U+202C⟩ ␀ ␛[31m" in text
    assert not re.search(r"^::", text, re.MULTILINE)
    styled = written(tmp_path, write_text, small_entries(), {}, colour=True)
    assert re.sub(r"\x1b\[[\d;]*m", "", styled) == written(tmp_path, write_text, small_entries(), {})


@pytest.mark.parametrize("differences", [False, True])
def test_markdown_holds_no_html_links_or_mentions(differences: bool, tmp_path: Path) -> None:
    text = written(tmp_path, write_markdown, hostile_entries(), HOSTILE_HEAD, differences=differences)
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    ours = {"details", "summary", "h2", "h3", "p", "strong", "ul", "li", "code", "pre", "blockquote", "table"}
    ours |= {"thead", "tbody", "tr", "th", "td"}
    assert set(re.findall(r"</?([a-z]\w*)", page)) <= ours
    prose = re.sub(r"<code.*?</code>", "", page, flags=re.DOTALL)
    assert not re.search(r"[@#]\w", prose)
    assert "href" not in page
    assert not re.search(r"^\s*(::|/)\w", text, re.MULTILINE)
    # One row a type: a title cannot break out of its cell.
    assert all(row.count("|") - row.count("\\|") == 5 for row in re.findall(r"^\| .*$", text, re.MULTILINE)[:2])


@pytest.mark.parametrize("text", ["a`b", "``", "`", " ", "", "a\nb", "\\`", "|", "`` ` ```"])
def test_code_spans_hold_anything(text: str) -> None:
    page = MarkdownIt("commonmark").renderInline(f"x {code(text)} y")
    assert re.fullmatch(r"x <code>(.*)</code> y", page, re.DOTALL)


def test_escaped_text_begins_no_link_or_reference() -> None:
    # GitHub looks for these in the source, and for mentions and references in what it renders.
    text = escaped("https://evil.example www.evil.example me@mail.example @you #12 GH-12 !3 ~label %4 $5")
    assert not re.search(r"https?:|www\.|[@#!~%$]\w", text)
    assert "GH\\-\u200b12" in text


def test_escaped_text_reads_as_it_is() -> None:
    text = r"a\b `c` *d* _e_ [f](g) <h> & | #i ~j~ !k $l 1. m - n + o > p"
    shown = MarkdownIt("commonmark", {"html": True}).renderInline(escaped(text))
    assert unescape(shown).replace("\u200b", "") == text


@pytest.mark.parametrize(("limit", "differences"), [(COMMENT, False), (COMMENT, True), (8_000, True)])
def test_markdown_stays_within_its_limit_and_says_what_is_missing(
    limit: int, differences: bool, tmp_path: Path
) -> None:
    text = written(tmp_path, write_markdown, many_entries(2_000), {}, limit=limit, differences=differences)
    assert len(text.encode()) <= limit
    shown = len(re.findall(r"^- `[!~+]`", text, re.MULTILINE))
    missing, all_of_it = (int(one.replace(",", "")) for one in re.findall(r"\*\*([\d,]+) of ([\d,]+) entries", text)[0])
    assert shown + missing == all_of_it
    assert shown > 20 if limit == COMMENT else shown > 0
    assert text.count("<details>") == text.count("</details>")
    assert "### Left out for privacy" in text


def test_markdown_shows_nothing_of_what_was_not_public(tmp_path: Path) -> None:
    entries = [one for one in small_entries() if one.status not in ("", "public")]
    text = written(tmp_path, write_markdown, entries, {}, differences=True).lower()
    assert "`item/8` (not public)" in text
    for secret in ("secret", "only for us", "about", "first!", "_edit_lock", "news"):
        assert secret not in text


def test_markdown_shows_no_values_of_rows(tmp_path: Path) -> None:
    public = [msgspec.structs.replace(one, status="public") for one in small_entries() if one.source == "item/6"]
    text = written(tmp_path, write_markdown, public, {}, differences=True)
    assert "**About**" in text
    for value in ("First!", "_edit_lock", "News", "three"):
        assert value not in text
