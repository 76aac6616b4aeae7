"""Entries: every typed field, who may see them, their parents, dates, podcasts, and hostile values."""

from __future__ import annotations

import time

import pytest
from exports import HOME, attachment, category, comment, convert_items, convert_text, export, item, term

from migrate.model.loss import LossKind
from migrate.model.records import Enclosure, Visibility

ZERO = "0000-00-00 00:00:00"


def test_everything_that_a_post_says() -> None:
    entry = convert_items(
        category("news", id=4),
        item(
            12,
            title="Ta &amp; <em>da</em>",
            slug="caf%c3%a9",
            link=f"{HOME}/2024/01/caf%c3%a9/",
            guid=f"{HOME}/?p=12",
            content="<!-- wp:paragraph -->\n<p>Hi</p>\n",
            excerpt="Short",
            modified="2024-02-01 10:00:00",
            modified_gmt="2024-02-01 09:00:00",
            order=-3,
            sticky=1,
            categories=[("category", "news", "News"), ("post_format", "post-format-aside", "Aside")],
            meta=[("_wp_page_template", "wide.php"), ("a", "1"), ("a", "2")],
        ),
    ).entry("entry/12")
    assert (entry.wp_id, entry.type, entry.status, entry.visibility) == (12, "post", "publish", Visibility.PUBLIC)
    assert (entry.title, entry.slug) == ("Ta &amp; <em>da</em>", "café")
    assert (entry.link, entry.guid) == (f"{HOME}/2024/01/caf%c3%a9/", f"{HOME}/?p=12")
    assert (entry.content_raw, entry.excerpt) == ("<!-- wp:paragraph -->\n<p>Hi</p>\n", "Short")
    assert entry.modified.utc is not None and entry.modified.utc.isoformat() == "2024-02-01T09:00:00+00:00"
    assert (entry.menu_order, entry.sticky, entry.format, entry.template) == (-3, True, "aside", "wide.php")
    assert (entry.comment_status, entry.ping_status) == ("open", "closed")
    assert entry.terms == ("term/category/news", "term/post_format/post-format-aside")
    assert [(row.key, row.value) for row in entry.meta] == [("_wp_page_template", "wide.php"), ("a", "1"), ("a", "2")]
    assert (entry.parent, entry.parent_wp_id, entry.password) == (None, None, "")


@pytest.mark.parametrize(
    ("status", "visibility"),
    [
        ("publish", Visibility.PUBLIC),
        ("", Visibility.PUBLIC),
        (None, Visibility.PUBLIC),
        ("future", Visibility.SCHEDULED),
        ("draft", Visibility.DRAFT),
        ("auto-draft", Visibility.DRAFT),
        ("pending", Visibility.PENDING),
        ("private", Visibility.PRIVATE),
        ("trash", Visibility.TRASHED),
        ("request-pending", Visibility.INTERNAL),
        ("wc-completed", Visibility.INTERNAL),
        ("unheard-of", Visibility.INTERNAL),
    ],
)
def test_who_may_see_an_entry(status: str | None, visibility: Visibility) -> None:
    assert convert_items(item(1, status=status)).entry().visibility is visibility
    public = convert_items(item(1, status=status), item(2), public_only=True)
    assert ("entry/1" in public.items) is (visibility is Visibility.PUBLIC)
    if visibility is not Visibility.PUBLIC:
        assert public.skipped() == {f"privacy: {visibility}": 1}


def test_a_password_protects_what_is_published() -> None:
    entry = convert_items(item(1, password="open sesame")).entry()
    assert (entry.visibility, entry.password) == (Visibility.PROTECTED, "open sesame")
    for status in ("draft", "future"):
        assert convert_items(item(1, password="x", status=status)).entry().visibility is Visibility.PROTECTED


@pytest.mark.parametrize(
    ("meta", "visibility"),
    [
        (("_members_access_role", "subscriber"), Visibility.RESTRICTED),
        (("_members_access_role", ""), Visibility.PUBLIC),
        (("_jetpack_newsletter_access", "everybody"), Visibility.PUBLIC),
        (("_jetpack_newsletter_access", "subscribers"), Visibility.RESTRICTED),
    ],
)
def test_members_only(meta: tuple[str, str], visibility: Visibility) -> None:
    assert convert_items(item(1, meta=[meta])).entry().visibility is visibility
    assert convert_items(item(1, meta=[meta], status="private")).entry().visibility is Visibility.PRIVATE


def test_a_type_that_nobody_knows_is_internal() -> None:
    converted = convert_items(item(1, type="secret_form"), item(2, type="secret_form", status="trash"))
    assert converted.entry("entry/1").visibility is Visibility.INTERNAL
    assert converted.entry("entry/2").visibility is Visibility.TRASHED
    assert converted.entry("entry/1").type == "secret_form"


def test_parents() -> None:
    converted = convert_items(
        item(3, type="page", parent=2),
        item(2, type="page", parent=1),
        item(1, type="page"),
        item(4, type="page", parent=99),
        item(5, type="page", parent="-1"),
        item(6, type="page", parent="9" * 400),
        item(7, type="page", parent="-8"),
    )
    parents = {one.wp_id: (one.parent, one.parent_wp_id) for one in converted.items.values()}
    assert parents == {
        3: ("entry/2", 2),
        2: ("entry/1", 1),
        1: (None, None),
        4: (None, 99),
        5: (None, None),
        6: (None, None),
        7: (None, -8),
    }
    assert converted.lost(LossKind.DANGLING_REFERENCE) == [(f"entry/{number}", "parent") for number in (4, 6, 7)]


def test_circles_of_parents_are_opened() -> None:
    converted = convert_items(
        item(1, type="page", parent=1),
        item(2, type="page", parent=4),
        item(3, type="page", parent=2),
        item(4, type="page", parent=3),
        item(5, type="page", parent=4),
    )
    assert {one.wp_id: one.parent for one in converted.items.values()} == {
        1: None,
        2: None,
        3: "entry/2",
        4: "entry/3",
        5: "entry/4",
    }
    assert converted.lost() == [("entry/1", "parent"), ("entry/2", "parent")]
    assert {loss.kind for loss in converted.losses} == {LossKind.REROOTED_ENTRY}
    # What a circle lacks is no circle.
    assert (
        convert_items(*(item(n, type="page", parent=n % 2 + 1) for n in (1, 2)), only=(1,)).lost(
            LossKind.REROOTED_ENTRY
        )
        == []
    )


def test_five_thousand_pages_below_each_other() -> None:
    started = time.process_time()
    pages = [item(number, type="page", parent=number - 1) for number in range(1, 5001)]
    assert convert_items(*pages).losses == []
    first = item(1, type="page", parent=5000)
    assert convert_items(first, *pages[1:]).lost() == [("entry/1", "parent")]
    assert time.process_time() - started < 30


def test_featured_images() -> None:
    converted = convert_items(
        attachment(50),
        item(1, meta=[("_thumbnail_id", "50")]),
        item(2, meta=[("_thumbnail_id", "77")]),
        item(3, meta=[("_thumbnail_id", "1")]),
        item(4, meta=[("_thumbnail_id", "-1"), ("_thumbnail_id", "50")]),
        item(5, meta=[("_thumbnail_id", "https://x.example/a.png"), ("fifu_image_url", "https://x.example/a.png")]),
        item(6, meta=[("Thumbnail", "https://x.example/old.png")]),
    )
    found = {
        one.wp_id: (one.featured_media, one.featured_media_wp_id)
        for n in range(1, 7)
        if (one := converted.entry(f"entry/{n}"))
    }
    assert found == {
        1: ("media/50", 50),
        2: (None, 77),
        3: (None, 1),
        4: ("media/50", 50),
        5: (None, None),
        6: (None, None),
    }
    assert converted.entry("entry/5").featured_image_url == "https://x.example/a.png"
    assert converted.entry("entry/6").featured_image_url == "https://x.example/old.png"
    assert converted.lost() == [("entry/2", "featured_media"), ("entry/3", "featured_media")]


def test_formats_and_templates() -> None:
    converted = convert_items(
        item(1, categories=[("post_format", "post-format-quote", "Quote")], meta=[("_wp_page_template", "default")]),
        attachment(50, categories=[("post_format", "post-format-image", "Image")]),
    )
    assert (converted.entry().format, converted.entry().template) == ("quote", "")
    assert converted.media().terms == ("term/post_format/post-format-image",)


@pytest.mark.parametrize(
    ("values", "utc", "local", "guessed", "lost"),
    [
        ({}, "2024-01-02T09:00:00+00:00", "2024-01-02T10:00:00", False, []),
        ({"gmt": ZERO}, "2024-01-02T09:00:00+00:00", "2024-01-02T10:00:00", True, [LossKind.GUESSED_DATE]),
        ({"gmt": None}, "2024-01-02T09:00:00+00:00", "2024-01-02T10:00:00", True, [LossKind.GUESSED_DATE]),
        # A draft's time is an intention; the site's zone makes no UTC of it.
        ({"gmt": ZERO, "status": "draft"}, None, "2024-01-02T10:00:00", False, []),
        ({"date": ZERO, "gmt": ZERO, "status": "draft", "published": ""}, None, None, False, []),
        # The local time is worked out from UTC: the same moment, so no loss.
        ({"date": ZERO}, "2024-01-02T09:00:00+00:00", "2024-01-02T10:00:00", True, []),
        ({"date": "", "gmt": ""}, None, None, False, []),
        (
            {"date": "", "gmt": "", "published": "Tue, 02 Jan 2024 09:00:00 +0000"},
            "2024-01-02T09:00:00+00:00",
            "2024-01-02T10:00:00",
            True,
            [],
        ),
        ({"date": ZERO, "gmt": ZERO, "published": "Wed, 30 Nov -0001 00:00:00 +0000"}, None, None, False, []),
        ({"date": "2012-00-00 00:00:00", "gmt": ZERO}, None, None, False, [LossKind.UNREADABLE_DATE]),
        (
            {"gmt": "1970-01-01 00:00:00"},
            "2024-01-02T09:00:00+00:00",
            "2024-01-02T10:00:00",
            True,
            [LossKind.UNREADABLE_DATE, LossKind.GUESSED_DATE],
        ),
        (
            {"gmt": "2024-02-30 09:00:00"},
            "2024-01-02T09:00:00+00:00",
            "2024-01-02T10:00:00",
            True,
            [LossKind.UNREADABLE_DATE, LossKind.GUESSED_DATE],
        ),
        ({"date": "soon", "gmt": "9" * 400}, None, None, False, [LossKind.UNREADABLE_DATE]),
        (
            {"date": "9999-12-31 23:59:59", "gmt": ZERO},
            "9999-12-31T22:59:59+00:00",
            "9999-12-31T23:59:59",
            True,
            [LossKind.GUESSED_DATE],
        ),
    ],
)
def test_dates(
    values: dict[str, str | None], utc: str | None, local: str | None, guessed: bool, lost: list[LossKind]
) -> None:
    # Two others, so that the export shows its zone.
    converted = convert_items(item(1, **values), item(2), item(3))  # type: ignore[arg-type]
    date = converted.entry().date
    assert (date.utc and date.utc.isoformat(), date.local and date.local.isoformat()) == (utc, local)
    assert date.guessed is guessed
    assert [loss.kind for loss in converted.losses] == lost


def test_without_a_zone_nothing_is_guessed() -> None:
    converted = convert_items(item(1, gmt=ZERO), item(2, date=ZERO))
    assert converted.entry("entry/1").date.utc is None
    assert converted.entry("entry/2").date.local is None
    assert converted.losses == []


def test_modified_dates_are_read_as_others_are() -> None:
    converted = convert_items(item(1, modified="2024-03-04 10:00:00", modified_gmt=ZERO), item(2, modified="never"))
    assert converted.entry("entry/1").modified.guessed
    assert converted.lost() == [("entry/1", "modified"), ("entry/2", "modified")]


def test_podcasts() -> None:
    details = 'a:2:{s:8:"duration";s:5:"12:34";s:10:"episode_no";i:3;}'
    entry = convert_items(
        item(
            1,
            meta=[
                ("enclosure", "https://x.example/a.mp3\n123\naudio/mpeg\n"),
                ("enclosure", "https://x.example/a.mp3\n\n"),
                ("enclosure", f"https://x.example/b.mp3\r\n456\r\naudio/mpeg\r\n{details}"),
                ("enclosure", ""),
                ("enclosure", "https://x.example/c.mp3"),
                ("_extra:enclosure", "https://x.example/a.mp3\nmany\naudio/mpeg\nplain words"),
            ],
        )
    ).entry()
    assert entry.enclosures == (
        Enclosure(url="https://x.example/a.mp3", length=123, mime_type="audio/mpeg"),
        Enclosure(
            url="https://x.example/b.mp3",
            length=456,
            mime_type="audio/mpeg",
            details={"duration": "12:34", "episode_no": 3},
        ),
        Enclosure(url="https://x.example/c.mp3"),
        Enclosure(url="https://x.example/a.mp3", mime_type="audio/mpeg", feed="extra", details="plain words"),
    )


def test_polylang_and_others_say_the_language() -> None:
    converted = convert_items(
        item(1, categories=[("language", "de", "Deutsch"), ("post_translations", "pll_1", "pll_1")]),
        item(2, meta=[("wpml_language", "fr")]),
    )
    assert (converted.entry("entry/1").language, converted.entry("entry/1").translations) == ("de", "pll_1")
    assert converted.entry("entry/2").language == "fr"


def test_elements_without_a_place_are_said() -> None:
    converted = convert_items(item(1, extra="<dc:date>yesterday</dc:date>"))
    (loss,) = converted.losses
    assert (loss.kind, loss.field, loss.detail) == (LossKind.UNKNOWN_ELEMENT, "dc:date", "yesterday")
    public = convert_items(item(1, extra="<dc:date>ann@mail.example</dc:date>"), public_only=True)
    assert public.lost() == [("entry/1", "dc:date")]
    assert "@mail" not in public.text()


def test_hostile_values() -> None:
    huge = "9" * 400
    converted = convert_items(
        item(
            1,
            order=huge,
            parent="1e5",
            slug="%ff%",
            link="http://[broken",
            guid="//]",
            meta=[("_thumbnail_id", huge), ("_wp_old_slug", "x"), ("_links_to", "http://["), ("enclosure", "\n\n\n\n")],
            categories=[("", "", ""), ("category", "", ""), ("category", "%", ""), ("x" * 500, "y" * 500, "")],
            comments=[comment(huge, user=huge, parent=huge)],
        ),
        attachment(50, url="https://[", guid="http://]["),
    )
    entry = converted.entry()
    assert (entry.menu_order, entry.parent, entry.featured_media) == (0, None, None)
    assert ("entry/1", "menu_order") in converted.lost(LossKind.UNKNOWN_ELEMENT)


def test_nothing_private_comes_out_where_only_public_things_are_wanted() -> None:
    """Every hidden thing holds the word `secret`, an address or an IP."""
    restricted = item(8, title="Secret members", slug="secret-m", meta=[("_members_access_role", "x")])
    pieces = [
        term("nav_menu", "main", "Main"),
        item(1, title="Secret private", slug="secret-1", status="private"),
        item(2, title="Secret draft", slug="secret-2", status="draft"),
        item(3, title="Secret order", slug="secret-3", type="shop_order", status="wc-processing"),
        item(4, title="Secret password", slug="secret-4", password="secret"),
        item(5, title="Secret trash", slug="secret-5", status="trash"),
        item(6, title="Secret later", slug="secret-6", status="future"),
        item(7, title="Secret pending", slug="secret-7", status="pending"),
        restricted,
        attachment(50, parent=1, title="Secret file", slug="secret-f", url=f"{HOME}/wp-content/uploads/secret.pdf"),
        attachment(51, parent=50, title="Secret preview", slug="secret-g", url=f"{HOME}/wp-content/uploads/secret.jpg"),
        item(
            20,
            parent=1,
            title="Open",
            meta=[
                ("_thumbnail_id", "50"),
                ("_billing_phone", "secret phone"),
                ("_billing_data", 'a:1:{s:6:"secret'),
                ("_yoast_wpseo_opengraph-image-id", "50"),
                ("contact", "ann@mail.example"),
                ("colour", "red"),
            ],
            comments=[
                comment(1, approved="0", content="secret"),
                comment(2),
                comment(3, type="order_note", content="secret"),
            ],
        ),
    ]
    converted = convert_items(*pieces, public_only=True)
    assert set(converted.items) == {"entry/20"}
    text = converted.text()
    for hidden in ("ecret", "@mail", "192.0.2"):
        assert hidden not in text, text[max(0, text.index(hidden) - 80) : text.index(hidden) + 40]
    assert [row.key for row in converted.entry("entry/20").meta] == [
        "_thumbnail_id",
        "_yoast_wpseo_opengraph-image-id",
        "colour",
    ]
    ledger = converted.report.ledger
    assert ledger.skipped["meta"]["privacy: not public"] == 3
    assert ledger.skipped["comments"] == {"privacy: not public": 2}
    assert sum(ledger.skipped["items"].values()) == 10
    everything = convert_items(*pieces)
    assert len(everything.items) == 11
    assert everything.report.ledger.skipped["items"] == {}


def test_wxr_1_0() -> None:
    old = export(
        item(1, creator="Jane Roe", categories=[(None, None, "News"), ("category", "news", "News")]), version="1.0"
    )
    entry = convert_text(old).entry()
    assert (entry.authors, entry.terms) == (("author/jane roe",), ("term/category/news",))
