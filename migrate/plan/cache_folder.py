"""Where a user's programs keep what they can get or make again."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def cache_folder() -> Path:
    """Ours, which may not exist. Raises RuntimeError for a user without a home."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "wxr-migrate"


def runs_folder() -> Path | None:
    """Where runs that are ended before their time leave what the same run can use again; None without a home."""
    try:
        return cache_folder() / "runs"
    except RuntimeError:
        return None
