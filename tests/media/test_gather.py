"""What a run wants of files: attachments, and what entries show of the site's own, each once."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import pytest
from exports import HOME, attachment, comment, export, item

from media.opened import opened
from migrate.media.gather import addresses_in, gather_media
from migrate.media.urls import FileAddress, file_address, site_path, upload_path
from migrate.media.wanted import MediaWanted, WantedFiles

UPLOADS = f"{HOME}/wp-content/uploads"
SCALED = (
    'a:3:{s:4:"file";s:23:"2024/05/boat-scaled.jpg";s:5:"sizes";a:2:{s:5:"small";a:3:{s:4:"file";s:16:"boat-300x200.jpg";'
    's:5:"width";i:300;s:6:"height";i:200;}s:5:"large";a:3:{s:4:"file";s:17:"boat-1024x683.jpg";s:5:"width";i:1024;'
    's:6:"height";i:683;}}s:14:"original_image";s:8:"boat.jpg";}'
)


def gather(
    tmp_path: Path, *items: str, home: str = HOME, **options: object
) -> tuple[dict[str, MediaWanted], Counter[str], dict[str, str]]:
    """Key → what is wanted; other hosts; key → why it is not even asked for."""
    path = tmp_path / "export.xml"
    path.write_text(export(*items, home=home), "utf-8")
    with opened(tmp_path, path, **options) as export_:
        wanted = WantedFiles(sqlite3.connect(":memory:", isolation_level=None))
        found = gather_media(*export_, wanted)
        left_out = {one.wanted.key: one.reason.value for one in wanted.every_missing()}
        return {one.key: one for one in wanted.every_open()}, found.other_hosts, left_out


def test_attachments_name_the_original_and_what_else_would_do(tmp_path: Path) -> None:
    meta = [("_wp_attached_file", "2024/05/boat-scaled.jpg"), ("_wp_attachment_metadata", SCALED)]
    url = f"{UPLOADS}/2024/05/boat-scaled.jpg"
    wanted, _, _ = gather(tmp_path, item(1), attachment(50, url=url, parent=1, meta=meta))
    assert wanted == {
        "media/50": MediaWanted(
            key="media/50",
            url=url,
            host="blog.example",
            path="wp-content/uploads/2024/05/boat-scaled.jpg",
            upload="2024/05/boat-scaled.jpg",
            alternatives=(f"{UPLOADS}/2024/05/boat.jpg", f"{UPLOADS}/2024/05/boat-1024x683.jpg"),
            owner="entry/1",
        )
    }


def test_smaller_copies_of_an_attachment_are_not_wanted_besides(tmp_path: Path) -> None:
    shown = ["boat-300x200.jpg", "boat.jpg?w=300", "boat.jpg", "lost-300x200.jpg"]
    body = "".join(f'<img src="{UPLOADS}/2024/05/{name}">' for name in shown)
    body += '<img src="https://i0.wp.com/blog.example/wp-content/uploads/2024/05/boat.jpg?resize=300">'
    wanted, _, _ = gather(tmp_path, item(1, content=body), attachment(50))
    assert [one.upload for one in wanted.values()] == ["2024/05/lost-300x200.jpg", "2024/05/boat.jpg"]


def test_everything_that_an_entry_shows(tmp_path: Path) -> None:
    body = f"""
        <a href="/wp-content/uploads/2024/a.pdf">A</a> <img src='//www.blog.example/images/b.png'>
        [audio mp3="http://blog.example/wp-content/uploads/c.mp3"][video src={UPLOADS}/d.mp4]
        <!-- wp:cover {{"url":"https:\\/\\/blog.example\\/wp-content\\/uploads\\/e.jpg"}} -->
        <div style="background:url({UPLOADS}/f.jpg)"><img src="{UPLOADS}/g &amp; h (1).jpg">
        {UPLOADS}/i.ogg
        ![j]({UPLOADS}/j.webp)
        <a href="{HOME}/a-page/">no file</a> <script src="{HOME}/k.js"></script> <a href="{UPLOADS}/l.php">no</a>
        <img src="data:image/gif;base64,R0lGOD"> <img src="mailto:a@b.example/m.jpg">
    """
    meta = [
        ("enclosure", f"{UPLOADS}/n.mp3\n123\naudio/mpeg"),
        ("photo", f"{UPLOADS}/o.jpg"),
        ("_secret", f"{UPLOADS}/p.jpg"),
    ]
    wanted, others, _ = gather(
        tmp_path,
        item(
            1,
            content=body,
            excerpt=f'<img src="{UPLOADS}/q.jpg">',
            meta=meta,
            comments=[comment(content=f"{UPLOADS}/r.jpg")],
        ),
        item(2, status="private", slug="two", content=f"{UPLOADS}/s.jpg"),
        public_only=True,
    )
    found = {one.path.removeprefix("wp-content/uploads/") for one in wanted.values()}
    assert found == {
        *("2024/a.pdf", "images/b.png", "c.mp3", "d.mp4", "e.jpg", "f.jpg", "g & h (1).jpg", "i.ogg", "j.webp"),
        *("n.mp3", "o.jpg", "q.jpg", "r.jpg"),
    }
    assert {one.owner for one in wanted.values()} == {"entry/1"}
    assert not others


def test_files_of_others_are_counted_and_left(tmp_path: Path) -> None:
    body = (
        '<img src="https://other.example/wp-content/uploads/a.jpg"><img src="https://pictures.example/a.jpg">' * 2
        + '<img src="https://other.example/wp-content/uploads/b.jpg">'
    )
    wanted, others, _ = gather(tmp_path, item(1, content=body))
    assert (wanted, others) == ({}, Counter({"other.example": 2}))


def test_what_plugins_keep_from_visitors_is_not_wanted(tmp_path: Path) -> None:
    body = f'<a href="{UPLOADS}/wpforms/12/cv.pdf">'
    paid = attachment(50, url=f"{UPLOADS}/woocommerce_uploads/2024/book.pdf")
    wanted, _, left_out = gather(tmp_path, item(1, content=body), paid)
    assert wanted == {}
    assert set(left_out.values()) == {"protected"} and len(left_out) == 2


@pytest.mark.parametrize(
    "url", ["", "nonsense", "http://[", "javascript:alert(1)", "file:///etc/passwd", "http://a b/c.jpg"]
)
def test_attachments_without_an_address(tmp_path: Path, url: str) -> None:
    _, _, left_out = gather(tmp_path, attachment(50, url=url, guid=""))
    assert left_out.get("media/50", "bad-address") == "bad-address"


def test_a_site_below_a_folder(tmp_path: Path) -> None:
    home = f"{HOME}/blog"
    body = f'<img src="{home}/wp-content/uploads/a.jpg"><img src="{UPLOADS}/b.jpg"><img src="{HOME}/logo.png">'
    wanted, _, _ = gather(tmp_path, item(1, content=body), home=home)
    assert [one.path for one in wanted.values()] == ["wp-content/uploads/a.jpg", "wp-content/uploads/b.jpg", "logo.png"]


@pytest.mark.parametrize(
    ("text", "address", "path", "upload"),
    [
        ("https://tea.files.wordpress.com/2012/05/a.jpg?w=300", "https://tea.files.wordpress.com/2012/05/a.jpg",
         "wp-content/uploads/2012/05/a.jpg", "2012/05/a.jpg"),
        ("http://Blog.example/files/2012/05/a.jpg", "http://blog.example/files/2012/05/a.jpg",
         "files/2012/05/a.jpg", "2012/05/a.jpg"),
        ("http://blog.example/wp-content/blogs.dir/3/files/a.jpg", "http://blog.example/wp-content/blogs.dir/3/files/a.jpg",
         "wp-content/blogs.dir/3/files/a.jpg", "a.jpg"),
        ("/wp-content/uploads/sites/3/a.jpg", "https://blog.example/wp-content/uploads/sites/3/a.jpg",
         "wp-content/uploads/sites/3/a.jpg", "a.jpg"),
        ("https://cdn.example/x/wp-content/uploads/a.jpg", "https://cdn.example/x/wp-content/uploads/a.jpg",
         "wp-content/uploads/a.jpg", "a.jpg"),
        ("/wp-content/uploads/%2e%2e/%2e%2e/a.jpg", "https://blog.example/wp-content/uploads/%2e%2e/%2e%2e/a.jpg",
         "wp-content/uploads/../../a.jpg", ""),
        ("/wp-content/uploads/Caf\u00e9 1.jpg", "https://blog.example/wp-content/uploads/Caf%C3%A9%201.jpg",
         "wp-content/uploads/Caf\u00e9 1.jpg", "Caf\u00e9 1.jpg"),
    ],
)  # fmt: skip
def test_addresses(text: str, address: str, path: str, upload: str) -> None:
    found = file_address(text, HOME)
    assert found is not None
    assert (found.url, site_path(found, HOME), upload_path(found)) == (address, path, upload)


def test_photon_stands_for_what_it_shows() -> None:
    found = file_address("https://i2.wp.com/blog.example/a.jpg?resize=300%2C200&ssl=1", HOME)
    assert found == FileAddress(
        "https://blog.example/a.jpg", "blog.example", "a.jpg", "https://i2.wp.com/blog.example/a.jpg?ssl=1"
    )
    assert file_address("https://i2.wp.com/i2.wp.com/i2.wp.com/a.b/c.jpg", HOME) is None


def test_addresses_of_a_large_text_take_no_long(capsys: pytest.CaptureFixture[str]) -> None:
    for text in (
        "(" * 200_000,
        "https://" * 50_000,
        '"/' * 100_000,
        "'//a" * 50_000 + " " * 50_000,
        "https://" + "a" * 500_000,
    ):
        assert sum(len(found) for found in addresses_in(text)) >= 0
