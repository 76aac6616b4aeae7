"""The block grammar: agrees with WordPress, loses no text that WordPress keeps, stays linear on hostile bodies."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from migrate.content.blocks import (
    MAX_ATTRIBUTE_DEPTH,
    MAX_TAILS,
    Block,
    attributes_lost_backslashes,
    has_blocks,
    parse_blocks,
    serialize_attributes,
)

CLOSER = re.compile(r"<!--\s+/wp:[^>]*-->")
NAMES = st.from_regex(r"(?:[a-z][a-z0-9_-]{0,4}/)?[a-z][a-z0-9_-]{0,4}", fullmatch=True)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6)
    | st.text(alphabet='\\"-<>&/{}u03c \n\u2028', max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
ATTRIBUTES = st.dictionaries(st.text(max_size=5), VALUES, max_size=3)
TEXTS = st.sampled_from(["<p>a</p>", "\n", " 0 ", "<b>é</b>", "日本", "}", "-->", "<!", "<!-- wp -->", "[x]"])
Content = list[Any]
"""Texts and, for blocks, (name, attributes, Content or None for the void form)."""
CONTENTS = st.recursive(
    st.lists(TEXTS, max_size=2),
    lambda inner: st.lists(TEXTS | st.tuples(NAMES, ATTRIBUTES, inner | st.none()), max_size=4),
    max_leaves=12,
)
PIECES = st.sampled_from(
    [
        "<!-- wp:a -->",
        "<!-- /wp:a -->",
        "<!-- wp:b/c /-->",
        "<!-- /wp:a /-->",
        '<!-- wp:a {"x":"}"} -->',
        "<!-- wp:a {",
        "} -->",
        '{"y":1}',
        "<!--",
        "-->",
        "<!-- wp:",
        "/",
        " ",
        "\n",
        "0",
        "text",
        "<p>é</p>",
    ]
)


def as_php(value: Any) -> Any:
    """JSON values as PHP's arrays come out of `json_encode`: empty objects, and those with keys 0, 1, 2, as lists."""
    if isinstance(value, dict):
        if list(value) == [str(number) for number in range(len(value))]:
            return [as_php(inner) for inner in value.values()]
        return {key: as_php(inner) for key, inner in value.items()}
    return [as_php(inner) for inner in value] if isinstance(value, list) else value


def as_wordpress(block: Block) -> dict[str, Any]:
    return {
        "blockName": block.name,
        "attrs": as_php(block.attributes),
        "innerBlocks": [as_wordpress(inner) for inner in block.inner_blocks],
        "innerHTML": block.inner_html,
        "innerContent": block.inner_content,
    }


def brief(blocks: list[Block]) -> list[Any]:
    """Name and content; inner blocks in the place of None; HTML between blocks as a plain string."""
    return [
        block.inner_html if block.name is None else (block.name.removeprefix("core/"), *brief_content(block))
        for block in blocks
    ]


def brief_content(block: Block) -> list[Any]:
    inner = iter(brief(block.inner_blocks))
    return [next(inner) if piece is None else piece for piece in block.inner_content]


def attributes_of(json_text: str) -> Any:
    (block,) = parse_blocks(f"<!-- wp:a {json_text} /-->")
    assert block.name == "core/a"
    return block.attributes


@pytest.mark.parametrize("name", ["blocks-fuzz.jsonl", "bodies.jsonl"])
def test_reads_what_wordpress_reads(oracle: Path, name: str) -> None:
    cases = [json.loads(line) for line in (oracle / name).open(encoding="utf-8")]
    cases = [case for case in cases if "blocks" in case]
    assert cases
    wrong = [
        case["id"] for case in cases if [as_wordpress(block) for block in parse_blocks(case["in"])] != case["blocks"]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("", []),
        ("plain", ["plain"]),
        ("<!-- wp:a -->x<!-- /wp:a -->", [("a", "x")]),
        ("<!-- wp:a --><!-- /wp:a -->", [("a",)]),
        ("x<!-- wp:n/s /-->y", ["x", ("n/s",), "y"]),
        ("<!--\n\twp:a\r\n-->x<!--  /wp:a  -->", [("a", "x")]),
        # An inner block's end is text even where it is empty; before an inner block it is not.
        (
            "<!-- wp:a --><!-- wp:b --><!-- /wp:b -->y<!-- wp:c /--><!-- /wp:a -->",
            [("a", ("b", ""), "y", ("c",))],
        ),
        # A closing delimiter closes the innermost block, whatever its name.
        ("<!-- wp:a -->x<!-- /wp:b -->y", [("a", "x"), "y"]),
        ("<!-- wp:a --><!-- wp:b -->x<!-- /wp:a -->y<!-- /wp:b -->", [("a", ("b", "x"), "y")]),
        # With nothing open, it makes HTML of the rest.
        ("x<!-- /wp:a --><!-- wp:b /-->", ["x<!-- /wp:a --><!-- wp:b /-->"]),
        # A void block has no end; what looks like it closes the parent.
        ("<!-- wp:a --><!-- wp:b /-->x<!-- /wp:b -->y", [("a", ("b",), "x"), "y"]),
        ("<!-- /wp:a /-->x", [("a",), "x"]),
        ('<!-- wp:a -->x<!-- /wp:a {"k":1} -->y', [("a", "x"), "y"]),
        # Every block that is open at the end takes the rest of the body, innermost first.
        ("x<!-- wp:a -->y", ["x", ("a", "y")]),
        ("<!-- wp:a -->x<!-- wp:b -->y", ["x", ("b", "y"), ("a", "x<!-- wp:b -->y")]),
        # PHP takes "0" for nothing.
        ("<!-- wp:a -->0<!-- /wp:a -->", [("a",)]),
        ("<!-- wp:a -->0<!-- wp:b -->0<!-- /wp:b -->00<!-- /wp:a -->0", [("a", ("b", "0"), "00"), "0"]),
        # Not delimiters.
        ("<!--wp:a -->", ["<!--wp:a -->"]),
        ("<!-- wp:a-->", ["<!-- wp:a-->"]),
        ("<!-- wp:a/-->", ["<!-- wp:a/-->"]),
        ("<!-- wp:A -->", ["<!-- wp:A -->"]),
        ("<!-- wp:a/b/c -->", ["<!-- wp:a/b/c -->"]),
        ("<!-- wp:1a -->", ["<!-- wp:1a -->"]),
        ("<!-- wp:a\u00a0-->", ["<!-- wp:a\u00a0-->"]),
        ("<!-- wp:a {} -- >", ["<!-- wp:a {} -- >"]),
        ("<!-- wp:a {}-->", ["<!-- wp:a {}-->"]),
        ("<!-- wp:a [1] -->", ["<!-- wp:a [1] -->"]),
        ("<!-- wp:a { --><!-- wp:b /-->", ["<!-- wp:a { -->", ("b",)]),
        ("<!-- wp:<!-- wp:b /-->", ["<!-- wp:", ("b",)]),
    ],
)
def test_reads_misshapen_bodies_as_wordpress_does(body: str, expected: list[Any]) -> None:
    assert brief(parse_blocks(body)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", {}),
        ("{ }", {}),
        ('{"a":{},"b":[]}', {"a": {}, "b": []}),
        ('{"a":"}"}', {"a": "}"}),
        ('{"a":"-->"}', {"a": "-->"}),
        ('{"a":"/"}', {"a": "/"}),
        ('{"a":1,"b":2,"a":3}', {"a": 3, "b": 2}),
        ('{"":1,"\\u0000":2}', {"": 1, "\0": 2}),
        ('{"a":"\\ud83d\\uDE00\\/\\u003c"}', {"a": "😀/<"}),
        ('{"a":"\\\\ud83d"}', {"a": "\\ud83d"}),
        ('{"a":9223372036854775807}', {"a": 2**63 - 1}),
        ('{"a":-9223372036854775808}', {"a": -(2**63)}),
        ('{"a":9223372036854775808}', {"a": 9223372036854775808.0}),
        ('{"a":' + "9" * 5000 + "}", {"a": float("inf")}),
        ('{"a":1E-7}', {"a": 1e-7}),
        ('{"a":"\x7f"}', {"a": "\x7f"}),
        ('{"a":1,}', None),
        ("{'a':1}", None),
        ("{a:1}", None),
        ('{"a":1}}', None),
        ('{"a":1} {"b":2}', None),
        ('{"a":TRUE}', None),
        ('{"a":NaN}', None),
        ('{"a":-Infinity}', None),
        ('{"a":01}', None),
        ('{"a":.5}', None),
        ('{"a":"\t"}', None),
        ('{"a":"\\x"}', None),
        ('{"a":"\\ud83d"}', None),
        ('{"a":"\\ude00\\ud83d"}', None),
        ('{"a":"\\ud83d","a":1}', None),
        ('{"a":1}\f', None),
        ('{"a":1}\n\t', {"a": 1}),
    ],
)
def test_attributes_are_those_of_php(text: str, expected: Any) -> None:
    attributes = attributes_of(text)
    assert attributes == expected
    if expected:
        assert [type(value) for value in attributes.values()] == [type(value) for value in expected.values()]


@pytest.mark.parametrize(("opening", "closing"), [('{"a":', "}"), ("[", "]")])
def test_attributes_may_be_as_deep_as_php_reads(opening: str, closing: str) -> None:
    def nested(levels: int) -> str:
        return '{"a":' + opening * (levels - 1) + "1" + closing * (levels - 1) + "}"

    assert isinstance(attributes_of(nested(MAX_ATTRIBUTE_DEPTH)), dict)
    assert attributes_of(nested(MAX_ATTRIBUTE_DEPTH + 1)) is None
    assert attributes_of(nested(100_000)) is None
    brackets = "[{" * 1000
    assert attributes_of(f'{{"a\\"{brackets}":"{brackets}"}}') == {f'a"{brackets}': brackets}


def test_attributes_reach_over_other_delimiters() -> None:
    (block,) = parse_blocks('<!-- wp:a {"x" --><p>y</p><!-- /wp:a --><!-- wp:b {"z":1} -->end')
    assert (block.name, block.attributes, block.inner_html) == ("core/a", None, "end")


def test_attributes_end_at_the_first_brace_that_may_end_them() -> None:
    (block,) = parse_blocks('<!-- wp:a {"k":"} -->","l":"} -->x')
    assert (block.attributes, block.inner_html) == (None, '","l":"} -->x')


def test_places() -> None:
    body = 'é<!-- wp:a {"k":1} --> <b><!-- wp:b /--></b><!-- /wp:a -->'
    between, block = parse_blocks(body)
    (void,) = block.inner_blocks
    assert (between.start, between.inner_start, between.end) == (0, 0, 1)
    assert body[block.start : block.inner_start] == '<!-- wp:a {"k":1} -->'
    assert (block.end, block.unclosed) == (len(body), False)
    assert body[void.start : void.end] == body[void.start : void.inner_start] == "<!-- wp:b /-->"


def test_tells_blocks_from_classic() -> None:
    assert has_blocks("x<!-- wp:broken")
    assert not has_blocks("<!--wp:a --><!--more--><!-- /wp:a -->")


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES | st.text(max_size=4), max_size=14).map("".join))
@example("<!-- wp:a -->0<!-- wp:a -->0<!-- /wp:a -->0<!-- /wp:a -->")
def test_blocks_cover_the_body(body: str) -> None:
    blocks = parse_blocks(body)
    covered = 0
    for block in sorted(blocks, key=lambda block: (block.start, -block.end)):
        assert block.start <= covered
        covered = max(covered, block.end)
    assert covered == len(body)
    if not any(block.unclosed for block in blocks):
        assert "".join(body[block.start : block.end] for block in blocks) == body
    todo = list(blocks)
    while todo:
        block = todo.pop()
        todo += block.inner_blocks
        inner = iter(block.inner_blocks)
        position = block.inner_start
        for piece in block.inner_content:
            if piece is None:
                child = next(inner)
                assert body[position : child.start] in ("", "0")
                position = child.end
            else:
                assert body.startswith(piece, position)
                position += len(piece)
        assert next(inner, None) is None
        assert block.inner_html == "".join(piece for piece in block.inner_content if piece)
        left = body[position : block.end].removeprefix("0")
        assert not left or (not block.unclosed and CLOSER.fullmatch(left))


def written(content: Content) -> str:
    texts = []
    for piece in content:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        name, attributes, inner = piece
        head = f"wp:{name} {serialize_attributes(attributes) + ' ' if attributes else ''}"
        texts.append(f"<!-- {head}/-->" if inner is None else f"<!-- {head}-->{written(inner)}<!-- /wp:{name} -->")
    return "".join(texts)


def normal(content: Content) -> Content:
    """Adjacent texts as one, names in full, a block that is void as one that is empty."""
    result: Content = []
    for piece in content:
        if not isinstance(piece, str):
            name, attributes, inner = piece
            result.append((name if "/" in name else f"core/{name}", json.dumps(attributes), normal(inner or [])))
        elif piece and result and isinstance(result[-1], str):
            result[-1] += piece
        elif piece:
            result.append(piece)
    return result


def read_back(blocks: list[Block]) -> Content:
    content: Content = []
    for block in blocks:
        assert not block.unclosed
        inner = iter(read_back(block.inner_blocks))
        pieces = [next(inner) if piece is None else piece for piece in block.inner_content]
        if block.name is None:
            content.extend(pieces)
        else:
            content.append((block.name, block.attributes, pieces))
    return content


@settings(max_examples=150, deadline=None)
@given(CONTENTS)
def test_well_formed_blocks_round_trip(content: Content) -> None:
    body = written(content)
    read = read_back(parse_blocks(body))
    assert normal(read) == normal(content)
    assert written(read_back(parse_blocks(written(read)))) == written(read)


@settings(max_examples=200, deadline=None)
@given(ATTRIBUTES)
def test_serialized_attributes_are_safe_in_a_comment(attributes: dict[str, Any]) -> None:
    text = serialize_attributes(attributes)
    assert not re.search(r'--|[<>&\u2028\u2029]|\\\\|\\"', text)
    assert json.loads(text) == attributes


def test_serializes_as_wordpress_does() -> None:
    attributes = {"a": '<b>&"\\"', "url": "https://x.example/é---", "none": None, "list": [1, {}]}
    assert serialize_attributes(attributes) == (
        r'{"a":"\u003cb\u003e\u0026\u0022\u005c\u0022",'
        r'"url":"https://x.example/é\u002d\u002d-","none":null,"list":[1,{}]}'
    )
    with pytest.raises(ValueError):
        serialize_attributes({"a": float("nan")})


@pytest.mark.parametrize("value", ["<b>", "a>b", "Q&A", 'say "yes"', "a--b", "C:\\dir"])
def test_sees_lost_backslashes(value: str) -> None:
    text = serialize_attributes({"content": value})
    assert not attributes_lost_backslashes(text)
    assert attributes_lost_backslashes(f"<!-- wp:a {text.replace(chr(92), '')} /-->")


@pytest.mark.parametrize("text", ['{"a":"u002d"}', '{"a":"\\\\u003c"}', '{"a":"u00e9"}', '{"a":"menu 0026"}'])
def test_sees_no_lost_backslashes_where_none_were(text: str) -> None:
    assert not attributes_lost_backslashes(text)


def test_deep_nesting() -> None:
    levels = 50_000
    blocks = parse_blocks("<!-- wp:a -->" * levels + "x" + "<!-- /wp:b -->" * levels)
    depth = 0
    while blocks:
        (block,) = blocks
        depth += 1
        blocks = block.inner_blocks
    assert (depth, block.inner_html) == (levels, "x")


def test_unclosed_blocks_share_the_rest_up_to_a_limit() -> None:
    opener, extra = "<!-- wp:a -->t", 3
    count = MAX_TAILS + extra
    blocks = [block for block in parse_blocks(opener * count + "end") if block.name]
    assert len(blocks) == count
    assert all(block.unclosed for block in blocks)
    for depth, block in enumerate(reversed(blocks)):
        rest = "t" if depth < extra else "t" + opener * (count - depth - 1) + "end"
        assert block.inner_html == rest


@pytest.mark.parametrize(
    "body",
    [
        "<!-- wp:" * 125_000,
        "<!-- wp:a {" * 90_000,
        "<!-- wp:a -->" * 80_000,
        "<!-- wp:a {} --><!-- wp:a {" * 40_000,
        "<!--" + " " * 1_000_000,
        "<!-- wp:" + "a" * 1_000_000,
        "<!-- wp:a {" + "}" * 1_000_000,
        "<!-- wp:a {" + "} " * 500_000,
        '<!-- wp:a {"' + "\\" * 1_000_000 + "} -->",
        '<!-- wp:a {"a":' + "[" * 1_000_000 + "} -->",
        '<!-- wp:a {"a":' + "9" * 1_000_000 + "} -->",
    ],
    ids=lambda body: body[:24],
)
def test_hostile_bodies_take_linear_time(body: str) -> None:
    started = time.perf_counter()
    parse_blocks(body)
    assert time.perf_counter() - started < 5, "a megabyte takes well below a second; quadratic would take minutes"
