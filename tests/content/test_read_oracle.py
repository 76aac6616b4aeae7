"""Bodies against what WordPress rendered of them: the same words in the same order, and the same structure.

Where the document holds something by name only (a placeholder, a footnote's mark), the page may show any words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from small_site import shipped_rules
from visible_words import document_words, parsed, visible_words

from migrate.content.read import LOSSES, Read, Subject, read_body
from migrate.model import document as blocks
from migrate.model import inlines
from migrate.model.document import Block
from migrate.writers import write_html, write_markdown, write_text

GAP = "\ue000"
KNOWN_LOSSES = {"empty-link", "link-in-code", "fallback-text", *LOSSES}


class NothingElse:
    """An export of one body."""

    def media(self, wp_id: int, root: int) -> None:
        return None

    def attachments(self, key: str) -> tuple[()]:
        return ()

    def pattern(self, wp_id: int, root: int) -> None:
        return None

    def table(self, table_id: str, root: int) -> None:
        return None


def read_alone(body: str) -> Read:
    """Without smilies, as the pages were made."""
    return read_body(body, Subject(), shipped_rules(), NothingElse())


def cases(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def with_gaps(node: Any) -> Any:
    """The nodes with a mark in place of each that is there by name only."""
    match node:
        case blocks.Placeholder():
            return blocks.Paragraph(children=(inlines.Text(text=GAP),))
        case inlines.FootnoteReference():
            return inlines.Text(text=f" {GAP} ")
        case tuple():
            return tuple(with_gaps(member) for member in node)
        case msgspec.Struct():
            changed = {name: with_gaps(getattr(node, name)) for name in node.__struct_fields__}
            return msgspec.structs.replace(node, **changed)
        case _:
            return node


def disagreement(tree: tuple[Block, ...], words: list[str]) -> str:
    """Where the document and the words part; empty where they agree from end to end."""
    runs: list[list[str]] = [[]]
    for word in document_words(with_gaps(tree)):
        if word == GAP:
            runs.append([])
        else:
            runs[-1].append(word)
    first, *others = runs
    if not others:
        place = next((at for at, pair in enumerate(zip(first, words, strict=False)) if pair[0] != pair[1]), None)
        if place is None and len(first) == len(words):
            return ""
        at = min(len(first), len(words)) if place is None else place
        return f"{first[max(0, at - 3) : at + 5]} is not {words[max(0, at - 3) : at + 5]}"
    if words[: len(first)] != first:
        return f"the beginning differs: {first[:9]}, {words[:9]}"
    position = len(first)
    for run in others[:-1]:
        while words[position : position + len(run)] != run:
            position += 1
            if position > len(words):
                return f"not shown, or not in this order: {run[:9]}"
        position += len(run)
    last = others[-1]
    if len(words) - len(last) < position or words[len(words) - len(last) :] != last:
        return f"the end differs: {last[-9:]}, {words[-9:]}"
    return ""


def test_the_words_of_every_body(oracle: Path) -> None:
    rows = cases(oracle / "bodies.jsonl")
    assert len(rows) > 300
    found = {
        row["id"]: disagreement(read_alone(row["in"]).document.blocks, visible_words(row["rendered"])) for row in rows
    }
    assert {key: difference for key, difference in found.items() if difference} == {}


def test_a_difference_is_seen() -> None:
    tree = read_alone("One two.\n\n[everest_form id='3']\n\nThree four.").document.blocks
    assert disagreement(tree, ["One", "two.", "A", "form", "Three", "four."]) == ""
    assert disagreement(tree, ["One", "two.", "Three", "four."]) == ""
    assert disagreement(tree, ["One.", "A", "form", "Three", "four."])
    assert disagreement(tree, ["One", "two.", "Four", "three."])
    assert disagreement(tree, ["One", "two.", "A", "form", "Three", "four.", "Five."])


def test_losses_of_every_body_are_of_known_kinds(oracle: Path) -> None:
    """Each names the block or shortcode; nothing that is not a loss says it is one."""
    losses = [loss for row in cases(oracle / "bodies.jsonl") for loss in read_alone(row["in"]).losses]
    assert {loss.kind for loss in losses} <= KNOWN_LOSSES
    assert all(loss.field not in ("", "content") for loss in losses if loss.kind in LOSSES)
    saved = [loss.field for loss in losses if loss.kind == "unknown-block"]
    assert not [name for name in saved if name.startswith("core")]


def test_documents_of_bodies_are_written_as_they_are(oracle: Path) -> None:
    """They need not be brought into normal form first."""
    for row in cases(oracle / "bodies.jsonl"):
        document = read_alone(row["in"]).document
        assert write_markdown(document, normal=True) == write_markdown(document), row["id"]
        assert write_html(document, normal=True) == write_html(document), row["id"]
        assert write_text(document, normal=True) == write_text(document), row["id"]


def letters(tree: tuple[Block, ...]) -> str:
    return "".join(document_words(tree))


def test_the_text_of_random_classic_bodies(oracle: Path) -> None:
    """By letters: whether an element of a name nobody knows ends a word is not said."""
    rows = cases(oracle / "classic-fuzz.jsonl")
    assert len(rows) > 1000
    for row in rows:
        read = read_alone(row["in"])
        shown = "".join(visible_words(row["rendered"]))
        pieces = letters(with_gaps(read.document.blocks)).split(GAP)
        assert disagreement_of_letters(pieces, shown) == "", row["id"]


def disagreement_of_letters(pieces: list[str], shown: str) -> str:
    position = 0
    for number, piece in enumerate(pieces):
        place = shown.find(piece, position) if number else (0 if shown.startswith(piece) else -1)
        if place < 0:
            return piece
        position = place + len(piece)
    return "" if len(pieces) > 1 or position == len(shown) else shown[position:]


def saved_html(block: dict[str, Any]) -> str:
    inner = iter(block["innerBlocks"])
    return "".join(saved_html(next(inner)) if piece is None else piece for piece in block["innerContent"])


_CAPTIONED = re.compile(r"\[/?(?:caption|audio|video)\b[^\]]*\]")


def test_the_text_of_random_blocks(oracle: Path) -> None:
    """Against the saved HTML of what WordPress parsed: rendered, it drops text from images that are none."""
    rows = cases(oracle / "blocks-fuzz.jsonl")
    assert len(rows) > 500
    for row in rows:
        saved = "".join(map(saved_html, row["blocks"]))
        saved = _CAPTIONED.sub("", saved).replace("[[gallery]]", "[gallery]")
        pieces = letters(with_gaps(read_alone(row["in"]).document.blocks)).split(GAP)
        assert disagreement_of_letters(pieces, "".join(visible_words(saved))) == "", row["id"]


def elements(html: str) -> Iterator[tuple[Any, tuple[str, ...]]]:
    """Every element of a fragment with the names of those around it."""
    stack: list[tuple[Any, tuple[str, ...]]] = [(parsed(html), ())]
    while stack:
        node, around = stack.pop()
        if node.name[0] not in "#!?":
            yield node, around
        stack.extend((child, (*around, node.name)) for child in node.children or ())


def structure_of_html(html: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for element, around in elements(html):
        classes = (element.attrs.get("class") or "").split()
        text = element.to_text().strip()
        match element.name:
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if text:
                found["headings"] += 1
            case "a" if element.attrs.get("href") and (
                text or any(one.name == "img" for one, _ in elements(element.to_html()))
            ):
                found["links"] += 1
            case "img" if element.attrs.get("src"):
                found["images"] += 1
            case "li" if "blocks-gallery-item" not in classes:
                found["items"] += 1
            case "td" | "th":
                found["cells"] += 1
            case "pre":
                found["preformatted"] += 1
            case "blockquote":
                found["quotes"] += 1
        if "wp-block-cover" in classes and "background-image" in (element.attrs.get("style") or ""):
            found["images"] += 1
        if around[-1:] == ("pre",) and element.name == "pre":
            found["preformatted"] -= 1
    return found


def structure_of_document(tree: tuple[Block, ...]) -> Counter[str]:
    found: Counter[str] = Counter()
    stack: list[Any] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, tuple):
            stack.extend(node)
        elif isinstance(node, msgspec.Struct):
            stack.extend(getattr(node, name) for name in node.__struct_fields__)
            match node:
                case blocks.Heading():
                    found["headings"] += 1
                case inlines.Link():
                    found["links"] += 1
                case blocks.GalleryImage(link=link):
                    found["links"] += bool(link)
                case blocks.FileLink(button=button):
                    found["links"] += 1 + bool(button)
                case inlines.Image():
                    found["images"] += 1
                case blocks.ListItem():
                    found["items"] += 1
                case blocks.Cell():
                    found["cells"] += 1
                case blocks.CodeBlock() | blocks.LineBlock():
                    found["preformatted"] += 1
                case blocks.BlockQuote():
                    found["quotes"] += 1
                case blocks.RawBlock(html=html) | inlines.RawInline(html=html):
                    found += structure_of_html(html)
                case blocks.Placeholder():
                    found["placeholders"] += 1
    return found


KINDS = ("headings", "links", "images", "items", "cells", "preformatted", "quotes")


@pytest.mark.parametrize("kind", KINDS)
def test_structure(oracle: Path, kind: str) -> None:
    """Of bodies without anything that is there by name only: 99.5 % of each kind."""
    total = missed = 0
    for row in cases(oracle / "bodies.jsonl"):
        tree = read_alone(row["in"]).document.blocks
        said = structure_of_document(tree)
        if not said["placeholders"]:
            shown = structure_of_html(row["rendered"])
            total += shown[kind]
            missed += abs(shown[kind] - said[kind])
    assert total > 20
    assert missed <= total * 0.005, f"{missed} of {total}"
