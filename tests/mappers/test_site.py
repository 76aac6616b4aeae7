"""The site: its key, its zone, and addresses that move."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from exports import HOME, comment, convert_items, convert_text, export, item

from migrate.mappers.context import home_pattern, place_of, split_url
from migrate.model.errors import UsageError


def dated(number: int, local: datetime, utc: datetime, status: str = "publish") -> str:
    return item(number, date=f"{local:%Y-%m-%d %H:%M:%S}", gmt=f"{utc:%Y-%m-%d %H:%M:%S}", status=status)


def year_in(zone: str, *, wrong: int = 0) -> list[str]:
    """An item every four days of a year; the first `wrong` have pairs of another zone."""
    items = []
    for number in range(1, 92):
        utc = datetime(2023, 1, 1, 12, tzinfo=UTC) + timedelta(days=4 * number)
        local = utc.astimezone(ZoneInfo(zone)) if number > wrong else utc + timedelta(hours=9)
        items.append(dated(number, local, utc))
    return items


def test_what_the_head_says() -> None:
    site = convert_items("<generator>https://wordpress.org/?v=6.5</generator>", item(1)).site
    assert (site.key, site.title, site.description) == ("blog.example", "A blog", "Boats and tea")
    assert (site.home_url, site.site_url, site.language) == (HOME, HOME, "en-GB")
    assert (site.wxr_version, site.generator) == ("1.2", "https://wordpress.org/?v=6.5")
    assert site.exported == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_of_several_parts_the_first_that_says_something_counts() -> None:
    bare = "<rss><channel><title></title><description>Bare</description></channel></rss>"
    site = convert_text(bare, export(item(1), title="The second")).site
    assert (site.title, site.description, site.key) == ("The second", "Bare", "blog.example")


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://www.Blog.example/", "blog.example"),
        ("http://blog.example/a/b/", "blog.example/a/b"),
        ("blog.example", "blog.example"),
        ("//blog.example:8080", "blog.example:8080"),
        ("", ""),
        ("http://[", ""),
    ],
)
def test_a_site_is_known_by_its_home(url: str, place: str) -> None:
    assert place_of(url) == place


def test_the_user_may_name_the_site() -> None:
    assert convert_items(item(1), site="mine").site.key == "mine"


@pytest.mark.parametrize("home", ["", "http://[", "http:"])
def test_without_an_address_the_title_tells_sites_apart(home: str) -> None:
    assert convert_text(export(item(1), home=home)).site.key == "A blog"


def test_the_zone_of_most_pairs() -> None:
    noon = datetime(2024, 1, 1, 12)
    half_past = [dated(number, noon + timedelta(hours=5, minutes=30), noon) for number in range(1, 40)]
    wrong = [
        dated(50, noon, noon),
        dated(51, noon + timedelta(days=900), noon),
        dated(52, noon + timedelta(minutes=7), noon),
        dated(53, noon, noon, status="draft"),
        item(54, gmt="0000-00-00 00:00:00"),
        item(55, date="2024-02-31 00:00:00"),
    ]
    site = convert_items(*half_past, *wrong).site
    assert (site.time_zone, site.time_zone_source) == ("+05:30", "dates")


@pytest.mark.parametrize("wrong", [0, 2])
@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
def test_a_zone_with_summer_time_is_found(zone: str, wrong: int) -> None:
    assert convert_items(*year_in(zone, wrong=wrong)).site.time_zone == zone


def test_no_pair_no_zone() -> None:
    site = convert_items(item(1, gmt="0000-00-00 00:00:00")).site
    assert (site.time_zone, site.time_zone_source) == ("", "")


@pytest.mark.parametrize(
    ("option", "utc"),
    [
        ("Europe/Berlin", "2024-01-02T09:00:00+00:00"),
        ("-03:30", "2024-01-02T13:30:00+00:00"),
        ("UTC", "2024-01-02T10:00:00+00:00"),
    ],
)
def test_the_user_may_name_the_zone(option: str, utc: str) -> None:
    converted = convert_items(item(1, gmt="0000-00-00 00:00:00"), item(2), time_zone=option)
    assert (converted.site.time_zone, converted.site.time_zone_source) == (option, "option")
    date = converted.entry().date.utc
    assert date is not None and date.isoformat() == utc


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "+5x", "+99:00", "+" + "9" * 400, "../../etc/passwd", "+", "\0"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(UsageError):
        convert_items(item(1), time_zone=zone)


def test_addresses_of_the_site_move() -> None:
    converted = convert_items(
        item(1, link="http://www.blog.example/a/", meta=[("_links_to", "https://former.example/b")]),
        item(2, link="https://blog.example.com/a/"),
        item(3, link="https://blog.example:8080/a/"),
        new_home="https://new.example/x/",
        old_homes=("former.example",),
    )
    assert converted.entry("entry/1").link == "https://new.example/x/a/"
    assert converted.entry("entry/1").redirect_url == "https://new.example/x/b"
    assert converted.entry("entry/2").link == "https://blog.example.com/a/"
    assert converted.entry("entry/3").link == "https://blog.example:8080/a/"
    assert converted.entry("entry/1").guid == f"{HOME}/?p=1"


def test_homes_below_each_other_and_none_at_all() -> None:
    pattern = home_pattern(["https://x.example", "https://x.example/blog/", ""])
    assert pattern is not None
    match = pattern.match("//www.x.example/blog/a")
    assert match is not None and match.end() == len("//www.x.example/blog")
    assert home_pattern(["", "http://["]) is None
    assert split_url("http://[").path == ""


def test_plugins_and_languages_are_recognised() -> None:
    converted = convert_items(
        item(1, content='<!-- wp:jetpack/map /--> [contact-form-7 id="1"]', meta=[("_yoast_wpseo_title", "x")]),
        item(2, type="shop_order", comments=[comment(1, type="order_note")]),
        item(3, categories=[("language", "de", "Deutsch"), ("post_translations", "x", "x")]),
        item(4, categories=[("language", "en", "English")]),
    )
    assert {"jetpack", "contact-form-7", "yoast", "woocommerce", "polylang"} <= set(converted.site.plugins)
    assert converted.site.languages == ("de", "en")
    assert convert_items(item(1)).site.plugins == ()
