"""The whole way, in one stream: export → index → records → artifacts → plan → apply.

Guarantees: nothing is written before the export has been gone through once; a failure or an interrupt at any time
leaves the destination as it was; everything read is accounted for in the report's ledger.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from migrate.mappers.context import Context
from migrate.mappers.entries import Place, map_item
from migrate.mappers.first_pass import FirstPass, Survey
from migrate.mappers.identity import DUPLICATE
from migrate.mappers.menus import MenuRecord, Placed, build_menus, map_menu_item, menu_key
from migrate.mappers.options import Options
from migrate.mappers.site import make_context, map_site
from migrate.mappers.terms import TermRecord
from migrate.model.artifact import Group
from migrate.model.errors import TruncatedInputError, UnreadableInputError
from migrate.model.loss import Loss, LossKind
from migrate.model.records import Site, Visibility
from migrate.model.rules import Rules
from migrate.plan.changes import Destination, Run
from migrate.plan.quarantine import quarantined
from migrate.plan.report import Report
from migrate.targets import Target
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.reader import Reader, Unreadable
from migrate.wxr.source import Source

_BATCH = 128
_MENU_ITEMS = "state = ? AND key LIKE 'menu-item/%'"
_OTHERS = "state = ? AND key NOT LIKE 'menu-item/%'"


class Progress(Protocol):
    """Told how far a run is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`stage` is `reading` (in bytes) or `writing` (in items)."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that one run needs."""

    source: Source
    rules: Rules
    options: Options
    open_destination: Callable[[Site], tuple[Destination, Callable[[], Target]]]
    """Given the site: the destination, and what makes the target once the destination has begun."""
    describe: Callable[[Site], Run]
    quarantine: Path
    allow_truncated: bool
    write: bool
    progress: Progress


class _BecameUnreadableError(Exception):
    """An item that pass 1 took for sound is not; the run starts over without it."""

    def __init__(self, row: IndexedItem, piece: Unreadable) -> None:
        super().__init__(row.key)
        self.row = row
        self.piece = piece


@contextlib.contextmanager
def private_folder() -> Iterator[Path]:
    """A folder for this run only, mode 0700, removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="wxr-migrate-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for circles of garbage less often: our values have none, and looking costs a tenth of a run."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def convert(job: Job) -> Report:
    """Plan and, if `job.write`, apply. Raises MigrateError; then nothing has been written."""
    with rare_collections(), private_folder() as folder, contextlib.closing(Reader(job.source)) as reader:
        index = Index(folder / "index.db")
        try:
            return _Conversion(job, reader, index).run()
        finally:
            index.close()


class _Conversion:
    def __init__(self, job: Job, reader: Reader, index: Index) -> None:
        self.job = job
        self.reader = reader
        self.index = index
        self.report = Report()
        self.unreadable: list[Unreadable] = []

    def run(self) -> Report:
        job, reader = self.job, self.reader
        total = sum(part.size for part in job.source.parts)
        first = FirstPass(reader, self.index, job.rules, job.options, lambda done: job.progress("reading", done, total))
        survey = first.run()
        job.progress("reading", total, total)
        self._judge_input(survey)
        site = map_site(reader.heads, survey, job.options)
        context = make_context(site, reader.heads, survey, job.rules, self.index, job.options)
        self.unreadable = [piece for _, piece in survey.unreadable] + reader.unreadable_heads
        while True:
            self.report = self._fresh_report(site, survey)
            try:
                self._attempt(site, context, survey)
                break
            except _BecameUnreadableError as unread:
                self.unreadable.append(unread.piece)
                self.index.database.execute("UPDATE items SET state = 'unreadable' WHERE seq = ?", (unread.row.seq,))
        return self.report

    def _judge_input(self, survey: Survey) -> None:
        """Refuse what holds nothing, and what is cut off unless that was allowed."""
        reader = self.reader
        truncation = reader.truncation
        if truncation is not None and not self.job.allow_truncated and self.job.write:
            raise TruncatedInputError(
                f"the export is cut off: {truncation.reason}",
                file=truncation.file,
                line=truncation.line,
                hint="export again, or pass --allow-truncated to take what is whole",
            )
        count = self.index.database.execute("SELECT count(*) FROM items").fetchone()[0]
        if not count and not survey.authors.declared and not survey.terms.declared:
            names = ", ".join(part.name for part in self.job.source.parts)
            raise UnreadableInputError(
                "there is no item in it",
                file=names,
                hint="a WordPress export holds <item> elements; was this one cut off, or is it another kind of feed?",
            )

    def _fresh_report(self, site: Site, survey: Survey) -> Report:
        report = Report(site=site, truncation=self.reader.truncation)
        for head in self.reader.heads:
            report.repaired(head.place, head.repairs, "head")
        for part in self.job.source.parts:
            for note in part.notes:
                report.note("input", part.name, note.text)
        for ignored in self.job.source.ignored:
            report.note("input", ignored.name, ignored.reason)
        report.unreadable(self.unreadable)
        ledger = report.ledger
        ledger.read["authors"] += survey.authors.repeated
        ledger.duplicates["authors"] += survey.authors.repeated
        ledger.read["terms"] += survey.terms.repeated
        ledger.duplicates["terms"] += survey.terms.repeated
        for piece in self.reader.unreadable_heads:
            kind = {"author": "authors", "term": "terms"}.get(piece.what)
            if kind:
                ledger.read[kind] += 1
                ledger.quarantined[kind] += 1
        for row in self.index.items("state != ?", (KEPT,)):
            self._count_left_out(row, report)
        return report

    def _count_left_out(self, row: IndexedItem, report: Report) -> None:
        ledger = report.ledger
        counts = {"items": 1, "media": int(row.key.startswith("media/")), "comments": row.comments, "meta": row.meta}
        for kind, count in counts.items():
            if not count:
                continue
            ledger.read[kind] += count
            if row.state == DUPLICATE:
                ledger.duplicates[kind] += count
            elif row.state == "unreadable":
                ledger.quarantined[kind] += count
            else:
                ledger.skipped[kind][row.detail] += count

    def _attempt(self, site: Site, context: Context, survey: Survey) -> None:
        """One go at planning and applying everything."""
        job, report = self.job, self.report
        destination, make_target = job.open_destination(site)
        run = job.describe(site)
        report.target, report.destination = run.target, destination.shown
        try:
            destination.begin(run, write=job.write)
            target = make_target()
            batch: list[Group] = []
            for group in self._groups(site, context, survey, target):
                batch.append(group)
                if len(batch) >= _BATCH:
                    self._carry_out(destination, batch)
                    batch = []
            self._carry_out(destination, batch)
            if run.complete:
                for key in destination.vanished():
                    report.vanished += 1
                    if len(report.vanished_keys) < 50:
                        report.vanished_keys.append(key)
            self._check_sum()
            if job.write:
                with quarantined(job.quarantine, self.unreadable):
                    report.quarantine = os.fspath(job.quarantine) if self.unreadable else ""
                    report.wrote = destination.finish(report.as_dict())
            else:
                report.planned_only = True
                destination.abandon()
        except BaseException:
            destination.abandon()
            raise

    def _carry_out(self, destination: Destination, batch: Sequence[Group]) -> None:
        if not batch:
            return
        plans = destination.hold(batch)
        ledger = self.report.ledger
        for group in batch:
            ledger.written.update(group.carried)
            ledger.lost.update(loss.kind for loss in group.losses)
        for plan in plans:
            self.report.take(plan.changes)
        if self.job.write:
            destination.apply(plans)

    def _check_sum(self) -> None:
        """Conservation: what was read is written or accounted for, or the run fails."""
        gaps = self.report.ledger.imbalance()
        if gaps:
            what = ", ".join(f"{kind}: {gap:+}" for kind, gap in gaps.items())
            raise AssertionError(f"the sum of this run is wrong ({what}); nothing was written")

    def _groups(self, site: Site, context: Context, survey: Survey, target: Target) -> Iterator[Group]:
        read = self.report.ledger.read
        authors = [(author, survey.authors.losses.get(author.key, [])) for author in survey.authors.records()]
        read["authors"] += len(authors)

        def terms() -> Iterator[TermRecord]:
            for record in survey.terms.records():
                read["terms"] += 1
                read["meta"] += len(record.term.meta)
                yield record

        yield from target.site(site, authors, terms(), self._menus(context, survey))
        if survey.terms.hidden:
            read["meta"] += survey.terms.hidden
            self.report.ledger.skipped["meta"]["privacy"] += survey.terms.hidden
        total = self.index.database.execute(f"SELECT count(*) FROM items WHERE {_OTHERS}", (KEPT,)).fetchone()[0]
        for done, row in enumerate(self.index.items(_OTHERS, (KEPT,))):
            yield self._entry(row, context, target)
            if done % _BATCH == 0:
                self.job.progress("writing", done, total)
        self.job.progress("writing", total, total)

    def _entry(self, row: IndexedItem, context: Context, target: Target) -> Group:
        raw = self.reader.parse(row.range)
        if isinstance(raw, Unreadable):
            raise _BecameUnreadableError(row, raw)
        mapped = map_item(raw, Place(row.key, row.root, Visibility(row.visibility)), context)
        report, ledger = self.report, self.report.ledger
        if raw.repairs:
            report.repaired(raw.place, raw.repairs, row.key)
        losses = mapped.losses
        if row.detail == "repeated id":
            losses.append(
                Loss(
                    kind=LossKind.REPEATED_ID,
                    source=row.key,
                    field="post_id",
                    detail=f"another item has the number {row.wp_id} too",
                )
            )
        ledger.read["items"] += 1
        ledger.read["media"] += int(row.key.startswith("media/"))
        ledger.read["comments"] += len(raw.comments)
        ledger.read["meta"] += len(raw.meta) + sum(len(comment.meta) for comment in raw.comments)
        for kind, count in mapped.duplicates.items():
            ledger.duplicates[kind] += count
        for kind, count in mapped.private.items():
            if count:
                ledger.skipped[kind]["privacy"] += count
        return target.entry(mapped.record, losses)

    def _menus(self, context: Context, survey: Survey) -> Iterator[MenuRecord]:
        terms = list(survey.terms.menus())
        menus = {term.key: menu_key(term.slug) for term in terms}
        ledger = self.report.ledger
        placed: list[Placed] = []
        for row in self.index.items(_MENU_ITEMS, (KEPT,)):
            raw = self.reader.parse(row.range)
            if isinstance(raw, Unreadable):
                raise _BecameUnreadableError(row, raw)
            if raw.repairs:
                self.report.repaired(raw.place, raw.repairs, row.key)
            ledger.read["items"] += 1
            ledger.read["meta"] += len(raw.meta)
            placed += map_menu_item(raw, row.key, row.root, menus, context)
        yield from build_menus(terms, placed)
