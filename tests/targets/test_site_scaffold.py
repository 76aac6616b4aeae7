"""What is shipped with a site: where it is written, what `--scaffold` and `--no-scaffold` change, what an existing site
must be told, and options that mean nothing to a target."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.cli.main import run
from migrate.targets.site.mapping import load_site_mapping
from migrate.targets.site.reference import sites
from migrate.targets.site.scaffold import OURS, existing_warnings, read_shipped
from tests.exports import export, item

BUILT = [name for name in sites() if load_site_mapping(name).configurations]


def convert(folder: Path, target: str, *options: str) -> set[str]:
    """Paths of the files of the site, ours and those that were there."""
    source, site = folder / "export.xml", folder / "site"
    source.write_text(export(item(1)), "utf-8")
    assert run(["-q", "convert", str(source), str(site), "--to", target, *options]) == 0
    files = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    return {path for path in files if not path.startswith(".wxr-migrate/")}


def own_configuration(folder: Path, target: str, text: str = "mine\n") -> Path:
    name = load_site_mapping(target).configurations[0]
    file = folder / "site" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def optional(target: str) -> set[str]:
    """Shipped files that only a site gets which is not configured yet, or where they are asked for."""
    needed = load_site_mapping(target).needed
    return {path for path, _ in read_shipped(target) if not (needed and path.startswith(needed))}


@pytest.mark.parametrize("target", BUILT)
def test_a_new_site_is_whole_and_without_a_scaffold_it_is_content(target: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    whole = convert(tmp_path / "a", target)
    content = convert(tmp_path / "b", target, "--no-scaffold")
    assert optional(target) <= whole
    assert not optional(target) & content
    needed = load_site_mapping(target).needed
    assert content and {path for path in whole - content if path.startswith(needed)} == set()


@pytest.mark.parametrize("target", BUILT)
def test_a_scaffold_fills_up_a_configured_site_and_leaves_what_is_there(target: str, tmp_path: Path) -> None:
    own = own_configuration(tmp_path, target)
    mapping = load_site_mapping(target)
    before = convert(tmp_path, target)
    assert not optional(target) & (before - {own.name})
    after = convert(tmp_path, target, "--scaffold")
    assert optional(target) - set(mapping.configurations) <= after
    assert own.read_text("utf-8") == "mine\n"
    assert after & set(mapping.configurations) == {own.name}


@pytest.mark.parametrize("target", BUILT)
def test_a_site_of_ours_needs_no_word_and_one_of_the_users_does(
    target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    convert(tmp_path, target)
    convert(tmp_path, target)
    assert "warning" not in capsys.readouterr().err
    (tmp_path / "own").mkdir()
    own = own_configuration(tmp_path / "own", target)
    convert(tmp_path / "own", target)
    assert f"warning: {own.name} " in capsys.readouterr().err


def test_what_pelican_needs_is_said_until_it_is_there() -> None:
    mapping = load_site_mapping("pelican")
    first, *_ = existing_warnings(mapping, {"pelicanconf.py": "PLUGINS = []\n"}.get)
    assert first.startswith("pelicanconf.py does not switch on the plugin") and "wordpress_markdown" in first
    said = existing_warnings(mapping, {"pelicanconf.py": 'PLUGINS = ["wordpress_markdown"]\n'}.get)
    assert not any("switch on" in one for one in said)
    assert existing_warnings(mapping, {"pelicanconf.py": f'"""{OURS}."""\n'}.get) == []
    assert existing_warnings(mapping, {}.get) == []


@pytest.mark.parametrize(
    ("target", "options", "said"),
    [
        ("jekyll", ("--front-matter", "toml"), "--front-matter toml means nothing for jekyll: it reads YAML"),
        ("pelican", ("--front-matter", "yaml"), "--front-matter yaml means nothing for pelican"),
        ("hexo", ("--bodies", "raw"), "--bodies raw means nothing for hexo: bodies are HTML"),
        ("eleventy", ("--embeds", "shortcode"), "--embeds shortcode means nothing for eleventy"),
        ("jekyll", ("--files", "bundle"), "--files bundle means nothing for jekyll: every entry is a file"),
        ("markdown", ("--no-scaffold",), "--no-scaffold means nothing for markdown: nothing is shipped"),
        ("jsonl", ("--scaffold",), "--scaffold means nothing for jsonl: it is for sites"),
        ("jsonl", ("--links", "keep"), "--links keep means nothing for jsonl: it is for sites"),
    ],
)
def test_an_option_that_means_nothing_is_refused(
    target: str, options: tuple[str, ...], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = tmp_path / "export.xml"
    source.write_text(export(item(1)), "utf-8")
    assert run(["convert", str(source), str(tmp_path / "site"), "--to", target, *options]) == 64
    assert said in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("target", "options"),
    [
        ("hugo", ("--front-matter", "toml", "--embeds", "html", "--files", "plain")),
        ("jekyll", ("--front-matter", "yaml", "--embeds", "html", "--files", "plain", "--links", "keep")),
        ("markdown", ("--front-matter", "toml")),
        ("jsonl", ("--bodies", "raw,text", "--new-home", "https://new.example")),
    ],
)
def test_an_option_that_means_something_is_taken(target: str, options: tuple[str, ...], tmp_path: Path) -> None:
    assert convert(tmp_path, target, *options)


def test_settings_of_a_file_are_for_all_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wxr-migrate.toml").write_text('[convert]\nbodies = "raw"\nfront-matter = "toml"\n', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert convert(tmp_path, "jekyll")
    (page,) = (tmp_path / "site/_posts").iterdir()
    assert page.read_text("utf-8").startswith("---\n")
