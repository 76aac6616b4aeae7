"""Negative controls: whatever is changed in what is written, the comparison sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify import Comparison, compare, page_of_html, page_of_markdown, page_of_text
from migrate.writers import write_html, write_markdown, write_text
from tests.verify.bodies import accounts, read, source

BODY = """<h2>The <em>old</em> pier</h2>
The pier of 1906 was built of <strong>oak</strong> &amp; iron; see <a href="https://pier.example/plan">its plan</a>.
A second line with 2*3*4 and _under_ and [brackets] and `ticks`.

[caption id="attachment_1" width="300"]<img src="https://pier.example/u/pier-300x200.jpg" alt="pier" /> The pier in winter[/caption]

[gallery ids="1,2"]
<ul>
<li>first plank</li>
<li>second plank
<ol>
<li>nested nail</li>
<li>other nail</li>
</ol>
</li>
<li>third plank</li>
</ul>
<blockquote>Nobody walks there now.</blockquote>
<table><thead><tr><th>Year</th><th>Visitors</th></tr></thead><tbody><tr><td>1906</td><td>many</td></tr></tbody></table>
<pre><code>def pier():
    return "oak"</code></pre>
https://www.youtube.com/watch?v=abcdefghijk

Words after the film. [contact-form-7 id="3" title="Ask"] Words after the form.

# not a heading

The last paragraph, with <code>code</code> and <del>struck</del> words.
"""
READ = read(BODY)
SOURCE = source(BODY)
MARKDOWN = write_markdown(READ.document)[0]
ACCOUNTS = accounts(READ)


def against(markdown: str) -> Comparison:
    return compare(SOURCE, page_of_markdown(markdown), ACCOUNTS)


UNCHANGED = against(MARKDOWN)


def is_caught(markdown: str) -> bool:
    """Whether there is a difference without a name, or less structure than there was."""
    comparison = against(markdown)
    return comparison.status == "different" or any(one.missing for one in comparison.structure.values())


def test_what_our_writers_write_is_not_different() -> None:
    html = compare(SOURCE, page_of_html(write_html(READ.document)), ACCOUNTS)
    text = compare(source(BODY, alternatives=True), page_of_text(write_text(READ.document)), ACCOUNTS)
    assert [UNCHANGED.status, html.status, text.status] == ["accounted"] * 3
    assert list(UNCHANGED.accounted) == ["[gallery]"]
    assert UNCHANGED.recall() == html.recall() == 1
    kinds = (
        "headings",
        "links",
        "images",
        "items",
        "cells",
        "quotes",
        "code",
        "emphasis",
        "strong",
        "strike",
    )
    assert all(UNCHANGED.structure[kind].expected for kind in (*kinds, "inline code", "blocks", "lines"))


def words_of(markdown: str) -> list[re.Match[str]]:
    """Words of the Markdown that are words of the page, outside of the gallery."""
    start = markdown.index("[![a hill]") - 20
    end = markdown.index("first plank")
    found = re.finditer(r"(?<![\w/.:=&#-])[A-Za-z]{2,}(?![\w/:=-]|\.\w|[^<>]*>)", markdown)
    return [match for match in found if not start < match.start() < end]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_dropped_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words_of(MARKDOWN)))
    assert is_caught(MARKDOWN[: word.start()] + MARKDOWN[word.end() :]), word[0]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_changed_word(data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words_of(MARKDOWN)))
    assert is_caught(MARKDOWN[: word.start()] + "other" + MARKDOWN[word.end() :]), word[0]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_two_parts_in_each_others_places(data: st.DataObject) -> None:
    parts = MARKDOWN.strip().split("\n\n")
    parts = [part for part in parts if part[0] not in "<![" and "form" not in part]
    first, second = data.draw(st.lists(st.integers(0, len(parts) - 1), min_size=2, max_size=2, unique=True))
    parts[first], parts[second] = parts[second], parts[first]
    assert is_caught("\n\n".join(parts))


CHANGES: dict[str, Callable[[str], str]] = {
    "a list item": lambda text: text.replace("- first plank\n", ""),
    "a nested item": lambda text: re.sub(r" *2\. other nail\n", "", text),
    "a list becomes lines": lambda text: text.replace("- first plank\n- second", "first plank\n\n- second"),
    "an image": lambda text: re.sub(r"!\[pier\]\([^)]*\)", "", text),
    "a link's address": lambda text: text.replace("pier.example/plan", "pier.example/plans"),
    "a link": lambda text: re.sub(r"\[its plan\]\([^)]*\)", "its plan", text),
    "a heading's level": lambda text: text.replace("## The", "### The"),
    "a heading": lambda text: text.replace("## The", "The"),
    "an escape of a star": lambda text: text.replace("2\\*3\\*4", "2*3*4"),
    "an escape of an underscore": lambda text: text.replace("\\_under\\_", "_under_"),
    "an escape of a tick": lambda text: text.replace("\\`ticks\\`", "`ticks`"),
    "an escape of a heading": lambda text: text.replace("\\# not", "# not"),
    "a line break": lambda text: text.replace("\\\n", "\n").replace("  \n", "\n"),
    "a paragraph's end": lambda text: text.replace("\n\nThe last", "\nThe last"),
    "a cell": lambda text: text.replace("| many |", "| |"),
    "a row": lambda text: text.replace("| 1906 | many |\n", ""),
    "a quotation": lambda text: text.replace("> Nobody", "Nobody"),
    "white space of code": lambda text: text.replace("    return", "  return"),
    "code's fence": lambda text: text.replace("```", ""),
    "bold": lambda text: text.replace("**oak**", "oak"),
    "italics": lambda text: text.replace("*old*", "old"),
    "a struck word": lambda text: text.replace("~~struck~~", "struck"),
    "code in a line": lambda text: text.replace("`code`", "code"),
    "a film": lambda text: re.sub(r"<iframe.*?</iframe>", "", text),
    "another film": lambda text: text.replace("abcdefghijk", "abcdefghijl"),
    "an entity": lambda text: text.replace("oak** & iron", "oak** &amp;amp; iron"),
    "the end": lambda text: text[: text.index("The last")],
    "the beginning": lambda text: text[text.index("The pier of") :],
    "everything": lambda text: "",
    "twice": lambda text: text + text,
    "a caption": lambda text: text.replace("The pier in winter", ""),
    "a comment opened": lambda text: text.replace("Nobody walks", "Nobody <!-- walks"),
    "raw HTML opened": lambda text: text.replace("> Nobody", "<textarea>\n\n> Nobody"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change(name: str) -> None:
    changed = CHANGES[name](MARKDOWN)
    assert changed != MARKDOWN
    assert is_caught(changed)


def test_what_stands_by_name_only_may_change() -> None:
    """The other side of it: these are the places where nobody can know."""
    for change in ("A form", ""):
        assert not is_caught(MARKDOWN.replace("<!-- contact-form-7 -->", change))
    assert not is_caught(MARKDOWN.replace("Words after the film.", "Words after the film.\n\n<p>Other words</p>\n\n"))
