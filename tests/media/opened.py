"""An export after its first pass, as a conversion has it when files are gathered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from exports import rules

from migrate.mappers.context import Context
from migrate.mappers.first_pass import FirstPass
from migrate.mappers.links import Addresses, gather_addresses
from migrate.mappers.options import Options
from migrate.mappers.site import make_context, map_site, old_homes
from migrate.wxr.index import Index
from migrate.wxr.reader import Reader
from migrate.wxr.source import open_source


class Opened(NamedTuple):
    """What `gather_media` takes."""

    reader: Reader
    index: Index
    context: Context
    addresses: Addresses
    homes: list[str]


@contextmanager
def opened(folder: Path, *exports: Path, **options: object) -> Iterator[Opened]:
    """`options`: fields of Options."""
    chosen = Options(**options)
    with open_source(exports) as source:
        reader, index = Reader(source), Index(folder / "index.db")
        try:
            survey = FirstPass(reader, index, rules(), chosen, lambda done: None).run()
            site = map_site(reader.heads, survey, chosen)
            context = make_context(site, reader.heads, survey, rules(), index, chosen)
            homes = old_homes(site, reader.heads, chosen)
            addresses = Addresses(index, context.lookup, homes)
            index.set_addresses(gather_addresses(index, addresses))
            yield Opened(reader, index, context, addresses, homes)
        finally:
            reader.close()
            index.close()
