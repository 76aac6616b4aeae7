"""PHP-serialised values with damaged lengths and counts, and properties over generated values and bytes."""

from __future__ import annotations

import json
import math
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.wxr.php import PhpValueError, decode, looks_serialized

CLASS = "__PHP_Incomplete_Class_Name"


def string(text: bytes) -> bytes:
    return b's:%d:"%s";' % (len(text), text)


DAMAGED = {
    "CRLF folded": (b's:4:"a\nb";', "a\nb"),
    "CRLF folded, serialised text within": (
        b'a:2:{i:0;s:31:"a:1:{i:0;s:6:"x\n\ny";}\n";i:1;";i:1;s:1:"b";}',
        ['a:1:{i:0;s:6:"x\n\ny";}\n";i:1;', "b"],
    ),
    "CRLF folded in one of two": (b'a:2:{i:0;s:2:"\n\n";i:1;s:4:"a\nb";}', ["\n\n", "a\nb"]),
    "Latin-1 made UTF-8": ('a:1:{s:4:"café";s:3:"";é";}'.encode(), {"café": '";é'}),
    "longer domain": (
        b'a:1:{s:3:"url";s:16:"https://new-domain.example/";}',
        {"url": "https://new-domain.example/"},
    ),
    "shorter domain": (b'a:1:{s:3:"url";s:60:"https://a.example/";}', {"url": "https://a.example/"}),
    "control characters removed": (b'a:1:{i:0;s:9:"ab"cd";}', ['ab"cd']),
    "length of a neighbour's end": (b'a:2:{i:0;s:12:"a";i:1;s:2:"bc";}', ["a", "bc"]),
    "emoji made a question mark": (b'a:1:{i:0;s:6:"a ?";}', ["a ?"]),
    "quotes made typographic": ('a:1:{i:0;s:3:"“x”";}'.encode(), ["“x”"]),
    "NULs removed from properties": (
        b'O:3:"Foo":3:{s:4:"*a";i:1;s:6:"Foob";i:2;s:1:"c";s:9:"*x";}',
        {CLASS: "Foo", "a": 1, "b": 2, "c": "*x"},
    ),
    "class name": (b'O:9:"FooBar":1:{s:9:"a";i:1;}', {CLASS: "FooBar", "a": 1}),
    "enum": (b'a:1:{i:0;E:9:"A:B";}', [{CLASS: "A", "__PHP_Enum_Case": "B"}]),
    "custom": (b'a:2:{i:0;C:3:"Bag":5:{a\nb}i:1;N;}', [{CLASS: "Bag", "__PHP_Serialized": "a\nb"}, None]),
    "reference after a string": (b'a:2:{i:0;s:9:"a";i:1;R:2;}', ["a", "a"]),
    "too many announced": (b"a:9:{i:0;i:1;i:1;i:2;}", [1, 2]),
    "too few announced": (b'a:1:{s:1:"a";i:1;s:1:"b";a:0:{i:0;N;}}', {"a": 1, "b": [None]}),
    "counts and lengths": (
        b'a:1:{i:0;s:9:"x";i:1;O:1:"A":5:{s:7:"p";s:0:"yy";}}',
        ["x", {CLASS: "A", "p": "yy"}],
    ),
    "something behind": (b'a:1:{i:0;s:1:"x";}<br />', ["x"]),
}


@pytest.mark.parametrize(("data", "value"), DAMAGED.values(), ids=DAMAGED.keys())
def test_mends_what_is_damaged_and_says_so(data: bytes, value: Any) -> None:
    assert decode(data) == (value, True)
    with pytest.raises(PhpValueError):
        decode(data, lenient=False)


@pytest.mark.parametrize("data", [b'a:2:{i:0;s:5:"hello";i:1;s:5:"wor', "s:5:“hello”;".encode(), b"a:1:{i:0;N;"])
def test_gives_up_where_structure_is_gone(data: bytes) -> None:
    with pytest.raises(PhpValueError):
        decode(data)


def test_cut_off_values_are_never_made_up() -> None:
    whole = b'a:3:{s:1:"a";a:2:{i:0;s:4:"";x}";i:1;d:0.5;}s:1:"b";O:1:"A":1:{s:1:"p";b:1;}i:7;R:3;}'
    assert decode(whole, lenient=False).value["7"] == '";x}'
    for end in range(len(whole)):
        for lenient in (False, True):
            with pytest.raises(PhpValueError):
                decode(whole[:end], lenient=lenient)


# A serialiser to hold the decoder against. Letters are chosen to look like structure.

TEXTS = st.text(st.sampled_from(list('a5:;"{}\\é😀sN%\0 ')) | st.characters(codec="utf-8"), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats() | TEXTS | st.just('";i:1;s:1:"')


def values(texts: st.SearchStrategy[str], scalars: st.SearchStrategy[Any] = SCALARS) -> st.SearchStrategy[Any]:
    return st.recursive(
        scalars | texts,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS | st.just("0"), inner, max_size=4),
        max_leaves=12,
    )


def serialize(value: Any, encoding: str = "utf-8") -> bytes:
    if value is None:
        return b"N;"
    if isinstance(value, bool):
        return b"b:%d;" % value
    if isinstance(value, int):
        return b"i:%d;" % value
    if isinstance(value, float):
        return f"d:{repr(value).upper()};".encode()
    if isinstance(value, str):
        return string(value.encode(encoding))
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    body = b"".join(serialize(key, encoding) + serialize(inner, encoding) for key, inner in pairs)
    return b"a:%d:{%s}" % (len(pairs), body)


def expected(value: Any) -> Any:
    """The value as the decoder documents it."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NAN" if math.isnan(value) else "INF" if value > 0 else "-INF"
    if isinstance(value, list):
        return [expected(inner) for inner in value]
    if isinstance(value, dict):
        if list(value) == [str(index) for index in range(len(value))]:
            return [expected(inner) for inner in value.values()]
        return {key: expected(inner) for key, inner in value.items()}
    return value


@given(values(TEXTS))
def test_what_is_serialised_comes_back(value: Any) -> None:
    for lenient in (False, True):
        decoded = decode(serialize(value), lenient=lenient)
        assert json.dumps(decoded) == json.dumps([expected(value), False])


@given(values(st.lists(TEXTS, min_size=2, max_size=5).map("\r\n".join)))
def test_folded_newlines_leave_the_folded_text(value: Any) -> None:
    data = serialize(value)
    folded = data.replace(b"\r\n", b"\n")
    wanted = json.loads(json.dumps(expected(value)).replace("\\r\\n", "\\n"))
    assert json.dumps(decode(folded)) == json.dumps([wanted, folded != data])


@given(values(TEXTS.map(lambda text: text + "é'Ü"), st.none()))
def test_latin1_made_utf8_leaves_the_text(value: Any) -> None:
    def in_latin1(value: Any) -> Any:
        if isinstance(value, str):
            return value.encode("latin-1", "replace").decode("latin-1")
        if isinstance(value, list):
            return [in_latin1(inner) for inner in value]
        if isinstance(value, dict):
            return {in_latin1(key): in_latin1(inner) for key, inner in value.items()}
        return value

    value = in_latin1(value)
    data = serialize(value, "latin-1")
    transcoded = data.decode("latin-1").encode()
    assert json.dumps(decode(transcoded)) == json.dumps([expected(value), transcoded != data])


@given(values(st.sampled_from(["https://old.example/a?b=';", "x old.example", "old.example\n"]), st.integers(0, 9)))
def test_search_and_replace_leaves_the_new_text(value: Any) -> None:
    for new in ("a-much-longer-new.example", "n.io"):
        data = serialize(value).replace(b"old.example", new.encode())
        wanted = json.loads(json.dumps(expected(value)).replace("old.example", new))
        assert json.dumps(decode(data)) == json.dumps([wanted, new.encode() in data])


PIECES = st.sampled_from(
    [
        b'a:2:{i:0;s:1:"a";i:1;a:1:{s:2:"\xc3\xa9";d:-1.5E+3;}}',
        b'O:1:"A":3:{s:4:"\0A\0p";i:1;s:4:"\0*\0p";R:2;s:1:"q";r:1;}',
        b'a:4:{i:0;E:3:"A:B";i:1;C:1:"C":5:{x:i:0}i:2;S:2:"\\41b";i:3;r:2;}',
        b"a:3:{i:0;N;i:1;b:1;i:2;d:INF;}",
        b's:21:"a:1:{i:0;s:3:"x";";}";',
        *(data for data, _ in DAMAGED.values()),
    ]
)


@given(
    st.binary(max_size=60)
    | st.tuples(PIECES, st.integers(0, 80), st.integers(0, 4), st.binary(max_size=4) | PIECES).map(
        lambda cut: cut[0][: cut[1]] + cut[3] + cut[0][cut[1] + cut[2] :]
    ),
    st.booleans(),
)
@settings(max_examples=400)
def test_any_bytes_give_json_or_one_kind_of_error(data: bytes, lenient: bool) -> None:
    try:
        decoded = decode(data, lenient=lenient)
    except PhpValueError as error:
        assert 0 <= error.offset <= len(data)
    else:
        text = json.dumps(decoded.value, allow_nan=False, ensure_ascii=False).encode("utf-8")
        assert msgspec.json.decode(text) == msgspec.json.decode(msgspec.json.encode(decoded.value))
        assert lenient or not decoded.repaired
    looks_serialized(data.decode("latin-1"))
