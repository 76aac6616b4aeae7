"""The reader as a whole: every form and every damage of the fixtures, cuts at every byte, random damage, truncation."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from wxr_texts import (
    AUTHOR,
    CHANNEL,
    CLOSING,
    OPENING,
    SOUND,
    TERM,
    Reading,
    export,
    item,
    meta,
    read,
    reading,
)

from migrate.model.errors import UnreadableInputError

CUT = "is missing"
EXPECTED: dict[str, tuple[int, list[tuple[str, int]], list[tuple[str, int]], str]] = {
    # items read, repairs, what is unreadable, why it is truncated
    "form-2.1": (1, [], [], ""),
    "form-1.0": (1, [], [], ""),
    "form-1.1": (1, [], [], ""),
    "form-1.2": (1, [], [], ""),
    "form-https": (1, [], [], ""),
    "form-prefixes": (1, [], [], ""),
    "form-any-order": (1, [], [], ""),
    "form-examples": (3, [], [], ""),
    "form-no-numbers": (2, [], [], ""),
    "form-capitals": (1, [], [], ""),
    "fragment-channel": (1, [], [], ""),
    "fragment-items": (2, [("undeclared-prefix", 5), ("undeclared-prefix", 16)], [], ""),
    "damage-undeclared-prefix": (1, [("undeclared-prefix", 13)], [], ""),
    "damage-text-before": (1, [("text-before-root", 2)], [], ""),
    "damage-blank-first-line": (1, [("text-before-root", 1)], [], ""),
    "damage-two-marks": (1, [], [], ""),
    "damage-control-characters": (2, [("control-characters", 9), ("control-characters", 29)], [], ""),
    "damage-bytes": (2, [("invalid-utf-8", 9)], [], ""),
    "damage-ampersands": (1, [("unescaped-attributes", 18), ("bare-ampersands", 9)], [], ""),
    "damage-entities": (1, [("named-entities", 9)], [], ""),
    "damage-unescaped": (2, [("bare-ampersands", 18), ("unescaped-text", 9)], [], ""),
    "damage-attributes": (1, [("unescaped-attributes", 18)], [], ""),
    "damage-unsplit-cdata": (3, [("unsplit-cdata", 12), ("unsplit-cdata", 29)], [], ""),
    "damage-unclosed-cdata": (3, [("unclosed-cdata", 12), ("unclosed-cdata", 29)], [], ""),
    "damage-unclosed-item": (3, [("unclosed-item", 28)], [], ""),
    "damage-php-messages": (4, [("php-messages", 19), ("php-messages", 31), ("php-messages", 41)], [], ""),
    "damage-error-page": (2, [("junk-between-items", 30)], [], CUT),
    "damage-error-page-in-item": (1, [], [("item", 19)], "ends inside an item"),
    "damage-after-root": (1, [("junk-between-items", 22)], [], ""),
    "damage-cut-in-item": (2, [("unclosed-item", 26)], [], "ends inside an item"),
    "damage-cut-in-head": (0, [("damaged-head", 5)], [("term", 9)], CUT),
    "damage-cut-after-item": (2, [], [], CUT),
    "damage-two-exports": (2, [], [], ""),
    "damage-cut-and-joined": (2, [], [("item", 19)], "a new export begins"),
    "damage-head": (1, [("damaged-head", 5)], [("author", 9), ("term", 11)], ""),
    "damage-hopeless": (2, [], [("item", 19)], ""),
}


def said(result: Reading) -> tuple[int, list[tuple[str, int]], list[tuple[str, int]]]:
    broken = [(piece.what, piece.place.line) for piece in result.reader.unreadable_heads + result.unreadable]
    return len(result.items), result.repairs, broken


@pytest.mark.parametrize("name", EXPECTED)
def test_every_form_and_every_damage(fixtures: Path, name: str) -> None:
    path = fixtures / f"{name}.xml"
    with reading(path) as result:
        truncation = result.reader.truncation
    count, repairs, broken, cut = EXPECTED[name]
    assert said(result) == (count, repairs, broken)
    assert bool(truncation) == bool(cut)
    assert cut in (truncation.reason if truncation else "")
    data = path.read_bytes()
    for where, parsed in zip(result.ranges, result.parsed, strict=True):
        assert data[where.start : where.end].lower().startswith(b"<item")
        assert where.line == data.count(b"\n", 0, where.start) + 1
        assert (parsed.place.offset, parsed.place.length, parsed.place.line) == (
            where.start,
            where.end - where.start,
            where.line,
        )
    for piece in result.unreadable + result.reader.unreadable_heads:
        assert piece.reason
        assert data[piece.place.offset :].startswith(piece.data)
        assert piece.place.line == data.count(b"\n", 0, piece.place.offset) + 1


def test_every_fixture_is_expected(fixtures: Path) -> None:
    kinds = ("form-", "damage-", "fragment-")
    found = {path.stem for path in fixtures.glob("*.xml") if path.stem.startswith(kinds)}
    assert found == {*EXPECTED, "damage-doctype"}


@pytest.mark.parametrize("version", ["2.1", "1.0", "1.1", "1.2", "https", "prefixes", "any-order", "capitals"])
def test_the_same_values_in_every_form(fixtures: Path, version: str) -> None:
    with reading(fixtures / f"form-{version}.xml") as result:
        (one,) = result.items
    assert (one.id, one.slug, one.status, one.type) == ("1", "beans-1", "publish", "post")
    assert one.link == "https://allotment.example/1/"
    assert one.creator == ("Rosa Acker" if version == "1.0" else "rosa")
    if version != "capitals":
        body = "A ]]> in the text." if version == "1.2" else "<p>Sow in May.</p>"
        assert one.content == body
    heads = result.reader.heads
    assert heads[0].title == "The allotment"
    assert heads[0].wxr_version == {"2.1": "", "prefixes": "", "1.0": "1.0", "1.1": "1.1"}.get(version, "1.2")


def test_values_that_forms_have(fixtures: Path) -> None:
    with reading(fixtures / "form-prefixes.xml") as result:
        (one,) = result.items
    assert one.extra == (("{http://fake.example/}post_id", "99"),)
    assert one.meta == (("mood", "calm"),)
    with reading(fixtures / "form-1.2.xml") as result:
        (one,) = result.items
    assert (one.title, one.categories) == ("Beans & peas", (("category", "beds", "Beds &amp; rows"),))
    assert result.reader.heads[0].terms[0].meta == (("colour", "brown"),)
    with reading(fixtures / "form-any-order.xml") as result:
        (one,) = result.items
    assert (one.comments[0].author, one.meta, len(one.categories)) == ("Ilse", (("mood", "calm"),), 1)
    late = result.reader.heads[1]
    assert (late.authors[0].login, late.terms[0].slug) == ("rosa", "spring")
    with reading(fixtures / "form-no-numbers.xml") as result:
        assert [one.id for one in result.items] == ["", ""]


def test_a_document_type_is_refused_with_its_line(fixtures: Path) -> None:
    with (
        pytest.raises(UnreadableInputError, match="document type or an entity") as caught,
        reading(fixtures / "damage-doctype.xml"),
    ):
        pass
    assert (caught.value.line, caught.value.file) == (3, str(fixtures / "damage-doctype.xml"))


@pytest.mark.parametrize(
    "text",
    [
        OPENING.replace("<channel>", '<!ENTITY a "b"><channel>') + CHANNEL + item(1) + CLOSING,
        export(item(1)).replace("\t<item>", '<!DOCTYPE rss [<!ENTITY a "b">]>\t<item>', 1),
        export(item(1)) + '<!DOCTYPE rss [<!ENTITY a "b">]>' + export(item(2)),
    ],
)
def test_a_document_type_anywhere_outside_items_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInputError, match="document type"):
        read(tmp_path, text)


def test_an_example_of_a_document_type_is_text(tmp_path: Path) -> None:
    result = read(tmp_path, export("<!-- <!DOCTYPE a> -->", item(1, body="<!DOCTYPE html><!ENTITY a>")))
    assert said(result) == (1, [], [])


def test_a_sound_export_needs_no_repair(tmp_path: Path) -> None:
    result = read(tmp_path, SOUND)
    assert said(result) == (3, [], [])
    assert result.reader.truncation is None
    assert len(result.reader.heads) == 1


def test_random_access_gives_what_the_first_reading_gave(tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(SOUND)
    with reading(path) as result:
        again = [result.reader.parse(where) for where in reversed(result.ranges)]
        assert again[::-1] == result.parsed
        assert result.reader.read(result.ranges[0]).startswith(b"<item>")


@pytest.mark.parametrize(
    ("end", "reason"),
    [
        ("", "the closing </rss> is missing"),
        ("</channel>\n", "the closing </rss> is missing"),
        ("</channel></rss", "the closing </rss> is missing"),
        ("<!-- </rss> -->", "the closing </rss> is missing"),
        ("<![CDATA[</rss>]]>", "the closing </rss> is missing"),
        ("<item>", "the file ends inside an item"),
        ("</channel>\n</rss>", ""),
        ("</channel></RSS >", ""),
        ("</channel></rss><!-- cached -->\n", ""),
        ("</channel></rss>\0\0\0", ""),
    ],
)
def test_the_end_of_the_root_tells_truncation(tmp_path: Path, end: str, reason: str) -> None:
    result = read(tmp_path, OPENING + CHANNEL + item(1) + end)
    assert (result.reader.truncation.reason if result.reader.truncation else "") == reason


def test_where_a_cut_off_export_ends(tmp_path: Path) -> None:
    text = OPENING + CHANNEL + item(1)
    result = read(tmp_path, text + "\n\n")
    assert result.reader.truncation is not None
    assert result.reader.truncation.line == text.count("\n") + 3


def test_roots_of_several_kinds(tmp_path: Path) -> None:
    whole, cut = export(item(1)), OPENING + CHANNEL + item(2)
    cases = {
        whole + whole: (2, ""),
        whole + "\n=====\n" + whole: (2, ""),
        cut + whole: (2, "a new export begins before the last one has ended"),
        whole + cut: (2, "the closing </rss> is missing"),
        OPENING + CLOSING + whole: (2, ""),
        OPENING + whole: (2, "a new export begins before the last one has ended"),
        whole + item(3): (1, ""),
        item(3) + whole: (2, ""),
        "<channel>" + item(1) + "</channel>": (1, ""),
        "<channel>" + item(1): (1, "the closing </channel> is missing"),
        OPENING.partition("<rss")[0] + item(1): (1, ""),
        item(1) + item(2): (1, ""),
        item(1) + item(2)[:300]: (1, "the file ends inside an item"),
    }
    for text, (roots, reason) in cases.items():
        result = read(tmp_path, text)
        assert len(result.reader.roots) == roots, text
        assert (result.reader.truncation.reason if result.reader.truncation else "") == reason, text


def test_each_item_is_read_with_its_own_root(tmp_path: Path) -> None:
    other = export(item(2)).replace("wp:", "w:").replace("xmlns:w:", "xmlns:").replace('xmlns:wp="', 'xmlns:w="')
    result = read(tmp_path, export(item(1)) + other)
    assert [(one.id, one.extra) for one in result.items] == [("1", ()), ("2", ())]
    assert [where.root for where in result.ranges] == [0, 1]


@pytest.mark.parametrize(
    "declaration",
    ['xmlns:wp="http://a&b"', 'xmlns:wp=""', 'xmlns:xml="x"', "xmlns:wp='<'", 'xmlns:1="x"', 'xmlns:wp="x'],
)
def test_a_root_that_declares_nonsense_costs_no_item(tmp_path: Path, declaration: str) -> None:
    text = f"<rss {declaration}><channel>{item(1)}</channel></rss>"
    (one,) = read(tmp_path, text).items
    assert (one.id, one.title) == ("1", "Post 1")


@pytest.mark.parametrize(
    "text",
    [
        "<?xml version='1.0'?><feed/>",
        "<?xml version='1.0'?>\n<!-- a WordPress export wp:",
        '<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"',
    ],
)
def test_where_no_export_begins_it_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInputError, match="no <rss>, <channel> or <item> begins"):
        read(tmp_path, text)


def test_one_part_in_which_nothing_begins_is_a_cut(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text(export(item(1)))
    (tmp_path / "b.xml").write_text('<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"')
    with reading(tmp_path / "a.xml", tmp_path / "b.xml") as result:
        assert len(result.items) == 1
        assert result.reader.truncation is not None
        assert result.reader.truncation.file.endswith("b.xml")


def test_compression_that_was_cut_off_is_truncation(tmp_path: Path) -> None:
    packed = gzip.compress(SOUND.encode(), mtime=0)
    for size in (len(packed) - 4, len(packed) - 8, len(packed) - 60):
        (tmp_path / "export.xml.gz").write_bytes(packed[:size])
        with reading(tmp_path / "export.xml.gz") as result:
            assert result.reader.truncation is not None
    (tmp_path / "export.xml.gz").write_bytes(packed)
    with reading(tmp_path / "export.xml.gz") as result:
        assert result.reader.truncation is None


def test_a_value_of_thirty_megabytes(tmp_path: Path) -> None:
    value = "[{&]" * (30 << 18)
    (one,) = read(tmp_path, export(item(1, rest=meta("_data", value)))).items
    assert one.meta == (("_data", value),)
    (one,) = read(tmp_path, export(item(1, title="a & b", rest=meta("_data", value)))).items
    assert (one.title, one.meta[0].value == value) == ("a & b", True)


def test_hostile_items_are_quarantined_whole(tmp_path: Path) -> None:
    nested = item(2, rest="<a>" * 100_000 + "</a>" * 100_000)
    result = read(tmp_path, export(item(1), nested, item(3)))
    assert [one.id for one in result.items] == ["1", "3"]
    assert result.unreadable[0].data == nested.strip().encode()
    assert "depth" in result.unreadable[0].reason


def test_text_beside_elements_is_kept(tmp_path: Path) -> None:
    text = item(1).replace("<item>", "<item>stray").replace("</link>", "</link> words ", 1)
    (one,) = read(tmp_path, export(text)).items
    assert sorted(one.extra) == [("#text", "stray"), ("#text", "words")]


def test_memory_of_gaps_does_not_add_up(tmp_path: Path) -> None:
    result = read(tmp_path, OPENING + CHANNEL + (item(1) + "<!-- between -->") * 300 + CLOSING)
    assert len(result.items) == 300
    assert len(result.reader.heads) == 1


def test_late_authors_and_terms(tmp_path: Path) -> None:
    result = read(tmp_path, export(item(1), AUTHOR, item(2), TERM, head=""))
    assert [len(head.authors) for head in result.reader.heads] == [0, 1, 0]
    assert [len(head.terms) for head in result.reader.heads] == [0, 0, 1]
    assert said(result) == (2, [], [])
