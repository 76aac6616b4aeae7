"""Statistics: every number of a small export, damage, flat memory, and agreement with the plain reader."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

import msgspec
import pytest

from migrate.mappers.mapping import load_rules
from migrate.mappers.statistics import Statistics, take_statistics
from migrate.mappers.statistics.assemble import wordpress_version
from migrate.mappers.statistics.bodies import blocks_in, full_name, shortcodes_in
from migrate.mappers.statistics.tally import Tally
from migrate.mappers.statistics.watch import WatchingReader
from migrate.model.errors import MigrateError, UnreadableInputError
from migrate.model.rules import Rules
from migrate.wxr.items import RawItem
from migrate.wxr.reader import Reader, Unreadable
from migrate.wxr.source import open_source

_ROOT = (
    '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>T</title>'
)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules()


@pytest.fixture(scope="module")
def mixed(fixtures: Path, rules: Rules, tmp_path_factory: pytest.TempPathFactory) -> Statistics:
    return _statistics([fixtures / "inspect-mixed.xml"], rules, tmp_path_factory.mktemp("mixed"))


def _statistics(inputs: list[Path], rules: Rules, folder: Path, *, losses: bool = False) -> Statistics:
    with open_source(inputs) as source:
        return take_statistics(source, rules, folder, lambda stage, done, total: None, losses=losses)


def _written(folder: Path, *items: str, end: str = "</channel></rss>") -> list[Path]:
    path = folder / "export.xml"
    path.write_text(_ROOT + "".join(f"<item>{item}</item>\n" for item in items) + end, "utf-8")
    return [path]


def test_site(mixed: Statistics) -> None:
    site = mixed.site
    assert (site.key, site.title, site.description) == ("pots.example", "Pots & Kilns", "Notes from a pottery")
    assert (site.wordpress_version, site.wxr_versions, site.language) == ("6.5.2", ("1.2",), "en-GB")
    assert [(one.name, one.count) for one in site.languages] == [("en", 1)]
    assert [plugin.name for plugin in site.plugins] == ["elementor", "jetpack"]
    assert site.exported is not None
    assert site.exported.isoformat() == "2024-05-01T10:00:00+00:00"
    # March is at +01:00 there, May at +02:00.
    assert site.time_zone == "Europe/Berlin"


def test_items(mixed: Statistics) -> None:
    assert (mixed.items.read, mixed.items.count) == (6, 6)
    assert {one.name: one.statuses for one in mixed.items.types} == {
        "post": {"publish": 1, "draft": 1},
        "page": {"private": 1},
        "attachment": {"inherit": 2},
        "nav_menu_item": {"publish": 1},
    }
    assert {one.kind: one.statuses for one in mixed.comments.kinds} == {
        "comment": {"approved": 1, "pending": 1},
        "pingback": {"approved": 1},
    }


def test_authors_and_terms(mixed: Statistics) -> None:
    authors = mixed.authors
    assert (authors.count, authors.declared, authors.guests) == (2, 1, 0)
    assert [(one.login, one.items, one.declared) for one in authors.authors] == [
        ("mira", 4, True),
        ("guest-writer", 1, False),
    ]
    assert {one.name: (one.declared, one.only_on_items, one.assignments) for one in mixed.taxonomies} == {
        "category": (1, 0, 1),
        "post_tag": (0, 1, 1),
        "language": (0, 1, 1),
        "nav_menu": (1, 0, 1),
    }
    assert [(menu.name, menu.items) for menu in mixed.menus.menus] == [("Main menu", 1)]
    assert mixed.menus.loose == 0


def test_dates(mixed: Statistics) -> None:
    assert (mixed.dates.first, mixed.dates.last, mixed.dates.undated) == ("2021-03-02", "2021-05-01", 1)
    assert mixed.dates.by_month == {"2021-03": 1, "2021-05": 1}


def test_bodies(mixed: Statistics) -> None:
    assert {one.name: one.count for one in mixed.blocks.names} == {
        "core/paragraph": 1,
        "core/shortcode": 1,
        "jetpack/map": 1,
    }
    assert [(one.name, one.plugin, one.count) for one in mixed.shortcodes.known] == [
        ("caption", "core", 1),
        ("gallery", "core", 1),
    ]
    assert {one.name for one in mixed.shortcodes.possible.names} == {"kiln_log", "note"}
    # The post has the builder's field too, but empty.
    assert [(one.name, one.count) for one in mixed.builders] == [("elementor", 1)]


def test_media_fields_and_redirects(mixed: Statistics) -> None:
    media = mixed.media
    assert (media.count, media.bytes, media.with_size) == (2, 120000, 1)
    assert {one.mime_type: one.count for one in media.types} == {"image/jpeg": 1, "audio/mpeg": 1}
    assert mixed.redirects == {"old_slug": 1}
    assert mixed.meta.total == 8
    assert mixed.meta.known == 5
    keys = {one.key: (one.count, one.meaning) for one in mixed.meta.keys}
    assert keys["_oembed_*"] == (1, "noise")
    assert keys["kiln_temperature"] == (1, "")
    assert keys["_wp_old_slug"] == (1, "old_slug")
    assert mixed.losses is None


def test_losses_are_counted_on_request(fixtures: Path, rules: Rules, tmp_path: Path) -> None:
    damaged = _statistics([fixtures / "inspect-damaged.xml"], rules, tmp_path, losses=True)
    assert damaged.losses is not None
    assert damaged.losses["repeated-id"] == 1


def test_damage_is_told_with_its_place(fixtures: Path, rules: Rules, tmp_path: Path) -> None:
    found = _statistics([fixtures / "inspect-damaged.xml"], rules, tmp_path)
    condition = found.condition
    assert not condition.whole
    assert condition.truncated is not None
    assert condition.unreadable.count == 1
    repairs = {one.name: one for one in condition.repairs}
    assert repairs["bare-ampersands"].items == 1
    lines = (fixtures / "inspect-damaged.xml").read_text("utf-8").split("\n")
    assert "R&D" in lines[repairs["bare-ampersands"].places[0].line - 1]
    assert (condition.duplicates, condition.repeated_ids, condition.without_id) == (1, 1, 1)
    assert found.items.read == found.items.count + condition.duplicates + condition.unreadable.count


def test_a_duplicate_counts_once_in_everything(fixtures: Path, rules: Rules, tmp_path: Path) -> None:
    text = (fixtures / "inspect-mixed.xml").read_text("utf-8")
    twice = tmp_path / "twice.xml"
    twice.write_text(text + text, "utf-8")
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    one = _statistics([fixtures / "inspect-mixed.xml"], rules, tmp_path / "one")
    two = _statistics([twice], rules, tmp_path / "two")
    assert (two.condition.duplicates, two.items.read, two.input.roots) == (6, 12, 2)
    for name in Statistics.__struct_fields__:
        if name not in ("input", "condition", "items", "taxonomies"):
            assert getattr(two, name) == getattr(one, name), name
    assert two.items.types == one.items.types
    assert {(t.name, t.assignments) for t in two.taxonomies} == {(t.name, t.assignments) for t in one.taxonomies}


def test_damage_that_only_strict_parsing_shows(fixtures: Path, rules: Rules, tmp_path: Path) -> None:
    """The item is in WordPress's usual order, so that pass 1 alone would not parse it."""
    text = (fixtures / "inspect-mixed.xml").read_text("utf-8").replace("It came out", "It\x0bcame out")
    path = tmp_path / "control.xml"
    path.write_text(text, "utf-8")
    found = _statistics([path], rules, tmp_path)
    assert [(one.name, one.items) for one in found.condition.repairs] == [("control-characters", 1)]
    assert found.condition.whole
    assert found.items.count == 6


def test_other_order_and_escaped_bodies_count_the_same(mixed: Statistics, rules: Rules, tmp_path: Path) -> None:
    """What cannot be read off the bytes is read off the parsed item."""
    paths = _written(
        tmp_path,
        "<wp:comment><wp:comment_type>pingback</wp:comment_type><wp:comment_approved>1</wp:comment_approved>"
        "<wp:comment_id>4</wp:comment_id></wp:comment><wp:post_type>post</wp:post_type>"
        "<content:encoded>&lt;!-- wp:image /--&gt;[gallery]</content:encoded><wp:post_id>1</wp:post_id>",
    )
    found = _statistics(paths, rules, tmp_path)
    assert [(one.kind, one.statuses) for one in found.comments.kinds] == [("pingback", {"approved": 1})]
    assert [(one.name, one.count) for one in found.blocks.names] == [("core/image", 1)]
    assert [(one.name, one.count) for one in found.shortcodes.known] == [("gallery", 1)]


def test_file_size_is_not_that_of_a_copy(rules: Rules, tmp_path: Path) -> None:
    copies = 's:5:"sizes";a:1:{s:1:"t";a:1:{s:8:"filesize";i:9;}}'
    late = f'a:2:{{{copies}s:8:"filesize";i:70;}}'
    none = f"a:1:{{{copies}}}"
    attachment = (
        "<wp:post_type>attachment</wp:post_type><wp:attachment_url>https://a.example/%s</wp:attachment_url>"
        "<wp:postmeta><wp:meta_key>_wp_attachment_metadata</wp:meta_key><wp:meta_value>%s</wp:meta_value></wp:postmeta>"
    )
    found = _statistics(_written(tmp_path, attachment % ("a.PNG", late), attachment % ("b", none)), rules, tmp_path)
    assert (found.media.bytes, found.media.with_size, found.media.count) == (70, 1, 2)
    assert {one.mime_type for one in found.media.types} == {"image/png", ""}


def test_an_export_without_items_is_described(rules: Rules, tmp_path: Path) -> None:
    found = _statistics(_written(tmp_path), rules, tmp_path)
    assert (found.site.title, found.items.count, found.condition.whole) == ("T", 0, True)


@pytest.mark.parametrize(
    ("body", "known", "bare", "possible"),
    [
        ("[gallery]", [], ["gallery"], []),
        ('[gallery ids="1"]', ["gallery"], [], []),
        ("[caption]x[/caption]", ["caption"], [], []),
        ("[[gallery]] and [[caption]x[/caption]]", [], [], []),
        ("[sic] [1] [...] [a](b) [x-y] [citation needed]", [], [], []),
        ("[kiln &#8221;]", [], [], []),
        ("[kiln id=&#8221;7&#8243;]", [], [], ["kiln"]),
        ('[kiln wide tall id = "7"]', [], [], ["kiln"]),
        ("[note]x[/note] [note]", [], [], ["note", "note"]),
        ('a[href="x"] {"y":["z a=1"]}', [], [], []),
        ("[c] [text]", [], ["c", "text"], []),
    ],
)
def test_what_counts_as_a_shortcode(
    rules: Rules, body: str, known: list[str], bare: list[str], possible: list[str]
) -> None:
    assert shortcodes_in(body.encode(), rules) == (known, bare, possible)


def test_a_bare_word_counts_only_with_its_plugin(rules: Rules, tmp_path: Path) -> None:
    body = "<content:encoded><![CDATA[%s]]></content:encoded><wp:post_id>%d</wp:post_id>"
    prose = _statistics(_written(tmp_path, body % ("see [text]", 1)), rules, tmp_path)
    assert prose.shortcodes.known == ()
    (tmp_path / "with").mkdir()
    code = body % ("[sourcecode]x[/sourcecode]", 2)
    found = _statistics(_written(tmp_path, body % ("see [text]", 1), code), rules, tmp_path / "with")
    assert {one.name for one in found.shortcodes.known} == {"sourcecode", "text"}


def test_many_brackets_take_no_time(rules: Rules) -> None:
    body = b"[kiln " + b"word " * 50_000 + b"[kiln a" * 50_000
    assert shortcodes_in(body, rules).possible == []


def test_blocks_only_where_they_open() -> None:
    body = b'<!-- wp:paragraph --><!-- /wp:paragraph --><!-- wp:a8c/b {"x":1} /--><!-- wp:x/y/z --> <!-- wp: -->'
    assert [full_name(name) for name in blocks_in(body)] == ["core/paragraph", "a8c/b"]


def test_tally_stays_bounded_and_keeps_the_sum() -> None:
    tally = Tally(limit=100)
    for number in range(5000):
        tally.add((f"rare-{number}", "common"))
    assert len(tally._counts) <= 101
    counts = tally.counts(listed=1)
    assert (counts.total, counts.names[0].name, counts.names[0].count) == (10000, "common", 5000)
    assert counts.others == 5000


def test_tally_folds_before_it_forgets() -> None:
    tally = Tally(lambda name: name.partition("-")[0], limit=10)
    for number in range(1000):
        tally.add((f"cache-{number}",))
    assert tally.ranked() == [("cache", 1000)]


def test_tally_takes_back() -> None:
    tally = Tally()
    tally.add(("a", "a", "b"))
    tally.add(("a", "b"), -1)
    assert (tally.ranked(), tally.total) == ([("a", 1)], 1)


@pytest.mark.parametrize(
    ("generator", "version"),
    [
        ("WordPress/6.5.2", "6.5.2"),
        ("https://wordpress.org/?v=4.9-beta1", "4.9-beta1"),
        ("WordPress.com", ""),
        ("", ""),
    ],
)
def test_wordpress_version(generator: str, version: str) -> None:
    assert wordpress_version(generator) == version


def test_cut_anywhere_it_is_said(rules: Rules, tmp_path: Path) -> None:
    _written(tmp_path, "<title>a</title><wp:post_id>1</wp:post_id><content:encoded><![CDATA[x]]></content:encoded>")
    whole = (tmp_path / "export.xml").read_bytes()
    said = Counter[str]()
    for end in range(len(whole) - len(b"</rss>") - 1, 0, -3):
        path = tmp_path / "cut.xml"
        path.write_bytes(whole[:end])
        (tmp_path / "statistics.db").unlink(missing_ok=True)
        try:
            found = _statistics([path], rules, tmp_path)
        except UnreadableInputError:
            said["refused"] += 1
        else:
            assert found.condition.truncated is not None, whole[:end]
            said["cut off"] += 1
    assert said["cut off"] > 40


def test_items_are_those_of_the_plain_reader(fixtures: Path) -> None:
    _assert_same_items(sorted(fixtures.glob("inspect-*.xml")))


def test_corpus_items_are_those_of_the_plain_reader(corpus: Path) -> None:
    _assert_same_items(sorted(corpus.glob("*.xml")))


def _assert_same_items(paths: list[Path]) -> None:
    assert paths
    for path in paths:
        with (
            open_source([path]) as source,
            closing(WatchingReader(source)) as watching,
            closing(Reader(source)) as plain,
        ):
            for (where, data), (same, _) in zip(watching.ranges(), plain.ranges(), strict=True):
                expected = plain.parse(same, data)
                if isinstance(expected, Unreadable):
                    expected = expected._replace(data=b"")
                assert watching.parse(where, data) == expected, f"{path.name}:{where.line}"


def test_corpus(corpus: Path, rules: Rules, tmp_path: Path) -> None:
    """Whatever is told agrees with what is read: nothing is counted twice or forgotten."""
    described = 0
    for path in sorted(corpus.glob("*.xml")):
        folder = tmp_path / path.stem
        folder.mkdir()
        try:
            found = _statistics([path], rules, folder, losses=True)
        except MigrateError:
            continue
        described += 1
        with open_source([path]) as source, closing(Reader(source)) as reader:
            items = [reader.parse(where, data) for where, data in reader.ranges()]
        sound = [item for item in items if isinstance(item, RawItem)]
        assert found.items.read == len(items), path.name
        assert found.items.count + found.condition.duplicates == len(sound), path.name
        assert sum(one.count for one in found.items.types) == found.items.count
        if not found.condition.duplicates:
            assert found.comments.count == sum(len(item.comments) for item in sound), path.name
            keys = sum(len(item.meta) + sum(len(comment.meta) for comment in item.comments) for item in sound)
            assert found.meta.total == keys, path.name
        assert msgspec.json.decode(msgspec.json.encode(found), type=Statistics) == found
    assert described > 25
