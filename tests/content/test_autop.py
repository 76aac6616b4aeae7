"""The paragraph rules: agree with WordPress byte for byte, on anything, in linear time."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import migrate.content.autop as rules
from migrate.content.autop import autop, long, shortcode_unautop
from migrate.content.autop.long import long_paragraphs
from migrate.content.autop.usual import usual_paragraphs

_BREAKS = re.compile(r"<br\s*/?>")


def cases(oracle: Path, name: str) -> list[dict[str, str]]:
    lines = (oracle / name).read_text(encoding="utf-8").split("\n")
    return [case for line in lines if line and "autop" in (case := json.loads(line))]


@pytest.mark.parametrize(("name", "count"), [("bodies.jsonl", 150), ("classic-fuzz.jsonl", 1500)])
def test_agrees_with_wordpress(oracle: Path, name: str, count: int) -> None:
    found = cases(oracle, name)
    assert len(found) >= count
    differing = [case["id"] for case in found if autop(case["in"]) != case["autop"]]
    assert not differing


# Expected values as WordPress gives them.
CASES = {
    "blank": (" \n\t\r\n", ""),
    "paragraph": ("a", "<p>a</p>\n"),
    "single newline": ("a\nb", "<p>a<br />\nb</p>\n"),
    "blank line": ("a\n \n\nb", "<p>a</p>\n<p>b</p>\n"),
    "carriage returns": ("a\r\nb\r\rc", "<p>a<br />\nb</p>\n<p>c</p>\n"),
    "space before a break goes": ("a \t\nb", "<p>a<br />\nb</p>\n"),
    "no-break space is a word": ("\xa0\n\nb", "<p>\xa0</p>\n<p>b</p>\n"),
    "break with its newline": ("a<br>\nb", "<p>a<br />\nb</p>\n"),
    "break, space, newline": ("a<br/> \nb", "<p>a<br /> <br />\nb</p>\n"),
    "two breaks": ("a<br><br />b", "<p>a</p>\n<p>b</p>\n"),
    "block apart": ("a<div>b</div>c", "<p>a</p>\n<div>b</div>\n<p>c</p>\n"),
    "paragraph in a div": ("<div>a\n\nb</div>", "<div>a</p>\n<p>b</p></div>\n"),
    "paragraphs stay": ("<p>a</p>\n<p>b</p>", "<p>a</p>\n<p>b</p>\n"),
    "capitals are no blocks": ("<DIV>a</DIV>b", "<p><DIV>a</DIV>b</p>\n"),
    "what begins as a block": ("<picture>a</picture>", "<picture>a</picture>\n"),
    "inline": ("<main>a</main>", "<p><main>a</main></p>\n"),
    "list": ("<ul>\n<li>a</li>\n<li>b\nc</li>\n</ul>", "<ul>\n<li>a</li>\n<li>b<br />\nc</li>\n</ul>\n"),
    "quote": ("<blockquote>a\n\nb</blockquote>", "<blockquote><p>a</p>\n<p>b</p></blockquote>\n"),
    "quote in capitals": ("<BLOCKQUOTE x>a", "<blockquote x><p>a</p>\n"),
    "rule": ("a<hr>b", "<p>a</p>\n<hr>\n<p>b</p>\n"),
    "table": ("<table>\n<tr>\n<td>a\nb</td>\n</tr>\n</table>", "<table>\n<tr>\n<td>a<br />\nb</td>\n</tr>\n</table>\n"),
    "preformatted": ("a\n<pre>b\n\nc\r\n</pre>\nd", "<p>a</p>\n<pre>b\n\nc\r\n</pre>\n<p>d</p>\n"),
    "two preformatted": ("<pre>a\n</pre><pre>b\n</pre>", "<pre>a\n</pre>\n<pre>b\n</pre>\n"),
    "stray end of preformatted": ("a</pre>b<pre>c</pre>", "<p>ab</p>\n<pre>c</pre>\n"),
    "open preformatted": ("<pre>a\nb", "<pre>a<br />\nb</p>\n"),
    "newline in a tag": ('<a\nhref="x"\n\n>b</a>', '<p><a\nhref="x"\n\n>b</a></p>\n'),
    "newline in a comment": ("<!-- a\n\nb -->", "<p><!-- a\n\nb --></p>\n"),
    "newline after a lone bracket": ("1 < 2\n\n3", "<p>1 < 2\n\n3\n</p>\n"),
    "script": ("<script>\na\nb\n</script>", "<p><script>\na\nb\n</script></p>\n"),
    "open script": ("<script>\na", "<p><script><br />\na</p>\n"),
    "options": ("<select>\n<option>a</option>\n</select>", "<p><select><option>a</option></select></p>\n"),
    "object": ("<object>\n<param a>\n<embed>\n</object>", "<p><object><param a><embed></object></p>\n"),
    "sources": ("[video]\n<source a>\n[/video]", "<p>[video]<source a>[/video]</p>\n"),
    "caption of a figure": (
        "<figure>a\n<figcaption>b</figcaption>\n</figure>",
        "<figure>a<figcaption>b</figcaption></figure>\n",
    ),
    "item in a paragraph": ("<lix>a</lix>", "<lix>a</lix>\n"),
    "form": ("<form>a</form>", "<form>a</form>\n"),
    "empty paragraph": ("a<p> </p>b", "<p>a</p>\n<p>b</p>\n"),
    "bare shortcode": ("[x]", "<p>[x]</p>\n"),
    "U+2028 and U+0085 are no newlines": ("a\u2028b\x85c", "<p>a\u2028b\x85c</p>\n"),
    "U+001C is no space": ("a\n\x1c\nb", "<p>a<br />\n\x1c<br />\nb</p>\n"),
}


@pytest.mark.parametrize(("text", "html"), CASES.values(), ids=CASES)
def test_rules(text: str, html: str) -> None:
    assert autop(text) == html


def test_without_breaks_single_newlines_stay() -> None:
    assert autop("a\nb\n\n<br>\nc", breaks=False) == "<p>a\nb</p>\n<p><br>\nc</p>\n"
    assert autop("<div>a\n</div>", breaks=False) == "<div>a\n</div>\n"


def test_placeholders_that_an_author_wrote_do_no_harm() -> None:
    assert autop("<pre wp-pre-tag-7></pre>") == "<pre wp-pre-tag-7></pre>\n"
    assert autop("<pre>a</pre>wp-pre-tag-0") == "<pre>a</pre>\n<p>wp-pre-tag-0</p>\n"


TOKENS = (
    "<p> </p> <p <br> <br/> <li </li> <div> </div> <pre> <pre </pre> <script> </script> <svg> </svg> <object> "
    "</object> <param <source> <audio [video] ] > < </ <!-- --> <![CDATA[ ]]> <hr <blockquote> </blockquote> "
    "</form> <figcaption> <option </option> a é"
)
soup = st.lists(st.sampled_from([*TOKENS.split(), "\n", "\n\n", " ", "\r\n", "\t", "\x00", "\xa0"])).map("".join)


@settings(deadline=None)
@given(st.one_of(soup, st.text()), st.booleans())
@example("\ud800\n\nb", True)
@example("<br><br>", False)
def test_words_stay_in_order_and_nothing_raises(text: str, breaks: bool) -> None:
    html = autop(text, breaks=breaks)
    # Two breaks are the end of a paragraph, also where there is none.
    shown = _BREAKS.sub("", text).strip(" \t\n\r\0\v")
    assert bool(html) or not shown
    assert not html or text.strip(" \t\n\r\0\v")
    assert [c for c in html if not c.isascii()] == [c for c in text if not c.isascii()]
    assert "\r" not in html or "<pre" in text


@settings(deadline=None)
@given(st.lists(st.text("ab *&;", min_size=1).filter(str.strip), min_size=1))
def test_plain_paragraphs_are_stable(paragraphs: list[str]) -> None:
    """Where there are no breaks and no tags, a second run changes nothing."""
    html = autop("\n\n".join(paragraphs))
    assert html == "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    assert autop(html) == html


HOSTILE = (
    *("<p", "<p>", "<br>", "[", "\n", "<pre>", "<", "<!--", "<object", "<script>", "<p><lix", "</p>", "<p> "),
    *("<br /> \n", "<audio", "<th\t", "</", " ", "<p>[a ", "<p>[a]", "<pre>a</pre>", "[a][/b]"),
)


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("frame", ["{}", "</object><source><option><figcaption>{}", "<!--{}-->", "{}</p> ]>"])
def test_hostile_bodies_come_to_an_end(unit: str, frame: str) -> None:
    """Each tempts some rule to look through the rest of the text again and again: minutes, if it does."""
    text = frame.format(unit * (100_000 // len(unit)))
    html = autop(text)
    assert html.count("[") == text.count("[")
    assert shortcode_unautop(html, {"a", "b"}).count("[") == text.count("[")


def by_the_rules(text: str) -> str:
    """The same without what is known of usual shapes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "usual_paragraphs", lambda text: None)
        return autop(text)


INLINES = (
    "a",
    " ",
    "b\n",
    "<b>c</b>",
    "<br />",
    "<br>\n",
    "<",
    "\xa0",
    "\t",
    "<!--more-->",
    "<link x>",
    "<BLOCKQUOTE>",
)
shaped = st.builds(
    lambda name, form, words: form.format(name, "".join(words)),
    st.sampled_from(("p", "li", "td", "h2", "div", "blockquote", "address", "ul", "hr", "pre", "figure", "param")),
    st.sampled_from(
        ("{1}", "{1}", "<{0}>{1}</{0}>", "<{0} x='y'>{1}</{0}>", "<{0}>{1}", "{1}</{0}>", "<{0}>", "</{0}>", "<{0} />",
         "<{0}>\n{1}\n</{0}>", "<{0}> {1}</div>", "{1}</{0} >")
    ),
    st.lists(st.sampled_from(INLINES), max_size=4),
)  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(st.lists(shaped), st.sampled_from(("\n\n", "\n", "\n \n", "")))
@example(["<li>a", "<ul>", "<li>b</li>", "</ul>", "</li>"], "\n")
@example(["<li>a", "<h2>b</h2>"], "\n")
@example(["<ul>a</ul>", " </div>"], "\n\n")
@example(["a < b", "<div>c</div>"], "")
@example(["<p>", "a", "</p>"], "\n")
def test_what_is_known_of_usual_shapes_is_what_the_rules_make(pieces: list[str], between: str) -> None:
    text = between.join(pieces)
    assert autop(text) == by_the_rules(text)
    assert _in_parts(text) == autop(text)


def _in_parts(text: str) -> str:
    """The same as of a long text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "LONG", 4)
        patch.setattr(long, "LONG", 4)
        return autop(text)


@given(st.text("ab<>!-/ \n\r\tp=", max_size=40) | st.lists(st.sampled_from(INLINES), max_size=12).map("".join))
def test_long_texts_are_as_others(text: str) -> None:
    assert _in_parts(text) == by_the_rules(text)


def test_long_bodies_of_usual_shapes_need_no_rules() -> None:
    for text in ("word " * 10, "a\n\n" * 10, "<ul>\n" + "<li>a</li>\n" * 10 + "</ul>"):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(long, "LONG", 4)
            assert long_paragraphs([text]) == by_the_rules(text)


def test_bodies_of_usual_shapes_need_no_rules() -> None:
    usual = "a <b>b</b>\nc\n\n<ul>\n \t<li>d\n<ol>\n<li>e</li>\n</ol>\n</li>\n</ul>\n<blockquote>f\n\ng</blockquote>\n<hr />\nh\n"
    assert usual_paragraphs(usual) == by_the_rules(usual)
    for unusual in (
        "<script>a</script>\n",
        "<a\nb>\n",
        "a < b <i>c</i>\n",
        "<div>a</p>\n",
        "<object></object>\n",
        "\n \n<p>\n",
    ):
        assert usual_paragraphs(unusual) is None


UNWRAPPED = {
    "alone": ("<p>[a]</p>\n", "[a]\n"),
    "spaces": ("<p>\n &nbsp;\xa0[a x=1]\t</p>", "[a x=1]"),
    "self-closing": ("<p>[a /]</p>", "[a /]"),
    "content": ("<p>[a]x[/a]</p>", "[a]x[/a]"),
    "over paragraphs": ("<p>[a]</p>\n<p>x</p>\n<p>[/a]</p>", "[a]</p>\n<p>x</p>\n<p>[/a]"),
    "closing tag elsewhere": ("<p>[a]</p>\n<p>x [/a] y</p>", "[a]\n<p>x [/a] y</p>"),
    "unknown": ("<p>[sic]</p>", "<p>[sic]</p>"),
    "longer name": ("<p>[ab]</p><p>[a-b]</p><p>[a_]</p>", "<p>[ab]</p><p>[a-b]</p><p>[a_]</p>"),
    "not alone": ("<p>[a] x</p><p>x [a]</p>", "<p>[a] x</p><p>x [a]</p>"),
    "two in one": ("<p>[a][b]</p>", "<p>[a][b]</p>"),
    "escaped": ("<p>[[a]]</p>", "<p>[[a]]</p>"),
    "unclosed": ("<p>[a</p><p>x</p>", "<p>[a</p><p>x</p>"),
    "bracket closed in a later paragraph": ("<p>[a</p><p>x]</p>", "[a</p><p>x]"),
    "slash in attributes": ('<p>[a u="x/y"]</p>', '[a u="x/y"]'),
    "self-closing takes no content": ("<p>[a/]x[/a]</p>", "<p>[a/]x[/a]</p>"),
    "after one that stays": ("<p>[a] x</p><p>[b]</p>", "<p>[a] x</p>[b]"),
}


@pytest.mark.parametrize(("html", "expected"), UNWRAPPED.values(), ids=UNWRAPPED)
def test_shortcodes_alone_lose_their_paragraph(html: str, expected: str) -> None:
    assert shortcode_unautop(html, {"a", "b"}) == expected
    assert shortcode_unautop(html, lambda name: name in ("a", "b")) == expected


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<p>", "</p>", "[a", "[b]", "]", "[/a]", "/", " ", "x", "\xa0"])).map("".join))
def test_unwrapping_only_takes_paragraph_tags_and_space(html: str) -> None:
    result = shortcode_unautop(html, {"a", "b"})
    bare = str.maketrans("", "", " \xa0")
    for tag in ("<p>", "</p>"):
        html, result = html.replace(tag, ""), result.replace(tag, "")
    assert result.translate(bare) == html.translate(bare)
