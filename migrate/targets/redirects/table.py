"""The map of redirects as CSV, for everything else: every former address, where it leads, the status, and why."""

from __future__ import annotations

import csv
import io

from migrate.targets.redirects.record import Ledger, Rows, Setting, Written, shown, target_of

COLUMNS = ("source", "target", "status", "reason")


def table(rows: Rows, setting: Setting) -> Written:
    """Sources are not encoded: programs that take the file encode them as they need."""
    ledger = Ledger()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in rows():
        ledger.said += 1
        writer.writerow((shown(one), target_of(one, setting), one.status, one.reason))
    return ledger.written(text.getvalue())
