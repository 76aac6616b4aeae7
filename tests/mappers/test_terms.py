"""Terms: merged, named only by items, with their hierarchy, languages and custom fields."""

from __future__ import annotations

import time
from pathlib import Path

from exports import category, convert_items, convert_text, export, item, term

from migrate.mappers.mapping import load_rules
from migrate.model.loss import LossKind


def test_declared_terms_of_all_kinds() -> None:
    tag = "<wp:tag><wp:term_id>7</wp:term_id><wp:tag_slug>gulls</wp:tag_slug><wp:tag_name>Gulls</wp:tag_name></wp:tag>"
    converted = convert_items(
        category("news", "News &amp; more", id=3),
        tag,
        term("genre", "sea", "Sea", id=9, description="<b>Salt</b>", meta=[("order", "1"), ("order", "2")]),
        item(1, categories=[("category", "news", "News"), ("post_tag", "gulls", "Gulls"), ("genre", "sea", "Sea")]),
    )
    news = converted.terms["term/category/news"]
    assert (news.name, news.wp_id, news.slug, news.declared) == ("News &amp; more", 3, "news", True)
    sea = converted.terms["term/genre/sea"]
    assert (sea.description, [row.value for row in sea.meta]) == ("<b>Salt</b>", ["1", "2"])
    assert converted.entry().terms == ("term/category/news", "term/post_tag/gulls", "term/genre/sea")
    ledger = converted.report.ledger
    assert (ledger.read["terms"], ledger.written["terms"], ledger.written["meta"]) == (3, 3, 2)


def test_terms_that_only_items_name() -> None:
    found = convert_items(item(1, categories=[("mood", "sad", "Sad"), ("mood", "glad", "")])).terms
    assert [(one.key, one.name, one.declared) for one in found.values()] == [
        ("term/mood/glad", "glad", False),
        ("term/mood/sad", "Sad", False),
    ]


def test_slugs_are_decoded_and_compared_decoded() -> None:
    converted = convert_items(
        category("%e6%97%a5%e6%9c%ac", "Japan"),
        category("tokyo", parent="%E6%97%A5%E6%9C%AC"),
        item(1, categories=[("category", "%E6%97%a5%E6%9C%ac", "Japan")]),
    )
    assert converted.terms["term/category/日本"].slug == "日本"
    assert converted.terms["term/category/tokyo"].parent == "term/category/日本"
    assert converted.entry().terms == ("term/category/日本",)
    assert len(converted.terms) == 2


def test_parts_repeat_terms() -> None:
    first = export(category("news", "News"), category("boats", parent="news"), item(1))
    second = export(category("news", "Other name", id=4), category("boats"), item(2))
    converted = convert_text(first, second)
    news = converted.terms["term/category/news"]
    assert (news.name, news.wp_id) == ("News", 4)
    assert converted.terms["term/category/boats"].parent == "term/category/news"
    ledger = converted.report.ledger
    assert (ledger.read["terms"], ledger.duplicates["terms"], ledger.written["terms"]) == (4, 2, 2)


def test_wxr_1_0_names_parents_by_name_and_repeats_categories_bare() -> None:
    old = export(
        category("n-1", "News"),
        category("n-2", "Local", parent="News"),
        # Its slug is the name of another: in 1.0 the name is meant.
        category("News", "Decoy"),
        item(
            1,
            categories=[
                (None, None, "News"),
                ("category", "n-1", "News"),
                ("tag", None, "Gulls"),
                ("tag", "gulls", "Gulls"),
            ],
        ),
        version="1.0",
    )
    converted = convert_text(old)
    assert converted.terms["term/category/n-2"].parent == "term/category/n-1"
    assert converted.entry().terms == ("term/category/n-1", "term/post_tag/gulls")
    assert len(converted.terms) == 4


def test_a_parent_may_have_the_name_of_its_child() -> None:
    old = export(category("a", "News"), category("b", "News", parent="News"), item(1), version="1.0")
    terms = convert_text(old).terms
    assert terms["term/category/b"].parent == "term/category/a"


def test_names_without_slugs() -> None:
    converted = convert_items(
        category("news", "News"),
        item(1, categories=[(None, None, "News"), (None, None, "C"), (None, None, "C++"), ("", "", "Ñandú & Co")]),
        item(2, categories=[(None, None, "C++"), (None, None, "!!!")]),
    )
    assert converted.entry("entry/1").terms == (
        "term/category/news",
        "term/category/c",
        "term/category/c-2",
        "term/category/ñandú-co",
    )
    assert converted.entry("entry/2").terms == ("term/category/c-2", "term/category/unnamed")
    assert converted.terms["term/category/c-2"].name == "C++"


def test_a_missing_parent_is_a_loss() -> None:
    # WordPress itself may print a warning into this element.
    warning = "Warning: Attempt to read property on null in export.php" * 5
    converted = convert_items(category("a", parent="gone"), category("b", parent=warning), item(1))
    assert converted.terms["term/category/a"].parent is None
    assert converted.lost() == [("term/category/a", "parent"), ("term/category/b", "parent")]
    assert {loss.kind for loss in converted.losses} == {LossKind.REROOTED_TERM}
    assert all(len(loss.detail) <= 200 for loss in converted.losses)


def test_circles_are_opened_once() -> None:
    converted = convert_items(
        category("a", parent="c"),
        category("b", parent="a"),
        category("c", parent="b"),
        category("below", parent="c"),
        category("own", parent="own"),
        item(1),
    )
    parents = {one.slug: one.parent for one in converted.terms.values()}
    assert parents == {
        "a": None,
        "b": "term/category/a",
        "below": "term/category/c",
        "c": "term/category/b",
        "own": None,
    }
    assert converted.lost() == [("term/category/a", "parent"), ("term/category/own", "parent")]


def test_five_thousand_levels_take_no_time() -> None:
    started = time.process_time()
    levels = [category(f"level-{number}", parent=f"level-{number + 1}") for number in range(5000)]
    converted = convert_items(*levels, category("level-5000"), item(1))
    assert converted.terms["term/category/level-0"].parent == "term/category/level-1"
    assert converted.losses == []
    circle = [category(f"level-{number}", parent=f"level-{(number + 1) % 5000}") for number in range(5000)]
    assert convert_items(*circle, item(1)).lost() == [("term/category/level-0", "parent")]
    assert time.process_time() - started < 20


def test_a_term_without_slug_or_name() -> None:
    converted = convert_items(term("genre", "", " ", id=5), term("genre", "", "Sea Food"), item(1))
    assert set(converted.terms) == {"term/genre/unnamed", "term/genre/sea-food"}


def test_polylang_says_what_language_a_term_is_in() -> None:
    converted = convert_items(
        category("news", id=5),
        category("nouvelles", id=6),
        term("term_translations", "pll_1", description='a:3:{s:2:"en";i:5;s:2:"fr";s:1:"6";s:4:"sync";a:0:{}}'),
        term("term_translations", "pll_2", description="damaged"),
        item(1, categories=[("language", "en", "English"), ("post_translations", "pll_9", "pll_9")]),
    )
    assert converted.terms["term/category/news"].language == "en"
    assert converted.terms["term/category/nouvelles"].language == "fr"
    entry = converted.entry()
    assert (entry.language, entry.translations) == ("en", "pll_9")
    assert converted.site.languages == ("en",)


def test_a_mapping_may_call_a_taxonomy_something_else(tmp_path: Path) -> None:
    mapping = tmp_path / "mine.toml"
    mapping.write_text('[taxonomies]\nrubrik = { name = "category" }\nnav_menu = { name = "menus", kind = "menu" }')
    converted = convert_text(
        export(
            term("rubrik", "boats", id=1),
            term("rubrik", "oars", parent="boats"),
            term("nav_menu", "main", "Main"),
            item(1, categories=[("rubrik", "boats", "Boats"), ("rubrik", "sails", "Sails")]),
        ),
        rules=load_rules([mapping]),
    )
    assert set(converted.terms) == {
        "term/category/boats",
        "term/category/oars",
        "term/category/sails",
        "term/menus/main",
    }
    assert converted.terms["term/category/oars"].parent == "term/category/boats"
    assert converted.entry().terms == ("term/category/boats", "term/category/sails")
    assert set(converted.menus) == {"menu/main"}


def test_private_custom_fields_of_terms_do_not_come_out() -> None:
    meta = [("user_email", "max@mail.example"), ("colour", "red"), ("contact", "someone@mail.example")]
    converted = convert_items(term("genre", "sea", meta=meta), item(1), public_only=True)
    assert [row.key for row in converted.terms["term/genre/sea"].meta] == ["colour"]
    kept = convert_items(term("genre", "sea", meta=meta), item(1))
    assert len(kept.terms["term/genre/sea"].meta) == 3


def test_names_that_only_private_items_use_do_not_come_out() -> None:
    secret = item(1, status="private", creator="whistle", categories=[("post_tag", "layoffs", "Layoffs")])
    converted = convert_items(secret, item(2, categories=[("post_tag", "boats", "Boats")]), public_only=True)
    assert set(converted.terms) == {"term/post_tag/boats"}
    assert set(converted.authors) == {"author/jane"}
    assert set(convert_items(secret, item(2)).terms) == {"term/post_tag/layoffs"}
    filtered = convert_items(secret, item(2), public_only=True, types=("page",))
    assert "ayoffs" not in filtered.text()
