"""What the contract of all targets is tried with: their names, a target in a folder, and what one makes of an export
without any destination."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from conftest import ROOT
from exports import Nowhere, attachment, author, category, comment, export, item, menu_item, rules, term

from migrate.mappers.options import Options
from migrate.model.artifact import Artifact, File, Group, Part, Row
from migrate.model.records import Site, Visibility
from migrate.plan.changes import Destination, GroupPlan, Run
from migrate.plan.convert import Job, convert
from migrate.plan.report import Report
from migrate.targets.options import TargetOptions
from migrate.targets.registry import find_target, load_target, targets
from migrate.wxr.source import open_source

OWN = "mine.toml"
TARGETS = (*targets(), OWN)
"""Every target that is registered, and one by a mapping file of the user's: the one that the documentation shows."""
(OWN_MAPPING,) = re.findall(r"```toml\n(.*?)```", (ROOT / "docs/targets/own.md").read_text("utf-8"), re.DOTALL)


def named(target: str, folder: Path) -> str:
    """What `--to` is to say for a target of `TARGETS`."""
    if target != OWN:
        return target
    path = folder / OWN
    path.write_text(OWN_MAPPING, "utf-8")
    return str(path)


class Made(NamedTuple):
    """What a target made of an export."""

    groups: list[Group]
    report: Report
    shown: tuple[Visibility, ...] | None
    """See `Target`."""

    def artifacts(self) -> Iterator[Artifact]:
        """All of them."""
        for group in self.groups:
            yield from group.artifacts

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Source, and place and content, of each artifact."""
        for one in self.artifacts():
            match one:
                case File() | Part():
                    yield one.source, one.path.encode() + b"\n" + one.content
                case Row():
                    yield one.source, repr(one.values).encode("utf-8", "replace")

    def paths(self) -> list[str]:
        """Of all files, once each."""
        return list(dict.fromkeys(one.path for one in self.artifacts() if not isinstance(one, Row)))


class _Taking(Nowhere):
    """A destination that remembers what it was given."""

    def __init__(self) -> None:
        self.groups: list[Group] = []

    def hold(self, groups: Sequence[Group]) -> list[GroupPlan]:
        self.groups += groups
        return super().hold(groups)


def make(target: str, export: str, *, public_only: bool = False) -> Made:
    """Everything that a target makes of an export by default. That everything read is accounted for is checked."""
    with tempfile.TemporaryDirectory() as folder:
        entry = find_target(named(target, Path(folder)))
        loaded = load_target(entry)
        taking = _Taking()
        shown: tuple[Visibility, ...] | None = loaded.shown

        def open_destination(site: Site) -> tuple[Destination, Any]:
            return taking, lambda: loaded(site, TargetOptions())

        path = Path(folder, "export.xml")
        path.write_text(export, "utf-8")
        is_site = shown is not None
        options = Options(
            public_only=public_only or is_site, also_shown=() if public_only or shown is None else tuple(shown)
        )
        with open_source([path]) as source:
            report = convert(
                Job(
                    source=source,
                    rules=rules(),
                    options=options,
                    open_destination=open_destination,
                    describe=lambda site: Run(
                        target=target, site=site.key, version="", export="", mapping="", options={}, started=""
                    ),
                    quarantine=Path(folder, "quarantine.xml"),
                    allow_truncated=True,
                    write=True,
                    progress=lambda stage, done, total: None,
                )
            )
    assert report.ledger.imbalance() == {}
    return Made(taking.groups, report, shown)


def check_paths(paths: Sequence[str]) -> None:
    """That all of them are below the folder, and that every file system takes them, all at once."""
    seen: dict[str, str] = {}
    for path in paths:
        segments = path.split("/")
        for segment in segments:
            assert segment not in ("", ".", "..") and len(segment.encode()) <= 255, path
            assert not re.search(r'[<>:"\\|?*\x00-\x1f\x7f]', segment) and segment[-1] not in " .", path
        for end in range(1, len(segments) + 1):
            # A folder may be there for several files; a file is there once, and is no folder.
            key = unicodedata.normalize("NFC", "/".join(segments[:end])).casefold()
            kind = path if end == len(segments) else "/"
            assert seen.setdefault(key, kind) == kind, (path, seen[key])


HIDDEN_ITEMS: list[dict[str, Any]] = [
    {"status": "private", "comments": [comment(20, content="CLOSED")]},
    {"status": "pending"},
    {"password": "PASSWORD"},
    {"meta": [("_members_access_role", "editor")]},
]


def secretive() -> str:
    """One of everything, with what is nobody's business."""
    return export(
        author("jane@mail.example", id=1, email="jane@mail.example", name="jane@mail.example"),
        author("bob", id=2, email="bob@mail.example", name="Bob"),
        author("nobody", id=3, email="nobody@mail.example", name="Nobody Wrote"),
        category("news", id=5),
        term("odd taxonomy/..", "x", "X", id=6, meta=[("colour", "red"), ("to", "t@mail.example")]),
        item(
            1,
            slug="open",
            creator="jane@mail.example",
            categories=[("category", "news", "News"), ("odd taxonomy/..", "x", "X"), ("unheard", "of", "Of")],
            meta=[
                ("mood", "happy"),
                ("contact", "c@mail.example"),
                ("settings", 'a:1:{s:2:"to";s:14:"s@mail.example";}'),
                ("_edit_lock", "1:2"),
                ("_wp_user_request_x", "REQUEST"),
            ],
            comments=[
                comment(1, content="Shown", email="one@mail.example", meta=[("akismet_result", "false")]),
                comment(2, content="PENDING", approved="0"),
                comment(3, content="SPAM", approved="spam"),
                comment(4, content="TRASHED", approved="trash"),
                comment(5, content="NOTE", type="order_note"),
                comment(6, content="Answer", parent=2, author="who@mail.example", url="mailto:who@mail.example"),
            ],
        ),
        *(
            item(10 + number, slug=f"hidden-{number}", content=f"SECRET{number}", **more)
            for number, more in enumerate(HIDDEN_ITEMS)
        ),
        item(18, slug="bin", status="trash", content="BIN"),
        item(19, slug="order", type="shop_order", status="wc-completed", content="ORDER"),
        item(20, slug="later", status="future", date="2099-01-01 10:00:00", gmt="2099-01-01 09:00:00"),
        item(21, slug="sketch", status="draft", gmt="0000-00-00 00:00:00"),
        item(22, slug="never", status="future", date="0000-00-00 00:00:00", gmt="0000-00-00 00:00:00"),
        attachment(50, parent=10, title="OF-HIDDEN", slug="of-hidden"),
        attachment(51, comments=[comment(30, content="On a file", meta=[("a", "b")])], meta=[("_x", "y")]),
        menu_item(60, title="Home", url="/", meta=[("_menu_item_icon", "star")]),
        menu_item(61, title="Loose", url="/x/", menu=()),
    )


PRIVATE = re.compile(
    r"SECRET|PENDING|SPAM|TRASHED|NOTE\b|CLOSED|PASSWORD|BIN\b|ORDER\b|REQUEST|OF-HIDDEN|mail\.example|192\.0\.2|hidden-\d"
)
"""What of it no site has by default, and nothing with `--public-only`."""


def snapshot(path: Path) -> dict[str, tuple[int, bytes]]:
    """Time and bytes of a file, or of every file of a folder; a lock is none of them."""
    if path.is_file():
        return {path.name: (path.stat().st_mtime_ns, path.read_bytes())}
    files = (file for file in sorted(path.rglob("*")) if file.is_file() and file.name != "lock")
    return {str(file.relative_to(path)): (file.stat().st_mtime_ns, file.read_bytes()) for file in files}
