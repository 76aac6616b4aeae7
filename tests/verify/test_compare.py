"""What differs is found, and has the name of what accounts for it, or none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify import Account, Comparison, compare, page_of_html, page_of_text
from migrate.verify.comparison import Accounted, Difference, Structure
from migrate.verify.page import GapName, Page

NAMES = (GapName("[a]"), GapName("[b]"), GapName("[edge]", True))


def page(html: str) -> Page:
    """`{n}` is a gap of the name n; what stands between `{n:` and `:n}` is its own."""
    names: list[GapName] = []

    def gap(match: re.Match[str]) -> str:
        names.append(NAMES[int(match[1])])
        number = len(names) - 1
        if match[2] is None:
            return f"<!--wxr-gap:{number}-->"
        return f"<!--wxr-open:{number}-->{match[2]}<!--wxr-close:{number}-->"

    return page_of_html(re.sub(r"\{(\d)(?::(.*?):\d)?\}", gap, html), gaps=names)


def found(source: str, written: str, *accounts: Account) -> Comparison:
    return compare(page(source), page_of_html(written), accounts)


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("", ""),
        ("<p>a b</p>", "a <b>b</b>"),
        ("a {0} b", "a b"),
        ("a {0:b:0} c", "a b c"),
        ("({0}).", "()."),
    ],
)
def test_same(source: str, written: str) -> None:
    assert found(source, written).status == "same"


@pytest.mark.parametrize(
    ("source", "written", "name", "lost", "added"),
    [
        ("a {0} b", "a x y b", "[a]", 0, 2),
        ("a {0} b", "a b x b", "[a]", 0, 2),
        ("{0} a", "x a", "[a]", 0, 1),
        ("a {1}", "a x", "[b]", 0, 1),
        ("a {0:b c:0} d", "a d", "[a]", 2, 0),
        ("a {0:b c:0} d", "a c x d", "[a]", 1, 1),
        ("a {0:d d:0} d", "a d", "[a]", 2, 0),
        ("({0}).", "($x$).", "[a]", 0, 1),
        ("a{0}b", "a x b", "[a]", 0, 1),
        ("a {2} {1} {2} b", "a x b", "[b]", 0, 1),
        ("a {0} b c d", "a <i>the</i> b c d", "[a]", 0, 1),
    ],
)
def test_gaps_account_for_what_stands_in_them(source: str, written: str, name: str, lost: int, added: int) -> None:
    comparison = found(source, written)
    assert comparison.status == "accounted"
    one = comparison.accounted[name]
    assert (one.lost, one.added) == (lost, added)
    assert (comparison.lost, comparison.added, comparison.places) == (0, 0, 0)


@pytest.mark.parametrize(
    ("source", "written", "lost", "added", "moved"),
    [
        ("a b c", "a c", 1, 0, 0),
        ("a c", "a b c", 0, 1, 0),
        ("a b c", "a x c", 1, 1, 0),
        ("a b", "ab", 2, 1, 0),
        ("one two three four", "three four one two", 0, 0, 2),
        ("a {0} b c d", "a b c x d", 0, 1, 0),
        ("a {0} b c d", "a x b d", 1, 0, 0),
        ("a {0:b:0} c d", "a c", 1, 0, 0),
        ("a {0} b {1} c", "a c", 1, 0, 0),
        ("({0}).", "($x$", 1, 0, 0),
        ("a {0} b", "b a", 0, 0, 1),
    ],
)
def test_what_has_no_name_is_different(source: str, written: str, lost: int, added: int, moved: int) -> None:
    comparison = found(source, written)
    assert comparison.status == "different"
    assert (comparison.lost, comparison.added, comparison.moved) == (lost, added, moved)


def test_a_difference_is_shown_where_it_is() -> None:
    comparison = found("a b c d e f g h i", "a b c d e X g h i")
    assert comparison.differences == (Difference(at=5, before="b c d e", lost="f", added="X", after="g h i"),)
    words = " ".join(str(number) for number in range(30))
    (difference,) = found(words, "").differences
    assert difference.lost == "0 1 2 3 4 5 6 7 8 9 10 11 … (30 words)"


def test_no_more_differences_are_kept_than_are_read() -> None:
    source = " ".join(f"a{number} b{number}" for number in range(100))
    comparison = found(source, " ".join(f"a{number}" for number in range(100)))
    assert (len(comparison.differences), comparison.places, comparison.lost) == (5, 100, 100)


def test_losses_account_for_their_words() -> None:
    lost = Account("dropped [members]", "only for members")
    assert found("a only for members b", "a b", lost).accounted == {"dropped [members]": Accounted(places=1, lost=3)}
    assert found("a for members b", "a b", lost).status == "accounted"
    assert found("a only for all b", "a b", lost).status == "different"
    assert found("a only for members b", "a x b", lost).status == "different"


def test_a_loss_that_is_cut_accounts_for_what_begins_as_it_does() -> None:
    words = " ".join(f"w{number}" for number in range(100))
    cut = Account("dropped x", words[:200])
    assert found(f"a {words} b", "a b", cut).status == "accounted"
    assert found(f"a x {words} b", "a b", cut).status == "different"
    assert found(f"a {words} b", "a b", Account("dropped x", words[:199])).status == "different"


def test_addresses_that_stood_alone_have_to_be_there() -> None:
    source = "<p>https://youtu.be/abcdefghijk</p><p>https://a.example/b</p>"
    frame = '<iframe src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    assert found(source, f'{frame}<a href="http://www.a.example/b/">b</a>').status == "accounted"
    assert found(source, f"{frame}<p>https://a.example/b").status == "same"
    comparison = found(source, frame)
    assert (comparison.status, comparison.addresses) == ("different", ("https://a.example/b",))
    lost = Account("placeholder [embed]", "[embed]https://a.example/b[/embed]")
    assert found(source, frame, lost).addresses == ()


def test_structure() -> None:
    comparison = found(
        "<h2>a</h2><p><a href=/1>b</a> <a href=/2>c</a> <b>d</b> e<br>f</p><p>g</p>",
        "<h3>a</h3><p><a href=/1>b</a> c d e f g</p><ul><li></ul>",
    )
    assert comparison.status == "same"
    assert comparison.structure == {
        "headings": Structure(expected=1, missing=1, added=1, examples=("2 a",)),
        "links": Structure(expected=2, missing=1, examples=("/2",)),
        "items": Structure(added=1),
        "strong": Structure(expected=1, missing=1, examples=("d",)),
        "blocks": Structure(expected=2, missing=1, examples=("f ¶ g",)),
        "lines": Structure(expected=1, missing=1, examples=("e ¶ f",)),
    }
    assert comparison.recall() == pytest.approx(1 - 5 / 7)


def test_a_link_that_a_loss_names_is_not_missing() -> None:
    lost = Account("link-in-code", "#")
    assert found('<pre><a href="#">a</a></pre>', "<pre>a</pre>", lost).structure["links"].missing == 0
    assert found('<pre><a href="#x">a</a></pre>', "<pre>a</pre>", lost).structure["links"].missing == 1


def test_edges_are_compared_where_words_are_still_neighbours() -> None:
    blocks = found("<p>a</p><p>b</p><p>c</p><p>d</p>", "<p>a</p><p>X</p><p>b<br>c d</p>").structure["blocks"]
    assert (blocks.expected, blocks.missing, blocks.examples) == (2, 2, ("b ¶ c", "c ¶ d"))
    assert found("a b c", "a<p>b</p>c").structure["blocks"] == Structure(added=2)


def test_plain_text_has_marks_and_no_structure() -> None:
    source = page_of_html("<ul><li>a<li>1. b</ul><table><tr><td>c<td>d</table><hr>- e")
    text = "- a\n- 1. b\n\nc | d\n\n* * *\n\n- e\n"
    comparison = compare(source, page_of_text(text))
    assert (comparison.status, comparison.structure) == ("same", {})
    assert compare(source, page_of_text(text.replace("a", ""))).lost == 1
    assert compare(source, page_of_text(text.replace("1. ", ""))).lost == 1


def test_marks_of_footnotes_are_numbers_in_plain_text() -> None:
    source = page_of_html('a<sup data-fn="x">1</sup>, b', footnotes={"x"})
    assert compare(source, page_of_text("a[1], b")).accounted == {"footnote": Accounted(places=1, added=1)}
    assert compare(source, page_of_html("a, b")).status == "same"


WORDS = st.lists(st.sampled_from(["a", "b", "c", "{0}", "{1}", "<p>", "x{0}y"]), max_size=12)


@settings(deadline=None)
@given(WORDS, st.lists(st.sampled_from(["a", "b", "c", "d", "x", "xy"]), max_size=12))
def test_every_word_is_counted(source: list[str], written: list[str]) -> None:
    """What is lost and added explains how many words there are on either side."""
    one, other = page(" ".join(source)), page_of_html(" ".join(written))
    comparison = compare(one, other)
    lost = comparison.lost + sum(entry.lost for entry in comparison.accounted.values())
    added = comparison.added + sum(entry.added for entry in comparison.accounted.values())
    if not any(gap.offset >= 0 for gap in one.gaps):
        assert len(one.words) - lost + added == len(other.words)
    if comparison.status == "same":
        assert one.words == other.words
