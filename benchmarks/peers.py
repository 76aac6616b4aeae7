"""Times other converters beside ours on the same export, each in a process of its own, in turn.

    python benchmarks/peers.py EXPORT [--rounds 3] [--folder FOLDER]

Installs wordpress-export-to-markdown with npm, downpress and Nikola with pip, into FOLDER, once; what cannot be
installed is left out by name. Nobody fetches images. CPU is user and system time together, with children.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from run import Cost, machine, median, must_run, program, remove


class Peer(NamedTuple):
    """A converter."""

    name: str
    install: Sequence[Sequence[str]]
    """Commands that install it in the folder that they run in."""
    command: Callable[[Path, Path, Path], Sequence[str]]
    """Where it is installed, the export, an empty folder → what to run."""


def _pip(name: str) -> list[list[str]]:
    return [[sys.executable, "-m", "venv", "venv"], ["venv/bin/pip", "install", "--quiet", name]]


PEERS = (
    Peer(
        "wordpress-export-to-markdown 2.2.2",
        [["npm", "init", "--yes"], ["npm", "install", "--silent", "wordpress-export-to-markdown@2.2.2"]],
        lambda home, export, out: [
            str(home / "node_modules/.bin/wordpress-export-to-markdown"),
            *("--wizard", "false", "--input", str(export), "--output", str(out / "site")),
            *("--save-attached-images", "false", "--save-scraped-images", "false", "--include-other-types", "true"),
        ],
    ),
    Peer(
        "downpress 0.1.0",
        _pip("downpress==0.1.0"),
        lambda home, export, out: [str(home / "venv/bin/downpress"), str(export)],
    ),
    Peer(
        "nikola import_wordpress",
        _pip("nikola[extras]"),
        lambda home, export, out: [
            str(home / "venv/bin/nikola"),
            *("import_wordpress", "--no-downloads", "-o", str(out / "site"), str(export)),
        ],
    ),
    Peer(
        "wxr-migrate, --jobs 1",
        [],
        lambda home, export, out: program("convert", str(export), str(out / "site"), "--to", "hugo", "--jobs", "1"),
    ),
    Peer(
        "wxr-migrate",
        [],
        lambda home, export, out: program("convert", str(export), str(out / "site"), "--to", "hugo"),
    ),
)


def installed(peer: Peer, folder: Path) -> Path | None:
    """Where a peer is, installed if it was not; None where that fails."""
    home = folder / peer.name.replace(" ", "-").replace(",", "")
    if (home / "installed").exists() or not peer.install:
        return home
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    for command in peer.install:
        try:
            done = subprocess.run(command, check=False, cwd=home, capture_output=True, text=True)
        except OSError as error:
            print(f"{peer.name} is left out: {error}")
            return None
        if done.returncode:
            print(f"{peer.name} is left out: {' '.join(command)} failed: {done.stderr.strip()[-200:]}")
            return None
    (home / "installed").touch()
    return home


def main() -> None:
    """Install, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir(), "wxr-benchmarks"))
    options = parser.parse_args()
    export = options.export.resolve()
    homes = [(peer, home) for peer in PEERS if (home := installed(peer, options.folder)) is not None]
    runs: dict[str, list[Cost]] = {peer.name: [] for peer, _ in homes}
    failed: dict[str, str] = {}
    for _ in range(options.rounds):
        for peer, home in homes:
            if peer.name in failed:
                continue
            out = Path(tempfile.mkdtemp(prefix="wxr-benchmark-", dir=options.folder))
            try:
                runs[peer.name].append(must_run(peer.command(home, export, out), out))
            except SystemExit as error:
                failed[peer.name] = str(error).strip().splitlines()[-1]
            finally:
                remove(out)
    ours = median(runs["wxr-migrate, --jobs 1"])
    print(f"{machine()}; medians of {options.rounds}; {export.name}, {export.stat().st_size / 1e6:.0f} MB\n")
    print("| | CPU s | wall s | peak MB | times our CPU |\n|---|---:|---:|---:|---:|")
    for name, costs in runs.items():
        if name in failed:
            print(f"| {name} | fails: {failed[name]} | | | |")
            continue
        cost = median(costs)
        print(f"| {name} | {cost.cpu:.1f} | {cost.wall:.1f} | {cost.peak:.0f} | {cost.cpu / ours.cpu:.1f} |")


if __name__ == "__main__":
    main()
