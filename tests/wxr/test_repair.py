"""The rungs of the ladder: what each changes, what it leaves alone, and that no text goes missing."""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree
from wxr_texts import category, comment, item, meta

from migrate.wxr import repair
from migrate.wxr.elements import parse, read_item
from migrate.wxr.items import Place, RawItem, Repair
from migrate.wxr.ladder import parse_damaged
from migrate.wxr.repair import LADDER, apply_edits, offset_before, undeclared_prefixes
from migrate.wxr.roots import Root

PLACE = Place("export.xml", 1000, 50, 10)
ROOT = Root(
    {
        "wp": b'"http://wordpress.org/export/1.2/"',
        "excerpt": b'"http://wordpress.org/export/1.2/excerpt/"',
        "content": b'"http://purl.org/rss/1.0/modules/content/"',
        "dc": b'"http://purl.org/dc/elements/1.1/"',
    }
)


def mended(damaged: str | bytes) -> tuple[RawItem, list[tuple[str, int, int, str]]]:
    """The item as it is read, less its repairs, and these with lines counted from the item's first."""
    data = damaged.encode() if isinstance(damaged, str) else damaged
    result = parse_damaged(data.strip(), PLACE, ROOT)
    assert result.element is not None, result.reason
    repairs = [(one.name, one.line - PLACE.line + 1, one.times, one.detail) for one in result.repairs]
    return read_item(result.element[0], PLACE), repairs


def sound(text: str) -> RawItem:
    """The item as a strict parser reads it."""
    return read_item(parse(ROOT.prefix + text.strip().encode() + ROOT.suffix)[0], PLACE)


def line_of(text: str | bytes, mark: str | bytes) -> int:
    return text.strip()[: text.strip().index(mark)].count("\n" if isinstance(text, str) else b"\n") + 1


MESSAGE = "<br />\n<b>Warning</b>:  x in <b>/a.php</b> on line <b>7</b><br />\n"
TWINS = {
    "a control character in a body": (
        item(1, body="Tea \x0bfor\x1f two\x00"),
        item(1, body="Tea for two"),
        [("control-characters", "Tea", 3, "00 0B 1F")],
    ),
    "a character that is none": (
        item(1, title="Tea\uffff"),
        item(1, title="Tea"),
        [("control-characters", "Tea", 1, "EFBFBF")],
    ),
    "references to control characters": (
        item(1, title="Tea&#8;&#x1f; for two&#10;&#x1F600;&#00;&#55296;&#99999999999999999999999;"),
        item(1, title="Tea for two&#10;&#x1F600;"),
        [("control-characters", "Tea", 5, "character references")],
    ),
    "references in CDATA are text": (
        item(1, title="\x08a", body="&#8;&nbsp;&x"),
        item(1, title="a", body="&#8;&nbsp;&x"),
        [("control-characters", "\x08", 1, "08")],
    ),
    "a reference of thousands of digits": (
        item(1, title=f"Tea&#{'9' * 5000};&#{'0' * 5000}65;"),
        item(1, title="TeaA"),
        [("control-characters", "Tea", 1, "character references")],
    ),
    "an unsplit section": (
        item(1, title="<![CDATA[a ]]> b & <b>c</b>]]>"),
        item(1, title="a ]]&gt; b &amp; &lt;b>c&lt;/b>"),
        [("unsplit-cdata", "a ]]>", 1, "")],
    ),
    "an unsplit section with another inside": (
        item(1, body="@").replace("<![CDATA[@]]>", "<![CDATA[x <![CDATA[y]]> z ]]>"),
        item(1, body="x <![CDATA[y]]> z "),
        [("unsplit-cdata", "x <!", 1, "")],
    ),
    "an unsplit section beside one that is split": (
        item(1, body="@").replace("<![CDATA[@]]>", "<![CDATA[a ]]]]><![CDATA[> b ]]> c]]>"),
        item(1, body="a ]]> b ]]> c"),
        [("unsplit-cdata", "a ]", 1, "")],
    ),
    "a section closed twice": (
        item(1, title="<![CDATA[Tea]]>]]>"),
        item(1, title="Tea]]&gt;"),
        [("unsplit-cdata", "Tea", 1, "")],
    ),
    "two unsplit sections and a sound one in two pieces": (
        item(1, title="<![CDATA[a]]>b]]>", rest=comment(1, "x ]]> y").replace("]]]]><![CDATA[>", "]]>"), body="c]]>d"),
        item(1, title="a]]&gt;b", rest=comment(1, "x ]]> y"), body="c]]>d"),
        [("unsplit-cdata", "a]]", 2, "")],
    ),
    "sections joined by text are left alone": (
        item(1, title="a & b", body="@").replace("<![CDATA[@]]>", "<![CDATA[a]]>]]&gt;<![CDATA[b]]> &amp; <![CDATA[c]]>"),
        item(1, title="a &amp; b", body="a]]>b & c"),
        [("bare-ampersands", "a & b", 1, "")],
    ),
    "a section that is not closed": (
        item(1, body="a <b>b</b> & c\n\nd@").replace("@]]>", ""),
        item(1, body="a <b>b</b> & c\n\nd"),
        [("unclosed-cdata", "d</content", 1, "")],
    ),
    "a section that is not closed, the last": (
        item(1, rest=meta("k", "v@")).replace("@]]>", ""),
        item(1, rest=meta("k", "v")),
        [("unclosed-cdata", "v</wp:meta_value", 1, "")],
    ),
    "a section that would run on into the next of its name": (
        item(1, rest=meta("k", "v@") + comment(1, inside=meta("l", "w", "commentmeta"))).replace("@]]>", "", 1)
        .replace("<![CDATA[l]]>", "l").replace("<![CDATA[Moss]]>", "Moss").replace("<![CDATA[Well said.]]>", "Well"),
        item(1, rest=meta("k", "v") + comment(1, inside=meta("l", "w", "commentmeta"))).replace("Well said.", "Well"),
        [("unclosed-cdata", "v</wp:meta_value", 1, "")],
    ),
    "an example of WXR in a body is left alone": (
        item(1, title="a & b", body="<content:encoded>x</content:encoded>\n<excerpt:encoded> <title>< b</title>"),
        item(1, title="a &amp; b", body="<content:encoded>x</content:encoded>\n<excerpt:encoded> <title>< b</title>"),
        [("bare-ampersands", "a & b", 1, "")],
    ),
    "messages of PHP between and inside": (
        item(1, title=f"{MESSAGE}Tea", rest=MESSAGE.replace("x", "<a href='f'>f</a> of a &amp; b")),
        item(1, title="Tea"),
        [("php-messages", "<title>", 2, "")],
    ),
    "what is damaged after a message keeps its line": (
        item(1, title=f"{MESSAGE}Tea", rest=category("x", 'a"b')),
        item(1, title="Tea", rest=category("x", "a&quot;b")),
        [("php-messages", "<title>", 1, ""), ("unescaped-attributes", "<category", 1, "")],
    ),
    "words about a warning are left alone": (
        item(1, title="a & b", rest="<wp:x><b>Warning</b>: no dogs</wp:x>", body=MESSAGE),
        item(1, title="a &amp; b", rest="<wp:x><b>Warning</b>: no dogs</wp:x>", body=MESSAGE),
        [("bare-ampersands", "a & b", 1, "")],
    ),
    "quotes in attributes": (
        item(1, rest=category("A", 'the-"best"') + category("B", "fine") + category("C", "a<b&c", 'x"y')),
        item(
            1, rest=category("A", "the-&quot;best&quot;") + category("B", "fine") + category("C", "a&lt;b&amp;c", "x&quot;y")
        ),
        [("unescaped-attributes", 'the-"', 2, "")],
    ),
    "quotes in attributes, names not in CDATA, no slug": (
        item(1, rest='<category domain="a"b">A</category>\n<category domain="c">C</category>'),
        item(1, rest='<category domain="a&quot;b">A</category>\n<category domain="c">C</category>'),
        [("unescaped-attributes", 'a"b', 1, "")],
    ),
    "bare ampersands": (
        item(1, title="a & b &amp; c&d; &#65; &#xzz; AT&T", rest=comment(1).replace("&amp;b", "&b")),
        item(1, title="a &amp; b &amp; c&amp;d; &#65; &amp;#xzz; AT&amp;T", rest=comment(1)),
        [("bare-ampersands", "a & b", 4, ""), ("named-entities", "a & b", 1, "")],
    ),
    "names of characters": (
        item(1, title="a&nbsp;&hellip;&amp;&NotEqualTilde;&nosuch;"),
        item(1, title="a&#160;&#8230;&amp;&#8770;&#824;&amp;nosuch;"),
        [("named-entities", "a&nbsp;", 4, "")],
    ),
    "less-than signs": (
        item(1, title="a <3 b", rest=meta("k", "@").replace("<![CDATA[@]]>", "1<2 ]]> <br> x")),
        item(1, title="a &lt;3 b", rest=meta("k", "1<2 ]]> <br> x")),
        [("unescaped-text", "a <3", 4, "")],
    ),
    "less-than signs beside a section": (
        item(1, title="a <3 <![CDATA[<b> & c]]> <p>"),
        item(1, title="a &lt;3 &lt;b> &amp; c &lt;p>"),
        [("unescaped-text", "a <3", 2, "")],
    ),
    "markup that has its partner stays as it is": (
        item(1, title="a <3", rest="<wp:x>b <i>c</i></wp:x>"),
        item(1, title="a &lt;3", rest="<wp:x>b <i>c</i></wp:x>"),
        [("unescaped-text", "a <3", 1, "")],
    ),
    "an undeclared prefix, and one of an attribute": (
        item(1, rest='<geo:lat>5</geo:lat>\n<wp:x y:z="1">a</wp:x>'),
        item(1, rest='<geo:lat xmlns:geo="urn:undeclared-prefix:geo">5</geo:lat>\n<wp:x>a</wp:x>'),
        [("undeclared-prefix", "<geo", 2, "geo y")],
    ),
    "a prefix that is declared on one element and used on another": (
        item(1, rest='<g:a xmlns:g="urn:undeclared-prefix:g">5</g:a>\n<g:b>6</g:b>'),
        item(1, rest='<g:a xmlns:g="urn:undeclared-prefix:g">5</g:a>\n<g:b xmlns:g="urn:undeclared-prefix:g">6</g:b>'),
        [("undeclared-prefix", "<g:a", 1, "g")],
    ),
    "everything at once": (
        item(1, title="a & b\x08 &nbsp;<3 x", body="a ]]> & <b>", rest=category("A", 'x"y') + meta("k", "v@"))
        .replace("]]]]><![CDATA[>", "]]>").replace("@]]>", ""),
        item(1, title="a &amp; b &#160;&lt;3 x", body="a ]]> & <b>", rest=category("A", "x&quot;y") + meta("k", "v")),
        [
            ("control-characters", "a & b", 1, "08"), ("unsplit-cdata", "a ]]>", 1, ""),
            ("unclosed-cdata", "v</wp:meta_value", 1, ""), ("unescaped-attributes", 'x"y', 1, ""),
            ("bare-ampersands", "a & b", 1, ""), ("named-entities", "a & b", 1, ""), ("unescaped-text", "a & b", 1, ""),
        ],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("damaged", "twin", "expected"), TWINS.values(), ids=TWINS)
def test_a_mended_item_reads_as_its_undamaged_twin(damaged: str, twin: str, expected: list) -> None:
    read, repairs = mended(damaged)
    assert read == sound(twin)
    assert repairs == [(name, line_of(damaged, mark), times, detail) for name, mark, times, detail in expected]


@pytest.mark.parametrize(
    ("bad", "good", "times"),
    [
        (b"caf\xe9 \x93x\x94 ", "café “x” ", 3),
        (b"\xed\xa0\xbd\xed\xb8\x80", "\U0001f600", 1),
        (b"a\x81\x8d", "a\ufffd\ufffd", 2),
        (b"\xc0\xaf", "À¯", 2),
        (b"\xed\xa0\xbdx", "í\xa0½x", 3),
        ("ü".encode() + b"\xfc", "üü", 1),
        (b"\xf5\xe2\x82<", None, 0),
    ],
)
def test_bytes_that_are_not_utf_8(bad: bytes, good: str | None, times: int) -> None:
    damaged = item(1, body="fine ü", rest=meta("k", "@")).encode().replace(b"@", bad)
    if good is None:
        good, times = "õâ‚<", 2
    read, repairs = mended(damaged)
    assert read == sound(item(1, body="fine ü", rest=meta("k", good)))
    assert repairs == [("invalid-utf-8", line_of(damaged, bad), times, "")]


def test_an_item_that_is_not_closed() -> None:
    text = item(1).strip().removesuffix("</item>") + "  \n"
    result = parse_damaged(text.encode(), PLACE, ROOT, closed=False)
    assert result.repairs == (Repair("unclosed-item", PLACE.line + text.rstrip().count("\n"), 1, ""),)
    assert read_item(result.element[0], PLACE) == sound(item(1))


HOPELESS = {
    "tags that cross": item(1, rest="<wp:x><wp:y>a</wp:x></wp:y>"),
    "a missing end tag": item(1).replace("</wp:status>", ""),
    "a cut value": item(1)[:300],
    "an unsplit example of the same element": item(1, body="@").replace(
        "@", "<content:encoded>a]]></content:encoded> b"
    ),
    "a document type": item(1).replace("<item>", "<!DOCTYPE a><item>"),
    "a hundred thousand nested tags": item(1, rest="<a>" * 100_000 + "</a>" * 100_000),
    "a hundred thousand open tags": item(1, rest="<title>" * 100_000),
}


@pytest.mark.parametrize("damaged", HOPELESS.values(), ids=HOPELESS)
def test_what_cannot_be_mended_is_not_read(damaged: str) -> None:
    result = parse_damaged(damaged.strip().encode(), PLACE, ROOT)
    assert result.element is None
    assert result.reason
    assert "line" not in result.reason
    assert "Some words" not in result.reason


def test_an_entity_that_an_item_declares_is_text() -> None:
    assert mended(item(1, title='<!ENTITY a "b">&a;'))[0].title == '<!ENTITY a "b">&a;'


def test_no_message_of_an_error_quotes_a_body() -> None:
    result = parse_damaged(b"<item><x><![CDATA[secret\nwords</item>", PLACE, ROOT)
    assert result.reason == "CData section not finished"


@pytest.mark.parametrize("name_and_rung", LADDER, ids=lambda pair: pair[1].__name__)
@pytest.mark.parametrize(
    "text",
    [
        item(1),
        item(1, title="a &amp; b &#233; &lt;b>", body="&nbsp; & <title>< ]]> </item>", rest=category("A &amp; B", "a")),
        item(1, title="a <b>c</b> <![CDATA[d]]> ]]&gt;", rest=meta("k", "<wp:meta_value>") + comment(1)),
        item(1, title="<!-- a & b < --> c"),
        "<item><title/><category domain='a' nicename='b'/><category>x</category><wp:x y='&quot;'/></item>",
    ],
    ids=range(5),
)
def test_no_rung_touches_what_is_well_formed(name_and_rung, text: str) -> None:
    parse(ROOT.prefix + text.strip().encode() + ROOT.suffix)
    assert name_and_rung[1](text.encode()).data == text.encode()
    assert name_and_rung[1](text.encode()).times == 0


def test_edits_and_places() -> None:
    edits = [repair.Edit(1, 3, b""), repair.Edit(5, 5, b"xyz"), repair.Edit(7, 8, b"Q")]
    done = apply_edits(b"0123456789", edits)
    assert (done.data, done.times, done.first) == (b"034xyz56Q89", 3, 1)
    assert [offset_before(offset, done.edits) for offset in range(len(done.data))] == [0, 3, 4, 5, 5, 5, 5, 6, 7, 8, 9]
    assert apply_edits(b"0", []).times == 0


def test_prefixes_that_nobody_declares() -> None:
    data = b'<item><a:b c:d="1" xml:lang="de"/><e:f xmlns:e="x"/>http://g:h <![CDATA[<i:j>]]><!-- <k:l> --></item>'
    assert undeclared_prefixes(data, {"c"}) == ["a"]
    assert undeclared_prefixes(data, set(), inner=True) == ["a", "c", "e"]


WORD = re.compile(r"\w+")


def test_words_survive_random_damage() -> None:
    """Whatever a stray character breaks, every word of the item is read, or the item is not read at all."""
    chance = random.Random(7)
    strays = ["&", "<", "]]>", "\x08", "&nbsp;", '"', "<br>", "<![CDATA[", "&#8;", "<b>", "</i>"]
    text = item(
        1, title="alpha bravo", body="charlie <b>delta</b> echo",
        rest=category("foxtrot golf", "hotel") + meta("india", "juliett kilo") + comment(5, "lima mike"),
    ).replace("<![CDATA[juliett kilo]]>", "juliett kilo")  # fmt: skip
    spots = [match.start() for match in re.finditer(r"(?<=[a-z]) (?=[a-z]+[\]<])", text)]
    assert len(spots) == 4
    mendable = 0
    for _ in range(400):
        damaged = text
        for spot in sorted(chance.sample(spots, chance.choice((1, 1, 2))), reverse=True):
            damaged = damaged[:spot] + " " + chance.choice(strays) + damaged[spot:]
        result = parse_damaged(damaged.strip().encode(), PLACE, ROOT)
        if result.element is None:
            continue
        mendable += 1
        read = repr(read_item(result.element[0], PLACE))
        for word in (
            "alpha",
            "bravo",
            "charlie",
            "delta",
            "echo",
            "foxtrot",
            "golf",
            "juliett",
            "kilo",
            "lima",
            "mike",
        ):
            assert word in WORD.findall(read), damaged
    assert mendable > 200


def test_the_parser_reads_no_entity_and_no_file() -> None:
    with pytest.raises(etree.XMLSyntaxError):
        parse(b"<rss>&undeclared;</rss>")
    document = parse(b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    assert "root:" not in "".join(document.itertext())
