"""The slicer: which bytes are items, whatever stands in bodies, comments and between, and however it is read."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest
from wxr_texts import CHANNEL, CLOSING, OPENING, cdata, comment, export, item, items_in, meta

from migrate.wxr import segments
from migrate.wxr.segments import Kind, Segment, slice_part


@pytest.fixture
def sliced(tmp_path: Path):
    def slices(text: str | bytes, start: int = 0) -> list[Segment]:
        data = text.encode() if isinstance(text, str) else text
        path = tmp_path / "export.xml"
        path.write_bytes(data)
        descriptor = os.open(path, os.O_RDONLY)
        try:
            found = list(slice_part(descriptor, start, len(data)))
        finally:
            os.close(descriptor)
        assert b"".join(segment.data for segment in found) == data[start:]
        position, line = start, 1
        for segment in found:
            assert (segment.start, segment.end, segment.line) == (position, position + len(segment.data), line)
            position = segment.end
            line += segment.data.count(b"\n")
        return found

    return slices


def items(found: list[Segment]) -> list[tuple[str, bool]]:
    """What the items say, on one line each, and whether they were closed."""
    return [
        (" ".join(segment.data.decode("utf-8", "replace").split()), segment.closed)
        for segment in found
        if segment.kind is Kind.ITEM
    ]


def test_items_and_gaps_of_a_sound_export(sliced) -> None:
    text = export(item(1), item(2))
    found = sliced(text)
    assert [segment.kind for segment in found] == [Kind.GAP, Kind.ITEM, Kind.GAP, Kind.ITEM, Kind.GAP]
    assert all(segment.closed for segment in found)
    assert found[1].data.decode() == item(1).strip()
    assert found[1].line == text[: text.index("<item>")].count("\n") + 1
    assert found[-1].data.decode() == "\n" + CLOSING


def test_a_start_offset_is_kept(sliced) -> None:
    text = "\ufeff" + export(item(1))
    found = sliced(text, start=3)
    assert found[1].start == text.encode().index(b"<item>")


@pytest.mark.parametrize(
    "text", ["", "   \n", "no markup", "<rss><channel></channel></rss>", "<items><itemised/></items>"]
)
def test_texts_without_items(sliced, text: str) -> None:
    assert items(sliced(text)) == []


@pytest.mark.parametrize(
    "markup",
    [
        "<item/>",
        "<item />",
        '<item about="x"/>',
        "<item></item>",
        "<item\n>a</item\n>",
        "<ITEM>a</ITEM>",
        "<Item>a</item>",
    ],
)
def test_forms_of_the_tags(sliced, markup: str) -> None:
    found = sliced(f"<channel>{markup}<item>b</item></channel>")
    assert items(found) == [(" ".join(markup.split()), True), ("<item>b</item>", True)]


@pytest.mark.parametrize(
    "body",
    [
        "<![CDATA[</item>]]>",
        "<![CDATA[</item>\n<item>]]>",
        "<![CDATA[<a></item>\n<item><![CDATA[x]]]]><![CDATA[></item>\n<item>]]>",
        "<![CDATA[<item><t><![CDATA[x]]>]]&gt;<![CDATA[</t></item>\n<item><t><![CDATA[y]]>]]&gt;<![CDATA[</t></item>]]>",
        "<!-- </item>\n<item> -->",
        "<!-- <![CDATA[ --><b/><!-- ]]> -->",
        "<![CDATA[<!--]]></x><x><![CDATA[-->]]>",
        "<![CDATA[<?xml version='1.0'?><rss xmlns:wp=''><channel><item>]]>",
        "</items><itemised/>",
        "<?note </item> ?>",
    ],
)
def test_text_that_looks_like_tags(sliced, body: str) -> None:
    one = f"<item><x>{body}</x></item>"
    if body.startswith("</items>"):
        one = f"<item><items>{body}</item>"
    for follower in ("\n<item>z</item>", "<!-- z --><item>z</item>", "<wp:term>z</wp:term><item>z</item>"):
        found = sliced(f"<channel>{one}{follower}</channel>")
        assert items(found) == [(" ".join(one.split()), True), ("<item>z</item>", True)]


def test_items_in_comments_and_sections_between_items_are_none(sliced) -> None:
    text = "<!-- <item>a</item> --><t><![CDATA[<item>b</item>]]></t><item>c</item><!-- <item> -->"
    assert items(sliced(text)) == [("<item>c</item>", True)]


@pytest.mark.parametrize(
    "damage",
    [
        "<!-- never closed <item>a</item><item><x><!-- more --></x></item>",
        "<t><![CDATA[never closed</t><item>a</item><item><x><!-- more --></x></item>",
        "<t><![CDATA[never closed</t><item><t><![CDATA[a]]></t></item><item><x><!-- more --></x></item>",
    ],
)
def test_damage_before_items_does_not_hide_them(sliced, damage: str) -> None:
    assert len(items(sliced(damage))) == 2


def test_a_comment_of_any_length_hides_items_up_to_the_limit(sliced, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "COMMENT_LIMIT", 100)
    assert items(sliced(f"<!-- {'x' * 50}<item>a</item> --><item>b</item>")) == [("<item>b</item>", True)]
    assert len(items(sliced(f"<!-- {'x' * 100}<item>a</item> --><item>b</item>"))) == 2


def test_an_item_that_is_not_closed_ends_where_the_next_begins(sliced) -> None:
    found = sliced("<channel><item><a>1</a>\n<item><a>2</a></item><item>3\n</channel></rss>")
    assert items(found) == [("<item><a>1</a>", False), ("<item><a>2</a></item>", True), ("<item>3", False)]
    assert found[-1].data == b"</channel></rss>"


def test_an_item_that_is_not_closed_ends_before_another_export(sliced) -> None:
    for cut in ("<item><a>1</a>", "<item><a><![CDATA[cut in its bo"):
        second = export(item(2))
        found = sliced(f"{OPENING}{CHANNEL}{cut}{second}")
        assert items(found)[0] == (cut, False)
        assert found[2].data.startswith(b"<?xml")
        assert items(found)[1] == (" ".join(item(2).split()), True)


def test_a_section_that_is_not_closed_costs_one_item_at_most(sliced) -> None:
    broken = "<item><title>1</title><x><![CDATA[text</x></item>"
    assert items(sliced(f"<channel>{broken}\n{item(2)}{item(3)}</channel>")) == [
        (broken, True),
        (" ".join(item(2).split()), True),
        (" ".join(item(3).split()), True),
    ]


def test_an_unsplit_section_does_not_end_an_item(sliced) -> None:
    body = "<x><![CDATA[a ]]> b </item> c <![CDATA[ d ]]></x>"
    last = "<x><![CDATA[a[b[0]]> </item> said]]></x>"
    found = sliced(f"<channel><item>{body}</item>\n<item>{last}</item>\n<item>3</item></channel>")
    assert items(found) == [
        (f"<item>{body}</item>", True),
        (f"<item>{last}</item>", True),
        ("<item>3</item>", True),
    ]


def test_a_file_that_ends_inside_an_item(sliced) -> None:
    for end in ("<item>", "<item><a>", "<item><a><![CDATA[x", "<item>a</item", "<item>a</it"):
        found = sliced("<channel>" + end)
        assert items(found) == [(end, False)]


HARD = [
    export(item(1, body="]]> <item>", rest=meta("k", "</item>\n<item>") + comment(4)), item(2), "<!-- <item> -->"),
    export(item(1), "<!-- a -->", item(2).replace("</item>", ""), item(3), "<x><![CDATA[<item>]]></x>", item(4)),
    export(item(1), item(2).replace("]]></content", "</content"), item(3)).replace("]]]]><![CDATA[>", "]]>"),
    export(item(1, rest=meta("k", "last")).replace("last]]>", "last"), item(2)) + export(item(3)),
    OPENING + CHANNEL + item(1) + item(2)[:400] + export(item(3)) + "junk" * 50,
    "<ITEM>" + cdata("x" * 500) + "</ITEM>" + " " * 200 + "<item>" + "<!-- " * 30 + "</item>",
]


@pytest.mark.parametrize("window", [1, 7, 64, 1000])
@pytest.mark.parametrize("text", HARD, ids=range(len(HARD)))
def test_tokens_that_straddle_windows(sliced, monkeypatch: pytest.MonkeyPatch, text: str, window: int) -> None:
    whole = sliced(text)
    monkeypatch.setattr(segments, "WINDOW", window)
    assert sliced(text) == whole


def test_random_damage_is_sliced_alike_in_any_window(sliced, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(20)
    tokens = ["<item>", "</item>", "<![CDATA[", "]]>", "<!--", "-->", "</channel>", "<a>", "</a>", "x", " ", "\n"]
    tokens += ["<?xml version='1.0'?>", "<rss xmlns:wp='w'>", "<item ", "<", "]", "<ITEM>"]
    for _ in range(300):
        text = "".join(chance.choices(tokens, k=chance.randrange(1, 40)))
        monkeypatch.setattr(segments, "WINDOW", 1 << 22)
        whole = sliced(text)
        monkeypatch.setattr(segments, "WINDOW", chance.choice((1, 3, 16)))
        assert sliced(text) == whole, text
        covered = [(segment.start, segment.end) for segment in whole if segment.kind is Kind.ITEM]
        for place in items_in(text.encode()):
            assert any(start <= place < end for start, end in covered), text


def test_hostile_texts_take_linear_time(sliced) -> None:
    """Each of these would take minutes if something were searched for again and again."""
    many = 20_000
    for text in (
        "<!--" * many,
        "<![CDATA[" * many,
        "<!-- " * many + "<item></item> -->",
        "<item><![CDATA[" * many,
        "<item>]]><![CDATA[" * many,
        "<item><x><![CDATA[" + "</item>\n<item>" * many + "]]></x></item>",
        "<item><x><![CDATA[" + "</item>\n<item>" * many + "]]> ]]></x></item>",
        "<item>" + "<?xml " * many,
    ):
        sliced(text)
