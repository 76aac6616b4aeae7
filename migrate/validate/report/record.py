"""What every report is made of, and how files are named in those that other programs read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from migrate.validate.finding import Finding, Severity
from migrate.validate.rule import Rule
from migrate.validate.store import Findings

TOOL = "wxr-migrate"
_PLURALS = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.INFO: "infos"}


@dataclass(frozen=True)
class Report:
    """A finished run."""

    findings: Findings
    rules: tuple[Rule, ...]
    """Those that were run."""
    version: str
    folder: Path
    """The working folder: files below it are named relative to it."""
    statistics: bool = False
    styled: bool = False
    """Colours, for a terminal."""
    gone: int = 0
    """Findings of the baseline that do not occur any more."""

    @property
    def by_code(self) -> dict[str, Rule]:
        """The rules that were run."""
        return {rule.code: rule for rule in self.rules}

    def path(self, finding: Finding) -> str:
        """The file on disk that a finding is in: relative, with `/`, without the member of an archive."""
        name = finding.file
        if "!" in name and not Path(name).exists():
            name = name.partition("!")[0]
        path = Path(name)
        if path.is_absolute():
            try:
                path = path.relative_to(self.folder)
            except ValueError:
                return path.as_posix()
        return path.as_posix().removeprefix("./")

    def uri(self, finding: Finding) -> str:
        """The same as a relative reference."""
        return quote(self.path(finding).lstrip("/"), safe="/-._~")

    def sentence(self, finding: Finding) -> str:
        """The message with the entry, and the archive's member."""
        text = finding.message
        if finding.entry or finding.title:
            title = f' "{finding.title}"' if finding.title else ""
            text += f" ({finding.entry or finding.post_type}{title})"
        if self.path(finding) != finding.file and "!" in finding.file:
            text += f" in {finding.file.partition('!')[2]}"
        return text

    def summary(self) -> str:
        """`1 error, 3 warnings`, and what is not shown."""
        counts = self.findings.severities
        parts = [f"{counts[one]:,} {one if counts[one] == 1 else _PLURALS[one]}" for one in Severity if counts[one]]
        text = ", ".join(parts) if parts else "nothing to report"
        if left_out := self.findings.left_out.total():
            text += f" ({left_out:,} of them not shown)"
        if self.findings.known:
            text += f"; {self.findings.known:,} known by the baseline"
        if self.gone:
            text += f"; {self.gone:,} of the baseline occur no more"
        return text
