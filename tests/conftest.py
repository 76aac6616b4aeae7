"""Fixtures shared by all tests: where the corpus is, and whether a missing service is a failure."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent


settings.register_profile("usual", max_examples=100 if os.environ.get("WXR_ALL_SITES") else 40)
settings.load_profile("usual")

# Shells start what runs in the background with interrupts ignored; tests of interrupts need them.
signal.signal(signal.SIGINT, signal.default_int_handler)


def _folder(path: Path) -> Path:
    if not path.is_dir():
        pytest.skip(f"no corpus at {path}; set WXR_CORPUS to a folder of exports")
    return path


def corpus_folder() -> Path:
    """Where the exports to run on lie; it may not exist."""
    return Path(os.environ.get("WXR_CORPUS") or ROOT / "../shared/corpus").resolve()


@pytest.fixture(scope="session")
def corpus() -> Path:
    return _folder(corpus_folder())


@pytest.fixture(scope="session")
def oracle() -> Path:
    return _folder(corpus_folder().parent / "oracle")


@pytest.fixture(scope="session")
def fixtures() -> Path:
    return ROOT / "fixtures"
