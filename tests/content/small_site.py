"""The rest of an export, made by hand: five files, two tables, patterns and templates that stand in other bodies."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache

from migrate.content.read import Read, Subject, read_body
from migrate.mappers.mapping import load_rules
from migrate.model.lookup import MediaFile, Pattern
from migrate.model.rules import Rules

FILES = (
    MediaFile(
        "m1", 1, "https://old.example/u/one.jpg", "image/jpeg", "One", "a hill", "The <em>hill</em>", "/?a=1", 800, 600
    ),
    MediaFile("m2", 2, "https://old.example/u/two.jpg", "image/jpeg", "Two", link="https://old.example/two/"),
    MediaFile("m3", 3, "https://old.example/u/three.png", "image/png", "Three"),
    MediaFile("m4", 4, "https://old.example/u/song.mp3", "audio/mpeg", "Song"),
    MediaFile("m5", 5, "https://old.example/u/film.mp4", "video/mp4", "Film", caption="The film"),
)
ATTACHED = {"entry-1": FILES[:2] + FILES[3:]}

_GREETING = (
    '<!-- wp:heading {"metadata":{"name":"Head"}} --><h2>Hello</h2><!-- /wp:heading -->'
    '<!-- wp:button {"metadata":{"name":"Go"}} --><div class="wp-block-button">'
    '<a class="wp-block-button__link" href="/a">Go</a></div><!-- /wp:button -->'
)
_LAYOUT = json.dumps(
    [{"elType": "section", "elements": [{"elType": "widget", "widgetType": "heading", "settings": {"title": "Deep"}}]}]
)
PATTERNS = {
    20: Pattern("w20", "wp_block", "publish", False, _GREETING, {}),
    21: Pattern("w21", "wp_block", "publish", False, 'Around [gallery ids="1"]<!-- wp:block {"ref":22} /-->', {}),
    22: Pattern("w22", "wp_block", "publish", False, '<!-- wp:block {"ref":21} /--><p>Within</p>', {}),
    23: Pattern("w23", "wp_block", "draft", False, "<p>Not yet</p>", {}),
    24: Pattern("w24", "wp_block", "publish", True, "<p>Secret</p>", {}),
    25: Pattern("w25", "post", "publish", False, "<p>A post</p>", {}),
    30: Pattern("e30", "elementor_library", "publish", False, "", {"_elementor_data": _LAYOUT}),
}
TABLES = {
    "4": Pattern(
        *("t4", "tablepress_table", "publish", False),
        json.dumps(
            [["A", "#colspan#", "C"], ["1", "2 <b>x</b>", "3\n4"], ["5", "#rowspan#", "[gallery ids=3]"], ["h", "", ""]]
        ),
        {
            "_tablepress_table_options": '{"table_head": true}',
            "_tablepress_table_visibility": '{"rows": [1, 1, 1, 0], "columns": [1, 1, 1]}',
        },
    ),
    "5": Pattern("t5", "tablepress_table", "publish", False, "no JSON", {}),
}


class SmallSite:
    """Answers from the tables above."""

    def media(self, wp_id: int, root: int) -> MediaFile | None:
        return FILES[wp_id - 1] if 0 < wp_id <= len(FILES) else None

    def attachments(self, key: str) -> Sequence[MediaFile]:
        return ATTACHED.get(key, ())

    def pattern(self, wp_id: int, root: int) -> Pattern | None:
        return PATTERNS.get(wp_id)

    def table(self, table_id: str, root: int) -> Pattern | None:
        return TABLES.get(table_id)


@cache
def shipped_rules() -> Rules:
    """All shipped mappings."""
    return load_rules()


def read(body: str, rules: Rules | None = None, **meta: str) -> Read:
    """A body of the entry `entry-1`, which has these custom fields."""
    return read_body(body, Subject(key="entry-1", meta=meta), rules or shipped_rules(), SmallSite())
