"""Addresses of files outside of bodies, led to where the files lie: images of an entry, enclosures, custom fields."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from migrate.content.raw_addresses import rewrite_addresses
from migrate.model.records import Entry, Meta

_PlaceOf = Callable[[str], str]


def with_places(record: Entry, place_of: _PlaceOf) -> Entry:
    """The entry with new addresses. `place_of`: of a file, by its old one; empty for what stays.

    Of custom fields only those change that people see and that are an address, an address with lines about it, as
    those of podcasts (`enclosure`) are, or HTML.
    """

    def led(url: str) -> str:
        return (place_of(url) if url else "") or url

    seo = record.seo
    if seo is not None and (seo.og_image or seo.twitter_image):
        seo = msgspec.structs.replace(seo, og_image=led(seo.og_image), twitter_image=led(seo.twitter_image))
    enclosures = tuple(msgspec.structs.replace(one, url=led(one.url)) for one in record.enclosures)
    return msgspec.structs.replace(
        record,
        featured_image_url=led(record.featured_image_url),
        seo=seo,
        enclosures=enclosures,
        meta=tuple(_field(row, led) for row in record.meta),
    )


def _field(row: Meta, led: _PlaceOf) -> Meta:
    text = row.value
    if row.key.startswith("_") or row.decoded is not None or "/" not in text:
        return row
    if "<" in text:
        changed = rewrite_addresses(text, led)
    elif text.startswith(("http", "/")):
        address, *lines = text.split("\n")
        changed = text if any(map(str.isspace, address.strip())) else "\n".join([led(address), *lines])
    else:
        return row
    return row if changed == text else msgspec.structs.replace(row, value=changed)
