"""A folder as an export: which files are its parts, in which order, and what is said of the others."""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrate.model.errors import UnreadableInputError
from migrate.wxr.source import Part, Source, open_source

EXPORT = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/">\n'
    "<channel><title>Küche</title>\n<item><title>{}</title><wp:post_id>1</wp:post_id></item>\n</channel></rss>\n"
)
FEED = '<?xml version="1.0"?>\n<rss version="2.0"><channel><item><title>News</title></item></channel></rss>\n'


def export(title: str = "One") -> bytes:
    return EXPORT.replace("{}", title).encode()


def text(part: Part) -> bytes:
    descriptor = os.open(part.path, os.O_RDONLY)
    try:
        return os.pread(descriptor, part.size - part.start, part.start)
    finally:
        os.close(descriptor)


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


@pytest.fixture
def opened(spool: Path) -> Iterator[Callable[..., Source]]:
    sources: list[Source] = []

    def open_one(*inputs: str | Path) -> Source:
        sources.append(open_source(inputs, spool=spool))
        return sources[-1]

    yield open_one
    for source in sources:
        source.close()
    assert list(spool.iterdir()) == []


def test_parts_come_in_natural_order_and_others_are_left_alone(tmp_path: Path, opened: Callable[..., Source]) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    for number in (10, 9, 1):
        (folder / f"site.{number}.xml").write_bytes(export(str(number)))
    (folder / "site.2.xml.gz").write_bytes(gzip.compress(export("2")))
    (folder / ".site.3.xml").write_bytes(export("hidden"))
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(100))
    (folder / "README.md").write_text("A WXR file has `<rss>`, `<item>` and `<wp:post_id>`.")
    (folder / "sitemap.xml").write_text('<?xml version="1.0"?><urlset></urlset>')
    (folder / "feed.xml").write_text(FEED)
    (folder / "below").mkdir()
    (folder / "below" / "site.0.xml").write_bytes(export("below"))
    source = opened(folder)
    assert [text(part) for part in source.parts] == [export(title) for title in ("1", "2", "9", "10")]
    assert source.parts[0].name == f"{folder}/site.1.xml"
    assert [Path(left.name).name for left in source.ignored] == ["sitemap.xml", "feed.xml"]


def test_subfolders_are_searched_when_there_is_nothing_above(tmp_path: Path, opened: Callable[..., Source]) -> None:
    for number in (2, 11):
        (tmp_path / "x" / f"part{number}").mkdir(parents=True)
        (tmp_path / "x" / f"part{number}" / "site.xml").write_bytes(export(str(number)))
    (tmp_path / "x" / "feed.xml").write_text(FEED)
    source = opened(tmp_path / "x")
    assert [text(part) for part in source.parts] == [export("2"), export("11")]
    assert source.parts[0].name == f"{tmp_path}/x/part2/site.xml"


def test_a_folder_of_feeds_alone_is_for_the_reader_to_judge(tmp_path: Path, opened: Callable[..., Source]) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "feed.xml").write_text(FEED)
    assert len(opened(tmp_path / "x").parts) == 1


def test_a_folder_without_exports(tmp_path: Path) -> None:
    (tmp_path / "x" / "y").mkdir(parents=True)
    with pytest.raises(UnreadableInputError, match="no files in it"):
        open_source([tmp_path / "x"])
    (tmp_path / "x" / "a.txt").write_text("a")
    (tmp_path / "x" / "y" / "b.txt").write_text("b")
    with pytest.raises(UnreadableInputError, match="no WordPress export among the 2 files"):
        open_source([tmp_path / "x"])


def test_an_empty_part_is_told_and_an_unreadable_one_is_an_error(tmp_path: Path, opened: Callable[..., Source]) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "part1.xml").write_bytes(export())
    (folder / "part2.xml").write_bytes(b"")
    (folder / "photos.zip").write_bytes(b"PK\x03\x04 cut off")
    ignored = opened(folder).ignored
    assert [(Path(left.name).name, left.reason.split(",")[0]) for left in ignored] == [
        ("part2.xml", "it is empty"),
        ("photos.zip", "the zip archive is damaged"),
    ]
    (folder / "part3.xml").symlink_to(folder / "part3.xml")
    (folder / "part4.xml").symlink_to(folder / "gone.xml")
    (folder / "part5.xml").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(UnreadableInputError, match="damaged") as raised:
        open_source([folder])
    assert raised.value.file == f"{folder}/part5.xml"


def test_links_to_folders_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "site.xml").write_bytes(export())
    (tmp_path / "x" / "y").mkdir(parents=True)
    (tmp_path / "x" / "y" / "link").symlink_to(tmp_path / "outside")
    with pytest.raises(UnreadableInputError, match="no files in it"):
        open_source([tmp_path / "x"])
