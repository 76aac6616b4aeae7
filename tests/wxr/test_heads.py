"""What stands between items: heads, late terms, junk, several roots; damage to one author or term costs that one."""

from __future__ import annotations

import time

import pytest
from wxr_texts import AUTHOR, CHANNEL, CLOSING, OPENING, TERM, cdata

from migrate.model.errors import UnreadableInputError
from migrate.wxr.heads import HeadPiece, Root, read_gap
from migrate.wxr.items import Place

START = 1000
FIRST_LINE = 10


def gap(text: str | bytes, root: Root | None = None) -> list[HeadPiece]:
    data = text.encode() if isinstance(text, str) else text
    return list(read_gap(data, Place("export.xml", START, len(data), FIRST_LINE), root))


def repairs(piece: HeadPiece) -> list[tuple[str, int, int, str]]:
    return [(one.name, one.line - FIRST_LINE + 1, one.times, one.detail) for one in piece.head.repairs]


def term(slug: str, name: str = "Name") -> str:
    return (
        f"\t<wp:term><wp:term_id>5</wp:term_id><wp:term_taxonomy>season</wp:term_taxonomy>"
        f"<wp:term_slug>{slug}</wp:term_slug><wp:term_name>{cdata(name)}</wp:term_name></wp:term>\n"
    )


def test_a_whole_head() -> None:
    text = OPENING + CHANNEL + AUTHOR + TERM + "\t"
    (piece,) = gap(text)
    head = piece.head
    assert (piece.opens_root, piece.follows_root, piece.is_blank, piece.root.closed) == (True, False, False, False)
    assert (head.title, head.link, head.wxr_version) == ("Garden notes", "https://garden.example", "1.2")
    assert head.base_blog_url == "https://garden.example"
    assert (head.authors[0].login, head.authors[0].id) == ("fern", "2")
    assert (head.terms[0].slug, head.terms[0].taxonomy) == ("soil", "category")
    assert head.authors[0].place.line == FIRST_LINE + text[: text.index("<wp:author>")].count("\n")
    assert head.place == Place("export.xml", START, len(text), FIRST_LINE)
    assert (repairs(piece), piece.unreadable) == ([], [])
    assert piece.root.prefixes == {"wp", "excerpt", "content", "dc"}


@pytest.mark.parametrize(
    ("comment", "generator", "created"),
    [
        ('<!-- generator="WordPress/6.5" created="2024-05-01 10:00" -->', "WordPress/6.5", "2024-05-01 10:00"),
        ('<!-- a --><!--generator="WordPress.com"-->', "WordPress.com", ""),
        ("<!-- no generator -->", "", ""),
    ],
)
def test_the_generator_stands_in_a_comment(comment: str, generator: str, created: str) -> None:
    (piece,) = gap(OPENING.replace("<rss", comment + "<rss") + CHANNEL)
    assert (piece.head.generator, piece.head.created) == (generator, created)


def test_the_generator_as_an_element_counts_less() -> None:
    channel = CHANNEL + "<generator>https://wordpress.org/?v=3.0</generator>"
    (piece,) = gap(OPENING + channel)
    assert piece.head.generator == "https://wordpress.org/?v=3.0"
    (piece,) = gap(OPENING.replace("<rss", '<!-- generator="WordPress/6" --><rss') + channel)
    assert piece.head.generator == "WordPress/6"


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("", []),
        ("\n", [("text-before-root", 1, 1, "white space")]),
        ("\n\nNotice: x\ny", [("text-before-root", 3, 1, "Notice: x y")]),
        ("<!-- a comment -->", [("text-before-root", 1, 1, "white space")]),
    ],
)
def test_text_before_the_declaration(before: str, expected: list) -> None:
    (piece,) = gap(before + OPENING + CHANNEL)
    assert repairs(piece) == expected
    assert piece.head.title == "Garden notes"


def test_text_between_declaration_and_root() -> None:
    (piece,) = gap(OPENING.replace("<rss", "oops<rss") + CHANNEL)
    assert repairs(piece) == [("text-before-root", 2, 1, "oops")]
    (piece,) = gap("\n<rss><channel>" + CHANNEL)
    assert repairs(piece) == [("undeclared-prefix", 4, 1, "wp")]


def test_what_a_document_type_is_and_is_not() -> None:
    for text in (
        OPENING.replace("<rss", "<!DOCTYPE rss><rss"),
        OPENING + "<!ENTITY a 'b'>",
        "<!doctype html>" + OPENING,
    ):
        with pytest.raises(UnreadableInputError, match="document type"):
            gap(text)
    with pytest.raises(UnreadableInputError, match="document type") as caught:
        gap("\n\n<!ENTITY a 'b'>", Root())
    assert caught.value.line == FIRST_LINE + 2
    assert gap("<!-- <!DOCTYPE a> -->" + OPENING + "<x><![CDATA[<!ENTITY a>]]></x>")
    (piece,) = gap("<!DOCTYPE html><html><body><p>Error", Root())
    assert repairs(piece) == [("junk-between-items", 1, 1, "<!DOCTYPE html><html><body><p>Error")]


DAMAGED_HEADS = {
    "control-characters": (CHANNEL.replace("Garden", "Gar\x08den"), "Gar", []),
    "bare-ampersands": (CHANNEL.replace("notes", "& notes"), "Garden", []),
    "unescaped-text": (CHANNEL.replace("notes", "< notes"), "Garden", []),
    "unclosed-cdata": (CHANNEL + TERM.replace("[Soil]]>", "[Soil"), "<wp:category>", []),
    "unsplit-cdata": (CHANNEL + TERM.replace("Soil]]>", "So]]>il]]>"), "<wp:category>", []),
    "undeclared-prefix": (CHANNEL + "<atom:link href='x'>a</atom:link>", "<atom", ["atom:link"]),
    "php-messages": (CHANNEL + "<br />\n<b>Notice</b>:  x in <b>/a</b> on line <b>3</b><br />\n", "<br />", []),
    "junk-between-items": (CHANNEL + "\n words\n", " words", []),
}


@pytest.mark.parametrize("name", DAMAGED_HEADS)
def test_a_damaged_head_is_mended(name: str) -> None:
    channel, mark, extra = DAMAGED_HEADS[name]
    text = OPENING + channel + AUTHOR
    (piece,) = gap(text)
    assert [(one[0], one[1]) for one in repairs(piece)] == [(name, text[: text.index(mark)].count("\n") + 1)]
    assert piece.head.title.startswith("Gar")
    assert piece.head.authors[0].login == "fern"
    assert [row.key for row in piece.head.extra] == extra
    assert piece.unreadable == []


def test_one_broken_term_does_not_cost_the_others() -> None:
    broken = "\t<wp:term><wp:term_slug>x</wp:term_sluk></wp:term>\n"
    open_one = "\t<wp:author><wp:author_login>nobody\n"
    text = OPENING + CHANNEL + open_one + AUTHOR + term("a") + broken + term("b", "Tea & ]]> so") + "text\n"
    (piece,) = gap(text)
    assert [one.login for one in piece.head.authors] == ["fern"]
    assert [(one.slug, one.name) for one in piece.head.terms] == [("a", "Name"), ("b", "Tea & ]]> so")]
    assert piece.head.title == "Garden notes"
    assert piece.head.wxr_version == "1.2"
    assert [(place.line, what, data) for place, _, data, what in piece.unreadable] == [
        (FIRST_LINE + text[: text.index("nobody")].count("\n"), "author", open_one.strip().encode()),
        (FIRST_LINE + text[: text.index("sluk")].count("\n"), "term", broken.strip().encode()),
    ]
    for place, reason, data, _ in piece.unreadable:
        assert text.encode()[place.offset - START :][: place.length] == data
        assert reason
    assert [one[0] for one in repairs(piece)] == ["junk-between-items", "damaged-head"]
    assert piece.head.terms[1].place.line == FIRST_LINE + text[: text.index("<wp:term_slug>b<")].count("\n")


def test_damage_that_runs_through_two_terms_is_set_aside_whole() -> None:
    text = OPENING + CHANNEL + term("a").replace("]]>", "") + AUTHOR + "<wp:term></wp:nothing>" + term("c")
    (piece,) = gap(text)
    assert [one.slug for one in piece.head.terms] == ["c"]
    aside = b"".join(data for _, _, data, _ in piece.unreadable)
    for word in (b"season", b"Name", b"fern", b"<wp:author_id>2", b"</wp:nothing>"):
        assert word in aside
    assert piece.head.extra == ()


def test_thousands_of_terms_of_which_one_is_broken() -> None:
    terms = [term(str(number)) for number in range(4000)]
    terms[2000] = terms[2000].replace("</wp:term_slug>", "</wp:term_slog>")
    began = time.process_time()
    (piece,) = gap(OPENING + CHANNEL + "".join(terms))
    assert time.process_time() - began < 20
    assert len(piece.head.terms) == 3999
    assert len(piece.unreadable) == 1
    assert piece.unreadable[0][0].line == piece.head.terms[2000].place.line - 1


def test_between_items() -> None:
    root = gap(OPENING + CHANNEL)[0].root
    (piece,) = gap(" <!-- c --> \n", root)
    assert (piece.is_blank, piece.opens_root, piece.root is root) == (True, False, True)
    (piece,) = gap("\n" + TERM + AUTHOR, root)
    assert (piece.head.terms[0].slug, piece.head.authors[0].login) == ("soil", "fern")
    (piece,) = gap("\n junk \n" + TERM + "\nmore", root)
    assert repairs(piece) == [("junk-between-items", 2, 2, "junk")]
    assert piece.head.terms[0].slug == "soil"
    assert not root.closed
    (piece,) = gap("\n" + CLOSING + "after\n", root)
    assert repairs(piece) == [("junk-between-items", 4, 1, "after")]
    assert root.closed


def test_an_error_page_is_junk_and_not_the_channels() -> None:
    root = gap(OPENING + CHANNEL)[0].root
    page = "<html><head><title>Error</title></head><body><p>Critical</p></body></html>"
    (piece,) = gap(page + CLOSING, root)
    assert (piece.head.title, piece.head.extra, root.closed) == ("", (), True)
    assert repairs(piece) == [("junk-between-items", 1, 1, page[:80])]


def test_several_roots_in_one_gap() -> None:
    root = Root()
    pieces = gap(CLOSING + "===\n" + OPENING + CHANNEL + CLOSING + OPENING + CHANNEL + TERM, root)
    assert [(piece.opens_root, piece.follows_root, piece.root.closed) for piece in pieces] == [
        (False, True, True),
        (True, True, True),
        (True, True, False),
    ]
    assert root.closed
    assert [len(piece.head.terms) for piece in pieces] == [0, 0, 1]
    assert repairs(pieces[0]) == [("junk-between-items", 3, 1, "===")]


@pytest.mark.parametrize(
    ("text", "name", "closed"),
    [
        ("<rss><channel><title>t</title></channel></rss>", "rss", True),
        ("<rss><title>t</title></rss>", "rss", True),
        ("<RSS><CHANNEL><TITLE>t</TITLE></CHANNEL></RSS>", "rss", True),
        ("<rss><channel><title>t</title></channel>", "rss", False),
        ("<channel><title>t</title></channel>", "channel", True),
        ("<channel><title>t</title>", "channel", False),
        ("<title>t</title>", "", True),
        ("<rss version=2.0><channel><title>t</title></channel></rss>", "rss", True),
    ],
)
def test_what_opens_and_closes(text: str, name: str, closed: bool) -> None:
    (piece,) = gap(text)
    assert (piece.root.name, piece.root.closed, piece.head.title) == (name, closed, "t")


def test_declarations_of_both_tags_count() -> None:
    text = "<rss xmlns:a='u'><channel xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:a = 'v'>" + CHANNEL
    (piece,) = gap(text)
    assert piece.root.declarations == {"a": b"'v'", "wp": b'"http://wordpress.org/export/1.2/"'}
    assert (piece.head.wxr_version, repairs(piece)) == ("1.2", [])
