"""What WordPress shows of a body: paragraphs, blocks, shortcodes, patterns, footnotes; what only a plugin knows is a gap."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify import compare, page_of_comment, page_of_html
from tests.content.small_site import SmallSite
from tests.verify.bodies import source


def names(body: str, **meta: str) -> list[str]:
    return list(dict.fromkeys(gap.name.name for gap in source(body, **meta).gaps))


def words(body: str, **meta: str) -> str:
    return " ".join(source(body, **meta).words)


@pytest.mark.parametrize(
    ("body", "shown", "gaps"),
    [
        ("a\nb\n\nc [sic] [1]", "a b c [sic] [1]", []),
        ("a [gallery ids='1'] b", "a b", ["[gallery]"]),
        ("[[gallery]] <code>[gallery]</code>", "[gallery] [gallery]", []),
        ('<a title="[gallery]">a</a>', "a", []),
        ('[caption width="3"]<img src="x.png" /> be[/caption]low', "be low", []),
        ('[caption width="3" caption="below"]<img src="x.png" />[/caption]', "below", []),
        ("a [contact-form-7 id='3'] b", "a b", ["[contact-form-7]"]),
        ("[su_spoiler title='t']a [b]c[/b][/su_spoiler]", "a [b]c[/b]", ["[su_spoiler]"]),
        ("[vc_row][vc_column]a[/vc_column][/vc_row]", "a", []),
        ("[sourcecode]if (a > b) { [gallery] }\n\nc[/sourcecode]", "if (a > b) { [gallery] } c", []),
        ("<pre>[sourcecode]a &lt; b[/sourcecode]</pre>", "a < b", []),
        ("a[ref]note[/ref] b", "a b note", ["footnote"]),
        ("x $latex a_b$.", "x $latex a_b$.", ["latex"]),
        ("[table id=4 /]", "A C 1 2 x 3 4 5", ["[table]", "[gallery]"]),
        ("[table id=9 /]", "", ["[table]"]),
        ("https://youtu.be/abcdefghijk", "", ["embed"]),
        ("see https://youtu.be/abcdefghijk", "see", []),
        ('<blockquote class="twitter-tweet">a</blockquote>', "a", ["embed"]),
        ("<math><mi>x</mi></math>", "x", ["math"]),
        ("a<!--wxr-gap:0-->b<!--wxr-open:0-->", "ab", []),
        ("a\x01b\x02", "ab", []),
    ],
)
def test_classic(body: str, shown: str, gaps: list[str]) -> None:
    assert words(body) == shown
    assert names(body) == gaps


@pytest.mark.parametrize(
    ("body", "shown", "gaps"),
    [
        ("<!-- wp:paragraph --><p>a</p><!-- /wp:paragraph -->\nb\n\nc", "a b c", []),
        ("<!-- wp:archives /--><p>a</p>", "a", ["core/archives"]),
        (
            "<!-- wp:query --><div>a<!-- wp:post-title /--></div><!-- /wp:query -->",
            "a",
            ["core/query", "core/post-title"],
        ),
        ("<!-- wp:x/y --><p>a</p><!-- /wp:x/y -->", "a", []),
        ("<!-- wp:x/y /-->", "", ["x/y"]),
        ("<!-- wp:shortcode -->a\n\nb [gallery]<!-- /wp:shortcode -->", "a b", ["[gallery]"]),
        ('<!-- wp:block {"ref":20} /-->', "Hello Go", []),
        ('<!-- wp:block {"ref":21} /-->', "Around Within", ["[gallery]"]),
        ('<!-- wp:block {"ref":23} /--><!-- wp:block {"ref":24} /-->x', "x", []),
        ('<!-- wp:block {"ref":99} /-->', "", ["core/block"]),
        ('<!-- wp:block {"ref":20,"content":{"Head":{"content":"x"}}} /-->', "", ["core/block"]),
        ('<!-- wp:embed {"url":"https://a.example/1"} /-->', "", ["embed"]),
        ('<!-- wp:gallery {"ids":[1]} --><figure></figure><!-- /wp:gallery -->', "", ["core/gallery"]),
        ('<!-- wp:social-link {"url":"a.example","service":"bluesky"} /-->', "bluesky", ["core/social-link"]),
        ('<!-- wp:social-link {"service":"bluesky"} /-->', "", []),
        (
            '<!-- wp:navigation-link {"label":"<b>a</b>","url":"/a"} --><li>b</li><!-- /wp:navigation-link -->',
            "a b",
            [],
        ),
        ("<!-- wp:navigation-link /-->", "", ["core/navigation-link"]),
        ("<!-- wp:members/private --><p>a</p><!-- /wp:members/private -->", "a", ["members/private"]),
    ],
)
def test_blocks(body: str, shown: str, gaps: list[str]) -> None:
    assert words(body) == shown
    assert names(body) == gaps


def test_links_that_blocks_only_name() -> None:
    page = source(
        '<!-- wp:social-link {"url":"a.example/me","service":"x"} /--><!-- wp:social-link {"url":"me@b.example"} /-->'
    )
    assert page.structure["links"] == ["https://a.example/me", "mailto:me@b.example"]


def test_what_is_dropped_may_go_and_what_is_shown_may_not() -> None:
    dropped = source("a [members_only]b[/members_only] c")
    assert compare(dropped, page_of_html("a c")).status == "accounted"
    assert compare(dropped, page_of_html("a b")).status == "different"
    shown = source("a [su_spoiler title='t']b[/su_spoiler] c")
    assert compare(shown, page_of_html("a <b>t</b> b c")).status == "accounted"
    assert compare(shown, page_of_html("a t c")).status == "different"


def test_footnotes_stand_at_the_end() -> None:
    notes = json.dumps([{"id": "n1", "content": "<em>one</em>"}, {"id": "n2", "content": "two"}, 3])
    body = 'a<sup data-fn="n1">1</sup>, b<sup data-fn="no">2</sup><!-- wp:footnotes /--> c'
    assert words(body, footnotes=notes) == "a, b2 c one two"
    assert words(body, footnotes="no JSON") == "a1, b2 c"


def test_elementor_shows_its_layout() -> None:
    widgets = [
        {"elType": "widget", "widgetType": "heading", "settings": {"title": "One <b>two</b>"}},
        {"elType": "widget", "widgetType": "text-editor", "settings": {"editor": "three\n\n[gallery]"}},
        {
            "elType": "widget",
            "widgetType": "tabs",
            "settings": {"tabs": [{"tab_title": "four", "tab_content": "five"}, 6]},
        },
        {"elType": "widget", "widgetType": "divider", "settings": {"text": "Divider"}},
        7,
    ]
    layout = [{"elType": "section", "elements": [{"elType": "column", "elements": widgets}]}]
    meta = {"_elementor_edit_mode": "builder", "_elementor_data": json.dumps(layout)}
    assert words("stale", **meta) == "One two three four five"
    assert "elementor/divider" in names("stale", **meta)
    assert (
        words("stale", **meta | {"_elementor_data": json.dumps(layout).replace('"', '\\"')})
        == "One two three four five"
    )
    assert words("body", **meta | {"_elementor_data": "[]"}) == "body"
    assert words("body", **meta | {"_elementor_edit_mode": ""}) == "body"


def test_the_answer_of_a_service_takes_the_place_of_its_address() -> None:
    url = "https://a.example/post"
    key = "_oembed_5f1f1bcf6b2e5dbd1a1a2bd0bba1de69"
    assert source(url).shown == [url]
    assert source(url, **{key: "<p>other</p>"}).shown == [url]
    from hashlib import md5

    known = md5(f'{url}a:2:{{s:5:"width";i:500;s:6:"height";i:750;}}'.encode(), usedforsecurity=False).hexdigest()
    assert source(url, **{f"_oembed_{known}": "<p>answer</p>"}).shown == []


def test_addresses_are_those_that_are_to_be_written() -> None:
    from migrate.verify import page_of_body
    from tests.content.small_site import shipped_rules
    from tests.verify.bodies import subject

    body = '<a href="/old">a</a> <img src="/old.png" />'
    page = page_of_body(body, subject(), shipped_rules(), SmallSite(), link_of=lambda url: url.replace("old", "new"))
    assert (page.structure["links"], page.structure["images"]) == (["/new"], ["new.png"])


def test_comments() -> None:
    page = page_of_comment("a\n\n[gallery] https://a.example <!-- wp:archives /-->")
    assert page.words == ["a", "[gallery]"]
    assert page.structure["links"] == ["https://a.example"]
    assert page.blocks == {0, 1}


@pytest.mark.parametrize(
    "body",
    [
        "[su_spoiler]" * 3000 + "a" + "[/su_spoiler]" * 3000,
        "<!-- wp:group -->" * 3000 + "a",
        '<!-- wp:block {"ref":21} /-->' * 300,
        "[ref]" * 2000,
        "<div>" * 3000 + "a",
        "[gallery]" * 3000,
        "$latex " * 3000,
    ],
)
def test_any_depth(body: str) -> None:
    source(body)


@settings(deadline=None)
@given(st.text(alphabet="[]<>/-!=\"' wp:gallery\n{}", max_size=120))
def test_any_body(body: str) -> None:
    source(body)
