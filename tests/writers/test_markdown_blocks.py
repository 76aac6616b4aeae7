"""Blocks, trap by trap: how they are written, and that a CommonMark parser reads what Markdown has as it was."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
import pytest

from migrate.model.normal import normalise
from migrate.writers import Dropped, MarkdownOptions, write_markdown
from migrate.writers.markdown.blocks import _WRITERS
from tests.writers import model
from tests.writers.build import BR, blocks, code, document, em, image, link, nodes, ol, p, table, ul
from tests.writers.read_markdown import parser, read_markdown
from tests.writers.trees import as_markdown_says

QUOTE = model.BlockQuote(blocks=blocks("a"))
HR = model.ThematicBreak()


def fence(text: str, language: str = "") -> model.CodeBlock:
    return model.CodeBlock(text=text, language=language)


def task(text: str, checked: bool) -> model.ListItem:
    return model.ListItem(blocks=blocks(text), checked=checked)


READ_BACK: list[tuple[tuple[Any, ...], str]] = [
    (("a", "b"), "a\n\nb"),
    (("", "a", p(em())), "a"),
    ((fence("a"),), "```\na\n```"),
    ((fence("```\na\n```", "md"),), "````md\n```\na\n```\n````"),
    ((fence("a", "a`b"),), "~~~a`b\na\n~~~"),
    ((fence("  a\n\n\tb"),), "```\n  a\n\n\tb\n```"),
    ((HR,), "---"),
    (("a", HR), "a\n\n---"),
    ((QUOTE, QUOTE), "> a\n\n> a"),
    ((QUOTE, "a"), "> a\n\na"),
    ((model.BlockQuote(blocks=blocks(("a", fence("b\n\nc"), "d"))),), "> a\n>\n> ```\n> b\n>\n> c\n> ```\n>\n> d"),
    ((ul("a", "b"),), "- a\n- b"),
    ((ul("a", "b", tight=False),), "- a\n\n- b"),
    ((ul("a", ("b", "c")),), "- a\n\n- b\n\n  c"),
    ((ul(("a", ul("b", "c")), "d"),), "- a\n  - b\n  - c\n- d"),
    ((ul("a"), ul("b"), ul("c")), "- a\n\n+ b\n\n- c"),
    ((ol("a"), ol("b")), "1. a\n\n1) b"),
    ((ul("a"), ol("b")), "- a\n\n1. b"),
    ((ul("a"), "b"), "- a\n\nb"),
    ((ul("a"), fence("b")), "- a\n\n```\nb\n```"),
    ((ol("a", "b", start=9),), "9. a\n10. b"),
    ((ol("a", ("b", "c"), start=9),), "9. a\n\n10. b\n\n    c"),
    ((ol("a", start=0),), "0. a"),
    ((ul((), "a", ()),), "-\n- a\n- <!-- -->"),
    ((ul((), "a", "b", tight=False),), "-\n- a\n\n- b"),
    ((ul((ul((ul(()),)),)),), "- + - <!-- -->"),
    ((ul((fence("a\n\nb"),)),), "- ```\n  a\n\n  b\n  ```"),
    ((ul((HR,)),), "- ***"),
    ((ul(("a", HR)),), "- a\n  ***"),
    ((ul(("a", QUOTE)),), "- a\n  > a"),
    ((ul(("a", ol("b", start=2)), "c"),), "- a\n\n  2. b\n\n- c"),
    ((ul(("a", ul(())), "c"),), "- a\n\n  - <!-- -->\n\n- c"),
    ((ul("- a"),), "- \\- a"),
    ((ul("--"),), "- \\--"),
    ((ul("[ ] a"),), "- \\[ ] a"),
    ((ul(task("a", True), task("b", False)),), "- [x] a\n- [ ] b"),
    ((ol(task("a", True)),), "1. [x] a"),
    ((table(("a", "b"), ("c", "d")),), "| a | b |\n| --- | --- |\n| c | d |"),
    ((table(("a|b", p(code("c|d")))),), "| a\\|b | `c\\|d` |\n| --- | --- |"),
    ((table((p("a", BR, "b"), "")),), "| a<br>b |  |\n| --- | --- |"),
    ((table((p(code("a\\|b")), "\\|")),), "| <code>a&#92;&#124;b</code> | \\\\\\| |\n| --- | --- |"),
    ((table((p(link("u|v", "x|y")), "")),), "| [x\\|y](u\\|v) |  |\n| --- | --- |"),
    ((table(("# a", "- b")),), "| # a | - b |\n| --- | --- |"),
]  # fmt: skip


def written(*parts: Any, options: MarkdownOptions | None = None, dropped: tuple[Dropped, ...] = ()) -> str:
    text, left_out = write_markdown(document(*parts), options or MarkdownOptions())
    assert tuple(left_out) == dropped
    return text


@pytest.mark.parametrize(("parts", "markdown"), READ_BACK)
def test_blocks(parts: tuple[Any, ...], markdown: str) -> None:
    assert written(*parts) == markdown + "\n"
    assert read_markdown(markdown) == as_markdown_says(normalise(document(*parts)))


def test_an_empty_document_is_empty() -> None:
    assert write_markdown(model.Document()) == ("", [])


def test_columns_are_aligned_as_their_cells() -> None:
    aligns = ("left", "center", "right", "justify", "")
    head = tuple(model.Cell(blocks=blocks("a"), align=align) for align in aligns)
    assert written(table(head)).splitlines()[1] == "| :--- | :---: | ---: | --- | --- |"
    below = (model.Cell(blocks=blocks("b"), align="right"),)
    assert written(table(("a",), below, below)).splitlines()[1] == "| ---: |"
    assert written(table(("a",), below, ("b",))).splitlines()[1] == "| --- |"


def test_a_first_row_of_header_cells_is_the_head() -> None:
    head = (model.Cell(blocks=blocks("a"), header=True),)
    assert written(table(head, ("b",), head=False)) == "| a |\n| --- |\n| b |\n"


@pytest.mark.parametrize(
    "node",
    [
        table(("a", "b"), head=False),
        table(("a", "b"), ("c",)),
        table(("a", model.Cell(blocks=blocks("b"), columns=2))),
        table((("a", "b"), "c")),
        table((ul("a"), "c")),
        msgspec.structs.replace(table(("a",)), caption=nodes(("b",))),
    ],
)
def test_tables_that_gfm_cannot_say_are_html(node: model.Table) -> None:
    text = written(node)
    assert text.startswith("<table>\n")
    assert "\n\n" not in text
    assert parser().render(text) == text
    assert written(table(("a",)), options=MarkdownOptions(tables=False)).startswith("<table>\n")


@pytest.mark.parametrize(
    "node",
    [
        model.OrderedList(items=ol("a").items, start=-1),
        model.OrderedList(items=ol("a").items, start=1234567890),
        model.OrderedList(items=ol("a", "b").items, reversed=True),
        model.OrderedList(items=(model.ListItem(blocks=blocks("a"), value=4),)),
    ],
)
def test_numbers_that_markdown_cannot_count_are_html(node: model.OrderedList) -> None:
    assert written(node).startswith("<ol")
    assert written(model.OrderedList(items=(model.ListItem(blocks=blocks("a"), value=1),))) == "1. a\n"


def test_boxes_are_html_where_no_text_follows_them_or_the_dialect_has_none() -> None:
    box = '<input type="checkbox" disabled checked>'
    assert written(ul(task("a", True)), options=MarkdownOptions(task_lists=False)) == f"- {box} a\n"
    assert written(ul(model.ListItem(blocks=blocks((fence("a"),)), checked=True))) == f"- {box}\n\n  ```\n  a\n  ```\n"
    assert written(ul("[ ] a"), options=MarkdownOptions(task_lists=False)) == "- [ ] a\n"


def test_a_citation_and_a_wrapper() -> None:
    quote = model.BlockQuote(blocks=blocks("a"), citation=nodes(("Me",)))
    section = model.Section(role="group", blocks=(quote, model.Section(role="group", blocks=blocks("b"))))
    assert written(section) == "> a\n>\n> <cite>Me</cite>\n\nb\n"


def test_lists_are_told_apart_across_wrappers() -> None:
    assert written(ul("a"), model.Section(role="group", blocks=(ul("b"),))) == "- a\n\n+ b\n"


def test_definitions() -> None:
    items = (model.Definition(terms=(nodes(("a",)), nodes((": b",))), descriptions=(blocks("c"), blocks(("d", "e")))),)
    node = model.DefinitionList(items=items)
    assert written(node) == ("<dl>\n<dt>a</dt>\n<dt>: b</dt>\n<dd>c</dd>\n<dd>\n<p>d</p>\n<p>e</p>\n</dd>\n</dl>\n")
    options = MarkdownOptions(definition_lists=True)
    assert written(node, options=options) == "a\n\\: b\n:   c\n:   d\n\n    e\n"
    assert written(": a", options=options) == "\\: a\n"
    assert written(": a") == ": a\n"
    empty = model.DefinitionList(items=(model.Definition(terms=(nodes(("a",)),), descriptions=()),))
    assert written(empty, options=options).startswith("<dl>")


def test_lines_whose_white_space_counts() -> None:
    node = model.LineBlock(lines=(nodes(("  a *",)), (), nodes(("<b>", em("c")))))
    assert written(node) == "<pre>  a *\n\n&lt;b&gt;<em>c</em></pre>\n"
    assert parser().render(written(node)) == written(node)
    assert written(ul((node, "x"))) == "- <pre>  a *\n\n  &lt;b&gt;<em>c</em></pre>\n\n  x\n"
    assert written(table((node, "x"))) == (
        "<table>\n<thead>\n<tr><th>\n<pre>  a *\n&#10;&lt;b&gt;<em>c</em></pre>\n</th><th>x</th></tr>\n"
        "</thead>\n</table>\n"
    )


def test_figures() -> None:
    node = model.Figure(blocks=(p(image("i", "a")),), caption=nodes(("b ", em("c"))))
    text = "<figure>\n\n![a](i)\n\n<figcaption>\n\nb *c*\n\n</figcaption>\n</figure>\n"
    assert written(node) == text
    assert written(model.Figure(blocks=node.blocks)) == "![a](i)\n"
    options = MarkdownOptions(figure=lambda node: "{{ figure }}" if node.blocks else None)
    assert written(node, options=options) == "{{ figure }}\n"
    assert written(model.Figure(blocks=node.blocks), options=options) == "![a](i)\n"
    rendered = parser().render(text)
    assert "<p><img" in rendered
    assert "<em>c</em>" in rendered


def test_galleries() -> None:
    images = (
        model.GalleryImage(image=model.Image(url="a"), caption=nodes(("x",))),
        model.GalleryImage(image=model.Image(url="b"), link="c"),
    )
    node = model.Gallery(images=images, caption=nodes(("y",)))
    assert written(node) == (
        "<figure>\n\n<figure>\n\n![](a)\n\n<figcaption>\n\nx\n\n</figcaption>\n</figure>\n\n[![](b)](c)\n\n"
        "<figcaption>\n\ny\n\n</figcaption>\n</figure>\n"
    )
    assert written(node, options=MarkdownOptions(gallery=lambda node: "{{ gallery }}")) == "{{ gallery }}\n"


def test_embeds() -> None:
    video = model.Embed(url="https://youtu.be/x", provider="youtube", id="x", width="4", caption=nodes(("a",)))
    frame = '<iframe src="https://www.youtube.com/embed/x" data-url="https://youtu.be/x" width="4" allowfullscreen></iframe>'
    assert written(video) == f"<figure>\n\n{frame}\n\n<figcaption>\n\na\n\n</figcaption>\n</figure>\n"
    assert written(model.Embed(url="https://a.org/b")) == "<https://a.org/b>\n"
    assert written(model.Embed(url="u", html="<b>a</b>\n\n<i>c</i>")) == "<div>\n<b>a</b>\n<i>c</i>\n</div>\n"
    options = MarkdownOptions(embed=lambda node: "{{ x }}" if node.id else None)
    assert written(video, model.Embed(url="u:v"), options=options) == "{{ x }}\n\n[u:v](u:v)\n"


def test_players() -> None:
    player = model.Player(kind="audio", sources=(model.MediaSource(url="a.mp3"),), attributes={"loop": ""})
    text = '<figure>\n<audio src="a.mp3" controls loop></audio>\n</figure>\n'
    assert written(player) == text
    assert parser().render(text) == text
    assert written(player, options=MarkdownOptions(player=lambda node: node.kind)) == "audio\n"


def test_files_and_details() -> None:
    file = model.FileLink(url="a.pdf", name=nodes(("A",)), button=nodes(("Download",)))
    assert written(file) == "[A](a.pdf) [Download](a.pdf)\n"
    details = model.Details(summary=nodes(("a ", em("b"))), blocks=blocks(("c", ul("d"))), open=True)
    text = "<details open>\n<summary>a <em>b</em></summary>\n\nc\n\n- d\n\n</details>\n"
    assert written(details) == text
    assert "<li>d</li>" in parser().render(text)
    assert written(model.Details(summary=nodes(("a",)), blocks=())) == ("<details>\n<summary>a</summary>\n</details>\n")


def test_formulas() -> None:
    node = model.Math(tex="a_1 \\\\\n\nb")
    assert written(node) == "$$a_1 \\\\\\\\ b$$\n"
    assert written(node, options=MarkdownOptions(math=True)) == "$$\na_1 \\\\\nb\n$$\n"
    assert written(model.Math(mathml="<math><mi>x</mi></math>")) == "<p><math><mi>x</mi></math></p>\n"


def test_what_is_left_out_is_named() -> None:
    marks = (model.More(text="On"), model.PageBreak(), model.Placeholder(name="core/a--b"))
    assert (
        written(*marks, dropped=(Dropped("more-text", "On"), Dropped("placeholder", "core/a--b")))
        == "<!--more-->\n\n<!--nextpage-->\n\n<!-- core/a- -b -->\n"
    )
    options = MarkdownOptions(more="", page_break="", placeholder=lambda node: f"{{{{ {node.name} }}}}")
    assert (
        written(*marks, options=options, dropped=(Dropped("more-text", "On"), Dropped("more"), Dropped("page-break")))
        == "{{ core/a--b }}\n"
    )


RAW = [
    ("<div>a\n\n\n<p>*b*</p></div>", "<div>a\n<p>*b*</p></div>"),
    ("<div><pre>a\n\nb</pre></div>", "<div><pre>a\n&#10;b</pre></div>"),
    ('<div title="a\n\nb">*c*</div>', '<div title="a\n&#10;b">*c*</div>'),
    ("<div><script>a;\n\nb</script></div>", "<div><script>a;\nb</script></div>"),
    ("<script>a;\n\n*b*</script>", "<script>a;\n\n*b*</script>"),
    ("<!-- a\n\n*b* -->", "<!-- a\n\n*b* -->"),
    ("<!-- a --><b>*c*</b>", "<div>\n<!-- a --><b>*c*</b>\n</div>"),
    ("<b>*c*</b>", "<div>\n<b>*c*</b>\n</div>"),
    ("      <p>*a*</p>", "<p>*a*</p>"),
    ("*a*", "<div>\n*a*\n</div>"),
]


@pytest.mark.parametrize(("html", "markdown"), RAW)
def test_html_passes_through_the_parser(html: str, markdown: str) -> None:
    text = written("x", model.RawBlock(html=html), "*y*", ul((model.RawBlock(html=html), "z")))
    assert text.startswith(f"x\n\n{markdown}\n\n\\*y\\*\n\n- ")
    assert read_markdown(text).blocks[1] == model.RawBlock(html=markdown)
    assert read_markdown(text).blocks[3].items[0].blocks[0] == model.RawBlock(html=markdown)


def test_alignment_is_html_where_it_is_asked_for() -> None:
    node = model.Paragraph(children=nodes(("a ", em("b"))), align="center")
    options = MarkdownOptions(alignment=True)
    assert written(node) == "a *b*\n"
    assert written(node, options=options) == '<p style="text-align:center">a <em>b</em></p>\n'
    heading = model.Heading(level=2, children=nodes(("a",)), align="right")
    assert written(heading, options=options) == '<h2 style="text-align:right">a</h2>\n'


def test_an_info_string_can_be_the_targets() -> None:
    options = MarkdownOptions(info=lambda node: f"{node.language} {{a=1}}" if node.attributes else None)
    assert written(
        model.CodeBlock(text="a", language="b", attributes={"x": "y"}), fence("c", "d"), options=options
    ) == ("```b {a=1}\na\n```\n\n```d\nc\n```\n")


def test_footnotes() -> None:
    marks = p("a", model.FootnoteReference(id="x"), model.FootnoteReference(id="y"))
    footnotes = (
        model.Footnote(id="y", blocks=blocks((p("b", model.FootnoteReference(id="z")), fence("c\n\nd")))),
        model.Footnote(id="x", blocks=blocks("e")),
        model.Footnote(id="z", blocks=blocks("f")),
        model.Footnote(id="w", blocks=blocks("g")),
    )
    node = model.Document(blocks=(marks, *blocks("[^1] g")), footnotes=footnotes)
    text, dropped = write_markdown(node)
    assert not dropped
    assert text == (
        "a[^2][^1]\n\n\\[^1] g\n\n[^1]: b[^3]\n\n    ```\n    c\n\n    d\n    ```\n\n[^2]: e\n\n[^3]: f\n\n"
        '<section class="footnotes">\n<ol>\n<li id="fn-w" value="4">g</li>\n</ol>\n</section>\n'
    )
    assert len(read_markdown(text).footnotes) == 3
    text, _ = write_markdown(node, MarkdownOptions(footnotes=False))
    assert text.startswith("a<sup>[2](#fn-x)</sup><sup>[1](#fn-y)</sup>\n\n[^1] g\n\n<section")
    assert '<li id="fn-y" value="1">' in text


def test_every_block_has_its_way() -> None:
    own = {model.Paragraph, model.BulletList, model.OrderedList, model.ThematicBreak, model.Section}
    assert set(_WRITERS) | own == set(get_args(model.Block))


def test_depth_is_no_matter() -> None:
    deep: Any = p("deep")
    for number in range(500):
        deep = model.BlockQuote(blocks=(deep,)) if number % 2 else ul((deep,))
    text, _ = write_markdown(model.Document(blocks=(deep,)))
    assert "deep" in text
    for _ in range(500):
        deep = model.Section(role="group", blocks=(deep,))
    assert write_markdown(model.Document(blocks=(deep,)))[0].count("deep") == 1
    inline: Any = code("deep")
    for number in range(500):
        inline = em(inline) if number % 2 else msgspec.structs.replace(link("u", inline))
    assert "deep" in write_markdown(document(p(inline)))[0]
