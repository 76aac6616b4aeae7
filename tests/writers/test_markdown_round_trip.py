"""The judge: random documents, written as Markdown and read again by a CommonMark parser, are what they were."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.model.document import Document, Footnote, Paragraph
from migrate.model.inlines import FootnoteReference, Text
from migrate.model.normal import normalise
from migrate.writers import write_markdown
from tests.writers.read_markdown import read_markdown
from tests.writers.trees import as_markdown_says, documents, inlines

_SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]


def check(document: Document) -> None:
    text, dropped = write_markdown(document)
    assert not dropped
    assert text == "" or (text.endswith("\n") and not text.endswith("\n\n"))
    assert read_markdown(text) == as_markdown_says(normalise(document)), text


@settings(max_examples=400, deadline=None, suppress_health_check=_SLOW)
@given(inlines())
def test_a_paragraph_is_read_as_it_was(children: tuple[Any, ...]) -> None:
    check(Document(blocks=(Paragraph(children=children),)))


@settings(max_examples=200, deadline=None, suppress_health_check=_SLOW)
@given(documents())
def test_a_document_is_read_as_it_was(document: Document) -> None:
    check(document)


@settings(max_examples=40, deadline=None, suppress_health_check=_SLOW)
@given(documents(), st.lists(documents(), min_size=1, max_size=3))
def test_footnotes_are_read_as_they_were(document: Document, notes: list[Document]) -> None:
    """Each begins with a paragraph, as there is always one for its number to stand before."""
    ids = [str(number) for number in range(1, len(notes) + 1)]
    marks = tuple(FootnoteReference(id=name) for name in ids)
    first = Paragraph(children=(Text(text="a"),))
    footnotes = tuple(Footnote(id=name, blocks=(first, *note.blocks)) for name, note in zip(ids, notes, strict=True))
    document = Document(blocks=(Paragraph(children=(Text(text="a"), *marks)), *document.blocks), footnotes=footnotes)
    normal = normalise(document)
    expected = as_markdown_says(normal)
    read = read_markdown(write_markdown(document)[0])
    assert read.blocks == expected.blocks
    assert read.footnotes == tuple(
        Footnote(id=note.id, blocks=as_markdown_says(Document(blocks=note.blocks)).blocks) for note in normal.footnotes
    )
