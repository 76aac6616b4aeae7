"""The contract of every target over exports that nobody would write: whatever titles, slugs, dates, statuses and trees."""

from __future__ import annotations

from typing import Any

import pytest
from exports import attachment, author, category, comment, export, item, menu_item
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.model.records import Visibility
from tests.targets.contract import TARGETS, check_paths, make

TRAPS = (
    "", "..", "../../up", "/etc/passwd", "a\\b", "C:\\x", "CON", "index", "_index", ".git", ".wxr-migrate", "-", "~", "a.",
    "posts", "tags", "Tags", "comments", "menus.json", "é", "e\u0301", "straße", "STRASSE", "\u202egnp", "日本語", "x" * 300,
    "%2e%2e%2f", "a%00b", "{{ x }}", "{% y %}", "<b>b</b>", "&lt;", "a: b", "- c", "#", "no", "1e3", "---", "+++", '"',
    "a\nb", "a b", "2024-01-01", "?p=1", "{path}", "{0}", "${x}", "%s",
)  # fmt: skip
TEXTS = st.sampled_from(TRAPS) | st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
DATES = st.sampled_from(
    ["2024-01-02 10:00:00", "0000-00-00 00:00:00", "", None, "2024-02-30 25:61:00", "1899-12-31 00:00:00"]
)
STATUSES = ("publish", "publish", "draft", "pending", "private", "future", "trash", "wc-completed", "inherit")
PUBLIC_TYPES = ("post", "page", "")
"""An item without a type is a post. A published pattern is shown by what names it."""
TYPES = (*PUBLIC_TYPES, "wp_block", "shop_order", "nav_menu", "x/../y")
MAY_HIDE = {"draft": Visibility.DRAFT, "auto-draft": Visibility.DRAFT, "future": Visibility.SCHEDULED}


@st.composite
def made_up(draw: Any) -> tuple[str, set[str], dict[str, tuple[str, str]]]:
    """An export, the words that are public, and those that are not: word → key of its entry, and status."""
    public: set[str] = set()
    hidden: dict[str, tuple[str, str]] = {}
    pieces = [author("jane", email="jane@hidden.example"), category("sea", "Sea")]
    count = draw(st.integers(1, 5))
    for number in range(1, count + 1):
        status, kind = draw(st.sampled_from(STATUSES)), draw(st.sampled_from(TYPES))
        password = draw(st.sampled_from(["", "", "", f"PASSWORD{number}"]))
        is_public = status == "publish" and kind in PUBLIC_TYPES and not password
        word = f"WORD{number}{'SHOWN' if is_public else 'HIDDEN'}"
        if is_public:
            public.add(word)
        elif kind != "wp_block" or status != "publish" or password:
            hidden[word] = (
                f"entry/{number}",
                "protected" if password else status if kind in PUBLIC_TYPES else "internal",
            )
        hidden |= {f"NOTE{number}HIDDEN": ("", ""), f"PASSWORD{number}": ("", "")}
        other = draw(st.integers(0, count))
        pieces.append(
            item(
                number,
                type=kind,
                status=status,
                password=password,
                title=f"{draw(TEXTS)} {word}",
                slug=draw(TEXTS),
                link=draw(st.sampled_from([None, "", "https://blog.example/", f"https://blog.example/?p={number}"])),
                content=draw(
                    st.sampled_from(
                        [
                            f"{word} {draw(TEXTS)}",
                            f'<p>{word}</p><!-- wp:block {{"ref":{other}}} /-->',
                            f'{word} <a href="https://blog.example/?p={other}">on</a> [gallery ids="{other},50"]',
                        ]
                    )
                ),
                excerpt=word,
                date=draw(DATES),
                gmt=draw(DATES),
                parent=other,
                sticky=draw(st.integers(0, 1)),
                categories=[(draw(st.sampled_from(["category", "post_tag", "x y/..", "posts"])), draw(TEXTS), draw(TEXTS))],
                meta=[("mood", word), ("_wp_old_slug", word), ("_thumbnail_id", str(other)), (draw(TEXTS), "x")],
                comments=[
                    comment(number * 10, content=word, email="a@hidden.example", ip="192.0.2.99"),
                    comment(number * 10 + 1, content=f"NOTE{number}HIDDEN", approved=draw(st.sampled_from(["0", "spam", "trash"]))),
                ],
            )
        )  # fmt: skip
        pieces.append(menu_item(100 + number, "post_type", object=kind or "post", target=number))
    pieces.append(attachment(50, parent=draw(st.integers(0, count)), title=draw(TEXTS), slug=draw(TEXTS)))
    return export(*pieces), public, hidden


@pytest.mark.parametrize("target", TARGETS)
@settings(deadline=None, max_examples=6, suppress_health_check=list(HealthCheck))
@given(made=made_up())
def test_whatever_an_export_says(target: str, made: tuple[str, set[str], dict[str, tuple[str, str]]]) -> None:
    text, public, hidden = made
    first = make(target, text)
    assert make(target, text).groups == first.groups
    check_paths(first.paths())
    written = list(first.texts())
    for word in public:
        assert any(word.encode() in content for _, content in written), word
    if first.shown is None:
        for word, (key, status) in hidden.items():
            assert not key or status == "trash" or any(word.encode() in content for _, content in written), word
        only_public = list(make(target, text, public_only=True).texts())
        nowhere = [*hidden, "hidden.example", "192.0.2.99"]
        assert [word for word in nowhere if any(word.encode() in content for _, content in only_public)] == []
        return
    own = [MAY_HIDE[status] for status in MAY_HIDE]
    assert set(first.shown) <= set(own)
    for word, (key, status) in hidden.items():
        takes = MAY_HIDE.get(status) in first.shown
        found = {source for source, content in written if word.encode() in content}
        assert found <= ({key} if takes else set()), (word, status)
    assert not any(b"hidden.example" in content or b"192.0.2.99" in content for _, content in written)
