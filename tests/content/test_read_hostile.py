"""Any text is read: nothing raises, time grows with the text and no faster, nothing shows more than a body may."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_site import SmallSite, read, shipped_rules

from migrate.content.frames import MAX_DEPTH
from migrate.content.read import Subject, read_body, read_comment
from migrate.model.document import Document, Placeholder
from migrate.model.lookup import Pattern

PIECES = st.sampled_from(
    [
        *("[gallery", "[gallery]", "[caption width=3]", "[/caption]", "[[", "]]", "]", "[/", "/]", '="', "'", "=", " "),
        *(
            "[php]",
            "[/php]",
            "[su_box title='x']",
            "[/su_box]",
            "[vc_row]",
            "[/vc_row]",
            "[ref]",
            "[/ref]",
            "[table id=4 /]",
        ),
        *("<!-- wp:group -->", "<!-- /wp:group -->", '<!-- wp:block {"ref":21} /-->', '<!-- wp:a/b {"c":[1]} -->'),
        *('<!-- wp:gallery {"ids":[1]} /-->', "<!-- wp:shortcode -->", "<!-- /wp:shortcode -->", "<!--more-->", "<!--"),
        *(
            "<pre>",
            "</pre>",
            "<code>",
            "</code>",
            "<p>",
            "</p>",
            "<div>",
            "<script>",
            "</script>",
            "<table><td>",
            "<li>",
        ),
        *(
            "$latex ",
            "$",
            "\n\n",
            "\n",
            "\x00",
            "\x01",
            "\x02",
            "&lt;",
            "é",
            '<wxr-node n="1"></wxr-node>',
            "<WXR-node n=2>",
        ),
        *("https://youtu.be/abcdefghijk", "@ET-DC@", "%22", "-->", "word", "{{", '{"a":'),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_soup_is_read(body: str) -> None:
    found = read(body)
    assert msgspec.json.decode(msgspec.json.encode(found.document), type=Document) == found.document
    assert not [loss for loss in found.losses if not loss.kind or not loss.field]
    read_comment(body)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_is_read(body: str, value: str) -> None:
    read(body, footnotes=value, _elementor_edit_mode="builder", _elementor_data=value)


@settings(max_examples=100, deadline=None)
@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(max_size=9)
        | st.sampled_from(["widget", "heading", "1", "/x"]),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    ["elType", "widgetType", "settings", "elements", "title", "tabs", "url", "id", "content"]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=25,
    )
)
def test_any_json_is_read(value: object) -> None:
    text = json.dumps(value)
    read("x", footnotes=text, _elementor_edit_mode="builder", _elementor_data=text)
    read(f"<!-- wp:gallery {text} /--><!-- wp:block {text} /--><!-- wp:social-link {text} /-->")


def test_cut_and_shuffled_bodies_are_read(oracle: Path) -> None:
    chance = random.Random(3)
    rows = [json.loads(line)["in"] for line in (oracle / "bodies.jsonl").read_text(encoding="utf-8").splitlines()]
    for body in rows[::3]:
        cut = body[: chance.randrange(len(body) + 1)]
        pieces = cut.split("<!--")
        chance.shuffle(pieces)
        read("<!--".join(pieces)[:20_000])


REPEATED: dict[str, Callable[[int], str]] = {
    "unclosed placeholders": lambda n: '<!-- wp:latest-posts {"a":1} -->x' * n,
    "nested blocks": lambda n: "<!-- wp:a/b --><div>" * n + "x" + "</div><!-- /wp:a/b -->" * n,
    "unclosed code": lambda n: "<pre " * n + "[gallery]",
    "code in code": lambda n: "<pre>" * n + "[gallery]",
    "galleries": lambda n: "[gallery]\n" * n,
    "blanks in content": lambda n: "[su_box]" + " " * (5 * n) + "x" + " " * (5 * n) + "y[/su_box]",
    "breaks in content": lambda n: "[su_box]x" + "<br />" * n + "[/su_box]",
    "footnotes": lambda n: "[ref]x[/ref]" * n,
    "links in a caption": lambda n: "[caption width=3]" + "<a " * n + "[/caption]",
    "captions of blocks": lambda n: '<!-- wp:gallery {"ids":[1]} -->' + "<figcaption>" * n + "<!-- /wp:gallery -->",
    "openings of code": lambda n: "[php]" * n,
    "formulas": lambda n: "$latex a " * n,
    "comments": lambda n: "[su_button url=x]" + "<!-- " * n + "[/su_button]",
    "brackets": lambda n: "[[gallery" * n,
    "patterns": lambda n: '<!-- wp:block {"ref":22} /-->' * n,
}


@pytest.mark.parametrize("name", REPEATED)
def test_time_grows_with_the_text(name: str) -> None:
    """Twice the text takes about twice the time: four times (and a moment) would be its square."""
    make = REPEATED[name]
    read(make(10))

    def seconds(size: int) -> float:
        body = make(size)
        start = time.perf_counter()
        read(body)
        return time.perf_counter() - start

    small = min(seconds(2_000) for _ in range(3))
    large = min(seconds(16_000) for _ in range(2))
    assert large < 8 * small * 3 + 0.1


def test_nesting_is_capped_and_said() -> None:
    deep = "".join(f"[su_a{n}]" for n in range(200)) + "core" + "".join(f"[/su_a{n}]" for n in reversed(range(200)))
    found = read(deep)
    assert "core" in repr(found.document)
    assert [loss.kind for loss in found.losses] == ["too-deep"]
    blocks = "<!-- wp:group --><div>" * 200 + "core" + "</div><!-- /wp:group -->" * 200
    found = read(blocks)
    assert "core" in repr(found.document)
    assert {loss.kind for loss in found.losses} == {"too-deep"}
    lists = "<ul><li>" * 3 * MAX_DEPTH
    assert {loss.kind for loss in read(lists + "core").losses} == {"too-deep"}


class Doubling(SmallSite):
    """Patterns of which each holds the next ten times."""

    def pattern(self, wp_id: int, root: int) -> Pattern | None:
        return Pattern(
            f"p{wp_id}", "wp_block", "publish", False, f'<!-- wp:block {{"ref":{wp_id + 1}}} /-->' * 10 + "x" * 999, {}
        )


def test_patterns_within_patterns_end_somewhere() -> None:
    found = read_body('<!-- wp:block {"ref":1} /-->', Subject(), shipped_rules(), Doubling())
    assert len(msgspec.json.encode(found.document)) < 10_000_000
    assert {loss.kind for loss in found.losses} <= {"too-large", "repeated-pattern", "too-deep"}
    assert [loss.kind for loss in found.losses].count("too-large") == 1


def test_a_body_cannot_name_placeholders_of_ours() -> None:
    """Neither plainly nor escaped in attributes or in base64: none of them shows a gallery twice."""
    hidden = "[vc_raw_html]JTNDd3hyLW5vZGUlMjBuJTNEJTIyMSUyMiUzRSUzQy93eHItbm9kZSUzRQ==[/vc_raw_html]"
    for body in ('[gallery ids=1]<wxr-node n="1"></wxr-node>', "[gallery ids=1]" + hidden, hidden + "[gallery ids=1]"):
        text = repr(read(body).document)
        assert text.count("Gallery(") == 1


def test_placeholders_hold_no_more_than_the_body() -> None:
    found = read('<!-- wp:latest-posts {"a":1} -->x' * 500)
    sources = [block.source for block in found.document.blocks if isinstance(block, Placeholder)]
    assert len(sources) == 500
    assert sum(map(len, sources)) <= 500 * 40


def test_a_layout_beyond_all_measure_is_named_and_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    layout = json.dumps([{"elType": "widget", "widgetType": "heading", "settings": {"title": "Boats"}}])
    assert "Boats" in str(read("", _elementor_edit_mode="builder", _elementor_data=layout).document)
    monkeypatch.setattr("migrate.content.elementor.LARGEST_LAYOUT", len(layout) - 1)
    found = read("", _elementor_edit_mode="builder", _elementor_data=layout)
    assert [(loss.kind, loss.field) for loss in found.losses] == [("unread-builder", "_elementor_data")]
