"""Bodies and fields that are made to cost time or to break patterns: they are looked at like any other."""

from __future__ import annotations

import pytest

from tests.exports import comment, export, item
from tests.validate.running import findings_in_text

TIMES = 20_000
PIECES = (
    "<!-- wp:x {", '<!-- wp:x {"a":1} ', "[", "[a ", "[a][/a", "<a ", '<a href="', "<img ", '<img src="', "<!--", "Ã", "Ã©", "@a",
    "a.", '<div style="display:none">', "eval(", 'atob("A', "?", "&amp;amp;<code>", '<iframe src="//a', "<script ", "<a onclick=",
    "<!--more", "https://blog.example/wp-content/uploads/", '[gallery ids="1,', "<!-- wp:gallery {", "<!-- wp:block {", "//a.",
    "<b>Warning</b>:", 'data-fn="', "[elementor-template ", "[wpforms ", '<!-- wp:a {"x":"u003c', "} ",
)  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_body_of_one_piece_again_and_again(piece: str) -> None:
    found = findings_in_text(export(item(7, content=piece * TIMES)))
    assert all(one.line >= 1 for one in found)


@pytest.mark.parametrize("piece", ["a:1:{", 's:9:"', 'O:8:"', "["])
def test_a_field_of_one_piece_again_and_again(piece: str) -> None:
    findings_in_text(export(item(7, meta=[("_elementor_data", piece * TIMES), ("x", piece * TIMES + ";}")])))


def test_a_long_chain_of_comments() -> None:
    comments = [comment(number, parent=number - 1) for number in range(1, 5000)]
    codes = {one.code for one in findings_in_text(export(item(7, comments=comments)))}
    assert not codes & {"K001", "K002"}
