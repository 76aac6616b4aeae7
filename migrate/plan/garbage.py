"""Memory while a run is on: how often Python looks for circles of garbage, and what goes back to the system."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
from collections.abc import Iterator


@contextlib.contextmanager
def rare_collections() -> Iterator[None]:
    """Let Python look for circles of garbage less often: our values have none, and looking costs a tenth of a run."""
    before = gc.get_threshold()
    gc.set_threshold(20_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


_M_MMAP_THRESHOLD = -3
_LARGE = 1 << 20


def return_large_blocks() -> None:
    """Let glibc give large blocks back as soon as they are free. By itself it keeps all that are not larger than the
    largest it has seen freed, up to 32 MB, and a body of 20 MB leaves holes of up to 60 MB between what is in use."""
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError, OSError):
            ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)
