"""Processes that work beside a run: order, deaths, time limits, and what is left when the run ends in any way."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from migrate.model.errors import UsageError
from migrate.plan.workers import DyingWorkersError, Workers, worthwhile

METHODS = multiprocessing.get_all_start_methods()


class Numbers(NamedTuple):
    """Work: numbers that are to be doubled; some do harm."""

    values: tuple[int, ...]
    padding: bytes = b""


class Doubling(NamedTuple):
    """The task. `fatal`: numbers over which a process dies; `endless`: over which it does not end."""

    fatal: tuple[int, ...] = ()
    endless: tuple[int, ...] = ()
    wrong: tuple[int, ...] = ()
    hungry: tuple[int, ...] = ()

    def open(self) -> Doubling:
        return self

    def __call__(self, work: Numbers) -> list[Any]:
        return [self.double(value) for value in work.values]

    def double(self, value: int) -> int:
        if value in self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        if value in self.endless:
            time.sleep(600)
        if value in self.hungry:
            raise MemoryError
        if value in self.wrong:
            raise UsageError(f"{value} is wrong", hint="take another")
        return 2 * value


class Apart:
    """How work is told apart."""

    def single(self, work: Numbers) -> list[Numbers]:
        return [Numbers((value,)) for value in work.values]

    def lost(self, work: Numbers, reason: str) -> str:
        return f"{work.values[0]}: {reason}"


def doubled(task: Doubling, works: list[Numbers], count: int = 2, **how: Any) -> list[Any]:
    """All results of work that is done by processes."""
    with Workers(count, **how) as workers:
        workers.start()
        workers.prepare(task)
        return [result for results in workers.map(works, Apart()) for result in results]


WORKS = [Numbers(tuple(range(start, start + 5))) for start in range(0, 200, 5)]


@pytest.mark.parametrize("method", METHODS)
def test_results_come_in_order(method: str) -> None:
    assert doubled(Doubling(), WORKS, method=method) == [2 * value for value in range(200)]


@pytest.mark.parametrize("method", METHODS)
def test_a_death_costs_one_piece(method: str) -> None:
    found = doubled(Doubling(fatal=(17, 151)), WORKS, method=method)
    assert [found[17].partition(" by ")[0], found[151].partition(" by ")[0]] == [
        "17: the process that read it was ended",
        "151: the process that read it was ended",
    ]
    assert "SIGKILL" in found[17] and "memory" in found[17]
    assert [value for value in found if isinstance(value, int)] == [2 * n for n in range(200) if n not in (17, 151)]


def test_what_takes_too_long_is_one_piece() -> None:
    found = doubled(Doubling(endless=(3,)), WORKS[:4], limit=0.5)
    assert found[3] == "3: it took longer than 0.5 s"
    assert len(found) == 20 and all(isinstance(value, int) for value in found[4:])


def test_memory_that_runs_out_costs_one_piece() -> None:
    found = doubled(Doubling(hungry=(6,)), WORKS[:4])
    assert found[6] == "6: memory ran out over it"
    assert found[7] == 14


def test_processes_that_die_whatever_they_do_end_the_run() -> None:
    with pytest.raises(DyingWorkersError, match="end one after the other"):
        doubled(Doubling(fatal=tuple(range(200))), WORKS)


def test_errors_are_raised_here_as_they_were_there() -> None:
    with pytest.raises(UsageError, match="8 is wrong") as caught:
        doubled(Doubling(wrong=(8,)), WORKS)
    assert caught.value.hint == "take another"
    assert any("in a worker process" in note for note in caught.value.__notes__)


def test_work_that_no_pipe_holds() -> None:
    works = [Numbers((value,), bytes(3_000_000)) for value in range(20)]
    assert doubled(Doubling(), works) == [2 * value for value in range(20)]


def test_little_is_asked_for_ahead() -> None:
    taken = 0

    def works() -> Any:
        nonlocal taken
        for work in WORKS:
            taken += 1
            yield work

    with Workers(2) as workers:
        workers.start()
        workers.prepare(Doubling())
        results = workers.map(works(), Apart())
        assert 0 < taken <= 8
        next(results)
        time.sleep(0.2)
        next(results)
        assert taken <= 12


def children() -> list[int]:
    return [process.pid or 0 for process in multiprocessing.active_children()]


def test_leaving_in_the_middle_leaves_no_process() -> None:
    before = children()
    with Workers(3) as workers:
        workers.start()
        workers.prepare(Doubling(endless=(10,)))
        next(iter(workers.map(WORKS, Apart())))
        assert len(children()) == len(before) + 3
    assert children() == before


@pytest.mark.parametrize("method", METHODS)
def test_a_run_that_is_killed_leaves_no_process(method: str, tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        "from test_workers import Apart, Doubling, Workers, WORKS\n"
        "if __name__ == '__main__':\n"
        f"    workers = Workers(3, method={method!r}); workers.start(); workers.prepare(Doubling())\n"
        "    results = workers.map(WORKS * 1000, Apart()); next(results)\n"
        "    print(*(worker.process.pid for worker in workers._workers), flush=True)\n"
        "    for result in results: pass\n"
    )
    run = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    assert run.stdout is not None
    numbers = [int(text) for text in run.stdout.readline().split()]
    assert len(numbers) == 3
    run.kill()
    run.wait()
    for _ in range(100):
        if not any(is_running(number) for number in numbers):
            return
        time.sleep(0.1)
    pytest.fail("processes outlive the run")


def is_running(number: int) -> bool:
    try:
        state = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        try:
            os.kill(number, 0)
        except ProcessLookupError:
            return False
        return not Path("/proc").is_dir()
    return state != "Z"


def test_small_exports_are_worth_no_process() -> None:
    assert worthwhile(1_000_000) == 1
    assert worthwhile(1 << 40) >= 1
