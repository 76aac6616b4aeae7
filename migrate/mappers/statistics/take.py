"""Takes the statistics of an opened export: pass 1 with a gatherer, then questions to the index."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from migrate.mappers.options import Options
from migrate.mappers.site import make_context, map_site
from migrate.mappers.statistics.assemble import assemble
from migrate.mappers.statistics.gather import Gatherer
from migrate.mappers.statistics.losses import count_losses
from migrate.mappers.statistics.record import Statistics
from migrate.mappers.statistics.watch import WatchedPass, WatchingReader
from migrate.model.errors import UnreadableInputError
from migrate.model.rules import Rules
from migrate.wxr.index import Index
from migrate.wxr.items import RawItem
from migrate.wxr.outline import outline_of_bytes, outline_of_item
from migrate.wxr.source import Source

Progress = Callable[[str, int, int], None]
"""Told how far the work is: stage (`reading` in bytes, `mapping` in items), done, all there is."""


def take_statistics(
    source: Source, rules: Rules, folder: Path, progress: Progress, *, losses: bool = False
) -> Statistics:
    """Count everything in an export; its index is made in `folder`, which the caller removes.

    `losses`: also run the mappers, which takes about twice as long again. Raises UnreadableInputError where
    the input is no export; one that is damaged, cut off or empty is described instead.
    """
    total = sum(part.size for part in source.parts)
    gatherer = Gatherer(rules)
    index = Index(folder / "statistics.db")
    with contextlib.closing(WatchingReader(source)) as reader, contextlib.closing(index):
        first = WatchedPass(reader, index, rules, gatherer, lambda done: progress("reading", done, total))
        survey = first.run()
        progress("reading", total, total)
        for head in reader.heads:
            reader.repairs.add(head.place, head.repairs)
        if not reader.roots:
            raise UnreadableInputError(
                "there is no item in it",
                file=", ".join(part.name for part in source.parts),
                hint="a WordPress export holds <item> elements",
            )
        _take_back_duplicates(reader, index, gatherer)
        lost = None
        if losses:
            options = Options()
            site = map_site(reader.heads, survey, options)
            context = make_context(site, reader.heads, survey, rules, index, options)
            tell = partial(progress, "mapping")
            lost = count_losses(reader, index, survey, context, tell)
        return assemble(reader, index, survey, gatherer, rules, lost)


def _take_back_duplicates(reader: WatchingReader, index: Index, gatherer: Gatherer) -> None:
    """They are known only once all items are; there are few, so these are looked at again."""
    for row in index.items("state = 'duplicate'"):
        data = reader.read(row.range)
        item = reader.parse(row.range)
        if isinstance(item, RawItem):
            outline = outline_of_bytes(data) if row.closed else None
            gatherer.take(outline or outline_of_item(item), data, lambda item=item: item, -1)  # type: ignore[misc]
