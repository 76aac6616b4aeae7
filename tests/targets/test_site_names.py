"""Names that every file system and generator takes, and paths of addresses that can be folders."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.mappers.context import plain_path, split_url
from migrate.targets.site import names
from migrate.targets.site.names import below, encoded, file_name, folded, shortened, slug_of

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=300)


@pytest.mark.parametrize(
    ("slug", "name"),
    [
        ("hello", "hello"),
        ("日本語", "日本語"),
        ("e\u0301", "é"),
        ("a b\tc\u00a0d", "a-b-c-d"),
        ("v1.2", "v1-2"),
        ("x.fr", "x-fr"),
        ("a/b\\c:d", "a-b-c-d"),
        ("..", "otherwise"),
        ("../../up", "up"),
        (".git", "git"),
        ("_draft", "draft"),
        ("-x-", "x"),
        ("end.", "end"),
        ("index", "index-page"),
        ("_index", "index-page"),
        ("INDEX", "INDEX-page"),
        ("con", "con-page"),
        ("Com1", "Com1-page"),
        ("console", "console"),
        ("{{x}}", "x"),
        ("c++", "c++"),
        ("😀", "😀"),
        ("a\u202eb", "a-b"),
        ("\ud800", "otherwise"),
        ("", "otherwise"),
        ("100%25", "100-25"),
    ],
)
def test_file_names(slug: str, name: str) -> None:
    assert file_name(slug, "otherwise") == name


@given(ANY)
def test_a_file_name_is_always_one(text: str) -> None:
    name = file_name(text, "otherwise")
    assert name
    assert len(name.encode()) <= 210
    assert unicodedata.is_normalized("NFC", name)
    assert not re.search(r'[\s<>:"/\\|?*#%.{}\x00-\x1f]', name)
    assert name[0] not in "-_." and name[-1] not in "-_. "
    assert file_name(name, "otherwise") == name
    assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d|index|_index", name, re.IGNORECASE)


@pytest.mark.parametrize(
    ("link", "base", "path"),
    [
        ("https://x.example/2009/05/a/", "", "/2009/05/a/"),
        ("https://x.example/2009/05/a", "", "/2009/05/a/"),
        ("https://x.example/Case/A/", "", "/Case/A/"),
        ("https://x.example/blog/a/", "/blog", "/a/"),
        ("https://x.example/blogger/a/", "/blog", "/blogger/a/"),
        ("https://x.example/blog/", "/blog", None),
        ("https://x.example/blog", "/blog", None),
        ("https://x.example/", "", None),
        ("https://x.example", "", None),
        ("https://x.example/?p=12", "", None),
        ("https://x.example/a/?lang=de", "", None),
        ("https://x.example/a/#b", "", None),
        ("https://x.example/a.html", "", "/a.html"),
        ("https://x.example/a.HTM", "", "/a.HTM"),
        ("https://x.example/a.html/", "", "/a.html/"),
        ("https://x.example/a.php", "", "/a.php/"),
        ("https://x.example/v1.2", "", "/v1.2/"),
        ("https://x.example/a/index.html", "", "/a/"),
        ("https://x.example/index.php", "", None),
        ("https://x.example/index.php/2009/a/", "", "/index.php/2009/a/"),
        ("https://x.example/%e3%81%82/", "", "/あ/"),
        ("https://x.example/e%CC%81/", "", "/é/"),
        ("https://x.example/100%25/", "", "/100-/"),
        ("https://x.example/50%/", "", "/50-/"),
        ("https://x.example/12:30/", "", "/12-30/"),
        ("https://x.example/a%3Fb%23c/", "", "/a-b-c/"),
        ("https://x.example/a%2Fb/", "", "/a-b/"),
        ("https://x.example/../../etc/", "", "/etc/"),
        ("https://x.example/%2e%2e%2f%2e%2e%2fup/", "", "/-up/"),
        ("https://x.example/a..b/", "", "/a-b/"),
        ("https://x.example/.git/", "", "/git/"),
        ("https://x.example//a///b//", "", "/a/b/"),
        ("https://x.example/a b/", "", "/a-b/"),
        ("http://[", "", None),
        ("", "", None),
    ],
)
def test_paths_of_old_addresses(link: str, base: str, path: str | None) -> None:
    assert below(link, base) == path


@given(ANY)
def test_a_path_is_always_safe(text: str) -> None:
    path = below(f"https://x.example/{text}", "")
    if path is None:
        return
    assert path.startswith("/") and (path.endswith("/") or re.search(r"\.html?$", path, re.IGNORECASE))
    # `%` and `:` stop Hugo; a query or fragment is no folder.
    assert not re.search(r"[%:?#\\\s\x00-\x1f]|//", path)
    for segment in path.strip("/").split("/"):
        assert segment and not segment.startswith(".")
        assert len(segment.encode()) <= 255
    assert unquote(encoded(path)) == path
    assert encoded(path).isascii()


def test_encoding_keeps_what_a_path_may_hold() -> None:
    assert encoded("/a-b_c.d~e/f+g@h/") == "/a-b_c.d~e/f+g@h/"
    assert encoded("/あ é/") == "/%E3%81%82%20%C3%A9/"
    assert encoded("[x]") == "%5Bx%5D"


@pytest.mark.parametrize(
    ("one", "other"), [("A", "a"), ("é", "e\u0301"), ("STRASSE", "strasse"), ("\u1e9e", "ß"), ("Å", "\u212b")]
)
def test_names_that_some_system_takes_for_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_names_that_no_system_takes_for_one() -> None:
    assert len({folded(name) for name in ("a", "b", "é", "e", "a-b", "ab")}) == 6


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Hello, world", "hello-world"),
        ("<em>No</em> &amp; <b>yes</b>", "no-yes"),
        ("日本 語", "日本-語"),
        ("!!!", ""),
        ("", ""),
        ("a < b > c", "a-c"),
    ],
)
def test_slugs_of_titles(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(ANY, st.integers(0, 40))
def test_texts_are_cut_between_characters(text: str, longest: int) -> None:
    cut = shortened(text, longest)
    assert text.startswith(cut)
    assert len(cut.encode("utf-8", "replace")) <= longest


PARTS = (
    "a",
    "B-",
    "_",
    "/",
    "//",
    ".",
    "~",
    "index",
    ".html",
    "index.php",
    "con",
    "nul",
    "é",
    "%20",
    "x" * 205,
    "?p=1",
)


@given(st.sampled_from(["http://", "HTTPS://", "https://", "//", ""]), st.sampled_from(["e.org", "e.org:80", "u@h", "[h"]),
       st.lists(st.sampled_from(PARTS), max_size=6).map("".join), st.sampled_from(["", "/a", "/B-"]))  # fmt: skip
def test_what_is_written_as_usual_is_read_as_everything_is(scheme: str, host: str, path: str, base: str) -> None:
    link = f"{scheme}{host}/{path}"
    if (plain := plain_path(link)) is not None:
        assert split_url(link)[2:] == (plain, "", "")
    found = below(link, base), file_name(path, "otherwise")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "plain_path", lambda link: None)
        patch.setattr(names, "_USUAL", re.compile("(?!)"))
        assert found == (below(link, base), file_name(path, "otherwise"))
