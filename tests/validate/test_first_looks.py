"""What is looked at first, to be quick, leaves out nothing: it is compared with the slow way on seeded random texts."""

from __future__ import annotations

from random import Random
from urllib.parse import unquote, urlsplit

import pytest

from migrate.validate.block_marks import block_marks, broken_marks, is_json, sound_blocks
from migrate.validate.finding import Spot
from migrate.validate.hints import Hints
from migrate.validate.locate import offset_of
from migrate.validate.registry import all_rules
from migrate.validate.rule import Subject
from migrate.validate.views import host_of, lowered, path_of
from migrate.wxr.names import KNOWN_NAMESPACES
from migrate.wxr.roots import Root

TEXTS = [rule for rule in all_rules() if rule.subject is Subject.TEXT]
HINTS = sorted({hint for rule in TEXTS for hint in rule.hints})
PROSE = [
    "Tea ",
    "grün ",
    "茶 ",
    "\u0130",
    "\u212a",
    "<p>",
    "</p>\n",
    "class=",
    ":",
    "on",
    "=",
    "[",
    "wp",
    "-",
    "\\",
    "?",
    "_",
]
BLOCKS = [
    "<!-- wp:list -->", "<!-- /wp:list -->", '<!-- wp:list {"a":1} -->', '<!-- wp:acme/tea {"a":"\\u003e"} /-->',
    "<!-- wp:more /-->", "<!--wp:list-->", '<!-- wp:list {"a":} -->', "<!--  wp:list  -->", "<!-- wp:list", "wp:", "-->",
    '<!-- wp:code {"a":">"} -->', "Tea",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(300))
def test_the_wanted_rules_are_those_whose_hints_are_there(seed: int) -> None:
    random = Random(seed)
    pieces = random.choices(PROSE, k=random.randrange(12)) + random.choices(HINTS, k=random.randrange(4))
    random.shuffle(pieces)
    text = "".join(piece.upper() if random.random() < 0.2 else piece for piece in pieces)
    encoded = text.lower().encode()
    expected = [
        rule.code
        for rule in TEXTS
        if any(hint.encode() in encoded for hint in rule.hints)
        or (rule.look is not None and rule.look.search(encoded) is not None)
    ]
    assert [rule.code for rule in Hints(TEXTS).wanted(lowered(text))] == expected


def test_every_hint_calls_its_rules() -> None:
    hints = Hints(TEXTS)
    for hint in HINTS:
        assert {rule.code for rule in TEXTS if hint in rule.hints} <= {
            rule.code for rule in hints.wanted(f"a {hint} b".encode())
        }


@pytest.mark.parametrize("seed", range(300))
def test_blocks_that_look_sound_are(seed: int) -> None:
    random = Random(seed)
    text = (
        "".join(random.choices(BLOCKS[:5], k=2)) if seed % 2 else "".join(random.choices(BLOCKS, k=random.randrange(5)))
    )
    names = sound_blocks(text)
    if names is None:
        return
    marks = block_marks(text)
    opened: list[str] = []
    for mark in marks:
        assert not mark.attributes or is_json(mark.attributes)
        if mark.is_end:
            assert opened.pop() == mark.name
        elif not mark.is_void:
            opened.append(mark.name)
    assert opened == []
    assert broken_marks(text, marks) == []
    assert {mark.name for mark in marks} == names


def test_usual_blocks_look_sound() -> None:
    assert sound_blocks(f"{BLOCKS[2]}{BLOCKS[3]}Tea{BLOCKS[1]}") == frozenset({"list", "acme/tea"})


@pytest.mark.parametrize(
    "url",
    [
        "https://blog.example/Tea/", "http://www.blog.example", "https://www./a", "https:///a", "https://Blog.Example/a",
        "https://blog.example:8080/a/?p=1#x", "https://ann@blog.example/a", "//blog.example/a", "/a/b", "?p=1", "",
        "https://blog.example/gr%C3%BCn/", "https://[::1]/a", "https://[blog.example/a", " https://blog.example/a ",
        "https://bücher.example/a", "https://blog.example//a//", "https://blog.example/a;b",
    ],
)  # fmt: skip
def test_addresses_are_read_as_the_standard_library_reads_them(url: str) -> None:
    try:
        parts = urlsplit(url.strip())
        host, inner = (parts.hostname or "").removeprefix("www."), unquote(parts.path).strip("/").lower()
    except ValueError:
        host, inner = "", ""
    assert host_of(url) == host
    assert path_of(url) == (f"/{inner}/" if inner else "")


@pytest.mark.parametrize("body", ["<![CDATA[{}]]>", "{}"], ids=["cdata", "text"])
@pytest.mark.parametrize("is_usual", [True, False])
def test_places_in_one_long_text_are_found_in_any_order(body: str, is_usual: bool) -> None:
    text = "Tée 茶\r\n tea. " * 30
    inner = text if "CDATA" in body else text.replace("tea", "&amp;ea")
    start = "<item><title>A</title><category>b</category><content:encoded>"
    after = "</content:encoded><wp:postmeta><wp:meta_key>k</wp:meta_key><wp:meta_value>v</wp:meta_value></wp:postmeta>"
    data = (start + body.format(inner) + after + "</item>").encode()
    root = Root({prefix: b'"%s"' % uri.encode() for prefix, uri in KNOWN_NAMESPACES.items()} if is_usual else {})
    assert root.is_usual is is_usual
    # XML makes one newline of two characters, and one character of a reference.
    parsed = list(inner.replace("&amp;", "\0").replace("\r\n", "\n"))
    places, at = [], data.index(inner.encode())
    for one in parsed:
        places.append(at)
        at += {"\0": 5, "\n": 2}.get(one, len(one.encode()))
    wanted = list(range(1, len(parsed)))
    Random(7).shuffle(wanted)
    assert [offset_of(data, Spot("content:encoded", n), root) for n in wanted] == [places[n] for n in wanted]
    assert offset_of(data, Spot("wp:postmeta/wp:meta_value"), root) == data.index(b"v</wp:meta_value>")
    assert offset_of(data, Spot("title"), root) == data.index(b"A</title>")
    assert offset_of(data, Spot("wp:status"), root) == 0
