"""The whole way, in one stream: export → index → records → artifacts → plan → apply.

Guarantees: nothing is written before the export has been gone through once; a failure or an interrupt at any time
leaves the destination as it was; everything read is accounted for in the report's ledger.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Protocol, TypeVar

from migrate.mappers.first_pass import FirstPass, Survey
from migrate.mappers.identity import DUPLICATE
from migrate.mappers.options import Options
from migrate.mappers.site import make_context, map_site, old_homes
from migrate.model.errors import TruncatedInputError, UnreadableInputError
from migrate.model.loss import Loss
from migrate.model.records import Site
from migrate.model.rules import Rules
from migrate.plan.changes import Destination, GroupPlan, Run
from migrate.plan.derive import BecameUnreadableError, Derivation
from migrate.plan.doubts import doubts
from migrate.plan.garbage import rare_collections, return_large_blocks
from migrate.plan.items import Derived, Watched
from migrate.plan.kept import WORTH_KEEPING, Earlier, Kept, kept
from migrate.plan.made import Made
from migrate.plan.media import MediaFiles, prepare_media
from migrate.plan.private import private_folder
from migrate.plan.quarantine import quarantined
from migrate.plan.report import Report
from migrate.plan.reports.record import PlannedEntry, fate_of
from migrate.plan.watching import Subject, Watcher
from migrate.plan.workers import Imports, Workers, worthwhile
from migrate.targets import Target
from migrate.wxr.index import KEPT, Index, IndexedItem
from migrate.wxr.reader import Reader, Unreadable
from migrate.wxr.source import Source

__all__ = ["Job", "Progress", "Watched", "convert", "private_folder"]

_BATCH = 128
T = TypeVar("T")


class Progress(Protocol):
    """Told how far a run is."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`stage` is `reading` (in bytes), `fetching` (in files) or `writing` (in items)."""


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
    watchers: tuple[Watcher, ...] = ()
    confirm: Callable[[int, int], None] = lambda vanished, recorded: None
    """Asked before what vanished is deleted: how many records, of how many. Raises MigrateError for no."""
    watch: Callable[[Watched], None] | None = None
    """Told of every entry and attachment; then all is done in this process."""
    media: MediaFiles | None = None
    """Who has the files of the old site; None where they stay there."""
    keep: Path | None = None
    """Private folder of the user's, where a large run that is ended before its time leaves what the same run can use
    again; None to keep nothing."""
    resume: bool = True
    """Whether to use what is there; else it is removed, and nothing is kept."""
    say: Callable[[str], None] = lambda sentence: None
    """Told what the user should know at once."""
    jobs: int | None = None
    """How many processes items are given to; 1 to do all in this one, None for what the export is worth."""


def convert(job: Job) -> Report:
    """Plan and, if `job.write`, apply. Raises MigrateError; then nothing has been written."""
    with contextlib.ExitStack() as stack:
        return_large_blocks()
        stack.enter_context(rare_collections())
        reader = stack.enter_context(contextlib.closing(Reader(job.source)))
        size = sum(part.size for part in job.source.parts)
        count = 1 if job.watch is not None else job.jobs or worthwhile(size)
        workers = stack.enter_context(Workers(count)) if count > 1 else None
        if workers is not None:
            # Before files are opened that they should not hold open too.
            workers.start()
        keeping, earlier = None, None
        if job.keep is not None and size >= WORTH_KEEPING and job.watch is None:
            choices = job.rules, job.options
            keeping = stack.enter_context(kept(job.keep, job.source, *choices, job.say, anew=not job.resume))
            earlier = keeping.restore(reader) if keeping is not None else None
        path = keeping.index_path if keeping is not None else stack.enter_context(private_folder()) / "index.db"
        index = stack.enter_context(contextlib.closing(earlier.index if earlier else Index(path)))
        return _Conversion(job, reader, index, workers, keeping).run(earlier)


def _batches(values: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(values)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _stat(path: str) -> os.stat_result | None:
    try:
        return Path(path).stat()
    except OSError:
        return None


def _moment(when: datetime) -> str:
    return f"{when:%H:%M}" if when.date() == datetime.now().date() else f"{when:%Y-%m-%d %H:%M}"


class _Conversion:
    def __init__(self, job: Job, reader: Reader, index: Index, workers: Workers | None, keeping: Kept | None) -> None:
        self.job = job
        self.reader = reader
        self.index = index
        self.workers = workers
        self.keeping = keeping
        self.report = Report()
        self.unreadable: list[Unreadable] = []

    def run(self, earlier: Earlier | None) -> Report:
        job, reader = self.job, self.reader
        survey = earlier.survey if earlier else self._survey()
        self._judge_input(survey)
        if self.keeping is not None and earlier is None:
            self.keeping.keep(reader, self.index, survey)
        site = map_site(reader.heads, survey, job.options)
        context = make_context(site, reader.heads, survey, job.rules, self.index, job.options)
        derivation = Derivation(
            reader,
            self.index,
            site,
            context,
            survey,
            job.rules,
            job.options,
            job.progress,
            job.watch,
            self.workers,
            job.media,
        )
        if job.media is not None:
            homes = old_homes(site, reader.heads, job.options)
            prepare_media(job.media, reader, self.index, context, homes, derivation.descriptions())
        self.unreadable = [piece for _, piece in survey.unreadable] + reader.unreadable_heads
        started = earlier.started if earlier else None
        while True:
            self.report = self._fresh_report(site, survey)
            try:
                self._attempt(derivation, started)
                break
            except BecameUnreadableError as error:
                self.unreadable += [unread.piece for unread in error.unread]
                self.index.begin_anew([unread.seq for unread in error.unread])
                started = None
                if self.workers is not None:
                    # They are at work that nobody wants any more.
                    self.workers.start()
        return self.report

    def _survey(self) -> Survey:
        """Go through the export once."""
        job = self.job
        total = sum(part.size for part in job.source.parts)
        first = FirstPass(
            self.reader, self.index, job.rules, job.options, lambda done: job.progress("reading", done, total)
        )
        survey = first.run(self.workers)
        job.progress("reading", total, total)
        return survey

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
        report.warnings += doubts(self.reader.heads, self.index, self.job.options, self.job.rules)
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

    def _attempt(self, derivation: Derivation, started: datetime | None) -> None:
        """One go at planning and applying everything. `started`: when the run was that this one goes on with."""
        job, report, site = self.job, self.report, derivation.site
        destination, make_target = job.open_destination(site)
        run = job.describe(site)
        report.target, report.destination = run.target, destination.shown
        for watcher in job.watchers:
            watcher.begin()
        try:
            destination.begin(run, write=job.write)
            target: Target = make_target()
            if self.workers is not None and target.reads_bodies:
                # They do so while places are decided here.
                self.workers.prepare(Imports(("migrate.mappers.bodies",)))
            report.media = derivation.settle(target, destination)
            made = self._made(target, run, destination)
            if made is not None and started is not None:
                done, total = made.items(), derivation.count()
                job.say(f"going on with the run of {_moment(started)}: {done:,} of {total:,} items done")
            groups = derivation.groups(target, report, made)
            for batch in _batches(groups):
                self._carry_out(destination, batch)
            if self.workers is not None:
                self.workers.close()
            self._judge_vanished(destination, run)
            if job.watchers:
                for key, subject in derivation.withheld():
                    self._tell(GroupPlan(key, []), subject, (), destination)
            self._check_sum()
            for watcher in job.watchers:
                watcher.end()
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

    def _made(self, target: Target, run: Run, destination: Destination) -> Made | None:
        """Where what items become is kept: with everything that it depends on. Without bodies, items are made as fast
        as they would be read."""
        if self.keeping is None or not target.reads_bodies:
            return None
        files = [getattr(sys.modules.get(type(target).__module__), "__file__", None), run.target]
        stamps = [(found.st_mtime_ns, found.st_size) for name in files if name and (found := _stat(name))]
        return self.keeping.made(run.target, stamps, run.options, destination.bearing, self.index.digest())

    def _carry_out(self, destination: Destination, batch: Sequence[Derived]) -> None:
        plans = destination.hold([derived.group for derived in batch])
        ledger = self.report.ledger
        for derived, plan in zip(batch, plans, strict=True):
            group = derived.group
            # Not by `Counter.update`, which takes ten times as long for so few.
            for kind, count in group.carried.items():
                ledger.written[kind] += count
            for loss in group.losses:
                ledger.lost[loss.kind] += 1
            for kind, reasons in group.skipped.items():
                ledger.skipped[kind].update(reasons)
            plan.private, plan.address = derived.private, derived.address
            self._tell(plan, derived.subject, group.losses, destination)
        if self.job.write:
            destination.apply(plans)

    def _tell(self, plan: GroupPlan, subject: Subject, losses: Sequence[Loss], destination: Destination) -> None:
        """Count the changes of a record, and show them to whoever wants to know."""
        self.report.take(plan.changes)

        def describe() -> PlannedEntry:
            changes = tuple(destination.planned(plan)) if plan.changes else ()
            return PlannedEntry(
                source=plan.source,
                action=fate_of(changes),
                title=subject.title,
                type=subject.type,
                status=subject.status,
                changes=changes,
                losses=tuple(losses),
                withheld=subject.withheld,
            )

        for watcher in self.job.watchers:
            watcher.take(plan, describe)

    def _judge_vanished(self, destination: Destination, run: Run) -> None:
        """Name what the export no longer has, or delete it where that was asked for."""
        report = self.report
        if not run.complete:
            return
        if self.unreadable:
            # What could not be read may be what seems to be missing.
            if run.prune:
                report.warnings.append("nothing is deleted, because something of the export could not be read")
            return
        for key in destination.vanished():
            report.vanished += 1
            if len(report.vanished_keys) < 50:
                report.vanished_keys.append(key)
                report.vanished_names[key] = destination.label(key)
        if not run.prune or not report.vanished:
            return
        report.pruned, report.recorded = True, destination.recorded()
        if self.job.write:
            self.job.confirm(report.vanished, report.recorded)
        for plans in _batches(destination.prune()):
            for plan in plans:
                kind = plan.source.partition("/")[0]
                self._tell(plan, Subject(destination.label(plan.source), kind), (), destination)
            if self.job.write:
                destination.apply(plans)

    def _check_sum(self) -> None:
        """Conservation: what was read is written or accounted for, or the run fails."""
        gaps = self.report.ledger.imbalance()
        if gaps:
            what = ", ".join(f"{kind}: {gap:+}" for kind, gap in gaps.items())
            raise AssertionError(f"the sum of this run is wrong ({what}); nothing was written")
