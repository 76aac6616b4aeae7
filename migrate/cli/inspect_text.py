"""Statistics as a picture of the export in one screen: what it is, whether it is whole, what is in it.

Whatever comes from the export is shown as plain text: no markup of ours or of HTML, nothing that steers a terminal.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import unescape

from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from migrate.cli.inspect_bars import bars
from migrate.mappers.statistics import Statistics
from migrate.mappers.statistics.record import Place

_TAG = re.compile(r"<[A-Za-z/!][^<>]*>")
_JOINERS = "\u200c\u200d"
"""Invisible, but part of Persian and Hindi words and of emoji."""
_LABEL = 12
_NAMES = 12
_LONGEST_NAME = 40
_LONGEST_SENTENCE = 100
_LONGEST_STATUS = 16
_GUTTER = 2
_ROWS = 8
_PLACES = 3
_SIZES = (("GB", 10**9), ("MB", 10**6), ("kB", 10**3))

Section = tuple[str, RenderableType]


def as_text(statistics: Statistics, *, width: int, styled: bool, encoding: str) -> str:
    """Lines of at most `width` columns. `styled`: with colours; `encoding`: what its reader's terminal understands."""
    plain = not _can_encode("█▏", encoding)
    console = Console(
        file=io.StringIO(),
        width=width,
        force_terminal=styled,
        color_system="standard" if styled else None,
        no_color=not styled,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        for part in _parts(statistics, width, plain):
            console.print(part)
    text = "".join(f"{line.rstrip()}\n" for line in capture.get().splitlines())
    return text.encode(encoding, "replace").decode(encoding)


def _can_encode(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def clean(text: str) -> str:
    """One line of what a terminal may show: control characters and direction marks are gone."""
    kept = "".join(" " if c.isspace() else c for c in text if c.isprintable() or c.isspace() or c in _JOINERS)
    return " ".join(kept.split())


def prose(text: str) -> str:
    """A title without its HTML."""
    return clean(unescape(_TAG.sub("", text)))


def _short(text: str) -> str:
    return _cut(text, _LONGEST_NAME)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def _parts(statistics: Statistics, width: int, plain: bool) -> Iterator[RenderableType]:
    yield Text(prose(statistics.site.title) or "(untitled)", style="bold")
    if description := prose(statistics.site.description):
        yield Text(description, style="dim")
    for sections in (
        _site(statistics),
        _condition(statistics),
        _items(statistics, width - _LABEL - _GUTTER, plain),
        _contents(statistics),
    ):
        grid = Table.grid(padding=(0, _GUTTER, 0, 0), expand=True)
        grid.add_column(width=_LABEL, no_wrap=True, style="cyan")
        grid.add_column(ratio=1, overflow="fold")
        for label, content in sections:
            grid.add_row(Text(label), content)
        if grid.row_count:
            yield Text()
            yield grid


def _site(statistics: Statistics) -> Iterator[Section]:
    site, files = statistics.site, statistics.input
    homes = [home for home in (site.home_url, *site.other_homes) if home]
    if homes:
        yield "Address", Text(", ".join(map(clean, homes[:_PLACES])) + _more(len(homes) - _PLACES))
    written = []
    if site.generator:
        version = clean(site.wordpress_version)
        written.append(f"WordPress {version}" if version else _short(clean(site.generator)))
    versions = ", ".join(map(clean, site.wxr_versions))
    written.append(f"WXR {versions}" if versions else "WXR without a version")
    if site.exported:
        written.append(f"exported {site.exported:%Y-%m-%d %H:%M} UTC")
    yield "Written by", Text(", ".join(written))
    spoken = [clean(site.language)] if site.language else []
    if site.languages:
        spoken.append("items in " + _listed((one.name, one.count) for one in site.languages))
    if spoken:
        yield "Language", Text("; ".join(spoken))
    if site.time_zone:
        yield "Time zone", Text(f"{clean(site.time_zone)}, by its dates")
    if site.plugins:
        names = [clean(plugin.title) for plugin in site.plugins]
        yield "Plugins", Text(", ".join(names[: _NAMES * 2]) + _more(len(names) - _NAMES * 2))
    parts = [f"{part.name} ({_size(part.bytes)}, {part.encoding})" for part in files.parts]
    yield "Read from", Text(", ".join(map(clean, parts[:_PLACES])) + _more(len(parts) - _PLACES))


def _condition(statistics: Statistics) -> Iterator[Section]:
    found, files = statistics.condition, statistics.input
    named = len(files.parts) > 1
    if found.truncated is not None:
        cut = _place(found.truncated, named)
        yield "CUT OFF", Text(f"{cut}; below is what came before that", style="bold red")
    if unreadable := found.unreadable.count:
        where = _places(found.unreadable.places, unreadable, named)
        yield "UNREADABLE", Text(f"{_plural(unreadable, 'piece')}: {where}", style="bold red")
    for repair in found.repairs:
        times = f", {repair.times:,} times" if repair.times != repair.items else ""
        what = f"{repair.name} in {_plural(repair.items, 'place')}{times}"
        yield "Repaired", Text(f"{what}: {_places(repair.places, repair.items, named)}", style="yellow")
    oddities = (
        (found.duplicates, "items that are there again, counted once"),
        (found.repeated_ids, "items with the number of another one"),
        (found.without_id, "items without a number"),
        (found.repeated_comment_ids, "numbers that several comments share"),
    )
    for count, what in oddities:
        if count:
            yield "Note", Text(f"{what}: {count:,}")
    for part in files.parts[:_ROWS]:
        for note in part.notes:
            yield "Note", Text(clean(f"{part.name}: {note}"))
    if len(files.parts) < files.roots:
        yield "Note", Text(f"{files.roots} exports are joined in {_plural(len(files.parts), 'file')}")
    for ignored in files.ignored[:_PLACES]:
        yield "Ignored", Text(clean(f"{ignored.name}: {ignored.reason}"))
    if len(files.ignored) > _PLACES:
        yield "Ignored", Text(f"and {len(files.ignored) - _PLACES:,} more files")
    if found.whole:
        mended = "everything can be read after repair" if found.repairs else "nothing needs repair"
        yield "Whole", Text(f"yes, {mended}", style="green")


def _items(statistics: Statistics, width: int, plain: bool) -> Iterator[Section]:
    items, comments, dates = statistics.items, statistics.comments, statistics.dates
    if not items.count:
        yield "Items", Text("none", style="bold yellow")
    else:
        labels = {one.name: one.label if one.label == one.name else f"{one.label} ({one.name})" for one in items.types}
        rows = {labels[one.name]: one.statuses for one in items.types}
        yield "Items", _crossed(rows, f"{items.count:,} by type", width)
    if comments.count:
        kinds = {one.kind: one.statuses for one in comments.kinds}
        yield "Comments", _crossed(kinds, f"{comments.count:,} by kind", width)
    if dates.first:
        undated = f"; {dates.undated:,} undated" if dates.undated else ""
        span = dates.first if dates.first == dates.last else f"{dates.first} to {dates.last}"
        lines = [span + undated, *bars(dates.by_month, width, plain=plain)]
        yield "Dates", Text("\n".join(lines), no_wrap=True)


def _crossed(rows: Mapping[str, Mapping[str, int]], head: str, width: int) -> Table:
    """A line a row, a column a status. Rare rows are put together in a last line, what has no room in `others`."""
    lines = [(clean(name), Counter(statuses)) for name, statuses in rows.items()]
    totals = sum((statuses for _, statuses in lines), Counter[str]())
    if len(lines) > _ROWS + 1:
        rest = sum((statuses for _, statuses in lines[_ROWS:]), Counter[str]())
        lines = [*lines[:_ROWS], (f"{len(lines) - _ROWS:,} more", rest)]
    name_width = min(_LONGEST_NAME, max(map(cell_len, [head, *(name for name, _ in lines)])))
    sum_width = len(f"{totals.total():,}")
    others_width = max(sum_width, len("others"))
    room = width - name_width - others_width - max(sum_width, len("all")) - 2 * _GUTTER
    shown: dict[str, int] = {}
    for status, count in sorted(totals.items(), key=lambda one: (-one[1], one[0])):
        wide = max(cell_len(_status(status)), len(f"{count:,}"))
        room -= wide + _GUTTER
        if room < 0:
            break
        shown[status] = wide
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, _GUTTER, 0, 0))
    table.add_column(Text(head), no_wrap=True, width=name_width)
    for status, wide in shown.items():
        table.add_column(Text(_status(status)), justify="right", no_wrap=True, width=wide)
    has_others, has_sum = len(shown) < len(totals), len(totals) > 1
    for column in ["others"] * has_others + ["all"] * has_sum:
        table.add_column(column, justify="right", no_wrap=True, width=max(sum_width, len(column)))
    for name, statuses in lines:
        cells = [statuses[status] for status in shown]
        cells += [statuses.total() - sum(cells)] * has_others + [statuses.total()] * has_sum
        table.add_row(Text(_short(name)), *(f"{count:,}" if count else "" for count in cells))
    return table


def _status(status: str) -> str:
    return _cut(clean(status), _LONGEST_STATUS) or "(none)"


def _contents(statistics: Statistics) -> Iterator[Section]:
    authors, media, meta = statistics.authors, statistics.media, statistics.meta
    if authors.count:
        names = ((prose(one.name) or one.login, one.items) for one in authors.authors)
        only_named = authors.count - authors.declared - authors.guests
        kinds = [
            f"{what} {count:,}" for count, what in ((authors.guests, "guests"), (only_named, "only named")) if count
        ]
        of_them = f" ({', '.join(kinds)})" if kinds else ""
        yield "Authors", Text(f"{authors.count:,}{of_them}: {_listed(names, authors.others)}")
    if statistics.taxonomies:
        terms = [
            f"{_short(clean(one.name))} {one.declared + one.only_on_items:,} ({_plural(one.assignments, 'use')})"
            for one in statistics.taxonomies
        ]
        yield "Terms", Text(", ".join(terms[:_ROWS]) + _more(len(terms) - _ROWS))
    if statistics.menus.menus or statistics.menus.loose:
        menus = [(prose(menu.name), menu.items) for menu in statistics.menus.menus]
        loose = f"; {statistics.menus.loose:,} items in none" if statistics.menus.loose else ""
        yield "Menus", Text((_listed(menus) or "none") + loose)
    if media.count:
        known = "" if media.with_size == media.count else f" ({media.with_size:,} of known size)"
        size = f", {_size(media.bytes)}{known}" if media.with_size else ""
        types = _listed((one.mime_type or "unknown", one.count) for one in media.types)
        yield "Media", Text(f"{_plural(media.count, 'file')}{size}: {types}")
    if statistics.blocks.total:
        blocks = [(one.name.removeprefix("core/"), one.count) for one in statistics.blocks.names]
        yield "Blocks", Text(f"{statistics.blocks.total:,}: {_listed(blocks)}")
    if statistics.shortcodes.known:
        yield "Shortcodes", Text(_listed((f"[{one.name}]", one.count) for one in statistics.shortcodes.known))
    if possible := statistics.shortcodes.possible.names:
        yield "Shortcodes?", Text(_listed((f"[{one.name}]", one.count) for one in possible))
    if statistics.builders:
        titles = {plugin.name: plugin.title for plugin in statistics.site.plugins}
        built = _listed((titles.get(one.name, one.name), one.count) for one in statistics.builders)
        yield "Built with", Text(built)
    if statistics.redirects:
        yield "Redirects", Text(_listed((_REDIRECTS[name], count) for name, count in statistics.redirects.items()))
    if meta.total:
        unknown = [(one.key, one.count) for one in meta.keys if not one.meaning][:_ROWS]
        kept = f"; kept as they are: {_listed(unknown)}" if unknown else ""
        yield "Fields", Text(f"{meta.total:,} custom fields, {meta.known:,} known{kept}")
    if statistics.losses is not None:
        yield "Losses", Text(_listed(statistics.losses.items()) or "none")


_REDIRECTS = {
    "old_slug": "former slugs",
    "old_date": "former dates",
    "redirect_url": "links in the shape of a page",
    "redirect_from": "rules",
}


def _listed(counts: Iterable[tuple[str, int]], others: int = 0) -> str:
    """`a 12, b 3 and 4 more`. `others`: names that are not among `counts`."""
    every = [f"{_short(clean(name)) or '(none)'} {count:,}" for name, count in counts]
    return ", ".join(every[:_NAMES]) + _more(len(every) - _NAMES + others)


def _more(count: int) -> str:
    return f" and {count:,} more" if count > 0 else ""


def _plural(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _places(places: tuple[Place, ...], count: int, named: bool) -> str:
    shown = [_place(place, named) for place in places[:_PLACES]]
    return "; ".join(shown) + _more(count - len(shown))


def _place(place: Place, named: bool) -> str:
    """`named`: with the file, of which there are several."""
    where = f"{clean(place.file)}:{place.line}" if named else f"line {place.line:,}"
    return f"{where}: {_cut(clean(place.what), _LONGEST_SENTENCE)}" if place.what else where


def _size(count: int) -> str:
    for unit, size in _SIZES:
        if count >= size:
            return f"{count / size:.1f} {unit}"
    return f"{count} bytes"
