"""Plans to report on, made by hand: a small one with everything in it, a hostile one, and a large one."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.model.loss import Ledger, Loss, LossKind
from migrate.plan.reports.record import (
    Fate,
    FieldChange,
    Format,
    PlanHead,
    PlannedChange,
    PlannedEntry,
    Withheld,
    fate_of,
    file_change,
    row_change,
)
from migrate.plan.reports.spool import Plan, PlanSpool

OLD = b"""---
title: Second post
date: 2020-05-06
---

The quick brown fox jumps over the lazy dog. It did so yesterday.

A line that stays.

![A boat](https://pictures.example/boat.jpg)

> A quotation.

1. one
2. two
3. three
"""
NEW = (
    OLD.replace(b"brown fox jumps", b"red fox jumped")
    .replace(b"2. two\n", b"")
    .replace(b"> A quotation.", b"> A quotation, longer.\n\nA new paragraph with **bold** words.")
)
HOSTILE = (
    "</script><script>document.title='run'</script><!-- ]]> --> \"'` | @somebody #12 https://evil.example "
    "[x](javascript:alert(1)) \u202ereversed\u202c \0 \x1b[31m <img src=x onerror=document.title='run'> \u2028 ::error::no {{script}}"
)


def head(**changes: object) -> PlanHead:
    ledger = Ledger()
    ledger.read.update({"items": 12, "comments": 5})
    ledger.written.update({"items": 10, "comments": 3})
    ledger.skipped["items"]["privacy"] = 2
    ledger.skipped["comments"]["privacy"] = 2
    values: dict[str, object] = {
        "target": "hugo",
        "destination": "site",
        "export": "demo.xml",
        "site": "A Demo &amp; More",
        "address": "blog.example",
        "version": "0.1.0",
        "started": "2026-11-23T10:00:00+00:00",
        "options": {"public_only": True, "types": ["post", "page"]},
        "ledger": ledger.as_dict(),
        "warnings": ("2 records are no longer in the export; they stay (--prune removes them)",),
    }
    return PlanHead(**{**values, **changes})  # type: ignore[arg-type]


def entry(source: str, *changes: PlannedChange, **more: object) -> PlannedEntry:
    return PlannedEntry(source=source, action=fate_of(changes), changes=changes, **more)  # type: ignore[arg-type]


def small_entries() -> list[PlannedEntry]:
    """One of each kind of change."""
    post = "content/posts"
    return [
        entry("site", file_change(Fate.CREATE, "hugo.toml", after=b'title = "A Demo"\n'), type="site", title="A Demo"),
        entry(
            "item/1",
            file_change(
                *(Fate.CONFLICT, f"{post}/hello.md"),
                written=b"Hello.\n",
                before=b"Hello, edited here.\n",
                after=b"Hello, changed there.\n",
                reason="edited since it was written",
            ),
            *(),
            type="post",
            status="public",
            title="Hello <em>world</em>",
        ),
        entry(
            "item/2",
            file_change(Fate.UPDATE, f"{post}/second.md", before=OLD, after=NEW, reason="content"),
            type="post",
            status="public",
            title="Second post",
            losses=(
                Loss(
                    kind=LossKind.DANGLING_REFERENCE,
                    source="item/2",
                    field="featured_media",
                    detail="media 99 is missing",
                ),
            ),
            withheld=(Withheld(what="comments", reason="not approved", count=2),),
        ),
        entry(
            "item/3",
            file_change(
                *(Fate.RENAME, f"{post}/new-name.md"),
                before=b"Text.\n",
                after=b"Text.\n",
                old_name=f"{post}/old-name.md",
            ),
            file_change(
                Fate.UPDATE, "static/_redirects#item/3", after=b"/old-name /new-name 301\n", part_of="static/_redirects"
            ),
            type="post",
            title="Renamed",
        ),
        entry(
            "item/4",
            file_change(Fate.DELETE, f"{post}/gone.md", before=b"Was here.\n", reason="no longer in the export"),
            type="post",
        ),
        entry(
            "item/5", file_change(Fate.UNCHANGED, f"{post}/same.md", before=b"a", after=b"a"), type="post", title="Same"
        ),
        entry(
            "item/6",
            row_change(
                *(Fate.UPDATE, "entries", "6", ("id", "title", "status", "content_raw")),
                before=(6, "About us", None, "<p>We are\nthree.</p>"),
                after=(6, "About them", "publish", "<p>We are\nfour.</p><script>document.title='run'</script>"),
                formats={"content_raw": Format.WORDPRESS},
            ),
            row_change(Fate.CREATE, "comments", "61", ("id", "content"), after=(61, "First!")),
            row_change(Fate.CREATE, "comments", "62", ("id", "content"), after=(62, "")),
            row_change(Fate.DELETE, "meta", "item/6 0", ("key", "value"), before=("_edit_lock", "1")),
            row_change(
                *(Fate.CONFLICT, "terms", "7", ("name",)),
                written=("News",),
                before=("Nws",),
                after=("The news",),
                reason="edited since it was written",
            ),
            type="page",
            status="draft",
            title="About",
        ),
        entry(
            "media/7", file_change(Fate.CREATE, "static/a.png", after=b"\x89PNG\r\n\xff"), type="media", title="a.png"
        ),
        entry(
            "item/8",
            file_change(Fate.CREATE, f"{post}/secret-plans.md", after=b"Only for us.\n"),
            type="post",
            status="private",
            title="Secret plans",
        ),
    ]


def hostile_entries() -> list[PlannedEntry]:
    """Whatever could break out of a report, everywhere where an export's text can stand."""
    body = HOSTILE.encode()
    loss = Loss(kind=LossKind.UNKNOWN_ELEMENT, source="item/1", field=HOSTILE, detail=HOSTILE)
    return [
        entry(
            f"item/{number}{HOSTILE}",
            file_change(
                *(fate, f"{HOSTILE}{number}.md"),
                written=b"x",
                before=body,
                after=b"changed\n" + body * 2,
                reason=HOSTILE,
            ),
            file_change(Fate.CREATE, f"{HOSTILE}.html", after=body),
            PlannedChange(
                action=fate,
                kind="row",  # type: ignore[arg-type]
                name=HOSTILE,
                place=HOSTILE,
                fields=(FieldChange(name=HOSTILE, before=HOSTILE, after=f"{HOSTILE}!", format=Format.WORDPRESS),),
            ),
            type=HOSTILE,
            status="public",
            title=HOSTILE,
            losses=(loss,),
            withheld=(Withheld(what=HOSTILE, reason=HOSTILE),),
        )
        for number, fate in enumerate((Fate.CONFLICT, Fate.UPDATE, Fate.CREATE, Fate.DELETE))
    ]


def many_entries(count: int, unchanged: float = 0.5) -> Iterator[PlannedEntry]:
    """Posts and pages of about 3,000 characters: new, changed and unchanged ones."""
    chance = random.Random(7)
    words = [
        f"{a}{b}" for a in ("sea", "wind", "moon", "lamp", "stone", "river") for b in ("", "s", "ward", "light", "less")
    ]

    def text() -> str:
        return "\n\n".join(" ".join(chance.choices(words, k=70)) + "." for _ in range(6)) + "\n"

    for number in range(count):
        title = " ".join(chance.choices(words, k=4)).capitalize()
        path = f"content/posts/{number:05}-{title.split()[0].lower()}.md"
        front = f"---\ntitle: {title}\n---\n\n"
        body = front + text()
        kind = chance.random()
        if kind < unchanged:
            change = file_change(Fate.UNCHANGED, path, before=body.encode(), after=body.encode())
        elif kind < unchanged + (1 - unchanged) / 2:
            change = file_change(Fate.CREATE, path, after=body.encode())
        elif kind < 0.99:
            other = body.replace("moonlight", "starlight", 3).replace("lamp ", "", 1)
            change = file_change(Fate.UPDATE, path, before=body.encode(), after=other.encode())
        else:
            change = file_change(
                *(Fate.CONFLICT, path),
                written=body.encode(),
                before=(body + "Edited.\n").encode(),
                after=body.replace("river", "brook").encode(),
                reason="edited since it was written",
            )
        lost = chance.random() < 0.05
        yield entry(
            f"item/{number}",
            change,
            type=chance.choice(("post", "post", "post", "page", "product")),
            status="draft" if chance.random() < 0.1 else "public",
            title=title,
            losses=(Loss(kind=chance.choice(list(LossKind)), source=f"item/{number}", detail="something"),)
            if lost
            else (),
            withheld=(Withheld(what="comments", reason="not approved", count=3),) if chance.random() < 0.1 else (),
        )


@contextmanager
def planned(folder: Path, entries: Iterable[PlannedEntry], **changes: object) -> Iterator[Plan]:
    """A plan of these entries, spooled in a folder."""
    with PlanSpool(folder) as spool:
        for one in entries:
            spool.add(one)
        yield Plan(head(**changes), spool)
