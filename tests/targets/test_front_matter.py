"""Front matter: what people would write, and read back equal by every reader, a real Hugo among them."""

from __future__ import annotations

import json
import math
import os
import shutil
import subprocess
import sys
import tomllib
import tracemalloc
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal

import pytest
import ruamel.yaml
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.targets.site import front_matter
from migrate.targets.site.front_matter import read_front_matter, write_front_matter

Form = Literal["yaml", "toml"]
FORMS: tuple[Form, Form] = ("yaml", "toml")
SUMMER = timezone(timedelta(hours=2))

HOSTILE = [
    *(
        title
        for line in (
            # Taken for something else than text.
            "y¦Y¦n¦N¦yes¦Yes¦YES¦no¦No¦NO¦on¦On¦ON¦off¦Off¦OFF¦true¦True¦TRUE¦false¦False¦FALSE¦null¦Null¦NULL¦~¦nil¦none¦None",
            "nan¦NaN¦inf¦Infinity¦.inf¦-.INF¦.nan¦0¦-0¦+1¦007¦0o17¦0x1F¦0b101¦1e3¦1E+3¦1.0e+3¦.5¦5.¦1.¦1_000¦1,000¦12:30¦12:30:45",
            "1:2.3¦190:20:30¦2024¦2024-05-01¦2024-05-01T10:00:00Z¦2024-5-1¦2024-05-01 10:00:00 +02:00¦=¦<<¦e3¦x1F¦_¦__proto__¦No.",
            "yes no¦99999999999999999999",
            # Where a value or a key would end or begin, or an indicator stands.
            "¦ ¦  ¦ a¦a ¦a: b¦a:¦:¦: a¦::¦a :b¦a #b¦#a¦# a¦a#b¦- a¦-¦-a¦a - b¦--¦---¦--- a¦----¦...¦... a¦+++¦+++ a¦++++¦a\n---\nb",
            "a\n+++\nb¦\n---\n¦\n...\n¦? a¦?¦?a¦| a¦|¦|-¦> a¦>¦>-¦& a¦&a¦*a¦* a¦!a¦! a¦!!str a¦!<a> b¦%a¦%YAML 1.2¦100%¦%20%C3%A9¦@a¦@",
            "`a`¦{a¦{a: b}¦}¦[a¦[a, b]¦[[a]]¦]¦a, b¦,¦a = b¦a.b¦[a.b]¦a=b",
            # Quotes and escapes.
            '\'¦\'\'¦\'\'\'¦\'a\'¦it\'s¦"¦""¦"""¦"a"¦say "a"¦"\'¦a\'\'\'b"""c¦\\¦\\\\¦a\\¦\\n¦\\u0041¦\\x41¦\\U0001F600¦\\0¦C:\\new\\table¦\\"¦&amp;',
            "&#8217;¦<b>a</b>¦</script>¦<!--a-->",
            # Templates and shortcodes of the programs that read the file.
            "{{< a >}}¦{{<¦{{% a %}}¦{{%¦{{ .Title }}¦{{ }}¦{{¦}}¦{% raw %}¦{# a #}¦$a¦${a}",
            # Line ends, controls and separators, in the middle and at both ends.
            "a\nb¦a\n\nb¦\na¦a\n¦\n¦\n\n¦a\r\nb¦a\rb¦\r¦a\tb¦\ta¦a\t¦\t¦a\n b¦a \nb¦a\\\nb¦\0¦\0a¦a\0b¦a\x01b¦a\ab¦a\bb¦a\vb¦a\fb¦a\x1bb",
            "a\x1fb¦a\x7fb¦a\x80b¦a\x84b¦a\x85b¦a\x86b¦a\x9fb¦a\xa0b¦\xa0a\xa0¦a\xadb¦a\u1680b¦a\u2007b¦a\u202fb¦a\u3000b¦\x85¦\u2028",
            "\u2029¦a\u2028b¦a\u2029b¦\ufeff¦\ufeffa¦a\ufeffb¦a\ufffeb¦a\uffffb¦a\ufffdb¦a\ufdd0b¦a\ue000b¦a\U0001fffeb¦a\U0010ffffb",
            # Scripts, directions, joiners, emoji.
            "Ünïcödé¦e\u0301¦日本語¦中文：标题¦한국어¦हिन्दी¦ไทย¦\u0661\u0662\u0663¦½¦²¦Ⅷ¦x²¦𝒳¦𐐷𐑊¦\u200fשלום\u200f¦\u200eabc¦a\u202eb\u202c",
            "\u2066a\u2069¦سلام\u200cها¦a\u200bb¦\u2060a¦\u200d¦😀¦a 😀 b¦👩\u200d👩\u200d👧¦🏳️\u200d🌈¦🇩🇪¦👍🏽¦1️⃣¦™ © ®¦“a” – ‘b’ … c¦€¦\U000e0041",
        )
        for title in line.split("¦")
    ),
    *("word " * 3000, "a" * 10_000, "1" * 400, "😀" * 2000, "\n" * 2000, '"' * 2000, "\\" * 2001, "日" * 3000),
]
"""Titles that some writer, or some reader, got wrong."""

POST: dict[str, Any] = {
    "title": "Ten things: a list",
    "date": datetime(2024, 5, 1, 10, tzinfo=SUMMER),
    "lastmod": datetime(2024, 5, 2, 8, 30, 15),
    "expires": date(2025, 1, 1),
    "draft": False,
    "subtitle": None,
    "slug": "ten-things",
    "tags": ["news", "2024", "yes"],
    "categories": [],
    "gallery": ({"src": "a.jpg", "wide": True}, {"src": "b c.jpg", "sizes": [1, 2.5]}, {}),
    "params": {"wordpress_id": 7, "color": "", "nested": {"deep": "x"}, "nothing": {"at": None}},
    "weight": -3,
    "Größe 2": "größer, als man denkt.",
}


def test_yaml_as_people_write_it() -> None:
    assert write_front_matter(POST, "yaml") == (
        "---\n"
        'title: "Ten things: a list"\n'
        "date: 2024-05-01T10:00:00+02:00\n"
        "lastmod: 2024-05-02T08:30:15\n"
        "expires: 2025-01-01\n"
        "draft: false\n"
        "slug: ten-things\n"
        "tags:\n"
        "  - news\n"
        '  - "2024"\n'
        '  - "yes"\n'
        "categories: []\n"
        "gallery:\n"
        "  - src: a.jpg\n"
        "    wide: true\n"
        "  - src: b c.jpg\n"
        "    sizes:\n"
        "      - 1\n"
        "      - 2.5\n"
        "  - {}\n"
        "params:\n"
        "  wordpress_id: 7\n"
        '  color: ""\n'
        "  nested:\n"
        "    deep: x\n"
        "  nothing: {}\n"
        "weight: -3\n"
        "Größe 2: größer, als man denkt.\n"
        "---\n"
    )


def test_toml_as_people_write_it() -> None:
    assert write_front_matter(POST, "toml") == (
        "+++\n"
        'title = "Ten things: a list"\n'
        "date = 2024-05-01T10:00:00+02:00\n"
        "lastmod = 2024-05-02T08:30:15\n"
        "expires = 2025-01-01\n"
        "draft = false\n"
        'slug = "ten-things"\n'
        'tags = ["news", "2024", "yes"]\n'
        "categories = []\n"
        'gallery = [{src = "a.jpg", wide = true}, {src = "b c.jpg", sizes = [1, 2.5]}, {}]\n'
        "weight = -3\n"
        '"Größe 2" = "größer, als man denkt."\n'
        "[params]\n"
        "wordpress_id = 7\n"
        'color = ""\n'
        'nested = {deep = "x"}\n'
        "nothing = {}\n"
        "+++\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_two_delimiters(form: Form) -> None:
    written = write_front_matter({"a": None}, form)
    assert written == {"yaml": "---\n---\n", "toml": "+++\n+++\n"}[form]
    assert read_front_matter(written + "a") == ({}, "a")


@pytest.mark.parametrize(
    ("value", "in_yaml", "in_toml"),
    [
        ([["a"], [["b", 1], []], None], "- - a\n- - - b\n    - 1\n  - []", '[["a"], [["b", 1], []]]'),
        ('tab\t"quote" \\ \x07 \x85 \u2028 \ufeff', *['"tab\\t\\"quote\\" \\\\ \\u0007 \\u0085 \\u2028 \\ufeff"'] * 2),
        ("a\nb", *['"a\\nb"'] * 2),
        ("\0", *['"\\u0000"'] * 2),
        ("one \ud83d lone surrogate", *['"one \ufffd lone surrogate"'] * 2),
        ("😀 \u200f", *['"😀 \u200f"'] * 2),
        (2**63 - 1, *["9223372036854775807"] * 2),
        (2**63, *['"9223372036854775808"'] * 2),
        (-(2**63) - 1, *['"-9223372036854775809"'] * 2),
        (1e16, *["1.0e+16"] * 2),
        (-1.5e-7, *["-1.5e-07"] * 2),
        (math.inf, ".inf", "inf"),
        (-math.inf, "-.inf", "-inf"),
        (math.nan, ".nan", "nan"),
        # Before standard time a zone was 53 minutes and 28 seconds off; the clock is what counts.
        (datetime(1, 1, 1, 0, 10, tzinfo=timezone(timedelta(seconds=3208))), *["0001-01-01T00:10:00+00:53"] * 2),
        (datetime(2024, 5, 1, tzinfo=UTC), *["2024-05-01T00:00:00+00:00"] * 2),
        (datetime(2024, 5, 1, 0, 0, 0, 120_000), *["2024-05-01T00:00:00.120000"] * 2),
    ],
)
def test_values(value: Any, in_yaml: str, in_toml: str) -> None:
    separator = "\n  " if in_yaml.startswith("- ") else " "
    in_yaml = in_yaml.replace("\n", "\n  ")
    assert write_front_matter({"key": value}, "yaml") == f"---\nkey:{separator}{in_yaml}\n---\n"
    assert write_front_matter({"key": value}, "toml") == f"+++\nkey = {in_toml}\n+++\n"


@pytest.mark.parametrize(
    "plain", ["a", "News", "two words", "a-b_c", "a.b", "a/b", "a, b", "Ünïcödé", "日本語", "not", "x1", "a 1"]
)
def test_words_stand_without_quotes_in_yaml(plain: str) -> None:
    assert write_front_matter({plain: plain}, "yaml") == f"---\n{plain}: {plain}\n---\n"


TAKEN = (
    "y Y n N yes No ON off True FALSE null Nil none NaN inf Infinity ~ = << .5 1e3 0x1F 1_000 12:30 2024-05-01 --- ?"
)


@pytest.mark.parametrize("word", TAKEN.split())
def test_what_any_yaml_reader_takes_for_something_else_is_quoted(word: str) -> None:
    assert write_front_matter({word: word}, "yaml") == f'---\n"{word}": "{word}"\n---\n'


def read_yaml(reader: Callable[[str], Any], written: str) -> Any:
    return reader(written.removeprefix("---\n").removesuffix("---\n")) or {}


READERS: dict[Form, dict[str, Callable[[str], Any]]] = {
    "yaml": {
        "ours": lambda written: read_front_matter(written)[0],
        "PyYAML": lambda written: read_yaml(yaml.safe_load, written),
        "ruamel.yaml": lambda written: read_yaml(ruamel.yaml.YAML(typ="safe", pure=True).load, written),
    },
    "toml": {
        "ours": lambda written: read_front_matter(written)[0],
        "tomllib": lambda written: tomllib.loads(written.removeprefix("+++\n").removesuffix("+++\n")),
    },
}


def exact(value: Any) -> Any:
    """The value, such that 1, 1.0 and True, and a time with an offset and one without, are different."""
    if isinstance(value, dict):
        return {key: exact(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [exact(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else (type(value).__name__, value)


def assert_read_back(values: dict[str, Any]) -> None:
    for form in FORMS:
        written = write_front_matter(values, form)
        for name, reader in READERS[form].items():
            assert exact(reader(written)) == exact(values), f"{name} reads {written!r}"


texts = (
    st.text(max_size=20)
    | st.sampled_from(HOSTILE)
    | st.text("ab01eE+-.:_ ,#'\"\\/\n\t[]{}&*!|>%@`~=<?x\0\x85\u2028", max_size=8)
)
offsets = st.none() | st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
scalars = (
    texts
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.datetimes(timezones=offsets)
)
nested = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=12
)


@settings(deadline=None)
@given(st.dictionaries(texts, nested, max_size=6))
def test_everything_is_read_back_by_all_readers(values: dict[str, Any]) -> None:
    assert_read_back(values)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_titles_are_read_back_by_all_readers(form: Form) -> None:
    values: dict[str, Any] = {
        "list": HOSTILE,
        "values": {f"key {number}": title for number, title in enumerate(HOSTILE)},
        "keys": dict.fromkeys(HOSTILE, 1),
    }
    written = write_front_matter(values, form)
    for name, reader in READERS[form].items():
        assert reader(written) == values, name


@pytest.mark.parametrize("length", [1000, 1001, 1023, 1024, 1025, 5000])
def test_keys_longer_than_yaml_looks_ahead(length: int) -> None:
    assert_read_back({"a": [{"k" * length: {":" * length: "v"}, "b": 1}], "\n" * length: {}, "c": "d"})


@pytest.mark.parametrize("form", FORMS)
def test_what_php_may_nest_is_written(form: Form) -> None:
    mapping: Any = "x"
    listing: Any = "x"
    for _ in range(512):
        mapping = {"k": mapping}
        listing = [listing]
    written = write_front_matter({"a": mapping, "b": listing}, form)
    assert written.count("k") == 512
    assert written.count({"yaml": "- ", "toml": "["}[form]) in (512, 513)


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("body", ["", "a", "\na\n", "  a\n---\nb\n+++\n", "---\n---\n", "\n\n\n"])
@pytest.mark.parametrize("form", FORMS)
def test_the_body_is_read_exactly_as_it_stood(form: Form, body: str, line_end: str) -> None:
    values = {"title": "a\r\nb", "tags": ["---", "+++"]}
    text = (write_front_matter(values, form) + body).replace("\n", line_end)
    assert read_front_matter(text) == (values, body.replace("\n", line_end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("---\ntitle: a\n---", ({"title": "a"}, "")),
        ("---  \ntitle: a\n---\t\nb", ({"title": "a"}, "b")),
        ("\ufeff---\ntitle: a\n---\nb", ({"title": "a"}, "b")),
        ("---\n2024: a\n---\n", ({"2024": "a"}, "")),
        ("---\ntitle: |\n  a\n  ---\n---\nb", ({"title": "a\n---\n"}, "b")),
        ("+++\ntitle = '''\na\n'''\n+++\nb", ({"title": "a\n"}, "b")),
    ],
)
def test_front_matter_written_by_others(text: str, expected: tuple[dict[str, Any], str]) -> None:
    assert read_front_matter(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "does not begin with front matter"),
        ("title: a\n", "does not begin with front matter"),
        ("\n---\na: b\n---\n", "does not begin with front matter"),
        ("---\na: b\n", "does not begin with front matter"),
        ("---\na: b\n+++\n", "does not begin with front matter"),
        ("---\na: b\n--- c\n", "does not begin with front matter"),
        ("---\na: b\nc: d: e\n---\n", r"YAML .* mapping values are not allowed .* \(at line 3\)\.$"),
        ("---\na: [\n---\n", r"YAML .* \(at line 3\)\.$"),
        ("---\na: \0\n---\n", "YAML .* control characters are not allowed"),
        ("---\na: \ud800\n---\n", "YAML .* surrogates not allowed"),
        ("---\na: 2024-13-45\n---\n", "YAML .* month must be in"),
        ("---\n- a\n---\n", "YAML .* holds no keys"),
        ("---\na\n---\n", "YAML .* holds no keys"),
        ("---\na: !!bool 2\n---\n", "does not fit its tag"),
        ("---\na: !!int ''\n---\n", "does not fit its tag"),
        ("---\na: !!timestamp b\n---\n", "does not fit its tag"),
        ("---\na: !!python/name:os.system\n---\n", "YAML .* could not determine a constructor"),
        ("---\na: " + "[" * 11_000 + "]" * 11_000 + "\n---\n", "YAML .* recursion"),
        ("+++\na = 1\nb = \n+++\n", r"TOML .* \(at line 3, column 5\)\.$"),
        ("+++\na = 1\na = 2\n+++\n", "TOML .* overwrite"),
        ("+++\na = " + "[" * 9000 + "]" * 9000 + "\n+++\n", "TOML .* (recursion|nest)"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_sentence(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as caught:
        read_front_matter(text)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


@settings(deadline=None)
@given(
    st.text(max_size=60)
    | st.lists(st.sampled_from([*"-?:[]{}!&*#|>'\"=ab1. \n\t", "!!int ", "!!bool ", "<<: "])).map("".join)
)
def test_reading_raises_nothing_else(block: str) -> None:
    for delimiter in ("---", "+++"):
        try:
            values, body = read_front_matter(f"{delimiter}\n{block}\n{delimiter}\n")
        except ValueError:
            continue
        assert all(isinstance(key, str) for key in values)
        assert isinstance(body, str)


def hugo() -> str:
    beside = Path(sys.executable).with_name("hugo")
    found = str(beside) if beside.exists() else shutil.which("hugo")
    if found is None and os.environ.get("REQUIRE_SERVICES"):
        pytest.fail("no hugo beside Python or on the path")
    return found or pytest.skip("no hugo beside Python or on the path")


def page(title: str) -> dict[str, Any]:
    """A title in every place of a page where a string may stand; Hugo makes keys lower-case."""
    places = {"value": title, "list": [title, {"in": title}], "keys": {title.lower(): title, "after": 1}}
    when = datetime(2024, 5, 1, 10, tzinfo=SUMMER)
    return {"title": title, "date": when, f"table {title.lower()}": {"in": title}, "params": places}


def test_hugo_reads_what_is_written(tmp_path: Path) -> None:
    command = hugo()
    for folder in ("content", "layouts"):
        (tmp_path / folder).mkdir()
    kinds = ["404", "RSS", "robotsTXT", "section", "sitemap", "taxonomy", "term"]
    configuration = f'baseURL = "https://example.com/"\ndisableKinds = {json.dumps(kinds)}\n'
    (tmp_path / "hugo.toml").write_text(configuration, "utf-8")
    one = 'dict "file" .File.Path "title" .Title "date" .Date "params" .Params "body" .RawContent | jsonify'
    every = f"[{{{{ range $index, $page := site.RegularPages }}}}{{{{ if $index }}}},{{{{ end }}}}{{{{ {one} }}}}{{{{ end }}}}]"
    (tmp_path / "layouts/index.html").write_text(every, "utf-8")
    (tmp_path / "layouts/single.html").write_text("{{ .Title }}", "utf-8")
    expected = {f"{form}-{number}.md": page(title) for number, title in enumerate(HOSTILE) for form in FORMS}
    for name, values in expected.items():
        form: Form = "yaml" if name.startswith("yaml") else "toml"
        (tmp_path / "content" / name).write_bytes(f"{write_front_matter(values, form)}\nBody.\n".encode())

    environment = {**os.environ, "HUGO_CACHEDIR": str(tmp_path / "cache")}
    run = subprocess.run([command, "-d", "public"], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr

    pages = {read["file"]: read for read in json.loads((tmp_path / "public/index.html").read_text("utf-8"))}
    assert pages.keys() == expected.keys()
    for name, values in expected.items():
        read = pages[name]
        table = f"table {values['title'].lower()}"
        assert read["title"] == values["title"], name
        assert read["date"] == "2024-05-01T10:00:00+02:00", name
        assert read["body"].strip() == "Body.", name
        assert {key: read["params"].get(key) for key in values["params"]} == values["params"], name
        assert read["params"].get(table) == values[table], name


def test_memory_for_a_long_value_is_a_few_times_its_length() -> None:
    text = "long words " * 100_000 + "end"
    tracemalloc.start()
    try:
        assert write_front_matter({"long": text}, "yaml") == f"---\nlong: {text}\n---\n"
        assert tracemalloc.get_traced_memory()[1] < 5 * len(text)
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("form", ["yaml", "toml"])
def test_very_long_texts_are_written_as_others(form: Form) -> None:
    values = {"plain": "some words", "escaped": 'a "b" \\ \n c\x7f \U0001f680', "list": ["a: b", "c" * 30]}
    usual = write_front_matter(values, form)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(front_matter, "LONG", 4)
        patch.setattr(front_matter, "_LONG", 3)
        texts = front_matter.front_matter_texts(values, form)
    assert len(texts) > 5
    assert "".join(texts) == usual


@given(st.text("ab 1._-/,\u00b2\u00e9:#", max_size=7))
def test_long_texts_are_plain_where_short_ones_are(text: str) -> None:
    words = "a" * 10_000 + text
    assert (write_front_matter({"k": words}, "yaml") == f"---\nk: {words}\n---\n") == (
        write_front_matter({"k": "ab" + text}, "yaml") == f"---\nk: ab{text}\n---\n"
    )
