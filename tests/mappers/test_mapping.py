"""Mapping files: how layers merge, and what is said of a mistake."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from migrate.mappers.mapping import load_rules, shipped, shipped_text
from migrate.mappers.mapping.lines import line_of
from migrate.model.errors import UsageError
from migrate.model.records import Visibility
from migrate.model.rules import Features, Rules

ROOT = Path(__file__).resolve().parents[2]
MISTAKES = Path(__file__).with_name("mapping_mistakes.md").read_text(encoding="utf-8")
CASES = re.findall(r"```toml\n(.*?)```\n\n([^\n]+)\n", MISTAKES, re.DOTALL)
PLUGIN_FILES = [name for name in shipped() if name.startswith("plugins/")]


def layered(folder: Path, *texts: str, plugins: tuple[str, ...] = ()) -> Rules:
    files = [folder / f"layer{number}.toml" for number, _ in enumerate(texts)]
    for file, text in zip(files, texts, strict=True):
        file.write_text(text, encoding="utf-8")
    return load_rules(files, plugins=plugins)


def mistake(folder: Path, *texts: str) -> tuple[str, int | None, str | None, str]:
    """Message, line, hint and base name of the file of the error that these layers give."""
    with pytest.raises(UsageError) as caught:
        layered(folder, *texts)
    error = caught.value
    return error.message, error.line, error.hint, Path(error.file or "").name


def test_the_example_in_the_documentation_loads(tmp_path: Path) -> None:
    document = (ROOT / "docs/mappings.md").read_text(encoding="utf-8")
    rules = layered(tmp_path, *re.findall(r"```toml\n(.*?)```", document, re.DOTALL), plugins=("memberships",))
    assert rules.post_type("recipe").label == "Recipes"
    assert rules.meta_rule("entry", "_members_access_role") is None
    film, rating = rules.shortcode("film"), rules.block("acme/rating")
    assert film is not None and film.node == "embed"
    assert rating is not None and rating.action == "drop"


def test_rows_of_shortcodes(tmp_path: Path) -> None:
    rules = layered(
        tmp_path,
        "[shortcodes]\na = {plugin = 'core', node = 'link', url = ['@0 | url:https://a.example/* | lower', '@name']}\n"
        "b = {plugin = 'core', like = 'a'}\nfootnote = {needs = 'attributes'}\nmfn = {do = 'keep'}",
        plugins=("footnotes",),
    )
    one, other = rules.shortcode("a"), rules.shortcode("b")
    assert one is not None and other is not None
    assert one.fields == other.fields
    assert [source.kind for source in one.fields["url"]] == ["position", "name"]
    assert one.fields["url"][0].transforms == (("url", "https://a.example/*"), ("lower", ""))
    changed, kept = rules.shortcode("footnote"), rules.shortcode("mfn")
    assert changed is not None and (changed.node, changed.needs, changed.plugin) == (
        "footnote",
        "attributes",
        "footnotes",
    )
    assert kept is not None and (kept.node, kept.action, kept.fields) == ("", "keep", {})


def test_layers_merge_by_key_at_every_depth(tmp_path: Path) -> None:
    rules = layered(
        tmp_path,
        '[post_types.product]\nlabel = "Goods"\n[meta.entry._yoast_wpseo_title]\nprivate = true',
        "[post_types.product]\npublic = false",
        plugins=("woocommerce", "yoast"),
    )
    assert (rules.post_type("product").label, rules.post_type("product").public) == ("Goods", False)
    rule = rules.meta_rule("entry", "_yoast_wpseo_title")
    assert rule is not None
    assert (rule.field, rule.syntax, rule.private) == ("seo.title", "%%", True)


def test_false_removes(tmp_path: Path) -> None:
    rules = layered(
        tmp_path,
        "[meta.entry]\n_edit_lock = false\n_dp_original = false\n[post_types]\nwp_block = false\n"
        "[plugins]\nwoocommerce = false\n[plugins.yoast.detect]\nmeta = false\n[statuses]\nprivate = false",
        plugins=("woocommerce", "yoast"),
    )
    assert rules.meta_rule("entry", "_edit_lock") is None
    assert rules.meta_rule("entry", "_edit_last") is not None
    assert rules.post_type("wp_block").label == "wp_block"
    assert list(rules.plugins) == ["yoast"]
    assert rules.recognise(Features(meta_keys={"_yoast_wpseo_title"}, post_types={"shop_order"})) == ()
    assert rules.recognise(Features(block_namespaces={"yoast"})) == ("yoast",)
    assert rules.visibility("private") is Visibility.INTERNAL


def test_false_removes_whole_sections(tmp_path: Path) -> None:
    rules = layered(tmp_path, "meta = false\nplugins = false", "[meta.entry]\nmine = { noise = true }")
    assert rules.meta_rule("entry", "_thumbnail_id") is None
    assert rules.meta_rule("entry", "mine") is not None
    assert rules.plugins == {}


def test_false_is_a_value_where_a_key_is_true_or_false(tmp_path: Path) -> None:
    rules = layered(tmp_path, "[taxonomies.category]\npublic = false\n[meta.entry._edit_lock]\nnoise = false")
    assert rules.taxonomy("category").public is False
    assert rules.taxonomy("category").hierarchical is True
    assert rules.meta_rule("entry", "_edit_lock") is None


def test_lists_replace(tmp_path: Path) -> None:
    rules = layered(tmp_path, '[plugins.yoast.detect]\nmeta = ["other"]', plugins=("yoast",))
    assert rules.recognise(Features(meta_keys={"_yoast_wpseo_title"})) == ()
    assert rules.recognise(Features(meta_keys={"other"})) == ("yoast",)


def test_a_new_meaning_takes_the_place_of_the_old(tmp_path: Path) -> None:
    text = (
        '[meta.entry]\n_edit_lock.field = "seo.title"\n_yoast_wpseo_title.noise = true\n'
        '_yoast_wpseo_metadesc.as = "text"\n_members_access_role.noise = true\n'
        '_jetpack_newsletter_access.unless = ["everybody", "subscribers"]'
    )
    rules = layered(tmp_path, text, plugins=("yoast", "memberships"))
    found = {key: rules.meta_rule("entry", key) for key in tomllib.loads(text)["meta"]["entry"]}
    assert [rule and (rule.field, rule.transform, rule.noise, rule.restricts) for rule in found.values()] == [
        ("seo.title", "text", False, False),
        ("", "", True, False),
        ("seo.description", "text", False, False),
        ("", "", True, False),
        ("", "", False, True),
    ]


def test_higher_layers_rank_first(tmp_path: Path) -> None:
    texts = (
        '[meta.entry]\na = {field = "seo.title"}\nb = {field = "seo.title"}',
        '[meta.entry]\nc = {field = "seo.title"}',
    )
    rules = layered(tmp_path, *texts, plugins=("yoast",))
    keys = ("_thumbnail_id", "_yoast_wpseo_title", "b", "a", "c")
    ranks = {key: rule.rank for key in keys if (rule := rules.meta_rule("entry", key))}
    assert sorted(keys, key=ranks.__getitem__) == ["c", "a", "b", "_yoast_wpseo_title", "_thumbnail_id"]


def test_fingerprint_is_of_what_is_said(tmp_path: Path) -> None:
    first = layered(tmp_path, "[post_types.recipe]\npublic = true").fingerprint
    again = layered(tmp_path, "# the same\npost_types.recipe.public = true").fingerprint
    other = layered(tmp_path, "[post_types.recipe]\npublic = false").fingerprint
    assert first == again != other
    assert re.fullmatch("[0-9a-f]{64}", first)


@pytest.mark.parametrize(("text", "said"), CASES)
def test_mistake(tmp_path: Path, text: str, said: str) -> None:
    """Line, key, message and hint of every mistake in mapping_mistakes.md."""
    message, line, hint, file = mistake(tmp_path, "", text)
    assert f"{line}: {message}" + (f" ({hint})" if hint else "") == said
    assert file == "layer1.toml"


def test_all_mistakes_are_tried() -> None:
    assert len(CASES) == MISTAKES.count("```toml") > 30


def test_a_mistake_that_only_layers_make_is_of_the_upper_one(tmp_path: Path) -> None:
    lower = "[meta.entry.x]\nfield = 'seo.title'"
    assert mistake(tmp_path, lower, "\n[meta.entry]\nx.when = ['1']") == (
        *("meta.entry.x.when: `when` needs `restricts`", 3, None, "layer1.toml"),
    )


def test_a_mistake_on_top_of_a_shipped_rule_is_the_users(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("[meta.entry]\n_yoast_wpseo_title.field = 'featured_media'")
    with pytest.raises(UsageError) as caught:
        load_rules([file], plugins=["yoast"])
    assert caught.value.place == f"{file}:2"
    assert caught.value.message == (
        "meta.entry._yoast_wpseo_title.as: `featured_media` is read as `attachment`, not as `template`"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="the mapping cannot be read: No such file or directory"):
        load_rules([tmp_path / "absent.toml"])
    with pytest.raises(UsageError, match="the mapping cannot be read: Is a directory"):
        load_rules([tmp_path])
    latin = tmp_path / "latin.toml"
    latin.write_bytes("# one\n# é".encode("latin-1"))
    with pytest.raises(UsageError, match="the mapping is not UTF-8 text") as caught:
        load_rules([latin])
    assert caught.value.place == f"{latin}:2"
    marked = tmp_path / "marked.toml"
    marked.write_bytes(b"\xef\xbb\xbf[post_types.recipe]\r\npublic = true\r\n")
    assert load_rules([marked], plugins=()).post_type("recipe").public


TRICKY = '''\
# [no.table]
title = """
[no.table]
x = 1"""   # "
"a.b" . 'c d' = { e = 1979-05-27 07:32:00, f = [ 1, # one
  { g = 'it]' },
  [ "}" ] ] }
[ h . "i\\u0041" ]
j.k = 1
l = \'\'\'a''\'\'\'
m = 2 # m = 3
[[n]]
o = -inf
[[n]]
p = true
'''


def test_lines_of_keys_in_tricky_text() -> None:
    tomllib.loads(TRICKY)
    for path, line in {
        ("title",): 2,
        ("a.b",): 5,
        ("a.b", "c d", "e"): 5,
        ("a.b", "c d", "f", 0): 5,
        ("a.b", "c d", "f", 1, "g"): 6,
        ("a.b", "c d", "f", 2, 0): 7,
        ("h", "iA"): 8,
        ("h", "iA", "j", "k"): 9,
        ("h", "iA", "l"): 10,
        ("h", "iA", "m"): 11,
        ("n", "p"): 15,
        ("n", "absent"): 12,
        ("absent",): 1,
    }.items():
        assert line_of(TRICKY, path) == line, path


def test_every_key_of_every_shipped_file_has_its_line() -> None:
    """Held against the text: the line found for a key holds the key."""

    def walk(text: str, lines: list[str], path: tuple[str | int, ...], value: Any) -> None:
        for key, below in value.items():
            assert key in lines[line_of(text, (*path, key)) - 1]
            if isinstance(below, dict):
                walk(text, lines, (*path, key), below)

    for name in ("core", "plugins/memberships", "plugins/woocommerce", "plugins/jetpack"):
        text = shipped_text(name)
        walk(text, text.splitlines(), (), tomllib.loads(text))
