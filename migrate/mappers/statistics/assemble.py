"""Tallies, survey and index → Statistics."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from migrate.mappers.context import place_of
from migrate.mappers.first_pass import Survey
from migrate.mappers.identity import DUPLICATE
from migrate.mappers.options import Options
from migrate.mappers.site import map_site
from migrate.mappers.statistics import record
from migrate.mappers.statistics.gather import BETWEEN, REDIRECTS, Gatherer
from migrate.mappers.statistics.record import EXAMPLES, LISTED, Count, Place
from migrate.mappers.statistics.watch import WatchingReader
from migrate.model.rules import MetaKind, Rules
from migrate.wxr.index import KEPT, Index

_WORDPRESS = re.compile(r"WordPress/([\w.-]+)|wordpress\.org/\?v=([\w.-]+)")
_META_LISTED = 50
_MENUS_LISTED = 100
_ENTRY_KINDS: tuple[MetaKind, ...] = ("entry", "media", "guest_author")


def assemble(
    reader: WatchingReader,
    index: Index,
    survey: Survey,
    gatherer: Gatherer,
    rules: Rules,
    losses: dict[str, int] | None,
) -> record.Statistics:
    """Everything that was found, as one record."""
    return record.Statistics(
        input=_input(reader),
        site=_site(reader, survey, gatherer, rules),
        condition=_condition(reader, index, survey),
        items=_items(index, rules),
        comments=_comments(gatherer),
        authors=_authors(survey, gatherer),
        taxonomies=_taxonomies(index, gatherer, rules),
        dates=_dates(gatherer),
        blocks=gatherer.blocks.counts(),
        shortcodes=_shortcodes(survey, gatherer, rules),
        builders=_counted(gatherer.builders.ranked()),
        media=_media(gatherer),
        meta=_meta(gatherer, rules),
        menus=_menus(survey, gatherer),
        redirects={field: gatherer.redirects[field] for field in REDIRECTS if gatherer.redirects[field] > 0},
        losses=losses,
    )


def wordpress_version(generator: str) -> str:
    """`6.5.2` of `WordPress/6.5.2` or `https://wordpress.org/?v=6.5.2`; empty for anything else."""
    match = _WORDPRESS.search(generator)
    return (match[1] or match[2]) if match else ""


def _counted(pairs: Iterable[tuple[str, int]]) -> tuple[Count, ...]:
    return tuple(Count(name=name, count=count) for name, count in pairs)


def _input(reader: WatchingReader) -> record.Input:
    return record.Input(
        parts=tuple(
            record.Part(
                name=part.name,
                bytes=part.size,
                encoding=part.encoding,
                notes=tuple(note.text for note in part.notes),
            )
            for part in reader.source.parts
        ),
        ignored=tuple(record.Ignored(name=name, reason=reason) for name, reason in reader.source.ignored),
        roots=sum(root.name != "" for root in reader.roots),
    )


def _site(reader: WatchingReader, survey: Survey, gatherer: Gatherer, rules: Rules) -> record.Site:
    site = map_site(reader.heads, survey, Options())
    homes = {place_of(home): home for head in reader.heads if (home := head.base_blog_url or head.link)}
    homes.pop(place_of(site.home_url), None)
    plugins = sorted(
        (record.Plugin(name=name, title=rules.plugins[name].title) for name in site.plugins),
        key=lambda plugin: plugin.title.casefold(),
    )
    return record.Site(
        key=site.key,
        title=site.title,
        description=site.description,
        home_url=site.home_url,
        other_homes=tuple(homes.values()),
        generator=site.generator,
        wordpress_version=wordpress_version(site.generator),
        wxr_versions=tuple(sorted({head.wxr_version for head in reader.heads if head.wxr_version})),
        exported=site.exported,
        language=site.language,
        languages=_counted(gatherer.languages.ranked()[:LISTED]),
        time_zone=site.time_zone,
        plugins=tuple(plugins),
    )


def _condition(reader: WatchingReader, index: Index, survey: Survey) -> record.Condition:
    cut = reader.truncation
    pieces = [piece for _, piece in survey.unreadable] + reader.unreadable_heads
    truncated = None if cut is None else Place(file=cut.file, line=cut.line, what=cut.reason)

    def count(where: str, *parameters: object) -> int:
        found: int = index.database.execute(f"SELECT count(*) FROM {where}", parameters).fetchone()[0]
        return found

    return record.Condition(
        whole=truncated is None and not pieces,
        truncated=truncated,
        unreadable=record.UnreadableCount(
            count=len(pieces),
            places=tuple(
                Place(file=piece.place.file, line=piece.place.line, what=f"{piece.what}: {piece.reason}")
                for piece in pieces[:EXAMPLES]
            ),
        ),
        repairs=reader.repairs.records(),
        duplicates=count("items WHERE state = ?", DUPLICATE),
        repeated_ids=count("items WHERE state = ? AND detail = 'repeated id'", KEPT),
        without_id=count("items WHERE state = ? AND (wp_id IS NULL OR wp_id <= 0)", KEPT),
        repeated_comment_ids=count("repeated_comments"),
    )


def _items(index: Index, rules: Rules) -> record.Items:
    types: dict[str, Counter[str]] = {}
    rows = index.database.execute(
        "SELECT type, status, count(*) FROM items WHERE state = ? GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2",
        (KEPT,),
    )
    others = 0
    for type_, status, count in rows:
        if type_ in types or len(types) < LISTED:
            types.setdefault(type_, Counter())[status] += count
        else:
            others += count
    counted = []
    for name, statuses in sorted(types.items(), key=lambda one: (-one[1].total(), one[0])):
        rule = rules.post_type(name)
        shown = dict(statuses.most_common(LISTED))
        counted.append(
            record.TypeCount(
                name=name,
                label=rule.label or name,
                kind=rule.kind,
                public=rule.public,
                count=statuses.total(),
                statuses=shown,
            )
        )
    read: int = index.database.execute("SELECT count(*) FROM items").fetchone()[0]
    return record.Items(
        read=read, count=sum(one.count for one in counted) + others, types=tuple(counted), others=others
    )


def _comments(gatherer: Gatherer) -> record.Comments:
    kinds: dict[str, Counter[str]] = {}
    for name, count in gatherer.comments.ranked()[:LISTED]:
        kind, _, status = name.partition(BETWEEN)
        kinds.setdefault(kind, Counter())[status] += count
    counted = [
        record.KindCount(kind=kind, count=statuses.total(), statuses=dict(statuses))
        for kind, statuses in sorted(kinds.items(), key=lambda one: (-one[1].total(), one[0]))
    ]
    total = gatherer.comments.total
    return record.Comments(count=total, kinds=tuple(counted), others=total - sum(kind.count for kind in counted))


def _authors(survey: Survey, gatherer: Gatherer) -> record.Authors:
    items: Counter[str] = Counter()
    for name, count in gatherer.creators.ranked():
        if key := survey.authors.keys.get(name.lower()):
            items[key] += count
    authors = sorted(survey.authors.records(), key=lambda author: (-items[author.key], author.key))
    return record.Authors(
        count=len(authors),
        declared=sum(author.declared and not author.guest for author in authors),
        guests=sum(author.guest for author in authors),
        authors=tuple(
            record.AuthorCount(
                login=author.login,
                name=author.display_name,
                items=items[author.key],
                declared=author.declared,
                guest=author.guest,
            )
            for author in authors[:LISTED]
        ),
        others=max(0, len(authors) - LISTED),
    )


def _taxonomies(index: Index, gatherer: Gatherer, rules: Rules) -> tuple[record.TaxonomyCount, ...]:
    found: dict[str, list[int]] = {}
    rows = index.database.execute("SELECT taxonomy, declared, count(*) FROM terms GROUP BY 1, 2 ORDER BY 1")
    for taxonomy, declared, count in rows:
        found.setdefault(taxonomy, [0, 0])[0 if declared else 1] = count
    menu_items = sum(count for slug, count in gatherer.menus.ranked() if slug)
    counted = [
        record.TaxonomyCount(
            name=name,
            kind=(kind := rules.taxonomy(name).kind),
            declared=declared,
            only_on_items=named,
            assignments=menu_items if kind == "menu" else gatherer.assignments[name],
        )
        for name, (declared, named) in found.items()
    ]
    return tuple(sorted(counted, key=lambda one: (-one.assignments, -one.declared, one.name))[:LISTED])


def _dates(gatherer: Gatherer) -> record.Dates:
    public = bool(gatherer.months[True].ranked())
    months = dict(sorted(gatherer.months[public].ranked()))
    undated = months.pop("", 0)
    first, last = gatherer.span.get(public, ("", ""))
    return record.Dates(first=first, last=last, by_month=months, undated=undated)


def _shortcodes(survey: Survey, gatherer: Gatherer, rules: Rules) -> record.Shortcodes:
    """A bare word counts only if its plugin has left other traces: without it, WordPress shows the word as it is."""
    counts: Counter[str] = Counter(dict(gatherer.shortcodes.ranked()))
    for name, count in gatherer.bare_shortcodes.ranked():
        if name in counts or _plugin(rules, name) in {"core", *survey.features.plugins}:
            counts[name] += count
    ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:LISTED]
    return record.Shortcodes(
        known=tuple(
            record.ShortcodeCount(name=name, plugin=_plugin(rules, name), count=count) for name, count in ranked
        ),
        possible=gatherer.possible_shortcodes.counts(),
    )


def _plugin(rules: Rules, shortcode: str) -> str:
    rule = rules.shortcode(shortcode)
    return "" if rule is None else rule.plugin


def _media(gatherer: Gatherer) -> record.Media:
    types = gatherer.file_types.ranked()
    return record.Media(
        count=gatherer.file_types.total,
        types=tuple(record.MediaType(mime_type=name, count=count) for name, count in types[:LISTED]),
        others=gatherer.file_types.total - sum(count for _, count in types[:LISTED]),
        bytes=gatherer.bytes,
        with_size=gatherer.with_size,
    )


def _meta(gatherer: Gatherer, rules: Rules) -> record.MetaKeys:
    keys: Counter[tuple[str, str]] = Counter()
    known = 0
    total = sum(tally.total for tally in gatherer.meta.values())
    for kind in _ENTRY_KINDS:
        for key, count in gatherer.meta[kind].ranked():
            name, meaning = _meaning(rules, kind, key)
            keys[name, meaning] += count
    for kind, tally in gatherer.meta.items():
        known += sum(count for key, count in tally.ranked() if _meaning(rules, kind, key)[1])
    ranked = sorted(keys.items(), key=lambda one: (-one[1], one[0]))[:_META_LISTED]
    return record.MetaKeys(
        total=total,
        known=known,
        keys=tuple(record.MetaKey(key=key, count=count, meaning=meaning) for (key, meaning), count in ranked),
        others=sum(gatherer.meta[kind].total for kind in _ENTRY_KINDS) - sum(count for _, count in ranked),
    )


def _meaning(rules: Rules, kind: MetaKind, key: str) -> tuple[str, str]:
    """Key, or the pattern that knows it; and what it means. A tally may hold either, and of comments too."""
    rule = rules.meta_rule(kind, key) or rules.meta_rule("comment", key)
    if rule is None:
        return key, ""
    if rule.field:
        return rule.key, rule.field
    said = (name for name in ("noise", "restricts", "private") if getattr(rule, name))
    return rule.key, next(said, "")


def _menus(survey: Survey, gatherer: Gatherer) -> record.Menus:
    menus = [
        record.MenuCount(name=term.name, slug=term.slug, items=gatherer.menus[term.slug])
        for term in survey.terms.menus()
    ]
    return record.Menus(menus=tuple(menus[:_MENUS_LISTED]), loose=max(0, gatherer.menus[""]))
