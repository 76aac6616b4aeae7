"""What only the old site could show is written by its name: its source and settings hold keys and addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from migrate.writers import MarkdownOptions, write_html, write_markdown, write_text
from tests.writers import model
from tests.writers.build import nodes, p

SECRET = "s3cret-key"
FORM = model.Placeholder(name="form", attributes={"key": SECRET}, source=f'[form key="{SECRET}"]')
INSIDE = (p("before"), FORM, p("after"))
PLACES: dict[str, model.Document] = {
    "alone": model.Document(blocks=(FORM,)),
    "section": model.Document(blocks=(model.Section(role="group", blocks=INSIDE),)),
    "quote": model.Document(blocks=(model.BlockQuote(blocks=INSIDE),)),
    "aligned quote": model.Document(blocks=(model.BlockQuote(blocks=INSIDE, align="right"),)),
    "item": model.Document(blocks=(model.BulletList(items=(model.ListItem(blocks=INSIDE),)),)),
    "numbered item": model.Document(
        blocks=(model.OrderedList(items=(model.ListItem(blocks=INSIDE, value=9),), reversed=True),)
    ),
    "definition": model.Document(
        blocks=(model.DefinitionList(items=(model.Definition(terms=(nodes(("a",)),), descriptions=(INSIDE,)),)),)
    ),
    "cell": model.Document(blocks=(model.Table(body=(model.Row(cells=(model.Cell(blocks=INSIDE),)),)),)),
    "figure": model.Document(blocks=(model.Figure(blocks=INSIDE, caption=nodes(("c",))),)),
    "details": model.Document(blocks=(model.Details(summary=nodes(("a",)), blocks=INSIDE),)),
    "footnote": model.Document(
        blocks=(model.Paragraph(children=(model.Text(text="a"), model.FootnoteReference(id="1"))),),
        footnotes=(model.Footnote(id="1", blocks=INSIDE),),
    ),
}
WRITERS: dict[str, Callable[[model.Document], str]] = {
    "html": write_html,
    "text": write_text,
    "markdown": lambda document: repr(write_markdown(document)),
    "another dialect": lambda document: repr(
        write_markdown(document, MarkdownOptions(definition_lists=True, alignment=True, footnotes=False, tables=False))
    ),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("writer", WRITERS)
def test_neither_source_nor_settings_are_written(writer: str, place: str) -> None:
    text = WRITERS[writer](PLACES[place])
    assert SECRET not in text
    assert "key" not in text
    assert ("form" in text) == (writer != "text")
