"""Compiled rules: look-ups by name and pattern, documented defaults, conditions."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.mappers.mapping import load_rules
from migrate.model.records import Visibility
from migrate.model.rules import (
    REMEMBERED,
    CommentKindRule,
    Features,
    MetaKind,
    MetaRule,
    PostTypeRule,
    Rules,
    Table,
    TaxonomyRule,
    matches,
)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


def test_exact_names_beat_patterns_and_longer_patterns_shorter_ones() -> None:
    table = Table({"a*": 1, "ab*": 2, "abc": 3, "a*c": 4, "*": 5, "ab*cd": 6})
    assert [table.get(name) for name in ("abc", "abd", "ax", "axc", "x", "", "abcd", "abxcd", "a")] == [
        *(3, 2, 1, 4, 5, 5, 6, 6, 1),
    ]
    assert table.all("abc") == (3, 2, 4, 1, 5)
    assert Table({"ab*": 1}).get("a") is None
    assert Table({"ab*bc": 1}).get("abc") is None, "beginning and end may not overlap"


def test_a_table_forgets_names_beyond_its_limit() -> None:
    table = Table({"_oembed_*": 1})
    for number in range(3 * REMEMBERED):
        assert table.get(f"_oembed_{number}") == 1
        assert table.get(f"other_{number}") is None
    assert len(table._remembered) <= REMEMBERED


@given(st.lists(st.text("ab*"), min_size=1, max_size=4), st.text("ab", max_size=3))
def test_a_pattern_matches_what_it_is_made_of(pieces: list[str], filling: str) -> None:
    pieces = [piece.replace("*", "") for piece in pieces]
    assert matches("*".join(pieces), filling.join(pieces))


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("a", "ab"), ("a*", "ba"), ("*a", "ab"), ("ab*ba", "aba"), ("*a*a*", "ba"), ("", "a")],
)
def test_a_pattern_does_not_match_other_text(pattern: str, text: str) -> None:
    assert not matches(pattern, text)


def test_defaults_of_unknown_names(rules: Rules) -> None:
    assert rules.post_type("recipe") == PostTypeRule(name="recipe", kind="entry", public=False, label="recipe")
    assert rules.taxonomy("mood") == TaxonomyRule(name="mood", kind="term", public=True, hierarchical=False)
    assert rules.comment_kind("wink") == CommentKindRule(name="wink", public=False)
    assert rules.visibility("limbo") is Visibility.INTERNAL
    assert rules.meta_rule("entry", "my_own") is None
    assert rules.shortcode("sic") is None


def test_known_names(rules: Rules) -> None:
    assert rules.post_type("attachment").kind == "media"
    assert rules.post_type("guest-author").kind == "guest-author"
    assert rules.taxonomy("nav_menu").kind == "menu"
    assert rules.taxonomy("tag").name == "post_tag"
    assert rules.taxonomy("pa_color") == TaxonomyRule(name="pa_color")
    assert rules.post_type("ngg_album") == PostTypeRule(name="ngg_album", label="Galleries")
    assert rules.comment_kind("") == rules.comment_kind("comment") == CommentKindRule(name="comment", public=True)
    assert rules.comment_kind("order_note").name == "order-note"
    shortcode = rules.shortcode("vc_row")
    assert shortcode is not None and shortcode.plugin == "wpbakery"
    assert {status: rules.visibility(status).value for status in ("publish", "future", "wc-pending", "trash")} == {
        "publish": "public",
        "future": "scheduled",
        "wc-pending": "internal",
        "trash": "trashed",
    }


@pytest.mark.parametrize(
    ("kind", "key", "field", "transform"),
    [
        ("entry", "_thumbnail_id", "featured_media", "attachment"),
        ("entry", "_yoast_wpseo_title", "seo.title", "template"),
        ("entry", "_my-show:enclosure", "feed_enclosure", "lines"),
        ("media", "_wp_attachment_metadata", "metadata", "php"),
        ("media", "_wp_old_slug", "old_slug", "text"),
        ("menu_item", "_menu_item_classes", "classes", "list"),
        ("guest_author", "cap-user_email", "email", "text"),
        ("comment", "rating", "rating", "integer"),
    ],
)
def test_fields_of_meta(rules: Rules, kind: MetaKind, key: str, field: str, transform: str) -> None:
    rule = rules.meta_rule(kind, key)
    assert rule is not None
    assert (rule.field, rule.transform) == (field, transform)


def test_media_and_menu_items_fall_back_to_what_keys_mean_on_entries(rules: Rules) -> None:
    for kind in ("media", "menu_item", "guest_author"):
        noise = rules.meta[kind].get("_publicize_pending")
        assert noise is not None and noise.noise, kind
        assert rules.meta[kind].get("_thumbnail_id") is None, "they have no such field"
    assert rules.meta_rule("comment", "_edit_last") is None
    assert rules.meta_rule("term", "_edit_last") is None


def test_star(rules: Rules) -> None:
    primary = rules.meta_rule("entry", "_yoast_wpseo_primary_product_cat")
    assert primary is not None and primary.star("_yoast_wpseo_primary_product_cat") == "product_cat"
    assert MetaRule(key="_*:enclosure").star("_my-show:enclosure") == "my-show"
    assert MetaRule(key="plain").star("plain") == ""


def test_where(rules: Rules) -> None:
    rule = rules.meta_rule("entry", "_pprredirect_url")
    assert rule is not None
    assert rule.holds({"_pprredirect_active": "1"})
    assert not rule.holds({"_pprredirect_active": ""})
    assert not rule.holds({})


@pytest.mark.parametrize(
    ("key", "open_values", "closed_values"),
    [
        ("_members_access_role", ["", "a:0:{}"], ["editor"]),
        ("_jetpack_newsletter_access", ["", " everybody "], ["subscribers", "paid_subscribers"]),
        ("rcp_user_level", ["All", 'a:1:{i:0;s:3:"All";}'], ["Subscriber"]),
        ("rcp_subscription_level", ["", "0"], ["any", 'a:1:{i:0;s:1:"2";}']),
        ("_mepr_unauth_login", ["default", ""], ["show"]),
        ("_wc_memberships_use_custom_content_restricted_message", ["no"], ["yes"]),
        ("_wc_memberships_force_public", ["yes", "no"], []),
        ("_wpmem_block", ["0", ""], ["1", "2"]),
        (
            "um_content_restriction",
            ['a:1:{s:14:"_um_accessible";s:1:"0";}', ""],
            ['a:2:{s:1:"a";b:1;s:14:"_um_accessible";s:1:"2";}'],
        ),
        ("_edit_last", ["1"], []),
    ],
)
def test_restricting_values(rules: Rules, key: str, open_values: list[str], closed_values: list[str]) -> None:
    rule = rules.meta_rule("entry", key)
    assert rule is not None
    assert [value for value in open_values if rule.restricts_by(value)] == []
    assert [value for value in closed_values if not rule.restricts_by(value)] == []


def test_booleans_have_three_answers(rules: Rules) -> None:
    noindex = rules.meta_rule("entry", "_yoast_wpseo_meta-robots-noindex")
    assert noindex is not None
    assert (noindex.true, noindex.false) == (("1",), ("2",))
    nofollow = rules.meta_rule("entry", "_seopress_robots_follow")
    assert nofollow is not None
    assert "yes" in nofollow.true and "" in nofollow.false


def test_rules_travel_to_worker_processes(rules: Rules) -> None:
    rules.meta_rule("entry", "_oembed_1")
    there = pickle.loads(pickle.dumps(rules))
    assert there.fingerprint == rules.fingerprint
    assert there.post_type("elementor_font") == rules.post_type("elementor_font")
    assert there.meta_rule("entry", "_oembed_2") == rules.meta_rule("entry", "_oembed_2")
    seen = Features(shortcodes={"su_button"})
    assert there.recognise(seen) == rules.recognise(seen) == ("shortcodes-ultimate",)
