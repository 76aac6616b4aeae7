"""What a run has of the files that the export names: how many, how large, which are missing and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from migrate.media.reasons import SENTENCES
from migrate.media.wanted import HAD, WantedFiles
from migrate.plan.reports.wording import size

_MOST_EXAMPLES = 50


@dataclass(slots=True)
class MediaReport:
    """Counts of files and bytes; examples of what is missing."""

    wanted: int = 0
    had: int = 0
    size: int = 0
    """Bytes of all that were had."""
    size_once: int = 0
    """The same without repetitions of the same bytes."""
    reasons: Counter[str] = field(default_factory=Counter)
    missing: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Key, address, reason and detail of the first."""
    other_hosts: Mapping[str, int] = field(default_factory=dict)
    """Hosts, not named, whose uploads entries show → number of addresses."""

    def sentences(self) -> list[str]:
        """What there is, then what needs a look, the most frequent reason first."""
        told = [f"{self.had:,} of {self.wanted:,} at hand, {size(self.size)}"]
        for reason, count in self.reasons.most_common():
            told.append(f"{count:,} missing: {_SENTENCES[reason]}")
        for host, count in sorted(self.other_hosts.items(), key=lambda one: (-one[1], one[0]))[:10]:
            addresses = "address" if count == 1 else "addresses"
            told.append(f"{count:,} {addresses} on {host}, which is not the site's: --media-host {host} takes them too")
        return told

    def examples(self) -> list[str]:
        """A line for each of the first that are missing."""
        return [f"{url or key}: {_SENTENCES[reason]}" for key, url, reason, _ in self.missing]

    def as_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {
            "wanted": self.wanted,
            "had": self.had,
            "bytes": self.size,
            "bytes_once": self.size_once,
            "missing": dict(sorted(self.reasons.items())),
            "examples": [
                {"key": key, "url": url, "reason": reason, "detail": detail}
                for key, url, reason, detail in self.missing
            ],
            "other_hosts": dict(sorted(self.other_hosts.items())),
        }


_SENTENCES = {reason.value: sentence for reason, sentence in SENTENCES.items()}


def media_report(wanted: WantedFiles, other_hosts: Mapping[str, int]) -> MediaReport:
    """What became of all that was wanted."""
    report = MediaReport(wanted=wanted.count(), had=wanted.count(HAD), other_hosts=other_hosts)
    report.size, report.size_once = wanted.sizes()
    for missing in wanted.every_missing():
        report.reasons[missing.reason.value] += 1
        if len(report.missing) < _MOST_EXAMPLES:
            one = missing.wanted
            report.missing.append((one.key, one.url, missing.reason.value, missing.detail))
    return report
