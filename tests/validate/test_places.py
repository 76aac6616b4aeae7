"""Lines and columns are those that an editor shows; they do not depend on how the value is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.validate.finding import Finding
from tests.exports import comment, export, item
from tests.validate.running import findings_in, findings_in_text

SCRIPT = "<script>alert(1)</script>"


def _only(text: str | bytes, code: str) -> Finding:
    (found,) = [one for one in findings_in_text(text) if one.code == code]
    return found


def _expected(text: str, mark: str) -> tuple[int, int, int, int]:
    """Line, column, column in bytes, offset of a mark."""
    at = text.index(mark)
    start = text.rfind("\n", 0, at) + 1
    return text.count("\n", 0, at) + 1, at - start + 1, len(text[start:at].encode()) + 1, len(text[:at].encode())


def _place(one: Finding) -> tuple[int, int, int, int]:
    return one.line, one.column, one.byte_column, one.offset


@pytest.mark.parametrize(
    "body",
    [
        SCRIPT,
        f"café 茶\n😀 {SCRIPT}",
        f"a ]]> b\n]]>{SCRIPT}",
        "\n\n  " + SCRIPT,
        f"one line é {SCRIPT} and more",
    ],
)
def test_of_a_body(body: str) -> None:
    text = export(item(7, title="Tea ]]> time", content=body))
    found = _only(text, "S001")
    assert _place(found) == _expected(text, "<script>")
    assert found.excerpt[found.caret :].startswith("<script>")


def test_of_text_with_references() -> None:
    text = export(item(7, content="@@")).replace(
        "<![CDATA[@@]]>", "Tea &amp; caf&#233;\n&#x2615; &lt;script>x&lt;/script>"
    )
    assert _place(_only(text, "S001")) == _expected(text, "&lt;script>")


def test_of_the_third_comment() -> None:
    text = export(item(7, comments=[comment(1), comment(2), comment(3, content=f"é\n{SCRIPT}"), comment(4)]))
    assert _place(_only(text, "S001")) == _expected(text, "<script>")


def test_in_an_item_that_had_to_be_mended() -> None:
    text = export(item(7, title="A\x0b\x0b title", link="https://blog.example/?a=1&b=2", content=f"é {SCRIPT}"))
    assert _place(_only(text, "S001")) == _expected(text, "<script>")
    assert _place(_only(text, "X101")) == _expected(text, "\x0b")
    assert _place(_only(text, "X107")) == _expected(text, "&b=2")


def test_on_one_line_of_many_items() -> None:
    text = export(*(item(number, content=f"é{SCRIPT}" if number == 300 else "é") for number in range(1, 400))).replace(
        "\n", " "
    )
    assert _place(_only(text, "S001")) == _expected(text, "<script>")


def test_under_other_prefixes() -> None:
    text = export(item(7, content=SCRIPT)).replace("content:", "body:").replace("xmlns:content", "xmlns:body")
    assert _place(_only(text, "S001")) == _expected(text, "<script>")


def test_of_the_first_and_the_last_byte(tmp_path: Path) -> None:
    path = tmp_path / "cut.xml"
    path.write_text("oops" + export(item(7)).partition("</item>")[0], "utf-8")
    found = {one.code: one for one in findings_in(path)}
    assert (found["X112"].line, found["X112"].column) == (1, 1)
    assert found["X003"].line == path.read_text("utf-8").count("\n") + 1


def test_fingerprints_know_no_lines() -> None:
    one = export(item(7, content=SCRIPT))
    other = one.replace("<item>", "\n\n<item>").replace("Boats and tea", "Other words")
    assert _only(one, "S001").fingerprint == _only(other, "S001").fingerprint
    assert _only(one, "S001").line != _only(other, "S001").line
    third = export(item(8, content=SCRIPT))
    assert _only(one, "S001").fingerprint != _only(third, "S001").fingerprint


def test_findings_come_in_the_order_of_the_file() -> None:
    items = [item(number, content=SCRIPT, parent=99, type="page", password="x") for number in range(1, 30)]
    offsets = [one.offset for one in findings_in_text(export(*items))]
    assert offsets == sorted(offsets)
    assert len(offsets) > 60


def test_more_than_the_limit_are_counted() -> None:
    items = [item(number, slug=f"a-{number}", password="x") for number in range(1, 30)]
    found = findings_in_text(export(*items), select=("P004",), limit=5)
    assert len(found) == 5


def test_secrets_are_not_repeated() -> None:
    text = export(item(7, password="open sesame", comments=[comment(1, email="ann@mail.example", ip="192.0.2.9")]))
    for one in findings_in_text(text, select=("P",)):
        assert "sesame" not in one.message + one.excerpt
        assert "ann@" not in one.message + one.excerpt
        assert "192.0.2" not in one.message + one.excerpt
