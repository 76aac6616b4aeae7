"""Authors: declared, only named, guests, co-authors, and what the user maps them to."""

from __future__ import annotations

import pytest
from exports import author, comment, convert_items, convert_text, export, item, term

from migrate.mappers.authors import Authors
from migrate.mappers.options import Options
from migrate.model.errors import UsageError

PEOPLE = (
    author("jane", id=3, email="jane@mail.example", name="Jane Roe", first="Jane", last="Roe"),
    author("Bob", id=4, name="Bob"),
)


def guest(id: int, slug: str, *, login: str = "", name: str = "", email: str = "") -> str:  # noqa: A002
    """A guest author of Co-Authors Plus."""
    meta = [("cap-user_login", login), ("cap-display_name", name), ("cap-user_email", email)]
    return item(id, type="guest-author", slug=f"cap-{slug}", title=name, meta=meta, creator="")


def test_declared_authors() -> None:
    converted = convert_items(*PEOPLE, item(1, creator="JANE"))
    jane = converted.authors["author/jane"]
    assert (jane.login, jane.wp_id, jane.email, jane.display_name) == ("jane", 3, "jane@mail.example", "Jane Roe")
    assert (jane.first_name, jane.last_name, jane.declared, jane.guest) == ("Jane", "Roe", True, False)
    assert converted.authors["author/bob"].login == "Bob"
    assert converted.entry().authors == ("author/jane",)


def test_a_split_export_declares_authors_again() -> None:
    first = export(author("jane", id="", name="Jane"), item(1))
    second = export(author("Jane", id=3, email="jane@mail.example", name="Other"), item(2))
    converted = convert_text(first, second)
    (jane,) = converted.authors.values()
    assert (jane.wp_id, jane.email, jane.display_name) == (3, "jane@mail.example", "Jane")
    ledger = converted.report.ledger
    assert (ledger.read["authors"], ledger.written["authors"], ledger.duplicates["authors"]) == (2, 1, 1)


def test_authors_that_only_items_name() -> None:
    converted = convert_items(item(1, creator="ghost"), item(2, creator=""), item(3, creator=None))
    (ghost,) = converted.authors.values()
    assert (ghost.key, ghost.declared, ghost.display_name) == ("author/ghost", False, "ghost")
    assert converted.entry("entry/2").authors == converted.entry("entry/3").authors == ()


def test_display_names_of_wxr_1_0_find_the_declared_author() -> None:
    text = export(item(1, creator="Jane Roe"), item(2, creator="Somebody Else"), *PEOPLE, version="1.0")
    converted = convert_text(text)
    assert set(converted.authors) == {"author/jane", "author/bob", "author/somebody else"}
    assert converted.entry("entry/1").authors == ("author/jane",)
    assert converted.entry("entry/2").authors == ("author/somebody else",)


@pytest.mark.parametrize(
    ("declared", "login"),
    [
        (author(None, id=5, name="Only Name"), "Only Name"),
        (author("", id=5, email="only@mail.example"), "only@mail.example"),
        (author("", id=5), "author-5"),
    ],
)
def test_an_author_without_a_login(declared: str, login: str) -> None:
    (found,) = convert_items(declared, item(1, creator="")).authors.values()
    assert found.login == login


def test_co_authors_stand_in_the_order_of_the_file() -> None:
    converted = convert_items(
        *PEOPLE,
        guest(20, "zoe", login="zoe", name="Zoe Guest", email="zoe@mail.example"),
        item(1, categories=[("author", "cap-zoe", "zoe"), ("author", "cap-jane", "jane")]),
        item(2, categories=[("author", "cap-unknown-one", "Unknown One")]),
    )
    assert converted.entry("entry/1").authors == ("author/zoe", "author/jane")
    zoe = converted.authors["author/zoe"]
    assert (zoe.guest, zoe.display_name, zoe.email) == (True, "Zoe Guest", "zoe@mail.example")
    assert converted.entry("entry/2").authors == ("author/unknown-one",)
    unknown = converted.authors["author/unknown-one"]
    assert (unknown.guest, unknown.declared, unknown.display_name) == (True, False, "Unknown One")
    assert not converted.authors["author/jane"].guest
    # The guest is an item too, which is not lost.
    assert converted.entry("entry/20").type == "guest-author"


def test_a_guest_with_an_account_is_no_guest() -> None:
    converted = convert_items(*PEOPLE, guest(20, "jane", login="jane", name="Jane the Guest"))
    assert len(converted.authors) == 2
    jane = converted.authors["author/jane"]
    assert (jane.guest, jane.display_name) == (False, "Jane Roe")
    assert converted.report.ledger.duplicates["authors"] == 0


def test_authors_that_are_terms_with_custom_fields() -> None:
    meta = [("first_name", "Max"), ("user_email", "max@mail.example"), ("user_url", "https://max.example")]
    converted = convert_items(
        *PEOPLE,
        term("author", "max", "Max M.", meta=meta),
        term("author", "jane", "Jane R.", meta=[("user_url", "https://jane.example")]),
        item(1, categories=[("author", "max", "Max M."), ("byline", "staff", "The Staff")]),
    )
    maximilian = converted.authors["author/max"]
    assert (maximilian.first_name, maximilian.email) == ("Max", "max@mail.example")
    assert (maximilian.website, maximilian.display_name) == ("https://max.example", "Max M.")
    assert converted.authors["author/jane"].website == "https://jane.example"
    assert converted.authors["author/jane"].display_name == "Jane Roe"
    assert converted.entry().authors == ("author/max", "author/staff")


def test_comments_of_users_know_their_author() -> None:
    comments = [comment(1, user=4), comment(2, user=99), comment(3, user="x"), comment(4, user="9" * 400)]
    found = convert_items(*PEOPLE, item(1, comments=comments)).comments()
    assert [found[f"comment/{number}"].author for number in (1, 2, 3, 4)] == ["author/bob", None, None, None]


def test_the_author_map_renames_and_merges() -> None:
    converted = convert_items(
        *PEOPLE,
        item(1, creator="jane", comments=[comment(1, user=4)]),
        item(2, creator="bob"),
        author_map={"JANE": {"login": "staff", "display_name": "The Staff"}, "bob": {"login": "staff"}},
    )
    (staff,) = converted.authors.values()
    assert (staff.key, staff.login, staff.display_name) == ("author/staff", "staff", "The Staff")
    assert converted.entry("entry/1").authors == converted.entry("entry/2").authors == ("author/staff",)
    assert converted.comments()["comment/1"].author == "author/staff"
    ledger = converted.report.ledger
    assert (ledger.read["authors"], ledger.duplicates["authors"]) == (2, 1)


@pytest.mark.parametrize("fields", [{"nickname": "x"}, {"login": " "}, {"email": 5}, "jane"])
def test_an_author_map_with_a_mistake_is_refused(fields: object) -> None:
    with pytest.raises(UsageError, match="jane"):
        Authors(Options(author_map={"jane": fields}))  # type: ignore[dict-item]


@pytest.mark.parametrize("option", ["public_only", "strip_emails"])
def test_no_address_comes_out_where_the_user_wants_none(option: str) -> None:
    converted = convert_items(
        author("ann@mail.example", id=1, email="ann@mail.example", name="ann@mail.example"),
        author("Ann@other.example", id=2),
        author("jane", id=3, email="jane@mail.example"),
        guest(20, "zoe", login="zoe@mail.example", name="Zoe", email="zoe@mail.example"),
        term("author", "cap-zoe", "zoe@mail.example", description="Zoe zoe@mail.example 20"),
        item(1, creator="ann@mail.example", categories=[]),
        item(2, creator="ghost@mail.example"),
        item(3, categories=[("author", "cap-zoe", "zoe@mail.example")]),
        **{option: True},
    )
    assert "@" not in converted.text()
    (ann,) = converted.entry("entry/1").authors
    assert converted.authors[ann].display_name == "ann"
    assert converted.authors[ann].login.startswith("ann-")
    # Two people with one name before the @ are still two.
    assert len([key for key in converted.authors if key.startswith("author/ann")]) == 2
    assert converted.entry("entry/3").authors == (next(key for key in converted.authors if "zoe" in key),)
