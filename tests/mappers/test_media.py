"""Attachments: what their metadata says, what can be worked out without it, and hostile paths."""

from __future__ import annotations

import pytest
from exports import HOME, attachment, convert_items, item

from migrate.mappers.media import _mime_type
from migrate.model.loss import LossKind
from migrate.model.records import MediaSize, Visibility

BOAT = (
    'a:6:{s:5:"width";i:2560;s:6:"height";i:1707;s:4:"file";s:23:"2024/05/boat-scaled.jpg";s:8:"filesize";i:400123;'
    's:5:"sizes";a:2:{s:6:"medium";a:5:{s:4:"file";s:16:"boat-300x200.jpg";s:5:"width";i:300;s:6:"height";i:200;'
    's:9:"mime-type";s:10:"image/jpeg";s:8:"filesize";i:9000;}s:6:"custom";a:1:{s:4:"file";s:9:"boat-x.jp";}}'
    's:14:"original_image";s:8:"boat.jpg";}'
)
UPLOADS = f"{HOME}/wp-content/uploads"


def test_an_image_with_everything() -> None:
    media = convert_items(
        item(1),
        attachment(
            50,
            parent=1,
            title="A boat",
            url=f"{UPLOADS}/2024/05/boat-scaled.jpg",
            excerpt="<em>Caption</em>",
            content="Description",
            order=3,
            meta=[
                ("_wp_attached_file", "2024/05/boat-scaled.jpg"),
                ("_wp_attachment_metadata", BOAT),
                ("_wp_attachment_image_alt", "Boat at sea"),
            ],
        ),
    ).media()
    assert (media.file, media.original_file) == ("2024/05/boat-scaled.jpg", "2024/05/boat.jpg")
    assert (media.width, media.height, media.bytes, media.mime_type) == (2560, 1707, 400123, "image/jpeg")
    assert (media.alt, media.caption, media.description) == ("Boat at sea", "<em>Caption</em>", "Description")
    assert media.sizes == (
        MediaSize(name="medium", file="boat-300x200.jpg", width=300, height=200, mime_type="image/jpeg", bytes=9000),
        MediaSize(name="custom", file="boat-x.jp"),
    )
    assert (media.parent, media.parent_wp_id, media.menu_order) == ("entry/1", 1, 3)
    assert media.meta[1].format == "php"


def test_an_edited_image_keeps_the_name_of_its_upload() -> None:
    backups = 'a:1:{s:9:"full-orig";a:3:{s:5:"width";i:9;s:6:"height";i:9;s:4:"file";s:8:"boat.jpg";}}'
    media = convert_items(
        attachment(50, url=f"{UPLOADS}/2024/05/boat-e1.jpg", meta=[("_wp_attachment_backup_sizes", backups)])
    ).media()
    assert media.original_file == "2024/05/boat.jpg"


def test_sound_says_its_own_type() -> None:
    metadata = 'a:2:{s:9:"mime_type";s:10:"audio/mpeg";s:8:"filesize";s:3:"123";}'
    media = convert_items(attachment(50, url=f"{UPLOADS}/a.mp3", meta=[("_wp_attachment_metadata", metadata)])).media()
    assert (media.mime_type, media.bytes, media.width) == ("audio/mpeg", 123, None)


@pytest.mark.parametrize(
    ("path", "type_"),
    [
        ("2024/05/a.JPG", "image/jpeg"),
        ("a.webp", "image/webp"),
        ("https://x.example/a.avif?w=300#top", "image/avif"),
        ("a.tar.gz", "application/x-gzip"),
        ("a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.m4a", "audio/mpeg"),
        ("a.unknown", ""),
        ("no-extension", ""),
        ("", ""),
    ],
)
def test_types_by_extension(path: str, type_: str) -> None:
    assert _mime_type(path) == type_


@pytest.mark.parametrize(
    ("attached", "url", "file"),
    [
        ("", f"{UPLOADS}/2024/05/%C3%A9t%C3%A9.jpg", "2024/05/été.jpg"),
        ("", "https://x.example/files/2010/01/a.png", "2010/01/a.png"),
        ("", f"{UPLOADS}/sites/3/2024/a.png", "2024/a.png"),
        ("", "https://cdn.example/a.png", ""),
        (f"{UPLOADS}/2024/05/a.png", "https://cdn.example/a.png", "2024/05/a.png"),
        ("/var/www/wp-content/uploads/2024/05/a.png", f"{UPLOADS}/b.png", "2024/05/a.png"),
        ("/etc/passwd", f"{UPLOADS}/2024/b.png", "2024/b.png"),
        ("../../../etc/passwd", "https://cdn.example/b.png", ""),
        ("2024/../../a.png", "https://cdn.example/b.png", ""),
        ("C:\\boot.ini", "https://cdn.example/b.png", ""),
        ("2024/a..b.png", "", "2024/a..b.png"),
    ],
)
def test_a_file_lies_below_the_uploads_folder(attached: str, url: str, file: str) -> None:
    media = convert_items(attachment(50, url=url, meta=[("_wp_attached_file", attached)])).media()
    assert media.file == file
    assert media.url == url


def test_names_out_of_metadata_lead_nowhere_else() -> None:
    metadata = (
        'a:3:{s:4:"file";s:8:"2024/a.p";s:14:"original_image";s:11:"/etc/passwd";'
        's:5:"sizes";a:1:{s:1:"x";a:1:{s:4:"file";s:13:"../../.bashrc";}}}'
    )
    media = convert_items(attachment(50, meta=[("_wp_attachment_metadata", metadata)])).media()
    assert media.original_file == "2024/passwd"
    assert media.sizes[0].file == ".bashrc"


@pytest.mark.parametrize(
    "metadata",
    [
        "",
        "a:0:{}",
        's:3:"abc";',
        "i:5;",
        "a:1:{s:5:}",
        'a:4:{s:5:"width";d:1.0E+25;s:6:"height";s:400:"' + "9" * 400 + '";s:8:"filesize";i:-5;s:5:"sizes";i:3;}',
        'a:2:{s:5:"width";b:1;s:5:"sizes";a:1:{s:1:"x";s:1:"y";}}',
        '{"width": 1e308, "height": [], "sizes": null, "file": 5, "original_image": {}}',
    ],
)
def test_senseless_metadata_says_nothing(metadata: str) -> None:
    converted = convert_items(attachment(50, meta=[("_wp_attachment_metadata", metadata)]))
    media = converted.media()
    assert (media.width, media.height, media.bytes, media.sizes) == (None, None, None, ())
    assert (media.file, media.mime_type) == ("2024/05/boat.jpg", "image/jpeg")
    assert media.meta[0].value == metadata
    if metadata == "a:1:{s:5:}":
        assert converted.lost() == [("media/50", "_wp_attachment_metadata")]


def test_an_attachment_without_an_address() -> None:
    missing = convert_items(attachment(50, url=None))
    assert (missing.media().url, missing.media().mime_type) == ("", "")
    assert missing.lost(LossKind.DANGLING_REFERENCE) == [("media/50", "url")]
    by_guid = convert_items(attachment(50, url="", guid=f"{UPLOADS}/2009/01/old.gif")).media()
    assert (by_guid.url, by_guid.file, by_guid.mime_type) == (
        f"{UPLOADS}/2009/01/old.gif",
        "2009/01/old.gif",
        "image/gif",
    )
    assert convert_items(attachment(50, url="http://[broken")).media().file == ""


@pytest.mark.parametrize(
    ("parent", "visibility"),
    [
        (item(1), Visibility.PUBLIC),
        (item(1, status="private"), Visibility.PRIVATE),
        (item(1, status="draft"), Visibility.DRAFT),
        (item(1, status="trash"), Visibility.TRASHED),
        (item(1, password="x"), Visibility.PROTECTED),
        (item(1, meta=[("_members_access_role", "subscriber")]), Visibility.RESTRICTED),
        (item(1, type="shop_order", status="wc-completed"), Visibility.INTERNAL),
        # Patterns and templates are parts of pages.
        (item(1, type="wp_block"), Visibility.PUBLIC),
        ("", Visibility.PUBLIC),
    ],
)
def test_an_attachment_is_as_visible_as_what_it_was_uploaded_to(parent: str, visibility: Visibility) -> None:
    # The second hangs on the first, as the image of a PDF file does.
    pieces = (attachment(51, parent=50), attachment(50, parent=1), parent)
    converted = convert_items(*pieces)
    assert converted.media("media/50").visibility is visibility
    assert converted.media("media/51").visibility is visibility
    public = convert_items(*pieces, public_only=True)
    assert ("media/50" in public.items) is ("media/51" in public.items) is (visibility is Visibility.PUBLIC)


def test_an_attachment_with_a_status_of_its_own_follows_nobody() -> None:
    converted = convert_items(item(1, status="private"), attachment(50, parent=1, status="publish"))
    assert converted.media().visibility is Visibility.PUBLIC


def test_attachments_in_a_circle_are_public_unless_one_is_not() -> None:
    open_ = convert_items(attachment(50, parent=51), attachment(51, parent=50))
    assert {one.visibility for one in open_.items.values()} == {Visibility.PUBLIC}
    closed = convert_items(attachment(50, parent=51), attachment(51, parent=50, status="private"))
    assert {one.visibility for one in closed.items.values()} == {Visibility.PRIVATE}


def test_an_attachment_may_be_in_another_part_than_its_post_or_have_none() -> None:
    converted = convert_items(attachment(50, parent=99))
    assert (converted.media().parent, converted.media().parent_wp_id) == (None, 99)
    assert converted.lost() == [("media/50", "parent")]
