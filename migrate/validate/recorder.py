"""Makes findings of what rules hit: places them, counts them, gathers those that belong together, keeps what is new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatch
from functools import lru_cache
from typing import NamedTuple

import msgspec

from migrate.validate.finding import Finding, Related, fingerprint, visible
from migrate.validate.places import Places
from migrate.validate.rule import Gather, Hit, Rule
from migrate.validate.store import Findings
from migrate.wxr.source import Part

LIMIT = 1000
"""Findings of one rule in one export that are kept; more are counted."""
_DETAILS = 2000
"""Distinct details of one rule that are gathered; more are counted."""
_TITLE = 120

PerFile = tuple[tuple[str, tuple[str, ...]], ...]
"""Pattern of file names → prefixes of codes that are ignored there."""


class Subjected(NamedTuple):
    """What a hit is about: for messages and fingerprints. All empty for what is no entry."""

    key: str = ""
    post_type: str = ""
    post_id: str = ""
    title: str = ""
    identity: str = ""


NOTHING = Subjected()


class Site(NamedTuple):
    """A byte of a part, and its line; with bytes around it and where they begin, where they are at hand."""

    part: int
    offset: int
    line: int
    data: bytes = b""
    start: int = 0


class Recorder:
    """Findings of one export."""

    def __init__(
        self,
        store: Findings,
        parts: tuple[Part, ...],
        places: Places,
        known: Counter[str],
        per_file: PerFile = (),
        limit: int = LIMIT,
    ) -> None:
        self._store = store
        self._parts = parts
        self._places = places
        self._known = known
        """Fingerprint → how many faults the baseline knows; taken off as they are met."""
        self._per_file = per_file
        self._limit = limit
        self._kept: Counter[str] = Counter()
        self._gathered: dict[tuple[str, str], tuple[Finding, int]] = {}
        self._times: Counter[tuple[str, str]] = Counter()
        self._details: Counter[str] = Counter()
        self._is_ignored = lru_cache(maxsize=4096)(lambda name, code: _ignored(per_file, name, code))

    def passes_over(self, rule: Rule) -> bool:
        """Whether one more hit of a rule is but counted, whatever it is about; then it is."""
        is_full = self._limit and self._kept[rule.code] >= self._limit and rule.gather is Gather.EACH
        if not is_full or self._per_file or self._known:
            return False
        self._store.count(rule.code, rule.severity, 1)
        self._store.left_out[rule.code] += 1
        return True

    def take(
        self,
        rule: Rule,
        hit: Hit,
        about: Subjected,
        place: Callable[[], Site],
        part: int,
        related: Callable[[], Related | None] = lambda: None,
    ) -> None:
        """One hit. `place` is asked only where the finding is kept."""
        if self._per_file and self._is_ignored(self._parts[part].name, rule.code):
            return
        detail = hit.message if hit.detail is None else hit.detail
        if rule.gather is not Gather.EACH:
            self._gather(rule, hit, "" if rule.gather is Gather.EXPORT else detail, place)
            return
        mark = fingerprint(rule.code, about.post_type, about.identity, detail)
        if self._is_known(mark):
            return
        self._store.count(rule.code, rule.severity, 1)
        if self._limit and self._kept[rule.code] >= self._limit:
            self._store.left_out[rule.code] += 1
            return
        self._kept[rule.code] += 1
        site = place()
        finding = self._finding(rule, hit.message, about, site, mark, hit.spot.length, hit.times)
        if (other := related()) is not None:
            finding = msgspec.structs.replace(finding, related=(other,))
        self._store.add(finding, site.part)

    def _is_known(self, mark: str) -> bool:
        if self._known[mark] > 0:
            self._known[mark] -= 1
            self._store.known += 1
            return True
        return False

    def _gather(self, rule: Rule, hit: Hit, detail: str, place: Callable[[], Site]) -> None:
        key = (rule.code, detail)
        if key not in self._gathered:
            self._details[rule.code] += 1
            if self._details[rule.code] > _DETAILS:
                self._store.count(rule.code, rule.severity, hit.times)
                self._store.left_out[rule.code] += hit.times
                return
            site = place()
            mark = fingerprint(rule.code, "", "", detail)
            self._gathered[key] = (
                self._finding(rule, hit.message, NOTHING, site, mark, hit.spot.length, 1),
                site.part,
            )
        self._times[key] += hit.times

    def finish(self) -> None:
        """Keep what was gathered."""
        for key, (finding, part) in self._gathered.items():
            if self._is_known(finding.fingerprint):
                continue
            times = self._times[key]
            message = f"{finding.message} ({times:,} times)" if times > 1 else finding.message
            self._store.count(finding.code, finding.severity, 1)
            self._store.add(msgspec.structs.replace(finding, message=message, times=times), part)
        self._gathered.clear()

    def _finding(
        self, rule: Rule, message: str, about: Subjected, site: Site, mark: str, length: int, times: int
    ) -> Finding:
        position = self._places.position(site.part, site.offset, site.line, site.data, site.start)
        shown = _shown(about)
        excerpt, caret = ("", 0)
        if not rule.secret:
            excerpt, caret = self._places.excerpt(site.part, site.offset, site.data, site.start)
        return Finding(
            code=rule.code,
            name=rule.name,
            severity=rule.severity,
            message=visible(message),
            file=self._parts[site.part].name,
            line=site.line,
            column=position.column,
            byte_column=position.byte_column,
            offset=site.offset,
            length=max(1, length),
            entry=shown.key,
            post_type=shown.post_type,
            post_id=shown.post_id,
            title=shown.title,
            fingerprint=mark,
            fix=rule.fix,
            times=times,
            excerpt=excerpt,
            caret=caret,
        )


@lru_cache(maxsize=4)
def _shown(about: Subjected) -> Subjected:
    """What a finding shows of its item."""
    title = " ".join(about.title[:_TITLE].split())
    return Subjected(visible(about.key), visible(about.post_type[:64]), visible(about.post_id[:20]), visible(title))


def _ignored(per_file: PerFile, name: str, code: str) -> bool:
    return any(
        code.startswith(prefixes)
        for pattern, prefixes in per_file
        if fnmatch(name, pattern) or fnmatch(name.rpartition("/")[2], pattern)
    )
