"""The decoder of PHP-serialised values: agrees with PHP, refuses what PHP refuses, keeps its limits."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec
import pytest

from migrate.wxr.php import (
    MAX_COPIED,
    MAX_DEPTH,
    PhpValueError,
    PhpValueTooLargeError,
    decode,
    looks_serialized,
)

CLASS = "__PHP_Incomplete_Class_Name"


def strict(data: bytes | str) -> Any:
    value, repaired = decode(data, lenient=False)
    assert not repaired
    assert decode(data) == (value, False), "lenient reads a sound value as strict does"
    return value


def plain(value: Any) -> str:
    """JSON, where 1 and True, and the order of keys, differ, but 2 and 2.0 do not (PHP writes 2 for 2.0)."""
    return re.sub(r"(?<=[0-9])\.0(?=[,\]}]|$)", "", json.dumps(value))


def string(text: bytes) -> bytes:
    return b's:%d:"%s";' % (len(text), text)


def test_agrees_with_php_on_real_values(oracle: Path) -> None:
    lines = (oracle / "php-serialized.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    assert len(cases) > 200
    for case in cases:
        assert looks_serialized(case["in"])
        if case["ok"]:
            assert plain(strict(case["in"])) == plain(case["out"]), case["id"]
        else:
            with pytest.raises(PhpValueError):
                decode(case["in"], lenient=False)


# Expected values as PHP 8.2 gives them.
SOUND = [
    (b"N;", None),
    (b"b:1;", True),
    (b"b:0;", False),
    (b"i:-12;", -12),
    (b"i:+5;", 5),
    (b"i:007;", 7),
    (b"i:9223372036854775807;", 2**63 - 1),
    (b"i:9223372036854775808;", 2**63 - 1),
    (b"i:-9223372036854775808;", -(2**63)),
    (b"i:-99999999999999999999999;", -(2**63)),
    (b"i:00000000000000000000000000001;", 1),
    (b"d:0.1;", 0.1),
    (b"d:.5;", 0.5),
    (b"d:5.;", 5.0),
    (b"d:-1.5E-3;", -0.0015),
    (b"d:1.0E+25;", 1e25),
    (b"d:INF;", "INF"),
    (b"d:-INF;", "-INF"),
    (b"d:NAN;", "NAN"),
    (b"d:1e999;", "INF"),
    (b's:0:"";', ""),
    (b's:3:"a"b";', 'a"b'),
    (b's:4:"a";b";', 'a";b'),
    ('s:6:"é😀";'.encode(), "é😀"),
    (b's:3:"a\0b";', "a\0b"),
    (b's:2:"\r\n";', "\r\n"),
    (rb'S:5:"a\62\c3\a9d";', "abéd"),
    (rb'a:1:{S:1:"\6b";N;}', {"k": None}),
    (b"a:0:{}", []),
    (b'a:2:{i:0;s:1:"a";i:1;a:0:{}}', ["a", []]),
    (b'a:2:{s:1:"0";i:1;s:1:"1";i:2;}', [1, 2]),
    (b"a:2:{i:1;i:1;i:0;i:2;}", {"1": 1, "0": 2}),
    (b"a:2:{i:0;i:1;i:2;i:2;}", {"0": 1, "2": 2}),
    (b"a:1:{i:1;N;}", {"1": None}),
    (b"a:2:{i:0;i:1;i:0;i:2;}", [2]),
    (b'a:3:{i:5;N;s:1:"x";N;s:1:"5";b:1;}', {"5": True, "x": None}),
    (b'a:2:{s:2:"05";N;i:5;N;}', {"05": None, "5": None}),
    (b"a:1:{i:-0;N;}", [None]),
    (b"a:1:{i:99999999999999999999;N;}", {"9223372036854775807": None}),
    (b' \n a:1:{s:2:"\xc3\xa9";d:2;}\0\t', {"é": 2.0}),
    (b'O:8:"stdClass":0:{}', {CLASS: "stdClass"}),
    (b'O:7:"Foo\\Bar":1:{s:1:"a";b:0;}', {CLASS: "Foo\\Bar", "a": False}),
    (b'O:1:"A":2:{s:4:"\0*\0p";i:1;s:4:"\0A\0q";i:2;}', {CLASS: "A", "p": 1, "q": 2}),
    (b'O:1:"A":1:{i:0;i:1;}', {CLASS: "A", "0": 1}),
    (
        b'O:1:"A":4:{s:4:"\0A\0p";i:1;s:4:"\0B\0p";i:2;s:4:"\0*\0p";i:3;s:1:"p";i:4;}',
        {CLASS: "A", "p": 1, "B::p": 2, "*::p": 3, "::p": 4},
    ),
    (
        b'O:1:"A":3:{s:4:"B::p";i:1;s:1:"p";i:2;s:4:"\0B\0p";i:3;}',
        {CLASS: "A", "B::p": 1, "p": 2, ":B::p": 3},
    ),
    (b'O:1:"A":2:{s:4:"\0A\0p";i:1;s:4:"\0A\0p";i:2;}', {CLASS: "A", "p": 2}),
    (b'O:1:"A":1:{%si:1;}' % string(CLASS.encode()), {CLASS: "A", f"::{CLASS}": 1}),
    (b'E:11:"Suit:Hearts";', {CLASS: "Suit", "__PHP_Enum_Case": "Hearts"}),
    (b'C:3:"Bag":9:{x:i:0;m:}}', {CLASS: "Bag", "__PHP_Serialized": "x:i:0;m:}"}),
    # Decoded once only: WordPress serialises text that looks serialised once more.
    (b's:14:"a:1:{i:0;N;};}";', "a:1:{i:0;N;};}"),
    (b'a:1:{i:0;s:22:"a:1:{i:0;s:3:"x";";";}";}', ['a:1:{i:0;s:3:"x";";";}']),
    # References: `R:` takes no number, `r:` does, keys do not.
    (b'a:3:{i:0;s:1:"x";i:1;R:2;i:2;R:2;}', ["x", "x", "x"]),
    (b"a:4:{i:0;i:1;i:1;R:2;i:2;i:3;i:3;R:3;}", [1, 1, 3, 3]),
    (b'a:4:{i:0;O:1:"A":0:{}i:1;r:2;i:2;i:7;i:3;R:4;}', [{CLASS: "A"}, {CLASS: "A"}, 7, 7]),
    (b'a:2:{s:1:"k";a:1:{s:1:"z";i:9;}s:1:"l";R:3;}', {"k": {"z": 9}, "l": 9}),
    (b"a:2:{i:0;a:1:{i:0;i:9;}i:1;R:2;}", [[9], [9]]),
    (b"a:2:{i:0;i:1;i:1;R:1;}", [1, {"__PHP_Reference": 1}]),
    (
        b'O:1:"A":1:{s:1:"c";a:1:{i:0;O:1:"B":1:{s:1:"p";r:1;}}}',
        {CLASS: "A", "c": [{CLASS: "B", "p": {"__PHP_Reference": 1}}]},
    ),
    (b'a:2:{i:0;E:3:"A:B";i:1;r:2;}', [{CLASS: "A", "__PHP_Enum_Case": "B"}] * 2),
    (b's:4:";R:1";', ";R:1"),
]


@pytest.mark.parametrize(("data", "value"), SOUND, ids=[repr(data)[:60] for data, _ in SOUND])
def test_reads_as_php_does(data: bytes, value: Any) -> None:
    decoded = strict(data)
    assert (plain(decoded), type(decoded)) == (plain(value), type(value))


def test_text_that_is_not_utf8_keeps_its_bytes() -> None:
    raw = b"caf\xe9 100% \xc3\xa9 \xed\xa0\x80"
    value = strict(b"a:2:{i:0;%s%si:1;}" % (string(raw), string(b"\xff")))
    start = "data:application/octet-stream,"
    assert value == {"0": start + "caf%E9 100%25 é %ED%A0%80", start + "%FF": 1}
    assert unquote_to_bytes(value["0"].removeprefix(start)) == raw
    assert decode('s:3:"\ud800";').value == start + "%ED%A0%80"


UNSOUND = [
    (b"", 0),
    (b"  ", 2),
    (b"hello", 0),
    (b"N", 0),
    (b"b:2;", 0),
    (b"i:;", 0),
    (b"i:1e3;", 0),
    (b"d:;", 0),
    (b"d:1.2.3;", 0),
    (b"d:+INF;", 0),
    (b's:3:"ab', 0),
    (b's:-1:"";', 0),
    (b"  a:1:{i:0;x}", 11),
    (b"a:1:{i:0;N;", 11),
    (b"a:9:{i:0;N;}", 0),
    (b"a:1:{N;b:1;}", 5),
    (b"a:1:{b:1;N;}", 5),
    (b"a:-1:{}", 0),
    (b'O:0:"":0:{}', 0),
    (b'O:3:"A b":0:{}', 0),
    (b'E:3:"ABC";', 0),
    (rb'S:1:"\zz";', 5),
    (rb'S:2:"\41";', 0),
    (b"R:1;", 0),
    (b"a:1:{i:0;R:0;}", 9),
    (b"a:1:{i:0;R:2;}", 9),
    (b"a:1:{i:0;r:2;}", 9),
    (b"a:2:{i:0;i:1;i:1;r:2;}", 17),
    (b"i:" + b"9" * 10_000, 0),
]


@pytest.mark.parametrize(("data", "offset"), UNSOUND, ids=[repr(data)[:60] for data, _ in UNSOUND])
def test_refuses_with_the_place(data: bytes, offset: int) -> None:
    with pytest.raises(PhpValueError) as caught:
        decode(data, lenient=False)
    assert caught.value.offset == offset
    assert str(caught.value).endswith(f" at byte {offset}")


def nested(depth: int) -> bytes:
    return b"a:1:{i:0;" * depth + b"N;" + b"}" * depth


def test_depth_has_a_limit_of_its_own_and_not_the_interpreters() -> None:
    limit = sys.getrecursionlimit()
    frame, used = sys._getframe(), 0
    while frame := frame.f_back:  # type: ignore[assignment]
        used += 1
    sys.setrecursionlimit(used + 60)
    try:
        value = decode(nested(MAX_DEPTH), lenient=False).value
    finally:
        sys.setrecursionlimit(limit)
    assert json.dumps(value) == "[" * MAX_DEPTH + "null" + "]" * MAX_DEPTH
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(PhpValueTooLargeError, match="deeper"):
            decode(nested(depth))


def test_references_neither_explode_nor_get_too_deep() -> None:
    elements, slot = [b's:50:"' + b"x" * 50 + b'";'], 2
    for count in range(60):
        elements.append(b"a:2:{i:0;R:%d;i:1;R:%d;}" % (slot, slot))
        slot = count + 3
    doubling = b"".join(b"i:%d;%s" % pair for pair in enumerate(elements))
    value = strict(b"a:%d:{%s}" % (len(elements), doubling))
    assert value[3] == [[["x" * 50] * 2] * 2] * 2
    assert MAX_COPIED / 8 < len(msgspec.json.encode(value)) < MAX_COPIED * 2
    assert value[60] == [{"__PHP_Reference": 61}] * 2

    half = nested(MAX_DEPTH - 10)
    deep = strict(b"a:3:{i:0;%si:1;a:1:{i:0;R:2;}i:2;%s}" % (half, nested(300).replace(b"N;", b"R:2;")))
    assert deep[1] == [deep[0]]
    assert msgspec.json.encode(deep[2]) == b"[" * 300 + b'{"__PHP_Reference":2}' + b"]" * 300


def test_a_large_count_reserves_nothing() -> None:
    for data in (b"a:9999999999:{i:0;N;}", b'O:1:"A":2000001:{}', b"a:99999999999:{}"):
        with pytest.raises(PhpValueError):
            decode(data, lenient=False)


# WordPress's `is_serialized` on each.
LOOKS = {
    **dict.fromkeys(["N;", " N;\n", "b:1;", "i:5;", "d:0.5;", "d:1.0E+25;", "i:.;"], True),
    **dict.fromkeys(['s:1:"a";', 's:9:"";', "a:0:{}", 'O:1:"A":0:{}', 'E:3:"A:B";', "\0a:1:;\v", 's:1:"}'], True),
    **dict.fromkeys(["", " ", "N", "N;x", "a", "a:", "a:1", "a:1:", "a:x:{}", "s:1:a;", "i:5", "i:5;;"], False),
    **dict.fromkeys(["x:1:{}", "attachment", "b:true;", "d:INF;", 'C:1:"A":0:{}', "R:1;", "a;1:{}", "é:1;"], False),
    **dict.fromkeys(["i:5; or so;", "a:1:{} ", "s:1:'a';", "A:1:{}"], False),
    "a:1:{} ": True,
}


@pytest.mark.parametrize(("text", "expected"), LOOKS.items())
def test_looks_serialized_is_wordpress_own_test(text: str, expected: bool) -> None:
    assert looks_serialized(text) is expected
