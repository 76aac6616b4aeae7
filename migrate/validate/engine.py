"""One export through the rules: a pass over the text, in which references are noted, then the tables are asked.

Memory does not grow with the export, and findings come out in its order. Nothing in an export makes it fail.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from migrate.model.errors import UnreadableInputError
from migrate.model.rules import Rules
from migrate.validate.damage import Damage, head_damage, item_damage, mend
from migrate.validate.dispatch import Dispatch
from migrate.validate.finding import Related, Spot
from migrate.validate.locate import offset_of
from migrate.validate.places import Places
from migrate.validate.recorder import LIMIT, NOTHING, PerFile, Recorder, Site, Subjected
from migrate.validate.rule import DECLARED, Hit, Reference, Rule, Subject
from migrate.validate.store import Findings
from migrate.validate.tables import ItemRow, ReferenceRow, Tables
from migrate.validate.uploads import stem_of_file
from migrate.validate.views import (
    NO_TARGET,
    DamageView,
    ExportView,
    Fitness,
    HeadView,
    InputView,
    ItemView,
    path_of,
    whole_number,
)
from migrate.wxr.items import Place
from migrate.wxr.ladder import Parsed
from migrate.wxr.reader import ItemRange, Reader, Unreadable
from migrate.wxr.source import Source

_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)\b", re.I)
_FIRST_BYTES = 4096
_UNNUMBERED = Subjected()

Progress = Callable[[int, int], None]
"""Told bytes read and all there are."""


class Choice(NamedTuple):
    """What to look for."""

    rules: tuple[Rule, ...]
    mapping: Rules
    known: Counter[str]
    """Fingerprint → faults that the baseline knows; what is met is taken off."""
    per_file: PerFile = ()
    limit: int = LIMIT
    media: Path | None = None
    fitness: Fitness = NO_TARGET
    """The target that is asked for; without a name, none is."""


def examine(source: Source, choice: Choice, store: Findings, folder: Path, progress: Progress) -> bool:
    """Run the rules over an opened export; findings go to `store`, which was told to begin. `folder` is private.

    False where the export turned out to be none: a finding says so.
    """
    tables = Tables(folder / f"validate-{len(store.exports)}.db")
    reader = Reader(source)
    places = Places(source.parts)
    try:
        return _Examination(source, reader, tables, places, choice, store, progress).run()
    finally:
        tables.close()
        reader.close()
        places.close()


def note_unreadable(error: UnreadableInputError, name: str, choice: Choice, store: Findings) -> None:
    """A finding for an input that could not be opened."""
    from migrate.validate.finding import Finding, fingerprint

    for rule in choice.rules:
        if rule.subject is Subject.DAMAGE and "unreadable-input" in rule.keys:
            store.count(rule.code, rule.severity, 1)
            mark = fingerprint(rule.code, "", name, error.message)
            finding = Finding(
                code=rule.code,
                name=rule.name,
                severity=rule.severity,
                message=f"{error.message}. {error.hint}" if error.hint else error.message,
                file=error.file or name,
                line=error.line or 1,
                fingerprint=mark,
            )
            store.add(finding, 0)


class _Examination:
    def __init__(
        self,
        source: Source,
        reader: Reader,
        tables: Tables,
        places: Places,
        choice: Choice,
        store: Findings,
        progress: Progress,
    ) -> None:
        self._source = source
        self._reader = reader
        self._tables = tables
        self._places = places
        self._dispatch = Dispatch(choice.rules)
        self._by_code = {rule.code: rule for rule in DECLARED}
        self._recorder = Recorder(store, source.parts, places, choice.known, choice.per_file, choice.limit)
        self._progress = progress
        self._export = ExportView(source, reader, choice.mapping, tables, choice.media, choice.fitness)
        self._target_rules = self._dispatch.of(Subject.TARGET) if choice.fitness.name else ()
        self._pieces = 0
        self._row: ItemRow | None = None
        self._about_row = _UNNUMBERED
        self._last: tuple[int, bytes, Parsed | None] | None = None
        self._lines = _Lines()
        self._total = sum(part.size for part in source.parts)

    def run(self) -> bool:
        self._look_at_inputs()
        before = [0]
        for part in self._source.parts:
            before.append(before[-1] + part.size)
        try:
            for seq, (where, data) in enumerate(self._reader.ranges()):
                self._learn()
                self._take(seq, where, data)
                if seq % 256 == 0:
                    self._progress(before[where.part] + where.end, self._total)
        except UnreadableInputError as error:
            self._note_refusal(error)
            self._recorder.finish()
            return False
        self._learn()
        self._look_at_heads()
        self._look_at_truncation()
        self._judge()
        self._recorder.finish()
        self._progress(self._total, self._total)
        return True

    def _learn(self) -> None:
        pieces = self._reader.pieces
        while self._pieces < len(pieces):
            self._export.learn(pieces[self._pieces][0].head)
            self._pieces += 1

    def _look_at_inputs(self) -> None:
        for number, part in enumerate(self._source.parts):
            view = InputView(part, self._places.read(number, part.start, part.start + _FIRST_BYTES))
            for rule in self._dispatch.of(Subject.INPUT):
                for hit in rule.function(view):
                    assert isinstance(hit, Hit)
                    self._at(rule, hit, number, part.start + hit.spot.at, 1)

    def _at(self, rule: Rule, hit: Hit, part: int, offset: int, line: int | None = None) -> None:
        def place() -> Site:
            return Site(part, offset, line if line is not None else self._places.line_of(part, offset))

        self._recorder.take(rule, hit, NOTHING, place, part)

    def _note_refusal(self, error: UnreadableInputError) -> None:
        part = next((n for n, part in enumerate(self._source.parts) if part.name == error.file), 0)
        what, offset, line = "unreadable-input", self._source.parts[part].start, error.line or 1
        if error.line is not None:
            found = _DOCTYPE.search(self._places.read(part, offset, offset + (1 << 20)))
            if found is not None:
                what, offset = "document-type", offset + found.start()
                line = self._places.line_of(part, offset)
        self._take_damage(DamageView(what, error.message, 1, is_item=False), part, offset, line)

    def _take_damage(self, view: DamageView, part: int, offset: int, line: int) -> None:
        for rule in self._dispatch.damage(view.what):
            for hit in rule.function(view):
                assert isinstance(hit, Hit)
                self._at(rule, hit, part, offset, line)

    def _take(self, seq: int, where: ItemRange, data: bytes) -> None:
        raw = self._reader.parse(where, data)
        if isinstance(raw, Unreadable):
            self._take_item_damage(where, data, item_damage(raw, self._mend(where, data)), _UNNUMBERED)
            return
        item = ItemView(self._export, where, data, raw)
        about = _about(item)
        repaired = self._mend(where, data) if raw.repairs else None
        if repaired is not None:
            self._take_item_damage(where, data, item_damage(raw, repaired), about)
        refs: list[ReferenceRow] = []
        for rule, found in self._dispatch.on_item(item):
            for one in found:
                if isinstance(one, Hit):
                    self._hit(rule, one, about, where, data, repaired)
                else:
                    refs.append(_reference_row(rule, seq, len(refs), one))
        for rule in self._target_rules:
            for one in rule.function(item):
                if isinstance(one, Hit):
                    self._hit(rule, one, about, where, data, repaired)
        comments = [
            (number, seq, nth)
            for nth, comment in enumerate(raw.comments)
            if (number := whole_number(comment.id)) is not None and number > 0
        ]
        self._tables.add(_row(seq, where, data, item), refs, comments)

    def _mend(self, where: ItemRange, data: bytes) -> Parsed:
        return mend(data, self._reader.place(where), self._reader.roots[where.root], closed=where.closed)

    def _take_item_damage(self, where: ItemRange, data: bytes, damages: object, about: Subjected) -> None:
        for view, offset in damages:  # type: ignore[attr-defined]
            site = self._site(where, data, offset)
            for rule in self._dispatch.damage(view.what):
                for hit in rule.function(view):
                    assert isinstance(hit, Hit)
                    self._recorder.take(rule, hit, about, lambda site=site: site, where.part)  # type: ignore[misc]

    def _hit(
        self, rule: Rule, hit: Hit, about: Subjected, where: ItemRange, data: bytes, mended: Parsed | None
    ) -> None:
        def place() -> Site:
            return self._site(where, data, offset_of(data, hit.spot, self._reader.roots[where.root], mended))

        self._recorder.take(rule, hit, about, place, where.part, lambda: self._related(hit))

    def _site(self, where: ItemRange, data: bytes, offset: int) -> Site:
        """A byte of an item."""
        return Site(where.part, where.start + offset, where.line + self._lines.before(data, offset), data, where.start)

    def _related(self, hit: Hit) -> Related | None:
        if hit.related < 0:
            return None
        other = self._tables.item(hit.related)
        title = " ".join(other.title[:80].split())
        return Related(file=self._source.parts[other.part].name, line=other.line, message=title)

    def _look_at_heads(self) -> None:
        for piece, part in self._reader.pieces:
            place = piece.head.place
            data = self._places.read(part, place.offset, place.offset + place.length)
            for damage in head_damage(piece, data):
                self._take_head_damage(damage, part, place.offset, place.line, data)
            view = HeadView(self._export, piece, part, data)
            for rule in self._dispatch.of(Subject.HEAD):
                for hit in rule.function(view):
                    assert isinstance(hit, Hit)
                    self._in_head(rule, hit, part, place, data)

    def _in_head(self, rule: Rule, hit: Hit, part: int, head: Place, data: bytes) -> None:
        def place() -> Site:
            return Site(part, head.offset + hit.spot.at, head.line + data.count(b"\n", 0, hit.spot.at))

        self._recorder.take(rule, hit, NOTHING, place, part)

    def _take_head_damage(self, damage: Damage, part: int, start: int, line: int, data: bytes) -> None:
        self._take_damage(damage.view, part, start + damage.offset, line + data.count(b"\n", 0, damage.offset))

    def _look_at_truncation(self) -> None:
        truncation = self._reader.truncation
        if truncation is None:
            return
        number = next(n for n, part in enumerate(self._source.parts) if part.name == truncation.file)
        part = self._source.parts[number]
        view = DamageView("truncated", truncation.reason, 1, is_item=False)
        offset = max(part.start, part.size - 1)
        self._take_damage(view, number, offset, self._places.line_of(number, offset))

    def _judge(self) -> None:
        tables, export = self._tables, self._export
        tables.add_terms(
            (f"{term.taxonomy}/{term.slug}", whole_number(term.id), term.parent)
            for piece, _ in self._reader.pieces
            for term in piece.head.terms
        )
        tables.settle()
        tables.database.execute("CREATE TEMP TABLE logins (login TEXT PRIMARY KEY)")
        tables.database.executemany("INSERT INTO logins VALUES (?)", [(login,) for login in sorted(export.logins)])
        for row in tables.dangling():
            hit = Hit(row.message, Spot(row.path, row.at, row.length), seq=row.seq)
            self._hit_later(self._by_code[row.code], hit)
        for rule in self._dispatch.of(Subject.EXPORT):
            for one in rule.function(export):
                assert isinstance(one, Hit)
                if one.seq >= 0:
                    self._hit_later(rule, one)
                else:
                    self._at(rule, one, 0, self._source.parts[0].start, 1)

    def _hit_later(self, rule: Rule, hit: Hit) -> None:
        if self._recorder.passes_over(rule):
            return
        if self._row is None or self._row.seq != hit.seq:
            self._row = self._tables.item(hit.seq)
            self._about_row = _about_row(self._row, self._export)
        row, about = self._row, self._about_row

        def place() -> Site:
            where = row.range
            data, mended = self._again(row)
            return self._site(where, data, offset_of(data, hit.spot, self._reader.roots[where.root], mended))

        self._recorder.take(rule, hit, about, place, row.part, lambda: self._related(hit))

    def _again(self, row: ItemRow) -> tuple[bytes, Parsed | None]:
        """The bytes of an item that was read before; several findings in turn are often about one."""
        if self._last is None or self._last[0] != row.seq:
            where = row.range
            data = self._reader.read(where)
            mended = self._mend(where, data) if row.mended else None
            self._last = (row.seq, data, mended)
        return self._last[1:]


class _Lines:
    """Lines within an item, counted on from where they were counted last: many findings may be in one long item."""

    def __init__(self) -> None:
        self._data = b""
        self._offset = 0
        self._count = 0

    def before(self, data: bytes, offset: int) -> int:
        """Ends of lines before a byte."""
        if data is not self._data:
            self._data, self._offset, self._count = data, 0, 0
        if offset >= self._offset:
            self._count += data.count(b"\n", self._offset, offset)
        else:
            self._count -= data.count(b"\n", offset, self._offset)
        self._offset = offset
        return self._count


def _about(item: ItemView) -> Subjected:
    return Subjected(item.key, item.type, item.raw.id, item.raw.title, item.identity)


def _about_row(row: ItemRow, export: ExportView) -> Subjected:
    number = str(row.wp_id) if row.wp_id is not None else ""
    kind = export.mapping.post_type(row.type).kind
    prefix = kind if kind in ("media", "menu-item") else "entry"
    key = f"{prefix}/{number}" if number else ""
    return Subjected(key, row.type, number, row.title, row.guid or number or row.slug or row.title)


def _reference_row(rule: Rule, seq: int, n: int, one: Reference) -> ReferenceRow:
    return ReferenceRow(rule.code, seq, n, *one[:3], *one.spot)


def _row(seq: int, where: ItemRange, data: bytes, item: ItemView) -> ItemRow:
    raw = item.raw
    return ItemRow(
        seq,
        *where,
        wp_id=whole_number(raw.id),
        type=item.type,
        status=raw.status,
        slug=raw.slug,
        parent=whole_number(raw.parent) or 0,
        title=raw.title,
        guid=raw.guid,
        path="" if item.kind == "menu-item" else path_of(raw.link),
        file=stem_of_file(raw.attachment_url) if item.kind == "media" else "",
        digest=hash(data),
        mended=int(bool(raw.repairs)),
    )
