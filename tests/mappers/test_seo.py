"""What search-engine plugins were told: each plugin's keys, templates filled in or ignored, several plugins."""

from __future__ import annotations

import pytest
from exports import HOME, Converted, attachment, category, convert_items, convert_text, export, item, term

from migrate.model.loss import LossKind
from migrate.model.records import Seo

PHOTO = f"{HOME}/wp-content/uploads/2024/05/boat.jpg"


def told(*meta: tuple[str, str]) -> Converted:
    return convert_items(
        attachment(50),
        category("news", id=7),
        term("genre", "sea", id=8),
        item(1, title="The boat", excerpt="About a boat", meta=meta),
    )


def seo(*meta: tuple[str, str]) -> Seo | None:
    return told(*meta).entry().seo


def test_no_plugin_no_value() -> None:
    assert seo(("colour", "red")) is None
    assert seo(("_yoast_wpseo_title", ""), ("_yoast_wpseo_meta-robots-noindex", "0")) is None


def test_yoast() -> None:
    assert seo(
        ("_yoast_wpseo_title", "Boats for sale"),
        ("_yoast_wpseo_metadesc", "All boats"),
        ("_yoast_wpseo_focuskw", "boat"),
        ("_yoast_wpseo_focuskeywords", '[{"keyword":"ship","score":5}]'),
        ("_yoast_wpseo_canonical", "https://x.example/boats"),
        ("_yoast_wpseo_meta-robots-noindex", "1"),
        ("_yoast_wpseo_meta-robots-nofollow", "1"),
        ("_yoast_wpseo_meta-robots-adv", "noarchive,nosnippet,-"),
        ("_yoast_wpseo_opengraph-title", "OG"),
        ("_yoast_wpseo_opengraph-description", "OG text"),
        ("_yoast_wpseo_opengraph-image-id", "50"),
        ("_yoast_wpseo_twitter-title", "TW"),
        ("_yoast_wpseo_twitter-image", "https://x.example/t.png"),
        ("_yoast_wpseo_bctitle", "Boats"),
        ("_yoast_wpseo_primary_category", "7"),
        ("_yoast_wpseo_primary_genre", "8"),
        ("_yoast_wpseo_is_cornerstone", "1"),
    ) == Seo(
        title="Boats for sale",
        description="All boats",
        keywords=("boat", "ship"),
        canonical="https://x.example/boats",
        noindex=True,
        nofollow=True,
        robots=("noarchive", "nosnippet"),
        og_title="OG",
        og_description="OG text",
        og_image=PHOTO,
        twitter_title="TW",
        twitter_image="https://x.example/t.png",
        breadcrumb="Boats",
        primary_terms=("term/category/news", "term/genre/sea"),
        cornerstone=True,
    )


def test_rank_math() -> None:
    assert seo(
        ("rank_math_title", "Boats"),
        ("rank_math_focus_keyword", "boat,ship,boat"),
        ("rank_math_canonical_url", "/boats"),
        ("rank_math_robots", 'a:3:{i:0;s:7:"noindex";i:1;s:6:"follow";i:2;s:12:"noimageindex";}'),
        ("rank_math_facebook_image", "https://x.example/f.png"),
        ("rank_math_facebook_image_id", "50"),
        ("rank_math_pillar_content", "on"),
        ("rank_math_primary_category", "7"),
    ) == Seo(
        title="Boats",
        keywords=("boat", "ship"),
        canonical="/boats",
        noindex=True,
        nofollow=False,
        robots=("noimageindex",),
        og_image="https://x.example/f.png",
        primary_terms=("term/category/news",),
        cornerstone=True,
    )


def test_seopress() -> None:
    assert seo(
        ("_seopress_titles_title", "Boats"),
        ("_seopress_titles_desc", "All boats"),
        ("_seopress_robots_index", "yes"),
        ("_seopress_robots_archive", "yes"),
        ("_seopress_robots_primary_cat", "7"),
        ("_seopress_social_fb_title", "FB"),
        ("_seopress_analysis_target_kw", "boat"),
    ) == Seo(
        title="Boats",
        description="All boats",
        noindex=True,
        robots=("noarchive",),
        primary_terms=("term/category/news",),
        og_title="FB",
        keywords=("boat",),
    )
    assert seo(("_seopress_robots_primary_cat", "none")) is None


def test_all_in_one_seo() -> None:
    assert seo(("_aioseo_title", "Boats"), ("_aioseo_og_description", "OG")) == Seo(title="Boats", og_description="OG")
    assert seo(
        ("_aioseop_title", "Boats"),
        ("_aioseop_description", "All"),
        ("_aioseop_keywords", "a, b"),
        ("_aioseop_noindex", "on"),
        ("_aioseop_custom_link", "https://x.example/c"),
    ) == Seo(title="Boats", description="All", keywords=("a", "b"), noindex=True, canonical="https://x.example/c")


@pytest.mark.parametrize(
    ("robots", "noindex", "nofollow"), [("none", True, True), ("index,nofollow", False, True), ("all", None, None)]
)
def test_robots(robots: str, noindex: bool | None, nofollow: bool | None) -> None:
    found = seo(("_yoast_wpseo_meta-robots-adv", robots), ("_yoast_wpseo_title", "x"))
    assert found is not None
    assert (found.noindex, found.nofollow, found.robots) == (noindex, nofollow, ())


@pytest.mark.parametrize(
    ("key", "template", "title"),
    [
        ("_yoast_wpseo_title", "Buy %%title%% %%page%% %%sep%% %%sitename%%", "Buy The boat - A blog"),
        ("_yoast_wpseo_title", "%%TITLE%% - %%sitedesc%%!", "The boat - Boats and tea!"),
        ("_yoast_wpseo_title", "%%excerpt%% here", "About a boat here"),
        ("_yoast_wpseo_title", "100%% sure", "100%% sure"),
        ("rank_math_title", "%title% | only here %sep% %sitename%", "The boat | only here - A blog"),
        ("rank_math_title", "50%-100% off, 5% of 10%", "50%-100% off, 5% of 10%"),
        ("_aioseo_title", "Buy #post_title #separator_sa #site_title", "Buy The boat - A blog"),
        ("_aioseo_title", "#wordpress #boats #1", "#wordpress #boats #1"),
        ("_aioseop_title", "Buy %page_title%", "Buy The boat"),
    ],
)
def test_templates_are_filled_in(key: str, template: str, title: str) -> None:
    converted = told((key, template))
    found = converted.entry().seo
    assert found is not None and found.title == title
    assert converted.losses == []


@pytest.mark.parametrize(
    ("key", "template"),
    [
        ("_yoast_wpseo_title", "%%title%% %%page%% %%sep%% %%sitename%%"),
        ("rank_math_title", "%title% %sep% %sitename%"),
        ("_aioseo_title", "#post_title #separator_sa #site_title"),
        ("_seopress_titles_title", "%%post_title%% | "),
    ],
)
def test_a_default_template_says_nothing(key: str, template: str) -> None:
    converted = told((key, template))
    assert converted.entry().seo is None
    assert converted.losses == []


@pytest.mark.parametrize(
    ("template", "title", "detail"),
    [
        ("Buy %%cf_boat%% in %%currentyear%%", "Buy in", "%%cf_boat%% %%currentyear%%"),
        ("%%cf_boat%%", None, "%%cf_boat%%"),
    ],
)
def test_what_only_the_plugin_could_fill_in_is_a_loss(template: str, title: str | None, detail: str) -> None:
    converted = told(("_yoast_wpseo_title", template))
    found = converted.entry().seo
    assert (found and found.title) == title
    (loss,) = converted.losses
    assert (loss.kind, loss.field, loss.detail) == (LossKind.LEFT_TEMPLATE, "_yoast_wpseo_title", detail)


def test_of_two_plugins_one_that_says_something_counts() -> None:
    both = seo(("rank_math_title", "%title%"), ("_yoast_wpseo_title", "Yoast's"), ("rank_math_description", "Rank's"))
    assert both == Seo(title="Yoast's", description="Rank's")


def test_attachments_have_it_too_and_images_may_be_missing() -> None:
    converted = convert_items(
        attachment(50, meta=[("_yoast_wpseo_title", "Photo")]),
        item(1, meta=[("_yoast_wpseo_opengraph-image-id", "99"), ("_yoast_wpseo_twitter-image-id", "-1")]),
    )
    assert converted.media().seo == Seo(title="Photo")
    assert converted.entry().seo is None


def test_addresses_move_with_the_site() -> None:
    meta = [("_yoast_wpseo_canonical", "http://www.blog.example/boats/"), ("_yoast_wpseo_opengraph-image-id", "50")]
    found = convert_items(attachment(50), item(1, meta=meta), new_home="https://new.example/").entry().seo
    assert found is not None
    assert found.canonical == "https://new.example/boats/"
    assert found.og_image == PHOTO.replace(HOME, "https://new.example")


def test_merged_sites_keep_their_own_images() -> None:
    def site(name: str) -> str:
        meta = [("_yoast_wpseo_opengraph-image-id", "50")]
        return export(
            attachment(50, guid=name, url=f"https://{name}.example/a.png"), item(1, guid=f"{name}1", meta=meta)
        )

    converted = convert_text(site("one") + site("two"))
    images = {one.guid: one.seo.og_image for one in converted.items.values() if one.seo}
    assert images == {"one1": "https://one.example/a.png", "two1": "https://two.example/a.png"}
