"""What a CommonMark parser makes of Markdown, in every dialect; Hugo's shortcodes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.targets.hugo.shown import show_shortcodes
from migrate.verify import Dialect, Page, page_of_html, page_of_markdown, page_of_text

PLAIN = Dialect(tables=False, strikethrough=False, footnotes=False, task_lists=False)


def shown(markdown: str) -> Page:
    return page_of_markdown(show_shortcodes(markdown))


@pytest.mark.parametrize(
    ("dialect", "markdown", "words"),
    [
        (Dialect(), "a *b*\\\nc  \n\n1. d\n\n<p>e *f*</p>", ["a", "b", "c", "d", "e", "*f*"]),
        (Dialect(), "| a | b |\n|---|---|\n| c | d |", ["a", "b", "c", "d"]),
        (PLAIN, "| a |\n|---|", ["|", "a", "|", "|---|"]),
        (Dialect(), "~~a~~", ["a"]),
        (PLAIN, "~~a~~", ["~~a~~"]),
        (Dialect(), "a[^1]\n\n[^1]: b *c*", ["a", "b", "c"]),
        (PLAIN, "a[^1]", ["a[^1]"]),
        (Dialect(), "- [x] a\n- [ ] b", ["a", "b"]),
        (PLAIN, "- [x] a", ["[x]", "a"]),
        (Dialect(definition_lists=True), "a\n:   b", ["a", "b"]),
        (Dialect(), "a\n:   b", ["a", ":", "b"]),
        (Dialect(heading_ids=True), "# a {#b-c}\n\nd {#e}", ["a", "d", "{#e}"]),
        (Dialect(), "# a {#b-c}", ["a", "{#b-c}"]),
        (Dialect(math=True), "a $b_c$ d\n\n$$\ne_f\n$$", ["a", "b_c", "d", "e_f"]),
        (Dialect(), "[a](javascript:b) [c](<d e>)", ["a", "c"]),
    ],
)
def test_dialects(dialect: Dialect, markdown: str, words: list[str]) -> None:
    assert page_of_markdown(markdown, dialect).words == words


def test_structure_is_that_of_the_html() -> None:
    markdown = '# H\n\n[l](/x%20y "t") ![i](/u/i-10x10.jpg)\n\n> q\n\n```py\na\n\n  b\n```\n\n**s** *e* `c`'
    html = (
        '<h1>H</h1><p><a href="/x y">l</a> <img src="i.jpg" alt="i"></p><blockquote>q</blockquote><pre>a\n\n  b</pre>'
        "<p><b>s</b> <i>e</i> <code>c</code>"
    )
    assert page_of_markdown(markdown).structure == page_of_html(html).structure
    assert page_of_markdown(markdown).blocks == page_of_html(html).blocks


@pytest.mark.parametrize(
    ("markdown", "words", "images", "players", "links"),
    [
        ("a {{< youtube abcdefghijk >}} b", ["a", "b"], [], ["https://www.youtube.com/watch?v=abcdefghijk"], []),
        ('{{< figure src="x.jpg" alt="no" caption="a *b*" link="/l" >}}', ["a", "b"], ["x.jpg"], [], ["/l"]),
        (
            '{{< wp-gallery columns="2" >}}\n{{< wp-image src="x.jpg" title="no" >}}a **b**{{< /wp-image >}}\n'
            '{{< wp-image src="y.jpg" >}}{{< /wp-image >}}\n{{< wp-caption >}}c{{< /wp-caption >}}\n{{< /wp-gallery >}}',
            ["a", "b", "c"],
            ["x.jpg", "y.jpg"],
            [],
            [],
        ),
        (
            '> {{< wp-embed url="https://a.example/b&#34;c" provider="" >}}*d*{{< /wp-embed >}}',
            ["d"],
            [],
            ['https://a.example/b"c'],
            [],
        ),
        ('{{< wp-file src="/f" button="Get it" >}}a{{< /wp-file >}}', ["a", "Get", "it"], [], [], ["/f", "/f"]),
        (
            '{{< wp-audio src="/s.mp3" /> }} {{< wp-audio src="/s.mp3" />}}',
            ["{{<", "wp-audio", 'src="/s.mp3"', "/>", "}}"],
            [],
            ["/s.mp3"],
            [],
        ),
        ('{{< wp-video >}}\n{{< wp-source src="/v" >}}\n{{< /wp-video >}}', [], [], ["/v"], []),
        ('a {{< unknown x="}}" >}}b{{% /unknown %}} c', ["a", "b", "c"], [], [], []),
        ("a{{</* b */>}}c {{%/* d */%}}", ["a{{<", "b", ">}}c", "{{%", "d", "%}}"], [], [], []),
        ("{{ .Title }} {&#123;< a", ["{{", ".Title", "}}", "{{<", "a"], [], [], []),
    ],
)
def test_shortcodes(markdown: str, words: list[str], images: list[str], players: list[str], links: list[str]) -> None:
    page = shown(markdown)
    assert page.words == words
    assert [page.structure[kind] for kind in ("images", "players", "links")] == [images, players, links]


def test_what_a_shortcode_shows_is_a_block() -> None:
    page = shown('a\n\n{{< wp-image src="x.jpg" >}}b{{< /wp-image >}}\n{{< wp-image src="y.jpg" >}}c{{< /wp-image >}}')
    assert page.words == ["a", "b", "c"]
    assert page.blocks == {0, 1, 2}


@settings(deadline=None)
@given(st.text(alphabet='{}<>%/ "ab=`*_[]()!#-\n|:$^~', max_size=120) | st.text(max_size=120))
def test_any_text_is_a_page(markdown: str) -> None:
    every = Dialect(definition_lists=True, heading_ids=True, math=True)
    page_of_markdown(show_shortcodes(markdown), every)
    page_of_markdown(markdown, PLAIN)


@pytest.mark.parametrize("piece", ["> ", "- ", "1. ", "*a **b ", "[a](", "![", "[^1]: ", "<div>\n\n", "> - "])
def test_nesting_without_end_is_a_page(piece: str) -> None:
    page_of_markdown(piece * 3000)


def test_plain_text() -> None:
    page = page_of_text(
        "One 1. two\n\n- a\n  1. b - c\n    [x] d\n- \n\n* * *\n\nx | y\n[2] note https://a.example \u200b\nlast"
    )
    assert page.structure == {}
    assert page.shown == ["https://a.example"]
    words = [word for number, word in enumerate(page.words) if number not in page.layout]
    assert words == ["One", "1.", "two", "a", "b", "-", "c", "d", "x", "y", "note", "last"]
