"""The shipped mappings: each loads, recognises what it lists, contradicts no other, and is in the wheel."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrate.mappers.mapping import load_rules, shipped, shipped_text
from migrate.mappers.mapping.fields import FIELDS, SYNTAXES, TRANSFORMS
from migrate.mappers.mapping.lines import show_path
from migrate.mappers.mapping.reference import fill
from migrate.mappers.mapping.schema import DETECT
from migrate.model.errors import UsageError
from migrate.model.rules import Features

ROOT = Path(__file__).resolve().parents[2]
PLUGIN_FILES = [name for name in shipped() if name.startswith("plugins/")]


def test_shipped_names_and_texts() -> None:
    names = list(shipped())
    assert names[0] == "core"
    assert names[1:] == sorted(names[1:])
    assert shipped_text("core") == (ROOT / "mappings/core.toml").read_text(encoding="utf-8")
    for spelling in ("yoast", "plugins/yoast", "yoast.toml", "mappings/plugins/yoast.toml"):
        assert shipped_text(spelling) == (ROOT / "mappings/plugins/yoast.toml").read_text(encoding="utf-8")


def test_unknown_shipped_name() -> None:
    with pytest.raises(UsageError) as caught:
        shipped_text("yost")
    assert (caught.value.message, caught.value.hint) == (
        "there is no mapping `yost`",
        "did you mean `yoast`?",
    )
    with pytest.raises(UsageError, match="there is no mapping `nothing-like-it`"):
        load_rules(plugins=["nothing-like-it"])


@pytest.mark.parametrize("name", PLUGIN_FILES)
def test_plugin_file(name: str) -> None:
    """Each loads without the others, and each thing that it lists is enough to recognise its plugin."""
    rules = load_rules(plugins=[name])
    data = tomllib.loads(shipped_text(name))
    assert data["plugins"], "a file that recognises nothing"
    for plugin, said in data["plugins"].items():
        assert rules.plugins[plugin].title == said["title"]
        assert said["detect"], f"{plugin} cannot be recognised"
        for key, traces in said["detect"].items():
            for trace in traces:
                seen = Features(**{DETECT[key][0]: {trace.replace("*", "x").rstrip("/")}})
                assert plugin in rules.recognise(seen), f"{plugin} is not recognised by {key} {trace}"
        for shortcode in said.get("shortcodes", ()):
            assert rules.shortcode(shortcode.replace("*", "x")), shortcode


def test_detected_shortcodes_are_known_shortcodes() -> None:
    rules = load_rules()
    for name in PLUGIN_FILES:
        for plugin, said in tomllib.loads(shipped_text(name))["plugins"].items():
            for shortcode in said["detect"].get("shortcodes", ()):
                assert rules.shortcode(shortcode.replace("*", "x")), f"{plugin}: {shortcode}"


def test_shipped_plugins_do_not_contradict_each_other() -> None:
    """Their order must not matter: two of them say the same of one name, and no plugin is defined twice."""
    said: dict[tuple[str, ...], tuple[str, Any]] = {}

    def walk(name: str, path: tuple[str, ...], value: Any) -> None:
        depth = {"meta": 3}.get(path[0], 2) if path else 2
        if len(path) < depth:
            for key, below in value.items():
                walk(name, (*path, key), below)
            return
        other, before = said.setdefault(path, (name, value))
        assert before == value, f"{other} and {name} differ on {show_path(path)}"
        assert path[0] != "plugins" or other == name

    for name in PLUGIN_FILES:
        walk(name, (), tomllib.loads(shipped_text(name)))


def test_a_bare_site_recognises_nothing() -> None:
    rules = load_rules()
    core = tomllib.loads(shipped_text("core"))
    seen = Features(
        post_types=set(core["post_types"]),
        taxonomies=set(core["taxonomies"]),
        comment_types=set(core["comment_kinds"]),
        meta_keys={key.replace("*", "x") for kind in core["meta"].values() for key in kind},
        shortcodes=set(core["shortcodes"]),
        block_namespaces={"core", "core-embed"},
    )
    assert rules.recognise(seen) == ()


def test_several_plugins_are_recognised_in_order() -> None:
    seen = Features(meta_keys={"_yoast_wpseo_title", "my_field"}, block_namespaces={"jetpack"})
    assert load_rules().recognise(seen) == ("jetpack", "yoast")


PUBLISHED = "post page attachment product tribe_events podcast jetpack-portfolio topic"
NOT_PUBLISHED = (
    "shop_order shop_coupon product_variation wpcf7_contact_form flamingo_inbound nf_sub feedback wpforms"
    " edd_payment wp_template wp_global_styles revision nav_menu_item acf-field-group elementor_library"
    " guest-author redirect_rule sfwd-lessons never-heard-of"
)
PRIVATE_COMMENTS = "note order_note edd_payment_note action_log editorial-comment never-heard-of"
PRIVATE_META = "_billing_email _bbp_author_ip geo_latitude _downloadable_files edd_download_files"


def test_what_sites_must_not_publish() -> None:
    rules = load_rules()
    assert all(rules.post_type(name).public for name in PUBLISHED.split())
    assert [name for name in NOT_PUBLISHED.split() if rules.post_type(name).public] == []
    assert [name for name in PRIVATE_COMMENTS.split() if rules.comment_kind(name).public] == []
    for name in PRIVATE_META.split():
        rule = rules.meta_rule("entry", name)
        assert rule is not None and rule.private, name


def test_the_documentation_is_made_from_the_code() -> None:
    document = (ROOT / "docs/mappings.md").read_text(encoding="utf-8")
    assert fill(document) == document, "run: python -m migrate.mappers.mapping.reference docs/mappings.md"
    words = {field for fields in FIELDS.values() for field in fields} | set(TRANSFORMS) | set(SYNTAXES)
    assert not [word for word in words if f"`{word}`" not in document]
    assert {way for fields in FIELDS.values() for field in fields.values() for way in field.transforms} == set(
        TRANSFORMS
    )


LOAD = """
import sys
sys.path.insert(0, sys.argv[1])
import migrate
from migrate.mappers.mapping import load_rules, shipped
print(migrate.__file__)
print(shipped()["core"])
print(load_rules().fingerprint)
"""


def test_a_wheel_holds_the_mappings(tmp_path: Path) -> None:
    """Built as `pip install .` builds it, unpacked, and run on its own, it says what the checkout says."""
    build = [sys.executable, "-m", "pip", "wheel", str(ROOT), "--no-deps", "--quiet", "-w", str(tmp_path)]
    built = subprocess.run(build, capture_output=True, text=True, check=False)
    if re.search("No module named pip|No matching distribution found for hatchling", built.stderr):
        pytest.skip("pip or the build backend cannot be had here")
    assert built.returncode == 0, built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    home = tmp_path / "unpacked"
    zipfile.ZipFile(wheel).extractall(home)
    names = {path.name for path in home.iterdir() if not path.name.endswith(".dist-info")}
    assert names == {"migrate"}, "the wheel installs more than its one package"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", LOAD, str(home)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=True,
    )
    module, core, fingerprint = ran.stdout.splitlines()
    assert Path(module).is_relative_to(home)
    assert Path(core) == home / "migrate/_mappings/core.toml"
    assert fingerprint == load_rules().fingerprint
