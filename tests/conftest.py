"""Fixtures shared by all tests: where the corpus is, and whether a missing service is a failure."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent


# How long an example takes says nothing where other tests run at the same time.
settings.register_profile("usual", max_examples=100 if os.environ.get("WXR_ALL_SITES") else 40, deadline=None)
settings.load_profile("usual")

# Shells start what runs in the background with interrupts ignored; tests of interrupts need them.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """No further processes for tests that are named one by one: to start them takes longer than those do."""
    return 0 if config.args and all("::" in one for one in config.args) else None


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
