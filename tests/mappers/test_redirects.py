"""Former addresses: slugs, dates, both; entries that are links; redirect plugins."""

from __future__ import annotations

import pytest
from exports import HOME, attachment, convert_items, item

from migrate.model.records import Redirect

LINK = f"{HOME}/2024/01/a-title/"


def former(*meta: tuple[str, str], link: str = LINK, slug: str = "a-title") -> list[tuple[str, str]]:
    redirects = convert_items(item(1, link=link, slug=slug, meta=meta)).entry().redirects
    assert all((one.target, one.status, one.regex) == ("entry/1", 301, False) for one in redirects)
    assert len({one.key for one in redirects}) == len(redirects)
    return [(one.source_url, one.reason) for one in redirects]


def test_a_former_slug() -> None:
    assert former(("_wp_old_slug", "before"), ("_wp_old_slug", "first"), ("_wp_old_slug", "before")) == [
        ("/2024/01/before/", "old-slug"),
        ("/2024/01/first/", "old-slug"),
    ]


@pytest.mark.parametrize(
    ("link", "slug", "expected"),
    [
        (f"{HOME}/a-title", "a-title", ["/before"]),
        (f"{HOME}/blog/%E6%97%A5/", "%e6%97%a5", ["/blog/before/"]),
        (f"{HOME}/blog/a-title/?lang=de", "a-title", ["/blog/before/"]),
        (f"{HOME}/?p=1", "a-title", []),
        (f"{HOME}/blog/?p=1", "a-title", []),
        (f"{HOME}/archives/1", "a-title", []),
        ("", "a-title", []),
        ("http://[", "a-title", []),
    ],
)
def test_a_slug_is_swapped_only_where_it_stands(link: str, slug: str, expected: list[str]) -> None:
    assert [path for path, _ in former(("_wp_old_slug", "before"), link=link, slug=slug)] == expected


def test_a_former_date_counts_where_addresses_hold_dates() -> None:
    assert former(("_wp_old_date", "2023-12-31"), ("_wp_old_slug", "before")) == [
        ("/2024/01/before/", "old-slug"),
        ("/2023/12/a-title/", "old-date"),
        ("/2023/12/before/", "old-date"),
    ]
    assert former(("_wp_old_date", "2023-12-31"), link=f"{HOME}/a-title/") == []
    assert former(("_wp_old_date", "2023-12-30"), link=f"{HOME}/2024/01/02/a-title/") == [
        ("/2023/12/30/a-title/", "old-date")
    ]


@pytest.mark.parametrize("text", ["", "soon", "2023-13-01", "2023-00-00", "9" * 30, "-1", "99999999999999999"])
def test_what_is_no_date_is_no_address(text: str) -> None:
    assert former(("_wp_old_date", text)) == ([] if text != "-1" else [("/1969/12/a-title/", "old-date")])


@pytest.mark.parametrize("text", ["20231231", "2023-12-31 10:00:00", "1703980800"])
def test_dates_in_other_forms(text: str) -> None:
    assert former(("_wp_old_date", text)) == [("/2023/12/a-title/", "old-date")]


def test_the_address_it_has_now_is_no_former_one() -> None:
    assert former(("_wp_old_slug", "a-title"), ("_wp_old_date", "2024-01-09"), ("_wp_old_slug", "")) == []


def test_attachments_had_slugs_too() -> None:
    media = convert_items(attachment(50, link=f"{HOME}/boat/", slug="boat", meta=[("_wp_old_slug", "ship")])).media()
    assert [(one.source_url, one.target) for one in media.redirects] == [("/ship/", "media/50")]


@pytest.mark.parametrize(
    ("link", "guid", "source"),
    [
        # The plugin exports the target as the address of the entry.
        ("https://elsewhere.example/x", f"{HOME}/?page_id=1", "/?page_id=1"),
        ("https://elsewhere.example/x", "https://former-home.example/?p=1", "/?p=1"),
        (f"{HOME}/a-title/", f"{HOME}/?p=1", "/a-title/"),
        ("http://www.blog.example/a-title/", "", "/a-title/"),
        (f"{HOME}/?p=1", "", "/?p=1"),
        ("https://elsewhere.example/x", "https://elsewhere.example/guid", None),
        ("", "", None),
    ],
)
def test_an_entry_that_is_a_link(link: str, guid: str, source: str | None) -> None:
    entry = convert_items(item(1, link=link, guid=guid, meta=[("_links_to", "https://elsewhere.example/x")])).entry()
    assert entry.redirect_url == "https://elsewhere.example/x"
    assert [one.source_url for one in entry.redirects] == ([source] if source else [])
    for one in entry.redirects:
        assert (one.target_url, one.reason, one.status) == ("https://elsewhere.example/x", "page-link", 302)


def test_other_plugins_link_too() -> None:
    meta = [("_seopress_redirections_value", "/x"), ("_seopress_redirections_enabled", "yes")]
    assert convert_items(item(1, meta=meta)).entry().redirects[0].target_url == "/x"
    assert convert_items(item(1, meta=meta[:1])).entry().redirects == ()
    assert convert_items(item(1, meta=[("_yoast_wpseo_redirect", "/x")])).entry().redirect_url == "/x"


def rule(status: str = "publish", **more: str) -> tuple[Redirect, ...]:
    meta = [("_redirect_rule_from", "/old/*"), ("_redirect_rule_to", f"{HOME}/new")]
    meta += [(f"_redirect_rule_{name}", value) for name, value in more.items()]
    converted = convert_items(
        item(1, type="redirect_rule", status=status, meta=meta, link=""), new_home="https://new.example"
    )
    return converted.entry().redirects


def test_rules_of_a_redirect_plugin() -> None:
    assert rule(status_code="302", from_regex="1") == (
        Redirect(
            key="redirect/entry/1/rule",
            source_url="/old/*",
            target_url="https://new.example/new",
            reason="plugin",
            status=302,
            regex=True,
        ),
    )
    assert rule("draft") == ()
    assert [rule(status_code=code)[0].status for code in ("410", "0", "9" * 400, "999")] == [410, 301, 301, 301]
