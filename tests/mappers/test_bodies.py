"""What bodies are told of the rest of the export: attachments, patterns, tables, and places."""

from __future__ import annotations

import msgspec
from exports import HOME, attachment, comment, item
from test_links import nodes, opened_text

from migrate.mappers.bodies import ExportLookup
from migrate.model.inlines import Link, Text
from migrate.model.records import Entry, Media, Menu, MenuItem

UPLOADS = f"{HOME}/wp-content/uploads"
META = (
    'a:3:{s:5:"width";i:640;s:6:"height";i:480;s:5:"sizes";a:1:{s:5:"small";'
    'a:3:{s:4:"file";s:9:"cut-1.jpg";s:5:"width";i:9;s:6:"height";i:9;}}}'
)


def test_attachments_of_an_entry_are_in_the_order_of_the_menu() -> None:
    pieces = [
        item(1),
        attachment(52, parent=1, order=2, slug="b", url=f"{UPLOADS}/b.jpg"),
        attachment(51, parent=1, order=2, slug="a", url=f"{UPLOADS}/a.jpg"),
        attachment(53, parent=1, order=1, slug="c", url=f"{UPLOADS}/c.jpg"),
        attachment(54, parent=1, status="trash", slug="d", url=f"{UPLOADS}/d.jpg"),
        attachment(55, parent=1, status="private", slug="e", url=f"{UPLOADS}/e.jpg"),
        attachment(56, parent=2, slug="f", url=f"{UPLOADS}/f.jpg"),
        item(57, parent=1),
    ]
    with opened_text(*pieces) as one:
        lookup = ExportLookup(one.reader, one.index, one.context)
        assert [file.wp_id for file in lookup.attachments("entry/1")] == [53, 51, 52]
        assert lookup.attachments("entry/99") == ()


def test_a_file_is_known_with_its_sizes() -> None:
    file = attachment(
        50,
        title="A boat",
        excerpt="<b>Below</b> it",
        url=f"{UPLOADS}/boat.jpg",
        meta=[("_wp_attachment_image_alt", "two masts"), ("_wp_attachment_metadata", META)],
    )
    with opened_text(item(1), file) as one:
        lookup = ExportLookup(one.reader, one.index, one.context)
        found = lookup.media(50, 0)
        assert found is not None
        assert (found.key, found.alt, found.caption, found.width, found.height, found.mime_type) == (
            "media/50",
            "two masts",
            "<b>Below</b> it",
            640,
            480,
            "image/jpeg",
        )
        assert [size.file for size in found.sizes] == ["cut-1.jpg"]
        record, _ = one.record("media/50")
        assert isinstance(record, Media)
        for name in ("key", "wp_id", "url", "mime_type", "title", "alt", "caption", "link", "width", "height", "sizes"):
            assert getattr(found, name) == getattr(record, name)
        assert lookup.media(1, 0) is None
        assert lookup.media(99, 0) is None
        # The one that has just become a record is not read again.
        lookup = ExportLookup(one.reader, one.index, one.context)
        lookup.note(record)
        assert lookup.media(50, 0) == found


def test_a_size_of_any_name_is_the_file_that_names_it() -> None:
    body = f'<img class="wp-image-50" src="{UPLOADS}/cut-1.jpg" alt="x">'
    file = attachment(50, url=f"{UPLOADS}/boat.jpg", meta=[("_wp_attachment_metadata", META)])
    with opened_text(item(1, content=body), file) as one:
        record, _ = one.record("entry/1")
        assert b'"media":"media/50"' in msgspec.json.encode(record.document)  # type: ignore[union-attr]


def test_patterns_say_whether_they_were_shown() -> None:
    pieces = [
        item(1),
        item(7, type="wp_block", content="Shared.", meta=[("a", "1"), ("a", "2")]),
        item(8, type="wp_block", status="draft"),
        item(9, type="wp_block", password="pw"),
    ]
    with opened_text(*pieces) as one:
        lookup = ExportLookup(one.reader, one.index, one.context)
        shared, draft, closed = (lookup.pattern(number, 0) for number in (7, 8, 9))
        assert shared is not None and draft is not None and closed is not None
        assert (shared.type, shared.status, shared.protected, shared.body, shared.meta) == (
            "wp_block",
            "publish",
            False,
            "Shared.",
            {"a": "1"},
        )
        assert draft.status == "draft"
        assert closed.protected
        assert lookup.pattern(99, 0) is None


def test_tables_are_known_by_their_own_ids() -> None:
    table = item(7, type="tablepress_table", content='[["a"]]', meta=[("_tablepress_export_table_id", "T1")])
    with opened_text(item(1), table) as one:
        lookup = ExportLookup(one.reader, one.index, one.context)
        found = lookup.table("T1", 0)
        assert found is not None and found.body == '[["a"]]'
        assert lookup.table("7", 0) is None


def test_a_featured_image_has_the_files_words() -> None:
    file = attachment(50, url=f"{UPLOADS}/boat.jpg", meta=[("_wp_attachment_image_alt", "two masts")])
    pieces = [
        item(1, meta=[("_thumbnail_id", "50")]),
        item(2, meta=[("_thumbnail_id", "99")]),
        item(3, meta=[("_thumbnail_id", "1")]),
        file,
    ]
    with opened_text(*pieces) as one:
        first, second, third = (one.record(f"entry/{number}")[0] for number in (1, 2, 3))
        assert isinstance(first, Entry) and isinstance(second, Entry) and isinstance(third, Entry)
        assert first.featured_image is not None
        assert (first.featured_image.url, first.featured_image.alt) == (f"{UPLOADS}/boat.jpg", "two masts")
        assert second.featured_image is None
        assert third.featured_image is None


def test_comments_of_attachments_have_documents_too() -> None:
    with opened_text(attachment(50, comments=[comment(1, content=f'<a href="{HOME}/">x</a>')])) as one:
        record, _ = one.record("media/50")
        assert isinstance(record, Media)
        assert [link.url for link in nodes(record.comments[0].document, Link)] == ["/"]


def test_an_attachment_page_becomes_its_file_and_an_unknown_one_stays() -> None:
    body = f'<a href="{HOME}/?attachment_id=50">a</a><a href="{HOME}/?attachment_id=51">b</a>'
    with opened_text(item(1, content=body), attachment(50, url=f"{UPLOADS}/a.pdf")) as one:
        record, losses = one.record("entry/1")
        assert isinstance(record, Entry)
        assert [link.url for link in nodes(record.document, Link)] == [f"{UPLOADS}/a.pdf", f"{HOME}/?attachment_id=51"]
        assert [loss.detail for loss in losses] == [f"{HOME}/?attachment_id=51"]


def test_the_words_of_a_body_are_all_there() -> None:
    with opened_text(item(1, content="One [sic]\n\ntwo <b>three</b>")) as one:
        record, _ = one.record("entry/1")
        assert isinstance(record, Entry)
        assert " ".join("".join(text.text for text in nodes(record.document, Text)).split()) == "One [sic]two three"


def test_menus_lead_to_what_their_addresses_mean() -> None:
    pieces = [item(1), attachment(50, url=f"{UPLOADS}/a.pdf", link=f"{HOME}/a/")]
    menu = Menu(
        key="menu/main",
        slug="main",
        name="Main",
        items=(
            MenuItem(key="menu-item/1", url=f"{HOME}/?p=1", children=(MenuItem(key="menu-item/2", url="/"),)),
            MenuItem(key="menu-item/3", url=f"{HOME}/a/"),
            MenuItem(key="menu-item/4", target="media/50", url=f"{HOME}/a/"),
            MenuItem(key="menu-item/5", url="https://else.example/?p=1"),
            MenuItem(key="menu-item/6", url="#"),
            MenuItem(key="menu-item/7", url=f"{HOME}/2024/01/a-title/#x"),
            MenuItem(key="menu-item/8", target="term/category/x", url=f"{HOME}/?p=1"),
        ),
    )
    with opened_text(*pieces) as one:
        read = one.bodies.read_menu(menu)
        assert [(found.target, found.url) for found in (read.items[0].children[0], *read.items)] == [
            ("home", "/"),
            ("entry/1", f"{HOME}/?p=1"),
            ("media/50", f"{UPLOADS}/a.pdf"),
            ("media/50", f"{UPLOADS}/a.pdf"),
            (None, "https://else.example/?p=1"),
            (None, "#"),
            (None, f"{HOME}/2024/01/a-title/#x"),
            ("term/category/x", f"{HOME}/?p=1"),
        ]
    with opened_text(*pieces, keep=True) as one:
        assert one.bodies.read_menu(menu) == menu
