"""The reader on exports that were cut anywhere or damaged at random: no traceback, no silence, nothing lost."""

from __future__ import annotations

import os
import random
import re
from pathlib import Path

import pytest
from wxr_texts import SOUND, category, comment, export, item, items_in, meta, read, reading

from migrate.model.errors import MigrateError, UnreadableInputError
from migrate.wxr.segments import Kind, slice_part


def cut_everywhere(folder: Path, data: bytes, step: int) -> None:
    whole = len(read(folder, data).items)
    for size in range(0, len(data), step):
        try:
            result = read(folder, data[:size])
        except UnreadableInputError:
            continue
        is_all_there = not data[size:].strip()
        assert (result.reader.truncation is None) == is_all_there, data[:size][-60:]
        if is_all_there:
            assert len(result.items) == whole


def test_a_cut_at_any_byte_is_said_and_never_a_traceback(tmp_path: Path, fixtures: Path) -> None:
    cut_everywhere(tmp_path, (fixtures / "form-1.2.xml").read_bytes(), 1)


def test_a_cut_of_a_larger_export_is_said_and_never_a_traceback(tmp_path: Path) -> None:
    cut_everywhere(tmp_path, SOUND.encode(), 11)


def test_a_cut_at_any_byte_of_two_parts_is_said(tmp_path: Path) -> None:
    data = export(item(2)).encode()
    (tmp_path / "a.xml").write_text(export(item(1)))
    path = tmp_path / "b.xml"
    for size in range(700, len(data) - 1, 13):
        path.write_bytes(data[:size])
        with reading(tmp_path / "a.xml", path) as result:
            assert result.reader.truncation is not None
            assert result.reader.truncation.file == str(path)
            assert result.items[0].id == "1"


STRAYS = [
    b"<item>", b"</item>", b"<![CDATA[", b"]]>", b"<!--", b"-->", b"<", b">", b"&", b"\0", b"\xff", b"<rss>", b"</rss>",
    b"</channel>", b'<?xml version="1.0"?>', b'"', b"<title>", b"</title>", b"</wp:meta_value>", b"]]]]><![CDATA[>",
    b"<br />\n<b>Warning</b>:  x in <b>/a</b> on line <b>3</b><br />\n", b"<!DOCTYPE html>", b"&nbsp;", b"&#8;",
    b"\xed\xa0\xbd\xed\xb8\x80", b"\xc3", b"/>", b"wp:", b"<ITEM>",
]  # fmt: skip


def damaged(chance: random.Random, data: bytes) -> bytes:
    for _ in range(chance.choice((1, 1, 1, 2, 3, 5))):
        at = chance.randrange(len(data))
        length = chance.choice((1, 1, 2, 5, 20, 200))
        match chance.randrange(5):
            case 0:
                data = data[:at] + data[at + length :]
            case 1:
                data = data[:at] + data[at : at + length] * 2 + data[at + length :]
            case 2:
                data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
            case 3:
                data = data[:at] + chance.choice(STRAYS) + data[at:]
            case _:
                to = chance.randrange(len(data))
                data = data[:to] + data[at : at + length] + data[to:]
    return data


@pytest.mark.parametrize("seed", range(8))
def test_random_damage_loses_no_item(tmp_path: Path, seed: int) -> None:
    """No seed of twenty thousand raised anything but a MigrateError; a few hundred run here."""
    chance = random.Random(seed)
    for _ in range(50):
        data = damaged(chance, SOUND.encode())
        try:
            result = read(tmp_path, data)
        except MigrateError:
            continue
        descriptor = os.open(tmp_path / "export.xml", os.O_RDONLY)
        segments = list(slice_part(descriptor, 0, len(data)))
        os.close(descriptor)
        assert b"".join(segment.data for segment in segments) == data
        assert [(one.start, one.end) for one in segments if one.kind is Kind.ITEM] == [
            (where.start, where.end) for where in result.ranges
        ]
        for place in items_in(data):
            assert any(where.start <= place < where.end for where in result.ranges), data
        for piece in result.unreadable:
            assert piece.data == data[piece.place.offset : piece.place.offset + piece.place.length]
        for name, line in result.repairs:
            assert name
            assert 1 <= line <= data.count(b"\n") + 1


@pytest.mark.parametrize("seed", range(4))
def test_random_damage_loses_no_word(tmp_path: Path, seed: int) -> None:
    """Every word of an item that is read, mended or not, is in what was read, if only as an unknown element."""
    chance = random.Random(seed)
    number = iter(range(100, 1000))

    def words(count: int = 1) -> str:
        return " ".join(f"q{next(number)}z" for _ in range(count))

    text = export(
        *(
            item(
                one,
                title=words(2) if one % 2 else f"<![CDATA[{words(2)}]]>",
                body=f"{words(3)} <b>{words()}</b> & {words()} ]]> {words()}",
                rest=category(words(2), words())
                + meta(words(), words(2))
                + meta(words(), "@").replace("<![CDATA[@]]>", words(2))
                + comment(1, words(3), inside=meta(words(), words(), "commentmeta"))
                + comment(2, words(2)),
            )
            for one in range(1, 4)
        )
    ).encode()
    mended = 0
    for _ in range(60):
        data = damaged(chance, text)
        try:
            result = read(tmp_path, data)
        except MigrateError:
            continue
        for one in result.items:
            mended += bool(one.repairs)
            read_words = set(re.findall(r"q\d{3}z", repr(one)))
            written = set(re.findall(rb"q\d{3}z", data[one.place.offset :][: one.place.length]))
            assert {word.decode() for word in written} <= read_words, data
    assert mended > 5
