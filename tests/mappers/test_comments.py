"""Comments: kinds, states, threads of every shape, and what of them must not come out."""

from __future__ import annotations

import time

import pytest
from exports import Converted, attachment, comment, convert_items, item

from migrate.model.loss import LossKind
from migrate.model.records import CommentStatus


def on_one_post(*comments: str, **options: object) -> Converted:
    return convert_items(item(1, comments=comments), **options)


def test_everything_that_a_comment_says() -> None:
    text = comment(
        5, content="<b>Yes</b>\n&amp; no", user=0, meta=[("akismet_result", "false"), ("a", "1"), ("a", "2")]
    )
    (one,) = on_one_post(text).entry().comments
    assert (one.key, one.kind, one.status, one.wp_id) == ("comment/5", "comment", CommentStatus.APPROVED, 5)
    assert (one.author_name, one.author_email, one.author_ip) == ("Ann", "ann@mail.example", "192.0.2.7")
    assert (one.author_url, one.content) == ("https://ann.example/", "<b>Yes</b>\n&amp; no")
    assert (one.parent, one.depth, one.public, one.author) == (None, 0, True, None)
    assert one.date.utc is not None and one.date.local is not None
    assert (one.date.utc.isoformat(), one.date.local.isoformat()) == (
        "2024-01-03T09:00:00+00:00",
        "2024-01-03T10:00:00",
    )
    assert [(row.key, row.value) for row in one.meta] == [("akismet_result", "false"), ("a", "1"), ("a", "2")]


@pytest.mark.parametrize(
    ("type_", "kind", "public"),
    [
        ("", "comment", True),
        ("comment", "comment", True),
        ("pingback", "pingback", True),
        ("trackback", "trackback", True),
        ("review", "review", True),
        ("note", "note", False),
        ("order_note", "order-note", False),
        ("something_else", "something_else", False),
    ],
)
def test_kinds(type_: str, kind: str, public: bool) -> None:
    (one,) = on_one_post(comment(1, type=type_)).entry().comments
    assert (one.kind, one.public) == (kind, public)
    assert bool(on_one_post(comment(1, type=type_), public_only=True).entry().comments) is public


@pytest.mark.parametrize(
    ("approved", "status"),
    [
        ("1", CommentStatus.APPROVED),
        ("approve", CommentStatus.APPROVED),
        ("0", CommentStatus.PENDING),
        ("hold", CommentStatus.PENDING),
        ("spam", CommentStatus.SPAM),
        ("trash", CommentStatus.TRASHED),
        ("post-trashed", CommentStatus.TRASHED),
        ("", CommentStatus.PENDING),
        ("whatever", CommentStatus.PENDING),
    ],
)
def test_states(approved: str, status: CommentStatus) -> None:
    (one,) = on_one_post(comment(1, approved=approved)).entry().comments
    assert (one.status, one.public) == (status, status is CommentStatus.APPROVED)
    public = on_one_post(comment(1, approved=approved), public_only=True)
    assert bool(public.entry().comments) is (status is CommentStatus.APPROVED)


def test_pingbacks_keep_title_and_excerpt() -> None:
    (one,) = (
        on_one_post(
            comment(
                1, type="pingback", author="The other post &raquo; Blog", content="[&#8230;] they said so [&#8230;]"
            )
        )
        .entry()
        .comments
    )
    assert (one.kind, one.author_name) == ("pingback", "The other post &raquo; Blog")
    assert one.content == "[&#8230;] they said so [&#8230;]"


def test_reviews_have_stars() -> None:
    comments = [comment(1, type="review", meta=[("rating", "4")]), comment(2, meta=[("rating", "many")])]
    assert [one.rating for one in on_one_post(*comments).entry().comments] == [4, None]


def test_threads_keep_the_order_of_the_export() -> None:
    found = on_one_post(
        comment(3, parent=2), comment(1), comment(2, parent=1), comment("04", parent="03"), comment(5, parent="")
    )
    assert [(one.key, one.parent, one.depth) for one in found.entry().comments] == [
        ("comment/3", "comment/2", 2),
        ("comment/1", None, 0),
        ("comment/2", "comment/1", 1),
        ("comment/4", "comment/3", 3),
        ("comment/5", None, 0),
    ]
    assert found.losses == []


def test_orphans_and_circles_come_to_the_top_with_a_loss() -> None:
    found = on_one_post(
        comment(1, parent=99),
        comment(2, parent=2),
        comment(3, parent=5),
        comment(4, parent=3),
        comment(5, parent=4),
        comment(6, parent=5),
    )
    assert {one.wp_id: one.parent for one in found.entry().comments} == {
        1: None,
        2: None,
        3: None,
        4: "comment/3",
        5: "comment/4",
        6: "comment/5",
    }
    assert found.lost(LossKind.REROOTED_COMMENT) == [(f"comment/{number}", "comment_parent") for number in (1, 2, 3)]


def test_a_number_twice() -> None:
    found = on_one_post(
        comment(1, meta=[("a", "b")]),
        comment(1, meta=[("a", "b")]),
        comment(1, content="Other words."),
        comment(1, content="More words."),
        comment(2, parent=1),
    )
    assert [one.key for one in found.entry().comments] == [
        "comment/1",
        "comment/1~entry/1",
        "comment/1~entry/1.2",
        "comment/2",
    ]
    assert found.comments()["comment/2"].parent == "comment/1"
    ledger = found.report.ledger
    assert (ledger.duplicates["comments"], ledger.duplicates["meta"]) == (1, 1)
    assert len(found.lost(LossKind.REPEATED_ID)) == 2


def test_comments_without_a_usable_number() -> None:
    texts = [comment("", content="a"), comment("", content="b"), comment("abc", content="c"), comment("9" * 400)]
    found = on_one_post(*texts, comment("", content="b"), comment(7, parent="abc"))
    keys = [one.key for one in found.entry().comments]
    assert len(set(keys)) == 6
    assert keys[4] == f"{keys[1]}.2"
    assert found.comments()["comment/7"].parent == keys[2]
    # Their keys are made of what they say, not of where they stand.
    fewer = on_one_post(*texts[1:])
    assert [one.key for one in fewer.entry().comments] == keys[1:4]
    assert sorted(loss.detail for loss in found.losses) == ["9" * 200, "abc"]


def test_comments_of_attachments() -> None:
    converted = convert_items(attachment(50, comments=[comment(1)]))
    assert converted.media().comments[0].key == "comment/1"


def test_dates_of_comments() -> None:
    found = convert_items(
        item(1),
        item(2, comments=[comment(1, gmt="0000-00-00 00:00:00"), comment(2, date="2024-13-01 00:00:00", gmt="")]),
    )
    guessed, unreadable = found.entry("entry/2").comments
    assert guessed.date.guessed and guessed.date.utc is not None
    assert guessed.date.utc.isoformat() == "2024-01-03T09:00:00+00:00"
    assert (unreadable.date.utc, unreadable.date.local) == (None, None)
    assert found.lost(LossKind.GUESSED_DATE) == [("comment/1", "comment_date")]
    assert found.lost(LossKind.UNREADABLE_DATE) == [("comment/2", "comment_date")]


def test_nothing_private_of_comments_comes_out() -> None:
    found = on_one_post(
        comment(1, approved="0", author="Pending Paul", content="hidden words"),
        comment(2, parent=1, meta=[("a", "b"), ("mail", "ann@mail.example")]),
        comment(
            3, author="ann@mail.example", url="MAILTO:ann@mail.example", meta=[("akismet_history", "a:1:{i:0;s:4:")]
        ),
        comment(4, type="note", content="hidden note", meta=[("_wp_note_status", "resolved")]),
        public_only=True,
    )
    text = found.text()
    for hidden in ("Paul", "hidden", "@mail", "192.0.2.7", "note"):
        assert hidden not in text
    assert [one.author_name for one in found.entry().comments] == ["Ann", "ann"]
    assert found.comments()["comment/2"].parent is None
    ledger = found.report.ledger
    assert ledger.skipped["comments"] == {"privacy: not public": 2}
    assert ledger.skipped["meta"]["privacy: not public"] >= 2


def test_only_addresses_are_stripped_where_only_that_is_asked() -> None:
    found = on_one_post(comment(1, approved="0", meta=[("mail", " ann@mail.example "), ("a", "b")]), strip_emails=True)
    (one,) = found.entry().comments
    assert (one.author_email, one.author_ip, [row.key for row in one.meta]) == ("", "192.0.2.7", ["a"])
    assert found.report.ledger.skipped["meta"] == {"privacy: not public": 1}


@pytest.mark.parametrize("order", [1, -1])
def test_fifty_thousand_comments_take_seconds(order: int) -> None:
    started = time.process_time()
    numbers = range(1, 50_001)[::order]
    found = on_one_post(*(comment(number, parent=number - 1) for number in numbers))
    assert found.comments()["comment/50000"].depth == 49_999
    assert found.losses == []
    assert time.process_time() - started < 30


def test_fifty_thousand_comments_without_a_number() -> None:
    started = time.process_time()
    assert len(on_one_post(*(comment("", content="same") for _ in range(50_000))).entry().comments) == 50_000
    assert time.process_time() - started < 30
