"""Comments as data: threads, pings apart, nothing that only the owner may see, nothing that runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate.content.read import read_comment
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Comment, CommentStatus, Moment
from migrate.targets.site.comments import DEEPEST, comments_data


def comment(number: int, parent: int = 0, *, depth: int = 0, html: str = "", **more: Any) -> Comment:
    return Comment(
        key=f"comment/{number}",
        wp_id=number,
        parent=f"comment/{parent}" if parent else None,
        depth=depth,
        document=read_comment(html).document if html else None,
        **more,
    )


def data(*comments: Comment) -> Any:
    losses: list[Loss] = []
    made = comments_data(comments, losses)
    assert made.endswith(b"\n")
    found = json.loads(made)
    assert list(found) == ["count", "comments", "pings"]
    return found


def ids(threads: list[Any]) -> list[Any]:
    """Each id, followed by those of its answers."""
    return [[one["id"], *ids(one["replies"])] if "replies" in one else one["id"] for one in threads]


def html_of(source: str) -> tuple[str, list[Loss]]:
    losses: list[Loss] = []
    made = json.loads(comments_data((comment(1, html=source),), losses))
    return made["comments"][0].get("html", ""), losses


def test_without_public_comments_there_is_no_file() -> None:
    assert comments_data((), []) == b""
    assert comments_data((comment(1, public=False),), []) == b""


def test_a_comment_says_what_was_public_and_no_more() -> None:
    found = data(
        comment(
            5,
            html="Hello",
            author_name="Ann &amp; <b>",
            author_email="ann@mail.example",
            author_ip="192.0.2.7",
            author_url="https://ann.example/",
            date=Moment(utc=datetime(2024, 1, 3, 9, tzinfo=UTC), local=datetime(2024, 1, 3, 10)),
            rating=4,
            kind="review",
            content="Hello",
        )
    )
    assert found["comments"] == [
        {
            "id": "5",
            "kind": "review",
            "author": "Ann & <b>",
            "url": "https://ann.example/",
            "date": "2024-01-03T10:00:00+01:00",
            "rating": 4,
            "html": "<p>Hello</p>\n",
        }
    ]


def test_answers_stand_below_what_they_answer_in_the_order_of_the_export() -> None:
    found = data(comment(3, 2, depth=2), comment(1), comment(4, 1, depth=1), comment(2, 1, depth=1), comment(5))
    assert ids(found["comments"]) == [["1", "4", ["2", "3"]], "5"]
    assert found["count"] == 5


def test_pings_are_apart_and_what_answers_them_is_a_comment() -> None:
    found = data(comment(1, kind="pingback"), comment(2, 1, depth=1), comment(3, kind="trackback"), comment(4))
    assert [one["id"] for one in found["pings"]] == ["1", "3"]
    assert ids(found["comments"]) == ["4", "2"]
    assert found["count"] == 2


def test_what_answers_a_hidden_comment_begins_a_thread() -> None:
    hidden = comment(1, public=False, status=CommentStatus.SPAM, html="SPAM")
    made = comments_data((hidden, comment(2, 1, depth=1), comment(3, 2, depth=2)), [])
    assert b"SPAM" not in made
    assert ids(json.loads(made)["comments"]) == [["2", "3"]]


def test_threads_end_where_templates_do() -> None:
    chain = [comment(number, number - 1, depth=number - 1) for number in range(1, 301)]
    found = data(*chain)
    assert found["count"] == 300

    def deepest(threads: list[Any]) -> int:
        return max((1 + deepest(one.get("replies", [])) for one in threads), default=0)

    assert deepest(found["comments"]) == DEEPEST + 1
    assert json.dumps(found).count('"id"') == 300


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "mailto:a@mail.example", "http://[", "ann.example", "//x", " "]
)
def test_only_an_address_of_the_web_is_one(url: str) -> None:
    assert "url" not in data(comment(1, author_url=url))["comments"][0]


def test_an_address_is_stripped() -> None:
    assert data(comment(1, author_url=" HTTPS://X.example "))["comments"][0]["url"] == "HTTPS://X.example"


HOSTILE = [
    '<a href="javascript:alert(1)">x</a>',
    '<a href="jAvA\tscript:alert(1)">x</a>',
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="java&#10;script:alert(1)">x</a>',
    '<a href="data:text/html,&lt;script&gt;1&lt;/script&gt;">x</a>',
    '<a href="vbscript:x">x</a>',
    '<a href="https://x.example/" onclick="alert(1)" style="x:expression(1)">x</a>',
    '<img src="javascript:alert(1)"><img src=y onerror=alert(1)>',
    "<script>alert(1)</script>x",
    '<iframe src="https://x.example/"></iframe>x',
    "<svg onload=alert(1)><b>x</b></svg>",
    '<video src="javascript:1" poster="javascript:2" onerror=x></video>',
    '<blockquote cite="javascript:alert(1)">x</blockquote>',
    "<math><mtext><table><mglyph><style><img src=y onerror=alert(1)>",
    '<form action="javascript:1"><button formaction="javascript:1">x</button></form>',
    '<object data="javascript:1"></object><embed src="javascript:2">',
    '<p style="background:url(javascript:alert(1))" onclick="x()">x</p>',
    "<style>*{}</style></div></article>x",
    '<a href="https://x.example/"><a href="javascript:1"><b>x</b></a></a>',
]


class _Looking(HTMLParser):
    """Fails at anything that a browser might run."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in ("script", "style", "iframe", "object", "embed", "form", "svg", "math", "base", "meta")
        for name, value in attrs:
            assert not name.startswith("on") and name not in ("style", "formaction", "srcdoc")
            if name in ("href", "src", "cite", "poster", "action"):
                bare = "".join((value or "").split()).lower().lstrip("\x00\x01\x02")
                assert not bare.startswith(("javascript:", "data:", "vbscript:")), value


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_runs(source: str) -> None:
    html, _ = html_of(source)
    _Looking().feed(html)


@given(st.lists(st.sampled_from(HOSTILE) | st.text("<>/\"'= ajvscript:&#;", max_size=12), max_size=4).map("".join))
def test_nothing_runs_however_it_is_put_together(source: str) -> None:
    html, _ = html_of(source or "x")
    _Looking().feed(html)


def test_what_would_run_is_lost_by_name_and_its_words_stay() -> None:
    html, losses = html_of('See <a href="javascript:x()">this <b>one</b></a> and <a href="/about/">that</a>.')
    assert html == '<p>See this <strong>one</strong> and <a href="/about/">that</a>.</p>\n'
    assert [(loss.kind, loss.source, loss.detail) for loss in losses] == [
        (LossKind.SCRIPT_IN_COMMENT, "comment/1", "javascript:x()")
    ]


def test_harmless_addresses_stay() -> None:
    source = '<a href="mailto:x@mail.example">m</a> <a href="tel:+49">t</a> <a href="../a:b/">r</a> <a href="#x">h</a> Note: y'
    html, losses = html_of(source)
    assert html.count("<a ") == 4
    assert losses == []
