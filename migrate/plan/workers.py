"""Processes that work beside this one: results come in the order of the work, and a process that dies costs one piece.

Each is told once what it needs, then given work over a pipe, a little ahead of what it has done. A piece of work that
no process survives, or none ends in time, comes back as `Died`; the pieces that stood beside it are done again. When
this process ends, however it does, so do they.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple, Protocol

from migrate.model.errors import MigrateError
from migrate.plan.garbage import rare_collections, return_large_blocks

LIMIT = 60.0
"""Seconds that one piece may take, as the last resort: what is read has limits of its own."""
_AHEAD = 2
"""Pieces of work that a process is given at a time, so that it need not wait for us."""
_STORED = 4
"""Results a process that may wait for an earlier one, so that memory stays flat."""
_SMALL = 16_384
"""Bytes that fit into any pipe: what is larger is only sent to a process that reads it at once."""
_MOST_DEATHS = 20
_GRACE = 5.0
_WORTH = 4 << 20
"""Bytes of an export that keep a process busy for as long as it takes to start one, or longer."""
_OUT_OF_MEMORY = 12


def worthwhile(size: int) -> int:
    """How many processes gain something over one, for an export of so many bytes."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(min(cores, size // _WORTH), 1)


class Task(Protocol):
    """What processes are sent: can be pickled."""

    def open(self) -> Callable[[Any], object] | None:
        """What does work, made ready in the process that is to do it: it gives a list, or what unpickles as one.
        None where no work is to follow."""


class Pieces(Protocol):
    """How work is told apart, in this process."""

    def single(self, work: Any, /) -> list[Any]:
        """The smallest pieces of it, in their order, each of which gives one result."""

    def lost(self, work: Any, reason: str, /) -> Any:
        """The result in place of that of a piece that no process survived."""


class Imports(NamedTuple):
    """Modules to have at hand before work comes that needs them; it can be prepared as a task is."""

    names: tuple[str, ...]

    def open(self) -> None:
        """Import them."""
        for name in self.names:
            import_module(name)


class DyingWorkersError(MigrateError):
    """Processes end one after the other, so that it cannot be what they work on."""


class _Slot:
    """Some work, and what came of it."""

    def __init__(self, work: Any) -> None:
        self.work = work
        self.result: list[Any] | None = None


class _Worker:
    """One process. `slots`: what it has been given and has not answered, the first being worked on `since`."""

    def __init__(self, context: BaseContext, limit: float, others: Iterable[_Worker]) -> None:
        self.connection, theirs = context.Pipe()
        # A process made by fork has our ends of all pipes: with them open it would not see that we are gone.
        ours = [self.connection, *(other.connection for other in others)]
        inherited = ours if context.get_start_method() == "fork" else []
        self.process = context.Process(target=_serve, args=(theirs, limit, inherited), daemon=True)  # type: ignore[attr-defined]
        self.slots: deque[_Slot] = deque()
        self.since = 0.0
        self.process.start()
        theirs.close()

    def send(self, message: bytes) -> None:
        with suppress(OSError):  # It has died: that is seen when its answer is read.
            self.connection.send_bytes(message)

    def give(self, slot: _Slot, message: bytes) -> None:
        if not self.slots:
            self.since = time.monotonic()
        self.slots.append(slot)
        self.send(message)

    def answer(self) -> Any:
        """What it says next, waiting for it. Raises what it raised, and EOFError or OSError where it has died."""
        kind, value = pickle.loads(self.connection.recv_bytes())
        self.since = time.monotonic()
        if kind == "error":
            raise value
        return value

    def end(self) -> str:
        """Have it ended, and say how it ended by itself."""
        self.process.join(1.0)
        code = self.process.exitcode
        self.kill()
        return _told(code)

    def kill(self) -> None:
        """End it, whatever it is at; safe to call twice."""
        self.process.kill()
        self.process.join()
        self.connection.close()


class Workers:
    """`count` processes. A context manager: leaving it ends them."""

    def __init__(self, count: int, *, method: str | None = None, limit: float = LIMIT) -> None:
        """`method`: of `multiprocessing`, by default its own. `limit`: seconds that one piece of work may take."""
        self._context = get_context(method)
        self._count = count
        self._limit = limit
        self._deaths = 0
        self._setup = b""
        self._workers: list[_Worker] = []
        self._late: tuple[_Slot, bytes] | None = None
        """Work that is too large to be sent ahead."""

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def start(self) -> None:
        """Have new processes, before files are opened that they should not hold open too."""
        self.close()
        while len(self._workers) < self._count:
            self._workers.append(_Worker(self._context, self._limit, self._workers))

    def prepare(self, task: Task) -> None:
        """Tell the new processes what they need for the work that follows."""
        self._setup = _message("open", task)
        for worker in self._workers:
            worker.send(self._setup)

    def close(self) -> None:
        """End all processes, also those that are at work."""
        workers, self._workers, self._late = self._workers, [], None
        for worker in workers:
            worker.process.kill()
        for worker in workers:
            worker.kill()

    def map(self, works: Iterable[Any], pieces: Pieces) -> Iterator[list[Any]]:
        """What comes of each work, in order. Begins at once, and goes on as results are taken.

        Raises what the work raises, and DyingWorkersError.
        """
        waiting = iter(works)
        slots: deque[_Slot] = deque()
        self._feed(waiting, slots)
        return self._results(waiting, slots, pieces)

    def _results(self, waiting: Iterator[Any], slots: deque[_Slot], pieces: Pieces) -> Iterator[list[Any]]:
        while slots:
            while (result := slots[0].result) is None:
                self._hear(pieces)
                self._feed(waiting, slots)
            slots.popleft()
            self._feed(waiting, slots)
            yield result

    def _feed(self, waiting: Iterator[Any], slots: deque[_Slot]) -> None:
        """Give work to those who have least."""
        while self._late or len(slots) < _STORED * self._count:
            worker = min(self._workers, key=lambda worker: len(worker.slots))
            if len(worker.slots) >= _AHEAD:
                return
            if self._late:
                (slot, message), self._late = self._late, None
            else:
                work = next(waiting, None)
                if work is None:
                    return
                slot, message = _Slot(work), _message("work", work)
                slots.append(slot)
            if worker.slots and len(message) > _SMALL:
                self._late = slot, message
                return
            worker.give(slot, message)

    def _hear(self, pieces: Pieces) -> None:
        """Wait until some process has an answer, has died, or has taken too long; take what there is."""
        busy = {worker.connection: worker for worker in self._workers if worker.slots}
        patience = min(worker.since for worker in busy.values()) + self._limit - time.monotonic()
        ready = wait(list(busy), max(patience, 0.0))
        for connection in ready:
            worker = busy[connection]  # type: ignore[index]
            try:
                result = worker.answer()
            except (EOFError, ConnectionError):
                self._recover(worker, pieces)
            else:
                worker.slots.popleft().result = result
        if not ready:
            for worker in busy.values():
                if time.monotonic() - worker.since >= self._limit:
                    self._recover(worker, pieces)

    def _recover(self, worker: _Worker, pieces: Pieces) -> None:
        """A process is gone, or to be gone: do again, piece by piece, what it was at. What it had not begun waits for
        the process that takes its place."""
        worker.kill()
        suspect, *rest = worker.slots
        results: list[Any] = []
        fresh = self._replaced(worker)
        for piece in pieces.single(suspect.work):
            slot = _Slot(piece)
            fresh.give(slot, _message("work", piece))
            reason = f"it took longer than {self._limit:g} s"
            try:
                if fresh.connection.poll(self._limit):
                    results += fresh.answer()
                    fresh.slots.clear()
                    continue
            except (EOFError, ConnectionError):
                reason = fresh.end()
            else:
                fresh.kill()
            results.append(pieces.lost(piece, reason))
            self._deaths += 1
            if self._deaths > _MOST_DEATHS:
                raise DyingWorkersError(
                    f"worker processes end one after the other; the last: {reason}",
                    hint="is memory short? --jobs 1 needs the least",
                )
            fresh = self._replaced(fresh)
        suspect.result = results
        for slot in rest:
            fresh.give(slot, _message("work", slot.work))

    def _replaced(self, worker: _Worker) -> _Worker:
        """A new process in the place of one that is gone."""
        place = self._workers.index(worker)
        others = [other for other in self._workers if other is not worker]
        fresh = self._workers[place] = _Worker(self._context, self._limit, others)
        fresh.send(self._setup)
        return fresh


def _message(kind: str, value: Any) -> bytes:
    return pickle.dumps((kind, value), pickle.HIGHEST_PROTOCOL)


def _told(code: int | None) -> str:
    """How a process ended."""
    if code == _OUT_OF_MEMORY:
        return "memory ran out over it"
    if code is not None and code < 0:
        with suppress(ValueError):
            name = signal.Signals(-code).name
            why = ", as the system does when memory runs out" if name == "SIGKILL" else ""
            return f"the process that read it was ended by {name}{why}"
    return "the process that read it ended"


def _serve(connection: Connection, limit: float, inherited: Iterable[Connection]) -> None:
    """What a process does: open what it is told to, then work, until nobody is there any more."""
    for other in inherited:
        other.close()
    # Whoever started us ends us, in good order or by closing the pipe.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    return_large_blocks()
    task: Any = None
    with rare_collections(), suppress(EOFError, ConnectionError):
        while True:
            kind, value = pickle.loads(connection.recv_bytes())
            try:
                if kind == "open":
                    task = value.open()
                    continue
                _end_after(limit + _GRACE)
                message = _message("done", task(value))
                _end_after(0)
            except MemoryError:
                os._exit(_OUT_OF_MEMORY)
            except Exception as error:
                message = _failure(error)
            connection.send_bytes(message)


def _end_after(seconds: float) -> None:
    """Have the system end this process, where it can, even if nobody is there to do so; 0 takes that back."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _failure(error: Exception) -> bytes:
    """An exception as the other side is to raise it, with where it came from."""
    error.add_note("in a worker process:\n" + "".join(traceback.format_exception(error)))
    try:
        message = _message("error", error)
        pickle.loads(message)
    except Exception:
        return _message("error", RuntimeError("".join(traceback.format_exception(error))))
    return message
