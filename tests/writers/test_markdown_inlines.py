"""What stands in a paragraph, trap by trap: how it is written, and that a CommonMark parser reads it as it was."""

from __future__ import annotations

from typing import Any

import pytest

from migrate.model.document import Heading, Paragraph
from migrate.model.inlines import Anchor, FootnoteReference, InlineMath, RawInline, Span
from migrate.model.normal import normalise
from migrate.writers import Dropped, MarkdownOptions, write_markdown
from tests.writers.build import BR, code, document, em, image, link, nodes, p, strike, strong
from tests.writers.read_markdown import parser, read_markdown

LITERAL = [
    "1.5", "snake_case", "a*b", "5 < 6", "5<6 and 7>6", "a <b", "AT&T", "R&D;", "&nosuch;", "[sic]", "[1]",
    "#hashtag", "+1", "-5 °C", "foo_bar_", "C++", "2 * 3 * 4", "a`b", "~20", "a - b", "===", "--", "1986.5",
    "in 1986. Then", "(c)", "$5 and $6", "a | b", "|a|", "x^2", "{a}", "100%", "“quoted”", "www.example.com",
    "https://example.com/a_b?c=d&e=f", "me@example.com", "a: b", "!", "!a", "[a][b]", "a [b]: c", "C:", "😀",
    "a\u200bb", "a\xa0b", "Ende…", "foo_", "_foo", "*foo", "a ~ b", "12345678901. a",
]  # fmt: skip
"""Texts that stay as they are."""

ESCAPED = [
    ("*a*", r"\*a\*"),
    ("_a_", r"\_a\_"),
    ("__init__", r"\_\_init\_\_"),
    ("2*3*4", r"2\*3\*4"),
    ("~~a~~", r"\~\~a\~\~"),
    ("~a~", r"\~a\~"),
    ("`a`", r"\`a\`"),
    ("a\\b", r"a\\b"),
    ("end\\", "end\\\\"),
    ("<T> x", r"\<T> x"),
    ("a </b> c", r"a \</b> c"),
    ("a <!-- b --> c", r"a \<!-- b --> c"),
    ("<a@b.org>", r"\<a@b.org>"),
    ("<div", r"\<div"),
    ("&amp; &#42; &nbsp;", r"\&amp; \&#42; \&nbsp;"),
    ("[a](b)", r"[a\](b)"),
    ("![a](b)", r"![a\](b)"),
    ("[a]: b", r"\[a]: b"),
    ("# a", r"\# a"),
    ("#", r"\#"),
    ("###### a", r"\###### a"),
    ("- a", r"\- a"),
    ("-", r"\-"),
    ("+ a", r"\+ a"),
    ("* a", r"\* a"),
    ("1986. A year", r"1986\. A year"),
    ("1) a", r"1\) a"),
    ("> a", r"\> a"),
    (">a", r"\>a"),
    ("---", r"\---"),
    ("- - -", r"\- - -"),
    ("***", r"\*\*\*"),
    ("___", r"\_\_\_"),
    ("```", r"\`\`\`"),
    ("~~~", r"\~\~\~"),
    ("\u00a0a\u00a0", "&nbsp;a&nbsp;"),
    ("\u3000a", "&#12288;a"),
    # Whoever makes bare addresses links takes the backslash for a part of it.
    ("http://a.org/_b_", r"http\://a.org/\_b\_"),
    ("www.a.org/*b*", r"www\.a.org/\*b\*"),
]

WRITTEN: list[tuple[Paragraph, str]] = [
    (p("foo", em("bar"), "baz"), "foo*bar*baz"),
    (p("foo", strong("(bar)"), "baz"), "foo<strong>(bar)</strong>baz"),
    (p("中文", strong("“引用”"), "中文"), "中文<strong>“引用”</strong>中文"),
    (p(strong("a:"), "b"), "<strong>a:</strong>b"),
    (p(strong("a:"), " b"), "**a:** b"),
    (p(strong("😀"), "y"), "<strong>😀</strong>y"),
    (p(strong("\u200ba\u200b"), "y"), "**\u200ba\u200b**y"),
    (p("a", em(" b "), "c"), "a *b* c"),
    (p("a", em("\u00a0b"), "c"), "a\u00a0*b*c"),
    (p(em(strong("a"))), "***a***"),
    (p(strong(em("a"))), "**_a_**"),
    (p("x", strong(em("a")), "y"), "x<strong><em>a</em></strong>y"),
    (p(strong("a", em("b"))), "**a*b***"),
    (p(em("a"), strong("b")), "*a***b**"),
    (p(strong("a"), em("b")), "**a***b*"),
    (p(em("a"), em("b")), "*ab*"),
    (p(em("a", em("b"))), "*ab*"),
    (p(em(), "a", strong("")), "a"),
    (p("*", em("a")), r"\**a*"),
    (p(em("a"), "*"), r"*a*\*"),
    (p("**", strong("a")), r"\*\***a**"),
    (p(em("a*b")), r"*a\*b*"),
    (p(strike("a"), "~"), r"~~a~~\~"),
    (p(strike("~a")), r"~~\~a~~"),
    (p("a", strike("."), "b"), "a<del>.</del>b"),
    (p(strike("a", em("b"), "c")), "~~a*b*c~~"),
    (p(em("a", BR), "b"), "*a*\\\nb"),
    (p(em(BR, "a"), "b"), "*a*b"),
    (p(BR, "a", BR, BR), "a"),
    (p("a ", BR, " b"), "a\\\nb"),
    (p("a", BR, BR, "b"), "a\\\n\\\nb"),
    (p("a", BR, "- b", BR, "# c", BR, "1. d", BR, "> e"), "a\\\n\\- b\\\n\\# c\\\n1\\. d\\\n\\> e"),
    (p("a\\", BR, "b"), "a\\\\  \nb"),
    (p("a", BR, "==="), "a\\\n\\==="),
    (p("a", BR, "--"), "a\\\n\\--"),
    (p("a | b", BR, "--- | ---"), "a | b\\\n\\--- | ---"),
    (p("a", BR, "|-|"), "a\\\n\\|-|"),
    (p("a", BR, ":-"), "a\\\n\\:-"),
    (p("a", BR, "<div>"), "a\\\n\\<div>"),
    (p(code("a`b")), "``a`b``"),
    (p(code("`")), "`` ` ``"),
    (p(code("`a`` b```")), "```` `a`` b``` ````"),
    (p(code(" a ")), "`  a  `"),
    (p(code(" a")), "` a`"),
    (p(code("a"), code("b")), "`ab`"),
    (p("a ` ", code("b")), r"a \` `b`"),
    (p(code("a"), "`"), r"`a`\`"),
    (p(code("a\nb")), "`a b`"),
    (p("a", code("  "), "b"), "a b"),
    (p(link("u", "a [b] c")), "[a [b] c](u)"),
    (p(link("u", "a] b")), r"[a\] b](u)"),
    (p(link("u", "[a](b)")), r"[\[a\](b)](u)"),
    (p(link("u", "a ` b")), r"[a \` b](u)"),
    (p(link("u", "a", link("v", "b"))), "[ab](u)"),
    (p(link("u"), "a"), "a"),
    (p(link("u", " a "), "b"), "[a](u) b"),
    (p("Look!", link("u", "a")), r"Look\![a](u)"),
    (p(link("u", image("i", "a"))), "[![a](i)](u)"),
    (p(link("https://a.org/", "https://a.org/")), "<https://a.org/>"),
    (p(link("mailto:a@b.org", "a@b.org")), "<a@b.org>"),
    (p(link("a b", "x")), "[x](<a b>)"),
    (p(link("a_(b)", "x")), "[x](a_(b))"),
    (p(link("a)", "x")), "[x](<a)>)"),
    (p(link("a<b>", "x")), r"[x](<a\<b\>>)"),
    (p(link("?a=1&copy=2", "x")), "[x](?a=1&copy=2)"),
    (p(link("?a=1&copy;=2", "x")), "[x](?a=1&amp;copy;=2)"),
    (p(link("a\\", "x")), "[x](a\\\\)"),
    (p(link("", "x")), "[x]()"),
    (p(link("u", "x", title="a b")), '[x](u "a b")'),
    (p(link("u", "x", title='say "a"')), "[x](u 'say \"a\"')"),
    (p(link("u", "x", title="it's \"a\"")), '[x](u "it\'s \\"a\\"")'),
    (p(link("", "x", title="t")), '[x](<> "t")'),
    (p(image("i", "a] [b *c*")), r"![a\] \[b \*c\*](i)"),
    (p("a", Anchor(id="x"), "b"), 'a<span id="x"></span>b'),
    (p(Span(tag="sub", children=nodes(("*a*",)))), r"<sub>\*a\*</sub>"),
    (p(strong(Span(tag="sub", children=nodes(("2",)))), "a"), "<strong><sub>2</sub></strong>a"),
    (p("a <b ", Span(tag="u", children=nodes(("c",)))), r"a \<b <u>c</u>"),
]  # fmt: skip


def written(*parts: Any, options: MarkdownOptions | None = None) -> str:
    text, dropped = write_markdown(document(*parts), options or MarkdownOptions())
    assert not dropped
    return text


@pytest.mark.parametrize("text", LITERAL)
def test_text_that_means_nothing_else_is_left_alone(text: str) -> None:
    assert written(text) == text + "\n"
    assert read_markdown(text) == document(text)


@pytest.mark.parametrize(("text", "markdown"), ESCAPED)
def test_text_that_would_be_read_as_markup_is_escaped(text: str, markdown: str) -> None:
    assert written(text) == markdown + "\n"
    assert read_markdown(markdown) == document(text)


@pytest.mark.parametrize(("text", "markdown"), [pair for pair in ESCAPED if pair[0] not in ("~a~", "a\\b", "end\\")])
def test_every_escape_is_needed(text: str, markdown: str) -> None:
    """But for single tildes, which are marks to others than this parser, and backslashes, which are always escaped."""
    assert parser().render(text) != parser().render(markdown)


@pytest.mark.parametrize(("paragraph", "markdown"), WRITTEN)
def test_inlines(paragraph: Paragraph, markdown: str) -> None:
    assert written(paragraph) == markdown + "\n"
    assert read_markdown(markdown) == normalise(document(paragraph))


def test_a_heading_is_one_line_and_keeps_its_hashes() -> None:
    heading = Heading(level=2, children=nodes(("# a", BR, "b ##")))
    assert written(heading) == "## # a<br>b \\##\n"
    assert read_markdown("## # a<br>b \\##") == document(heading)
    assert written(Heading(level=1, children=nodes(("C#",)))) == "# C#\n"
    assert written(Heading(level=1, children=nodes(("#",)))) == "# \\#\n"


def test_a_heading_has_an_id_where_the_dialect_has_them() -> None:
    heading = Heading(level=2, children=nodes(("a",)), id="x")
    assert written(heading) == "## a\n"
    assert written(heading, options=MarkdownOptions(heading_ids=True)) == "## a {#x}\n"
    plain = Heading(level=2, children=nodes(("a {#x}",)))
    assert written(plain, options=MarkdownOptions(heading_ids=True)) == "## a \\{#x\\}\n"


def test_html_within_a_line_hides_no_markup_and_makes_none() -> None:
    raw = RawInline(html='<b title="*">*a* [x] \\ &amp;</b>')
    assert written(p(em("x"), " ", raw, " y*z")) == ('*x* <b title="*">&#42;a&#42; &#91;x&#93; &#92; &amp;</b> y*z\n')
    raw = RawInline(html="<wbr\nclass='a'>")
    assert written(p("a", raw, "b")) == "a<wbr class='a'>b\n"


@pytest.mark.parametrize("html", ["<script>a *b*</script>", "<style>a{}</style>"])
def test_html_that_is_no_text_makes_the_paragraph_html(html: str) -> None:
    assert written(p(em("a"), RawInline(html=html))) == f"<p><em>a</em>{html}</p>\n"


def test_a_paragraph_that_would_begin_a_block_of_html_is_html() -> None:
    frame = RawInline(html='<iframe src="x"></iframe>')
    assert written(p(frame, " *a*")) == '<p><iframe src="x"></iframe> *a*</p>\n'
    assert written(p("a", BR, frame)) == '<p>a<br><iframe src="x"></iframe></p>\n'
    assert written(p("a ", frame)) == 'a <iframe src="x"></iframe>\n'


def test_formulas() -> None:
    formula = InlineMath(tex="a_1 * b_1 \\in A")
    assert written(p("so ", formula)) == "so $a_1 * b_1 \\\\in A$\n"
    assert written(p("so ", formula, " for $5"), options=MarkdownOptions(math=True)) == (
        "so $a_1 * b_1 \\in A$ for \\$5\n"
    )


def test_bare_addresses_can_be_kept_from_becoming_links() -> None:
    options = MarkdownOptions(bare_addresses=False)
    assert written("see www.a.org, https://b.org and me@c.org", options=options) == (
        "see www\\.a.org, https\\://b.org and me\\@c.org\n"
    )


def test_without_strikethrough_there_are_tags() -> None:
    options = MarkdownOptions(strikethrough=False)
    assert written(p(strike("a"), " ~~b~~"), options=options) == "<del>a</del> ~~b~~\n"


def test_an_image_can_be_the_targets() -> None:
    options = MarkdownOptions(image=lambda node: f"{{{{ {node.url} }}}}" if node.url == "a" else None)
    assert written(p(image("a"), image("b")), options=options) == "{{ a }}![](b)\n"


def test_a_link_keeps_the_place_that_links_point_to() -> None:
    node = link("u", "a")
    node.attributes["id"] = "here"
    assert written(p(node)) == '<span id="here"></span>[a](u)\n'


def test_emphasis_without_end_stays_fast_and_whole() -> None:
    text = "a* " * 3000 + "*b " * 3000
    assert read_markdown(written(text)) == document(text.strip())
    marks = p(*[part for _ in range(400) for part in (strong("(a)"), "b")])
    assert read_markdown(written(marks)) == document(marks)


def test_the_mark_of_a_footnote_that_is_not_there_is_left_out_and_named() -> None:
    text, dropped = write_markdown(document(p("a", FootnoteReference(id="x"), "b")))
    assert text == "ab\n"
    assert dropped == [Dropped("footnote-reference", "x")]
