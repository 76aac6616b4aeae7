"""Names: natural order, and what may be shown."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.wxr.parts import natural_order, printable


def test_numbers_count_as_numbers() -> None:
    names = [
        "site.000.xml",
        "site.1.xml",
        "site.2.xml",
        "Site.02.xml",
        "site.10.xml",
        "site.xml",
        "10.xml",
        "9.xml",
    ]
    assert sorted(names, key=natural_order) == [
        "9.xml",
        "10.xml",
        "site.000.xml",
        "site.1.xml",
        "Site.02.xml",
        "site.2.xml",
        "site.10.xml",
        "site.xml",
    ]


@settings(max_examples=100)
@given(st.lists(st.text(st.sampled_from("a1٣.Z\0é²"), max_size=8)))
def test_any_names_can_be_ordered(names: list[str]) -> None:
    ordered = sorted(names, key=natural_order)
    backwards = names[::-1]
    assert sorted(backwards, key=natural_order) == ordered


def test_what_a_terminal_would_obey_is_not_shown() -> None:
    assert printable("a\x1b[2J\n\udce9ü.xml") == "a\ufffd[2J\ufffd\ufffdü.xml"
